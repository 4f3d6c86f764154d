"""A copy that could not be finished: the log never says that it was issued, and nothing is left."""

import subprocess
import sys
from pathlib import Path

import pytest

from db.changes import add_update
from db.errors import PlanError, Refused
from db.queries import plan_facts
from db.ship import ship
from db.signature import Signature
from db.snapshot import plan_document
from db.store import open_plan
from db.verify import verify
from tests.store.killing import at_every_step

ROOT = Path(__file__).parents[2]


@pytest.fixture
def out(tmp_path):
    (tmp_path / "sent").mkdir()
    return tmp_path / "sent" / "copy.db"


def as_soon_as_it_is_signed(by, happens):
    """A signature whose clock has something happen: the plan is checked, the copy not yet made."""

    def clock():
        happens()
        return by.clock()

    return Signature(by.author, clock)


def test_a_copy_carries_the_tip_of_the_plan(plan, out, by):
    sent = ship(plan, out, to="Police", by=by)
    with open_plan(out) as copy:
        assert plan_facts(copy).tip == plan_facts(plan).tip == sent.tip


def test_a_folder_that_vanishes_meanwhile_leaves_the_log_without_a_word(plan, out, by):
    before = plan_facts(plan)
    vanishing = as_soon_as_it_is_signed(
        by, lambda: [each.unlink() for each in out.parent.iterdir()] + [out.parent.rmdir()]
    )
    with pytest.raises(PlanError) as caught:
        ship(plan, out, to="Police", by=vanishing)
    assert "\n" not in str(caught.value)
    assert plan_facts(plan) == before
    assert not out.parent.exists()


def test_a_disk_that_spoils_the_plan_meanwhile_is_found_before_the_copy_goes_out(
    plan, file, out, by
):
    before = plan_facts(plan)

    def spoil():
        data = bytearray(file.read_bytes())
        # A word of the plan's own text, in the log and in the table alike.
        data[:] = data.replace(b"Managers do not have", b"Managers do now have")
        with file.open("r+b") as opened:
            opened.write(data)

    with pytest.raises(Refused, match=r"copy\.db: not shipped, the plan does not verify"):
        ship(plan, out, to="Police", by=as_soon_as_it_is_signed(by, spoil))
    assert list(out.parent.iterdir()) == []
    assert plan_facts(plan) == before


def test_a_name_that_somebody_takes_meanwhile_is_theirs(plan, out, by):
    theirs = as_soon_as_it_is_signed(by, lambda: out.write_bytes(b"theirs"))
    with pytest.raises(PlanError, match=r"copy\.db: not shipped .*ship it again"):
        ship(plan, out, to="Police", by=theirs)
    assert [(each.name, each.read_bytes()) for each in out.parent.iterdir()] == [
        ("copy.db", b"theirs")
    ]


def test_where_there_is_no_room_for_the_copy_that_is_said_of_it_and_not_of_the_plan(file, out):
    """In a process that may not write a file longer than half a copy."""
    code = """
import resource, sys
from pathlib import Path
from db.queries import plan_facts
from db.ship import ship
from db.signature import Signature
from db.store import open_plan
file, out = map(Path, sys.argv[1:])
with open_plan(file) as plan:
    before = plan_facts(plan)
    most = file.stat().st_size // 2
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        ship(plan, out, to="Police", by=Signature("A. Coordinator"))
    except Exception as error:
        print(type(error).__name__, error)
    print(plan_facts(plan) == before)
"""
    said = subprocess.run(
        [sys.executable, "-c", code, str(file), str(out)],
        check=True, capture_output=True, text=True, cwd=ROOT,
    ).stdout.splitlines()  # fmt: skip
    assert said[0].startswith(f"PlanError {out}: can't be written: ")
    assert said[1:] == ["True"]
    assert list(out.parent.iterdir()) == []


def test_what_another_writes_meanwhile_stands_before_the_sending_or_after_it(file, out, by, ids):
    code = """
import sys
from datetime import date
from pathlib import Path
from db.changes import add_update
from db.signature import Signature
from db.store import open_plan
with open_plan(Path(sys.argv[1])) as plan:
    for number in range(25):
        add_update(plan, [sys.argv[2]], f"{number}", by=Signature("B"), day=date(2020, 7, 1))
        print(number, flush=True)
"""
    command = [sys.executable, "-c", code, str(file), ids["1"]]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "0\n"
        with open_plan(file) as plan:
            tips = [
                ship(plan, out.with_name(f"{number}.db"), to="Police", by=by).tip
                for number in range(3)
            ]
        other.communicate(timeout=60)
    assert other.returncode == 0
    with open_plan(file) as plan:
        log = plan_document(plan).log
    assert sum(event.new == "Police" for event in log) == 3
    for number, tip in enumerate(tips):
        with open_plan(out.with_name(f"{number}.db")) as copy:
            theirs = plan_document(copy).log
            assert plan_facts(copy).tip == tip
        assert theirs == log[: len(theirs)], "the copy is the plan as it stood at one moment"
        assert (theirs[-1].field, theirs[-1].new) == ("issued", "Police")
    assert verify(file).sound


@pytest.mark.torture
@pytest.mark.parametrize("replaces", [False, True])
def test_a_copy_that_is_killed_at_any_step_is_whole_or_absent(
    plan, file, out, ids, by, today, replaces
):
    add_update(plan, [ids["1"]], "Done.", by=by, day=today)
    plan.let_go()
    before = file.read_bytes()
    came_out = []

    def prepare():
        for each in (*out.parent.iterdir(), *file.parent.glob("plan.db*")):
            each.unlink()
        file.write_bytes(before)
        if replaces:
            out.write_bytes(b"the copy of last month")

    def work():
        with open_plan(file) as mine:
            ship(mine, out, to="Police", by=by, overwrite=replaces)

    def check(ended):
        report = verify(file)
        assert report.sound
        found = out.read_bytes() if out.exists() else None
        if found == (b"the copy of last month" if replaces else None):
            assert not ended
            return
        came_out.append(ended)
        sent = verify(out)
        assert sent.sound
        assert sent.tip == report.tip, "the log has the row that the copy carries"
        if ended:
            assert [each.name for each in out.parent.iterdir()] == ["copy.db"]

    assert at_every_step(file.parent, prepare, work, check) > 10
    assert came_out[-1]
