"""The seed plan in a file of its own for each test, in a place with nobody's settings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jtai_tui.screens import main, watching


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


@pytest.fixture
def plan_file(made_seed: Path, tmp_path: Path) -> Path:
    """The seed plan, to be changed."""
    path = tmp_path / "plan.db"
    shutil.copy(made_seed, path)
    return path
