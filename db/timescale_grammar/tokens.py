"""From the text of a timescale cell to words, numbers and marks.

What the cell went through on its way (HTML, Word's quotes and dashes, a PDF's line ends,
footnote numbers, split ordinals) is put right here, so that the grammar never sees it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from db.timescale_grammar.words import ABBREVIATIONS, CALENDAR_WORDS, ORDINAL_ENDINGS

MOST_READ = 3000
"""Characters of a cell that are read; a timescale is short, and time must not grow with it."""

_NEW_LINE_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_PIECE = re.compile(r"[0-9]+|[^\W\d_]+|\S")
_RAISED = str.maketrans("ᵃᵈʰⁿʳˢᵗ", "adhnrst")
_MARKS = str.maketrans(
    {**dict.fromkeys("‘’‛′`´ʼ", "'"), **dict.fromkeys("“”„″", '"'), **dict.fromkeys("⁄∕\\", "/")}
    | dict.fromkeys("ºª°", "")
)
_OPENING = frozenset("\"'([")
CLAUSE_MARKS = frozenset(";|•●▪◦·*")


class Kind(Enum):
    """What a token is made of."""

    WORD = auto()
    NUMBER = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or one mark; `start` and `stop` are offsets in the cleaned text.

    `low` is the text to compare with. `gap` is white space before it; `opens` says that a new
    clause begins with it; `ordinal` is a number with its ending ("25th").
    """

    kind: Kind
    low: str
    start: int
    stop: int
    gap: bool
    opens: bool = False
    ordinal: bool = False

    @property
    def number(self) -> int:
        """Return the value of a number of up to four digits, else -1."""
        return int(self.low) if self.kind is Kind.NUMBER and len(self.low) <= 4 else -1

    @property
    def digits(self) -> int:
        """Return how many digits a number has; 0 for what is none."""
        return len(self.low) if self.kind is Kind.NUMBER else 0


NOTHING = Token(Kind.MARK, "", 0, 0, gap=True, opens=True)


class Tokens(tuple[Token, ...]):
    """The tokens of a text, in order. Looking beyond either end gives `NOTHING`."""

    __slots__ = ()

    def at(self, index: int) -> Token:
        """Return the token at `index`, or `NOTHING`."""
        return self[index] if 0 <= index < len(self) else NOTHING

    def low(self, start: int, stop: int) -> tuple[str, ...]:
        """Return the compared texts from `start` up to `stop`."""
        return tuple(token.low for token in self[start:stop])


def shorten(text: str) -> tuple[str, bool]:
    """Return as much of `text` as is read, whole words only, and whether anything was cut."""
    stripped = text.strip()
    if len(stripped) <= MOST_READ:
        return stripped, False
    head = stripped[:MOST_READ]
    return head[: len(head) - len(head.split()[-1])], True


def clean(text: str) -> str:
    """Return `text` without tags, entities, control and invisible characters, typographic marks.

    Lines stay lines; other white space becomes single spaces. Digits other than 0 to 9 stay as
    they are, but raised ones (footnotes) go.
    """
    plain = html.unescape(html.unescape(text))
    plain = _TAG.sub("", _NEW_LINE_TAG.sub("\n", plain))
    plain = "".join(map(_plain, plain.translate(_RAISED).translate(_MARKS)))
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def _plain(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() or character == "\n" else " "
    category = unicodedata.category(character)
    if category == "Pd" or character == "−":
        return "-"
    if category in ("Zl", "Zp") or character == "\x85":
        return "\n"
    if category == "Cf":
        return ""
    return " " if category in ("Zs", "No", "Cc", "Cs", "Co", "Cn") else character


def has_foreign_digits(text: str) -> bool:
    """Return whether `text` holds decimal digits other than 0 to 9."""
    return any(character.isdecimal() and not character.isascii() for character in text)


def tokenise(text: str) -> Tokens:
    """Return the tokens of a cleaned text."""
    return Tokens(_mark_clauses(_join_ordinals(_drop_hyphens(_pieces(text))), text))


def _pieces(text: str) -> list[Token]:
    tokens = []
    end = 0
    for found in _PIECE.finditer(text):
        piece = found[0]
        kind = Kind.MARK
        if piece[0].isalpha():
            kind = Kind.WORD
        elif piece[0].isascii() and piece[0].isdecimal():
            kind = Kind.NUMBER
        tokens.append(
            Token(kind, piece.casefold(), found.start(), found.end(), found.start() > end)
        )
        end = found.end()
    return tokens


def _drop_hyphens(tokens: Sequence[Token]) -> list[Token]:
    """Drop the hyphen of "on-going" and "mid-June", but not that of "Jan-Mar"."""
    kept = []
    for index, token in enumerate(tokens):
        if token.low == "-" and not token.gap and 0 < index < len(tokens) - 1:
            before, after = tokens[index - 1], tokens[index + 1]
            words = before.kind is after.kind is Kind.WORD and not after.gap
            if words and not {before.low, after.low} <= CALENDAR_WORDS:
                continue
        kept.append(token)
    return kept


def _join_ordinals(tokens: Sequence[Token]) -> list[Token]:
    """Join "25" and "th", together or apart ("11 th")."""
    kept: list[Token] = []
    for token in tokens:
        if token.low in ORDINAL_ENDINGS and kept and kept[-1].digits in (1, 2):
            kept[-1] = replace(kept[-1], stop=token.stop, ordinal=True)
        else:
            kept.append(token)
    return kept


def _mark_clauses(tokens: Sequence[Token], text: str) -> list[Token]:
    """Mark where clauses begin: at a new line, after a semicolon or bullet, at a new sentence."""
    marked: list[Token] = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        opens = (
            before is None or before.low in CLAUSE_MARKS or "\n" in text[before.stop : token.start]
        )
        opens = opens or (before is not None and before.low in _OPENING and marked[-1].opens)
        if before is not None and before.low in (".", "!", "?") and token.gap:
            last = tokens[index - 2] if index >= 2 else before
            ended = last.kind is Kind.NUMBER or len(last.low) > 3
            capital = token.kind is Kind.WORD and text[token.start].isupper()
            opens = opens or (ended and capital and last.low not in ABBREVIATIONS)
        marked.append(replace(token, opens=opens))
    return marked
