"""The table of keys, made from the registry of commands: `python docs/make_keys.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from db.seed import seed_document
from jtai_tui.commands import COMMANDS, Command, Place, key_name
from jtai_tui.screens.dialogs.help import EDITING

DOCS = Path(__file__).resolve().parent

_PLACES = {
    Place.MAIN: "the plan", Place.TRIAGE: "triage", Place.FORM: "a form", Place.READER: "a text",
    Place.REVIEW: "the review", Place.IMPORT: "a document",
    Place.PREVIEW: "a preview",
}  # fmt: skip

_ABOUT = """\
# Keys

What each key does, and where: in *the plan* (the main screen), in *triage*, in *a form* (where you
write), in *a text* (history, help, what verifying found), in *the review* (of what came in), in
*a document* (before it is read in), in *a preview* (of what is about to be written). `?` or `F1`
shows the keys that work where you are; `ctrl+p` finds every command by its name, those without a
key as well.

This page is made from the app's own list of commands (`python docs/make_keys.py`)."""

_LEVELS = """\
The six levels of the published plan; another plan may bring its own. The number alone rates, and so
does `r` with the letter."""

_OWN_KEYS = """\
## Keys of your own

A key that your terminal keeps for itself can be exchanged for another one. In the settings file
(the [guide](guide.md#where-jtai-keeps-things) says where it is), give the command's id (the last
column above) its new key, or several with commas between:

```json
{"keys": {"triage": "f2", "help": "question_mark,f3"}}
```

A key that is named here takes the place of all keys that the command came with. Keys are called
`a`, `A`, `f2`, `ctrl+t`, `space`, `slash`, `question_mark`, `pagedown`."""


def document() -> str:
    """Return docs/keys.md."""
    return "\n".join((_ABOUT, *_groups(), *_writing(), *_ratings(), "", _OWN_KEYS, ""))


def _groups() -> Iterator[str]:
    for group in dict.fromkeys(command.group for command in COMMANDS):
        members = [command for command in COMMANDS if command.group == group]
        yield from ("", f"## {group}", "", "| key | command | does | where | id |")
        yield "|---|---|---|---|---|"
        for _, alike in groupby(members, key=_of_one_row):
            yield _row(list(alike))


def _of_one_row(command: Command) -> str:
    """Return what commands of one row share: only rating by position is a row for many."""
    return "by position" if command.does.startswith("rate_position") else command.id


def _row(commands: list[Command]) -> str:
    first, last = commands[0], commands[-1]
    name, keys, identity = first.name, _keys(first.keys), f"`{first.id}`"
    if first is not last:
        name = f"{first.name} to {key_name(last.keys[0])}"
        keys = f"{_keys(first.keys[:1])} to {_keys(last.keys[:1])}"
        identity += f" to `{last.id}`"
    places = ", ".join(_PLACES[place] for place in Place if place in first.places)
    everywhere = first.places == frozenset(Place)
    where = "everywhere" if everywhere else places
    return f"| {keys} | {name} | {first.help} | {where} | {identity} |"


def _keys(keys: Iterable[str]) -> str:
    return " ".join(f"`{key_name(key)}`" for key in keys) or "`ctrl+p`, then its name"


def _writing() -> Iterator[str]:
    yield from ("", "## While you write", "", "| key | does |", "|---|---|")
    for keys, what in EDITING:
        yield f"| {' '.join(f'`{key_name(key)}`' for key in keys.split())} | {what} |"


def _ratings() -> Iterator[str]:
    yield from ("", "## Ratings", "", _LEVELS)
    yield from ("", "| number | letter | rating | in the plan's words |", "|---|---|---|---|")
    for level in seed_document().scheme:
        yield (
            f"| `{level.position}` | `r` `{level.letter.lower()}` | {level.glyph} {level.letter}"
            f" {level.name} | {level.meaning} |"
        )


if __name__ == "__main__":
    (DOCS / "keys.md").write_text(document(), encoding="utf-8")
