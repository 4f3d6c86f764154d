"""Handing a file to the program that this computer has for it: never through a shell, never to run.

The file lies in a private folder of its own, under a safe name, read-only and without the right
to be executed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

_OVER_SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
_DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY")


class NoViewer(Exception):
    """There is no viewer here, or it could not be started. `str(error)` is one line."""


def find_viewer(environment: Mapping[str, str], platform: str) -> str:
    """Return the program that opens documents here, empty for Windows' own call.

    `platform` is as in `sys`. Raises NoViewer: over SSH, without a desktop, without the program.
    """
    over_ssh = any(environment.get(name) for name in _OVER_SSH)
    if platform == "win32":
        if over_ssh:
            raise NoViewer(_SSH)
        return ""
    if platform == "darwin":
        if over_ssh:
            raise NoViewer(_SSH)
        name = "open"
    else:
        if not any(environment.get(name) for name in _DESKTOPS):
            raise NoViewer(_SSH if over_ssh else "There is no desktop here that could show it.")
        name = "xdg-open"
    found = shutil.which(name, path=environment.get("PATH", ""))
    if found is None:
        raise NoViewer(f"There is no {name} on this computer, which would open it.")
    return str(Path(found).absolute())


_SSH = "You are connected over SSH: it would open on the other computer, not on yours."


def lay_out(folder: Path, name: str, data: bytes) -> Path:
    """Write a file to look at into a fresh folder within `folder`, and return where it lies.

    `folder` is a private one, `name` safe. Raises OSError.
    """
    path = Path(tempfile.mkdtemp(prefix="", dir=folder)) / name
    binary = getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | binary, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    return path


def hand_to_viewer(
    path: Path, viewer: str, environment: Mapping[str, str]
) -> subprocess.Popen[bytes] | None:
    """Have the file at `path` opened by `viewer`, from `find_viewer`; don't wait for it.

    The path is absolute, so that nothing can take it for an option. Returns the started program,
    None for Windows' own call. Raises NoViewer where it can't be started.
    """
    try:
        if not viewer:
            getattr(os, "startfile")(path.absolute())  # noqa: B009  there only on Windows
            return None
        process = subprocess.Popen(
            [viewer, str(path.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=path.parent,
            env=dict(environment),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise NoViewer(
            f"The viewer could not be started: {getattr(error, 'strerror', None) or error}."
        ) from None
    # Whoever keeps the viewer open all day must not leave a dead process behind, nor hold up quit.
    threading.Thread(target=process.wait, name="viewer", daemon=True).start()
    return process
