"""All that a plan says, read by our own readers and by anybody's: equal plans read equal."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from db.anchor import find_loss
from db.errors import PlanError
from db.file import Plan
from db.history import action_detail, plan_due_dates, plan_history
from db.queries import action_ids, action_rows, plan_counts, plan_facts
from db.selection import Order, Selection, SortKey, View
from db.snapshot import plan_document
from db.store import open_plan
from db.undo import next_undo
from db.verify import verify
from tests.store.conftest import read_contents
from tests.torture.children import Report
from tests.torture.mutations import Mutant
from tests.torture.works import TODAY

BY_INDEX = (
    "SELECT hash, seq FROM event INDEXED BY event_hash ORDER BY hash",
    "SELECT entity, field, applied, seq FROM event INDEXED BY event_cell"
    " ORDER BY entity, field, applied, seq",
    "SELECT entity, field FROM event INDEXED BY event_pending WHERE applied = 0",
    "SELECT sup1, seq FROM event INDEXED BY event_superseded1 WHERE sup1 IS NOT NULL ORDER BY 1, 2",
    "SELECT sup2, seq FROM event INDEXED BY event_superseded2 WHERE sup2 IS NOT NULL ORDER BY 1, 2",
    "SELECT * FROM event NOT INDEXED ORDER BY seq",
    "SELECT action, day, id FROM progress_update INDEXED BY progress_update_action"
    " ORDER BY action, day, id",
    "SELECT action, id FROM evidence INDEXED BY evidence_action ORDER BY action, id",
)


@dataclass(frozen=True)
class Opening:
    """How the opening of a file went: refused in `said`, or what was then read of it.

    `words` are what whoever opens it is told besides, `digest` stands for all that it says.
    """

    seconds: float
    said: str | None
    digest: str = ""
    sound: bool = False
    words: tuple[str, ...] = ()
    trouble: str = ""


def digest_of(plan: Plan) -> str:
    """Return what stands for all that a plan says."""
    ids = action_ids(plan, Selection(), Order(SortKey.REFERENCE), today=TODAY)
    document = plan_document(plan)
    by_us = (
        plan_facts(plan),
        tuple(document.scheme),
        replace(document, scheme=None),
        plan_counts(plan, today=TODAY),
        [action_ids(plan, Selection(view=view), Order(SortKey.DUE), today=TODAY) for view in View],
        [action_ids(plan, Selection(), Order(key), today=TODAY) for key in SortKey],
        action_rows(plan, ids, today=TODAY),
        [action_detail(plan, one, today=TODAY) for one in ids],
        plan_history(plan),
        sorted(plan_due_dates(plan).items()),
        next_undo(plan),
    )
    with closing(sqlite3.connect(plan.path)) as connection:
        by_anybody = [connection.execute(query).fetchall() for query in BY_INDEX]
    said = repr((by_us, read_contents(plan.path), by_anybody))
    return hashlib.sha256(said.encode()).hexdigest()


def look(path: Path, anchors: Path | None) -> Opening:
    """Open a file as a plan, and read all of it."""
    start = time.monotonic()
    try:
        plan = open_plan(path, anchors=anchors)
    except PlanError as error:
        return Opening(time.monotonic() - start, str(error))
    seconds = time.monotonic() - start
    with plan:
        try:
            digest = digest_of(plan)
            loss = find_loss(plan)
        except PlanError as error:
            return Opening(seconds, None, trouble=f"could not be read: {error}")
        sound = verify(path).sound
    words = (*plan.notes, *([] if loss is None else [loss.sentence]))
    return Opening(seconds, None, digest, sound, words)


def look_at_mutant(report: Report, mutant: Mutant, home: Path, anchors: Path) -> None:
    """Open what lies there twice: where this machine has seen the whole plan, and elsewhere."""
    for place, memory in (("seen", anchors), ("strange", None)):
        path = home / place / "plan.db"
        path.write_bytes(mutant.data)
        for ending, data in mutant.beside.items():
            path.with_name(f"plan.db{ending}").write_bytes(data)
        report(look(path, memory))
