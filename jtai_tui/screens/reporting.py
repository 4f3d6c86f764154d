"""The board report: what it is to say, how it would be, and the file that it is written to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from db.as_at import find_moment, plan_as_at
from db.errors import PlanError, Refused
from db.incoming_file import read_file
from db.points import check_point_name, last_before, mark_point, reporting_points
from db.queries import agency_names, plan_counts, plan_facts
from db.side_files import check_not_of_plan
from jtai_tui.exchange.report.board import SECTIONS, ReportRequest, board_report
from jtai_tui.exchange.report.writing import REPORT_FORMS, write_report
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import commit, slot_of
from jtai_tui.screens.dialogs.confirm import ConfirmDialog
from jtai_tui.screens.dialogs.report import Offered, ReportDialog, Wanted
from jtai_tui.screens.dialogs.report_file import ReportFileDialog, Saving, ending_of
from jtai_tui.screens.long_work import Progress, long_work
from jtai_tui.screens.preview import PreviewScreen
from jtai_tui.screens.report_lines import report_blocks
from jtai_tui.whole_file import write_whole

if TYPE_CHECKING:
    from db.changes import Outcome
    from jtai_tui.desk import Desk
    from jtai_tui.drafts import DraftSlot
    from jtai_tui.exchange.report.page import Page
    from jtai_tui.screens.comparing import ComparingScreen

_MOST_TEMPLATE = 50_000_000  # bytes


@dataclass(frozen=True, slots=True)
class _Made:
    """A report, and the end of the log that it was made of; "" for the plan as it stood once."""

    page: Page
    tip: str


async def report(screen: ComparingScreen) -> None:
    """Ask what the report is to say, show it, and write it to a file."""
    desk, slot, saving = screen.desk, slot_of(screen, (), "report"), slot_of(screen, (), "save it")
    offered = await aside(screen.jtai, desk, lambda: _offered(desk))
    chosen = desk.beside.chosen if desk.beside else None
    wanted = Wanted(
        chosen.words if chosen else "", "", screen.shown("agency"), screen.shown("lead") or "", ()
    )
    problem = ""
    while True:
        dialog = ReportDialog(offered, wanted, slot, today=desk.today()).troubled_by(problem)
        answer = await screen.ask(dialog)
        if answer is None:
            return
        wanted, problem = answer, ""
        try:
            made = await long_work(screen, "Making the report", partial(_make, desk, wanted))
        except Refused as error:
            problem = f"{screen.jtai.in_words(error)}."
            continue
        if made is None:
            screen.tell("Stopped; nothing was written")
            return
        preview = PreviewScreen(made.page.title, report_blocks(made.page))
        if await screen.ask(preview) and await _save(screen, made, saving):
            slot.discard()
            return


def _offered(desk: Desk) -> Offered:
    points = reporting_points(desk.plan)
    last = last_before(points, desk.today())
    counts = plan_counts(desk.plan, today=desk.today())
    return Offered(
        points,
        "" if last is None else last.words,
        agency_names(desk.plan),
        tuple(each.name for each in counts.leads),
        SECTIONS,
    )


def _make(desk: Desk, wanted: Wanted, progress: Progress) -> _Made:
    """Return the report, read over a connection of its own. Raises PlanError, Refused."""
    request = ReportRequest(wanted.since, wanted.agency, wanted.lead, wanted.sections)
    author, now = desk.author or "", desk.clock()
    with desk.plan.another() as own:
        progress(0.1)
        if not wanted.as_at:
            tip = plan_facts(own).tip
            page = board_report(own, request, today=desk.today(), author=author, now=now)
            return _Made(page, tip)
        moment = find_moment(own, wanted.as_at, latest=max(desk.today(), now.astimezone().date()))
        with plan_as_at(own, moment) as then:
            progress(0.4)
            page = board_report(
                then, request, today=moment.day, author=author, now=now, as_at=moment, present=own
            )
            return _Made(page, "")


async def _save(screen: ComparingScreen, made: _Made, slot: DraftSlot) -> bool:
    """Ask for a file and write the report to it; return whether it was written."""
    desk = screen.desk
    offered = desk.plan.path.with_name(f"{desk.plan.path.stem}-report-{desk.today()}.docx")
    marks = bool(made.tip) and not desk.plan.read_only
    problem = ""
    while True:
        dialog = ReportFileDialog(offered, REPORT_FORMS, slot, marks=marks).troubled_by(problem)
        saving = await screen.ask(dialog)
        if saving is None:
            return False
        try:
            check_not_of_plan(saving.path, desk.plan.path)
            if saving.point:
                check_point_name(desk.plan, saving.point)
        except PlanError as error:
            problem = f"{screen.jtai.in_words(error)}."
            continue
        replaces = os.path.lexists(saving.path)
        question = f"Replace {saving.path.name}?"
        if replaces and not await screen.ask(
            ConfirmDialog(question, str(saving.path), yes="Replace it")
        ):
            continue
        heading = f"Writing {saving.path.name}"
        work = partial(_write, made.page, saving, replaces)
        try:
            size = await long_work(screen, heading, work, writes=True)
        except PlanError as error:
            problem = f"{screen.jtai.in_words(error)}."
            continue
        if size is None:
            screen.tell("Stopped; nothing was written")
            return False
        slot.discard()
        screen.tell(f"Wrote {saving.path.name} ({size:,} bytes)")
        if saving.point:
            await _mark(screen, saving, made.tip)
        return True


def _write(page: Page, saving: Saving, replaces: bool, progress: Progress) -> int:
    """Write the report, and return how many bytes it has. Raises PlanError."""
    template = None if saving.template is None else read_file(saving.template, _MOST_TEMPLATE)
    progress(0.2)
    data = write_report(page, ending_of(saving.path), template=template)
    progress(0.9)  # the last moment at which it can be stopped
    try:
        write_whole(saving.path, data, overwrite=replaces)
    except OSError as error:
        raise PlanError(f"{saving.path}: can't be written: {error.strerror or error}") from None
    return len(data)


async def _mark(screen: ComparingScreen, saving: Saving, tip: str) -> None:
    """Mark what a report was made of; it is written, whatever comes of that."""
    desk, file = screen.desk, saving.path.name

    def change() -> Outcome:
        return mark_point(desk.plan, saving.point, by=desk.by(), day=desk.today(), tip=tip)

    try:
        done = await commit(screen, change, lambda _: f"Wrote {file}, and marked: {saving.point}")
    except PlanError as error:
        screen.tell(f"Wrote {file}, but marked no point: {screen.jtai.in_words(error)}")
    else:
        if done is None:
            screen.tell(f"Wrote {file}, but marked no point: a change needs a name")
