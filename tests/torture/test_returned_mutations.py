"""Whatever happens to a returned copy's bytes, it is refused in a line, or merged as it was."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass

import pytest

from db.changes import rate, revise_due
from db.errors import PlanError
from db.merge import merge
from db.store import open_plan
from db.verify import verify
from tests.store.conftest import read_contents
from tests.torture import works
from tests.torture.mutations import MUTATIONS
from tests.torture.test_mutations import OLDER_AND_WHOLE, TOO_LONG, keep

pytestmark = pytest.mark.returning

SEED = 20201128
OF_EACH = 16


@dataclass(frozen=True)
class Merging:
    """How a merge went: refused in `said`, or merged; `ours` stands for the plan's bytes."""

    seconds: float
    said: str | None
    ours: str
    rows: frozenset
    shown: str
    sound: bool
    left: tuple[str, ...]


class Desk:
    """A plan that was changed here since its copy went out, and a place for what comes back."""

    def __init__(self, original, folder):
        self.original, self.home = original, folder
        self.plan, self.copy = folder / "plan.db", folder / "in" / "returned.db"
        self.copy.parent.mkdir(parents=True)
        ours = folder / "ours.db"
        ours.write_bytes(original.before)
        with open_plan(ours) as plan:
            _, two, three = works.actions(plan)[:3]
            rate(plan, {three: "minor-risk"}, by=works.BY, today=works.TODAY, reason="seen")
            revise_due(plan, [two], works.TODAY, by=works.BY, reason="agreed")
        self.ours = ours.read_bytes()
        ours.unlink()
        self.untouched = self.take_in(original.before)
        self.whole = self.take_in(original.data)
        assert self.whole.said is None
        assert len(self.whole.rows) > len(self.untouched.rows)

    def lay(self, data, beside):
        for each in (*self.copy.parent.iterdir(), *self.home.glob("plan.db*")):
            each.unlink()
        self.plan.write_bytes(self.ours)
        self.copy.write_bytes(data)
        for ending, more in beside.items():
            self.copy.with_name(f"{self.copy.name}{ending}").write_bytes(more)

    def take_in(self, data, beside=None):
        self.lay(data, beside or {})
        return merged(self.plan, self.copy)


def merged(path, copy):
    """Merge a file into a plan, and read what came of it as anybody could."""
    start, said = time.monotonic(), None
    with open_plan(path) as plan:
        try:
            merge(plan, [copy], by=works.BY, copied=True)
        except PlanError as error:
            said = str(error)
        seconds = time.monotonic() - start
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT hash FROM event WHERE kind <> 'merge'").fetchall()
    contents = read_contents(path)
    shown = repr((contents.ratings, contents.tables, contents.files))
    return Merging(
        seconds,
        said,
        hashlib.sha256(path.read_bytes()).hexdigest(),
        frozenset(rows),
        shown,
        verify(path).sound,
        tuple(sorted(each.name for each in path.parent.iterdir())),
    )


def merge_mutant(report, path, copy):
    """What a child does: it may crash, or hang."""
    return merged(path, copy)


def judge(mutation, desk, before, came, here):
    """Return what is wrong with how a harmed copy was met, None if nothing is."""
    if here != before:
        return "the returned file, or what lies beside it, was touched"
    if came.left != ("in", "plan.db"):
        return f"left behind: {came.left}"
    if came.seconds > TOO_LONG:
        return f"took {came.seconds:.1f} s"
    if not came.sound:
        return "the plan does not verify afterwards"
    if came.said is not None:
        if came.ours != hashlib.sha256(desk.ours).hexdigest():
            return "refused, and the plan was changed"
        return None if len(came.said.splitlines()) == 1 else f"said {came.said!r}"
    expected = [desk.whole, *([desk.untouched] if mutation in OLDER_AND_WHOLE else [])]
    if not any((came.rows, came.shown) == (each.rows, each.shown) for each in expected):
        return "merged, and says something else"
    return None


def files_in(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.fixture(scope="session")
def desks(originals, tmp_path_factory):
    folder = tmp_path_factory.mktemp("desks")
    return [Desk(each, folder / str(place)) for place, each in enumerate(originals)]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_harmed_copy_that_comes_back_is_refused_or_merged_as_it_was(
    mutation, desks, nursery, tmp_path, figure
):
    tally = Counter({"files": 0, "refused": 0, "merged as it was": 0})
    slowest, wrong = 0.0, []
    for number in range(OF_EACH):
        desk = desks[number % len(desks)]
        chance = random.Random(f"{SEED} {mutation.__name__} {number}")
        mutant = mutation(desk.original, chance)
        desk.lay(mutant.data, mutant.beside)
        before = files_in(desk.copy.parent)
        ending = nursery.run(merge_mutant, desk.plan, desk.copy, limit=3 * TOO_LONG)
        tally["files"] += 1
        fault = None if ending.how == "done" else f"{ending.how}: {ending.said}"
        if fault is None:
            came = ending.result
            slowest = max(slowest, came.seconds)
            fault = judge(mutation, desk, before, came, files_in(desk.copy.parent))
            tally["merged as it was" if came.said is None else "refused"] += 1
        if fault:
            wrong.append(f"{keep(mutant, tmp_path, number)}: {desk.original.name}: {fault}")
    assert wrong == [], f"{len(wrong)} of {tally['files']}, with seed {SEED}"
    figure(
        "harmed copies that come back",
        **tally,
        merged_wrongly_without_a_word=0,
        crashes=0,
        hangs=0,
        slowest_merge_in_seconds=slowest,
    )
