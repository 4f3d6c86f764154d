"""What SQL chooses, judges, sorts and counts is what the rules in Python say."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.additions import NewAction, add_action, rename_agency
from db.cells import find_agency
from db.changes import add_update, edit, end_otherwise, rate
from db.checks import find_doubts
from db.endings import ENDINGS
from db.errors import Refused
from db.lateness import days_overdue, is_overdue
from db.leads import read_leads
from db.plan_entries import ActionEntry, AgencyEntry, PlanDocument, UpdateEntry
from db.queries import (
    action_id,
    action_ids,
    action_rows,
    agency_ids,
    plan_counts,
    plan_facts,
    plan_scheme,
)
from db.rating import Band, Rating, Scheme, Stage, is_milder, suggest
from db.references import identity, natural_key
from db.seed import seed_document
from db.selection import Order, Selection, SortKey, View
from db.signature import Signature
from db.store import make_plan
from db.undo import undo

TODAY = date(2020, 7, 1)
NEAR = st.integers(-70, 70).map(lambda days: TODAY + timedelta(days=days))
DAYS = st.one_of(NEAR, NEAR, st.sampled_from([TODAY, date(2020, 2, 29)]), st.dates())


@st.composite
def schemes(draw):
    """Schemes of any council: bands with gaps or without, in any order of position."""
    edges = sorted(draw(st.sets(st.integers(-40, 60), min_size=1, max_size=3)))
    between = [Band(low + 1, high) for low, high in itertools.pairwise(edges)]
    bands = [Band(None, edges[0]), *between, Band(edges[-1] + 1, None)]
    left_out = draw(st.sets(st.integers(0, len(bands) - 1), max_size=1))
    stages = [
        *[Stage.NOT_STARTED] * draw(st.integers(0, 2)),
        *[Stage.IN_PROGRESS] * (len(bands) - len(left_out)),
        *[Stage.CLOSED] * draw(st.integers(0, 2)),
    ]
    kept = iter(band for place, band in enumerate(bands) if place not in left_out)
    positions = draw(st.permutations(range(1, len(stages) + 1)))
    return Scheme(
        Rating(
            f"level-{index}", positions[index], f"Level {index}", "", stage, chr(65 + index), "●",
            "grey", next(kept) if stage is Stage.IN_PROGRESS else None,
        )
        for index, stage in enumerate(stages)
    )  # fmt: skip


TEXTS = st.text(st.sampled_from("abAB 0129.é%_\\漢"), min_size=1, max_size=6).map(str.strip)
SAID = TEXTS.filter(bool)


@st.composite
def plans(draw):
    scheme = draw(st.one_of(st.just(seed_document().scheme), schemes()))
    references = draw(st.lists(SAID, max_size=8, unique_by=identity))
    ratings = st.none() | st.sampled_from([rating.code for rating in scheme])
    agencies = ("Alpha", "beta", "Gamma")
    return PlanDocument(
        "Plan", "", "", "", TODAY, scheme, tuple(AgencyEntry(name) for name in agencies),
        tuple(
            ActionEntry(
                reference, reference, tuple(draw(st.lists(SAID, max_size=1))),
                draw(st.sampled_from(agencies[:2])), draw(TEXTS), draw(SAID),
                read_leads(draw(st.sampled_from(["", "J Culley", "Board\nJ Culley", "A. Else"]))),
                draw(TEXTS), "", draw(ratings), due, due and "day", draw(st.none() | DAYS),
                draw(st.sampled_from([None, None, None, *ENDINGS])),
                tuple(UpdateEntry(day, "A", "x") for day in draw(st.lists(NEAR, max_size=2))),
            )
            for reference in references
            for due in [draw(st.none() | DAYS)]
        ),
    )  # fmt: skip


def judged(scheme, action, today):
    """What the rules in Python say of an action."""
    recorded = scheme.get(action.rating)
    is_open = action.closed is None and not (recorded and recorded.closes)
    rule = suggest(
        scheme, recorded=recorded, is_open=is_open, due=action.due, forecast=action.forecast,
        today=today,
    )  # fmt: skip
    return {
        "open": is_open,
        "overdue": is_overdue(action.due, today, is_open=is_open),
        "days_overdue": days_overdue(action.due, today),
        "suggested_rating": rule and rule.code,
        "challenged": bool(recorded and is_milder(scheme, recorded, rule)),
        "last_update": max((update.day for update in action.updates), default=None),
    }


def in_view(row, view, today, doubted=()):
    due_in = None if row.due is None else (row.due - today).days
    return {
        View.ALL: True,
        View.OVERDUE: row.overdue,
        View.DUE_SOON: row.open and due_in is not None and 0 <= due_in <= 30,
        View.CHALLENGED: row.challenged,
        View.UNRATED: row.open and row.rating is None,
        View.SILENT: row.open
        and (row.last_update is None or row.last_update < today - timedelta(days=30)),
        View.DOUBTFUL: row.id in doubted,
        View.CLOSED: not row.open,
        View.CONFLICTS: False,  # nothing was merged
    }[view]


def has_words(row, text):
    cells = (row.reference, *row.sources, row.finding, row.action, row.timescale)
    cells = [*cells, *(lead.raw for lead in row.leads)]

    def folded(cell):
        return "".join(letter.lower() if letter.isascii() else letter for letter in cell)

    return all(any(folded(word) in folded(cell) for cell in cells) for word in text.split())


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(document=plans(), today=st.just(TODAY) | DAYS, words=TEXTS)
def test_sql_and_python_judge_choose_and_sort_alike(tmp_path, document, today, words):
    path = tmp_path / "drawn.db"
    path.unlink(missing_ok=True)
    with make_plan(path, document, by=Signature("A"), source="drawn") as plan:
        everything = action_ids(plan, Selection(), Order(), today=today)
        rows = action_rows(plan, everything, today=today)
        written = {action.reference: action for action in document.actions}
        assert [row.reference for row in rows] == sorted(written, key=natural_key)
        for row in rows:
            said = judged(document.scheme, written[row.reference], today)
            assert {name: getattr(row, name) for name in said} == said

        def expect(selection, holds):
            wanted = action_ids(plan, selection, Order(), today=today)
            assert wanted == tuple(row.id for row in rows if holds(row))

        doubted = {each.action for each in find_doubts(plan, today=today)}
        for view in View:
            expect(Selection(view), lambda row, view=view: in_view(row, view, today, doubted))
        for rating in document.scheme:
            expect(Selection(rating=rating.code), lambda row, code=rating.code: row.rating == code)
        agencies = agency_ids(plan)
        for name in ("Alpha", "Gamma"):
            one = agencies[name]
            expect(Selection(agency=one), lambda row, one=one: row.agency_id == one)
        expect(Selection(text=words), lambda row: has_words(row, words))
        expect(
            Selection(lead="culley", due_within=60),
            lambda row: any("Culley" in lead.raw for lead in row.leads)
            and row.open and row.due is not None and 0 <= (row.due - today).days <= 60,
        )  # fmt: skip
        for key in SortKey:
            order = Order(key, reverse=True)
            backwards = action_ids(plan, Selection(), order, today=today)
            forwards = action_ids(plan, Selection(), Order(key), today=today)
            assert backwards == forwards[::-1]
            assert sorted(forwards) == sorted(everything)
        in_order = {
            key: [
                row.reference
                for row in action_rows(
                    plan, action_ids(plan, Selection(), Order(key), today=today), today=today
                )
            ]
            for key in (SortKey.DUE, SortKey.ACTION)
        }
        assert in_order[SortKey.DUE] == [
            row.reference
            for row in sorted(
                rows, key=lambda row: (row.due or date.max, natural_key(row.reference))
            )
        ]

        counts = plan_counts(plan, today=today)
        assert counts.views == {
            view: sum(in_view(row, view, today, doubted) for row in rows) for view in View
        }
        for agency in counts.agencies:
            own = [row for row in rows if row.agency_id == agency.id]
            assert (agency.actions, agency.overdue) == (len(own), sum(r.overdue for r in own))
            assert sum(agency.ratings.values()) == len(own)
            assert all(
                number == sum(row.rating == code for row in own)
                for code, number in agency.ratings.items()
            )
        assert [agency.name for agency in counts.agencies] == ["Alpha", "beta", "Gamma"]
        named = {lead.name or lead.raw for row in rows for lead in row.leads}
        assert {lead.name for lead in counts.leads} == named


def references(plan, selection=None, order=None, today=TODAY):
    ids = action_ids(plan, selection or Selection(), order or Order(), today=today)
    return [row.reference for row in action_rows(plan, ids, today=today)]


def test_the_small_plan_in_every_view(plan):
    assert {view: references(plan, Selection(view)) for view in View} == {
        View.ALL: ["1", "2", "10", "28a", "33"],
        View.OVERDUE: ["1"],
        View.DUE_SOON: ["28a"],
        View.CHALLENGED: [],
        View.UNRATED: ["1", "10"],
        View.SILENT: ["1", "10", "28a"],
        View.DOUBTFUL: ["1", "2", "10", "28a", "33"],
        View.CLOSED: ["2", "33"],
        View.CONFLICTS: [],
    }


def test_a_rating_milder_than_the_suggested_one_is_challenged(plan, ids, by, today):
    rate(plan, {ids["1"]: "minor-risk"}, by=by, today=today, reason="x")
    (row,) = action_rows(plan, [ids["1"]], today=today)
    assert (row.rating, row.suggested_rating, row.challenged) == (
        "minor-risk", "significant-risk", True,
    )  # fmt: skip
    assert references(plan, Selection(View.CHALLENGED)) == ["1"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (SortKey.REFERENCE, ["1", "2", "10", "28a", "33"]),
        (SortKey.DUE, ["1", "2", "33", "28a", "10"]),
        (SortKey.RATING, ["1", "28a", "2", "33", "10"]),
        (SortKey.LEAD, ["2", "28a", "33", "10", "1"]),
        (SortKey.AGENCY, ["1", "2", "10", "28a", "33"]),
    ],
)
def test_the_small_plan_in_every_order(plan, key, expected):
    assert references(plan, order=Order(key)) == expected


def test_the_latest_stands_first_in_the_order_of_days(plan, ids, by, today):
    assert references(plan, order=Order(SortKey.DAYS))[:2] == ["1", "28a"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("self-service", []),
        ("MANAGERS", ["1"]),
        ("do [the", ["1"]),
        ("sy2", ["10"]),
        ("§8", ["10"]),
        ("culley", ["10"]),
        ("28", ["28a"]),
        ("done 28a", ["28a"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        ('"', []),
        ("[", ["1"]),
        ("'; DROP TABLE action; --", []),
        ("", ["1", "2", "10", "28a", "33"]),
    ],
)
def test_text_is_looked_for_as_it_stands(plan, text, found):
    assert references(plan, Selection(text=text)) == found


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(text=" ".join(map(str, range(151)))), "a search takes up to 150 words, not 151"),
        (Selection(text="x" * 5001), "has up to 5,000 letters, not 5,001"),
        (Selection(lead="x" * 60_000), "has up to 5,000 letters, not 60,000"),
        (Selection(text="caf\udce9"), "a character that is no text"),
        (Selection(agency="\ud800"), "a character that is no text"),
    ],
)
def test_what_can_not_be_looked_for_is_refused_and_not_blamed_on_the_file(plan, selection, said):
    with pytest.raises(Refused, match=said):
        references(plan, selection)


def test_the_same_word_many_times_is_one_word(plan):
    assert references(plan, Selection(text="managers " * 5000)) == ["1"]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (0, []),
        (29, []),
        (30, ["28a"]),
        (400, ["28a"]),
        (-1, []),
        (10**40, ["28a"]),
        (-(10**40), []),
    ],
)
def test_due_within_counts_from_today_and_leaves_out_what_is_late(plan, days, found):
    assert references(plan, Selection(due_within=days)) == found


def test_an_action_is_found_by_its_reference_as_readers_write_it(plan, ids):
    assert action_id(plan, "28a") == action_id(plan, " 28A ") == ids["28a"]
    assert action_id(plan, "28") is None
    assert action_id(plan, "") is None


def test_agencies_are_found_by_name_and_alias_in_any_case(plan, agencies):
    names = agency_ids(plan)
    wanted = agencies["Children's Social Care"]
    assert find_agency("csc", names) == find_agency(" CHILDREN'S  social care", names) == wanted


def test_a_name_of_one_agency_is_not_hidden_by_an_old_name_of_another(plan, agencies, by):
    police = agencies["Thames Valley Police"]
    rename_agency(plan, police, "Police", by=by)
    assert agency_ids(plan)["Police"] == police


def test_rows_come_in_the_order_asked_for_and_without_what_is_not_there(plan, ids, by, agencies):
    created = add_action(
        plan, NewAction("99", agencies["Thames Valley Police"], "x"), by=by
    ).created
    undo(plan, by=by)
    wanted = [ids["33"], "ghost", created, ids["1"]]
    rows = action_rows(plan, wanted, today=TODAY)
    assert [row.reference for row in rows] == ["33", "1"]
    assert action_rows(plan, [], today=TODAY) == ()


def test_more_actions_than_one_query_takes_are_read_all_the_same(plan, ids):
    wanted = [f"ghost-{number}" for number in range(1200)]
    wanted[0], wanted[700], wanted[-1] = ids["1"], ids["2"], ids["10"]
    assert [row.reference for row in action_rows(plan, wanted, today=TODAY)] == ["1", "2", "10"]


def test_what_was_taken_back_is_in_no_list_and_no_count(plan, ids, by, agencies):
    before = plan_counts(plan, today=TODAY)
    add_action(plan, NewAction("99", agencies["Thames Valley Police"], "x", leads="N. Ew"), by=by)
    assert plan_counts(plan, today=TODAY) != before
    undo(plan, by=by)
    assert plan_counts(plan, today=TODAY) == before
    add_update(plan, [ids["1"]], "x", by=by, day=TODAY)
    undo(plan, by=by)
    assert action_rows(plan, [ids["1"]], today=TODAY)[0].last_update == date(2020, 3, 26)


def test_an_agency_without_actions_stands_in_the_counts(plan):
    counts = plan_counts(plan, today=TODAY)
    assert [(each.name, each.actions, each.overdue) for each in counts.agencies] == [
        ("Children's Social Care", 2, 1),
        ("Thames Valley Police", 3, 0),
    ]
    assert counts.agencies[1].ratings == {None: 2, "on-track": 1}
    assert [(each.name, each.actions, each.overdue) for each in counts.leads] == [
        ("J Culley", 1, 0),
        ("Jonathan Eastwood", 1, 1),
        ("Safeguarding Board", 1, 0),
    ]


def test_a_lead_named_twice_counts_an_action_once(plan, ids, by, today):
    edit(
        plan, ids["1"], {"leads": '[{"kind":"person","name":"A. Else","organisation":"","post":"",'
        '"raw":"A. Else"},{"kind":"person","name":"A. Else","organisation":"","post":"Head",'
        '"raw":"A. Else, Head"}]'}, by=by, today=today,
    )  # fmt: skip
    named = {each.name: each.actions for each in plan_counts(plan, today=TODAY).leads}
    assert named["A. Else"] == 1


def test_the_facts_of_a_plan_say_its_tip_and_how_long_its_log_is(plan, ids, by, contents):
    before = plan_facts(plan)
    log = contents(plan.path).log
    assert (before.id, before.tip, before.events) == (log[0][1], log[-1][1], len(log))
    assert (before.updated, before.introduction, before.governance) == (
        date(2020, 3, 26), "Words *before* the table.", "Who looks at it.",
    )  # fmt: skip
    end_otherwise(plan, [ids["1"]], "moved", by=by, reason="x")
    after = plan_facts(plan)
    assert (after.id, after.events) == (before.id, before.events + 1)
    assert plan_scheme(plan) == seed_document().scheme


def test_a_lead_of_the_tree_has_as_many_actions_as_it_says(plan):
    for lead in plan_counts(plan, today=TODAY).leads:
        wanted = Selection(lead_called=lead.name)
        assert len(references(plan, wanted)) == lead.actions
        late = replace(wanted, view=View.OVERDUE)
        assert len(references(plan, late)) == lead.overdue


def test_a_search_of_as_many_words_as_there_may_be_finds_what_has_them(tmp_path):
    words = " ".join(f"word{number}" for number in range(150))
    by = Signature("Ann")
    with make_plan(tmp_path / "plan.db", seed_document(), by=by, source="x") as plan:
        one = action_id(plan, "7")
        edit(plan, one, {"finding": words}, by=by, today=TODAY)
        agency = action_rows(plan, [one], today=TODAY)[0].agency_id
        wanted = Selection(View.OVERDUE, agency, "e", None, "on-track", 9999, words)
        assert action_ids(plan, Selection(text=words), Order(), today=TODAY) == (one,)
        assert action_ids(plan, wanted, Order(), today=TODAY) == ()
