"""The table of actions: any number of them, of which only those in view are ever asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.strip import Strip

from jtai_tui.text import fit, one_line, width_of
from jtai_tui.widgets.line_list import LineList
from jtai_tui.widgets.line_pane import Pieces, draw
from jtai_tui.widgets.palette import FOCUSED, MUTED, STRONG

if TYPE_CHECKING:
    from db.rating import Scheme
    from db.rows import ActionRow
    from db.selection import Order, SortKey
    from jtai_tui.widgets.action_cells import CellPainter, Revised, Travelled

    Fetch = Callable[[Sequence[str]], Sequence[ActionRow]]

PAGE = 50  # rows that are fetched together: a little more than a screen
_MOST_ROWS = 40 * PAGE
_LEAST_TITLE = 12
_REFERENCE_LEAST, _REFERENCE_MOST = 4, 10


class ActionTable(LineList):
    """Actions in a given order, under a title and the headings of the columns."""

    HEAD: ClassVar[int] = 2

    class Highlighted(LineList.Highlighted):
        """The cursor stands on another action: `key` is its id, None where there is none."""

        key: str | None

    class Chosen(LineList.Chosen):
        """An action was chosen: `key` is its id."""

        key: str

    class HeadingClicked(Message):
        """The heading of a column was clicked."""

        def __init__(self, pane: ActionTable, sort_key: SortKey) -> None:
            super().__init__()
            self.pane = pane
            self.sort_key = sort_key

        @property
        def control(self) -> ActionTable:
            """The table."""
            return self.pane

    def __init__(
        self,
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002  Textual's word
        classes: str | None = None,
    ) -> None:
        super().__init__(empty=empty, id=id, classes=classes)
        self._painter: CellPainter
        self._fetch: Fetch
        self._ids: tuple[str, ...] = ()
        self._rows: dict[str, ActionRow | None] = {}
        self._marks: frozenset[str] = frozenset()
        self._order: Order | None = None
        self._title = ""
        self._note = ""
        self._beside: tuple[Travelled | None, Revised | None] = (None, None)
        self._reference = _REFERENCE_LEAST

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all actions, in the order of the table."""
        return self._ids

    @property
    def marks(self) -> frozenset[str]:
        """The ids of the actions that are marked."""
        return self._marks

    @marks.setter
    def marks(self, ids: Iterable[str]) -> None:
        self._marks = frozenset(ids)
        self.forget_lines()

    def use(self, scheme: Scheme, fetch: Fetch) -> None:
        """Say by which scheme ratings are drawn, and where rows come from; before `show`.

        `fetch` returns the rows of some ids, in any order. It is called while painting, so it
        must be quick. An id that it returns no row for shows as an empty line.
        """
        from jtai_tui.widgets.action_cells import (  # noqa: PLC0415  the first frame does without
            CellPainter,
        )

        self._painter, self._fetch = CellPainter(scheme), fetch
        self._painter.travelled, self._painter.revised = self._beside
        self._rows.clear()
        self.forget_lines()

    def set_beside(self, travelled: Travelled | None, revised: Revised | None) -> None:
        """Say what stands at the right: direction of travel, revisions; None for no such column."""
        self._beside = self._painter.travelled, self._painter.revised = travelled, revised
        self.forget_lines()

    def show(
        self,
        ids: tuple[str, ...],
        *,
        title: str = "",
        note: str = "",
        order: Order | None = None,
        empty: str | None = None,
        cursor: str | None = None,
        agencies: bool = False,
    ) -> None:
        """Show these actions; rows are fetched anew.

        `title` says what is in force ("OVERDUE in Thames Valley Police"), `note` how many
        ("4 of 33, latest first") and is the last to be cut. `order` puts an arrow into a heading,
        `empty` is the sentence for no actions at all. The cursor goes to `cursor`, else it stays
        on its action. With `agencies`, each action's agency is shown and not its lead.
        """
        self._ids = ids
        self._painter.agencies = agencies
        self._title, self._note, self._order = title, note, order
        if empty is not None:
            self._empty = empty
        self._rows.clear()
        self.set_keys(ids, cursor)

    def retitle(self, title: str, note: str) -> None:
        """Say anew what is in force; the rows stay."""
        self._title, self._note = title, note
        self.refresh()

    def refresh_rows(self, ids: Iterable[str] | None = None) -> None:
        """Fetch these rows anew when they are next painted; without `ids`, all."""
        if ids is None:
            self._rows.clear()
        else:
            for each in ids:
                self._rows.pop(each, None)
        self.forget_lines()

    @property
    def cursor_row(self) -> ActionRow | None:
        """The action that the cursor stands on."""
        return None if self.cursor < 0 else self._row(self.cursor)

    def held(self, ids: Iterable[str]) -> dict[str, ActionRow]:
        """Return those of these actions that are at hand, as they are shown."""
        return {each: row for each in ids if (row := self._rows.get(each)) is not None}

    def draw_head(self, y: int) -> Strip:
        """Return the title, or the headings of the columns."""
        width = self.line_width
        if y == 0:
            return draw(self._title_pieces(width), width, self.palette)
        if not self._ids:
            return draw((), width, self.palette)
        self._fetch_view()
        headings = self._painter.headings(width - 1, self._reference, self._order)
        return draw(((" ", MUTED), *headings), width, self.palette)

    def draw_row(self, line: int) -> Pieces:
        """Return the cells of an action."""
        row = self._row(line)
        if row is None:
            return ((" ", MUTED),)
        marked = self._ids[line] in self._marks
        return self._painter.cells(row, self.line_width - 1, self._reference, marked=marked)

    def click_head(self, x: int, y: int) -> None:
        """Say which heading was clicked."""
        if y == 1 and self._ids:
            key = self._painter.key_at(self.line_width - 1, self._reference, x - 1)
            if key is not None:
                self.post_message(self.HeadingClicked(self, key))

    def _title_pieces(self, width: int) -> Iterator[tuple[str, str]]:
        title, note = one_line(self._title), one_line(self._note)
        yield " ", MUTED
        room = width - 2 - (width_of(note) + 2 if note else 0)
        if width_of(title) > max(room, _LEAST_TITLE):
            title = fit(title, max(room, _LEAST_TITLE))
        yield title, FOCUSED if self.has_focus else STRONG
        if note:
            yield "  ", MUTED
            yield note, MUTED

    def _fetch_view(self) -> None:
        """Fetch what is in view before any of it is drawn: the columns depend on it."""
        last = min(self.top_line + self.body_height, len(self._ids)) - 1
        for line in {self.top_line, max(last, self.top_line)}:
            self._row(line)

    def _row(self, line: int) -> ActionRow | None:
        key = self._ids[line]
        if key not in self._rows:
            self._fetch_page(line)
        return self._rows[key]

    def _fetch_page(self, line: int) -> None:
        """Fetch the page of rows around a line, as far as it isn't at hand."""
        if len(self._rows) > _MOST_ROWS:
            self._rows.clear()
        start = line - line % PAGE
        wanted = [each for each in self._ids[start : start + PAGE] if each not in self._rows]
        found = {row.id: row for row in self._fetch(wanted)}
        self._rows.update((each, found.get(each)) for each in wanted)
        references = (one_line(row.reference[:_REFERENCE_MOST]) for row in found.values())
        widest = max(map(width_of, references), default=0)
        if min(widest, _REFERENCE_MOST) > self._reference:
            self._reference = min(widest, _REFERENCE_MOST)
            self.call_later(self.forget_lines)
