"""Write a text in the editor of one's choice: `$VISUAL`, else `$EDITOR`, then back into the app."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from db.private_folder import new_private_file
from jtai_tui.widgets.exact_text import ExactTextArea

_BYTE_ORDER_MARK = "\ufeff"


class EditorError(Exception):
    """The text could not be edited outside; it is as it was. `str(error)` is one line."""


def edit_outside(app: App[Any], text: str, environment: Mapping[str, str]) -> str:
    """Hand the terminal to the editor that `environment` names, and return the text it leaves.

    Raises EditorError: no editor is set, it can't be started, it fails, or what it leaves isn't
    UTF-8.
    """
    command = editor_command(environment)
    outcome: str | EditorError
    try:
        with app.suspend():
            # Textual takes the terminal back only if nothing is raised within.
            try:
                outcome = run_editor(command, text)
            except EditorError as error:
                outcome = error
    except SuspendNotSupported:
        outcome = EditorError("This terminal can't be handed to an editor; write the text here.")
    if isinstance(outcome, EditorError):
        raise outcome
    return outcome


def rewrite_outside(area: ExactTextArea, environment: Mapping[str, str]) -> str:
    """Edit the text of a field outside and put it back; return what went wrong, else nothing."""
    before = area.exact
    try:
        after = edit_outside(area.app, before, environment)
    except EditorError as error:
        return str(error)
    if after != before:
        area.rewrite(after)
    return ""


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """Return the editor as a program and its arguments. Raises EditorError if none is set."""
    for name in ("VISUAL", "EDITOR"):
        value = environment.get(name, "").strip()
        if not value:
            continue
        windows = os.name == "nt"
        try:
            command = shlex.split(value, posix=not windows)
        except ValueError:
            raise EditorError(f"{name} is set to {value!r}, where a quote is not closed.") from None
        return [part.strip('"') for part in command] if windows else command
    raise EditorError("No editor is set: set VISUAL or EDITOR, for example EDITOR=nano.")


def run_editor(command: Sequence[str], text: str) -> str:
    """Run the editor on a private file with `text`, and return what it leaves there.

    The file lies in a folder of its own, which goes with everything that the editor may have put
    beside it. What editors add of their own isn't taken for a change: a newline at the
    end, a byte order mark, the line ends of Windows. Raises EditorError.
    """
    program = command[0]
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        raise EditorError(
            "The text holds half a character, so it can only be edited here."
        ) from None
    try:
        with tempfile.TemporaryDirectory(prefix="jtai-", ignore_cleanup_errors=True) as folder:
            path = Path(folder, "text.md")
            _write_private(path, data)
            with _deaf_to_interrupts():
                status = subprocess.run([*command, str(path)], check=False).returncode
            left = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise EditorError(f"The editor {program!r} could not be used: {reason}.") from None
    if status != 0:
        raise EditorError(f"The editor {program!r} ended with status {status}; the text is kept.")
    try:
        edited = left.decode("utf-8")
    except UnicodeDecodeError:
        raise EditorError(
            f"The editor {program!r} did not save as UTF-8; the text is as it was."
        ) from None
    return _as_meant(text, edited)


def _write_private(path: Path, data: bytes) -> None:
    with os.fdopen(new_private_file(path), "wb") as file:
        file.write(data)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """While it lasts, ctrl+c ends an editor that runs in the terminal, but not the app."""
    before = signal.getsignal(signal.SIGINT)
    if before is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    # A handler of Python's own, as a child would inherit SIG_IGN and be deaf as well.
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _as_meant(before: str, after: str) -> str:
    if not before.startswith(_BYTE_ORDER_MARK):
        after = after.removeprefix(_BYTE_ORDER_MARK)
    if "\r" not in before:
        after = after.replace("\r\n", "\n")
    return after if before.endswith("\n") else after.removesuffix("\n")
