"""The page on reports, followed: its commands, its sections, its options."""

import os
import re
import shutil
import subprocess
import sys

import docx
import pytest

from jtai_tui.cli.catalogue import COMMANDS
from jtai_tui.exchange.report.board import SECTIONS
from jtai_tui.exchange.report.writing import REPORT_FORMS
from tests.docs.pages import PROJECT, blocks, commands, read, tables
from tests.docs.typed import run

PAGE = "docs/reports.md"


def test_the_table_of_sections_is_that_of_the_report():
    ((*rows,),) = tables(PAGE, "key", "section", "holds")
    assert [(key.strip("`"), name) for key, name, _ in rows] == list(SECTIONS.items())


def test_each_option_of_the_page_is_one_of_the_command():
    known = {each.name for each in COMMANDS["report"].arguments}
    ((*rows,),) = tables(PAGE, "option", "does")
    named = {option for row in rows for option in re.findall(r"`(--[a-z-]+)", row[0])}
    assert named <= known
    own = {each.name for each in COMMANDS["report"].own if each.is_option}
    assert own - named == {"--format", "--force"}


def test_the_forms_of_the_page_are_those_that_are_written():
    text = read(PAGE)
    assert all(f"`.{ending}`" in text for ending in REPORT_FORMS)


@pytest.mark.journey
def test_the_commands_of_the_page_do_what_it_says(place, reported_file):
    folder, _ = place
    shutil.copy(reported_file, folder / "plan.db")
    docx.Document().save(folder / "council.dotx")
    shown = [line for block in blocks(PAGE, "sh") for line in commands(block)]
    assert len(shown) == 3
    for command in shown:
        today = "" if "--as-at" in command else " --today 2020-09-15"
        force = "--force" if "--template" in command else ""
        done = run(place, f"{command} {force} --author Ann{today}")
        assert (done.returncode, done.stderr) == (0, ""), command
    assert "As at Board July (15 Sep 2020)" in (folder / "july.html").read_text(encoding="utf-8")


@pytest.mark.journey
def test_the_examples_are_the_reports_of_the_demonstration_plan(tmp_path):
    script = [sys.executable, str(PROJECT / "docs" / "make_reports.py"), str(tmp_path)]
    subprocess.run(script, cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(PROJECT)}, check=True)
    for made in tmp_path.iterdir():
        example = PROJECT / "docs" / "examples" / made.name
        assert example.read_bytes() == made.read_bytes(), "run: python docs/make_reports.py"
