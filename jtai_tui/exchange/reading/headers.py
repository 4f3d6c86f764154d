"""Which rows of a table are its header, and the words that stand over each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jtai_tui.exchange.incoming.source import Covered
from jtai_tui.exchange.reading.grid import GridRow
from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.synonyms import STRONG, meanings, shared_share
from jtai_tui.exchange.reading.words import fold, one_line

_LONGEST = 160
_SEARCHED = 60
_CORE = frozenset({Column.ACTION, Column.FINDING})


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its rows are those from `start` up to `stop`.

    `headings` are the words over each column, empty where there are none; `fills` the colour of
    its last row over each.
    """

    start: int
    stop: int
    headings: tuple[str, ...]
    fills: tuple[str, ...]

    @property
    def folded(self) -> tuple[str, ...]:
        """Return the headings as they are compared."""
        return tuple(map(fold, self.headings))


def find_header(rows: Sequence[GridRow], start: int = 0) -> Header | None:
    """Return the first header of actions from row `start` on, or None."""
    for at in range(start, min(len(rows), start + _SEARCHED)):
        if header := header_at(rows, at):
            return header
    return None


def header_at(rows: Sequence[GridRow], at: int) -> Header | None:
    """Return the header that begins with row `at`, of one row or two, or None."""
    if not _is_short(rows[at]):
        return None
    two = _is_two_rows(rows, at)
    headings = _headings(rows[at : at + 2] if two else rows[at : at + 1])
    if not two and not _is_header(headings, said=rows[at].header):
        return None
    if two and not _is_header(headings, said=rows[at].header):
        return None
    stop = at + 2 if two else at + 1
    return Header(at, stop, headings, tuple(cell.fill for cell in rows[stop - 1].cells))


def plain_header(rows: Sequence[GridRow], at: int) -> Header:
    """Return row `at` as a header, whatever stands there: a person has said what columns are."""
    headings = _headings(rows[at : at + 1])
    return Header(at, at + 1, headings, tuple(cell.fill for cell in rows[at].cells))


def repeats(rows: Sequence[GridRow], at: int, header: Header) -> int:
    """Return how many rows from `at` on are that header once more; 0 where they are not."""
    depth = header.stop - header.start
    for size in sorted({max(depth, 1), 1}, reverse=True):
        part = rows[at : at + size]
        if len(part) < size or any(len(text) > _LONGEST for row in part for text in row.texts):
            continue
        if all(map(_alike, _headings(part), header.headings)):
            return size
    return 0


def _alike(one: str, two: str) -> bool:
    return one == two or (bool(one) == bool(two) and fold(one) == fold(two))


def says_headings(row: GridRow) -> tuple[str, ...]:
    """Return the texts of a row that looks like headings of any sort, for people to see."""
    return tuple(one_line(text)[:40] for text in row.texts) if _is_short(row) else ()


def _is_short(row: GridRow) -> bool:
    texts = row.texts
    return len(texts) >= 2 and all(len(one_line(text)) <= _LONGEST for text in texts)


def _is_header(headings: Sequence[str], *, said: bool) -> bool:
    """Return whether headings are those of actions.

    One must be able to stand over actions or findings. A row of a plan may hold such words as
    well ("Review the action plan"), so most of a heading's words must be those of plans.
    """
    distinct = [text for text in dict.fromkeys(headings) if text]
    known = [
        text
        for text in distinct
        if max(meanings(text).values(), default=0) >= STRONG and shared_share(text) >= 0.3
    ]
    exact = [text for text in known if shared_share(text) >= 0.6 and len(one_line(text)) <= 60]
    kinds = {max(meanings(text).items(), key=lambda each: each[1])[0] for text in known}
    core = any(_CORE & {kind for kind, score in meanings(text).items() if score >= STRONG - 1}
               for text in known)  # fmt: skip
    enough = len(exact) >= 2 and 2 * len(known) >= len(distinct)
    if said and core and len(kinds) >= 2 and exact:
        return True
    whole = sum(shared_share(text) == 1 for text in known) >= 2
    many = len(kinds) >= 3 or len(distinct) <= 3 or whole
    return core and enough and len(kinds) >= 2 and many


def _is_two_rows(rows: Sequence[GridRow], at: int) -> bool:
    """Return whether the next row belongs to the header: it stands under merged headings.

    Cells merged down from the header into it, and words only where the first row has a heading
    merged across or none.
    """
    if at + 1 >= len(rows):
        return False
    first, second = rows[at], rows[at + 1]
    if _is_complement(first, second):
        return True
    down = [cell.covered is Covered.UP for cell in second.cells]
    across = [
        cell.covered is Covered.LEFT
        or (place + 1 < len(first.cells) and first.cells[place + 1].covered is Covered.LEFT)
        for place, cell in enumerate(first.cells)
    ]
    if not second.texts or not all(len(one_line(text)) <= 60 for text in second.texts):
        return False
    under = [place for place, cell in enumerate(second.cells) if cell.text]
    if first.header and second.header and any(down):
        return True
    fits = all(across[place] or not first.cells[place].text for place in under)
    merged = any(across[place] for place in under)
    over = sum(cell.text != "" for cell in first.cells)
    return fits and merged and (any(down) or over > len(under)) and len(under) < len(down)


def _is_complement(first: GridRow, second: GridRow) -> bool:
    """Return whether nothing but headings stands in a row, and those of the row above beside them.

    So a header of two rows looks on a sheet where nobody has merged its cells.
    """
    pairs = [(one.text, two.text) for one, two in zip(first.cells, second.cells, strict=True)]
    beside = [one for one, two in pairs if one and not two]
    gained = [two for one, two in pairs if two and not one]
    plain = all(_is_heading(text) for text in (*second.texts, *beside))
    return plain and bool(beside) and bool(gained) and len(second.texts) >= 3


def _is_heading(text: str) -> bool:
    return shared_share(text) == 1 and max(meanings(text).values(), default=0) >= STRONG


def _headings(rows: Sequence[GridRow]) -> tuple[str, ...]:
    """Return the words over each column; those of a merged cell stand over all it covers."""
    found = []
    for place in range(len(rows[0].cells)):
        words: list[str] = []
        for row in rows:
            at = place
            while at > 0 and row.cells[at].covered is Covered.LEFT:
                at -= 1
            text = one_line(row.cells[at].text)
            if text and text not in words:
                words.append(text)
        found.append(" ".join(words))
    return tuple(found)
