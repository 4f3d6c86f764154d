"""Every command of the command line, once: parser, help and reference page come from here."""

from __future__ import annotations

from jtai_tui.cli import pages_changing as changing
from jtai_tui.cli import pages_chasing as chasing
from jtai_tui.cli import pages_checking as checking
from jtai_tui.cli import pages_merging as merging
from jtai_tui.cli import pages_reading as reading
from jtai_tui.cli import pages_reporting as reporting
from jtai_tui.cli import pages_sharing as sharing
from jtai_tui.cli.arguments import COMMON, Argument, CliCommand

GROUPS: tuple[tuple[str, tuple[CliCommand, ...]], ...] = (
    ("Open and make", (sharing.OPEN, sharing.NEW, sharing.DEMO)),
    (
        "Look",
        (
            reading.LIST, reading.SHOW, reading.LEADS, reading.LOG, reading.EXTRACT,
            reading.TIMESCALE,
        ),
    ),
    (
        "Change",
        (
            changing.RATE, changing.UPDATE, changing.EDIT, changing.EVIDENCE, changing.ADD,
            changing.AGENCY, changing.LEAD, changing.CLOSE, changing.REOPEN, changing.UNDO,
            changing.REDO,
        ),
    ),
    ("Keep", (sharing.BACKUP, sharing.RESTORE)),
    (
        "Check and hand on",
        (
            checking.CHECK, sharing.VERIFY, sharing.POINT, reporting.REPORT, checking.STATEMENT,
            sharing.SHIP, sharing.COPIES, sharing.EXPORT,
        ),
    ),
    ("Chase", (chasing.CHASE,)),
    ("Take in", (merging.IMPORT, merging.MERGE, merging.DECIDE)),
)  # fmt: skip

COMMANDS = {command.name: command for _, commands in GROUPS for command in commands}

VERSION = Argument("--version", "show which jtai this is")

ABOUT = """\
Keeps a multi-agency inspection action plan current: offline, in one file.

jtai FILE opens the plan in the app. Each of the commands below does its work without it; type
jtai COMMAND --help for its page.

Options may stand anywhere; text that starts with - goes behind --. Tables are for people. JSON and
CSV are for programs, always in UTF-8, with days as 2020-06-30."""

ENVIRONMENT = (
    ("JTAI_AUTHOR", "whose name changes carry, unless --author is given"),
    ("NO_COLOR", "if set, no colours"),
    ("COLUMNS", "how wide tables are; else the terminal's width, and 120 in a pipe"),
    ("JTAI_DEBUG", "set to 1, shows where in jtai an unexpected error arose"),
)

EXITS = (
    ("0", "done"),
    ("1", "the plan says no: refused, can't be opened, not sound, conflicts wait"),
    ("2", "wrong usage"),
)


def option_values(named: CliCommand | None = None) -> dict[str, bool]:
    """Return every option of every command, and whether a value follows it: for `named` first."""
    options = {each.name: each.takes_value for each in (*COMMON, VERSION)}
    for command in (*COMMANDS.values(), *([] if named is None else [named])):
        options |= {each.name: each.takes_value for each in command.arguments if each.is_option}
    return options
