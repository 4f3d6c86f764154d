"""The published plan as the store would hand it out, in values made up from its document."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from db.dates import month_number
from db.lateness import days_overdue, is_overdue
from db.leads import Lead, LeadKind
from db.rating import Band, Rating, Scheme, Stage, is_milder, suggest
from db.rows import (
    ActionDetail,
    ActionRow,
    AgencyCount,
    Counts,
    Evidence,
    HistoryEntry,
    LeadCount,
    ProgressUpdate,
    Revision,
)
from db.selection import Order, SortKey, View
from jtai_tui.widgets.blocks import Block
from jtai_tui.widgets.detail_text import detail_blocks
from jtai_tui.widgets.plan_header import HeaderFacts

TODAY = date(2020, 7, 1)
LATEST_FIRST = Order(SortKey.DAYS)
SEED = Path(__file__).parents[2] / "seed_plan.json"

SCHEME = Scheme(
    Rating(code, position, name, "", stage, letter, glyph, colour, band)
    for position, (code, name, stage, letter, glyph, colour, band) in enumerate(
        (
            ("not-started", "Not started", Stage.NOT_STARTED, "N", "○", "grey", None),
            ("significant-risk", "Significant risk", Stage.IN_PROGRESS, "R", "▼", "red",
             Band(31, None)),
            ("minor-risk", "Minor risk", Stage.IN_PROGRESS, "A", "◆", "amber", Band(1, 30)),
            ("on-track", "On track", Stage.IN_PROGRESS, "G", "▲", "green", Band(None, 0)),
            ("completed", "Completed", Stage.CLOSED, "C", "●", "blue", None),
            ("evidenced", "Evidenced", Stage.CLOSED, "E", "★", "violet", None),
        ),
        1,
    )
)  # fmt: skip


def due_day(timescale: str) -> date | None:
    """Return the day of the seed's timescales: a day, or the end of a month."""
    found = re.fullmatch(r"(?:End |(\d+) )?([A-Z][a-z]+) (\d{4})", timescale)
    if not found:
        return None
    day, month, year = found[1], month_number(found[2]) or 1, int(found[3])
    if day:
        return date(year, month, int(day))
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def row_of(
    place: int, action: dict[str, Any], agencies: dict[str, str], rating: str | None
) -> ActionRow:
    due = due_day(action["timescale"])
    recorded = SCHEME.get(rating)
    is_open = recorded is None or not recorded.closes
    suggested = suggest(
        SCHEME, recorded=recorded, is_open=is_open, due=due, forecast=None, today=TODAY
    )
    return ActionRow(
        id=f"action-{place}",
        reference=action["reference"],
        sources=tuple(action["sources"]),
        agency_id=agencies[action["agency"]],
        agency=action["agency"],
        finding=action["finding"],
        action=action["action"],
        leads=tuple(Lead(**{**lead, "kind": LeadKind(lead["kind"])}) for lead in action["leads"]),
        timescale=action["timescale"],
        status=action["status"],
        due=due,
        due_precision=None,
        forecast=None,
        rating=rating,
        suggested_rating=None if suggested is None else suggested.code,
        challenged=recorded is not None and is_milder(SCHEME, recorded, suggested),
        days_overdue=days_overdue(due, TODAY),
        overdue=is_overdue(due, TODAY, is_open=is_open),
        open=is_open,
        closed=None,
        last_update=date(2020, 3, 26),
    )


class Plan:
    """The published plan as the store would hand it out; `rated` gives open actions a rating."""

    def __init__(self, *, rated: bool = False, many: int = 0) -> None:
        self.document = json.loads(SEED.read_text(encoding="utf-8"))
        agencies = {a["name"]: f"agency-{n}" for n, a in enumerate(self.document["agencies"])}
        cycle = ("significant-risk", "minor-risk", "on-track", None, "not-started", "on-track")
        rows = []
        for place, action in enumerate(self.document["actions"]):
            done = action["status"] == "Completed"
            code = "completed" if done else cycle[place % 6] if rated else None
            rows.append(row_of(place, action, agencies, code))
        self.rows = {row.id: row for row in rows}
        self.many = many
        self.asked: list[int] = []
        self.agencies = agencies

    @property
    def ids(self) -> tuple[str, ...]:
        if self.many:
            return tuple(f"{n}" for n in range(self.many))
        rows = sorted(self.rows.values(), key=lambda row: -(row.days_overdue or 0))
        return tuple(row.id for row in rows if row.open) + tuple(
            row.id for row in rows if not row.open
        )

    def fetch(self, ids: Sequence[str]) -> list[ActionRow]:
        self.asked.append(len(ids))
        return [self.row(each) for each in ids]

    def row(self, key: str) -> ActionRow:
        if key in self.rows:
            return self.rows[key]
        number = int(key)
        return replace(self.rows[f"action-{number % 33}"], id=key, reference=str(number + 1))

    def detail(self, key: str) -> ActionDetail:
        row = self.row(key)
        place = int(row.id.removeprefix("action-")) % 33 if row.id.startswith("a") else 0
        progress = self.document["actions"][place]["progress"]
        at = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
        revised = place % 4 == 3
        recorded = SCHEME.get(row.rating)
        return ActionDetail(
            row=row,
            reference_cell=row.reference,
            agreed_due=row.due,
            revisions=(
                (Revision(date(2020, 3, 31), row.due, "J Smith", at, "Agreed by the board"),)
                if revised
                else ()
            ),
            updates=(
                ProgressUpdate("u", date(2020, 3, 26), "as published", progress, at),
            )
            if progress
            else (),
            evidence=(
                (Evidence("e", "Audit of referrals", "audit", "Ten cases, all timely.",
                          "https://example.org/audit", "", "", "J Smith", at),)
                if revised
                else ()
            ),
            history=(
                (
                    HistoryEntry(
                        2, "rating", at, "J Smith", f"Rated {recorded.name} (was unrated)",
                        "As the board saw it.", "typed", row.reference, "",
                    ),
                )
                if recorded and recorded.stage is not Stage.CLOSED
                else ()
            )
            + (
                HistoryEntry(1, "", at, "Jane Smith", "Plan loaded from seed_plan.json", "",
                             "loaded", row.reference, ""),
            ),
        )  # fmt: skip

    def counts(self) -> Counts:
        rows = list(self.rows.values())
        leads = Counter(lead.name or lead.raw for row in rows for lead in row.leads)
        return Counts(
            agencies=tuple(
                AgencyCount(
                    id=key,
                    name=name,
                    actions=sum(row.agency_id == key for row in rows),
                    overdue=sum(row.agency_id == key and row.overdue for row in rows),
                    ratings=dict(Counter(row.rating for row in rows if row.agency_id == key)),
                )
                for name, key in self.agencies.items()
            ),
            views={
                View.ALL: len(rows),
                View.OVERDUE: sum(row.overdue for row in rows),
                View.DUE_SOON: 0,
                View.CHALLENGED: sum(row.challenged for row in rows),
                View.UNRATED: sum(row.rating is None for row in rows),
                View.SILENT: sum(row.open for row in rows),
                View.CLOSED: sum(not row.open for row in rows),
            },
            leads=tuple(
                LeadCount(name, number, number if number > 1 else 0)
                for name, number in sorted(leads.items())
            ),
        )


def blocks(plan: Plan, key: str) -> tuple[Block, ...]:
    return detail_blocks(plan.detail(key), SCHEME, TODAY)


def header_facts(plan: Plan) -> HeaderFacts:
    counts = plan.counts()
    return HeaderFacts(
        title=plan.document["title"],
        version_label="FINAL",
        updated=date(2020, 3, 26),
        today=TODAY,
        overdue=counts.views[View.OVERDUE],
        unrated=counts.views[View.UNRATED],
        author=None,
        file_name="jtai-plan.db",
    )
