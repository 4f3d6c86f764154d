"""What holds of any document at all: nothing is lost, nothing is made up, nothing breaks."""

import re
import subprocess
import sys
from dataclasses import astuple, is_dataclass
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.errors import PlanError
from jtai_tui.exchange.incoming.source import Covered, Paragraph, SourceCell, SourceRow, SourceTable
from jtai_tui.exchange.published_cells import FORM
from jtai_tui.exchange.reading.rows import Choices, Column, MarkKind
from jtai_tui.exchange.reading.understanding import understand
from tests.exchange.source_values import SCHEME, SEED_HEADER, document, read, table

HEADINGS = [
    *SEED_HEADER, "Ref", "Recommendation", "Action", "By whom", "By when", "RAG", "Agency",
    "Revised date", "Evidence of impact", "Resources", "Update March 2025", "Status", "Milestone",
]  # fmt: skip
WORDS = [
    "1", "2.", "3a", "28 SY2,8", "ongoing", "31 June 2025", "May 2025", "Amber", "Completed", "END",
    "Total", "---", "Police", "JE", "Recommendation 1: share.", "- a\n- b", "[/old]", "=1+1",
    "Also called: X; Y", "No actions", "Due date: none", "Evidence: x", "\u202ex", "漢字", "1)",
]  # fmt: skip
FILLS = st.sampled_from(["", "", "ff0000", "92d050", "ffc000", "d9d9d9", "wibble"])
TEXTS = st.one_of(
    st.sampled_from(["", "", *WORDS, *HEADINGS]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=15),
)
CELLS = st.builds(
    SourceCell, TEXTS, FILLS, st.sampled_from([None, None, date(2025, 1, 2)]),
    st.sampled_from([Covered.NO, Covered.NO, Covered.LEFT, Covered.UP]),
)  # fmt: skip
ROWS = st.builds(
    SourceRow, st.lists(CELLS, max_size=5).map(tuple), st.just("a row"), st.booleans(),
    st.booleans(),
)  # fmt: skip
PARAGRAPHS = st.lists(
    st.builds(Paragraph, TEXTS, st.sampled_from([None, 0, 1, 2]), st.booleans()), max_size=3
).map(tuple)
TABLES = st.builds(
    SourceTable, st.sampled_from(["table 1", "table 2", "Sheet1"]),
    st.lists(ROWS, max_size=6).map(tuple), st.sampled_from(["", "Police", "Sheet1"]), PARAGRAPHS,
)  # fmt: skip
CHOICES = st.builds(
    Choices,
    st.dictionaries(
        st.tuples(st.sampled_from(["table 1", "Sheet1"]), st.integers(-1, 6)),
        st.sampled_from(list(Column)),
        max_size=3,
    ),
    st.dictionaries(
        st.tuples(st.sampled_from(list(MarkKind)), st.sampled_from(["amber", "ff0000"])),
        st.sampled_from([None, "on-track"]),
        max_size=2,
    ),
    st.booleans(),
)
QUICKLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def texts_of(value):
    """Yield every text that a value holds, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from texts_of(astuple(value))
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from texts_of(each)


def words(text):
    return re.findall(r"[^\W_]+", text)


@QUICKLY
@given(st.lists(TABLES, max_size=3), PARAGRAPHS, CHOICES, st.sampled_from(["", FORM]), TEXTS)
def test_any_tables_at_all_are_understood_alike_twice_or_refused_in_a_line(
    tables, below, choices, keywords, footer
):
    source = document(*tables, below=below, keywords=keywords, footer=footer)
    try:
        plan = understand(source, SCHEME, choices, known_agencies=["Police"])
    except PlanError as error:
        assert len(str(error).splitlines()) == 1
        return
    assert plan == understand(source, SCHEME, choices, known_agencies=["Police"])
    references = [action.reference for action in plan.actions]
    assert len(set(references)) == len(references)
    assert all(action.action.strip() and action.reference for action in plan.actions)
    assert {action.agency for action in plan.actions} - {""} <= {name for name, _ in plan.agencies}
    for name in ("reference", "agency"):
        assert all(len(getattr(each, name).splitlines()) <= 1 for each in plan.actions)
    known = {rating.code for rating in SCHEME} | {None}
    assert {action.rating for action in plan.actions} <= known


WORD = st.text("abcdefgh", min_size=3, max_size=6).map(lambda word: f"x{word}")
PLAIN = st.one_of(
    st.just(""),
    st.lists(WORD, min_size=1, max_size=4).map(" ".join),
    st.sampled_from(WORDS),
)
PLACES = st.tuples(PLAIN, st.sampled_from(["", "", "left", "up"])).map(
    lambda pair: SourceCell("" if pair[1] else pair[0], covered=Covered(pair[1]))
)
OTHERS = [each for each in HEADINGS if each and each != "Action"]


@QUICKLY
@given(
    st.lists(st.sampled_from([*OTHERS, "Wibble"]), min_size=2, max_size=6, unique=True),
    st.data(),
)
def test_no_word_of_a_table_of_actions_is_lost(others, data):
    headings = ["Actions to be taken", "Lead officer", *others]
    width = len(headings)
    rows = data.draw(
        st.lists(st.lists(PLACES, min_size=width, max_size=width), min_size=1, max_size=6)
    )
    last = ["Do what must be done", *[""] * (width - 1)]
    plan = read(table(tuple(headings), *map(tuple, rows), tuple(last)))
    kept = set(words(" ".join(texts_of((plan.actions, plan.warnings, plan.agencies)))))
    given_words = {word for row in rows for each in row for word in words(each.text)
                   if word.startswith("x")}  # fmt: skip
    assert given_words <= kept


def test_understanding_loads_no_screen_and_no_database():
    script = (
        "import sys, jtai_tui.exchange.reading.understanding;"
        "print(sorted({'textual', 'sqlalchemy', 'docx', 'openpyxl'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
