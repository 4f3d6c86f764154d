"""The page on chasing, followed: its commands, its files, its headings."""

import shutil

import pytest
from openpyxl import load_workbook

from jtai_tui.exchange.return_sheet.chasing import SUMMARY
from jtai_tui.exchange.return_sheet.content import OPEN
from tests.docs.pages import blocks, commands, tables
from tests.docs.typed import run
from tests.exchange.returned_sheets import fill

PAGE = "docs/chasing.md"


def test_the_open_cells_of_the_page_are_those_of_the_sheet():
    ((*rows,),) = tables(PAGE, "cell", "holds", "becomes")
    assert tuple(row[0] for row in rows) == OPEN


@pytest.mark.journey
def test_the_commands_of_the_page_do_what_it_says(place, made_plan):
    folder, _ = place
    shutil.copy(made_plan, folder / "plan.db")
    asking, returning = ([*commands(block)] for block in blocks(PAGE, "sh"))
    for command in asking:
        done = run(place, f"{command} --author Ann")
        assert (done.returncode, done.stderr) == (0, ""), command
    assert not (folder / "trial").exists()
    ((*rows,),) = tables(PAGE, "file", "is")
    names = [row[0].strip("`") for row in rows]
    assert names[-1] == SUMMARY
    assert {each.name for each in (folder / "chase-july").iterdir()} >= set(names)

    book = load_workbook(folder / "chase-july" / names[0])
    fill(book.worksheets[0], "7", progress="Monitored monthly.", rating="Minor risk")
    book.save(folder / names[0])
    codes = [run(place, f"{each} --author Ann").returncode for each in returning]
    assert codes == [1, 0]
    log = run(place, "jtai log plan.db 7").stdout
    assert "proposed by John Culley in John" in log
