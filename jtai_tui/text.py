"""Text of a plan made fit for a terminal: nothing in it steers the screen, hides or overflows.

Whatever a person or another file has put into a plan is shown as it stands. Characters that a
terminal would obey or hide become visible symbols. Nothing here reads or writes markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from rich.cells import cell_len, get_character_cell_size

TAB = "    "
MOST_MARKS = 3  # more combining marks than any living script stacks on one letter climb out

_CONTROL_PICTURES = 0x2400
_DELETE_PICTURE = "␡"
_LINE_ENDS = re.compile("\r\n|\u2028|\u2029")
# Letters and marks by category, yet drawn as nothing at all.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
# Hints to whoever draws the text, where they hint at something: a soft hyphen within a word, the
# choice between two pictures of a sign, a joiner between emoji or letters of scripts that are
# shaped. Terminals disagree on the width that follows from them, and columns would shift; leaving
# them out changes no word. Anywhere else they would only hide, and are shown.
_HYPHENS = re.compile("(?<=[^\\W\\d_])\xad(?=[^\\W\\d_])")
PICTURES = re.compile("(?<=[#*0-9\xa9-\ufdff\ufe10-\U0001fbff])[\ufe0e\ufe0f](?![\ufe0e\ufe0f])")
_SHAPED = "[^\x00-\u058f\u2000-\u206f]"
SHAPING = re.compile(f"(?<={_SHAPED})[\u200c\u200d](?={_SHAPED})")
_HINTS = re.compile(f"{_HYPHENS.pattern}|{PICTURES.pattern}")
_MARK_CATEGORIES = frozenset({"Mn", "Me"})
_SINGLE_WIDTH = re.compile(
    r"[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2400-\u2421\u2500-\u25fc\u27e8\u27e9]*"
)
_WIDEST = 1 + MOST_MARKS  # characters that a cell can hold once `visible` has been there


def visible(text: str) -> str:
    """Return `text` with every character that a terminal would obey or hide as a visible symbol.

    Control characters become their pictures (`␛`, `␀`), bidirectional, zero-width, C1, private
    and unassigned characters and lone surrogates their number (`⟨U+202E⟩`). Newlines stay, every
    form of line end becomes one, a tab becomes spaces, and so does any other space. Where a letter
    has more than `MOST_MARKS` combining marks, the number of the others stands (`⟨+9,997⟩`).
    """
    if text.isascii() and text.isprintable():
        return text
    text = SHAPING.sub("", _HINTS.sub("", _LINE_ENDS.sub("\n", text)))
    shown: dict[int, str] = {}
    marks = ""
    for character in set(text):
        if character == "\n" or " " <= character <= "~":
            continue
        if unicodedata.category(character) in _MARK_CATEGORIES and not _is_hidden(character):
            marks += character
        elif (symbol := _symbol(character)) != character:
            shown[ord(character)] = symbol
    if shown:
        text = _many(shown).sub(lambda run: f"{shown[ord(run[1])][:-1]} ×{len(run[0]):,}⟩", text)
        text = text.translate(shown)
    return _tame_marks(text, marks) if marks else text


def one_line(text: str, joint: str = " ⏎ ") -> str:
    """Return `visible(text)` on one line: lines trimmed, blank ones left out, joined."""
    shown = visible(text)
    if "\n" not in shown:
        return shown.strip()
    return joint.join(line for each in shown.split("\n") if (line := each.strip()))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` in exactly `width` terminal cells: padded with spaces, or cut with an `…`.

    `text` is one line as `visible` returns it. Wide characters are never halved, and combining
    marks stay with their letter. `right` sets it at the right edge.
    """
    if width <= 0:
        return ""
    cells = _cells(text) if len(text) <= width * _WIDEST else width + 1
    if cells > width:
        text = head(text, width - 1) + "…"
        cells = _cells(text)
    padding = " " * (width - cells)
    return padding + text if right else text + padding


def cell(text: str, width: int, *, joint: str = " ", right: bool = False) -> str:
    """Return a plan's own text as the one line of a table's cell, in exactly `width` cells.

    Long texts cost no more than short ones: only the beginning is looked at.
    """
    enough = 8 * width + 64
    line = one_line(text[:enough], joint)
    return fit(line if len(text) <= enough else line + "…", width, right=right)


def head(text: str, width: int) -> str:
    """Return the longest beginning of `text` that takes at most `width` cells."""
    if is_single_width(text[:width]):
        end = max(width, 0)
        while end < len(text) and not get_character_cell_size(text[end]):
            end += 1
        return text[:end]
    left = width
    for place, character in enumerate(text):
        left -= get_character_cell_size(character)
        if left < 0:
            return text[:place]
    return text


def width_of(text: str) -> int:
    """Return how many terminal cells one line of visible text takes."""
    return _cells(text)


def is_single_width(text: str) -> bool:
    """Return whether each character is known to take one cell (quick; some that do are denied)."""
    return _SINGLE_WIDTH.fullmatch(text) is not None


def _cells(text: str) -> int:
    return len(text) if is_single_width(text) else cell_len(text)


def _many(shown: Mapping[int, str]) -> re.Pattern[str]:
    """Return what finds the same number again and again, which is said once."""
    numbers = "".join(chr(each) for each, symbol in shown.items() if symbol.startswith("⟨"))
    return re.compile(f"([{re.escape(numbers)}])\\1{{3,}}" if numbers else "(?!)")


def _is_hidden(character: str) -> bool:
    return (
        character in _BLANK
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0000" <= character <= "\U000e0fff"
    )


def _symbol(character: str) -> str:
    if character == "\t":
        return TAB
    if character < " ":
        return chr(_CONTROL_PICTURES + ord(character))
    if character == "\x7f":
        return _DELETE_PICTURE
    if unicodedata.category(character) == "Zs":
        return " " * max(get_character_cell_size(character), 1)
    if _is_hidden(character) or not character.isprintable():
        return f"⟨U+{ord(character):04X}⟩"
    return character


def _number(found: re.Match[str]) -> str:
    return f"⟨+{len(found[0]):,}⟩"


def _tame_marks(text: str, marks: str) -> str:
    """Cut towers of marks, and give a mark that would sit on a neighbour's cell its own seat."""
    kind = f"[{re.escape(marks)}]"
    text = re.sub(f"(?<={kind}{{{MOST_MARKS}}}){kind}+", _number, text)
    return re.sub(f"(^|\n)({kind})", r"\1◌\2", text)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 action`, `3 actions`, `no action`; `plural` where it is no s that makes it so."""
    if number == 0:
        return f"no {noun}"
    return f"1 {noun}" if number == 1 else f"{number:,} {plural or f'{noun}s'}"


def waiting_words(conflicts: int, proposed: int = 0, *, trial: bool = False) -> str:
    """Return `1 conflict waits`, `2 conflicts and 3 proposed changes wait`, `no conflict waits`.

    In a `trial` they would.
    """
    parts = [counted(conflicts, "conflict")] if conflicts or not proposed else []
    parts += [counted(proposed, "proposed change")] if proposed else []
    verb = "would wait" if trial else "waits" if conflicts + proposed < 2 else "wait"
    return f"{' and '.join(parts)} {verb}"
