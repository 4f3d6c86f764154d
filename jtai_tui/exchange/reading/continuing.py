"""Which rows are actions, and which only go on with the one above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from jtai_tui.exchange.reading import doubts
from jtai_tui.exchange.reading.parts import Layout, Part, PartRow
from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.words import fold, is_rule, one_line, paragraphs, quoted

_SPARSE = 0.3


@dataclass(slots=True)
class Draft:
    """An action while its rows are put together: the text of each column, by index.

    `shared` is the reference of the action above that it has in common with it. `days` are those
    of a spreadsheet's date cells, while their text is that date alone.
    """

    part: Part
    row: PartRow
    texts: dict[int, str]
    days: dict[int, date] = field(default_factory=dict)
    fills: tuple[str, ...] = ()
    shared: str = ""

    def text(self, column: Column) -> str:
        """Return the first text of a kind of column, or nothing."""
        return next((text for _, text in self.of(column)), "")

    def of(self, column: Column) -> Iterator[tuple[int, str]]:
        """Yield index and text of each column of a kind that says something."""
        for at, kind in enumerate(self.part.columns):
            if kind is column and self.texts.get(at):
                yield at, self.texts[at]


def read_drafts(layout: Layout, *, pieces: bool) -> list[Draft]:
    """Return the actions of all parts, in the document's order, rows that go on put together.

    Where long texts stand in `pieces`, row below row, every row without a reference goes on.
    """
    drafts: list[Draft] = []
    for chain in _chains(layout.parts):
        reading = _Chain(chain, layout, pieces=pieces)
        for part in chain:
            for at, row in enumerate(part.rows):
                reading.take(part, row, first=at == 0 and part is not chain[0])
        drafts += reading.drafts
    return drafts


def _chains(parts: Sequence[Part]) -> list[list[Part]]:
    """Return the parts in runs that go on from table to table."""
    chains: list[list[Part]] = []
    for part in parts:
        if part.goes_on and chains:
            chains[-1].append(part)
        else:
            chains.append([part])
    return chains


class _Chain:
    """The rows of parts that go on with each other, taken one by one."""

    def __init__(self, parts: Sequence[Part], layout: Layout, *, pieces: bool) -> None:
        self.drafts: list[Draft] = []
        rows = [(part, row) for part in parts for row in part.rows]
        acting = [each for each in rows if _own(*each, Column.ACTION)]
        named = [each for each in acting if _own(*each, Column.REFERENCE) or _down(*each)]
        self._pieces = pieces
        self._layout = layout
        self._numbered = pieces or 2 * len(named) >= len(acting)
        bare = [each for each in acting if not _own(*each, Column.FINDING)]
        self._sparse = len(bare) >= _SPARSE * len(acting)
        bare = [each for each in acting if not _own(*each, Column.AGENCY)]
        self._grouped = _SPARSE * len(acting) <= len(bare) < len(acting)

    def take(self, part: Part, row: PartRow, *, first: bool) -> None:
        """Take a row as an action, or as more of the last one; `first` is that of a later part."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or part.form or self._is_apart(last, row):
            self._start(part, row)
        elif part.has(Column.REFERENCE):
            self._take_numbered(part, row, last)
        else:
            self._take_plain(part, row, last, first=first)

    def _is_apart(self, last: Draft, row: PartRow) -> bool:
        return (last.row.agency, last.row.under) != (row.agency, row.under)

    def _take_numbered(self, part: Part, row: PartRow, last: Draft) -> None:
        acts = _own(part, row, Column.ACTION)
        if _own(part, row, Column.REFERENCE):
            self._start(part, row)
        elif _down(part, row):
            if acts and _differs(part, row, last):
                self._start(part, row, shared=_reference(last))
            else:
                _go_on(last, row)
        elif acts and not self._pieces and self._stands(part, row):
            self._start(part, row, shared=_reference(last))
        elif acts and self._pieces and _has_both(part, row):
            text = (
                f"a row without a reference goes on with {quoted(_reference(last) or 'the above')}"
            )
            self._layout.warn(row.place, doubts.REFERENCE_MISSING, text)
            _go_on(last, row)
        else:
            self._add(part, row, last)

    def _stands(self, part: Part, row: PartRow) -> bool:
        """Return whether a row without a reference has all that makes an action of its own."""
        return _has_both(part, row) or (not self._numbered and _has_owner(part, row))

    def _take_plain(self, part: Part, row: PartRow, last: Draft, *, first: bool) -> None:
        acts = _own(part, row, Column.ACTION)
        finds = _own(part, row, Column.FINDING)
        if acts:
            begins = not (first and _goes_on_in_words(part, row))
        else:
            begins = finds and _has_own_owner(part, row) and part.has(Column.ACTION)
        if begins:
            self._start(part, row)
        else:
            self._add(part, row, last)

    def _add(self, part: Part, row: PartRow, last: Draft) -> None:
        """Add a row to the action above; below a gap it is no part of that, and told."""
        if row.gap and not self._pieces and _own(part, row, Column.ACTION):
            self._start(part, row)
        elif row.gap and not self._pieces:
            said = one_line(" | ".join(cell.text for cell in row.cells if cell.text))
            text = f"a row below a gap is no action, and is left out: {quoted(said, 10_000)}"
            self._layout.warn(row.place, doubts.TEXT_UNPLACED, text)
        else:
            _go_on(last, row)

    def _start(self, part: Part, row: PartRow, *, shared: str = "") -> None:
        texts = {at: cell.text for at, cell in enumerate(row.cells) if cell.text}
        last = self.drafts[-1] if self.drafts else None
        alike = last is not None and last.part.columns == part.columns and not part.form
        if alike and last is not None and not self._is_apart(last, row):
            unnumbered = shared or not part.has(Column.REFERENCE)
            if self._sparse and unnumbered and not _own(part, row, Column.FINDING):
                for at, text in last.of(Column.FINDING):
                    texts.setdefault(at, text)
            if self._grouped and not row.agency:
                self._take_agency(row, last, texts)
        days = {at: cell.day for at, cell in enumerate(row.cells) if cell.day is not None}
        fills = tuple(cell.fill for cell in row.cells)
        self.drafts.append(Draft(part, row, texts, days, fills, shared))

    def _take_agency(self, row: PartRow, last: Draft, texts: dict[int, str]) -> None:
        """Take the agency that stands only in the first row of several."""
        for at, text in last.of(Column.AGENCY):
            if at not in texts:
                texts[at] = text
                told = "no agency stands in the row; that of the row above was taken"
                self._layout.warn(row.place, doubts.NO_AGENCY, told)


def _go_on(draft: Draft, row: PartRow) -> None:
    """Add the row's own texts to the action as further paragraphs."""
    for at, cell in enumerate(row.cells):
        if row.own[at] and not is_rule(cell.text) and not _is_said(draft, at, cell.text):
            draft.texts[at] = paragraphs(draft.texts.get(at, ""), cell.text)
            if cell.day is not None and draft.texts[at] == cell.text:
                draft.days[at] = cell.day
            else:
                draft.days.pop(at, None)
    draft.fills = tuple(
        fill or cell.fill for fill, cell in zip(draft.fills, row.cells, strict=False)
    )


def _is_said(draft: Draft, at: int, text: str) -> bool:
    """Return whether an action has a text already: its agency is repeated in each row.

    Progress and notes may well say the same twice.
    """
    repeated = draft.part.columns[at] not in (Column.PROGRESS, Column.EVIDENCE, Column.NOTE)
    return repeated and f"\n\n{text}\n\n" in f"\n\n{draft.texts.get(at, '')}\n\n"


def _own(part: Part, row: PartRow, column: Column) -> bool:
    """Return whether a row has words of its own in a kind of column."""
    return any(
        kind is column and row.own[at] and not is_rule(row.cells[at].text)
        for at, kind in enumerate(part.columns)
    )


def _down(part: Part, row: PartRow) -> bool:
    """Return whether a reference is merged down into a row."""
    return any(
        kind is Column.REFERENCE and row.down[at] and row.cells[at].text != ""
        for at, kind in enumerate(part.columns)
    )


def _differs(part: Part, row: PartRow, last: Draft) -> bool:
    here = [row.cells[at].text for at, kind in enumerate(part.columns) if kind is Column.ACTION]
    before = last.text(Column.ACTION)
    return bool(before) and fold(" ".join(here)) != fold(before)


def _has_owner(part: Part, row: PartRow) -> bool:
    return any(
        kind in (Column.LEAD, Column.TIMESCALE) and row.cells[at].text
        for at, kind in enumerate(part.columns)
    )


def _has_both(part: Part, row: PartRow) -> bool:
    """Return whether a row has a lead and a timescale of its own, as no mere continuation has."""
    return _own(part, row, Column.LEAD) and _own(part, row, Column.TIMESCALE)


def _has_own_owner(part: Part, row: PartRow) -> bool:
    return _own(part, row, Column.LEAD) or _own(part, row, Column.TIMESCALE)


def _goes_on_in_words(part: Part, row: PartRow) -> bool:
    """Return whether an action's words go on with a sentence: a small letter, nothing beside."""
    text = next(
        row.cells[at].text for at, kind in enumerate(part.columns)
        if kind is Column.ACTION and row.own[at]
    )  # fmt: skip
    beside = _has_own_owner(part, row) or _own(part, row, Column.FINDING)
    return text[:1].islower() and not beside


def _reference(draft: Draft) -> str:
    return draft.shared or draft.text(Column.REFERENCE)
