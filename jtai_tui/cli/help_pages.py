"""The pages of help: for the terminal, and the same as one document in docs/command-line.md.

Run as a program (`python -m jtai_tui.cli.help_pages docs/command-line.md`) it writes the document.
"""

from __future__ import annotations

import platform
import sqlite3
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jtai_tui.cli.arguments import COMMON, Argument, CliCommand
from jtai_tui.cli.catalogue import ABOUT, COMMANDS, ENVIRONMENT, EXITS, GROUPS, VERSION

_INDENT = 24


def main_page(width: int) -> str:
    """Return the page of `jtai --help`, in lines of at most `width`."""
    lines = ["usage: jtai [FILE]", "       jtai COMMAND ...", "", *_wrapped(ABOUT, width)]
    for group, commands in GROUPS:
        lines += ["", f"{group}:"]
        lines += _table(((each.name, each.summary) for each in commands), width)
    lines += ["", "Options of every command:", *_options((*COMMON, VERSION), width)]
    lines += ["", "Environment:", *_table(ENVIRONMENT, width)]
    lines += ["", "Exit code:", *_table(EXITS, width)]
    return "\n".join(lines) + "\n"


def command_page(command: CliCommand, width: int) -> str:
    """Return the page of `jtai COMMAND --help`, in lines of at most `width`."""
    words = [each for each in command.arguments if not each.is_option]
    options = [each for each in command.arguments if each.is_option]
    lines = [f"usage: {command.usage}", "", *_wrapped(command.about, width)]
    if words:
        lines += ["", "Words:", *_table(((each.shown, each.help) for each in words), width)]
    lines += ["", "Options:", *_options(options, width)]
    lines += ["", "Examples:"]
    for line, said in command.examples:
        lines += [f"  {line}", f"      {said}"]
    return "\n".join(lines) + "\n"


def version_line() -> str:
    """Return what is told of this jtai when something is wrong with it."""
    from db.schema import SCHEMA_VERSION  # noqa: PLC0415  asked for seldom

    return (
        f"jtai {_version()} (plan file version {SCHEMA_VERSION}, Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version})\n"
    )


def _version() -> str:
    """Return the installed version; in a checkout, that of its pyproject.toml."""
    import tomllib  # noqa: PLC0415  asked for seldom
    from importlib import metadata  # noqa: PLC0415  slow

    project = Path(__file__).parents[2] / "pyproject.toml"
    if project.is_file():
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    return metadata.version("jtai")


def _options(arguments: Sequence[Argument], width: int) -> list[str]:
    return _table(((each.shown, each.help) for each in arguments), width)


def _table(rows: Iterable[tuple[str, str]], width: int) -> list[str]:
    """Return each term with its explanation beside it, or below where it is long."""
    lines: list[str] = []
    for term, said in rows:
        beside = _lines(said, max(width - _INDENT, 20))
        if len(term) > _INDENT - 4:
            lines.append(f"  {term}")
        else:
            lines.append(f"  {term:<{_INDENT - 2}}{beside.pop(0)}")
        lines += [" " * _INDENT + each for each in beside]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    paragraphs = [_lines(paragraph, width) for paragraph in text.split("\n\n")]
    return [line for lines in paragraphs for line in (*lines, "")][:-1]


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False)


def document() -> str:
    """Return docs/command-line.md."""
    return "\n".join(_document()) + "\n"


def _document() -> Iterator[str]:
    yield from ("# The command line", "")
    yield from (ABOUT, "")
    yield from ("This page is made from the program (`python -m jtai_tui.cli.help_pages`).", "")
    for group, commands in GROUPS:
        yield from (f"**{group}**", "", "| command | does |", "|---|---|")
        yield from (f"| [`jtai {each.name}`](#jtai-{each.name}) | {each.summary} |"
                    for each in commands)  # fmt: skip
        yield ""
    yield from ("## Options of every command", "", *_list((*COMMON, VERSION)), "")
    yield from ("## Environment", "", *_terms(ENVIRONMENT), "")
    yield from ("## Exit code", "", *_terms(EXITS), "")
    yield "An error is one line on standard error that starts with `jtai:`."
    for command in COMMANDS.values():
        yield from ("", f"## jtai {command.name}", "", f"    {command.usage}", "")
        yield from (command.about, "", *_list(_particular(command)), "", "```sh")
        width = max(len(line) for line, _ in command.examples)
        yield from (f"{line:<{width}}  # {said}" for line, said in command.examples)
        yield "```"


def _particular(command: CliCommand) -> list[Argument]:
    """Return the arguments that not every command has."""
    return [each for each in command.arguments if each not in COMMON]


def _list(arguments: Sequence[Argument]) -> Iterator[str]:
    return _terms((each.shown, each.help) for each in arguments)


def _terms(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"- `{term}`: {said}" for term, said in rows)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
