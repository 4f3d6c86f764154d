"""The parts of a command line, as values: help, parser and reference page are made of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from db.dates import read_date
from db.plain_text import is_blank


@dataclass(frozen=True, slots=True)
class Argument:
    """A word that a command takes in its place, or an option that starts with `--`.

    `metavar` stands for its value, and an option without one is a flag. `count` is `1`, `?` (may
    be left out) or `+` (one or more); an option that may `repeat` gathers its values in a list.
    `dest` is what the program calls an option whose own name won't do.
    """

    name: str
    help: str
    metavar: str = ""
    read: Callable[[str], object] = str
    choices: tuple[str, ...] = ()
    count: str = "1"
    repeat: bool = False
    required: bool = False
    default: object = None
    dest: str = ""

    @property
    def is_option(self) -> bool:
        """Return whether it is an option, not a word."""
        return self.name.startswith("-")

    @property
    def takes_value(self) -> bool:
        """Return whether an option has a value behind it."""
        return bool(self.metavar or self.choices)

    @property
    def shown(self) -> str:
        """Return it as a page of help shows it: `--agency NAME`, `[FILE]`, `TEXT ...`."""
        if self.is_option:
            value = "|".join(self.choices) or self.metavar
            return f"{self.name} {value}" if value else self.name
        value = self.metavar + (" ..." if self.count == "+" else "")
        return f"[{value}]" if self.count == "?" else value


@dataclass(frozen=True, slots=True)
class CliCommand:
    """A command: `summary` is its line in the list of commands, `about` its page's paragraphs.

    `runner` is `module:function` within this package; `examples` pairs a line to type with what
    it does; `formats` are those that `--format` takes, the first unless another is asked for.
    """

    name: str
    summary: str
    about: str
    runner: str
    examples: tuple[tuple[str, str], ...]
    own: tuple[Argument, ...]
    formats: tuple[str, ...] = ()

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Return its own words and options, then those that every command has."""
        if not self.formats:
            return (*self.own, *COMMON)
        return (*self.own, format_option(self.formats), *COMMON)

    @property
    def usage(self) -> str:
        """Return how it is typed: its words, and the options that it can't do without."""
        words = [each.shown for each in self.own if not each.is_option]
        needed = [each.shown for each in self.own if each.is_option and each.required]
        return " ".join(["jtai", self.name, *words, *needed, "[options]"])


def read_day(text: str) -> date:
    """Return a day for argparse, whose error then is ours."""
    try:
        return read_date(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def read_number(text: str) -> int:
    """Return a whole number from 0 for argparse."""
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days; write it as 30")
    return int(text)


def read_moment(text: str) -> str:
    """Return the name of a moment for argparse: a variable of the shell that is not set is none."""
    if is_blank(text):
        raise argparse.ArgumentTypeError("it is empty; say a reporting point, or a day")
    return text


def format_option(formats: tuple[str, ...]) -> Argument:
    """Return the option that chooses how the answer is written."""
    return Argument(
        "--format",
        f"how to write the answer: {' or '.join(formats)} ({formats[0]} unless given)",
        choices=formats,
        default=formats[0],
    )


FILE = Argument("file", "the plan file", "FILE")
ANY_FILE = Argument(
    "file",
    "the plan file; without it the one that the app opened last, else jtai-plan.db in this folder,"
    " made from the bundled seed plan if it is not there",
    "FILE",
    count="?",
)
REFERENCE = Argument("reference", "the action's reference, as printed in the plan", "REF")
REFERENCES = Argument(
    "reference", "the action's reference; several with commas between (7,8,9)", "REF"
)
REASON = Argument("--reason", "why; it stands in the log beside the change", "TEXT")
NEEDED_REASON = Argument(
    "--reason", "why; it stands in the log beside the change (needed)", "TEXT", required=True
)
MAP = Argument(
    "--map",
    'what a word or a colour in the document means: green=completed, "in progress"=on-track, or'
    " proposed for all that is proposed; may be repeated",
    "MARK=RATING",
    repeat=True,
    dest="marks",
)
COLUMN = Argument(
    "--column",
    "what a column of the document is, where its heading does not say: Owner=lead; may be repeated",
    "HEADING=FIELD",
    repeat=True,
    dest="columns",
)
AS_AT = Argument(
    "--as-at",
    "the plan as it stood at this reporting point, or at the end of this day; that is then today,"
    " unless --today is given",
    "DATE|POINT",
    read=read_moment,
    dest="as_at",
)
SINCE = Argument(
    "--since",
    "what the direction of travel compares with: a reporting point, or a day; else the last point"
    " before today",
    "DATE|POINT",
    read=read_moment,
)
FORCE = Argument("--force", "replace OUT if it is there")

HELP = Argument("--help", "show this page (also -h)")
COMMON = (
    Argument(
        "--author",
        "whose change it is; else JTAI_AUTHOR, else the name in the settings. Never guessed",
        "NAME",
    ),
    Argument(
        "--today",
        "the day that counts as today (2020-06-30, 30/6/2020, 30 Jun 2020); else the real one",
        "DATE",
        read=read_day,
    ),
    HELP,
)
