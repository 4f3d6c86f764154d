"""The review: what came in, conflicts first, and theirs, ours or a third value for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from db.changes import Outcome
from db.errors import PlanError
from db.proposed import Choice, Proposals, ProposedChange, Standing
from db.queries import action_rows
from db.rows import ActionRow
from jtai_tui.commands import Place, commands_for
from jtai_tui.screens.aside import aside, patiently
from jtai_tui.screens.work import WorkScreen
from jtai_tui.text import waiting_words
from jtai_tui.widgets.blocks import plain_text
from jtai_tui.widgets.comparison import comparison_blocks, title_of
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.line_list import LineList
from jtai_tui.widgets.line_pane import bindings_of
from jtai_tui.widgets.reader import Reader
from jtai_tui.widgets.review_bar import ReviewBar, ReviewNumbers
from jtai_tui.widgets.review_list import ReviewList, review_lines

_PANES_OWN = frozenset({"cursor-down", "cursor-up", "page-down", "page-up", "first", "last"})
_KEYS = ("take-theirs", "keep-ours", "edit-third", "mark", "show-action", "help")
_NOTHING = "Nothing came in that waits to be looked at"


class ReviewScreen(WorkScreen):
    """Shows what `proposals` propose; gives back the id of an action to go to, "" for none.

    `title` says from where it came; empty, the changes say so themselves. The order stands still
    for as long as the screen is open: a change that is decided keeps its line.
    """

    PLACE = Place.REVIEW
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(
        *(each.id for each in commands_for(Place.REVIEW) if each.keys and each.id not in _PANES_OWN)
    )
    AUTO_FOCUS = "#list"

    def __init__(self, proposals: Proposals, title: str = "") -> None:
        super().__init__()
        self._proposals = proposals
        self._title = title
        self._changes: dict[str, ProposedChange] = {}
        self._in_conflict: frozenset[str] = frozenset()
        self._fresh: tuple[ProposedChange, ...] | None = None
        self._turned: tuple[str, ...] = ()
        self._alone: str | None = None

    def compose(self) -> ComposeResult:
        """Yield the frame; the changes come once they are read."""
        yield ReviewBar(id="numbers")
        with Container(id="review"):
            yield ReviewList(id="list")
            yield Reader(id="comparison")
        keys = KeyBar(Place.REVIEW, id="keys")
        keys.show(Place.REVIEW, _KEYS)
        yield keys

    def on_mount(self) -> None:
        """Read the changes while the frame is painted."""
        self.start(self._read_first())

    async def _read_first(self) -> None:
        read = partial(self._proposals.read, today=self.desk.today())
        with self.telling():
            self._show(await aside(self.jtai, self.desk, lambda: patiently(read)))
            waiting = next((each.id for each in self._changes.values() if each.waits), None)
            if waiting is not None:
                self.listing.move_to(waiting)
            self.listing.empty = _NOTHING

    @property
    def listing(self) -> ReviewList:
        """The list of changes."""
        return self.query_one("#list", ReviewList)

    @property
    def comparison(self) -> Reader:
        """The change under the cursor, side by side."""
        return self.query_one("#comparison", Reader)

    @property
    def change_here(self) -> ProposedChange | None:
        """The change under the cursor, as it is shown."""
        return self._changes.get(self.listing.cursor_key or "")

    def chosen(self) -> tuple[ProposedChange, ...]:
        """Return the changes that a command is for: those marked, else the one at hand."""
        marked = tuple(each for each in self._changes.values() if each.id in self.listing.marks)
        here = self.change_here
        return marked or (() if here is None else (here,))

    def targets(self) -> tuple[ActionRow, ...]:
        """Return no actions: what is done here is done to changes."""
        return ()

    def current(self) -> ActionRow | None:
        """Return the action of the change at hand, None if it is not in the plan."""
        here = self.change_here
        ids = [here.action] if here is not None and here.action else []
        return next(iter(action_rows(self.desk.plan, ids, today=self.desk.today())), None)

    def reach(self) -> Sequence[str]:
        """Return the actions that have a change here."""
        return tuple(dict.fromkeys(each.action for each in self._changes.values() if each.action))

    def decide(self, changes: Sequence[ProposedChange], choice: Choice, text: str, reason: str
               ) -> Outcome:  # fmt: skip
        """Carry a decision out, and read what stands after it. Raises Refused. Only aside."""
        desk = self.desk
        outcome = self._proposals.decide(
            changes, choice, by=desk.by(), today=desk.today(), text=text, reason=reason
        )
        with suppress(PlanError):  # it is done; what can't be read now is read when it can
            self._fresh = patiently(partial(self._proposals.read, today=desk.today()))
        return outcome

    def changed(self, actions: Collection[str], *, rated: bool = False) -> None:
        """Show what stands now; the cursor stays on its change."""
        del actions, rated
        fresh, self._fresh = self._fresh, None
        with self.telling():
            self._show(self._proposals.read(today=self.desk.today()) if fresh is None else fresh)

    def reload(self) -> None:
        """Show what stands now, whoever has changed it."""
        self._fresh = None
        self.changed(())

    def undone(self, actions: Collection[str], *, rated: bool, again: bool) -> None:
        """Go to the change whose standing turned."""
        del actions, rated, again
        for each in self._turned[:1]:
            self.listing.move_to(each)

    def go_on(self, done: Collection[str]) -> None:
        """Take the marks of what is decided, and go on from it to the next that waits."""
        self.listing.marks = self.listing.marks - frozenset(done)
        here = self.change_here
        if here is not None and not here.waits:
            ids = list(self._changes)
            at = ids.index(here.id)
            order = (*ids[at + 1 :], *ids[:at])
            waiting = next((each for each in order if self._changes[each].waits), None)
            if waiting is not None:
                self.listing.move_to(waiting)
        self.show_state()

    def _show(self, values: Sequence[ProposedChange]) -> None:
        """Show these changes in the order in which they first came; what is new comes last."""
        before, fresh = self._changes, {each.id: each for each in values}
        kept = {each: fresh[each] for each in before if each in fresh}
        added = {each: change for each, change in fresh.items() if each not in before}
        self._turned = tuple(
            each for each, change in kept.items() if change.standing is not before[each].standing
        )
        self._in_conflict |= {
            each for each, change in added.items() if change.standing is Standing.CONFLICT
        }
        self._changes = kept | added
        changes = tuple(self._changes.values())
        self.listing.marks = self.listing.marks & self._changes.keys()
        self.listing.show(review_lines(changes, self._in_conflict), self._changes)
        self._compare()
        self.show_state()

    def _compare(self) -> None:
        here = self.change_here
        if here is None:
            self.comparison.show(None, ())
        else:
            signs = bool(self.app.native_ansi_color or self.app.no_color)
            self.comparison.show(here.id, comparison_blocks(here, signs=signs))

    def show_state(self) -> None:
        """Say how many changes there are and wait, and whether all is saved."""
        desk, changes = self.desk, self._changes.values()
        state = "unsaved" if desk.drafts.unsaved else ""
        state = "read-only" if desk.plan.read_only else state
        stuck = bool(desk.outlook.trouble)
        sources = tuple(dict.fromkeys(each.source for each in changes if each.source))
        several = f"{len(sources)} places" if len(sources) > 1 else "".join(sources)
        for bar in self.query(ReviewBar):
            bar.show(
                ReviewNumbers(
                    self._title or several,
                    Counter(each.standing for each in changes),
                    len(self.listing.marks),
                    desk.author or "",
                    "can't save" if stuck else state,
                    stuck=stuck,
                )
            )

    def waiting(self) -> str:
        """Return what has still to be decided, in words: `2 conflicts wait`; empty for nothing."""
        number = Counter(each.standing for each in self._changes.values())
        conflicts, proposed = number[Standing.CONFLICT], number[Standing.OPEN]
        return waiting_words(conflicts, proposed) if conflicts or proposed else ""

    def on_line_list_highlighted(self, message: LineList.Highlighted) -> None:
        """Show the change under the cursor."""
        del message
        self._compare()

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        """Go to the action."""
        del message
        self.action_open_detail()

    def go_to(self, place: tuple[str, str]) -> None:
        """Do a command, or go to the first change of an action."""
        kind, name = place
        if kind == "command":
            self.run_command(name)
            return
        for each in self._changes.values():
            if each.action == name:
                self.listing.move_to(each.id)
                return

    def action_open_detail(self) -> None:
        """Leave, and go to the action of the change at hand."""
        here = self.change_here
        if here is None:
            self.tell(_NOTHING)
            return
        with self.telling():
            if self.current() is not None:
                self.dismiss(here.action)
            elif here.action:
                self.tell("This action is not in the plan yet, so there is nowhere to go")
            else:
                self.tell("This belongs to no action, so there is nowhere to go")

    def action_accept_suggested(self) -> None:
        """Take theirs."""
        self._decide(Choice.THEIRS)

    def action_keep_ours(self) -> None:
        """Keep ours."""
        self._decide(Choice.OURS)

    def action_edit(self) -> None:
        """Write a third value."""
        self._decide(Choice.OTHER)

    def _decide(self, choice: Choice) -> None:
        from jtai_tui.screens import deciding  # noqa: PLC0415  only when asked

        chosen = self.chosen()  # as it is shown, whatever the file turns out to hold
        self.change(lambda _: deciding.decide(self, chosen, choice))

    def action_mark(self) -> None:
        """Mark the change under the cursor, or take its mark; go on to the next."""
        here = self.change_here
        if here is None:
            self.tell("There is nothing here to mark")
        else:
            self.listing.marks = self.listing.marks ^ {here.id}
            self.listing.action_cursor_down()
            self.show_state()

    def action_mark_all(self) -> None:
        """Mark all changes; none, if all are."""
        everything = frozenset(self._changes)
        self.listing.marks = () if self.listing.marks == everything else everything
        self.show_state()

    def action_copy(self) -> None:
        """Copy what is compared."""
        here = self.change_here
        if here is None:
            self.tell("There is nothing here to copy")
        else:
            self.app.copy_to_clipboard(plain_text(comparison_blocks(here, signs=True)))
            self.tell(f"Copied: {title_of(here)}")

    def action_next_pane(self) -> None:
        """Go to the other pane."""
        other = self.comparison if self.focused is self.listing else self.listing
        other.focus()
        if self._alone is not None:
            self._show_alone(other.id)

    def action_previous_pane(self) -> None:
        """Go to the other pane."""
        self.action_next_pane()

    def action_maximise(self) -> None:
        """Show the pane that has the focus alone, or both again."""
        pane = self.comparison if self.focused is self.comparison else self.listing
        self._show_alone(None if self._alone == pane.id else pane.id)

    def _show_alone(self, pane: str | None) -> None:
        self._alone = pane
        for each in ("list", "comparison"):
            self.set_class(each == pane, f"-{each}")

    def action_back(self) -> None:
        """Out one level: to both panes, to the list, from the marks; then leave."""
        if self._alone is not None:
            self._show_alone(None)
            self.listing.focus()
        elif self.focused is self.comparison:
            self.listing.focus()
        elif self.listing.marks:
            self.listing.marks = ()
            self.show_state()
        else:
            self.dismiss("")
