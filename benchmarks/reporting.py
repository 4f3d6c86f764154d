"""How long a board's report takes: of 1,000 actions with a year of changes, in each form.

By `jtai report`, a process of its own, of a plan that jtai has had open on this machine, as a
coordinator's is; and of how that plan stood at an earlier point. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from first_paint import Result, made_plan, own_home
from whole_process import run_measured

if TYPE_CHECKING:
    from db.plan_entries import PlanDocument

ACTIONS = 1_000
LIMIT_MS = 5_000
LIMIT_MB = 400
TODAY = date(2021, 3, 31)
FORMS = ("md", "html", "docx", "xlsx")

_AGENCIES = 12
_LEADS = ("Priya Nandakumar", "DCI Helen Stroud", "Dr Anneka Voss", "Head of Joint Commissioning")
_MONTHS = 4


def plan_with_history(file: Path, actions: int) -> int:
    """Make a plan with a year of ratings, updates, revisions and points; return its log's rows."""
    from db.changes import add_update, rate, revise_due  # noqa: PLC0415
    from db.points import mark_point  # noqa: PLC0415
    from db.queries import action_ids, plan_facts  # noqa: PLC0415
    from db.selection import Order, Selection  # noqa: PLC0415
    from db.signature import Signature  # noqa: PLC0415
    from db.store import make_plan  # noqa: PLC0415

    moment = [datetime(2020, 3, 26, 9, tzinfo=UTC)]
    by = Signature("J Smith", lambda: moment[0])
    with make_plan(file, _document(actions), by=by, source="made for measuring") as plan:
        ids = action_ids(plan, Selection(), Order(), today=TODAY)
        codes = ("not-started", "on-track", "minor-risk", "significant-risk", "completed")
        for month in range(_MONTHS):
            moment[0] += timedelta(days=85)
            day = moment[0].date()
            ratings = {
                one: codes[(place * 7 + month * (place % 3)) % len(codes)]
                for place, one in enumerate(ids)
            }
            rate(plan, ratings, by=by, today=day, reason="As the leads report it")
            mine = ids[month::_MONTHS]
            text = f"The audit of quarter {month + 1} found two thirds in order; training follows."
            add_update(plan, mine, text, by=by, day=day)
            if month:
                due = day + timedelta(days=120)
                revise_due(plan, ids[month::7], due, by=by, reason="The supplier delivers later")
            mark_point(plan, f"Board {month + 1}", by=by, day=day)
        return plan_facts(plan).events


def _document(actions: int) -> PlanDocument:
    """Return a plan whose findings and actions are as long as those of published ones."""
    from dataclasses import replace  # noqa: PLC0415

    from db.leads import read_leads  # noqa: PLC0415
    from db.plan_entries import ActionEntry, AgencyEntry, UpdateEntry  # noqa: PLC0415
    from db.seed import seed_document  # noqa: PLC0415

    seed = seed_document()
    names = [f"Children's Service {number + 1}" for number in range(_AGENCIES)]
    return replace(
        seed,
        agencies=tuple(map(AgencyEntry, names)),
        actions=tuple(
            ActionEntry(
                reference=f"A{number + 1}",
                reference_cell=f"A{number + 1}",
                sources=(),
                agency=names[number * _AGENCIES // actions],
                finding=f"Inspectors found in case {number} that plans do not say what is to change"
                " for the child, by when, and who will see to it.",
                action=f"Agree a standard of planning for team {number}.\n\nAudit twenty records"
                " each month, and report what was found to the board.",
                leads=read_leads(_LEADS[number % 4]),
                timescale="",
                status="",
                due=date(2020, 6, 30) + timedelta(days=number % 400),
                due_precision="day",
                updates=(
                    UpdateEntry(
                        date(2020, 3, 26),
                        "as published",
                        "The standard was agreed in March; of the records that were audited, half"
                        " now say what is to change.",
                    ),
                ),
            )
            for number in range(actions)
        ),
    )


def report_there(
    plan_file: Path, out: Path, environ: Mapping[str, str], *more: str
) -> tuple[float, float]:
    """Return how many seconds `jtai report` takes, and its peak of memory in megabytes."""
    words = ["report", str(plan_file), str(out), "--force", *more]
    return run_measured(words, environ)


def measure(
    runs: int, actions: int, environ: Mapping[str, str]
) -> tuple[list[tuple[Result, float]], int]:
    """Return how long each form takes with its peak of memory, and the rows of the plan's log."""
    plan_file = Path(made_plan(environ)[4]).with_name("long.db")
    rows = plan_with_history(plan_file, actions)
    asked = [(f"report.{form}", ("--today", TODAY.isoformat())) for form in FORMS]
    asked.append(("as-at.html", ("--as-at", "Board 3")))
    results = []
    for name, more in asked:
        result, peak = Result(name, []), 0.0
        for run in range(runs + 1):
            seconds, megabytes = report_there(plan_file, plan_file.with_name(name), environ, *more)
            if run:  # the first of each fills the file cache
                result.seconds.append(seconds)
                peak = max(peak, megabytes)
        results.append((result, peak))
    return results, rows


def main() -> int:
    """Measure, print a table; with --check return 1 beyond a limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="of each (5)")
    parser.add_argument("--actions", type=int, default=ACTIONS, help=f"of the plan ({ACTIONS})")
    parser.add_argument("--check", action="store_true", help="exit 1 beyond a limit")
    options = parser.parse_args()
    with own_home() as environ:
        results, rows = measure(options.runs, options.actions, environ)
    title = f"{options.actions:,} actions, {rows:,} rows of log"
    sys.stdout.write(f"{title:36}{'median':>9}{'limit':>10}{'memory':>10}{'limit':>10}\n")
    for result, peak in results:
        sys.stdout.write(
            f"{result.name:36}{result.median * 1000:6,.0f} ms{LIMIT_MS:7,} ms{peak:7,.0f} MB"
            f"{LIMIT_MB:7,} MB\n"
        )
    beyond = any(result.median * 1000 > LIMIT_MS or peak > LIMIT_MB for result, peak in results)
    return 1 if options.check and beyond else 0


if __name__ == "__main__":
    raise SystemExit(main())
