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
from db.schema import ENTITY_FIELDS
from db.seed import seed_document
from db.ship import ship
from db.signature import Signature
from db.snapshot import plan_document
from db.store import make_plan, open_plan
from db.undo import redo, undo
from db.verify import verify

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

    def teardown(self):
        if hasattr(self, "plan"):
            self.plan.__exit__()
            shutil.rmtree(self.folder)

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
    def close_and_open(self):
        self.plan.__exit__()
        self.plan = open_plan(self.plan.path, anchors=self.anchors)

    def go_on_with(self, path):
        self.plan.__exit__()
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
                action.forecast, action.closed, (action.dues or [None])[-1], action.updates,
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
        with closing(sqlite3.connect(self.plan.path)) as connection:
            log = connection.execute(
                "SELECT etype, entity, field, new FROM event WHERE applied ORDER BY seq"
            ).fetchall()
            assert len(log) >= self.rows, "the log only ever grows"
            self.rows = len(log)
            cells = {(entity, name): new for _, entity, name, new in log}
            for etype, names in ENTITY_FIELDS.items():
                rows = connection.execute(f"SELECT id, {', '.join(names)} FROM {etype}").fetchall()
                assert {row[0] for row in rows} == {
                    e for t, e, f, _ in log if (t, f) == (etype, "")
                }
                for one, *kept in rows:
                    assert kept == [cells.get((one, name)) for name in names]
            for one, rating in connection.execute("SELECT id, rating FROM action_now"):
                assert rating == cells.get((one, "rating"))

    @invariant()
    def the_file_is_sound_and_alone(self):
        report = verify(self.plan.path, anchors=self.anchors)
        assert [check.line for check in report.checks if not check.sound] == []
        assert report.notes == ()
        assert not list(self.folder.glob("*.db-*"))


PlanLife.TestCase.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
TestPlanLife = PlanLife.TestCase
