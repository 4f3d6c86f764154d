"""From what was typed to a command and its arguments.

Options may stand anywhere, before the command's name too. They are told from words here, so that
argparse gets each option with its value in one piece and then the words, in every version of it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from jtai_tui.cli.arguments import HELP, Argument, CliCommand
from jtai_tui.cli.catalogue import COMMANDS, VERSION, option_values
from jtai_tui.cli.errors import UsageError


@dataclass(frozen=True, slots=True)
class Request:
    """A command to run, with its arguments."""

    command: CliCommand
    arguments: argparse.Namespace


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that was asked for: of a command, of all (None), or the version."""

    command: CliCommand | None = None
    version: bool = False


def read_command_line(argv: Sequence[str]) -> Request | Asked:
    """Return what `argv`, without the program's own name, asks for. Raises UsageError."""
    options, words = _split(argv)
    names = [option.partition("=")[0] for option in options]
    if VERSION.name in names:
        return Asked(version=True)
    if HELP.name in names and not words:
        return Asked()
    command, rest = _command(words)
    if HELP.name in names:
        return Asked(command)
    _check_options(command, names)
    return Request(command, _parse(command, options, rest))


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the options, each with its value as `--name=value`, and the words."""
    values = option_values(_meant(argv))
    options: list[str] = []
    words: list[str] = []
    left = list(argv)
    while left:
        token = left.pop(0)
        if token == "--":
            words += left
            break
        if token == "-h":
            token = HELP.name
        name, equals, _ = token.partition("=")
        if not _is_option(token):
            words.append(token)
        elif values.get(name) and not equals:
            if not left or left[0].partition("=")[0] in values:
                raise UsageError(f"{name} needs a value behind it")
            options.append(f"{name}={left.pop(0)}")
        else:
            options.append(token)
    # argparse, in some of its versions, loses a value that looks like the end of the options.
    if "--" in words or any(option.partition("=")[2] == "--" for option in options):
        raise UsageError("a text of nothing but -- can't be given")
    return options, words


_TAKEN = {
    (each.name, each.takes_value)
    for command in COMMANDS.values()
    for each in command.arguments
    if each.is_option
}
_TWO_WAYS = {name for name, takes_value in _TAKEN if (name, not takes_value) in _TAKEN}
"""Options that a value follows in one command and not in another."""


def _meant(argv: Sequence[str]) -> CliCommand | None:
    """Return the command that is meant: the first word that is no option's value."""
    values = option_values()
    before = ""
    for token in argv:
        if token in COMMANDS and not (values.get(before) and before not in _TWO_WAYS):
            return COMMANDS[token]
        before = token
    return None


def _is_option(token: str) -> bool:
    """Return whether a token starts an option: `-`, `-5` and text with spaces don't."""
    if not token.startswith("-") or token == "-":
        return False
    return token.startswith("--") or not (" " in token or "\n" in token or token[1:2].isdigit())


def _command(words: list[str]) -> tuple[CliCommand, list[str]]:
    """Return the command that the words ask for, and the words behind its name."""
    if not words:
        return COMMANDS["open"], words
    first = words[0]
    if first in COMMANDS:
        return COMMANDS[first], words[1:]
    if len(words) > 1 and words[1] in COMMANDS:
        raise UsageError(f"the command comes first: jtai {words[1]} {first}", words[1])
    if os.path.lexists(first) or Path(first).suffix or Path(first).name != first:
        return COMMANDS["open"], words
    near = get_close_matches(first.casefold(), COMMANDS, 1)
    if near:
        raise UsageError(f"there is no command {first!r}; did you mean: jtai {near[0]}", near[0])
    raise UsageError(f"{first!r} is neither a command nor a file")


def _check_options(command: CliCommand, names: Iterable[str]) -> None:
    known = [each.name for each in command.arguments if each.is_option]
    for name in names:
        if name in known:
            continue
        near = get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]}" if near else ""
        if not name.startswith("--"):
            hint = "; text that starts with - goes behind --"
        raise UsageError(f"{command.name} has no option {name}{hint}", command.name)


class _Parser(argparse.ArgumentParser):
    """argparse, with errors as ours."""

    command = ""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        said = message.removeprefix("argument ")
        said = said.replace("the following arguments are required:", "still needed:")
        raise UsageError(said, self.command)


def make_parser(command: CliCommand) -> argparse.ArgumentParser:
    """Return the parser of one command's words and options."""
    parser = _Parser(prog=f"jtai {command.name}", add_help=False, allow_abbrev=False)
    parser.command = command.name
    for argument in command.arguments:
        if argument != HELP:
            _add(parser, argument)
    return parser


def _add(parser: argparse.ArgumentParser, argument: Argument) -> None:
    metavar = argument.metavar or None
    choices = argument.choices or None
    dest = argument.dest or argument.name.lstrip("-").replace("-", "_")
    if not argument.is_option:
        parser.add_argument(
            argument.name, metavar=metavar, type=argument.read, choices=choices,
            nargs=None if argument.count == "1" else argument.count,
        )  # fmt: skip
    elif not argument.takes_value:
        parser.add_argument(argument.name, dest=dest, action="store_true")
    else:
        parser.add_argument(
            argument.name, dest=dest, metavar=metavar, type=argument.read, choices=choices,
            action="append" if argument.repeat else "store",
            required=argument.required, default=argument.default,
        )  # fmt: skip


def _parse(command: CliCommand, options: list[str], words: list[str]) -> argparse.Namespace:
    behind = ["--", *words] if words else []
    arguments, extra = make_parser(command).parse_known_args([*options, *behind])
    if extra := [each for each in extra if each != "--"]:
        raise UsageError(
            f"{' '.join(extra)!r} is more than {command.name} takes; put a text of several words"
            " in quotes",
            command.name,
        )
    return arguments
