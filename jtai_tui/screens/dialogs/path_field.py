"""The path of a file as people type or drop it, and the rest of it while they type."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from textual.suggester import Suggester

_MOST_ENTRIES = 2000  # a share with more would hold up the typing


def named_path(typed: str) -> Path | None:
    """Return the file that a typed path names, None for none.

    Quotes and backslashes that a terminal puts around a dropped file are taken off, `~` is the
    home folder.
    """
    text = typed.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    elif os.sep == "/":
        text = text.replace("\\ ", " ")
    if not text:
        return None
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def trouble_with(path: Path) -> str:
    """Return why a typed path names no file that can be read, empty where it does."""
    try:
        if path.is_dir():
            return "this is a folder"
        if not path.exists():
            return "there is no such file"
        if not path.is_file():
            return "this is not a file"
        return "" if os.access(path, os.R_OK) else "you may not read it"
    except PermissionError:
        return "you may not look into its folder"
    except (OSError, ValueError) as error:
        return f"{getattr(error, 'strerror', None) or error}"


def working_folder() -> Path:
    """Return the folder that jtai was started in; the user's own where that is gone meanwhile."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


class PathSuggester(Suggester):
    """Offers the rest of the first name in a folder that begins as typed, from `folder` on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._folder = folder

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole path, None where nothing begins so."""
        start = value[max(value.rfind("/"), value.rfind(os.sep)) + 1 :]
        if not start:
            return None
        try:
            folder = self._folder / Path(value[: len(value) - len(start)]).expanduser()
            with os.scandir(folder) as entries:
                found = sorted(
                    entry.name + ("/" if entry.is_dir() else "")
                    for entry in islice(entries, _MOST_ENTRIES)
                    if entry.name.startswith(start)
                )
        except (OSError, ValueError, RuntimeError):
            return None
        return value + found[0][len(start) :] if found else None
