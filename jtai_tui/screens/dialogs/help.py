"""Help for where you are: every key that works there, and the ratings in the plan's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from textual.content import Content

from db.rating import Scheme
from jtai_tui.commands import Command, Place, key_name
from jtai_tui.screens.dialogs.picking import beside
from jtai_tui.screens.dialogs.reading import Block, TextScreen
from jtai_tui.text import fit, one_line
from jtai_tui.widgets.form_fields import Key

_KEYS_WIDTH = 18

_PLACES = {
    Place.MAIN: "the plan",
    Place.TRIAGE: "triage",
    Place.FORM: "a form",
    Place.READER: "a text",
    Place.REVIEW: "the review",
    Place.IMPORT: "a document",
    Place.PREVIEW: "a preview",
}

EDITING = (
    ("tab  shift+tab", "To the next field, the one before"),
    ("enter", "Save from a field of one line; a new line in a field of several"),
    ("ctrl+s", "Save, wherever you are in the form"),
    ("ctrl+y", "Take the day that is suggested for a timescale"),
    ("f4", "Write the text of a field of several lines in $EDITOR"),
    ("ctrl+z", "Take back what you typed, in a field of several lines"),
    ("ctrl+w  ctrl+u  ctrl+k", "Rub out a word, all to the left, all to the right"),
    ("esc", "Leave; what you typed is kept and is there when you come back"),
)


class HelpScreen(TextScreen):
    """The keys of `commands` that work at `place`, and the ratings of the scheme."""

    HELP = "You are looking at it."

    def __init__(
        self, place: Place, commands: Sequence[Command], scheme: Scheme | None = None
    ) -> None:
        levels = 0 if scheme is None else len(scheme)
        here = [
            each
            for each in commands
            if place in each.places and not (levels and _is_beyond(each, levels))
        ]
        super().__init__(f"Help for {_PLACES[place]}", [*_key_blocks(here), *_words(place, scheme)])

    def action_help(self) -> None:
        """Close the help with the key that opened it."""
        self.action_back()


class DialogHelp(TextScreen):
    """What a dialog is for, and its keys."""

    def __init__(self, heading: str, purpose: str, keys: Iterable[Key]) -> None:
        own = [(key_name(each.key), each.label) for each in keys]
        blocks = [
            Block(purpose),
            Block(partial(_table, own), "Its keys"),
            Block(partial(_table, EDITING), "Keys of any form"),
        ]
        super().__init__(heading, blocks)

    def action_help(self) -> None:
        """Close the help with the key that opened it."""
        self.action_back()


def _is_beyond(command: Command, levels: int) -> bool:
    """Return whether it rates at a position that the scheme does not have."""
    start, _, number = command.id.partition("-")
    return start == "rate" and number.isdecimal() and int(number) > levels


def _key_blocks(commands: Sequence[Command]) -> Iterator[Block]:
    for group in dict.fromkeys(each.group for each in commands):
        members = [each for each in commands if each.group == group]
        rows = [(_keys(list(alike)), what) for what, alike in groupby(members, key=_what)]
        yield Block(partial(_table, rows), group)


def _what(command: Command) -> str:
    """Return what it does, with the name by which the palette has it if it has no key."""
    return command.help if command.keys else f"{command.name}: {command.help}"


def _keys(commands: Sequence[Command]) -> str:
    """Return the keys of commands that do the same, from the first to the last of them."""
    if len(commands) > 1:
        return f"{key_name(commands[0].keys[0])} to {key_name(commands[-1].keys[0])}"
    return "  ".join(key_name(key) for key in commands[0].keys) or "ctrl+p"


def _words(place: Place, scheme: Scheme | None) -> Iterator[Block]:
    if place is Place.FORM:
        yield Block(partial(_table, EDITING), "Writing")
    if scheme is not None:
        yield Block(partial(_ratings, scheme), "Ratings of this plan")


def _ratings(scheme: Scheme, across: int) -> Content:
    lines = [
        beside(
            Content.assemble(
                fit(str(rating.position), 3, right=True), "  ",
                (f"{one_line(rating.glyph)} {one_line(rating.letter)}", "bold"), "  ",
                fit(one_line(rating.name), 20), " ",
            ),
            rating.meaning,
            across,
            "$text-muted",
        )
        for rating in scheme
    ]  # fmt: skip
    return Content("\n").join(lines)


def _table(rows: Iterable[tuple[str, str]], across: int) -> Content:
    lines = [
        beside(Content.styled(fit(keys, _KEYS_WIDTH) + "  ", "bold"), text, across)
        for keys, text in rows
    ]
    return Content("\n").join(lines)
