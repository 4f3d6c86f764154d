"""A real disk with only so much room left: the plan is whole, and nothing false is said."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import count

import pytest

from tests.torture import works
from tests.torture.children import Nursery
from tests.torture.ground import Ground

pytestmark = pytest.mark.torture

DISK = 4 << 20
STEP = 4096
"""What the disk gives room in."""

CHANGES = {works.rating: 1, works.evidence: 4, works.sending: 12, works.backing_up: 12}
"""What is done with ever more room, by how many steps more."""

OWN_PLACE = ("unshare", "--user", "--map-root-user", "--mount")


@pytest.fixture
def small_disk(tmp_path):
    """A nursery in a place of its own where a small disk is mounted, and the disk."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size={DISK} tmpfs {disk}"
    if subprocess.run([*OWN_PLACE, "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here, not even in a place of one's own")
    with Nursery(prefix=(*OWN_PLACE, "sh", "-c", f'{mount} && exec "$@"', "sh")) as ready:
        yield ready, disk


def prepare(report, template, home):
    """Put a plan on the empty disk."""
    shutil.rmtree(home, ignore_errors=True)
    places = works.Places(home)
    places.out.parent.mkdir(parents=True)
    shutil.copy(template, places.plan)


def fill_and_go_through(report, scenario, places, room):
    """Do a scenario where only `room` bytes are left once all is prepared; return what is said."""
    ballast = places.home.parent / "ballast"

    def ready():
        with ballast.open("wb") as file:
            while True:
                try:
                    os.write(file.fileno(), bytes(STEP))
                except OSError:
                    break
            os.ftruncate(file.fileno(), file.tell() - room)

    try:
        return works.said_of(report, scenario, places, ready)
    finally:
        ballast.unlink(missing_ok=True)


def look_over(report, ground, places, done, said):
    """Hold the disk against what was said, where it is mounted; return the figures."""
    ground.look_over_told(places, done, said)
    return ground.tally


def states(report, scenario, places):
    """Do a scenario with all the room there is, and return the states it goes through."""
    found = []
    works.rehearse(found.append, scenario, places)
    return found


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_disk_with_little_room_leaves_a_whole_plan(
    change, small_disk, small_plan, tmp_path, figure
):
    nursery, disk = small_disk
    ground = Ground(small_plan, tmp_path)
    places = works.Places(disk / "home")
    assert nursery.run(prepare, small_plan, places.home).how == "done"
    ground.states = nursery.run(states, change, places).result
    for room in count(0, STEP * CHANGES[change]):
        assert nursery.run(prepare, small_plan, places.home).how == "done"
        ending = nursery.run(fill_and_go_through, change, places, room)
        said = ending.result
        print(f"{room} bytes of room: {ending.reports}")
        ground.tally = nursery.run(look_over, ground, places, ending.reports[:-1], said).result
        if said is None:
            break
    assert ground.tally["refused in one line"] > 0
    figure(f"little room: {change.__name__}", **ground.tally, broken_files=0)
