"""Eight writers at once: what was acknowledged stands, and nobody fails for no reason."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections import Counter
from contextlib import closing

import pytest

from db.changes import add_update, edit, rate
from db.errors import PlanError
from db.queries import action_rows
from db.store import open_plan
from db.verify import verify
from tests.store.replay import replay_faults
from tests.torture import works
from tests.torture.children import receive, send

pytestmark = pytest.mark.torture

WRITERS = 8
SECONDS = 30
SEED = 20200327
BUSY = "in use by another program; close it there, then try again"
CODES = ("minor-risk", "on-track", "significant-risk")


def write(path, anchors, number, end):
    """Change the plan until the end; return what was acknowledged and how often nothing was done.

    Half of the time the writer acts on what it saw a moment ago, which others may have changed.
    """
    chance = random.Random(f"{SEED} {number}")
    done, told, slowest = [], Counter(), 0.0
    while time.time() < end:
        with open_plan(path, anchors=anchors) as plan:
            ids = works.actions(plan)[:4]
            while time.time() < end and chance.random() > 0.05:
                one = chance.choice(ids)
                start = time.time()
                try:
                    outcome = change(plan, one, chance, f"{number}.{len(done)}")
                except PlanError as error:
                    told[str(error).removeprefix(f"{path}: ")] += 1
                else:
                    told["stale cells"] += len(outcome.stale)
                    done += [outcome.batch] if outcome.batch else []
                slowest = max(slowest, time.time() - start)
    return done, dict(told), slowest


def change(plan, one, chance, said):
    what = chance.choice(("rate", "edit", "update"))
    by, today = works.BY, works.TODAY
    if what == "update":
        return add_update(plan, [one], said, by=by, day=today)
    (row,) = action_rows(plan, [one], today=today)
    if what == "rate":
        seen = {one: row.rating} if chance.random() < 0.5 else None
        code = chance.choice(CODES)
        return rate(plan, {one: code}, by=by, today=today, reason=said, seen=seen)
    seen = {"finding": row.finding} if chance.random() < 0.5 else None
    return edit(plan, one, {"finding": said}, by=by, today=today, seen=seen)


def many_writers(report, path, anchors, seconds):
    """Write from as many processes at once; report what each says, and return when all are done."""
    end = time.time() + seconds
    pipes = []
    for number in range(WRITERS):
        listening, saying = os.pipe()
        if os.fork() == 0:
            try:
                send(saying, write(path, anchors, number, end))
            finally:
                os._exit(0)
        os.close(saying)
        pipes.append(listening)
    for pipe in pipes:
        report(receive(pipe))
    for _ in pipes:
        os.wait()


def test_eight_writers_at_once_lose_nothing(nursery, small_plan, tmp_path, figure):
    path, anchors = tmp_path / "plan.db", tmp_path / "anchors"
    shutil.copy(small_plan, path)
    ending = nursery.run(many_writers, path, anchors, SECONDS, limit=SECONDS * 4)
    assert ending.how == "done", ending.said
    done = [batch for batches, _, _ in ending.reports[:-1] for batch in batches]
    told = sum((Counter(said) for _, said, _ in ending.reports[:-1]), Counter())
    stale = told.pop("stale cells", 0)
    busy = told.pop(BUSY, 0)
    assert told == {}, "somebody failed otherwise than by being told that the plan is in use"

    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT DISTINCT batch FROM event WHERE origin = 'typed'"
        log = [batch for (batch,) in connection.execute(query)]
        (rows,) = connection.execute("SELECT count(*) FROM event").fetchone()
    assert len(done) == len(set(done))
    assert sorted(done) == sorted(log), "what is acknowledged is in the log, and nothing else is"
    report = verify(path, anchors=anchors)
    assert [check.line for check in report.checks if not check.sound] == []
    assert replay_faults(path) == []
    assert all(batches for batches, _, _ in ending.reports[:-1]), "one of them never came to write"
    figure(
        f"{WRITERS} writers at once for {SECONDS} s",
        acknowledged=len(done),
        lost=0,
        changes_per_second=round(len(done) / SECONDS),
        told_busy=busy,
        told_stale=stale,
        failed_otherwise=0,
        rows=rows,
        fewest_of_one_writer=min(len(batches) for batches, _, _ in ending.reports[:-1]),
        slowest_change_in_seconds=max(slowest for _, _, slowest in ending.reports[:-1]),
    )
