"""One call of a command: its arguments, and what it may know of the world around it."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.plain_text import is_blank
from jtai_tui.cli import output
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.parser import Request
from jtai_tui.places import Places, user_places
from jtai_tui.settings import Settings, read_settings

DEFAULT_FILE = "jtai-plan.db"


@dataclass(frozen=True, slots=True)
class Call:
    """What a command is given: arguments by name, folders, settings, the day, the author if known.

    `today` is what `--today` said, None where it said nothing.
    """

    command: str
    arguments: argparse.Namespace
    places: Places
    settings: Settings
    today: date | None
    author: str | None

    @property
    def day(self) -> date:
        """Return the day that counts as today."""
        return self.today or date.today()

    def text(self, name: str) -> str:
        """Return the text of an argument, empty where it was not given."""
        value = getattr(self.arguments, name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Return whether an option without a value was given."""
        return bool(getattr(self.arguments, name))

    def known_author(self) -> str:
        """Return whose change this is. Raises UsageError where nobody has said."""
        if self.author is None:
            raise UsageError(
                "whose change is this? give --author NAME, or set JTAI_AUTHOR", self.command
            )
        return self.author


def make_call(request: Request) -> Call:
    """Return the call for a request; settings that can't be read are warned about."""
    places = user_places()
    settings, warning = read_settings(places.settings)
    if warning:
        output.warn(warning)
    arguments = request.arguments
    return Call(
        command=request.command.name,
        arguments=arguments,
        places=places,
        settings=settings,
        today=arguments.today,
        author=_author(arguments.author, settings, request.command.name),
    )


def _author(given: str | None, settings: Settings, command: str) -> str | None:
    if given is not None:
        if is_blank(given):
            raise UsageError("--author needs a name", command)
        return given
    named = os.environ.get("JTAI_AUTHOR", "")
    return settings.author if is_blank(named) else named


def named_file(call: Call) -> Path | None:
    """Return the plan file that was named, else the one opened last, if that is still there.

    Raises UsageError for an empty name: a variable of the shell that is not set names no plan.
    """
    name = getattr(call.arguments, "file", None)
    if name is not None and is_blank(name):
        raise UsageError("the name of the plan file is empty")
    if name is not None:
        return Path(name)
    last = call.settings.last_file
    return last if last is not None and last.is_file() else None
