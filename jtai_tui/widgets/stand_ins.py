"""Symbols in a field for the characters that can't be shown in it, one to one.

A terminal would obey them, or hide them and what was meant with them. Each stands there as a
symbol while it is edited, and is itself again when the text is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from db.plain_text import BLANKS
from jtai_tui.text import MOST_MARKS, PICTURES, SHAPING

_SHAPERS = "\u200c\u200d\ufe0e\ufe0f"
_CONTROL_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = "\x7f", "␡"
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_MARKS = ("Mn", "Me")
# The first are in every font and nobody types them; a clause or a footnote has some of the last.
_SYMBOLS = "¤◊▫▪◦⁂⁑※‡†¶§"
_APL = range(0x2336, 0x237B)
_PRIVATE = range(0xF0000, 0xFFFFE)
_OUT_OF_PLACE = re.compile(f"{SHAPING.pattern}|{PICTURES.pattern}|(?P<out>[{_SHAPERS}])")


def is_shown(character: str) -> bool:
    """Return whether a terminal shows this character, rather than obeying or hiding it.

    What joins emoji and letters of some scripts, or chooses an emoji's picture, counts as shown:
    it only shapes what stands beside it. So do spaces of any width.
    """
    if character in _SHAPERS:
        return True
    category = unicodedata.category(character)
    if category in _UNSHOWN:
        return False
    return category == "Zs" or not any(first <= ord(character) <= last for first, last in BLANKS)


class StandIns:
    """Symbols that stand for the characters which can't be shown, one to one.

    `allowed` holds characters that need none although a terminal would not show them. A symbol
    never stands in any text met so far, so that undoing an edit brings the right text back.
    """

    def __init__(self, allowed: str) -> None:
        self._allowed = allowed
        self._met: set[str] = set()
        self._symbol_of: dict[int, str] = {}
        self._symbol_here: dict[str, str] = {}
        self._character_of: dict[int, str] = {}

    def show(self, text: str) -> str:
        """Return `text` with a symbol for each character that can't be shown where it stands.

        Of the marks on one letter the first few are shown, and a joiner where it joins.
        """
        self._met.update(text)
        met = dict.fromkeys(text)
        for character in met:
            unshown = character not in self._allowed and not is_shown(character)
            ambiguous = ord(character) in self._character_of
            if (unshown or ambiguous) and ord(character) not in self._symbol_of:
                self._symbol_of[ord(character)] = self._new_symbol(character)
        shown = text.translate(self._symbol_of)
        if any(character in met for character in _SHAPERS):
            shown = _OUT_OF_PLACE.sub(self._if_out_of_place, shown)
        marks = "".join(each for each in met if unicodedata.category(each) in _MARKS)
        if marks:
            kind = f"[{re.escape(marks)}]"
            shown = re.sub(f"(?<={kind}{{{MOST_MARKS}}}){kind}", self._if_here, shown)
        return shown

    def real(self, shown: str) -> str:
        """Return the text that `shown` stands for."""
        return shown.translate(self._character_of)

    def _if_out_of_place(self, found: re.Match[str]) -> str:
        return found[0] if found["out"] is None else self._if_here(found)

    def _if_here(self, found: re.Match[str]) -> str:
        """Return a symbol for a character that is shown elsewhere, and not here."""
        symbol = self._symbol_here.get(found[0])
        if symbol is None:
            symbol = self._symbol_here[found[0]] = self._new_symbol(found[0])
        return symbol

    def _new_symbol(self, character: str) -> str:
        symbol = next(each for each in _symbols_for(character) if each not in self._met)
        self._met.add(symbol)
        self._character_of[ord(symbol)] = character
        return symbol


def _symbols_for(character: str) -> Iterator[str]:
    if ord(character) < 0x20:
        yield chr(_CONTROL_PICTURES + ord(character))
    if character == _DELETE:
        yield _DELETE_PICTURE
    yield from _SYMBOLS
    yield from map(chr, _APL)
    yield from map(chr, _PRIVATE)
