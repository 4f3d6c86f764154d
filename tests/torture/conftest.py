"""Plans to be tortured, made once a worker, and the children that do it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.signature import Signature
from db.store import make_plan

pytest.register_assert_rewrite("tests.torture.ground")  # before anything brings it in

from tests.store.conftest import action_entry, small_document  # noqa: E402
from tests.torture.children import Nursery  # noqa: E402
from tests.torture.figures import KEY  # noqa: E402
from tests.torture.mutations import Original  # noqa: E402
from tests.torture.originals import make_originals  # noqa: E402

MANY = 170


@pytest.fixture
def figure(record_property: Callable) -> Callable:
    """Record figures of a topic, which are summed up and shown when all is over."""

    def record(topic: str, **numbers: float) -> None:
        record_property(KEY, (topic, {name.replace("_", " "): n for name, n in numbers.items()}))

    return record


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as ready:
        yield ready


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that lets a disk fail, built here."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler here")
    library = tmp_path_factory.mktemp("shim") / "full_disk.so"
    source = Path(__file__).with_name("full_disk.c")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True
    )
    return library


@pytest.fixture(scope="session")
def failing_nursery(shim: Path) -> Iterator[Nursery]:
    """A nursery whose children can have a disk that fails."""
    with Nursery(preload=shim) as ready:
        yield ready


@pytest.fixture(scope="session")
def wide_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of some hundred actions in a file."""
    document = small_document()
    entries = tuple(
        action_entry(str(number), "Thames Valley Police", "May 2020", date(2020, 5, 31))
        for number in range(100, 100 + MANY)
    )
    return _made(tmp_path_factory, replace(document, actions=(*document.actions, *entries)))


@pytest.fixture(scope="session")
def small_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of five actions in a file."""
    return _made(tmp_path_factory, small_document())


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Original]:
    """Whole plan files of several make-ups, to be harmed."""
    return make_originals(tmp_path_factory.mktemp("originals"))


@pytest.fixture(scope="session")
def version_1() -> Path:
    """A plan file of the first version, as it was made then."""
    return Path(__file__).parents[1] / "store" / "versions" / "version-1.db"


def _made(factory: pytest.TempPathFactory, document: object) -> Path:
    path = factory.mktemp("plans") / "plan.db"
    with make_plan(path, document, by=Signature("L. Oader"), source="torture"):
        pass
    return path
