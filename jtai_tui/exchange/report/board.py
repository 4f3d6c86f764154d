"""The board's report: which sections it has, what stands above and beneath them.

What each section says is told in a room of its own; what it is written as, in others again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from db.as_at import Moment
from db.board import Board, read_board
from db.dates import show_date, show_moment
from db.errors import Refused
from db.file import Plan
from db.plain_text import is_blank
from db.selection import Selection
from jtai_tui.exchange.outgoing.published import tidy_line
from jtai_tui.exchange.published_lines import version_line
from jtai_tui.exchange.report.changes import changes
from jtai_tui.exchange.report.exceptions import challenged, checks, evidence, exceptions, extended
from jtai_tui.exchange.report.page import Block, Page, Section
from jtai_tui.exchange.report.ratings import ratings
from jtai_tui.exchange.report.summary import summary
from jtai_tui.exchange.report.told import Told
from jtai_tui.exchange.report.whole_plan import whole_plan

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "summary": "Summary",
        "ratings": "Ratings by agency",
        "changes": "Changes since the last point",
        "exceptions": "Overdue and at risk",
        "challenged": "Challenged ratings",
        "evidence": "Completed, not yet evidenced",
        "extensions": "Extensions asked for",
        "checks": "Checks",
        "plan": "Appendix: the whole plan",
    }
)
"""The sections of a report in their order: what each is called by, and its heading."""

_TELLING: Mapping[str, Callable[[Told], tuple[Block, ...]]] = MappingProxyType(
    {
        "summary": summary,
        "ratings": ratings,
        "changes": changes,
        "exceptions": exceptions,
        "challenged": challenged,
        "evidence": evidence,
        "extensions": extended,
        "checks": checks,
        "plan": whole_plan,
    }
)

_TIP_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a report is asked for.

    `since` is the reporting point or the day to compare with, "" for the last point. `agency` is an
    agency's id and `lead` part of a lead's text; only their actions are reported on. `sections` are
    keys of `SECTIONS`, none for all of them; their order is always the report's own.
    """

    since: str = ""
    agency: str | None = None
    lead: str = ""
    sections: tuple[str, ...] = ()


def check_sections(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sections asked for in the report's order, all for none. Raises Refused."""
    strange = [each for each in keys if each not in SECTIONS]
    if strange:
        raise Refused(f"a report has no section {strange[0]!r}; it has {', '.join(SECTIONS)}")
    return tuple(each for each in SECTIONS if each in keys) if keys else tuple(SECTIONS)


def board_report(
    plan: Plan,
    request: ReportRequest,
    *,
    today: date,
    author: str,
    now: datetime,
    as_at: Moment | None = None,
    present: Plan | None = None,
) -> Page:
    """Return the report of a plan, as values that every form writes.

    `plan` may be the plan as it stood at `as_at`; then `present` is the plan itself, which knows
    all reporting points, and `today` the day that it is seen from. `author` is who makes the
    report, "" where nobody has said, `now` (aware) when. Raises Refused for what the plan does not
    have: a section, a moment, a lead.
    """
    sections = check_sections(request.sections)
    wanted = Selection(
        agency=request.agency, lead=None if is_blank(request.lead) else request.lead.strip()
    )
    board = read_board(
        plan,
        wanted,
        today=today,
        since=request.since,
        whole=present,
        as_at=as_at,
        latest=max(now.astimezone().date(), today),
    )
    if wanted.lead is not None and not board.actions:
        whose = "of this agency " if wanted.agency is not None else ""
        raise Refused(f"no action {whose}has {tidy_line(wanted.lead)!r} in the name of a lead")
    told = Told(board, today, as_at, sections)
    return Page(
        title=tidy_line(board.facts.title) or "Action plan",
        lines=tuple(_lines(told, request)),
        sections=tuple(Section(key, _heading(key, told), _TELLING[key](told)) for key in sections),
        foot=_foot(board, author, now, as_at),
        author=author,
        made=now,
    )


def _heading(key: str, told: Told) -> str:
    if key == "changes" and told.since:
        return f"Changes since {tidy_line(told.since)}"
    return SECTIONS[key]


def _lines(told: Told, request: ReportRequest) -> list[str]:
    board = told.board
    lines = ["Report to the board"]
    if told.as_at is None:
        lines[0] += f", {show_date(told.today)}"
    else:
        lines.append(
            f"As at {tidy_line(told.as_at.words)}: the plan as it stood then, not as it stands now"
        )
        if told.today != told.as_at.day:
            lines.append(f"Late and due are counted on {show_date(told.today)}")
    if version := version_line(tidy_line(board.facts.version_label), board.facts.updated):
        lines.append(version)
    lines.append(
        f"Compared with {tidy_line(told.since)}"
        if told.since
        else "Compared with nothing: no reporting point lies before this day"
    )
    only = []
    if request.agency is not None:
        only.append(f"of {tidy_line(board.agencies.get(request.agency, ''))}")
    if not is_blank(request.lead):
        only.append(f"with the lead {tidy_line(request.lead)}")
    if only:
        lines.append(f"Only actions {' '.join(only)}")
    return lines


def _foot(board: Board, author: str, now: datetime, as_at: Moment | None) -> str:
    parts = [] if as_at is None else [f"As at {tidy_line(as_at.words)}"]
    parts.append(f"Log {board.facts.tip[:_TIP_DIGITS]}")
    by = "" if is_blank(author) else f" by {tidy_line(author)}"
    parts.append(f"Made{by}, {show_moment(now)}")
    return " · ".join(parts)
