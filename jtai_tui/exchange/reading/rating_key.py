"""The document's own key of ratings: which colour or letter it pairs with which meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from db.rating import Scheme
from jtai_tui.exchange.incoming.source import SourceCell
from jtai_tui.exchange.reading.colour_names import WORDS, colour_name, has_colour
from jtai_tui.exchange.reading.grid import GridRow
from jtai_tui.exchange.reading.words import fold, folded, one_line, paragraphs, word_set

_BETWEEN = re.compile(r"[,;|/]\s+|\s{2,}")

MOST_ROWS = 16
_MOST_TEXT = 400
_RESEMBLES, _MARGIN = 0.62, 0.08
_SMALL = word_set("a|an|and|at|be|been|by|for|has|have|in|is|it|of|on|or|the|to|with|action")
_UNDONE = word_set(
    "not|no|never|partly|partially|part|nearly|almost|mostly|incomplete|off|isnt|wasnt|"
    "without|cannot|cant|yet|un|awaiting|until|before"
)


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A line of the key: the colour behind it, the word or letter, the meaning, as printed."""

    fill: str
    label: str
    meaning: str


def read_key(
    rows: Sequence[GridRow], scheme: Scheme, *, doubtful: bool = False
) -> tuple[KeyEntry, ...]:
    """Return the entries of a table that is a key of ratings; empty where it is none.

    Two entries must resemble ratings of the scheme, or every row but a title be an entry. Where it
    is `doubtful`, as the rows could be actions as well, half of them must resemble ratings.
    """
    said = [row for row in rows if not row.blank]
    if not 0 < len(said) <= MOST_ROWS or any(
        len(text) > _MOST_TEXT for row in said for text in row.texts
    ):
        return ()
    entries = [entry for row in said for entry in key_entries(row)]
    if len(entries) < 2:
        return ()
    resolved = [entry for entry in entries if resembled(entry.meaning or entry.label, scheme)]
    if doubtful:
        return tuple(entries) if 2 * len(resolved) >= len(said) else ()
    plain = len(entries) >= len(said) - 1 and len(entries) >= 3
    return tuple(entries) if len(resolved) >= 2 or plain else ()


def key_entries(row: GridRow) -> tuple[KeyEntry, ...]:
    """Return what one row says as a key: one entry, or one of each coloured cell with words."""
    coloured = [cell for cell in row.cells if has_colour(cell.fill) and cell.text]
    texts = row.texts
    if len(coloured) >= 2 and len({cell.fill for cell in coloured}) == len(coloured):
        entries = [entry for cell in coloured if (entry := _of_cell(cell)) is not None]
        return tuple(entries) if len(entries) == len(coloured) else ()
    lettered = [entry for text in texts if (entry := text_entry(text)) is not None]
    if len(lettered) == len(texts) > 1:
        return tuple(lettered)
    fill = next((cell.fill for cell in row.cells if has_colour(cell.fill)), "")
    if not texts or len(texts) > 3 or sum(map(len, texts)) > _MOST_TEXT:
        return ()
    label = one_line(texts[0])
    if len(texts) == 1:
        label, _, rest = _parted(label)
        is_told = is_label(label) and rest
        if not is_told and not fill:
            return ()
        return (KeyEntry(fill, label if is_told else "", rest if is_told else one_line(texts[0])),)
    if not (fill or is_label(label)) or len(label) > 60:
        return ()
    return (KeyEntry(fill, label, one_line(paragraphs(*texts[1:]))),)


def text_entry(text: str) -> KeyEntry | None:
    """Return what a text says as a line of a key, `R = off track`, or None for any other."""
    label, sign, rest = _parted(one_line(text[:_MOST_TEXT]))
    return KeyEntry("", label, rest) if sign and rest and is_label(label) else None


def text_entries(text: str) -> tuple[KeyEntry, ...]:
    """Return what a text says as a key: a line of one, or several on one line, with commas."""
    plain = one_line(text[: 4 * _MOST_TEXT])
    _, _, behind = plain.partition(":")
    for said in (plain, behind.strip()):
        parts = [each.strip() for each in _BETWEEN.split(said) if each.strip()]
        entries = [entry for part in parts if (entry := text_entry(part)) is not None]
        if len(entries) == len(parts) > 1:
            return tuple(entries)
    one = text_entry(text)
    return () if one is None else (one,)


def is_legend_line(row: GridRow) -> bool:
    """Return whether a row begins with a letter or a colour's name, and a meaning follows."""
    texts = row.texts
    return bool(key_entries(row)) and (is_label(texts[0]) or text_entry(texts[0]) is not None)


def is_label(text: str) -> bool:
    """Return whether a text is a letter or a colour's name, as a key has before its meanings."""
    plain = text.strip()
    return (len(plain) == 1 and plain.isalpha()) or fold(plain) in WORDS


def resembled(text: str, scheme: Scheme) -> str | None:
    """Return the code of the one rating that words resemble, by name or by meaning, or None."""
    wanted = fold(text)
    if not wanted:
        return None
    exact = [
        rating.code for rating in scheme if wanted in (fold(rating.name), fold(rating.meaning))
    ]
    if len(exact) == 1:
        return exact[0]
    if code := named_in(text, scheme):
        return code
    scores = sorted(
        (
            (
                max(_alike(wanted, fold(rating.name)), _alike(wanted, fold(rating.meaning))),
                rating.code,
            )
            for rating in scheme
        ),
        reverse=True,
    )
    best, *others = scores
    clear = not others or best[0] - others[0][0] >= _MARGIN
    return best[1] if best[0] >= _RESEMBLES and clear else None


def named_in(text: str, scheme: Scheme) -> str | None:
    """Return the code of the one rating whose name stands within a text, not denied there.

    Where one name holds the others ("Completed", "Completed and evidenced"), the longest counts.
    """
    words = folded(text)
    found = []
    for rating in scheme:
        name = folded(rating.name)
        for at in range(len(words) - len(name) + 1) if name else ():
            before = set(words[max(0, at - 3) : at])
            if words[at : at + len(name)] == name and not before & _UNDONE:
                found.append((len(name), rating.code, name))
                break
    if not found:
        return None
    _, code, longest = max(found)
    held = all(fold(" ".join(name)) in " ".join(longest) for _, _, name in found)
    return code if held else None


def denied(text: str) -> bool:
    """Return whether a text says that something is not, or not wholly, so."""
    return bool(set(folded(text)) & _UNDONE)


def _alike(one: str, two: str) -> float:
    """Return how alike folded texts are, from 0 to 1: by letters, or by the words they share."""
    if not one or not two:
        return 0.0
    first, second = (set(text.split()) - _SMALL for text in (one, two))
    shared = len(first & second) / len(first | second) if first | second else 0.0
    if first & _UNDONE != second & _UNDONE:
        return 0.5 * shared
    return max(shared, SequenceMatcher(None, one, two, autojunk=False).ratio())


def _of_cell(cell: SourceCell) -> KeyEntry | None:
    text = one_line(cell.text)
    if len(text) > _MOST_TEXT:
        return None
    label, sign, rest = _parted(text)
    if sign and is_label(label):
        return KeyEntry(cell.fill, label, rest)
    return KeyEntry(cell.fill, text if is_label(text) else "", "" if is_label(text) else text)


def _parted(text: str) -> tuple[str, str, str]:
    """Return the label before the first sign of an explanation, the sign, and what follows."""
    places = [
        (at, sign)
        for sign in (" - ", " – ", " — ", ": ", " = ", "=")
        if (at := text.find(sign)) > 0
    ]
    if not places:
        return text, "", ""
    at, sign = min(places)
    return text[:at].strip(), sign, text[at + len(sign) :].strip()


def same_colour(one: str, two: str) -> bool:
    """Return whether two fills are what people call one colour."""
    return one == two or (colour_name(one) != "" and colour_name(one) == colour_name(two))
