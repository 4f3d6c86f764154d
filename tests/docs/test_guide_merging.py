"""What the guide says of copies that are refused, tried."""

import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.docs.pages import tables
from tests.docs.typed import run
from tests.store.conftest import unguarded
from tests.store.test_attacks_bypass import rewrite

GUIDE = "docs/guide.md"
REFUSALS = ["merging says", "what happened", "what to do"]


@contextmanager
def copy_that_came_back(place, name="health.db"):
    """A copy that was issued to Health, and changed there."""
    for command in (
        f"jtai ship plan.db {name} --to Health --author Ann",
        f"jtai update {name} 4 Begun. --author Ben",
    ):
        assert run(place, command).returncode == 0
    yield place[0] / name


@contextmanager
def copy_of_another_plan(place):
    assert run(place, "jtai new other.db").returncode == 0
    yield "jtai merge plan.db other.db --author Ann"


@contextmanager
def copy_that_was_harmed(place):
    with copy_that_came_back(place) as copy, unguarded(copy) as file:
        file.execute("UPDATE action SET finding = 'All is well.'")
    yield "jtai merge plan.db health.db --author Ann"


@contextmanager
def copy_that_was_rewritten(place):
    def change(row):
        if row["field"] == "finding" and row["new"]:
            row["new"] = "All is well."

    with copy_that_came_back(place) as copy, unguarded(copy) as file:
        rewrite(file, change, genesis=False)
        file.execute(
            "UPDATE action SET finding = (SELECT new FROM event WHERE entity = action.id AND"
            " field = 'finding' AND applied = 1 ORDER BY seq DESC LIMIT 1)"
        )
    yield "jtai merge plan.db health.db --author Ann"


@contextmanager
def copy_that_was_never_issued(place):
    shutil.copy(place[0] / "plan.db", place[0] / "stick.db")
    assert run(place, "jtai update stick.db 4 Begun. --author Ben").returncode == 0
    with copy_that_came_back(place):
        yield "jtai merge plan.db stick.db --author Ann"


@contextmanager
def copy_of_a_newer_jtai(place):
    with copy_that_came_back(place) as copy, closing(sqlite3.connect(copy)) as file:
        file.execute("PRAGMA user_version = 9")
    yield "jtai merge plan.db health.db --author Ann"


@contextmanager
def merged(place, command):
    with copy_that_came_back(place):
        yield command


MERGE_TROUBLES = {
    "it is a copy of another plan": copy_of_another_plan,
    "the file does not verify": copy_that_was_harmed,
    "its history was rewritten": copy_that_was_rewritten,
    "its log lacks the row by which a copy was issued": copy_that_was_never_issued,
    "no copy was issued to": lambda place: merged(
        place, "jtai merge plan.db health.db --from Police --author Ann"
    ),
    "a newer jtai has written it": copy_of_a_newer_jtai,
    "this is the plan itself": lambda place: merged(
        place, "jtai merge plan.db ./plan.db --author Ann"
    ),
}


def test_every_refusal_of_a_copy_is_tried():
    (rows,) = tables(GUIDE, *REFUSALS)
    assert [row[0] for row in rows] == list(MERGE_TROUBLES)


@pytest.mark.parametrize("sentence", MERGE_TROUBLES)
def test_merging_says_what_the_guide_says_and_the_plan_is_as_it_was(place, made_plan, sentence):
    plan = Path(shutil.copy(made_plan, place[0]))
    with MERGE_TROUBLES[sentence](place) as command:
        before = plan.read_bytes()
        done = run(place, command)
    assert done.returncode == 1
    assert sentence in done.stderr, done.stderr
    assert plan.read_bytes() == before
