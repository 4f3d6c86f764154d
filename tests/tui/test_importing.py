"""A document read in, in the app: seen, mapped, read in, reviewed; and the plan written out."""

from __future__ import annotations

import asyncio
import io
import threading
from pathlib import Path

import openpyxl
import pytest

from db.seed import seed_document
from jtai_tui.screens import importing, long_work
from jtai_tui.screens.import_preview import ImportScreen
from tests.exchange.seed_files import changed_seed, seed_word
from tests.tui.keyboard import SMALL, WIDE, Keyboard, at_keyboard


@pytest.fixture(scope="module")
def word() -> bytes:
    """What such a file holds."""
    return seed_word(changed_seed())


@pytest.fixture
def plan(plan_file: Path, word: bytes) -> Path:
    """The plan; the document lies beside it."""
    plan_file.with_name("changed.docx").write_bytes(word)
    return plan_file


async def name_file(keyboard: Keyboard, name: str = "changed.docx", *, waits: bool = False) -> None:
    """Ask to read in a file that lies beside the plan, and wait for that unless it `waits`."""
    await keyboard.press("I")
    assert keyboard.screen == "ImportDialog"
    await keyboard.press("ctrl+u")
    await keyboard.paste(str(keyboard.path.parent / name))
    await keyboard.press("enter")
    if not waits:
        await come_to_an_end(keyboard)


async def come_to_an_end(keyboard: Keyboard) -> None:
    """Wait for what takes long on a machine that is busy."""
    while keyboard.screen == "ProgressDialog":
        await asyncio.sleep(0.02)
        await keyboard.settle()


def shown(keyboard: Keyboard) -> list[str]:
    """Return the lines of the list, each column of spaces made one."""
    return [" ".join(line.split("│")[0].split()) for line in keyboard.lines]


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_what_would_come_in_is_shown_and_nothing_is_written(
    plan: Path, size: tuple[int, int]
) -> None:
    before = plan.read_bytes()
    async with at_keyboard(plan, size=size) as keyboard:
        await name_file(keyboard)
        assert keyboard.screen == "ImportScreen"
        assert keyboard.lines[0 if size == SMALL else 1].startswith(
            " READ IN  changed.docx  1 new action, 2 changed, 31 unchanged"
        )
        assert any(line.startswith("▌ In progress unrated") for line in shown(keyboard))
        assert any("red (#ff0000) unrated; perhaps R" in line for line in shown(keyboard))
        await keyboard.press("escape")
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == "Nothing was read in"
    assert plan.read_bytes() == before


async def test_marks_are_explained_by_keys_and_what_they_change_is_seen_at_once(
    plan: Path,
) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_file(keyboard)
        lines = [line for line in shown(keyboard) if "(#" in line]
        reds = next(place for place, line in enumerate(lines) if "red" in line)
        await keyboard.press("down", "down", *["down"] * reds, "x")
        assert any("red (#ff0000) R Significant risk" in line for line in shown(keyboard))
        assert " 7 changed" in keyboard.text
        await keyboard.press("up", "0")
        assert any("red (#ff0000) unrated" in line for line in shown(keyboard))
        await keyboard.press("up", "3")
        assert any("red (#ff0000) A Minor risk" in line for line in shown(keyboard))
        await keyboard.press("up", "r")
        assert keyboard.screen == "PickDialog"
        await keyboard.press("r")
        assert any("red (#ff0000) R Significant risk" in line for line in shown(keyboard))
        await keyboard.press("X")
        assert not any("perhaps" in line for line in shown(keyboard))


async def test_a_column_is_what_somebody_says_it_is(plan: Path) -> None:
    plan.with_name("plan.csv").write_text(
        "Ref,Agency,What,Who cares\n99,Thames Valley Police,Train all of the staff,Jo Hooper\n"
    )
    async with at_keyboard(plan) as keyboard:
        await name_file(keyboard, "plan.csv")
        while not any(line.startswith("▌ Who cares") for line in shown(keyboard)):
            await keyboard.press("down")
        await keyboard.press("enter")
        assert keyboard.screen == "PickDialog"
        await keyboard.press("l")
        assert any(line.startswith("▌ Who cares Lead") for line in shown(keyboard))
        await keyboard.press("ctrl+s")
        await come_to_an_end(keyboard)
        assert keyboard.cell("99", "leads").count("Jo Hooper") == 2


async def test_what_is_read_in_goes_on_to_the_review_of_what_it_proposes(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await name_file(keyboard)
        await keyboard.press("ctrl+s")
        await come_to_an_end(keyboard)
        assert keyboard.screen == "ReviewScreen"
        assert keyboard.lines[0].startswith(" REVIEW  3 changes from changed.docx · 3 open")
        assert "it is proposed; ours stands until you decide" in keyboard.text
        await keyboard.press("x")
        assert keyboard.cell("1", "timescale") == "End August 2020"
        await keyboard.press("q")
        assert keyboard.notice == "2 proposed changes wait; i goes on with them"
        assert keyboard.header.proposed == 2
        assert any(" ".join(line.split()).startswith("To decide 2") for line in keyboard.lines)
        await keyboard.press("i", "m", "m", "q")
        assert keyboard.header.proposed == 0
        assert keyboard.cell("1", "due") == "2020-02-29"
        await keyboard.press("u", "u", "u", "u")
        assert keyboard.cell("1", "timescale") == "End February 2020"
        assert "35" not in keyboard.references


async def test_an_action_can_be_said_to_be_another(plan: Path) -> None:
    text = seed_document().actions[3].action
    plan.with_name("plan.csv").write_text(f'Ref,Agency,Action\n99,MKUHT,"{text}"\n')
    async with at_keyboard(plan) as keyboard:
        await name_file(keyboard, "plan.csv")
        assert "0 unchanged" in keyboard.lines[1]
        while not any(line.startswith("▌ 4 ") for line in shown(keyboard)):
            await keyboard.press("down")
        await keyboard.press("space")
        assert "1 new action, 0 changed" in keyboard.lines[1]
        await keyboard.press("ctrl+s")
        await come_to_an_end(keyboard)
        assert keyboard.notice == "Read in plan.csv: added 1 action"


@pytest.mark.parametrize(
    ("data", "said"), [(b"%PDF-1.7", "is a PDF"), (b"", "nothing in it"), (b"a\n", "no table")]
)
async def test_what_is_no_document_is_said_and_the_plan_is_as_it_was(
    plan: Path, data: bytes, said: str
) -> None:
    before = plan.read_bytes()
    plan.with_name("other.docx").write_bytes(data)
    async with at_keyboard(plan) as keyboard:
        await name_file(keyboard, "other.docx")
        assert keyboard.screen == "MainScreen"
        assert said in keyboard.notice + keyboard.text
    assert plan.read_bytes() == before


async def test_what_takes_long_shows_how_far_it_is_and_is_stopped_by_esc(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    prepare = importing._prepare

    def slow(*args):  # type: ignore[no-untyped-def]
        args[-1](0.5)
        go_on.wait(20)
        return prepare(*args)

    monkeypatch.setattr(importing, "_prepare", slow)
    monkeypatch.setattr(long_work, "SILENT_SECONDS", 0.01)
    async with at_keyboard(plan) as keyboard:
        await name_file(keyboard, waits=True)
        assert keyboard.screen == "ProgressDialog"
        assert "50%" in keyboard.text
        assert "esc stop" in keyboard.text
        await keyboard.press("escape")
        go_on.set()
        await keyboard.settle()
        assert keyboard.screen == "MainScreen"
        assert keyboard.notice == "Stopped; nothing was read in"


async def test_the_plan_is_written_out_as_what_the_name_ends_in(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await keyboard.press("ctrl+p")
        await keyboard.type("export the plan\n")
        assert keyboard.screen == "ExportDialog"
        assert "Word: the plan as it is published" in keyboard.text
        await keyboard.press("enter")
        await come_to_an_end(keyboard)
        assert keyboard.notice.startswith("Wrote plan.docx (")
        await keyboard.press("ctrl+p")
        await keyboard.type("export the plan\n")
        await keyboard.press("enter")
        assert keyboard.screen == "ConfirmDialog"
        await keyboard.press("escape")
        await keyboard.press("ctrl+p")
        await keyboard.type("export the plan\n")
        await keyboard.press("ctrl+u")
        await keyboard.paste(str(plan.with_name("plan.pdf")))
        await keyboard.press("enter")
        assert "The name ends in one of .docx" in keyboard.text
    assert plan.with_name("plan.docx").read_bytes().startswith(b"PK")
    assert not plan.with_name("plan.pdf").exists()


async def test_the_list_that_is_shown_is_written_out_in_its_order(plan: Path) -> None:
    async with at_keyboard(plan) as keyboard:
        await keyboard.press("slash")
        await keyboard.type("audit\n")
        wanted = keyboard.references
        await keyboard.press("ctrl+p")
        await keyboard.type("export this list\n")
        await keyboard.press("enter")
        await come_to_an_end(keyboard)
        assert keyboard.notice.startswith("Wrote plan-list.xlsx (")
    book = openpyxl.load_workbook(io.BytesIO(plan.with_name("plan-list.xlsx").read_bytes()))
    column = [str(row[0].value) for row in book.worksheets[0].iter_rows(min_row=3)]
    assert column == list(wanted)


def test_the_screen_before_reading_in_has_a_key_for_each_of_its_commands() -> None:
    bound = {binding.action for binding in ImportScreen.BINDINGS}  # type: ignore[union-attr]
    assert {"save", "open_detail", "mark", "accept_all", "unrate", "back"} <= bound
