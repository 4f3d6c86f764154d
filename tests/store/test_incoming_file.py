"""A file on its way in: looked at before it is read, within a bound, under a name that is kept."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Refused
from db.fields import check_field
from db.incoming_file import look_at_file, name_to_keep, read_file
from db.safe_name import is_hidden
from db.sizes import (
    MAILED_PLAN_BYTES,
    MOST_FILE_BYTES,
    MOST_PLAN_BYTES,
    check_plan_size,
    large_plan_words,
    size_words,
)


def test_a_file_is_read_whole_up_to_the_bound(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(bytes(range(256)) * 10)
    assert look_at_file(file, 2560) == 2560
    assert read_file(file, 2560) == bytes(range(256)) * 10
    (tmp_path / "link").symlink_to(file)
    assert len(read_file(tmp_path / "link", 2560)) == 2560
    for read in (look_at_file, read_file):
        with pytest.raises(Refused, match="it has 2 kB, and up to 2 kB are taken; give a link"):
            read(file, 2559)


def test_a_film_is_refused_before_a_byte_of_it_is_read(tmp_path):
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(1024**4)  # nobody could read it in the time of a test, nor has the memory
    with pytest.raises(Refused, match=r"film.mp4: it has 1048576.0 MB, and up to 25.0 MB"):
        read_file(film, MOST_FILE_BYTES)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux has files that grow so")
def test_a_file_that_has_more_than_it_says_is_read_no_further_than_the_bound():
    grows = Path("/proc/self/status")
    assert grows.stat().st_size == 0
    with pytest.raises(Refused, match="up to 100 bytes are taken"):
        read_file(grows, 100)
    assert read_file(grows, 1_000_000).startswith(b"Name:")


@pytest.mark.parametrize("read", [look_at_file, read_file])
def test_what_is_no_file_is_refused_at_once(tmp_path, read, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        for name in ("pipe", "socket", os.devnull, "/dev/zero"):
            with pytest.raises(Refused, match="not a file but a device, a pipe or a socket"):
                read(Path(name), 100)
    with pytest.raises(Refused, match="this is a folder"):
        read(tmp_path, 100)
    with pytest.raises(Refused, match="there is no such file"):
        read(Path("missing"), 100)
    with pytest.raises(Refused, match="can't be read"):
        read(Path("nul\0"), 100)
    Path("loop").symlink_to("loop")
    with pytest.raises(Refused, match="can't be read"):
        read(Path("loop"), 100)


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may read everything")
def test_a_file_that_one_may_not_read_is_refused(tmp_path):
    file = tmp_path / "secret"
    file.touch(mode=0)
    with pytest.raises(Refused, match="ask its owner for access"):
        read_file(file, 100)


@given(st.text(min_size=1))
def test_a_plan_keeps_every_name_that_it_is_given_so(name):
    kept = name_to_keep(name)
    check_field("evidence", "file_name", kept)
    assert not any(map(is_hidden, kept))
    assert name_to_keep(kept) == kept


@pytest.mark.parametrize("name", ["Audit.pdf", ".hidden", "a:b?.txt", "-x", "CON", "a\u202fb.png"])
def test_a_name_is_kept_as_it_is_wherever_a_plan_can_keep_it(name):
    assert name_to_keep(name) == name


@pytest.mark.parametrize(
    ("name", "kept"),
    [(" a.pdf", "a.pdf"), ("a\nb.pdf", "a_b.pdf"), ("caf\udce9.pdf", "caf.pdf"),
     ("fdp\u202e.exe", "fdp.exe"), ("a\x1b[2J", "a_[2J")],
)  # fmt: skip
def test_a_name_that_a_plan_can_not_keep_is_made_safe(name, kept):
    assert name_to_keep(name) == kept


def test_a_plan_that_is_hard_to_mail_is_told_and_one_that_is_too_large_refused():
    assert large_plan_words(MAILED_PLAN_BYTES) == ""
    assert large_plan_words(MAILED_PLAN_BYTES + 1).startswith("the plan now has 15.0 MB, and mail")
    check_plan_size(MOST_PLAN_BYTES - 5, 5)
    with pytest.raises(Refused, match=r"more than 100.0 MB, too much to hand round; give a link"):
        check_plan_size(MOST_PLAN_BYTES - 5, 6)


def test_sizes_are_told_in_words():
    assert [size_words(size) for size in (0, 1, 1023, 1024, 3 * 1024 * 1024)] == [
        "0 bytes", "1 byte", "1023 bytes", "1 kB", "3.0 MB",
    ]  # fmt: skip
