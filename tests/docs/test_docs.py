"""What the documentation shows is so: links, keys, versions, pictures, SQL, the hash."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing, nullcontext
from xml.etree import ElementTree

import make_keys
import make_pictures
import pytest

from db.as_at import moment_of, standings_at
from db.points import reporting_points
from db.store import open_plan
from tests.docs.pages import PAGES, PROJECT, blocks, headings, links, read


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The pictures as they are made anew, and the folder in which they were, with its environment.

    Making them takes a plan on which a morning's work is done, each command a process: once is
    enough for all that look at such a plan.
    """
    pictures = tmp_path_factory.mktemp("pictures")
    with make_pictures.own_home() as home:
        with pytest.MonkeyPatch.context() as kept:
            kept.setattr(make_pictures, "own_home", lambda: nullcontext(home))
            make_pictures.main(pictures)
        yield pictures, home


@pytest.fixture
def worked_on(made):
    """A folder with a plan on which a morning's work was done, and its environment."""
    return made[1]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_a_file_and_to_a_heading_in_it(page):
    here = (PROJECT / page).parent
    for link in links(page):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = (here / name).resolve() if name else PROJECT / page
        assert target.exists(), f"{page}: {link}"
        if anchor:
            assert anchor in headings(target.relative_to(PROJECT)), f"{page}: {link}"


@pytest.mark.parametrize("page", ["docs/guide.md", "docs/file-format.md", "docs/architecture.md"])
def test_a_long_page_begins_with_all_its_headings(page):
    sections = headings(page, "##")
    assert [link.removeprefix("#") for link in links(page)[: len(sections)]] == sections


def test_every_page_is_read_on_from_the_readme():
    reached = {link.partition("#")[0] for link in links("README.md")}
    assert {page for page in PAGES if page.startswith("docs/")} <= reached


def test_pictures_say_in_words_what_they_show():
    shown = [each for page in PAGES for each in re.findall(r"!\[([^]]*)\]\(", read(page))]
    assert shown
    assert all(len(words) > 20 for words in shown)


def test_the_changelog_begins_with_the_version_of_the_project():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    newest = re.search(r"^## \[(.+?)\] - \d{4}-\d\d-\d\d$", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == project["version"]


def test_the_table_of_keys_is_that_of_the_registry():
    assert read("docs/keys.md") == make_keys.document(), "run: python docs/make_keys.py"


def test_ci_runs_the_readmes_own_test_command():
    (pattern,) = re.findall(r"grep -E '(.+?)' README.md", read(".ci/run"))
    found = [line for line in read("README.md").splitlines() if re.search(pattern, line)]
    shown = [line for block in blocks("README.md", "sh") for line in block.splitlines()]
    assert len(found) == 1
    assert found[0] in shown


@pytest.mark.journey
def test_pictures_are_made_anew_by_running_the_app(made):
    made = {file.name: file.read_text(encoding="utf-8") for file in made[0].iterdir()}
    assert made.keys() == {file.name for file in (PROJECT / "docs" / "pictures").iterdir()}
    for drawn in made.values():
        ElementTree.fromstring(drawn)
    assert "27 overdue" in made["main-dark.svg"]
    assert "Edit action 23" in made["editor.svg"]
    assert "TRIAGE" in made["triage.svg"]
    assert made["main-dark.svg"] != made["main-light.svg"]
    for name in ("review.svg", "review-small.svg"):
        assert "2 conflicts wait" in made[name]
    for name, shown in (
        ("travel", "2× +184 d"), ("report", "What needs the board"),
        ("chase", "chased 12 days ago, silent"), ("proposals", "it is proposed"),
    ):  # fmt: skip
        assert shown in made[f"{name}.svg"]


def test_the_kept_pictures_are_whole():
    for file in (PROJECT / "docs" / "pictures").iterdir():
        root = ElementTree.parse(file).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg", file


@pytest.mark.journey
def test_the_sql_of_the_file_format_answers(worked_on):
    folder, _ = worked_on
    answers = []
    with closing(sqlite3.connect(f"file:{folder / 'plan.db'}?mode=ro", uri=True)) as connection:
        for statement in blocks("docs/file-format.md", "sql"):
            answers.append(connection.execute(statement).fetchall())
    every, overdue, rated, before, at_points, waiting = answers
    assert at_points == waiting == []
    assert len(every) == 33
    assert len(overdue) == 27
    assert overdue[0] == ("1", "2020-02-29", 123.0)
    assert ("J Smith", "24", "completed", "evidenced", None) in [row[1:] for row in rated]
    assert before == [(reference, None) for reference, _ in before]


@pytest.mark.journey
def test_the_sql_of_the_file_format_tells_what_boards_saw(worked_on):
    *_, statement, _ = blocks("docs/file-format.md", "sql")
    path = worked_on[0] / "demonstration" / "plan.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        found = {(row[0], row[2]): row[3] for row in connection.execute(statement)}
        references = dict(connection.execute("SELECT id, reference FROM action"))
    with open_plan(path, read_only=True) as plan:
        points = reporting_points(plan)
        saw = {
            (point.name, references[action]): standing.rating
            for point in points
            for action, standing in standings_at(plan, moment_of(point)).items()
        }
    assert len(points) == 4
    assert saw.items() <= found.items()


@pytest.mark.journey
def test_the_sql_of_the_file_format_finds_what_waits(worked_on):
    *_, statement = blocks("docs/file-format.md", "sql")
    merged = worked_on[0] / make_pictures.RETURNED / "plan.db"
    with closing(sqlite3.connect(f"file:{merged}?mode=ro", uri=True)) as connection:
        found = connection.execute(statement).fetchall()
    assert [(row[0], row[1], row[4]) for row in found] == [
        ("1", "action", "R Mwangi"), ("17", "rating", "P Shah"),
    ]  # fmt: skip


@pytest.mark.journey
def test_the_program_of_the_file_format_finds_the_tip_and_every_change(worked_on, tmp_path):
    folder, environ = worked_on
    (program,) = blocks("docs/file-format.md", "python")
    check = [sys.executable, "-I", "-c", program]

    def jtai(*words):
        done = subprocess.run(
            [*make_pictures.PROGRAM, *words],
            cwd=folder,
            env=environ,
            capture_output=True,
            check=True,
        )
        return json.loads(done.stdout)

    for name in ("plan.db", f"{make_pictures.RETURNED}/plan.db"):
        shutil.copy(folder / name, tmp_path / "plan.db")
        found = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert found.stdout.strip() == jtai("verify", name, "--format", "json")["tip"]

    forged = tmp_path / "plan.db"
    forged.unlink()
    with closing(sqlite3.connect(folder / "plan.db")) as plan:
        plan.execute("VACUUM INTO ?", (str(forged),))
    with closing(sqlite3.connect(forged)) as plan:
        plan.execute("DROP TRIGGER event_update")
        plan.execute("UPDATE event SET new = 'on-track' WHERE field = 'rating' AND seq > 593")
        plan.commit()
    lied = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert lied.returncode == 1
    assert "is not what its hash says" in lied.stderr

    shutil.copy(folder / make_pictures.RETURNED / "plan.db", forged)
    with closing(sqlite3.connect(forged)) as plan:
        plan.execute("DROP TRIGGER event_delete")
        plan.execute("DELETE FROM event WHERE author = 'R Mwangi' AND field = 'text'")
        plan.commit()
    lied = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert lied.returncode == 1
    assert "hangs on nothing" in lied.stderr


@pytest.mark.journey
def test_the_file_format_names_every_table_and_column(worked_on):
    folder, _ = worked_on
    page = read("docs/file-format.md")
    with closing(sqlite3.connect(folder / "plan.db")) as plan:
        names = plan.execute(
            "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
            " WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%'"
        ).fetchall()
    assert len(names) > 60
    for table, column in names:
        assert f"`{table}`" in page
        assert f"`{column}`" in page, f"{table}.{column}"
