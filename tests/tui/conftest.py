"""The seed plan in a file of its own for each test, in a place with nobody's settings."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from jtai_tui.screens import main, watching

_read: dict[tuple[object, ...], list[RuleSet]] = {}
_read_rules = Stylesheet._parse_rules


def _read_once(sheet: Stylesheet, css: str, *args: Any, **kwargs: Any) -> list[RuleSet]:
    """Return the rules of a style sheet, which Textual would read anew for each app."""
    key = (css, args, tuple(kwargs.items()), tuple(sheet._variables.items()))
    if key not in _read:
        _read[key] = _read_rules(sheet, css, *args, **kwargs)
    return _read[key]


Stylesheet._parse_rules = _read_once  # type: ignore[method-assign]


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
