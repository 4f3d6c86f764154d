"""A name under which a file may lie on any disk: nothing in it leads elsewhere, hides or runs."""

from __future__ import annotations

import re
import unicodedata

from db.plain_text import BLANKS
from db.side_files import SIDE_ENDINGS

MOST_NAME_BYTES = 140
"""How long a name on the disk gets, in UTF-8: an encrypted home folder takes no more than 143."""

_FORBIDDEN = frozenset('/\\:<>"|?*')
_ENDING = re.compile(r"\.[^. ]+$")
_MOST_ENDING_BYTES = 24
_SIDE_FILE = re.compile(f"-({'|'.join(each[1:] for each in SIDE_ENDINGS)})$", re.IGNORECASE)
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9])", re.IGNORECASE)


def safe_name(name: str, instead: str = "file") -> str:
    """Return a name for a file on the disk, as much like `name` as can be.

    It is one name without folders, of at most `MOST_NAME_BYTES`, its ending kept; it starts with
    neither dot nor dash, ends with neither dot nor space, holds nothing that nobody could see and
    nothing that has a meaning on some disk, and is no device of Windows, nor one that SQLite looks
    for beside a plan, and plays into it. A name of which nothing is left becomes `instead`. A name
    that is safe stays as it is.
    """
    shown = "".join(map(_on_disk, name)).lstrip(" .-").rstrip(" .") or instead
    stem = unicodedata.normalize("NFKC", shown.partition(".")[0]).strip()
    if _DEVICE.fullmatch(stem):
        shown = f"_{shown}"
    return _SIDE_FILE.sub(r"_\1", _within(shown, MOST_NAME_BYTES))


def ending_of(name: str) -> str:
    """Return the ending of a name in small letters with its dot, empty for none."""
    found = _ENDING.search(name)
    return found[0].casefold() if found else ""


def is_hidden(character: str) -> bool:
    """Return whether nobody would see `character` in a name, or it would turn the name about."""
    if unicodedata.category(character) == "Zs":
        return False
    return not character.isprintable() or ord(character) in _BLANKS


_BLANKS = frozenset(place for first, last in BLANKS for place in range(first, last + 1))


def _on_disk(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in ("Cc", "Zl", "Zp"):
        return "_"
    if is_hidden(character):
        return ""
    # Some systems take a wide or a slanted stroke for the plain one.
    strange = _FORBIDDEN.intersection(unicodedata.normalize("NFKC", character)) or (
        character in "\u2044\u2215\u29f5\u29f8\u29f9"
    )
    return "_" if strange else character


def _within(name: str, most: int) -> str:
    """Cut a name to `most` bytes, no character of it halved, and leave its ending."""
    if len(name.encode()) <= most:
        return name
    found = _ENDING.search(name)
    ending = found[0] if found and len(found[0].encode()) <= _MOST_ENDING_BYTES else ""
    stem = name[: len(name) - len(ending)].encode()[: most - len(ending.encode())]
    return stem.decode(errors="ignore").rstrip(" .") + ending
