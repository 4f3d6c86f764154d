"""Runs what was typed, from arguments to exit code. Nothing that goes wrong shows a traceback."""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from db.errors import PlanError
from jtai_tui.cli import output
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.parser import Asked, Request, read_command_line

DONE, REFUSED, USAGE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
"""Exit codes; the last two as a shell counts a program that a signal ended."""


def run(argv: Sequence[str]) -> int:
    """Do what `argv` asks for and return the exit code; every failure ends in one line."""
    output.prepare_streams()
    try:
        code = _answer(argv)
        output.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        output.drop_output()
        return BROKEN_PIPE
    except OSError as error:
        output.drop_output()
        output.tell(_os_line(error))
        return REFUSED
    return code


def _answer(argv: Sequence[str]) -> int:
    try:
        return _run(argv)
    except UsageError as error:
        output.tell(error.line)
        return USAGE
    except PlanError as error:
        output.tell(str(error))
        return REFUSED
    except OSError:
        raise
    except Exception as error:
        return _unexpected(error)


def _run(argv: Sequence[str]) -> int:
    _check_text(argv)
    asked = read_command_line(argv)
    if isinstance(asked, Asked):
        _show_page(asked)
        return DONE
    return _do(asked)


def _check_text(argv: Sequence[str]) -> None:
    """Raise UsageError for bytes that were no text when they came in, and for NUL."""
    for argument in argv:
        if any("\ud800" <= character <= "\udfff" for character in argument):
            shown = ascii(argument)
            raise UsageError(f"{shown} is no text in this terminal's encoding; write it in UTF-8")
        if "\x00" in argument:
            raise UsageError(f"{argument!a} holds NUL, which no text and no file's name has")


def _show_page(asked: Asked) -> None:
    from jtai_tui.cli import help_pages  # noqa: PLC0415  asked for seldom

    width = min(max(shutil.get_terminal_size((100, 24)).columns, 40), 100)
    if asked.version:
        page = help_pages.version_line()
    elif asked.command is None:
        page = help_pages.main_page(width)
    else:
        page = help_pages.command_page(asked.command, width)
    output.say(page.rstrip("\n"))


def _do(request: Request) -> int:
    from jtai_tui.cli.call import make_call  # noqa: PLC0415  --help needs no settings

    module, _, function = request.command.runner.partition(":")
    runner = getattr(import_module(f"jtai_tui.cli.{module}"), function)
    return int(runner(make_call(request)))


def _os_line(error: OSError) -> str:
    name = f"{error.filename}: " if error.filename else ""
    return f"{name}{error.strerror or error}"


def _unexpected(error: Exception) -> int:
    if os.environ.get("JTAI_DEBUG") == "1":
        traceback.print_exception(error, file=sys.stderr)
    output.tell(
        f"this should not have happened ({type(error).__name__}: {error}); please report it, with"
        " what JTAI_DEBUG=1 shows"
    )
    return REFUSED
