"""Two agencies get a copy, both write in it, both send it back; what they dispute is decided."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from db.verify import verify
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.journey

DAY = ("--today", "2020-07-01")
MINUTE = r"\d+ \w{3} \d{4} \d\d:\d\d"


class Desk:
    """A computer of its own: somebody's name, and a folder in which their files are."""

    def __init__(self, folder: Path, author: str) -> None:
        folder.mkdir()
        self.folder = folder
        self.author = author

    def terminal(self, *arguments: str, size: tuple[int, int] = (120, 40)) -> Terminal:
        return Terminal(
            [*arguments, "--author", self.author, *DAY], self.folder, size=size,
            environment={"COLUMNS": "160"},
        )  # fmt: skip

    def type(self, *arguments: str, code: int = 0) -> str:
        """Type a command; return what stands on the terminal when it has ended."""
        with self.terminal(*arguments, size=(160, 60)) as terminal:
            assert terminal.end() == code, terminal.text
            return terminal.text

    def story(self, reference: str) -> list[str]:
        """Return the log of an action, newest first, but for when; none of it is cut off."""
        lines = self.type("log", "plan.db", reference).strip().splitlines()[1:]
        told = [re.fullmatch(rf"{MINUTE}  (.+?)  +{reference} +(\S.*)", each) for each in lines]
        assert all(told), lines
        return [f"{each[1].strip()}: {re.sub(MINUTE, 'then', each[2])}" for each in told if each]

    def send(self, name: str, to: Desk, under: str) -> None:
        """Give a file away as people do, who call it something else."""
        shutil.copy(self.folder / name, to.folder / under)


@pytest.fixture
def ann(plan_file: Path, tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "council", "Ann Author")
    shutil.copy(plan_file, desk.folder / "plan.db")
    return desk


def test_both_come_back_and_the_log_tells_a_stranger_how_it_was_decided(
    ann: Desk, tmp_path: Path
) -> None:
    health = Desk(tmp_path / "health", "Hanna Hand")
    police = Desk(tmp_path / "police", "PC Jones")
    ann.type("ship", "plan.db", "health.db", "--to", "Health", "--back-by", "15/7/2020")
    ann.type("ship", "plan.db", "police.db", "--to", "Thames Valley Police")
    ann.send("health.db", health, "JTAI plan.db")
    ann.send("police.db", police, "plan (2).db")

    # Health works in the app, on a copy that somebody has made with cp.
    subprocess.run(["cp", "JTAI plan.db", "filled in.db"], cwd=health.folder, check=True)
    with health.terminal("filled in.db") as terminal:
        terminal.see("28 overdue")
        terminal.keys("\x10caseloads in CAMHS\r")
        terminal.see("7  Public Health / CNWL")
        terminal.keys("rr")
        terminal.see("Rate action 7: R Significant risk")
        terminal.keys("no system is in sight\r")
        terminal.see("Rated action 7 Significant risk")
        terminal.keys("pSupplier was chosen.\x13")
        terminal.see("Progress of action 7 written")
        terminal.keys("\x10New performance reporting\r")
        terminal.see("4  Children's Social Care")
        terminal.keys("eWe do challenge. \x13")
        terminal.see("Saved action 4")
        terminal.press("q")
        assert terminal.end() == 0
    # The police type commands.
    police.type("edit", "plan (2).db", "1", "action=Dashboards for all officers.")
    police.type("update", "plan (2).db", "20", "Half of the teams are trained.")
    # Meanwhile the coordinator goes on with the plan.
    ann.type("rate", "plan.db", "7", "a", "--reason", "It is ordered")
    ann.type("edit", "plan.db", "1", "action=Dashboards for all teams.")
    ann.type("edit", "plan.db", "4", "finding=Challenge comes too late.")

    health.send("filled in.db", ann, "from health.db")
    police.send("plan (2).db", ann, "from police.db")
    with ann.terminal("plan.db") as terminal:
        terminal.see("28 overdue")
        terminal.keys("M")
        terminal.see("Merge returned copies")
        terminal.keys("from health.db; from police.db\r")
        terminal.see("3 conflicts wait")
        terminal.see("Action 1: Action")
        terminal.keys("x")  # theirs
        terminal.see("Took theirs: Action 1: Action; 2 conflicts wait")
        terminal.see("Action 4: Finding")
        terminal.keys("m")  # ours
        terminal.see("Kept ours: Action 4: Finding; 1 conflict waits")
        terminal.see("Action 7: Rating")
        terminal.keys("eg")  # neither
        terminal.see("Milder than the dates suggest")
        terminal.keys("It goes live on Monday\r")
        terminal.see("Another value: Action 7: Rating; nothing waits any more")
        terminal.press("q")
        terminal.see("VIEWS")
        terminal.see("conflict", gone=True)
        terminal.press("q")
        assert terminal.end() == 0

    assert verify(ann.folder / "plan.db").sound
    assert ann.type("verify", "plan.db").strip().endswith("sound")
    assert ann.story("7") == [
        "Ann Author: Decided otherwise than Hanna Hand (then): rated On track (was Minor risk):"
        " It goes live on Monday",
        "Hanna Hand: In from health.db: progress update: Supplier was chosen.",
        "Hanna Hand: In from health.db: rated Significant risk (was unrated):"
        " no system is in sight",
        "Ann Author: Rated Minor risk (was unrated): It is ordered",
    ]
    assert ann.story("4") == [
        "Ann Author: Decided to keep it as it is, and not as Hanna Hand (then): finding edited",
        "Hanna Hand: In from health.db: finding edited",
        "Ann Author: Finding edited",
    ]
    assert ann.story("1") == [
        "Ann Author: Decided as PC Jones (then): action edited",
        "PC Jones: In from police.db: action edited",
        "Ann Author: Action edited",
    ]
    assert ann.story("20") == [
        "PC Jones: In from police.db: progress update: Half of the teams are trained."
    ]
    told = ann.type("log", "plan.db")
    for name, to in (("health", "Health"), ("police", "Thames Valley Police")):
        assert f"Merged from {name}.db, the copy issued to {to} (tip " in told
    assert "2 copies, 0 out, 0 overdue" in ann.type("copies", "plan.db")
    shown = ann.type("show", "plan.db", "1")
    assert "Dashboards for all officers." in shown
