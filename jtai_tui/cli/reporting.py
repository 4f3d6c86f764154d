"""`jtai report`: what a board is told of the plan, as a file for its members."""

from __future__ import annotations

from pathlib import Path

from db.dates import utc_now
from db.errors import PlanError, Refused
from db.incoming_file import read_file
from db.points import check_point_name, mark_point
from db.queries import plan_facts
from db.side_files import check_not_of_plan
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.moments import AsAsked, open_as_asked
from jtai_tui.cli.plans import named_agency, open_to_change
from jtai_tui.cli.progress import shown_progress
from jtai_tui.exchange.report.board import (
    SECTIONS,
    ReportRequest,
    board_report,
    check_sections,
)
from jtai_tui.exchange.report.page import Page
from jtai_tui.exchange.report.writing import REPORT_FORMS, report_ending, write_report
from jtai_tui.whole_file import write_whole

_TEMPLATE_ENDINGS = (".docx", ".dotx")
_MOST_TEMPLATE = 64 * 1024 * 1024


def report_plan(call: Call) -> int:
    """Write the report to a file or to standard output; with `--point`, mark what was reported."""
    out = call.text("out")
    ending = _ending(call, out)
    sections = _sections(call)
    template = _template(call, ending)
    point = call.text("point")
    if call.arguments.point is not None:
        call.known_author()
    with open_as_asked(call) as asked:
        path = _checked_path(call, out, asked)
        if call.arguments.point is not None:
            _check_point(asked, point)
        page, tip = _page(asked, sections)
        data = _written(page, ending, out, template)
    if path is None:
        _print(data, ending)
    else:
        _write(path, data, overwrite=call.flag("force"))
        output.say_plan_text([f"wrote {path} ({len(data):,} bytes)"])
    if call.arguments.point is not None:
        _mark(asked, point, tip, quiet=path is None)
    return 0


def _ending(call: Call, out: str) -> str:
    asked = call.text("format") or Path(out).suffix
    if out == "-" and not asked:
        return "md"
    ending = report_ending(asked)
    if ending is None:
        known = ", ".join(f".{each}" for each in REPORT_FORMS)
        raise UsageError(f"{out!r} ends in none of {known}; or give --format", "report")
    if out == "-" and output.to_terminal() and ending in ("docx", "xlsx"):
        raise UsageError("a terminal takes no such file; name a file, or a program", "report")
    return ending


def _sections(call: Call) -> tuple[str, ...]:
    if call.arguments.sections is None:
        return ()
    asked = tuple(each.strip().casefold() for each in call.text("sections").split(","))
    asked = tuple(filter(None, asked))
    if not asked:
        raise UsageError(f"--sections names some of {', '.join(SECTIONS)}", "report")
    try:
        return check_sections(asked)
    except Refused as error:
        raise UsageError(str(error), "report") from None


def _template(call: Call, ending: str) -> bytes | None:
    name = call.text("template")
    if call.arguments.template is None:
        return None
    if ending != "docx":
        raise UsageError(f"--template is for a Word document, not for .{ending}", "report")
    if Path(name).suffix.casefold() not in _TEMPLATE_ENDINGS:
        raise UsageError(f"{name!r} ends neither in .docx nor in .dotx", "report")
    return read_file(Path(name), _MOST_TEMPLATE)


def _checked_path(call: Call, out: str, asked: AsAsked) -> Path | None:
    if out == "-":
        return None
    path = Path(out)
    if path.is_dir():
        raise PlanError(f"{path}: this is a folder; name a file in it")
    check_not_of_plan(path, asked.plan.path)
    if path.exists() and not call.flag("force"):
        raise PlanError(_there(path))
    return path


def _there(path: Path) -> str:
    return f"{path}: there is a file already; add --force to replace it"


def _check_point(asked: AsAsked, name: str) -> None:
    if asked.moment is not None and asked.moment.point is not None:
        raise Refused(f"{asked.moment.words} is a reporting point already; leave out --point")
    check_point_name(asked.present, name)


def _page(asked: AsAsked, sections: tuple[str, ...]) -> tuple[Page, str]:
    """Return the report, and the hash of the end of the log that it is of."""
    call = asked.call
    agency = call.text("agency")
    request = ReportRequest(
        since=call.text("since"),
        agency=named_agency(asked.plan, agency) if agency else None,
        lead=call.text("lead"),
        sections=sections,
    )
    tip = plan_facts(asked.plan).tip
    page = board_report(
        asked.plan,
        request,
        today=asked.today,
        author=call.author or "",
        now=utc_now(),
        as_at=asked.moment,
        present=asked.present,
    )
    return page, tip


def _written(page: Page, ending: str, out: str, template: bytes | None) -> bytes:
    with shown_progress(f"writing {out}"):
        return write_report(page, ending, template=template)


def _write(path: Path, data: bytes, *, overwrite: bool) -> None:
    try:
        write_whole(path, data, overwrite=overwrite)
    except FileExistsError:
        raise PlanError(_there(path)) from None
    except OSError as error:
        raise PlanError(f"{path}: can't be written: {error.strerror or error}") from None


def _print(data: bytes, ending: str) -> None:
    if ending in ("docx", "xlsx"):
        output.write_bytes(data)
    else:
        output.write_data(data.decode())


def _mark(asked: AsAsked, name: str, tip: str, *, quiet: bool) -> None:
    """Mark the plan as it was reported, whatever was written in it meanwhile."""
    plan, by = open_to_change(asked.call)
    with plan:
        mark_point(plan, name, by=by, day=asked.today, tip=tip)
    said = f"marked as the reporting point {name.strip()}"
    if quiet:
        output.tell(said)
    else:
        output.say_plan_text([said])
