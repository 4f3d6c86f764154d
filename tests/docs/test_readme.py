"""The README's commands, run as they stand there in a copy of the project."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import make_pictures
import pytest

from tests.docs.pages import PROJECT, Terminal, blocks, commands, opens_the_app

_LEFT_OUT = shutil.ignore_patterns(
    ".*venv*", ".git", ".hypothesis", "*_cache", "__pycache__", "*.egg-info", "*.db", ".coverage*"
)


@pytest.fixture
def copy(tmp_path):
    """A copy of the project, as somebody has it who has fetched it."""
    return Path(shutil.copytree(PROJECT, tmp_path / "jtai", ignore=_LEFT_OUT))


@pytest.fixture
def environ():
    """An environment of its own, in which pip finds what is installed here and asks no index."""
    paths = sysconfig.get_paths()
    with make_pictures.own_home() as (_, environ):
        kept = ("PYTEST_", "COV", "PYTHONDONTWRITEBYTECODE")
        for name in [each for each in environ if each.startswith(kept)]:
            del environ[name]
        yield environ | {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), environ["PATH"]]),
            "PYTHONPATH": os.pathsep.join({paths["purelib"], paths["platlib"]}),
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip's word for: without isolation
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTEST_ADDOPTS": "tests/store/test_dates.py",
            "PYTEST_XDIST_AUTO_NUM_WORKERS": "1",  # as many as one file of tests keeps busy
        }


@pytest.fixture
def shown():
    """The README's commands: to install, to test, and to work with the plan."""
    return [line for block in blocks("README.md", "sh") for line in commands(block)]


@pytest.mark.journey
def test_one_command_opens_the_plan_and_the_others_do_what_is_said(copy, environ, shown):
    install, _, *others = shown
    assert opens_the_app(install)
    in_the_app(install, copy, environ, "33", "Multi-agency")
    assert (copy / "jtai-plan.db").is_file()

    said = {}
    for command in others:
        if opens_the_app(command):
            in_the_app(command, copy, environ, "28 overdue")
        else:
            said[command.split()[1]] = in_the_shell(command, copy, environ)
    assert said["list"].rstrip().endswith("28 of 33 actions")
    assert "Significant risk" in said["rate"]
    assert "Jonathan Eastwood" in said["show"]
    assert "J Smith" in said["log"]
    assert said["verify"].endswith("sound\n")
    assert "4 reporting points" in said["demo"]
    assert "board.docx" in said["report"]


@pytest.mark.journey
def test_one_more_command_passes_the_tests(copy, environ, shown):
    # As pytest is found installed, pip leaves out its script.
    script = copy / ".venv" / "bin" / "pytest"
    script.parent.mkdir(parents=True)
    script.write_text(f'#!/bin/sh\nexec {script.parent}/python -m pytest "$@"\n')
    script.chmod(0o755)
    assert " passed in " in in_the_shell(shown[1], copy, environ).splitlines()[-1]


def in_the_shell(command, folder, environ):
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


def in_the_app(command, folder, environ, *wanted):
    terminal = Terminal(["bash", "-c", command], size=(120, 40), folder=folder, environ=environ)
    for text in ("VIEWS", *wanted):
        terminal.wait_for(text)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
