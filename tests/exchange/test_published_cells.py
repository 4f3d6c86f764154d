"""What a published cell says comes back as it was, whatever people have typed."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.endings import ENDINGS
from db.plan_document import PUBLISHED, EvidenceEntry, UpdateEntry
from db.seed import seed_document
from db.timescale import Precision, read_timescale
from jtai_tui.exchange.published_cells import (
    progress_cell,
    rating_cell,
    read_progress_cell,
    read_rating_cell,
    read_timescale_cell,
    timescale_cell,
)

UPDATED = date(2020, 3, 26)
SCHEME = seed_document().scheme

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.just(UPDATED)
HOSTILE = st.sampled_from(
    [
        "26 Mar 2020, J Smith:", "\\26 Mar 2020, J Smith:", "31 Feb 2020, J Smith:", "Evidence: x",
        "\\Evidence: x", "Evidence:", "Kind: x", "Link: x", "File: x", "Note: x", "\\Note: x",
        "Note:", "\\", "\\\\", "", " ", "\t", "Due date: none", "Due date: 30 Sep 2020 (month)",
        "Forecast: 12 Jul 2020", "\\Forecast: 12 Jul 2020", "Ended: superseded", "\\Ended: moved",
        "R Significant risk", "\\R Significant risk", "A new start", "- a bullet", "1. a number",
    ]
)  # fmt: skip
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"])
LINES = HOSTILE | st.text(CHARACTERS, max_size=8)
TEXTS = st.lists(LINES, max_size=7).map(lambda lines: "\n".join(lines).strip())
SAID = TEXTS.filter(bool)
ONE_LINE = LINES.map(lambda line: " ".join(line.split())).filter(lambda s: len(s.splitlines()) < 2)
NAMES = ONE_LINE.filter(bool) | st.just(PUBLISHED)
UPDATES = st.builds(UpdateEntry, DAYS, NAMES, SAID)
EVIDENCE = st.builds(EvidenceEntry, ONE_LINE, ONE_LINE, TEXTS, ONE_LINE)


@given(st.lists(UPDATES, max_size=3), st.lists(EVIDENCE, max_size=3), st.none() | DAYS)
def test_progress_and_evidence_come_back_as_they_were(updates, evidence, updated):
    text, dated, shown = read_progress_cell(progress_cell(updates, evidence, updated), updated)
    if text:
        assert dated == ()
        dated = (UpdateEntry(updated, PUBLISHED, text),)
    assert dated == tuple(updates)
    assert shown == tuple(evidence)


@given(SAID, st.lists(EVIDENCE, max_size=2))
@example("26 Mar 2020, J Smith:\n\nDone.\n\nEvidence: audit", [])
@example("Done.\n\nEvidence: audit\n\nNote: of March", [EvidenceEntry("Audit")])
def test_published_text_comes_back_without_a_day(text, evidence):
    cell = progress_cell([UpdateEntry(UPDATED, PUBLISHED, text)], evidence, UPDATED)
    assert read_progress_cell(cell, UPDATED) == (text, (), tuple(evidence))


def test_published_progress_is_its_text_alone():
    text = "Training is booked.\n\n- in March\n- in May\n\nNote: more to come"
    assert progress_cell([UpdateEntry(UPDATED, PUBLISHED, text)], [], UPDATED) == text


def test_updates_have_their_day_and_their_signature_and_evidence_its_parts():
    updates = [
        UpdateEntry(UPDATED, PUBLISHED, "Booked."),
        UpdateEntry(date(2020, 5, 4), "J Smith", "Held.\n\nWell attended."),
    ]
    evidence = [
        EvidenceEntry("Register", "attendance", "Of May.\n\nSigned.", "https://x.example"),
        EvidenceEntry("Photograph"),
    ]
    assert progress_cell(updates, evidence, UPDATED) == (
        "26 Mar 2020, as published:\nBooked.\n\n"
        "4 May 2020, J Smith:\nHeld.\n\nWell attended.\n\n"
        "Evidence: Register\nKind: attendance\nLink: https://x.example\n"
        "Note: Of May.\n\nNote: Signed.\n\n"
        "Evidence: Photograph"
    )


def test_a_heads_text_may_stand_in_paragraphs_of_its_own():
    cell = "4 May 2020, J Smith:\n\n- one\n- two\n\n5 May 2020, A Brown: \n\nno head"
    assert read_progress_cell(cell, UPDATED)[1] == (
        UpdateEntry(
            date(2020, 5, 4), "J Smith", "- one\n- two\n\n5 May 2020, A Brown: \n\nno head"
        ),
    )


def test_a_text_with_a_day_further_down_is_plain_text():
    cell = "Booked.\n\n4 May 2020, J Smith:\nHeld."
    assert read_progress_cell(cell, UPDATED) == (cell, (), ())


@given(
    TEXTS | st.sampled_from(["End June 2020", "Q3 2020", "May 2020\nthen ongoing"]),
    st.none() | DAYS,
    st.none() | st.sampled_from([each.value for each in Precision]),
    st.none() | DAYS,
    st.none() | DAYS,
)
@example("End June 2020", date(2020, 6, 30), "month", None, UPDATED)
@example("Forecast: 1 May 2020", None, None, date(2020, 5, 1), UPDATED)
def test_timescales_come_back_with_the_days_they_mean(words, due, precision, forecast, updated):
    cell = timescale_cell(words, due, precision, forecast, updated)
    again, read_due, read_precision, read_forecast, due_said = read_timescale_cell(cell)
    assert (again, read_forecast) == (words, forecast)
    if not due_said:
        meant = read_timescale(words, updated)
        read_due, read_precision = meant.due, meant.precision and meant.precision.value
    assert (read_due, read_precision) == (due, precision if due else None)


@pytest.mark.parametrize(
    ("due", "precision", "cell"),
    [
        (date(2020, 6, 30), "month", "End June 2020"),
        (date(2020, 9, 30), "day", "End June 2020\n\nDue date: 30 Sep 2020"),
        (date(2020, 9, 30), "quarter", "End June 2020\n\nDue date: 30 Sep 2020 (quarter)"),
        (None, None, "End June 2020\n\nDue date: none"),
    ],
)
def test_a_due_date_is_printed_only_where_the_words_mean_another(due, precision, cell):
    assert timescale_cell("End June 2020", due, precision, None, UPDATED) == cell


def test_a_forecast_stands_beneath_the_timescale():
    cell = timescale_cell("End June 2020", date(2020, 6, 30), "month", date(2020, 7, 12), UPDATED)
    assert cell == "End June 2020\n\nForecast: 12 Jul 2020"


@given(st.none() | st.sampled_from(SCHEME.ratings), TEXTS, st.none() | st.sampled_from([*ENDINGS]))
@example(None, "R Significant risk\nEnded: superseded", "moved")
@example(None, "R Significant risk", None)
def test_ratings_come_back_with_status_and_ending(rating, status, closed):
    code, again, ended = read_rating_cell(rating_cell(rating, status, closed), SCHEME)
    assert (code, ended) == (rating and rating.code, closed)
    assert again == (status or rating.name if rating else status)


@pytest.mark.parametrize(
    ("code", "status", "closed", "cell"),
    [
        ("significant-risk", "Significant risk", None, "R Significant risk"),
        ("significant-risk", "", None, "R Significant risk"),
        ("completed", "Ev.", "superseded", "C Completed\n\nEv.\n\nEnded: superseded"),
        (None, "In progress", None, "In progress"),
        (None, "", "moved", "Ended: moved to another action"),
        (None, "", None, ""),
    ],
)
def test_a_rating_is_its_letter_and_its_name(code, status, closed, cell):
    assert rating_cell(SCHEME.get(code), status, closed) == cell


def test_an_only_update_of_the_plans_day_signed_as_published_is_its_text():
    assert read_progress_cell("26 Mar 2020, as published:\nBooked.", UPDATED) == ("Booked.", (), ())
    assert read_progress_cell("26 Mar 2020, as published:\nBooked.", None)[0] == ""
