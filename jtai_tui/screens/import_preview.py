"""What a document would bring, before anything is written: marks, columns, actions, doubts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen

from db.errors import PlanError
from jtai_tui.commands import Place, command, commands_for, why_nothing
from jtai_tui.exchange.reading.rows import Choices, Mark, MarkKind
from jtai_tui.screens.aside import aside
from jtai_tui.screens.dialogs.picking import Pick, PickDialog
from jtai_tui.screens.import_lines import (
    COLUMN_NAMES,
    Key,
    Trial,
    import_blocks,
    import_lines,
    title_pieces,
)
from jtai_tui.widgets.blocks import plain_text
from jtai_tui.widgets.key_bar import KeyBar
from jtai_tui.widgets.line_list import LineList
from jtai_tui.widgets.line_pane import bindings_of
from jtai_tui.widgets.reader import Reader
from jtai_tui.widgets.section_list import SectionList

if TYPE_CHECKING:
    from jtai_tui.app import JtaiApp

Look = Callable[[Choices, frozenset[str]], Trial]
"""Holds the document against the plan once more, with what is said of it now. Raises PlanError."""

_PANES_OWN = frozenset({"cursor-down", "cursor-up", "page-down", "page-up", "first", "last"})
_KEYS = ("read-in", "back", "choose-line", "accept-marks", "apart", "help")
_UNRATED = "unrated"


class ImportScreen(Screen[Trial]):
    """Shows a trial, and looks anew at every choice; gives back the one to be read in."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(
        *(each.id for each in commands_for(Place.IMPORT) if each.keys and each.id not in _PANES_OWN)
    )
    AUTO_FOCUS = "#list"

    def __init__(self, trial: Trial, choices: Choices, look: Look) -> None:
        super().__init__()
        self._trial = trial
        self._choices = choices
        self._look = look

    def compose(self) -> ComposeResult:
        """Yield the list, the text beside it, and the keys."""
        with Container(id="import"):
            yield SectionList(id="list")
            yield Reader(id="text")
        keys = KeyBar(Place.IMPORT, id="keys")
        keys.show(Place.IMPORT, _KEYS)
        yield keys

    def on_mount(self) -> None:
        """Show what was found."""
        self._show()

    @property
    def jtai(self) -> JtaiApp:
        """The app."""
        return cast("JtaiApp", self.app)

    @property
    def listing(self) -> SectionList:
        """The list."""
        return self.query_one("#list", SectionList)

    @property
    def here(self) -> Key | None:
        """What the line under the cursor is of."""
        return cast("Key | None", self.listing.cursor_key)

    def tell(self, sentence: str) -> None:
        """Say what happened, until the next key."""
        self.query_one(KeyBar).notice = sentence

    def on_key(self, event: events.Key) -> None:
        """Put the keys back in place of what was told; say so of a key that does nothing here."""
        self.tell("")
        if event.key not in self.active_bindings:
            self.tell(why_nothing(event.key, Place.IMPORT, self.jtai.commands))

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what the key in the bar does."""
        self.call_later(self.run_action, f"screen.{command(message.command_id).action}")

    def on_line_list_highlighted(self, message: LineList.Highlighted) -> None:
        """Show what there is to know about the line."""
        del message
        self._read()

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        """Choose what the line is."""
        del message
        self.action_open_detail()

    def action_open_detail(self) -> None:
        """Choose what a mark means, or what a column is."""
        kind = (self.here or ("",))[0]
        if kind == "mark":
            self.action_rate()
        elif kind == "column":
            self.jtai.start(self._choose_column())
        else:
            self.tell("enter chooses what a mark means or a column is; ctrl+s reads all in")

    def action_rate(self) -> None:
        """Choose what the mark at hand means."""
        mark = self._mark()
        if mark is not None:
            self.jtai.start(self._choose_rating(mark))

    def action_rate_position(self, position: int) -> None:
        """Let the mark at hand mean the rating at a position of the scheme."""
        mark = self._mark()
        if mark is None:
            return
        levels = self._trial.words.scheme
        level = next((each for each in levels if each.position == position), None)
        if level is None:
            self.tell(f"This plan's scheme has no rating at position {position}; r shows them")
        else:
            self._say([mark], level.code)

    def action_unrate(self) -> None:
        """Let the mark at hand mean no rating."""
        mark = self._mark()
        if mark is not None:
            self._say([mark], None)

    def action_accept_suggested(self) -> None:
        """Take what is proposed for the mark at hand."""
        mark = self._mark()
        if mark is None:
            return
        if mark.proposed is None:
            self.tell("Nothing is proposed for it; 1 to 9 or r say what it means")
        else:
            self._say([mark], mark.proposed)

    def action_accept_all(self) -> None:
        """Take all that is proposed for marks."""
        read = self._trial.read
        marks = (
            [m for m in read.marks if m.proposed and not m.said and m.rating is None]
            if read
            else []
        )
        if not marks:
            self.tell("Nothing is proposed that is not taken")
            return
        said = {(mark.kind, mark.key): mark.proposed for mark in marks}
        self._again(replace(self._choices, marks={**self._choices.marks, **said}))

    def action_mark(self) -> None:
        """Let the action at hand be a new one, or the plan's again."""
        kind, *names = self.here or ("",)
        if kind not in ("action", "same"):
            self.tell("space says of an action that it is new, whatever it looks like")
            return
        apart = self._trial.apart ^ {names[0]}
        found = {each.incoming.place for each in self._trial.found.known}
        if names[0] not in found | self._trial.apart:
            self.tell("It is new already: nothing in the plan is like it")
            return
        self._again(self._choices, apart)

    def action_save(self) -> None:
        """End with what is shown, to be read in."""
        self.dismiss(self._trial)

    def action_next_pane(self) -> None:
        """Go to the other pane."""
        text = self.query_one("#text", Reader)
        (text if self.focused is self.listing else self.listing).focus()

    def action_previous_pane(self) -> None:
        """Go to the other pane."""
        self.action_next_pane()

    def action_copy(self) -> None:
        """Copy what is read."""
        self.app.copy_to_clipboard(plain_text(import_blocks(self._trial, self.here)))
        self.tell("Copied")

    def action_help(self) -> None:
        """Help for reading in."""
        from jtai_tui.screens.dialogs.help import HelpScreen  # noqa: PLC0415  only when asked

        self.app.push_screen(HelpScreen(Place.IMPORT, self.jtai.commands))

    def action_back(self) -> None:
        """Leave; nothing is written."""
        self.dismiss(None)

    def _mark(self) -> Mark | None:
        kind, *names = self.here or ("",)
        read = self._trial.read
        if kind != "mark" or read is None:
            self.tell("That is for a mark: a word or a colour under RATINGS")
            return None
        return next(mark for mark in read.marks if [str(mark.kind), mark.key] == names)

    async def _choose_rating(self, mark: Mark) -> None:
        scheme = self._trial.words.scheme
        picks = [
            Pick(
                level.code,
                tuple({level.letter, str(level.position)} - {""}),
                Content.assemble(
                    (f"{level.position} ", "$text-muted"), (f"{level.letter} ", "bold"), level.name
                ),
            )
            for level in scheme
        ]
        picks.append(Pick(_UNRATED, ("0",), Content.assemble(("0 ", "$text-muted"), "No rating")))
        codes = [pick.value for pick in picks]
        wanted = mark.rating or mark.proposed or _UNRATED
        start = codes.index(wanted) if wanted in codes else 0
        dialog = PickDialog(f"{mark.shown} means", picks, start=start)
        chosen = await self.jtai.ask(dialog)
        if chosen is not None:
            said = {(mark.kind, mark.key): None if chosen == _UNRATED else chosen}
            choices = replace(self._choices, marks={**self._choices.marks, **said})
            await self._once_more(choices, goes_on=True)

    async def _choose_column(self) -> None:
        _, table, index = self.here or ("", "", "")
        read = self._trial.read
        if read is None:
            return
        column = next(c for c in read.columns if (c.table, str(c.index)) == (table, index))
        picks = [
            Pick(each, (key,), Content.assemble((f"{key}  ", "bold"), name))
            for each, (key, name) in COLUMN_NAMES.items()
        ]
        start = list(COLUMN_NAMES).index(column.column)
        heading = f"“{column.heading}” is" if column.heading else "This column is"
        chosen = await self.jtai.ask(PickDialog(heading, picks, start=start))
        if chosen is not None:
            same = [
                each
                for each in read.columns
                if (each.heading, each.column) == (column.heading, column.column)
            ]
            said = {(each.table, each.index): chosen for each in same}
            columns = {**self._choices.columns, **said}
            await self._once_more(replace(self._choices, columns=columns))

    def _say(self, marks: Sequence[Mark], code: str | None) -> None:
        said: dict[tuple[MarkKind, str], str | None] = {(m.kind, m.key): code for m in marks}
        choices = replace(self._choices, marks={**self._choices.marks, **said})
        self.jtai.start(self._once_more(choices, goes_on=True))

    def _again(self, choices: Choices, apart: frozenset[str] | None = None) -> None:
        self.jtai.start(self._once_more(choices, apart))

    async def _once_more(
        self, choices: Choices, apart: frozenset[str] | None = None, *, goes_on: bool = False
    ) -> None:
        """Look anew with these choices, aside; where that can't be done, what was shown stays."""
        apart = self._trial.apart if apart is None else apart
        try:
            trial = await aside(self.jtai, self.jtai.at_desk, lambda: self._look(choices, apart))
        except PlanError as error:
            self.tell(self.jtai.in_words(error))
            return
        self._choices, self._trial = choices, trial
        self._show()
        if goes_on:
            self.listing.action_cursor_down()

    def _show(self) -> None:
        self.listing.show(tuple(title_pieces(self._trial)), import_lines(self._trial))
        self._read()

    def _read(self) -> None:
        here = self.here
        name = "/".join(here) if here else None
        self.query_one("#text", Reader).show(name, import_blocks(self._trial, here))
