"""A plan of which two copies went out, and what was changed in each of the three meanwhile.

Health and the coordinator disagree about two things, the finding of action 4 and the rating of 7;
Health has also written a progress update on 9. The police have changed the finding of 20.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from db.changes import add_update, edit, rate
from db.ship import ship
from db.signature import Signature
from db.store import open_plan

TODAY = date(2020, 7, 1)
ANN, HAND, CONSTABLE = "Ann Author", "H. Hand", "P. Constable"
HEALTH, POLICE = "health.db", "police.db"


def sent_out(seed: Path, folder: Path) -> Path:
    """Make `plan.db` in a folder, and what came back of it; return the plan."""
    plan = Path(shutil.copy(seed, folder / "plan.db"))
    send(plan, HEALTH, "Health")
    send(plan, POLICE, "Thames Valley Police")
    write(folder / HEALTH, "4", "finding", "Reviewers do challenge.", HAND)
    rate_one(folder / HEALTH, "7", "significant-risk", HAND, "No system is in sight")
    with open_plan(folder / HEALTH) as copy:
        add_update(copy, [id_of(folder / HEALTH, "9")], "Done.", by=Signature(HAND), day=TODAY)
    write(folder / POLICE, "20", "finding", "The police see it otherwise.", CONSTABLE)
    write(plan, "4", "finding", "Reviewers challenge too rarely.", ANN)
    rate_one(plan, "7", "minor-risk", ANN, "It is ordered")
    return plan


def send(plan: Path, name: str, to: str) -> Path:
    """Ship a copy beside the plan."""
    with open_plan(plan) as opened:
        ship(opened, plan.with_name(name), to=to, by=Signature(ANN))
    return plan.with_name(name)


def write(plan: Path, reference: str, field: str, text: str, author: str) -> None:
    """Change a field of an action."""
    one = id_of(plan, reference)
    with open_plan(plan) as opened:
        edit(opened, one, {field: text}, by=Signature(author), today=TODAY)


def rate_one(plan: Path, reference: str, rating: str, author: str, reason: str) -> None:
    """Rate an action."""
    one = id_of(plan, reference)
    with open_plan(plan) as opened:
        rate(opened, {one: rating}, by=Signature(author), today=TODAY, reason=reason)


def id_of(plan: Path, reference: str) -> str:
    """Return the id of an action."""
    with closing(sqlite3.connect(plan)) as file:
        query = "SELECT id FROM action WHERE reference = ?"
        return str(file.execute(query, [reference]).fetchone()[0])


def shown(plan: Path, reference: str, field: str) -> str | None:
    """Return what a cell of an action holds, by plain SQLite."""
    with closing(sqlite3.connect(plan)) as file:
        query = f"SELECT {field} FROM action_now WHERE reference = ?"
        found: str | None = file.execute(query, [reference]).fetchone()[0]
        return found
