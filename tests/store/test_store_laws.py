"""Laws of the store over any run of commands, held against a little model of a plan."""

import copy
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.additions import (
    NewAction,
    NewEvidence,
    add_action,
    add_agency,
    add_evidence,
    rename_agency,
)
from db.changes import add_update, edit, end_otherwise, rate, reopen, revise_due
from db.errors import Refused
from db.history import plan_due_dates
from db.leads import read_leads
from db.plan_document import read_plan_text, write_plan_text
from db.plan_entries import ActionEntry, AgencyEntry, PlanDocument
from db.queries import plan_facts
from db.seed import seed_document
from db.ship import ship
from db.signature import Signature
from db.snapshot import plan_document
from db.store import make_plan, open_plan
from db.undo import next_undo, redo, undo
from db.verify import verify
from tests.store.replay import replay_faults

BY = Signature("A. Coordinator")
TODAY = date(2020, 7, 1)
SCHEME = seed_document().scheme
CODES = [rating.code for rating in SCHEME]
TEXTS = st.sampled_from(["x", "two\nlines", "[b]", "漢", "it's; --", "a" * 300])
REFERENCES = st.sampled_from(["1", "2", "3a", "é4", "5"])
DAYS = st.dates(date(2020, 1, 1), date(2021, 12, 31))
SOME = st.lists(st.integers(0, 9), min_size=1, max_size=3)


@dataclass
class Action:
    """An action as the model keeps it; `dues` is the agreed due date and the revisions since."""

    agency: str
    reference: str
    finding: str = ""
    rating: str | None = None
    forecast: date | None = None
    closed: str | None = None
    dues: list = field(default_factory=list)
    updates: list = field(default_factory=list)
    evidence: list = field(default_factory=list)

    @property
    def due(self):
        return self.dues[-1] if self.dues else None


@dataclass
class Model:
    """A plan as the model keeps it: agencies with their aliases, and actions, by id."""

    agencies: dict = field(default_factory=dict)
    actions: dict = field(default_factory=dict)


def first_document():
    def action(reference, agency, due):
        return ActionEntry(
            reference, reference, (), agency, "", "Do it.", read_leads("J Culley"), "", "",
            due=due, due_precision=due and "day",
        )  # fmt: skip

    return PlanDocument(
        "Plan", "", "", "", TODAY, SCHEME, (AgencyEntry("Care"), AgencyEntry("Police")),
        (action("1", "Care", date(2020, 5, 1)), action("2", "Police", None)),
    )  # fmt: skip


class PlanLife(RuleBasedStateMachine):
    """A plan's life: every command there is, undone and done again, closed, opened, copied."""

    @initialize()
    def make(self):
        self.folder = Path(tempfile.mkdtemp())
        self.number = 0
        self.anchors = self.folder / "anchors"
        self.plan = make_plan(
            self.folder / "plan0.db", first_document(), by=BY, source="x", anchors=self.anchors
        )
        with closing(sqlite3.connect(self.plan.path)) as connection:
            agencies = dict(connection.execute("SELECT name, id FROM agency"))
            ids = dict(connection.execute("SELECT reference, id FROM action"))
        self.model = Model(
            {agencies[name]: (name, ()) for name in ("Care", "Police")},
            {
                ids["1"]: Action(agencies["Care"], "1", dues=[date(2020, 5, 1)]),
                ids["2"]: Action(agencies["Police"], "2"),
            },
        )
        self.undone, self.done = [], []
        self.rows = 0
        self.other = None

    def teardown(self):
        if hasattr(self, "plan"):
            self.leave()
            self.check_soundness()
            shutil.rmtree(self.folder)

    def leave(self):
        self.plan.__exit__()
        if self.other is not None:
            self.other.__exit__()
            self.other = None

    def check_soundness(self):
        report = verify(self.plan.path, anchors=self.anchors)
        assert [check.line for check in report.checks if not check.sound] == []
        assert report.notes == ()

    def pick(self, numbers):
        ids = list(self.model.actions)
        return list(dict.fromkeys(ids[number % len(ids)] for number in numbers))

    def agency(self, number):
        return list(self.model.agencies)[number % len(self.model.agencies)]

    def command(self, run, change, refused=False):
        """Run a command; unless it is to be refused, the model changes with it."""
        before = copy.deepcopy(self.model)
        try:
            outcome = run()
        except Refused:
            assert refused, "refused for no reason that the model knows"
            return
        assert not refused, "the model knows a reason to refuse this"
        if outcome.batch is not None:
            change(outcome)
            self.done.append(before)
            self.undone.clear()

    @rule(some=SOME, code=st.sampled_from(CODES))
    def rate(self, some, code):
        chosen = self.pick(some)
        actions = [self.model.actions[one] for one in chosen]
        bare = code == "evidenced" and not all(action.evidence for action in actions)
        ended = any(action.closed for action in actions)

        def change(_):
            for action in actions:
                action.rating = code

        ratings = dict.fromkeys(chosen, code)
        self.command(
            lambda: rate(self.plan, ratings, by=BY, today=TODAY, reason="why"),
            change,
            refused=bare or ended,
        )

    @rule(some=SOME, finding=TEXTS, forecast=st.none() | DAYS, said=st.sampled_from(["", "Did."]))
    def edit(self, some, finding, forecast, said):
        (one, *_) = self.pick(some)
        action = self.model.actions[one]

        def change(_):
            action.finding, action.forecast = finding, forecast
            action.updates += [said] if said else []

        changes = {"finding": finding, "forecast": forecast and forecast.isoformat()}
        self.command(lambda: edit(self.plan, one, changes, by=BY, today=TODAY, update=said), change)

    @rule(some=SOME, reference=REFERENCES, number=st.integers(0, 9))
    def renumber_and_move(self, some, reference, number):
        (one, *_) = self.pick(some)
        action, agency = self.model.actions[one], self.agency(number)
        others = {a.reference for key, a in self.model.actions.items() if key != one}

        def change(_):
            action.reference, action.agency = reference, agency

        changes = {"reference": reference, "agency": agency}
        self.command(
            lambda: edit(self.plan, one, changes, by=BY, today=TODAY),
            change,
            refused=reference in others,
        )

    @rule(some=SOME, due=DAYS)
    def revise(self, some, due):
        chosen = self.pick(some)

        def change(_):
            for one in chosen:
                dues = self.model.actions[one].dues
                dues += [due] if dues[-1:] != [due] else []

        self.command(lambda: revise_due(self.plan, chosen, due, by=BY, reason="why"), change)

    @rule(some=SOME, text=TEXTS)
    def update(self, some, text):
        chosen = self.pick(some)

        def change(_):
            for one in chosen:
                self.model.actions[one].updates.append(text)

        self.command(lambda: add_update(self.plan, chosen, text, by=BY, day=TODAY), change)

    @rule(some=SOME, title=st.sampled_from("xyz"), data=st.none() | st.binary(max_size=3))
    def evidence(self, some, title, data):
        (one, *_) = self.pick(some)
        new = NewEvidence(title, file_name="f", file=data)
        self.command(
            lambda: add_evidence(self.plan, one, new, by=BY),
            lambda _: self.model.actions[one].evidence.append((title, data)),
            refused=data == b"",
        )

    @rule(some=SOME, ending=st.sampled_from(["moved", "superseded"]))
    def end(self, some, ending):
        chosen = self.pick(some)
        actions = [self.model.actions[one] for one in chosen]

        def change(_):
            for action in actions:
                action.closed = ending

        shut = any(
            action.closed or action.rating in {"completed", "evidenced"} for action in actions
        )
        self.command(
            lambda: end_otherwise(self.plan, chosen, ending, by=BY, reason="why"), change, shut
        )

    @rule(some=SOME)
    def reopen(self, some):
        chosen = self.pick(some)
        actions = [self.model.actions[one] for one in chosen]

        def change(_):
            for action in actions:
                action.closed = None

        running = not all(action.closed for action in actions)
        self.command(lambda: reopen(self.plan, chosen, by=BY, reason="why"), change, running)

    @rule(
        number=st.integers(0, 9), reference=REFERENCES, timescale=st.sampled_from(["", "May 2020"])
    )
    def add_action(self, number, reference, timescale):
        agency = self.agency(number)
        taken = reference in {action.reference for action in self.model.actions.values()}

        def change(outcome):
            dues = [date(2020, 5, 31)] if timescale else []
            self.model.actions[outcome.created] = Action(agency, reference, dues=dues)

        new = NewAction(reference, agency, "Do it.", timescale=timescale)
        self.command(lambda: add_action(self.plan, new, by=BY), change, taken)

    def names(self, but=None):
        return {
            name.casefold()
            for key, (own, aliases) in self.model.agencies.items()
            if key != but
            for name in (own, *aliases)
        }

    @rule(name=st.sampled_from(["Health", "CARE", "Fire"]))
    def add_agency(self, name):
        def change(outcome):
            self.model.agencies[outcome.created] = (name, ())

        taken = name.casefold() in self.names()
        self.command(lambda: add_agency(self.plan, name, by=BY), change, taken)

    @rule(number=st.integers(0, 9), name=st.sampled_from(["Health", "Care", "Police", "Law"]))
    def rename_agency(self, number, name):
        agency = self.agency(number)
        before, aliases = self.model.agencies[agency]

        def change(_):
            kept = tuple(each for each in aliases if each != name)
            self.model.agencies[agency] = (name, (*kept, before))

        taken = name.casefold() in self.names(but=agency)
        self.command(lambda: rename_agency(self.plan, agency, name, by=BY), change, taken)

    @rule()
    def undo(self):
        if self.done:
            undo(self.plan, by=BY)
            self.undone.append(self.model)
            self.model = self.done.pop()
        else:
            self.command(lambda: undo(self.plan, by=BY), None, refused=True)

    @precondition(lambda self: self.done or self.undone)
    @rule()
    def redo(self):
        if self.undone:
            redo(self.plan, by=BY)
            self.done.append(self.model)
            self.model = self.undone.pop()
        else:
            self.command(lambda: redo(self.plan, by=BY), None, refused=True)

    @rule()
    def somebody_else_looks(self):
        """A second one opens the plan, and has it before them as it stands now."""
        if self.other is None:
            self.other = open_plan(self.plan.path, anchors=self.anchors)
        self.looked_at = copy.deepcopy(self.model)
        self.looked_at_batch = next((row.batch for row in next_undo(self.other)), None)

    def looked_at_actions(self, numbers):
        ids = list(self.looked_at.actions)
        return list(dict.fromkeys(ids[number % len(ids)] for number in numbers))

    def stale_command(self, run, wanted, field, change, refused):
        """Run a command of the one who looked before; a cell that changed since is left alone."""
        stale = {
            one
            for one, value in wanted.items()
            if one in self.model.actions
            and getattr(self.looked_at.actions[one], field)
            != getattr(self.model.actions[one], field)
            and getattr(self.model.actions[one], field) != value
        }

        def checked():
            outcome = run()
            assert {each.action for each in outcome.stale} == stale
            return outcome

        def change_the_others(_):
            for one in wanted.keys() - stale:
                change(self.model.actions[one])

        gone = bool(wanted.keys() - self.model.actions.keys())
        self.command(checked, change_the_others, refused=refused or gone)

    @precondition(lambda self: self.other is not None)
    @rule(some=SOME, code=st.sampled_from(["on-track", "minor-risk", "completed"]))
    def rate_what_was_looked_at(self, some, code):
        ratings = dict.fromkeys(self.looked_at_actions(some), code)
        seen = {one: self.looked_at.actions[one].rating for one in ratings}
        now = [self.model.actions.get(one) for one in ratings]
        self.stale_command(
            lambda: rate(self.other, ratings, by=BY, today=TODAY, reason="why", seen=seen),
            ratings,
            "rating",
            lambda action: setattr(action, "rating", code),
            refused=any(action.closed for action in now if action),
        )

    @precondition(lambda self: self.other is not None)
    @rule(some=SOME, finding=TEXTS)
    def edit_what_was_looked_at(self, some, finding):
        (one, *_) = self.looked_at_actions(some)
        seen = {"finding": self.looked_at.actions[one].finding}
        changes = {"finding": finding}
        self.stale_command(
            lambda: edit(self.other, one, changes, by=BY, today=TODAY, seen=seen),
            {one: finding},
            "finding",
            lambda action: setattr(action, "finding", finding),
            refused=False,
        )

    @precondition(lambda self: self.other is not None)
    @rule(some=SOME, due=DAYS)
    def revise_what_was_looked_at(self, some, due):
        chosen = self.looked_at_actions(some)
        dues = {one: self.looked_at.actions[one].due for one in chosen}
        seen = {one: day and day.isoformat() for one, day in dues.items()}

        def change(action):
            action.dues += [due] if action.due != due else []

        self.stale_command(
            lambda: revise_due(self.other, chosen, due, by=BY, reason="why", seen=seen),
            dict.fromkeys(chosen, due),
            "due",
            change,
            refused=False,
        )

    @precondition(lambda self: self.other is not None and self.looked_at_batch is not None)
    @rule()
    def undo_what_was_looked_at(self):
        newest = next((row.batch for row in next_undo(self.plan)), None)
        if self.looked_at_batch == newest:
            undo(self.other, by=BY, batch=self.looked_at_batch)
            self.undone.append(self.model)
            self.model = self.done.pop()
        else:
            run = lambda: undo(self.other, by=BY, batch=self.looked_at_batch)  # noqa: E731
            self.command(run, None, refused=True)

    @rule()
    def close_and_open(self):
        self.leave()
        self.check_soundness()
        self.plan = open_plan(self.plan.path, anchors=self.anchors)
        assert self.plan.notes == ()

    def go_on_with(self, path):
        self.leave()
        self.check_soundness()
        self.plan = open_plan(path, anchors=self.anchors)
        self.rows = 0

    @rule()
    def send_and_go_on_with_the_copy(self):
        self.number += 1
        path = self.folder / f"plan{self.number}.db"
        ship(self.plan, path, to="Police", by=BY)
        self.go_on_with(path)

    @rule()
    def write_out_and_go_on_with_what_is_read_back(self):
        self.number += 1
        path = self.folder / f"plan{self.number}.db"
        document, tip = plan_document(self.plan), plan_facts(self.plan).tip
        assert read_plan_text(write_plan_text(document)) == document
        with make_plan(path, document, by=BY, source="x", anchors=self.anchors) as made:
            assert plan_document(made) == document
            assert plan_facts(made).tip == tip
        self.go_on_with(path)

    @invariant()
    def the_plan_is_what_the_model_says(self):
        document = plan_document(self.plan)
        files = {file.sha256: file.data for file in document.files}
        names = {key: name for key, (name, _) in self.model.agencies.items()}
        assert [(each.name, each.aliases) for each in document.agencies] == list(
            self.model.agencies.values()
        )
        assert [
            (
                action.agency, action.reference, action.finding, action.rating, action.forecast,
                action.closed, action.due, [update.text for update in action.updates],
                [(each.title, files.get(each.file_sha256)) for each in action.evidence],
            )
            for action in document.actions
        ] == [
            (
                names[action.agency], action.reference, action.finding, action.rating,
                action.forecast, action.closed, action.due, action.updates,
                action.evidence,
            )
            for action in self.model.actions.values()
        ]  # fmt: skip

    @invariant()
    def agreed_due_dates_and_revisions_are_counted(self):
        found = plan_due_dates(self.plan)
        for one, action in self.model.actions.items():
            agreed, revisions = found.get(one, (None, ()))
            assert agreed == (action.dues or [None])[0]
            assert [revision.after for revision in reversed(revisions)] == action.dues[1:]

    @invariant()
    def tables_and_ratings_are_a_replay_of_the_log(self):
        assert replay_faults(self.plan.path) == []
        with closing(sqlite3.connect(self.plan.path)) as connection:
            (rows,) = connection.execute("SELECT count(*) FROM event").fetchone()
        assert rows >= self.rows, "the log only ever grows"
        self.rows = rows

    @invariant()
    def the_file_is_alone(self):
        assert not list(self.folder.glob("*.db-*"))


PlanLife.TestCase.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
TestPlanLife = PlanLife.TestCase
