"""An exported plan makes the same plan again, whatever was done to it."""

import contextlib
import io
import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import PlanError
from db.plain_text import is_blank
from db.plan_document import PlanFaults
from db.seed import seed_document
from db.snapshot import plan_document
from db.store import open_plan
from db.verify import verify
from jtai_tui.__main__ import main
from jtai_tui.exchange.plan_json import plan_bytes, read_plan_bytes
from jtai_tui.exchange.source_file import source_bytes

HOSTILE = [
    "[/old]", "=1+1", "e\u0301", "\u00c9", "E\u0301", "漢字", "\u202ex", "👩\u200d👩", "a\tb",
    "a\nb", " spaced ", "\u200b", "'; DROP TABLE event; --", "x\u2028y", "\x85",
]  # fmt: skip
TEXT = st.one_of(st.text(max_size=12), st.sampled_from(HOSTILE), st.just("plain words"))
LINE = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
    .map(lambda text: text.replace(";", "").strip()).filter(lambda text: not is_blank(text)),
    st.sampled_from(["[/old]", "=1+1", "e\u0301", "漢字", "\u202ex", "👩\u200d👩"]),
)  # fmt: skip
REFERENCE = st.sampled_from(["1", "2", "2a", "A 3", "É"])
CODES = ["not-started", "significant-risk", "minor-risk", "on-track", "completed", "evidenced"]
FIELDS = ["reference", "sources", "agency", "finding", "action", "leads", "timescale", "due",
          "forecast"]  # fmt: skip
DAYS = ["End June 2020", "31/7/2020", "2021-02-28", "Spring 2022", "ongoing", ""]


def plans():
    """Draw the JSON of a small plan as a person would write one."""
    action = st.fixed_dictionaries(
        {
            "reference": REFERENCE,
            "agency": st.sampled_from(["Police", "Health"]),
            "action": LINE,
        },
        optional={
            "finding": LINE,
            "leads": st.lists(LINE, max_size=2),
            "timescale": st.sampled_from(DAYS),
            "rating": st.sampled_from(CODES[:5]),
            "progress": LINE,
            "forecast": st.sampled_from(["2020-07-01", None]),
            "closed": st.sampled_from(["moved", None]),
        },
    )
    return st.fixed_dictionaries(
        {
            "format": st.just("jtai-plan/1"),
            "title": LINE,
            "updated": st.just("2020-03-26"),
            "agencies": st.just([{"name": "Police"}, {"name": "Health", "aliases": ["NHS"]}]),
            "actions": st.lists(
                action, min_size=2, max_size=5, unique_by=lambda each: each["reference"]
            ),
        }
    )


def commands():
    """Draw a command that changes `plan.db`, or is refused."""
    reason = TEXT.map(lambda text: f"--reason={text}")
    fields = st.tuples(st.sampled_from(FIELDS), st.one_of(TEXT, st.sampled_from(DAYS)))
    change = fields.map(lambda pair: f"{pair[0]}={pair[1]}")
    code = st.sampled_from(CODES)
    return st.one_of(
        st.tuples(st.just("rate"), REFERENCE, code, reason),
        st.tuples(st.just("edit"), REFERENCE, change, reason),
        st.tuples(st.just("update"), REFERENCE, TEXT),
        st.tuples(st.just("evidence"), REFERENCE, TEXT, st.just("--file=proof"),
                  TEXT.map(lambda text: f"--note={text}")),
        st.tuples(st.just("evidence"), REFERENCE, TEXT, TEXT.map(lambda text: f"--kind={text}")),
        st.tuples(st.just("close"), REFERENCE, st.just("superseded"), reason),
        st.tuples(st.just("reopen"), REFERENCE, reason),
        st.tuples(st.just("add"), TEXT, TEXT, st.just("--agency=Police"),
                  st.sampled_from(DAYS).map(lambda text: f"--timescale={text}")),
        st.tuples(st.just("agency"), TEXT),
        st.tuples(st.just("agency"), st.just("Health"), TEXT.map(lambda text: f"--rename={text}")),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    )  # fmt: skip


def typed(name, *rest):
    """Type a command for `plan.db` and return its exit code."""
    words = [word for word in rest if not word.startswith("--")]
    options = [word for word in rest if word.startswith("--")]
    argv = [name, *options, "--author=Ann Author", "--today=2020-07-01", "--", "plan.db", *words]
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        return main(argv)


@contextlib.contextmanager
def folder_of_its_own():
    """Work in a new folder that is also the user's home."""
    before = Path.cwd()
    names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
    kept = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory() as folder:
        try:
            os.environ.update(dict.fromkeys(names, str(Path(folder) / "home")))
            os.chdir(folder)
            yield Path(folder)
        finally:
            os.chdir(before)
            for name, value in kept.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


def its_export_makes_an_equal_plan(plan, done):
    with folder_of_its_own() as folder:
        (folder / "proof").write_bytes(b"\x00proof\xff")
        (folder / "source.json").write_text(json.dumps(plan))
        assert typed("new", "--from=source.json") == 0
        for command in done:
            assert typed(*command) in (0, 1, 2)
        assert typed("export", "plan.json") == 0
        first = (folder / "plan.json").read_bytes()
        (folder / "plan.db").rename(folder / "first.db")
        assert typed("new", "--from=plan.json") == 0
        assert verify(folder / "plan.db").sound
        with open_plan(folder / "first.db") as one, open_plan(folder / "plan.db") as two:
            assert plan_document(two) == plan_document(one)
            assert plan_bytes(plan_document(two)) == first
        assert typed("export", "plan.csv") == 0


@pytest.mark.parametrize("times", [4, pytest.param(25, marks=pytest.mark.journey)])
def test_whatever_was_done_to_a_plan_its_export_makes_an_equal_one(times):
    done = st.lists(commands(), min_size=6, max_size=12)
    tried = given(plans(), done)(its_export_makes_an_equal_plan)
    settings(max_examples=times, deadline=None)(tried)()


def test_a_plan_is_read_back_from_its_own_bytes():
    document = seed_document()
    assert read_plan_bytes(plan_bytes(document), "plan.json") == document


def test_a_faulty_plan_yields_nothing_but_its_faults():
    with pytest.raises(PlanFaults) as refused:
        read_plan_bytes(b'{"title": 1, "zebra": 2}', "x.json")
    assert len(refused.value.faults) > 1


def test_a_file_is_called_by_its_own_name_without_folders(tmp_path):
    (tmp_path / "plan.json").write_bytes(b"{}")
    assert source_bytes(str(tmp_path / "plan.json")) == (b"{}", "plan.json")


def test_a_file_that_can_not_be_read_is_said_so(tmp_path):
    for path in (tmp_path, tmp_path / "missing", tmp_path / "x\0y"):
        with pytest.raises((PlanError, ValueError)):
            source_bytes(str(path))
