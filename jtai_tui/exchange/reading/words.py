"""Words as they are compared: without case, accents, signs and plural; and short forms of texts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APART = re.compile(r"[\W_]+")
_DROPPED = re.compile(r"[.'’ʼ`´]")
_SPACE = re.compile(r"\s+")
_RULE = re.compile(r"[\s_=~*.·•‐-―−-]*")
_NUMBERED = re.compile(
    r"(?:(?:section|part|appendix|annex|chapter)\s+)?"
    r"(?:\d{1,3}(?:\.\d{1,3})*|[ivx]{1,5}|[a-z])\s*(?:[.):]|\s[-–—])\s+(?=\S)"
    r"|(?:section|part|appendix|annex|chapter)\s+(?:\d{1,3}|[ivx]{1,5}|[a-z])\s*[-–—:.)]?\s+(?=\S)"
    r"|\d{1,3}(?:\.\d{1,3})*\s+(?=[A-Z])",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[-*•▪◦]|\d{1,3}[.)])\s+")
_QUOTED = 60


@lru_cache(maxsize=2048)
def folded(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters, without accents, signs and plural `s`."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    return tuple(map(_singular, _APART.sub(" ", _DROPPED.sub("", plain)).split()))


def fold(text: str) -> str:
    """Return `folded` as one text."""
    return " ".join(folded(text))


def one_line(text: str) -> str:
    """Return a text with all its white space made single spaces."""
    return _SPACE.sub(" ", text).strip()


def quoted(text: str, most: int = _QUOTED) -> str:
    """Return a text on one line in quotation marks, cut where it is longer than `most`."""
    plain = one_line(text)
    return f"‘{plain if len(plain) <= most else plain[: most - 1].rstrip() + '…'}’"


def is_rule(text: str) -> bool:
    """Return whether a text is nothing but dashes, dots and such: it says that nothing is said."""
    return _RULE.fullmatch(text) is not None


def without_number(text: str) -> str:
    """Return a heading without the number before it: `3. Police`, `Section A – Police`."""
    plain = one_line(text)
    return plain[found.end() :] if (found := _NUMBERED.match(plain)) else plain


def without_bullet(line: str) -> str:
    """Return a line without the bullet or the number of a list before it."""
    return _BULLET.sub("", line.strip()).strip()


def paragraphs(*texts: str) -> str:
    """Return the texts that say something as paragraphs of one."""
    return "\n\n".join(text for text in texts if text)


def word_set(text: str) -> frozenset[str]:
    """Return the entries of a list that is written with `|` between them."""
    return frozenset(text.split("|"))


def counted(number: int, one: str, several: str = "") -> str:
    """Return `1 action` or `3 actions`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
