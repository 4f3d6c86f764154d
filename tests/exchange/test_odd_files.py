"""Plans as councils publish them: each odd file is understood whole, and nothing of it is lost."""

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from jtai_tui.exchange.choosing import with_marks
from jtai_tui.exchange.document import NO_AGENCY, plan_of
from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.reading.rows import Choices
from jtai_tui.exchange.reading.understanding import understand
from tests.exchange.odd_excel import ODD_EXCEL
from tests.exchange.odd_plan import JTAI, coloured, plan_table
from tests.exchange.odd_word import ODD_WORD
from tests.exchange.source_values import SCHEME
from tests.exchange.word_files import word_file

MAKERS = {**ODD_WORD, **ODD_EXCEL}
TODAY = date(2024, 5, 1)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def understood(name):
    """Return an odd file, how it was understood with what is said of it, and the plan of that."""
    odd = MAKERS[name]()
    source = read_source(odd.data, odd.name)
    first = understand(source, SCHEME)
    choices = with_marks(Choices(), odd.said, first.marks, SCHEME) if odd.said else Choices()
    read = understand(source, SCHEME, choices)
    return odd, read, plan_of(read, SCHEME, name=odd.name, today=TODAY)


every_odd_file = pytest.mark.parametrize("name", MAKERS)


def as_read(entry):
    return {
        "reference": entry.reference,
        "agency": entry.agency,
        "finding": entry.finding,
        "action": entry.action,
        "leads": tuple(lead.raw for lead in entry.leads),
        "when": entry.timescale,
        "due": entry.due,
        "rating": entry.rating,
        "forecast": entry.forecast,
        "progress": "\n\n".join(update.text for update in entry.updates),
    }


def as_written(entry):
    return {
        "reference": entry.reference,
        "agency": entry.agency or NO_AGENCY,
        "finding": entry.finding,
        "action": entry.action,
        "leads": tuple(filter(None, entry.leads.split("\n"))),
        "when": entry.when,
        "due": entry.due,
        "rating": entry.rating,
        "forecast": entry.forecast,
        "progress": entry.told,
    }


@every_odd_file
def test_every_action_comes_out_as_it_is_written(name):
    odd, _, plan = understood(name)
    assert [as_read(each) for each in plan.actions] == [as_written(each) for each in odd.actions]


@every_odd_file
def test_what_is_doubtful_is_told(name):
    odd, read, _ = understood(name)
    told = [(warned.kind, warned.text) for warned in read.warnings]
    for kind, part in odd.warned:
        assert any(kind == each and part in text for each, text in told), (kind, part, told)


@every_odd_file
def test_the_plan_around_the_actions_is_understood(name):
    odd, read, plan = understood(name)
    if odd.agencies is not None:
        assert tuple(each.name for each in plan.agencies) == odd.agencies
    if odd.title is not None:
        assert plan.title == odd.title
    if odd.introduction is not None:
        assert plan.introduction == odd.introduction
    assert read.updated == odd.updated


def words_of(text):
    return " ".join(re.findall(r"\w+", text.casefold()))


def texts_of_word(data):
    """Yield what each paragraph of a Word document shows, by the XML alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        root = ElementTree.fromstring(file.read("word/document.xml"))
    for paragraph in root.iter(f"{W}p"):
        yield "".join(each.text or "" for each in paragraph.iter(f"{W}t"))


def texts_of_excel(data):
    for sheet in load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows(values_only=True):
            yield from (str(value) for value in row if isinstance(value, str))


def texts_of(odd):
    if odd.form == "CSV":
        text = odd.data.decode("utf-8-sig" if odd.data.startswith(b"\xef") else "cp1252")
        sign = ";" if text.count(";") > text.count(",") else ","
        return [cell for row in csv.reader(io.StringIO(text), delimiter=sign) for cell in row]
    return (texts_of_word if odd.form == "Word" else texts_of_excel)(odd.data)


def all_that_is_said(read, plan):
    yield from (f"{each.forecast:%d %B %Y}" for each in plan.actions if each.forecast)
    yield from (plan.title, plan.introduction, plan.governance, plan.version_label)
    for agency in plan.agencies:
        yield from (agency.name, *agency.aliases)
    for each in plan.actions:
        yield from (each.reference_cell, each.finding, each.action, each.timescale, each.status)
        yield from (lead.raw for lead in each.leads)
        yield from (update.text for update in each.updates)
    yield from (column.heading for column in read.columns)
    yield from (mark.shown for mark in read.marks)
    yield from (warned.text for warned in read.warnings)


@every_odd_file
def test_no_text_is_lost(name):
    odd, read, plan = understood(name)
    kept = f" {' | '.join(map(words_of, all_that_is_said(read, plan)))} "
    lost = [text for text in texts_of(odd) if f" {words_of(text)} " not in kept and words_of(text)]
    assert [text for text in lost if text not in odd.silent] == []


MOST_MEGABYTES = 300

# A child's peak of memory counts from its parent's: a small process stands between.
BETWEEN = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
raise SystemExit(done.returncode)
"""


@pytest.mark.journey
def test_a_long_table_is_imported_in_little_memory(tmp_path, made_seed):
    entries = coloured(JTAI * 100, "FF0000", "92D050")
    (tmp_path / "long.docx").write_bytes(word_file(plan_table(entries)))
    (tmp_path / "plan.db").write_bytes(made_seed.read_bytes())
    command = [sys.executable, "-c", BETWEEN, sys.executable, "-m", "jtai_tui"]
    done = subprocess.run(
        [*command, "import", "plan.db", "long.docx", "--dry-run"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(tmp_path),
             "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    peak = int(done.stdout)
    assert peak / (1e6 if sys.platform == "darwin" else 1e3) < MOST_MEGABYTES
