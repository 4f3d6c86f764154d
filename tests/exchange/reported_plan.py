"""The seed plan with a short history: rated, updated, revised, and seen by a board twice."""

from datetime import UTC, date, datetime

from db.additions import NewAction, NewEvidence, add_action, add_evidence
from db.changes import add_update, edit, end_otherwise, rate, revise_due
from db.points import mark_point
from db.queries import action_id, agency_ids
from db.seed import seed_document
from db.signature import Signature
from db.store import make_plan

APRIL, JULY, TODAY = date(2020, 4, 30), date(2020, 7, 1), date(2020, 9, 15)
POINTS = ("Partnership Board April", "Partnership Board July")


def make_reported(path):
    """Make a plan file whose log was written in 2020, and return the plan, open."""
    moment = [datetime(2020, 3, 26, 9, tzinfo=UTC)]
    by = Signature("Demo Coordinator", lambda: moment[0])
    plan = make_plan(path, seed_document(), by=by, source="seed plan")

    def on(day):
        moment[0] = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)

    def of(reference):
        return action_id(plan, reference)

    def rated(day, code, *references, reason=""):
        on(day)
        ratings = {of(each): code for each in references}
        rate(plan, ratings, by=by, today=day, reason=reason)

    def said(day, reference, text):
        on(day)
        add_update(plan, [of(reference)], text, by=by, day=day)

    every = [str(n) for n in range(1, 35) if n not in (2, 10, 15, 22, 24)]
    rated(date(2020, 4, 20), "not-started", "32", "34")
    rated(date(2020, 4, 20), "on-track", *every[:20], reason="As the leads report it")
    mark_point(plan, POINTS[0], by=by, day=APRIL)
    said(date(2020, 5, 14), "1", "The dashboard was shown to two boroughs.\n\n- one\n- two")
    on(date(2020, 5, 20))
    revise_due(plan, [of("1")], date(2020, 6, 30), by=by, reason="The supplier delivers later")
    rated(date(2020, 6, 1), "completed", "4", "5")
    rated(date(2020, 6, 10), "minor-risk", "3", "7", "8")
    mark_point(plan, POINTS[1], by=by, day=JULY)
    on(date(2020, 7, 20))
    revise_due(plan, [of("1")], date(2020, 8, 31), by=by, reason="Staff were redeployed")
    revise_due(plan, [of("9")], date(2020, 12, 31), by=by, reason="Agreed with the chair")
    rated(date(2020, 7, 21), "significant-risk", "7", "8", "26", "33")
    rated(date(2020, 7, 21), "on-track", "3", reason="Done but for the last audit")
    on(date(2020, 8, 3))
    add_evidence(
        plan, of("4"), NewEvidence("Audit of July", link="https://example.org/audit"), by=by
    )
    rated(date(2020, 8, 4), "evidenced", "4")
    rated(date(2020, 8, 5), "completed", "6", "11")
    rated(date(2020, 8, 6), "on-track", "5", reason="Opened again: the audit found gaps")
    on(date(2020, 8, 10))
    edit(plan, of("7"), {"forecast": "2020-10-31"}, by=by, today=date(2020, 8, 10))
    edit(plan, of("32"), {"forecast": "2021-01-31"}, by=by, today=date(2020, 8, 10))
    end_otherwise(plan, [of("12")], "superseded", by=by, reason="Action 13 covers it")
    new = NewAction(
        reference="35",
        agency=agency_ids(plan)[seed_document().actions[0].agency],
        finding="The board asked for one more.",
        action="Report on waiting times each quarter.",
        leads="Jane Example",
        timescale="End December 2020",
    )
    add_action(plan, new, by=by)
    said(date(2020, 9, 1), "26", "The review is with the legal team.")
    return plan
