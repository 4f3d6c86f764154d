"""A plan made by the program itself, in a place with nobody's settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.terminal.terminal import _ROOT, PROGRAM


@pytest.fixture(scope="session")
def made_by_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed plan, as `jtai new` makes it."""
    home = tmp_path_factory.mktemp("made")
    folders = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "STATE", "DATA")}
    subprocess.run(
        [*PROGRAM, "--author", "as published", "new", "plan.db"],
        cwd=home,
        env={**os.environ, **folders, "PYTHONPATH": str(_ROOT)},
        check=True,
        capture_output=True,
        timeout=60,
    )
    return home / "plan.db"


@pytest.fixture
def plan_file(made_by_program: Path, tmp_path: Path) -> Path:
    """The seed plan, to be changed."""
    return Path(shutil.copy(made_by_program, tmp_path / "plan.db"))
