"""A name under which a file may lie on any disk, whatever it was called in the plan."""

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.safe_name import MOST_NAME_BYTES, ending_of, is_hidden, safe_name

PARTS = st.sampled_from(
    [
        "/", "\\", "..", ".", "-", " ", ":", "CON", "nul", "Com1", "LPT9", ".txt", ".exe", "~", "$",
        "\u202e", "\u200b", "\x1b[2J", "\0", "\n", "\ud800", "\u2044", "\uff0f", "\u3164", "é",
        "e\u0301",
        "x" * 60, "ü" * 80, "\U0001f642" * 40, "." * 30, "file", "\u00b9", "com\u00b9",
    ]
)  # fmt: skip
NAMES = st.one_of(st.text(), st.lists(PARTS, max_size=12).map("".join))
DEVICES = {"CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"} | {
    f"{name}{number}" for name in ("COM", "LPT") for number in "0123456789"
}


@given(NAMES)
def test_a_safe_name_is_one_name_without_folders_or_anything_hidden(name):
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set('/\\:<>"|?*')
    assert not any(unicodedata.category(each)[0] == "C" for each in safe)
    assert not any(is_hidden(each) for each in safe)
    assert safe not in (".", "..")
    assert safe[0] not in ".- "
    assert safe[-1] not in ". "


@given(NAMES)
def test_a_safe_name_is_no_device_of_windows_whatever_ending_it_has(name):
    stem = unicodedata.normalize("NFKC", safe_name(name).partition(".")[0])
    assert stem.strip().upper() not in DEVICES


@given(NAMES)
def test_a_safe_name_is_short_enough_and_keeps_the_ending(name):
    safe = safe_name(name)
    assert len(safe.encode()) <= MOST_NAME_BYTES
    cut = safe_name(f"{name}.pdf")
    assert cut.endswith("pdf")
    assert ending_of(cut) in (".pdf", "")
    assert ending_of(safe_name(f"{'x' * 300}{name}.pdf")) == ".pdf"


@given(NAMES)
def test_a_safe_name_stays_as_it_is(name):
    assert safe_name(safe_name(name)) == safe_name(name)


@given(NAMES)
def test_a_safe_name_is_taken_by_the_disk_and_lies_in_the_folder_it_was_put_in(name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, safe_name(name))
        path.write_bytes(b"x")
        assert [each.name for each in Path(folder).iterdir()] == [path.name]


@pytest.mark.parametrize(
    "name",
    ["Audit June 2020.pdf", "Überprüfung – Teil 2.docx", "résumé (final)_v2.xlsx", "議事録.txt",
     "report.final.v2.pdf", "a~b$c&d'e.txt", "README"],
)  # fmt: skip
def test_a_name_that_people_give_is_left_alone(name):
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\a.dll", "C__Windows_a.dll"),
        (".bashrc", "bashrc"),
        ("--force", "force"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a.exe\u200b", "a.exe"),
        ("a.exe. . ", "a.exe"),
        ("plan.db-journal", "plan.db_journal"),  # SQLite would play it into the plan beside it
        ("plan.db-WAL", "plan.db_WAL"),
        ("a-shm", "a_shm"),
        ("minutes-journal.pdf", "minutes-journal.pdf"),
        ("con.txt", "_con.txt"),
        ("CON .tar.gz", "_CON .tar.gz"),
        ("com\u00b9.txt", "_com\u00b9.txt"),
        ("a\r\nb.txt", "a__b.txt"),
        ("a\u2044b\uff0fc\u2215d", "a_b_c_d"),
        ("\u00a0a\u3000b.txt", "a b.txt"),
        ("a.txt:stream", "a.txt_stream"),
        ("...", "file"),
        ("\u200b", "file"),
        ("", "file"),
    ],
)
def test_what_would_lead_elsewhere_or_hide_is_taken_out(name, safe):
    assert safe_name(name) == safe


def test_an_ending_is_what_stands_behind_the_last_dot_in_small_letters():
    assert [ending_of(each) for each in ("a.PDF", "a.tar.gz", "a", "a. b", ".x")] == [
        ".pdf", ".gz", "", "", ".x",
    ]  # fmt: skip
    assert safe_name("x" * 200 + ".PDF") == "x" * (MOST_NAME_BYTES - 4) + ".PDF"
    assert len(safe_name("x" * 100 + "." + "y" * 100)) == MOST_NAME_BYTES
