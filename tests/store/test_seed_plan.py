"""The bundled seed is the published plan, whole: every word of it and not one more."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from db.lateness import days_overdue, is_overdue
from db.leads import LeadKind
from db.plan_document import UpdateEntry, document_from_json
from db.rating import Band, Stage
from db.references import gaps, natural_key
from db.seed import seed_document, seed_text

ROOT = Path(__file__).parents[2]
PUBLISHED = Path(__file__).with_name("seed_plan_published.txt").read_text(encoding="utf-8")
HEADING = ["", "Area for development identified", "Action", "Lead", "Timescale",
           "Progress / Evidence", "Completed"]  # fmt: skip
CELLS = ("reference_cell", "finding", "action", "lead", "timescale", "progress", "status")
MARK = re.compile(r"^- ", re.MULTILINE)


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(" ")

    def handle_endtag(self, tag):
        self.seen.append(" ")

    def handle_data(self, data):
        self.seen.append(data)


def cell_words(cell):
    """The words of a printed cell: tags and bullet marks are layout."""
    reader = _Text()
    reader.feed(cell)
    reader.close()
    return [word for word in "".join(reader.seen).split() if word != "•"]


def markdown_words(text):
    return MARK.sub("", text).split()


def published_rows():
    """The rows of the published tables under their section, continued rows joined."""
    rows, section, lines = [], None, PUBLISHED.split("\n")
    for before, line in pairwise(["", *lines]):
        cells = line.split("\t")
        if len(cells) != 7:
            section = line if line and not before else section
        elif cells != HEADING and set("".join(cells)) != {"-"}:
            cells = [cell_words(cell) for cell in cells]
            if cells[0]:
                rows.append({"section": section} | dict(zip(CELLS, cells, strict=True)))
            else:
                for key, words in zip(CELLS, cells, strict=True):
                    rows[-1][key] = rows[-1][key] + words
    return rows


SEED = json.loads(seed_text())
ROWS = published_rows()
ACTIONS = {action["reference"]: action for action in SEED["actions"]}


@pytest.mark.parametrize(
    ("row", "action"),
    list(zip(ROWS, SEED["actions"], strict=True)),
    ids=[action["reference"] for action in SEED["actions"]],
)
def test_every_cell_of_a_row_is_in_the_seed_word_for_word(row, action):
    assert row["reference_cell"] == action["reference_cell"].split()
    assert row["lead"] == " ".join(lead["raw"] for lead in action["leads"]).split()
    assert row["timescale"] == action["timescale"].split()
    assert row["status"] == action["status"].split()
    for key in ("finding", "action", "progress"):
        assert row[key] == markdown_words(action[key])


def test_every_action_stands_under_the_agency_that_heads_its_table():
    sections = {"Plan version: FINAL": "Children's Social Care"}
    assert [sections.get(row["section"], row["section"]) for row in ROWS] == [
        action["agency"] for action in SEED["actions"]
    ]


def test_the_seed_has_every_word_of_the_document_and_no_other():
    printed = Counter()
    for line in PUBLISHED.split("\n"):
        cells = line.split("\t")
        if cells != HEADING and set("".join(cells)) != {"-"}:
            for cell in cells:
                printed.update(cell_words(MARK.sub("", cell)))
    with_tables = {action["agency"] for action in SEED["actions"]}
    texts = [
        SEED["title"], SEED["introduction"], SEED["governance"],
        "Governance Plan version: " + SEED["version_label"] + " Updated: 26/03/2020",
        *(level[key] for level in SEED["scheme"] for key in ("meaning", "printed")),
        *(agency["name"] for agency in SEED["agencies"] if agency["name"] in with_tables),
        *(
            action[key]
            for action in SEED["actions"]
            for key in ("reference_cell", "finding", "action", "timescale", "progress", "status")
        ),
        *(lead["raw"] for action in SEED["actions"] for lead in action["leads"]),
    ]  # fmt: skip
    kept = Counter(word for text in texts for word in markdown_words(text))
    assert kept == printed


def test_what_is_read_out_of_a_cell_has_only_words_of_that_cell():
    for action in SEED["actions"]:
        reference, *sources = action["reference"], *action["sources"]
        assert action["reference_cell"].startswith(reference)
        assert all(source[-1] in action["reference_cell"] for source in sources)
        for lead in action["leads"]:
            words = set(re.findall(r"\w+", lead["raw"]))
            for key in ("name", "organisation", "post"):
                assert set(re.findall(r"\w+", lead[key])) <= words


def test_no_html_and_no_lost_bullet_is_left_in_a_text():
    texts = [action[key] for action in SEED["actions"] for key in ("finding", "action", "progress")]
    for text in texts:
        assert "<" not in text and "•" not in text
        assert not re.search(r"[^\n] [0-9]\. [A-Z]", text)
        assert all(line == line.strip() for line in text.split("\n"))


@pytest.mark.parametrize(
    ("reference", "key", "start"),
    [
        ("1", "progress", "Self-service provision is now available for caseload data in:\n\n- CFP"),
        ("7", "action", "1. New systems for monitoring caseloads"),
        ("14", "action", "1. A review will be undertaken"),
        ("28", "progress", "- Ongoing audit of referrals"),
    ],
)  # fmt: skip
def test_lists_of_the_document_are_markdown_lists(reference, key, start):
    assert ACTIONS[reference][key].startswith(start)


@pytest.mark.parametrize(
    ("reference", "key", "items"),
    [("1", "progress", 7), ("7", "action", 2), ("7", "progress", 3), ("8", "action", 2),
     ("8", "progress", 2), ("9", "action", 2), ("9", "progress", 2), ("10", "progress", 1),
     ("11", "progress", 5), ("12", "progress", 1), ("13", "progress", 1), ("14", "action", 2),
     ("14", "progress", 2), ("28", "progress", 2), ("29", "progress", 1), ("30", "progress", 2),
     ("31", "progress", 2), ("32", "progress", 1)],
)  # fmt: skip
def test_each_list_has_its_items(reference, key, items):
    assert len(re.findall(r"^(?:- |\d\. )", ACTIONS[reference][key], re.MULTILINE)) == items


def test_a_row_without_a_reference_is_a_further_paragraph_of_the_one_above():
    assert "\n\nWork by Safeguarding Service (IROs) review" in ACTIONS["3"]["progress"]
    last = "The MASH will always have a level of throughflow challenge"
    assert ACTIONS["21"]["progress"].split("\n\n")[-1].startswith(last)
    assert ACTIONS["9"]["finding"].count("\n\n") == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Targeted Are Inspection", SEED["introduction"]),
        ("Audit process to be review in January", ACTIONS["2"]["action"]),
        ("GPs should must be sent", ACTIONS["6"]["progress"]),
        ("multiagency training needs", ACTIONS["16"]["progress"]),
        ("to be in in post", ACTIONS["33"]["progress"]),
        ("–the info. Will be shared", ACTIONS["21"]["progress"]),
    ],
)
def test_mistakes_of_the_document_stay(text, place):
    assert text in place


def test_the_title_page_is_kept():
    seed = seed_document()
    assert seed.title == "Action Plan – JTAI children’s mental health"
    assert seed.version_label == "FINAL"
    assert seed.updated == date(2020, 3, 26)
    assert seed.introduction.endswith(
        "individually\n\n- Children’s Social Care\n- Public Health / CNWL\n"
        "- Clinical Commissioning Group (CCG)\n- Thames Valley Police\n"
        "- Youth Offending Team\n- MKUHFT\n- Multi-agency"
    )
    assert seed.governance.endswith("the following RAG rating will be applied to each action:")


def test_the_agencies_stand_in_the_order_of_the_contents_page():
    seed = seed_document()
    counts = Counter(action.agency for action in seed.actions)
    assert [(agency.name, agency.aliases, counts[agency.name]) for agency in seed.agencies] == [
        ("Children's Social Care", ("Children’s Social Care",), 6),
        ("Public Health / CNWL", (), 10),
        ("Clinical Commissioning Group (CCG)", (), 0),
        ("Thames Valley Police", (), 4),
        ("Youth Offending Team", (), 4),
        ("MKUHT", ("MKUHFT",), 2),
        ("Multi-agency / System areas", ("Multi-agency",), 7),
    ]


def test_there_are_33_references_in_order_and_15_is_missing():
    references = [action.reference for action in seed_document().actions]
    assert references == [str(number) for number in range(1, 35) if number != 15]
    assert references == sorted(references, key=natural_key)
    assert gaps(references) == ("15",)


def test_source_references_stand_beside_four_references():
    sources = {action.reference: action.sources for action in seed_document().actions}
    assert {reference: found for reference, found in sources.items() if found} == {
        "28": ("SY2", "SY8"),
        "29": ("SY2", "SY9"),
        "30": ("SY1",),
        "31": ("SY3",),
    }


def test_four_actions_are_completed_and_the_others_unrated():
    ratings = {action.reference: action.rating for action in seed_document().actions}
    assert {reference: code for reference, code in ratings.items() if code} == dict.fromkeys(
        ["2", "10", "22", "24"], "completed"
    )
    assert all(
        ("rating" in action) == (action["status"] == "Completed") for action in SEED["actions"]
    )


def test_status_is_kept_as_printed_in_both_spellings():
    statuses = Counter(action.status for action in seed_document().actions)
    assert statuses == {"In Progress": 17, "In progress": 12, "Completed": 4}


def test_five_actions_have_several_leads():
    leads = {action.reference: action.leads for action in seed_document().actions}
    several = {
        reference: [one.raw for one in each] for reference, each in leads.items() if each[1:]
    }
    culley = "John Culley Community Health Service Director"
    halford = "Lesley Halford Mental Health Service Director"
    assert several == {
        "7": [culley, halford],
        "9": [culley, halford],
        "13": ["Jane Hannon, CNWL", "Hannah Pugliese CCG"],
        "16": ["Jane Hannon, CNWL", "TVP"],
        "33": ["Mac Heath MKC", "Hannah Pugliese, CCG"],
    }
    kinds = {each[0].raw: each[0].kind for each in leads.values()}
    assert kinds["Safeguarding lead MKUHT"] is LeadKind.POST
    assert kinds["MH JTAI T&F Group"] is LeadKind.GROUP
    assert kinds["MK Together"] is kinds["Review Board"] is LeadKind.BODY
    assert Counter(kinds.values())[LeadKind.PERSON] == len(kinds) - 4


def test_published_progress_is_the_first_update_dated_by_the_plan():
    for entry, action in zip(seed_document().actions, SEED["actions"], strict=True):
        update = UpdateEntry(date(2020, 3, 26), "as published", action["progress"])
        assert entry.updates == (update,)
        assert entry.evidence == ()


def test_the_scheme_has_six_levels_in_the_words_of_the_document():
    levels = list(seed_document().scheme)
    assert [(level.code, level.letter, level.glyph, level.colour) for level in levels] == [
        ("not-started", "N", "○", "grey"),
        ("significant-risk", "R", "▼", "red"),
        ("minor-risk", "A", "◆", "amber"),
        ("on-track", "G", "▲", "green"),
        ("completed", "C", "●", "blue"),
        ("evidenced", "E", "★", "violet"),
    ]
    assert [level.name for level in levels] == [
        "Not started", "Significant risk", "Minor risk", "On track", "Completed", "Evidenced",
    ]  # fmt: skip
    assert [level.band for level in levels] == [
        None, Band(31, None), Band(1, 30), Band(None, 0), None, None,
    ]  # fmt: skip
    assert [level.stage for level in levels] == [
        Stage.NOT_STARTED, *[Stage.IN_PROGRESS] * 3, *[Stage.CLOSED] * 2,
    ]  # fmt: skip
    assert [level.needs_evidence for level in levels] == [False] * 5 + [True]
    printed = [line.split("\t") for line in PUBLISHED.split("\n")[22:28]]
    assert [[level.meaning, level.printed] for level in levels] == printed


def test_due_dates_are_not_in_the_seed_but_come_from_the_timescale():
    assert not any(
        {"due", "due_precision", "forecast"} & action.keys() for action in ACTIONS.values()
    )
    due = {
        action.reference: (action.due, action.due_precision) for action in seed_document().actions
    }
    assert due["1"] == (date(2020, 2, 29), "month")
    assert due["10"] == (date(2020, 3, 31), "day")
    assert due["21"] == (date(2020, 5, 31), "month")
    assert due["28"] == (date(2020, 10, 31), "month")
    assert due["34"] == (date(2020, 6, 30), "day")
    assert all(day for day, _ in due.values())


def overdue_on(today):
    seed = seed_document()
    return {
        action.reference: days_overdue(action.due, today)
        for action in seed.actions
        if is_overdue(action.due, today, is_open=action.rating is None)
    }


def test_28_actions_are_overdue_on_the_first_of_july():
    late = overdue_on(date(2020, 7, 1))
    assert len(late) == 28
    assert late["1"] == 123
    assert "28" not in late


def test_only_the_first_action_was_overdue_on_the_day_of_the_plan():
    assert overdue_on(date(2020, 3, 26)) == {"1": 26}


def test_the_seed_passes_the_check_from_its_data_too():
    assert document_from_json(SEED) == seed_document()


READ_SEED = """
from db.errors import PlanError
from db.seed import seed_document
try:
    print(len(seed_document().actions), "actions")
except PlanError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("seed_at", "says"),
    [
        ("seed_plan.json", "33 actions"),
        ("db/seed_plan.json", "33 actions"),
        (None, "the bundled plan seed_plan.json is missing; install jtai again"),
    ],
    ids=["a checkout", "an installed wheel", "neither"],
)
def test_the_seed_is_found_in_a_checkout_and_in_an_installed_wheel(tmp_path, seed_at, says):
    shutil.copytree(ROOT / "db", tmp_path / "db", ignore=shutil.ignore_patterns("*.json", "*.pyc"))
    if seed_at:
        shutil.copy(ROOT / "seed_plan.json", tmp_path / seed_at)
    command = [sys.executable, "-c", READ_SEED]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.stdout.strip() == says, run.stderr
