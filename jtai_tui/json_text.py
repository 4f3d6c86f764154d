"""JSON as text that people can read and that steers no terminal."""

from __future__ import annotations

import json
import unicodedata

from db.plain_text import BLANKS


def json_text(value: object) -> str:
    """Return `value` as indented JSON with a line end.

    Letters stand as they are; control, invisible and direction characters are escaped.
    """
    return escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def escaped(text: str) -> str:
    """Return JSON as the same JSON, with an escape for each character that is not to be seen.

    What a terminal obeys or hides, and halves of pairs that UTF-8 has no bytes for: JSON's own
    escapes say the same, so nothing is lost.
    """
    if text.isascii() and "\x7f" not in text:
        return text
    return text.translate({ord(each): json.dumps(each)[1:-1] for each in set(text) if _hides(each)})


def _hides(character: str) -> bool:
    if " " <= character <= "~" or character == "\n":
        return False
    if not character.isprintable():
        return unicodedata.category(character) != "Zs"
    return any(first <= ord(character) <= last for first, last in BLANKS)
