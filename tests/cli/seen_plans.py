"""A plan that a board saw in June 2020, and in which there was some movement since."""

from __future__ import annotations

import shutil
from datetime import date

from db.additions import NewAction, NewEvidence, add_action, add_evidence
from db.changes import add_update, end_otherwise, rate
from db.points import mark_point
from db.queries import action_id, agency_ids
from db.signature import Signature
from db.store import open_plan

BY = Signature("Ann Author")
JUNE, JULY = date(2020, 6, 30), date(2020, 7, 1)


def make_seen(source, path):
    """Make such a plan at `path` out of the seed plan at `source`."""
    shutil.copy(source, path)
    with open_plan(path) as plan:

        def of(reference):
            return action_id(plan, reference)

        on_track = dict.fromkeys(map(of, ("1", "3", "7")), "on-track")
        rate(plan, on_track, by=BY, today=JUNE, reason="Said so")
        audit = NewEvidence("Audit", link="https://example.org/audit")
        add_evidence(plan, of("1"), audit, by=BY)
        mark_point(plan, "Board June", by=BY, day=JUNE)
        rate(plan, {of("1"): "significant-risk"}, by=BY, today=JULY)
        rate(plan, {of("3"): "completed"}, by=BY, today=JULY)
        add_update(plan, [of("1")], "It fell behind.", by=BY, day=JULY)
        end_otherwise(plan, [of("8")], "superseded", by=BY, reason="By 9")
        police = agency_ids(plan)["Thames Valley Police"]
        add_action(plan, NewAction("35", police, "Do", timescale="ongoing"), by=BY)
    return path
