"""Return sheets that came back, in the app: named beside copies, told of, and reviewed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.signature import Signature
from db.store import make_plan
from tests.exchange.returned_sheets import Clock, chased_document, fill, send
from tests.tui.keyboard import at_keyboard


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan whose leads were chased; one sheet came back, of which one cell can't be read."""
    path = tmp_path / "plan.db"
    with make_plan(
        path, chased_document(), by=Signature("L. Oader", Clock()), source="test"
    ) as made:
        send(made, tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "J Culley.xlsx")
    fill(book.worksheets[0], "1", progress="Reviewed.", rating="Minor risk")
    fill(book.worksheets[0], "2", forecast="soon")
    book.save(tmp_path / "Back.xlsx")
    return path


async def test_a_sheet_that_came_back_is_told_of_and_reviewed(plan: Path) -> None:
    async with at_keyboard(plan, today=date(2020, 7, 9)) as keyboard:
        await keyboard.press("M")
        await keyboard.press("ctrl+u")
        await keyboard.paste(str(plan.with_name("Back.xlsx")))
        await keyboard.press("enter")
        assert keyboard.screen == "ReaderScreen"
        assert any("Return sheet!I6: 'soon' is no date" in line for line in keyboard.lines)
        await keyboard.press("q")
        assert keyboard.screen == "ReviewScreen"
        assert keyboard.notice == "Back.xlsx of J Culley: 2 changes proposed"
        shown = "\n".join(keyboard.lines)
        assert "Reviewed." in shown
        assert "J Culley" in shown
        await keyboard.press("x")
        await keyboard.press("q")
        assert keyboard.screen == "MainScreen"
