"""Which rows were written in a file, and which came in by merging; and the order of a review."""

from __future__ import annotations

import shutil
from pathlib import Path

from db.changes import rate
from db.file import looking
from db.mainline import read_mainline
from db.merge import merge
from db.proposed import ProposedChange, Side, Standing, in_order
from db.signature import Signature
from db.store import open_plan
from db.tip import read_tip

BY = Signature("A. Coordinator")


def length(plan):
    with looking(plan) as connection:
        return read_tip(connection).seq


def test_what_came_in_stands_between_the_merge_and_the_row_before_it(file, ids, today, tmp_path):
    def rated(path, who):
        with open_plan(path) as plan:
            rate(plan, {ids["1"]: "minor-risk"}, by=Signature(who), today=today, reason="so")

    first, second = (Path(shutil.copy(file, tmp_path / name)) for name in ("one.db", "two.db"))
    rated(first, "One")
    rated(second, "Two")
    with open_plan(first) as plan:
        merge(plan, [second], by=Signature("One"))  # brings a merge of its own
    with open_plan(file) as plan:
        before = length(plan)
        merge(plan, [first], by=BY)
        middle = length(plan)
        merge(plan, [second], by=BY)
        assert length(plan) == middle, "it came in with the first"
        rate(plan, {ids["28a"]: "minor-risk"}, by=BY, today=today, reason="so")
        with looking(plan) as connection:
            mainline = read_mainline(connection)
        assert [merged.record.name for merged in mainline.merges] == ["one.db"]
        came = [seq for seq in range(1, length(plan) + 1) if mainline.came_in(seq) is not None]
    assert came == list(range(before + 1, middle))


def change(**what):
    side = Side("x")
    values = {"id": repr(what), "what": "Rating", "field": "rating", "now": "", "source": "f"}
    return ProposedChange(
        **values | {"standing": Standing.TAKEN} | what, base=side, ours=side, theirs=side
    )


def test_conflicts_are_reviewed_first_then_by_agency_and_reference():
    changes = [
        change(agency="B", reference="1", action="a"),
        change(agency="A", reference="10", action="b"),
        change(agency="A", reference="2", action="c"),
        change(agency="B", reference="3", action="d", standing=Standing.CONFLICT),
        change(agency="gone", reference="0", action="e"),
    ]
    found = in_order(changes, ["A", "B"])
    assert [each.action for each in found] == ["d", "c", "b", "a", "e"]
