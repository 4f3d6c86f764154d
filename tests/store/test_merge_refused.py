"""A returned file that can't be relied on is refused, and the plan is byte for byte as it was."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.changes import rate
from db.errors import PlanError
from db.merge import merge
from db.origins import NotAsIssued
from db.ship import ship
from db.signature import Signature
from db.store import make_plan, open_plan
from tests.store.conftest import small_document, unguarded
from tests.store.test_attacks_bypass import rewrite

BY = Signature("A. Coordinator")


@pytest.fixture
def returned(file, ids, today, tmp_path):
    """A copy that was issued to Health, and rated there."""
    out = tmp_path / "health.db"
    with open_plan(file) as plan:
        ship(plan, out, to="Health", by=BY)
    with open_plan(out) as plan:
        rate(plan, {ids["1"]: "minor-risk"}, by=Signature("H. Helper"), today=today, reason="so")
    return out


@pytest.fixture
def refused(file):
    """What is said of a file that is not merged; the plan must not have been touched."""

    def attempt(path, **more):
        before = file.read_bytes(), sorted(file.parent.iterdir())
        with open_plan(file) as plan, pytest.raises(PlanError) as caught:
            merge(plan, [path], by=BY, **more)
        assert (file.read_bytes(), sorted(file.parent.iterdir())) == before
        return str(caught.value)

    return attempt


def cut(path, rows):
    """Cut the last rows of a log off, as an insider could, so that the rest is sound."""
    with unguarded(path) as connection:
        connection.execute("DELETE FROM event WHERE seq > (SELECT max(seq) - ? FROM event)", [rows])
        newest = (
            "(SELECT new FROM event WHERE entity = action.id AND field = 'due' AND applied = 1"
            " ORDER BY seq DESC LIMIT 1)"
        )
        connection.execute(f"UPDATE action SET due = {newest}")


def test_a_copy_of_another_plan(refused, tmp_path):
    other = tmp_path / "other" / "plan.db"
    other.parent.mkdir()
    make_plan(other, small_document(), by=BY, source="another").let_go()
    assert "it is a copy of another plan" in refused(other)


def test_a_file_in_which_a_rating_was_changed_behind_the_guards(refused, returned):
    with unguarded(returned) as connection:
        connection.execute("UPDATE event SET new = 'on-track' WHERE new = 'minor-risk'")
    assert "does not verify" in refused(returned)


def test_a_file_whose_tables_say_something_else_than_its_log(refused, returned):
    with unguarded(returned) as connection:
        connection.execute("UPDATE action SET finding = 'Nothing at all.'")
    assert "does not verify" in refused(returned)


def test_a_file_that_was_cut_short(refused, returned):
    data = returned.read_bytes()
    for length in (0, 50, 100, 5000, len(data) // 2, len(data) - 4096, len(data) - 1):
        returned.write_bytes(data[:length])
        assert str(returned) in refused(returned)


def test_a_file_with_a_guard_taken_out(refused, returned):
    with closing(sqlite3.connect(returned)) as connection:
        connection.execute("DROP TRIGGER action_update")
    assert "does not verify" in refused(returned)


def test_a_log_that_was_cut_before_the_row_that_issued_it(refused, returned, file):
    cut(returned, 2)
    said = refused(returned)
    assert "its log lacks the row by which a copy was issued to Health on " in said
    assert "its log lacks the row by which a copy was issued" in refused(returned, sent_to="health")


def test_a_log_that_was_cut_and_written_on(refused, returned, ids, today):
    cut(returned, 2)
    with open_plan(returned) as plan:
        rate(plan, {ids["28a"]: "minor-risk"}, by=Signature("H. Helper"), today=today, reason="so")
    assert "its log lacks the row" in refused(returned)


@pytest.mark.parametrize("new", [False, True], ids=["as they were drawn", "drawn anew"])
def test_a_history_that_was_written_anew(refused, returned, new):
    def change(row):
        if row["field"] == "finding" and row["new"]:
            row["new"] = "Nothing to see."
        if new and row["seq"] > 1:
            row["nonce"] = f"{row['seq']:032x}"

    with unguarded(returned) as connection:
        rewrite(connection, change, genesis=False)
        connection.execute(
            "UPDATE action SET finding = (SELECT new FROM event WHERE entity = action.id AND"
            " field = 'finding' AND applied = 1 ORDER BY seq DESC LIMIT 1)"
        )
    said = refused(returned)
    assert "its history was rewritten" in said or "its log lacks the row" in said


def test_the_copy_of_somebody_else(refused, file, returned, tmp_path):
    with open_plan(file) as plan:
        ship(plan, tmp_path / "police.db", to="Police", by=BY)
    assert "issued to Police" in refused(returned, sent_to="Police")
    assert "no copy was issued to Fire" in refused(returned, sent_to="Fire")


def test_a_file_of_a_newer_version(refused, returned):
    with closing(sqlite3.connect(returned)) as connection:
        connection.execute("PRAGMA user_version = 9")
    assert "a newer jtai has written it (file version 9); update jtai" in refused(returned)


def test_the_plan_itself_no_file_a_folder_and_what_is_no_plan(refused, file, tmp_path):
    assert "this is the plan itself" in refused(file)
    link = tmp_path / "link.db"
    link.symlink_to(file)
    assert "this is the plan itself" in refused(link)
    assert "there is no such file" in refused(tmp_path / "none.db")
    assert "this is a folder" in refused(tmp_path)
    text = tmp_path / "text.db"
    text.write_text("not a plan" * 100)
    assert "this is not a plan file" in refused(text)


def test_one_of_several_that_is_refused_keeps_the_others_out(file, returned, ids, tmp_path):
    bad = Path(shutil.copy(returned, tmp_path / "bad.db"))
    with unguarded(bad) as connection:
        connection.execute("UPDATE event SET author = 'X' WHERE seq = 5")
    before = file.read_bytes()
    with open_plan(file) as plan, pytest.raises(PlanError, match=r"bad\.db"):
        merge(plan, [returned, bad], by=BY)
    assert file.read_bytes() == before


def test_a_copy_made_by_other_means_merges_unless_it_may_be_one_that_is_out_cut_short(
    file, ids, today, tmp_path
):
    early = Path(shutil.copy(file, tmp_path / "early.db"))
    with open_plan(early) as plan:
        rate(plan, {ids["1"]: "minor-risk"}, by=Signature("H. Helper"), today=today, reason="so")
    with open_plan(file) as plan:
        ship(plan, tmp_path / "health.db", to="Health", by=BY)
        before = file.read_bytes()
        with pytest.raises(NotAsIssued):
            merge(plan, [early], by=BY)
        assert file.read_bytes() == before
        assert merge(plan, [early], by=BY, copied=True).files[0].merged
    late = Path(shutil.copy(file, tmp_path / "late.db"))
    with open_plan(late) as plan:
        rate(plan, {ids["28a"]: "minor-risk"}, by=Signature("H. Helper"), today=today, reason="so")
    with open_plan(file) as plan:
        assert merge(plan, [late], by=BY).files[0].merged


def test_a_copy_that_is_back_in_the_same_go_is_not_out(file, ids, today, tmp_path):
    early = Path(shutil.copy(file, tmp_path / "early.db"))
    with open_plan(early) as plan:
        rate(plan, {ids["1"]: "minor-risk"}, by=Signature("H. Helper"), today=today, reason="so")
    with open_plan(file) as plan:
        ship(plan, tmp_path / "health.db", to="Health", by=BY)
        done = merge(plan, [early, tmp_path / "health.db"], by=BY)
    assert [each.merged for each in done.files] == [True, True]
