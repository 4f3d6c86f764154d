"""The user's settings: one small JSON file, read with tolerance and written whole."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from db.private_folder import private_folder
from jtai_tui.json_text import json_text
from jtai_tui.whole_file import write_whole

_KNOWN = ("author", "last_file", "theme", "keys", "revisions")
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user has chosen.

    `author` is whose name changes carry, `last_file` the plan that the app opened last, `theme` a
    theme's name. `keys` maps ids of commands to keys, in place of the keys they come with.
    `revisions` says that the table shows how often dates were revised.
    """

    author: str | None = None
    last_file: Path | None = None
    theme: str | None = None
    keys: dict[str, str] = field(default_factory=dict)
    revisions: bool = False


def read_settings(file: Path) -> tuple[Settings, str]:
    """Return the settings in `file`, and a line for people about what could not be read in it.

    What is missing or can't be read is as if it had not been chosen; the line is empty if all is
    well.
    """
    try:
        found = _read(file)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        return Settings(), f"{file}: the settings can't be read ({why}); going on without"
    settings, faults = _checked(found)
    if faults:
        wrong = ", ".join(faults)
        return settings, f"{file}: not what is expected there: {wrong}; going on without"
    return settings, ""


def change_settings(file: Path, change: Callable[[Settings], Settings]) -> Settings:
    """Read the settings anew, change them, write them, and return them.

    What another jtai has written meanwhile stays, and so does what this one does not know. A file
    that can't be read is put aside, not lost. Raises OSError.
    """
    private_folder(file.parent)
    try:
        found = _read(file)
    except ValueError:
        found = {}
        file.replace(file.with_name(f"{file.name}.damaged"))
    before, _ = _checked(found)
    after = change(before)
    kept = {name: value for name, value in found.items() if name not in _KNOWN}
    chosen: dict[str, object] = {
        "author": after.author,
        "last_file": None if after.last_file is None else str(after.last_file),
        "theme": after.theme,
        "keys": after.keys,
        "revisions": after.revisions,
    }
    given = {name: value for name, value in chosen.items() if value}
    text = json_text({**given, **kept})
    write_whole(file, text.encode(), overwrite=True, private=True)
    return after


def remember_file(file: Path, plan: Path) -> None:
    """Note in the settings `file` that `plan` was opened last, if that can be noted there."""
    with contextlib.suppress(OSError):
        change_settings(file, lambda settings: replace(settings, last_file=plan.absolute()))


def _read(file: Path) -> dict[str, object]:
    """Return what the file holds, nothing if there is none. Raises OSError, ValueError."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except FileNotFoundError:
        return {}
    if len(data) > _LARGEST:
        raise ValueError("it is too large for settings")
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _checked(found: dict[str, object]) -> tuple[Settings, list[str]]:
    faults: list[str] = []

    def text(name: str) -> str | None:
        value = found.get(name)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        faults.append(name)
        return None

    keys = found.get("keys", {})
    if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
        faults.append("keys")
        keys = {}
    revisions = found.get("revisions", False)
    if not isinstance(revisions, bool):
        faults.append("revisions")
        revisions = False
    last = Path(known) if (known := text("last_file")) else None
    settings = Settings(text("author"), last, text("theme"), keys, revisions)
    return settings, faults
