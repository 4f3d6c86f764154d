"""`jtai export`: the plan, or some of its actions, as a file for others."""

from __future__ import annotations

from pathlib import Path

from db.dates import utc_now
from db.errors import PlanError
from db.side_files import check_not_of_plan
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.moments import AsAsked, open_as_asked
from jtai_tui.cli.pages_sharing import FORMATS
from jtai_tui.cli.progress import shown_progress
from jtai_tui.cli.selecting import chosen_actions, is_narrowed
from jtai_tui.exchange.outgoing.export import LISTS, Told, some_actions, whole_plan
from jtai_tui.whole_file import write_whole


def export_plan(call: Call) -> int:
    """Write the plan, or a list of actions, to a file or to standard output."""
    out = call.text("out")
    ending = _ending(call, out)
    if out == "-" and output.to_terminal() and ending in ("docx", "xlsx"):
        raise UsageError("a terminal takes no such file; name a file, or a program", "export")
    with open_as_asked(call, files=ending == "json") as asked:
        path = Path(out)
        if out != "-":
            if path.is_dir():
                raise PlanError(f"{path}: this is a folder; name a file in it")
            check_not_of_plan(path, asked.plan.path)
        data = _content(asked, ending)
        if out == "-":
            _print(data, ending)
            return 0
        try:
            write_whole(path, data, overwrite=call.flag("force"))
        except FileExistsError:
            raise PlanError(f"{path}: there is a file already; add --force to replace it") from None
        except OSError as error:
            raise PlanError(f"{path}: can't be written: {error.strerror or error}") from None
    output.say_plan_text([f"wrote {path} ({len(data):,} bytes)"])
    return 0


def _ending(call: Call, out: str) -> str:
    chosen = call.text("format") or Path(out).suffix.removeprefix(".").casefold()
    if out == "-" and not chosen:
        return "json"
    chosen = {"htm": "html"}.get(chosen, chosen)
    if chosen not in FORMATS:
        known = ", ".join(f".{each}" for each in FORMATS)
        raise UsageError(f"{out!r} ends in none of {known}; or give --format", "export")
    if _is_list(call) and chosen not in LISTS:
        known = ", ".join(f".{each}" for each in LISTS)
        raise UsageError(
            f"some actions alone can be written as {known}, not as .{chosen}", "export"
        )
    return chosen


def _is_list(call: Call) -> bool:
    """Return whether a list of actions is asked for, and not the plan as it is published."""
    asked = call.flag("list") or is_narrowed(call) or bool(call.text("sort"))
    return asked or call.flag("reverse")


def _content(asked: AsAsked, ending: str) -> bytes:
    call, plan = asked.call, asked.plan
    chosen = chosen_actions(plan, call)
    write = some_actions if _is_list(call) else whole_plan
    told = Told(asked.travel(), asked.moment)
    with shown_progress(f"writing {call.text('out')}") as progress:
        return write(plan, ending, chosen.rows, now=utc_now(), told=told, progress=progress)


def _print(data: bytes, ending: str) -> None:
    """Write to standard output: text as text, whatever else as it is."""
    if ending == "csv":
        output.write_csv(data.decode("utf-8-sig"))
    elif ending in ("docx", "xlsx", "ics"):
        output.write_bytes(data)
    else:
        output.write_data(data.decode())
