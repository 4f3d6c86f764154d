"""Which room may know which: held by looking at the imports of every module."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES = 400

PURE = (
    "rating", "lateness", "dates", "lead_words", "leads", "references", "plan_document",
    "plan_check", "plan_entries", "scheme_document", "event", "errors", "plain_text", "cells",
    "fields", "endings", "rows", "selection", "seed", "header", "schema",
    "private_folder", "safe_name", "incoming_file", "evidence_files", "bonds", "similar",
    "short_names", "spellings", "alike", "board_changes", "direction", "slipping",
    "travel", "as_at", "evidence_text",
)  # fmt: skip
"""Rooms of `db` that are rules and values: they stand without SQLAlchemy."""

VALUES = {
    "cells", "dates", "direction", "endings", "errors", "fields", "lateness", "leads", "plain_text",
    "proposed", "rating", "references", "rows", "selection", "slipping",
}  # fmt: skip
"""Rooms of `db` that widgets may know, and with them the rooms of timescales."""


def modules(package):
    return sorted(path.relative_to(ROOT) for path in (ROOT / package).rglob("*.py"))


def name_of(path):
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path):
    """Return the full names of all that a file imports, wherever in it."""
    package = name_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def top(names):
    return {name.partition(".")[0] for name in names}


DB = modules("db")
TUI = modules("jtai_tui")


def files_under(*folders):
    return [path for path in TUI if any(Path("jtai_tui", each) in path.parents for each in folders)]


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=str)


@each(DB)
def test_the_store_knows_no_screen(path):
    assert not top(imports(path)) & {"textual", "rich", "jtai_tui"}


@each([Path("db", f"{name}.py") for name in PURE])
def test_a_pure_room_stands_without_sqlalchemy(path):
    assert "sqlalchemy" not in top(imports(path))


@each([path for path in DB if "timescale" in str(path) or path.name.startswith("lead")])
def test_reading_words_needs_no_database_at_all(path):
    assert not top(imports(path)) & {"sqlalchemy", "sqlite3"}
    assert not {name for name in imports(path) if name.startswith("db.s")} - {"db.selection"}


@each(TUI)
def test_sqlalchemy_never_leaves_the_store(path):
    assert "sqlalchemy" not in top(imports(path))


@each(files_under("exchange", "cli"))
def test_exchange_and_the_command_line_know_no_textual(path):
    assert "textual" not in top(imports(path))


@each(files_under("widgets"))
def test_widgets_are_given_values_and_know_no_store(path):
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("db.")}
    strange = {room for room in rooms if not room.startswith("timescale")} - VALUES
    assert not strange


@each([*DB, *TUI])
def test_a_room_has_one_tenant(path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@each([*DB, *TUI])
def test_a_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))


WATCHED_IMPORT = """
import importlib, sys
seen = []
def watch(event, args):
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        seen.append(f"opens {args[0]} for writing")
    elif event.startswith(("sqlite3.connect", "socket.", "subprocess.", "os.mkdir", "os.rename")):
        seen.append(f"{event} {args}")
for name in ("textual", "textual.app", "sqlalchemy", "platformdirs"):
    importlib.import_module(name)
sys.addaudithook(watch)
for name in sys.argv[1:]:
    importlib.import_module(name)
import gc
from sqlalchemy import Engine
engines = [each for each in gc.get_objects() if isinstance(each, Engine)]
print("\\n".join(seen + [f"makes {each}" for each in engines]))
"""


def test_importing_anything_opens_connects_and_makes_nothing():
    names = [name_of(path) for path in (*DB, *TUI) if path.name != "__main__.py"]
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", WATCHED_IMPORT, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.strip() == ""


def test_looking_at_a_plan_and_opening_it_needs_no_screen():
    script = "import sys, db.store, db.verify; print('textual' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
