"""`jtai open`: the plan in the app."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from db.errors import NotAPlan
from db.header import read_header
from jtai_tui.cli.call import Call, named_file
from jtai_tui.cli.errors import UsageError


def open_app(call: Call) -> int:
    """Open the plan in the app and return the app's exit code.

    Whatever is wrong with the file or the terminal is said before anything heavy is loaded.
    """
    path = named_file(call)
    if path is not None:
        _look_at(path, call)
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        raise UsageError(
            "the app needs a terminal, and this is none; the other commands do without one"
        )
    if path is None:
        from jtai_tui.cli.plans import plan_path  # noqa: PLC0415  only to make a plan

        path = plan_path(call)
    # The collector would walk all that is being imported, again and again; the app starts it anew.
    gc.disable()
    # At Textual's 60 a key that comes within a frame of the last waits the frame out.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from jtai_tui.app import run_app  # noqa: PLC0415  brings in Textual

    return run_app(
        path, today=call.today, author=call.author, settings=call.settings, places=call.places
    )


def _look_at(path: Path, call: Call) -> None:
    """Raise NotAPlan for what is no plan, unless the app can go back to a backup of what was."""
    try:
        read_header(path)
    except NotAPlan:
        from db.restoring import backups_at  # noqa: PLC0415  brings in SQLAlchemy

        if not backups_at(path, folder=call.places.backups, anchors=call.places.tips):
            raise


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())
