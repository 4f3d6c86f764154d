"""The page on Word, Excel and CSV, followed: its commands, its keys, the documents beside it."""

import shutil
from datetime import date

import pytest

from db.seed import seed_document
from jtai_tui.cli.pages_sharing import FORMATS
from jtai_tui.commands import Place, commands_for, key_name
from jtai_tui.exchange.document import plan_of
from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.outgoing.published import published
from jtai_tui.exchange.outgoing.web import plan_html
from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.synonyms import meanings
from jtai_tui.exchange.reading.understanding import understand
from tests.docs.pages import PROJECT, blocks, commands, read, tables
from tests.docs.typed import run
from tests.exchange.seed_files import changed_seed, seed_word

PAGE = "docs/documents.md"
EXAMPLES = PROJECT / "docs" / "examples"
SIGNED = ("import", "decide")


@pytest.fixture
def office(place, made_plan):
    """A folder with a plan and a Word file that a lead has sent."""
    folder, _ = place
    shutil.copy(made_plan, folder / "plan.db")
    (folder / "progress.docx").write_bytes(seed_word(changed_seed()))
    return place


def test_the_commands_of_the_page_do_what_it_says(office):
    shown = [line for block in blocks(PAGE, "sh") for line in commands(block)]
    assert len(shown) > 8
    for command in shown:
        name = command.split()[1]
        signed = f"{command} --author Ann" if name in SIGNED else command
        done = run(office, f"{signed} --today 2020-07-01")
        waits = name == "import" and "--dry-run" not in command
        assert done.returncode == (1 if waits else 0), (command, done.stderr)
    folder, _ = office
    for ending in ("docx", "xlsx", "html", "md"):
        assert (folder / f"plan.{ending}").stat().st_size > 10_000
    assert (folder / "dates.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_the_keys_of_the_page_are_those_of_the_screen():
    known = {key_name(key) for each in commands_for(Place.IMPORT) for key in each.keys}
    (rows,) = tables(PAGE, "press", "what happens")
    shown = {
        key for keys, _ in rows for key in keys.replace("`", "").replace(" to ", ", ").split(", ")
    }
    assert shown <= known


def test_the_words_by_which_columns_are_known_are_known():
    (rows,) = tables(PAGE, "it is", "for example")
    for name, examples in rows:
        for heading in examples.split(";")[0].split(", "):
            assert Column(name) in meanings(heading), heading


def test_every_ending_that_can_be_written_is_on_the_page():
    page = read(PAGE)
    assert all(f".{ending}" in page or ending == "json" for ending in FORMATS)


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx"])
def test_the_documents_beside_the_page_are_the_bundled_plan(name):
    seed = seed_document()
    source = read_source((EXAMPLES / name).read_bytes(), name)
    read_back = plan_of(understand(source, seed.scheme), seed.scheme, name="", today=date.min)
    assert read_back == published(seed)


def test_the_web_page_beside_it_is_the_bundled_plan():
    assert (EXAMPLES / "plan.html").read_text(encoding="utf-8") == plan_html(seed_document())
