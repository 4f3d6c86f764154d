"""Copies that come back: their names, recipients, authors, texts and reasons are all hostile.

Whatever stands there is kept to the letter or refused, and steers nobody's terminal.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from db.changes import add_update, edit, rate
from db.ship import ship
from db.signature import Signature
from db.store import open_plan
from jtai_tui.text import MOST_MARKS
from tests.hostile.plans import made, small_plan
from tests.hostile.test_in_app import is_safe, painted
from tests.hostile_texts import CONTROLS, SOME, TEXTS, steering, steering_beside_colours, tower
from tests.tui.keyboard import SMALL, WIDE, at_keyboard

JULY = ("--today", "2020-07-01")
LATER = date(2020, 7, 1)
ONE_LINE = {
    name: text
    for name, text in TEXTS.items()
    if name not in CONTROLS
    and text == text.strip()
    and len(text.splitlines()) == 1
    and len(text) <= 200
    and "\t" not in text
}
"""What a plan takes as a name: of an author, of a recipient."""


@pytest.fixture(params=[each for each in ONE_LINE if each in SOME], scope="module")
def text(request):
    return ONE_LINE[request.param]


def sent(text: str, folder: Path) -> Path:
    """Make a plan and a copy that came back in a folder, both full of the text."""
    plan = made(folder / "plan.db", small_plan())
    theirs, ours = Signature(text), Signature(f"{text} [b]")
    copy = folder / "returned.db"
    with open_plan(plan) as opened:
        ship(opened, copy, to=text, by=ours, back_by=date(2020, 6, 1))
    ids = ids_of(plan)
    for path, by, rating in ((copy, theirs, "minor-risk"), (plan, ours, "significant-risk")):
        with open_plan(path) as opened:
            said = f"{text} {by.author}"
            edit(opened, ids["1"], {"finding": said}, by=by, today=LATER)
            rate(opened, {ids["2"]: rating}, by=by, today=LATER, reason=said)
            add_update(opened, [ids["1"]], said, by=by, day=LATER)
    return folder


@pytest.fixture(scope="module")
def full(text, tmp_path_factory):
    return sent(text, tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return sent("text", tmp_path_factory.mktemp("plain"))


@pytest.fixture
def plan(full, home):
    """The plan that is full of the text, and what came back."""
    return Path(shutil.copytree(full, home, dirs_exist_ok=True), "plan.db")


@pytest.fixture
def plain_plan(plain, home):
    """A plan of plain texts, and what came back."""
    return Path(shutil.copytree(plain, home, dirs_exist_ok=True), "plan.db")


def ids_of(plan: Path) -> dict[str, str]:
    with closing(sqlite3.connect(plan)) as file:
        return dict(file.execute("SELECT reference, id FROM action"))


@pytest.mark.journey
def test_nothing_in_a_returned_copy_steers_a_terminal(text, plan, home, on_terminal):
    author = ("--author", text)
    for argv in (
        ("copies", "plan.db"),
        ("merge", "plan.db", "returned.db", "--dry-run", *author),
        ("merge", "plan.db", "returned.db", "--dry-run", "--format", "json", *author),
        ("merge", "plan.db", "returned.db", *author),
        ("list", "plan.db", "--conflicts"),
        ("list", "plan.db", "--conflicts", "--format", "json"),
        ("list", "plan.db", "--conflicts", "--format", "csv"),
        ("copies", "plan.db"),
        ("copies", "plan.db", "--format", "csv"),
        ("log", "plan.db"),
        ("show", "plan.db", "1"),
        ("decide", "plan.db", "1", "theirs", "--reason", text, *author),
        ("decide", "plan.db", "2", "=r", "--reason", text, *author),
        ("log", "plan.db"),
        ("leads", "plan.db"),
        ("verify", "plan.db"),
    ):
        answer = on_terminal(*argv, *JULY)
        assert answer.code == (1 if argv[0] == "merge" else 0), (argv, answer.err)
        assert not steering_beside_colours(answer.out + answer.err), argv
        if "json" not in argv and "csv" not in argv:
            assert tower(answer.out + answer.err) <= MOST_MARKS, argv
        assert "should not have happened" not in answer.err, argv


def test_what_came_in_is_told_to_programs_to_the_letter(text, plan, in_pipe):
    answer = in_pipe("merge", "plan.db", "returned.db", "--author", "Jo", "--format", "json", *JULY)
    assert answer.code == 1
    data = json.loads(answer.out)
    assert data["returned"][0]["sent_to"] == text
    (finding,) = [each for each in data["changes"] if each["field"] == "finding"]
    assert (finding["theirs"], finding["theirs_by"]) == (f"{text} {text}", text)
    assert (finding["ours"], finding["ours_by"]) == (f"{text} {text} [b]", f"{text} [b]")
    (rating,) = [each for each in data["changes"] if each["field"] == "rating"]
    assert rating["theirs_reason"] == f"{text} {text}"
    shown = in_pipe("list", "plan.db", "--conflicts", "--format", "csv", *JULY).out
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert {row["theirs_by"] for row in rows} <= {text, f"'{text}"}
    assert in_pipe("decide", "plan.db", "1", "theirs", "--author", "Jo").code == 0
    with closing(sqlite3.connect(plan)) as file:
        (now,) = file.execute("SELECT finding FROM action WHERE reference = '1'").fetchone()
    assert now == f"{text} {text}"


@pytest.mark.parametrize("size", [WIDE, SMALL])
@pytest.mark.journey
async def test_nothing_in_a_returned_copy_steers_the_app(text, plan, size):
    async with at_keyboard(plan, size=size, author=text) as keyboard:
        await keyboard.press("w")
        assert is_safe(painted(keyboard.app))
        await keyboard.press("escape", "M")
        await keyboard.paste(str(plan.with_name("returned.db")))
        assert is_safe(painted(keyboard.app))
        await keyboard.press("enter")
        assert keyboard.screen == "ReviewScreen"
        for key in ("j", "j", "j", "g", "tab", "G", "tab", "y", "e"):
            await keyboard.press(key)
            assert is_safe(painted(keyboard.app)), key
        await keyboard.press("escape", "x", "m", "q")
        assert is_safe(painted(keyboard.app))
        await keyboard.press("h")
        assert is_safe(painted(keyboard.app))
        await keyboard.press("escape", "w")
        assert is_safe(painted(keyboard.app))


NAMES = {
    "an escape": "a\x1b[31mred\x1b]2;owned\x07.db",
    "two lines": "a\nb.db",
    "an override": "plan\u202ebd.exe",
    "markup": "[@click=app.quit]plan[red].db",
    "an option": "--force.db",
    "many marks": "e" + "\u0301" * 40 + ".db",
    "as long as may be": "x" * 240 + ".db",
    "a formula": "=1+1.db",
    "a dot": ".hidden.db",
    "a colon": "a: not merged; b.db",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_returned_file_may_be_called_anything(name, plain_plan, home, on_terminal, in_pipe):
    path = home / NAMES[name]
    path.write_bytes((home / "returned.db").read_bytes())
    asked = ["merge", "--author=Jo", "--", "plan.db", str(path.name)]
    answer = on_terminal(*asked)
    assert answer.code == 1, answer.err
    assert "conflicts wait" in answer.out.replace("\r\n", " ")
    assert not steering_beside_colours(answer.out + answer.err)
    assert tower(answer.out) <= MOST_MARKS
    for look in ("copies", "log", "list"):
        more = ["--conflicts"] if look == "list" else []
        answer = on_terminal(look, "plan.db", *more)
        assert answer.code == 0
        assert not steering_beside_colours(answer.out + answer.err)
        assert tower(answer.out) <= MOST_MARKS
    (back,) = json.loads(in_pipe("copies", "plan.db", "--format", "json").out)
    (file,) = back["returns"]
    assert file["file"]
    assert not steering(file["file"]) - set("\u202e")
    assert on_terminal("verify", "plan.db").code == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_refused_may_be_called_anything(name, plain_plan, home, on_terminal):
    (home / NAMES[name]).write_bytes(b"no plan" * 100)
    before = plain_plan.read_bytes()
    answer = on_terminal("merge", "--author=Jo", "--", "plan.db", NAMES[name])
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.err.splitlines()) == 1
    assert not steering_beside_colours(answer.err)
    assert plain_plan.read_bytes() == before
