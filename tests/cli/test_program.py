"""The program as a process: what it loads, pipes, encodings, signals, terminals."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from jtai_tui.__main__ import main

pytestmark = pytest.mark.journey

PROJECT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "jtai_tui")
JULY = ("--today", "2020-07-01")


@pytest.fixture
def environment(home):
    """Return the environment of a test's home, for processes."""
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "error"}


@pytest.fixture
def process(home, environment):
    """Run jtai as a process of its own, its output as bytes."""

    def run(*argv, **settings):
        env = {**environment, **settings}
        return subprocess.run([*PROGRAM, *argv], env=env, capture_output=True, check=False)

    return run


def loaded(environment, *commands):
    """Return the packages that are loaded once jtai has run these commands, one after the other."""
    code = (
        "import json, sys; from jtai_tui.__main__ import main\n"
        "for argv in json.loads(sys.argv[1]): assert main(argv) in (0, 2), argv\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(commands)],
        env=environment, capture_output=True, check=True,
    )  # fmt: skip
    return set(done.stderr.decode().splitlines()[-1].split())


def test_help_version_and_errors_load_nothing_heavy(environment):
    modules = loaded(environment, ["--help"], ["--version"], ["new", "--help"], ["lst"], [])
    assert not modules & {"textual", "sqlalchemy", "rich", "dateutil"}


def test_no_command_but_open_loads_the_app(environment, seed):
    modules = loaded(
        environment,
        ["list", "plan.db", "--format", "json"],
        ["list", "plan.db"],
        ["show", "plan.db", "4"],
        ["rate", "plan.db", "4", "r", "--author", "Ann"],
        ["export", "plan.db", "plan.json"],
        ["verify", "plan.db"],
    )
    assert "sqlalchemy" in modules
    assert "textual" not in modules


def test_a_timescale_is_read_without_a_database(environment):
    assert "sqlalchemy" not in loaded(environment, ["timescale", "June 2020"])


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_is_no_error(seed, environment, unbuffered):
    environment["PYTHONUNBUFFERED"] = unbuffered
    with subprocess.Popen(
        [*PROGRAM, "export", "plan.db", "-"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as export:  # fmt: skip
        assert export.stdout is not None
        export.stdout.read(10)
        export.stdout.close()
        assert export.stderr is not None
        assert export.stderr.read() == b""
    assert export.returncode == 141


def test_output_that_does_not_arrive_is_an_error(seed, environment):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "list", "plan.db"], env=environment, stdout=full, stderr=subprocess.PIPE,
            check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == b"jtai: No space left on device\n"


@pytest.mark.parametrize(
    "settings",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_no_encoding_stops_a_command_and_json_is_always_utf_8(environment, seed, settings):
    code = (
        "import json, os, sys; from pathlib import Path; from jtai_tui.__main__ import main\n"
        "for name, argv in json.loads(sys.argv[1]).items():\n"
        "    for number, stream in ((1, 'out'), (2, 'err')):\n"
        "        os.dup2(os.open(f'{name}.{stream}', os.O_WRONLY | os.O_CREAT), number)\n"
        "    Path(name).write_text(str(main(argv)))"
    )
    commands = {
        "table": ["list", "plan.db", *JULY],
        "page": ["show", "plan.db", "1"],
        "data": ["export", "plan.db", "-"],
        "error": ["show", "plan.db", "\u00e9"],
    }
    argv = [sys.executable, "-c", code, json.dumps(commands)]
    subprocess.run(argv, env={**environment, **settings}, check=True)
    for name in ("table", "page"):
        assert Path(name).read_text() == "0"
        assert Path(f"{name}.out").read_bytes()
        assert Path(f"{name}.err").read_bytes() == b""
    data = Path("data.out").read_bytes().decode("utf-8")
    assert "children’s" in json.loads(data)["title"]
    error = Path("error.err").read_bytes()
    assert Path("error").read_text() == "1" or b"no text" in error
    assert error.startswith(b"jtai: ")


def test_bytes_that_are_no_text_are_refused_in_a_clear_line(process, home):
    done = process("list", b"pl\xe4n.db")
    assert done.returncode == 2
    assert b"is no text in this terminal's encoding" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_csv_leaves_with_the_line_ends_of_csv(process, seed):
    done = process("list", "plan.db", "--format", "csv")
    assert done.stdout.startswith(b"reference,sources,")
    assert done.stdout.count(b"\r\n") >= 34


def test_no_fault_of_ours_shows_a_traceback_unless_it_is_asked_for(seed, environment, process):
    code = (
        "import sys, jtai_tui.cli.listing as listing; from jtai_tui.__main__ import main\n"
        "def broken(call): raise KeyError('x\\x1b[31m')\n"
        "listing.list_actions = broken; sys.exit(main(['list', 'plan.db']))"
    )
    for debug, lines in (("", 1), ("1", 5)):
        done = subprocess.run(
            [sys.executable, "-c", code], env={**environment, "JTAI_DEBUG": debug},
            capture_output=True, check=False, text=True,
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("jtai: this should not have happened (KeyE")
        assert len(done.stderr.splitlines()) >= lines
        assert "\x1b" not in done.stderr
        assert ("Traceback" in done.stderr) == bool(debug)


class Interrupted(io.RawIOBase):
    """Standard input at which somebody presses ctrl+c."""

    def readable(self):
        return True

    def readinto(self, buffer):
        raise KeyboardInterrupt


def test_ctrl_c_is_quiet_and_changes_nothing(seed, monkeypatch, capfdbinary):
    before = seed.read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Interrupted())))
    assert main(["update", "plan.db", "4", "-", "--author", "Ann"]) == 130
    assert capfdbinary.readouterr() == (b"", b"")
    assert seed.read_bytes() == before


def in_terminal(environment, *argv, **settings):
    """Return what a terminal shows of a command, with its escapes."""
    shown = io.BytesIO()
    program, *rest = [*PROGRAM, *argv]
    env = {**environment, "TERM": "xterm-256color", **settings}
    terminal = pexpect.spawn(program, rest, env=env, dimensions=(24, 100), timeout=60)
    terminal.logfile_read = shown
    terminal.expect(pexpect.EOF)
    terminal.close()
    return terminal.exitstatus, shown.getvalue().decode()


def test_a_terminal_has_colours_and_its_own_width(environment, seed):
    environment.pop("COLUMNS")
    code, shown = in_terminal(environment, "list", "plan.db", "--overdue", *JULY)
    assert code == 0
    assert "\x1b[" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
    assert max(len(line) for line in plain) == 100


def test_no_color_and_a_dumb_terminal_have_none(environment, seed):
    for settings in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        code, shown = in_terminal(environment, "list", "plan.db", *JULY, **settings)
        assert code == 0
        assert "\x1b" not in shown
