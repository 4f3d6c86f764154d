"""The list of what came in: agencies, their actions, and a line for each change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.strip import Strip

from db.proposed import ProposedChange
from jtai_tui.text import cell, fit, one_line, width_of
from jtai_tui.widgets.comparison import NOTHING, SIGNS, WARNING, standing_tone
from jtai_tui.widgets.line_list import LineList
from jtai_tui.widgets.line_pane import Pieces, draw
from jtai_tui.widgets.palette import ACCENT, FOCUSED, HEADING, LATE, MUTED, STRONG, TEXT

NO_AGENCY = "The plan itself"

_STANDING = 10
_ROOMY = 90
_WHAT, _WHO, _WHAT_ROOMY, _WHO_ROOMY = 15, 12, 20, 20
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """Whose actions follow, and how many changes."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Of which action the changes are that follow."""

    reference: str
    about: str


ListLine = AgencyLine | ActionLine | str | None  # an id of a change; None is a blank line


def review_lines(changes: Sequence[ProposedChange], first: Collection[str]) -> tuple[ListLine, ...]:
    """Return the lines of changes that are in order; `first` are the ids that were in conflict."""
    numbers = Counter((each.id in first, each.agency) for each in changes)
    waiting = Counter(each.agency for each in changes if each.id in first and each.waits)
    lines: list[ListLine] = []
    agency: tuple[bool, str] | None = None
    action = ("", "")
    for each in changes:
        group = (each.id in first, each.agency)
        if group != agency:
            lines += [None] if lines else []
            lines.append(
                AgencyLine(
                    each.agency or NO_AGENCY,
                    _note(numbers[group], waiting[each.agency] if group[0] else None),
                )
            )
            agency, action = group, ("", "")
        if (each.action, each.reference) != action:
            action = (each.action, each.reference)
            if any(action):
                lines.append(ActionLine(each.reference, each.about))
        lines.append(each.id)
    return tuple(lines)


def _note(number: int, waiting: int | None) -> str:
    """Return how many changes there are; `waiting` how many conflicts are left of as many."""
    if waiting is not None:
        left = f"{number:,}" if waiting == number else f"{waiting:,} of {number:,}"
        return f"{left} in conflict"
    return "1 change" if number == 1 else f"{number:,} changes"


class ReviewList(LineList):
    """Changes by agency and action, with a cursor that stays on its change."""

    HEAD: ClassVar[int] = 1

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        super().__init__(id=id)
        self._lines: tuple[ListLine, ...] = ()
        self._changes: Mapping[str, ProposedChange] = {}
        self._marks: frozenset[str] = frozenset()

    @property
    def marks(self) -> frozenset[str]:
        """The ids of the changes that are marked."""
        return self._marks

    @marks.setter
    def marks(self, ids: Iterable[str]) -> None:
        self._marks = frozenset(ids)
        self.forget_lines()

    def show(self, lines: tuple[ListLine, ...], changes: Mapping[str, ProposedChange]) -> None:
        """Show these lines; the ids in them are keys of `changes`."""
        self._lines, self._changes = lines, changes
        self.set_keys([each if isinstance(each, str) else None for each in lines])

    def action_open_detail(self) -> None:
        """Choose the line of the cursor; where there is none, that is heard, too."""
        self.post_message(self.Chosen(self, self.cursor_key))

    def focus_changed(self) -> None:
        """Show the headings of the pane that has the focus in the accent."""
        self.forget_lines()

    def draw_head(self, y: int) -> Strip:
        """Return the headings of the columns."""
        del y
        if not self._lines:
            return draw((), self.line_width, self.palette)
        what, theirs, who = self._columns()
        tone = FOCUSED if self.has_focus else HEADING
        words = (("Standing", _STANDING), ("What", what), ("Theirs", theirs), ("By", who))
        pieces: list[tuple[str, str]] = [(_INDENT, TEXT)]
        for word, room in words:
            pieces += [(_INDENT, TEXT), (fit(word, min(len(word), room)), tone)]
            pieces.append((" " * (room - len(word)), TEXT))
        return draw(pieces, self.line_width, self.palette)

    def draw_row(self, line: int) -> Pieces:
        """Return the pieces of a line."""
        found = self._lines[line]
        if found is None:
            return ((" ", TEXT),)
        if isinstance(found, AgencyLine):
            return self._agency(found)
        if isinstance(found, ActionLine):
            return self._action(found)
        return self._change(self._changes[found])

    def _agency(self, line: AgencyLine) -> Iterator[tuple[str, str]]:
        room = max(self.line_width - 3 - width_of(line.note), 1)
        yield cell(line.name, min(room, width_of(one_line(line.name[:room])))), STRONG
        yield f"  {line.note}", MUTED

    def _action(self, line: ActionLine) -> Iterator[tuple[str, str]]:
        reference = cell(line.reference, min(10, max(4, width_of(one_line(line.reference[:10])))))
        yield f" {reference} ", STRONG
        yield cell(line.about, max(self.line_width - 4 - width_of(reference), 0)), MUTED

    def _change(self, change: ProposedChange) -> Iterator[tuple[str, str]]:
        what, theirs, who = self._columns()
        tone = TEXT if change.waits else MUTED
        yield ("*" if change.id in self._marks else " "), ACCENT
        yield _INDENT, TEXT
        sign = f"{SIGNS[change.standing]} {change.standing}"
        yield fit(sign, _STANDING) + _INDENT, standing_tone(change.standing)
        yield cell(change.what, what) + _INDENT, tone
        said = change.theirs.text
        yield cell(said, theirs) if said.strip() else fit(NOTHING, theirs), tone
        yield _INDENT + cell(change.theirs.author, who), MUTED
        yield f" {WARNING}" if change.marks else "  ", LATE

    def _columns(self) -> tuple[int, int, int]:
        """Return the cells of what is changed, of what they say, and of who says it."""
        width = self.line_width
        what, who = (_WHAT, _WHO) if width < _ROOMY else (_WHAT_ROOMY, _WHO_ROOMY)
        taken = 4 + _STANDING + 3 * len(_INDENT) + what + who + 2
        return what, max(width - taken, 0), who
