"""The seed plan in a file of its own for each test, in a place with nobody's settings."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.file import close_plan
from db.seed import SEED_NAME, seed_document
from db.signature import Signature
from db.store import make_plan
from jtai_tui.screens import main, watching

LOADED = datetime(2020, 3, 26, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of the machine show; and what should not happen ends the test."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("JTAI_DEBUG", "1")
    # Tests say themselves when it is time.
    monkeypatch.setattr(watching, "SECONDS", 3600.0)
    monkeypatch.setattr(main, "BACK_UP_SECONDS", 3600.0)
    for name in ("NO_COLOR", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def made_seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed plan, made once."""
    path = tmp_path_factory.mktemp("seed") / "plan.db"
    by = Signature("as published", lambda: LOADED)
    close_plan(make_plan(path, seed_document(), by=by, source=SEED_NAME))
    return path


@pytest.fixture
def plan_file(made_seed: Path, tmp_path: Path) -> Path:
    """The seed plan, to be changed."""
    path = tmp_path / "plan.db"
    shutil.copy(made_seed, path)
    return path
