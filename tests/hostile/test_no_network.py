"""Nothing leaves the machine: no socket is opened in a whole session, nor any program run unasked.

The program runs as it is, behind a hook of Python's own that hears of every socket, every name
looked up and every program started. What the session paints is held against what Textual needs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jtai_tui.cli.catalogue import COMMANDS as CLI_COMMANDS
from jtai_tui.cli.pages_sharing import FORMATS
from jtai_tui.commands import Place, command, commands_for
from tests.hostile.plans import made, returned, small_plan
from tests.hostile.test_in_commands import words_of
from tests.hostile.test_out_of_commands import full_of
from tests.hostile_texts import CONTROLS, SOME, TEXTS, steering
from tests.terminal.terminal import PROGRAM, Terminal

ROOT = Path(__file__).parents[2]
KEPT = " · ".join(TEXTS[name] for name in SOME if name not in CONTROLS)

WATCHED = """
import os, sys
heard = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
START = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system",
         "os.startfile", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.",
         "telnetlib.", "webbrowser.")
def hear(event, args):
    if event.startswith(START):
        os.write(heard, f"{event} {args[1:]!r}\\n".encode())
sys.addaudithook(hear)
from jtai_tui.__main__ import main
"""
APP = WATCHED + f"sys.exit(main(sys.argv[{2 + len(PROGRAM)}:]))"
LINES = (
    WATCHED
    + """
import json
for argv in json.load(open(sys.argv[2])):
    sys.stdin = open(os.devnull)
    print(argv, main(argv), file=sys.stderr)
"""
)
# asyncio wakes its own loop through a pair of sockets that are joined to each other, and to no one.
OWN_PAIR = re.compile(r"socket\.__new__ \((<AddressFamily\.AF_UNIX: 1>|1), .*\)")


def outward(heard: Path) -> list[str]:
    """Return what was heard, but for asyncio's own pair."""
    lines = heard.read_text(encoding="utf-8").splitlines() if heard.exists() else []
    return [line for line in lines if not OWN_PAIR.fullmatch(line)]


def test_the_hook_hears_a_socket_and_a_program(tmp_path):
    script = WATCHED + (
        "import socket, subprocess\nsocket.socket().close()\n"
        "try: socket.getaddrinfo('localhost', 1)\nexcept OSError: pass\n"
        "subprocess.run(['true'])\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "heard")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    heard = "\n".join(outward(tmp_path / "heard"))
    for event in ("socket.__new__", "socket.getaddrinfo", "subprocess.Popen"):
        assert event in heard


TEXTUALS = re.compile(
    r"\x1b\[[0-9;]*m"  # styles
    r"|\x1b\[[0-9;]*[HJK]"  # where it paints
    r"|\x1b\[\?[0-9;]+[hl]|\x1b\[[<>=]?[0-9;]*u|\x1b\[\?u"  # modes and the keyboard
    r"|\x1b\[\?[0-9]+\$p|\x1b\[[0-9]* q|\x1b\[6n|\x1b\[c|\x1b\[[0-9;]*t"  # questions
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # the clipboard, in base64
    r"|\x1b\]22;[a-z-]*\x07"  # the pointer's shape
    r"|\x1b7|\x1b8"
)


QUICK = ("triage", "history", "verify", "help")
LONG = [each.id for each in commands_for(Place.MAIN) if each.palette and "quit" not in each.id]


@pytest.mark.parametrize(
    "commands",
    [
        pytest.param(QUICK, marks=pytest.mark.journey),
        pytest.param(LONG, marks=pytest.mark.journey),
    ],
)
def test_a_whole_session_opens_no_socket_and_sends_nothing_that_steers(commands, home):
    path = made(home / "plan.db", full_of(KEPT.replace("\n", " ")))
    heard = home / "heard"
    editor = home / "editor"
    editor.write_text("#!/bin/sh\nprintf 'from outside' > \"$1\"\n", encoding="utf-8")
    editor.chmod(0o755)
    through = [sys.executable, "-c", APP, str(heard)]
    arguments = [path.name, "--author", "J\u202eo [/b]", "--today", "2020-07-01"]
    environment = {"EDITOR": str(editor), "VISUAL": "unset"}
    with Terminal(arguments, home, through=through, environment=environment) as terminal:
        terminal.see("saved")
        terminal.keys("2because\r")
        terminal.see("Rated action")
        terminal.keys("v")
        terminal.see("Evidence for")
        terminal.keys("\x1b[200~Audit \u202e\x1b[201~\r")
        terminal.see("Evidence for", gone=True)
        terminal.keys("pDone\x1bOS")
        terminal.see("from outside")
        terminal.keys("\x13")
        terminal.see("Progress of action")
        terminal.keys("/zzz")
        terminal.see("No action has")
        terminal.press("esc")
        terminal.keys("y")
        terminal.see("Copied")
        for each in commands:
            terminal.keys(f"\x10{command(each).name}\r")
            terminal.rest(0.1)
            terminal.press("esc", "esc")
        terminal.keys("\x11")
        terminal.rest(1)
        if terminal.process.isalive():
            terminal.keys("y")
        assert terminal.end() == 0
        raw = bytes(terminal.raw).decode()
    events = outward(heard)
    assert events
    assert all(each.startswith(f"subprocess.Popen (['{editor}', ") for each in events)
    assert "\x1b]52;c;" in raw
    painted = TEXTUALS.sub("", raw)
    # What only shapes its neighbours, and private characters, which a field shows as they are.
    shown = set("\u200c\u200d\ufe0e\ufe0f\ue000\uf8ff\U000f0000\U0010fffd")
    assert not steering(painted.replace("\r", "")) - shown
    for name in ("colour", "moving the cursor", "a title for the window", "a link", "a clipboard"):
        assert CONTROLS[name] not in raw


def lines() -> list[list[str]]:
    """Return a line to type for every command, in each of its formats."""
    typed = []
    for each in CLI_COMMANDS.values():
        if each.name != "open":
            name, *rest = words_of(each, None, "")
            typed += [[name, f"--format={chosen}", *rest] for chosen in each.formats]
            typed += [] if each.formats else [[name, *rest]]
    typed += [["export", "plan.db", f"written.{ending}"] for ending in FORMATS]
    for name in ("written.docx", "written.xlsx", "table.csv"):
        typed.append(["import", "plan.db", name, "--author=A", "--dry-run"])
    return typed


def prepared(home: Path) -> Path:
    returned(made(home / "plan.db", small_plan()))
    (home / "plan.json").write_text(json.dumps(small_plan()), encoding="utf-8")
    (home / "table.csv").write_text("Ref,Action\n99,Train all staff\n", encoding="utf-8")
    (home / "lines.json").write_text(json.dumps(lines()), encoding="utf-8")
    return home / "heard"


def run_lines(home: Path, heard: Path, *before: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-c", LINES, str(heard), "lines.json"],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_no_command_of_the_command_line_opens_a_socket_or_runs_a_program(home):
    heard = prepared(home)
    done = run_lines(home, heard)
    assert done.returncode == 0, done.stderr
    ended = re.findall(r"^\['([a-z]+)'.*\] (\d)$", done.stderr, re.MULTILINE)
    assert {name for name, code in ended if code == "0"} >= CLI_COMMANDS.keys() - {
        "open", "redo", "restore", "agency", "merge", "check",
    }  # fmt: skip
    assert ("merge", "1") in ended  # a conflict waits, which is decided next
    codes = [code for name, code in ended if name in ("export", "import")]
    assert codes[-len(FORMATS) - 3 :] == ["0"] * (len(FORMATS) + 3)
    assert outward(heard) == []


@pytest.mark.journey
@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace here")
def test_the_system_is_asked_for_no_socket_either(home):
    heard, trace = prepared(home), home / "trace"
    done = run_lines(home, heard, "strace", "-f", "-e", "trace=%network", "-o", str(trace))
    assert done.returncode == 0, done.stderr
    calls = trace.read_text(encoding="utf-8")
    assert not re.findall(r"socket\(AF_INET|connect\(|AF_NETLINK|sendto\(", calls)
