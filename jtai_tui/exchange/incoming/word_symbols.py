"""What the letters of Word's symbol fonts look like, as characters that anybody can read."""

from __future__ import annotations

_WINGDINGS = {
    0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9F: "•", 0x9E: "·", 0xA1: "○", 0xA7: "▪", 0xA8: "☐",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨",
    0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x97: "●", 0x98: "●", 0xA3: "☐",
    },
    "wingdings 3": {0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x22: "↑", 0x23: "↓"},
    "webdings": {0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"},
    "symbol": {
        0xA3: "≤", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
        0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xD6: "√", 0xA7: "♣", 0xA8: "♦",
    },
}  # fmt: skip


def is_symbol_font(font: str | None) -> bool:
    """Return whether the letters of a font are pictures."""
    return (font or "").casefold() in _FONTS


def symbol(code: int, font: str | None) -> str | None:
    """Return the character that a symbol looks like, None for one that isn't known.

    `code` is 0x20 to 0xFF, or the same in Unicode's private area (0xF020 to 0xF0FF); any other
    code stands for itself.
    """
    if 0xF020 <= code <= 0xF0FF:
        code -= 0xF000
    elif not is_symbol_font(font) or code > 0xFF:
        return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code <= 0x10FFFF else None
    if code == 0x20:
        return " "
    name = (font or "").casefold()
    found = _FONTS.get(name, _WINGDINGS).get(code)
    if found is None and name == "symbol" and 0x30 <= code <= 0x39:
        return chr(code)
    return found


def readable(text: str, font: str | None) -> tuple[str, int]:
    """Return a run's text with its symbols as characters, and how many are not known.

    Letters of a symbol font count as symbols, and so do those of the private area in any font.
    """
    pictures = is_symbol_font(font)
    if not pictures and not any("\uf020" <= letter <= "\uf0ff" for letter in text):
        return text, 0
    unknown = 0
    letters = []
    for letter in text:
        code = ord(letter)
        if not 0xF020 <= code <= 0xF0FF and not (pictures and 0x20 < code <= 0xFF):
            letters.append(letter)
        elif (found := symbol(code, font)) is not None:
            letters.append(found)
        else:
            unknown += 1
    return "".join(letters), unknown
