"""The coordinator's guide, followed to the letter: its commands, its morning, its errors."""

import re
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import make_pictures
import pytest

from jtai_tui.settings import Settings, read_settings
from tests.docs.pages import PROJECT, Terminal, blocks, commands, opens_the_app, parts, tables
from tests.docs.typed import run

GUIDE = "docs/guide.md"
STEPS = ["press", "you see"]
ERRORS = ["it says", "what happened", "what to do"]


@pytest.fixture(autouse=True)
def _soon_quiet(monkeypatch):
    """Take a screen for finished sooner than for a picture: what is to be seen is waited for."""
    monkeypatch.setattr(make_pictures, "QUIET", 0.2)


def in_the_app(place, command, size=(120, 40)):
    """Return the terminal in which a command has opened the app."""
    folder, environ = place
    command = ["bash", "-c", command]
    terminal = Terminal(command, size=size, folder=folder, environ=environ)
    terminal.wait_for("VIEWS")
    return terminal


def follow(place, page):
    """Do what a page says, in its order; return what each command printed."""
    terminal, said = None, {}
    for kind, content in parts(page):
        if kind == "table" and content[0] == STEPS:
            for press, see in content[1:]:
                terminal.press(*re.findall(r"`([^`]+)`", press))
                for wanted in re.findall(r"\*\*(.+?)\*\*", see):
                    terminal.wait_for(wanted)
        for command in commands(content) if kind == "sh" else ():
            if terminal is not None:
                assert terminal.wait_for_end() == 0, "the page has not closed the app"
                terminal = None
            if opens_the_app(command):
                terminal = in_the_app(place, command)
            else:
                done = run(place, command)
                assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
                said[command] = done.stdout
    return said


@pytest.mark.journey
def test_the_guide_can_be_followed_from_its_first_command_to_its_last(place):
    said = follow(place, GUIDE)
    shown = [line for block in blocks(GUIDE, "sh") for line in commands(block)]
    assert len(said) == sum(not opens_the_app(command) for command in shown)
    verified = [text for command, text in said.items() if command.startswith("jtai verify")]
    assert len(verified) == 2
    assert all(text.endswith("\nsound\n") for text in verified)

    log = run(place, "jtai log plan.db --format csv").stdout
    assert log.count("Rated Significant risk") + log.count("Rated Minor risk") == 11
    assert "The report went to the board in January" in log
    assert "Agreed by the review board on 24 June" in log
    assert "Draft protocol is with the partners for comment." in log
    challenged = run(place, "jtai list plan.db --challenged --today 2020-07-01 --format csv").stdout
    assert {line.split(",")[0] for line in challenged.splitlines()} >= {"23", "7"}
    assert "Decided to keep it as it is, and not as R Mwangi" in log
    assert "Decided otherwise than R Mwangi" in said["jtai log plan.db 8"]
    assert "2 copies, 0 out" not in said["jtai copies plan.db --today 2020-07-20"]
    assert "it came back unchanged" in next(
        text for command, text in said.items() if command.startswith("jtai merge plan.db copy.db -")
    )
    assert "in health.db: progress update: school nurses" in log.casefold()


def test_the_settings_of_the_guide_stand_where_it_says(place, made_plan):
    _, environ = place
    shutil.copy(made_plan, place[0])
    terminal = in_the_app(place, "jtai plan.db", size=(80, 24))
    terminal.press("q")
    terminal.wait_for_end()
    home = Path(environ["HOME"])
    settings, problem = read_settings(home / "config" / "jtai" / "settings.json")
    assert problem == ""
    assert settings == Settings(last_file=place[0] / "plan.db")
    run(place, "jtai backup plan.db")
    assert list((home / "data" / "jtai" / "backups").glob("*/*.db"))
    assert list((home / "state" / "jtai" / "tips").glob("*.json"))


@pytest.mark.journey
def test_keys_are_exchanged_as_the_page_of_keys_shows(place, made_plan):
    (example,) = blocks("docs/keys.md", "json")
    file = Path(place[1]["XDG_CONFIG_HOME"], "jtai", "settings.json")
    file.parent.mkdir(parents=True)
    file.write_text(example)
    shutil.copy(made_plan, place[0])
    terminal = in_the_app(place, "jtai plan.db --today 2020-07-01")
    terminal.press("\x1bOQ")  # F2
    terminal.wait_for("TRIAGE")
    terminal.press("\x1bOR")  # F3
    terminal.wait_for("Help for triage")
    terminal.press("ctrl+q")
    assert terminal.wait_for_end() == 0


@contextmanager
def plan_changed(place, statement):
    with closing(sqlite3.connect(place[0] / "plan.db", isolation_level=None)) as plan:
        plan.execute(statement)
        yield "jtai list plan.db"


@contextmanager
def plan_as(place, data):
    (place[0] / "plan.db").write_bytes(data)
    yield "jtai list plan.db"


@contextmanager
def plan_cut_short(place):
    data = (place[0] / "plan.db").read_bytes()
    with plan_as(place, data[: len(data) // 2]) as command:
        yield command


@contextmanager
def no_plan(place):
    yield "jtai list other.db"


@contextmanager
def other_database(place):
    with closing(sqlite3.connect(place[0] / "other.db")) as other:
        other.execute("CREATE TABLE t(x)")
    yield "jtai list other.db"


@contextmanager
def plan_marked_read_only(place):
    (place[0] / "plan.db").chmod(0o444)
    yield "jtai rate plan.db 1 r --author Ann"


@contextmanager
def older_copy_put_over(place):
    with older_copy_elsewhere(place):
        shutil.copy(place[0] / "older.db", place[0] / "plan.db")
    yield "jtai list plan.db"


@contextmanager
def older_copy_elsewhere(place):
    shutil.copy(place[0] / "plan.db", place[0] / "older.db")
    assert run(place, "jtai rate plan.db 1 r --author Ann").returncode == 0
    yield "jtai list older.db"


@contextmanager
def plan_changed_past_its_guards(place, statement):
    with closing(sqlite3.connect(place[0] / "plan.db", isolation_level=None)) as plan:
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid"
        guards = plan.execute(query).fetchall()
        plan.execute("PRAGMA ignore_check_constraints = ON")
        for name, _ in guards:
            plan.execute(f"DROP TRIGGER {name}")
        plan.execute(statement)
        for _, guard in guards:
            plan.execute(guard)
    yield "jtai list plan.db"


@contextmanager
def plan_overwritten(place):
    data = bytearray((place[0] / "plan.db").read_bytes())
    data[40_000:43_000] = b"\xff" * 3_000
    with plan_as(place, data) as command:
        yield command


@contextmanager
def plan_cut_off(place, *statements):
    """The plan as it lies there when whoever makes these changes is killed."""
    file = place[0] / "plan.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as plan:
        for statement in statements:
            plan.execute(statement)
        cut_off = {path: path.read_bytes() for path in place[0].glob("plan.db*")}
    for path, data in cut_off.items():
        path.write_bytes(data)
    file.with_name("plan.db-shm").unlink(missing_ok=True)
    yield "jtai list plan.db"


MANY_PAGES = (
    "CREATE TABLE filler AS WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
    " SELECT randomblob(2000) FROM n"
)


@contextmanager
def plan_with_a_journal(place, data):
    (place[0] / "plan.db-journal").write_bytes(data)
    yield "jtai list plan.db"


@contextmanager
def plan_of_version_1(place, command):
    shutil.copy(PROJECT / "tests" / "store" / "versions" / "version-1.db", place[0] / "plan.db")
    yield command


@contextmanager
def plan_of_a_newer_jtai(place):
    with closing(sqlite3.connect(place[0] / "plan.db", isolation_level=None)) as plan:
        plan.executescript(
            "DROP VIEW format;"
            "CREATE VIEW format AS SELECT 5 AS version, 4 AS oldest_reader; PRAGMA user_version = 5"
        )
    yield "jtai list plan.db"


@contextmanager
def no_folder_for_backups(place):
    Path(place[1]["XDG_DATA_HOME"]).write_text("in the way")
    yield "jtai rate plan.db 1 r --author Ann"


TROUBLES = {
    "there is no such file": no_plan,
    "this is not a plan file": lambda place: plan_as(place, b"PK\x03\x04 a Word file" * 20),
    "but not a jtai plan": other_database,
    "the file is empty": lambda place: plan_as(place, b""),
    "damaged or was cut short": plan_cut_short,
    "written by a newer jtai": lambda place: plan_changed(place, "PRAGMA user_version = 9"),
    "in use by another program": lambda place: plan_changed(place, "BEGIN EXCLUSIVE"),
    "the guards of this plan were tampered with": lambda place: plan_changed(
        place, "DROP TRIGGER event_update"
    ),
    "the file is damaged": plan_overwritten,
    "the log of this plan was changed": lambda place: plan_changed_past_its_guards(
        place, "UPDATE event SET reason = 'x' WHERE seq = 5"
    ),
    "a part of the plan is not what the log says": lambda place: plan_changed_past_its_guards(
        place, "UPDATE action SET finding = 'x'"
    ),
    "a file of evidence is not what was put in": lambda place: plan_changed_past_its_guards(
        place, "INSERT INTO evidence_file VALUES (lower(hex(zeroblob(32))), x'00')"
    ),
    "carries no version": lambda place: plan_changed(place, "PRAGMA user_version = 0"),
    "belongs to several files": lambda place: plan_with_a_journal(
        place, b"/home/ann/other.db" + bytes.fromhex("d9d505f920a163d7")
    ),
    "its last change was cut off half-way": lambda place: plan_cut_off(
        place, "PRAGMA cache_size = 1", "BEGIN IMMEDIATE", MANY_PAGES
    ),
    "left its newest changes in a second file": lambda place: plan_cut_off(
        place, "PRAGMA journal_mode = WAL", "PRAGMA user_version = 4"
    ),
    "its sender still had it open": lambda place: plan_changed(place, "PRAGMA journal_mode = WAL"),
    "a newer jtai has written it": plan_of_a_newer_jtai,
    "an older jtai has written it": lambda place: plan_of_version_1(place, "jtai list plan.db"),
    "it was brought from file version": lambda place: plan_of_version_1(
        place, "jtai update plan.db 1 Begun --author Ann"
    ),
    "no backup could be made": no_folder_for_backups,
    "the file is read-only": plan_marked_read_only,
    "since this machine last saw it": older_copy_put_over,
    "it may be an older copy": older_copy_elsewhere,
}


def test_every_trouble_of_the_guide_is_tried():
    (rows,) = tables(GUIDE, *ERRORS)
    assert [row[0] for row in rows] == list(TROUBLES)


IN_USE = "in use by another program"
"""What jtai waits some seconds for before it says so."""


@pytest.mark.parametrize(
    "sentence",
    [pytest.param(each, marks=pytest.mark.journey if each == IN_USE else ()) for each in TROUBLES],
)
def test_jtai_says_of_a_trouble_what_the_guide_says(place, made_plan, sentence):
    shutil.copy(made_plan, place[0])
    with TROUBLES[sentence](place) as command:
        done = run(place, command)
    assert sentence in done.stderr, done.stderr
    assert done.stderr.startswith("jtai: ")
    assert done.stderr.count("\n") == 1
