"""The seed plan in a file of its own for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def plan_file(made_seed: Path, tmp_path: Path) -> Path:
    """The seed plan, to be changed."""
    return Path(shutil.copy(made_seed, tmp_path / "plan.db"))
