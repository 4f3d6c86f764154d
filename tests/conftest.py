"""What holds for every test: one seed plan for all, and laws tried often enough to bite.

No law is tried against a clock.
"""

from __future__ import annotations

import compileall
import contextlib
import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from db.demo.making import make_demo
from db.errors import PlanError
from db.file import close_plan
from db.seed import SEED_NAME, seed_document
from db.signature import Signature
from db.store import make_plan, open_plan
from tests.exchange.reported_plan import make_reported
from tests.torture.figures import summed

if TYPE_CHECKING:
    from tests.exchange.returned_sheets import Sent

# What a thousand apps in one process leave behind need not be looked through after each.
gc.set_threshold(100_000, 20, 20)

PROJECT = Path(__file__).parents[1]
LOADED = datetime(2020, 3, 26, 12, 0, tzinfo=UTC)

settings.register_profile("jtai", max_examples=50, deadline=None)
settings.load_profile("jtai")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the program once: where Python keeps no byte code, each process would do it anew."""
    if not hasattr(config, "workerinput"):
        for package in ("db", "jtai_tui"):
            compileall.compile_dir(PROJECT / package, quiet=2)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Take one worker more than there are cores: the apps in terminals are mostly waited for."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def made_seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed plan, made once, to be copied."""
    path = tmp_path_factory.mktemp("seed") / "plan.db"
    by = Signature("as published", lambda: LOADED)
    close_plan(make_plan(path, seed_document(), by=by, source=SEED_NAME))
    return path


@pytest.fixture(scope="session")
def reported_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of `reported_plan`, made once, to be read or copied."""
    path = tmp_path_factory.mktemp("reported") / "plan.db"
    close_plan(make_reported(path))
    return path


@pytest.fixture(scope="session")
def chased_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of `chased_document`, whose leads were not chased yet: made once, to be copied."""
    from tests.exchange.returned_sheets import make_chased  # noqa: PLC0415  brings in openpyxl

    return make_chased(tmp_path_factory.mktemp("chased") / "plan.db")


@pytest.fixture(scope="session")
def chased_sent(chased_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    """That plan, and what its leads were sent: done once, to be read, or copied."""
    from tests.exchange.returned_sheets import send  # noqa: PLC0415  as above

    folder = tmp_path_factory.mktemp("sent")
    path = Path(shutil.copy(chased_made, folder / "plan.db"))
    with open_plan(path, anchors=folder / "tips") as plan:
        yield send(plan, folder / "out")


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration plan, made once, to be copied; the first worker to want it makes it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    path = folder / "demo.db"
    if not path.exists():
        with contextlib.suppress(PlanError):  # another worker was quicker
            close_plan(make_demo(path).plan)
    return path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the figures that the long run has recorded, whichever worker they come from."""
    figures = summed([each for some in terminalreporter.stats.values() for each in some])
    if figures:
        terminalreporter.section("figures")
        for line in figures:
            terminalreporter.line(line)
