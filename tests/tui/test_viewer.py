"""Handing a file to a viewer: small scripts that write down what they are given."""

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from jtai_tui.viewer import NoViewer, find_viewer, hand_to_viewer, lay_out

DESKTOP = {"DISPLAY": ":0"}


@pytest.fixture
def programs(tmp_path):
    """A folder with an `xdg-open` and an `open` in it, that write down their arguments."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("xdg-open", "open"):
        script = folder / name
        script.write_text(
            f"#!{sys.executable}\nimport json, os, sys\n"
            f"open({str(tmp_path / 'said.part')!r}, 'w').write("
            "json.dumps([sys.argv[1:], open(sys.argv[1]).read()]))\n"
            f"os.rename({str(tmp_path / 'said.part')!r}, {str(tmp_path / 'said')!r})\n"
        )
        script.chmod(0o755)
    return folder


def test_a_viewer_is_what_the_system_has_for_it(programs):
    path = {"PATH": str(programs)}
    assert find_viewer(DESKTOP | path, "linux") == str(programs / "xdg-open")
    assert find_viewer({"WAYLAND_DISPLAY": "w"} | path, "freebsd13") == str(programs / "xdg-open")
    assert find_viewer(path, "darwin") == str(programs / "open")
    assert find_viewer({}, "win32") == ""


@pytest.mark.parametrize(
    ("environment", "platform", "said"),
    [
        ({}, "linux", "There is no desktop here"),
        ({"DISPLAY": ""}, "linux", "There is no desktop here"),
        ({"SSH_CONNECTION": "1.2.3.4"}, "linux", "You are connected over SSH"),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", "You are connected over SSH"),
        ({"SSH_CLIENT": "1.2.3.4"}, "win32", "You are connected over SSH"),
        (DESKTOP, "linux", "There is no xdg-open on this computer"),
        ({}, "darwin", "There is no open on this computer"),
    ],
)
def test_where_there_is_no_viewer_it_is_said_why(environment, platform, said):
    with pytest.raises(NoViewer, match=said):
        find_viewer(environment, platform)


@pytest.mark.parametrize("name", ["audit.pdf", "$(touch x); `id` & a.txt", "a b'c.txt", "%f.png"])
def test_the_viewer_gets_the_file_as_one_word_and_no_shell_reads_its_name(programs, tmp_path, name):
    environment = DESKTOP | {"PATH": str(programs)}
    path = lay_out(tmp_path, name, b"what it holds")
    process = hand_to_viewer(path, find_viewer(environment, "linux"), environment)
    while process.poll() is None:
        time.sleep(0.01)
    assert process.returncode == 0
    assert (tmp_path / "said").read_text() == f'[["{path}"], "what it holds"]'
    assert path.is_absolute()
    assert [each.name for each in path.parent.iterdir()] == [name]


def test_a_file_that_is_laid_out_is_private_read_only_and_can_not_be_run(tmp_path):
    before = os.umask(0)
    try:
        first, second = (lay_out(tmp_path, "a.pdf", data) for data in (b"1", b"2"))
    finally:
        os.umask(before)
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")
    assert stat.S_IMODE(first.stat().st_mode) == 0o400
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


def test_a_viewer_that_can_not_be_started_is_said_to_be(tmp_path):
    path = lay_out(tmp_path, "a.pdf", b"x")
    with pytest.raises(NoViewer, match="The viewer could not be started: No such file"):
        hand_to_viewer(path, str(Path(tmp_path, "missing")), {})
