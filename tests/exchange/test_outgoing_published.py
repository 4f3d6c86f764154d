"""What the published form holds of a plan: whole in words, in the order of its agencies."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from db.errors import PlanError
from db.plan_entries import AgencyEntry, UpdateEntry
from db.scheme_document import COLOURS
from jtai_tui.exchange.extras import needs
from jtai_tui.exchange.outgoing.forms import PLAN_FORMS
from jtai_tui.exchange.outgoing.published import published, sections
from jtai_tui.exchange.outgoing.shading import (
    HEADER_FILL,
    HEADER_INK,
    LEAST_CONTRAST,
    contrast,
    fill_of,
    ink_on,
)
from tests.exchange.plans_to_publish import ANY_TEXT, SEED, UPDATED, action, small_plan


@given(ANY_TEXT)
def test_what_is_published_once_is_published_the_same_again(text):
    once = published(small_plan(text))
    assert published(once) == once


def test_the_seed_is_published_as_it_is_but_for_the_words_of_documents():
    seen = published(SEED)
    assert [each.reference for each in seen.actions] == [each.reference for each in SEED.actions]
    assert [each.updates for each in seen.actions] == [each.updates for each in SEED.actions]
    assert (seen.title, seen.introduction, seen.governance) == (
        SEED.title,
        SEED.introduction,
        SEED.governance,
    )


def test_actions_stand_agency_by_agency_each_in_its_own_order():
    plan = small_plan(
        agencies=(AgencyEntry("B"), AgencyEntry("A"), AgencyEntry("idle")),
        actions=(action("3", "A"), action("2", "B"), action("1", "A")),
    )
    assert [each.reference for each in published(plan).actions] == ["2", "3", "1"]
    shown = [
        (section.agency.name, [row.cells[0] for row in section.rows])
        for section in sections(published(plan))
    ]
    assert shown == [("B", ["2"]), ("A", ["3", "1"]), ("idle", [])]


def test_log_and_bytes_of_files_stay_behind_and_names_of_files_stand():
    seen = published(small_plan())
    assert (seen.log, seen.files) == ((), ())
    (evidence,) = seen.actions[0].evidence
    assert (evidence.file_name, evidence.file_sha256) == ("", "")
    assert evidence.note.endswith("File: Some text.")


def test_characters_that_no_document_can_hold_are_replaced_and_not_dropped():
    plan = small_plan(introduction="a\x00b\x0bc\ud800d\ufffee\x85f")
    assert published(plan).introduction == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"


def test_a_rated_action_without_a_status_has_the_name_of_its_rating():
    plan = small_plan(actions=(action("1", "A", rating="on-track"), action("2", "A")))
    assert [each.status for each in published(plan).actions] == ["On track", ""]


def test_a_printed_reference_that_says_another_is_printed_anew():
    given_ = action("7", "A", reference_cell="8", sources=("SY2", "SY8"))
    (seen,) = published(small_plan(actions=(given_,))).actions
    assert (seen.reference, seen.reference_cell) == ("7", "7 (SY2, SY8)")
    assert seen.sources == ("SY2", "SY8")


def test_a_row_prints_leads_apart_and_the_days_its_words_do_not_say():
    acting = replace(
        small_plan().actions[0],
        leads=SEED.actions[0].leads + SEED.actions[1].leads,
        timescale="End June 2020",
        updates=(UpdateEntry(UPDATED, "as published", "Booked."),),
        evidence=(),
        status="",
    )
    (section, _) = sections(published(small_plan(actions=(acting,))))
    assert section.rows[0].cells[3:] == (
        "Jonathan Eastwood\n\nJo Hooper",
        "End June 2020\n\nForecast: 12 Jul 2020",
        "Booked.",
        "R Significant risk",
    )


@pytest.mark.parametrize("colour", [*COLOURS, "#000000", "#ffffff", "#777777", "#ff0000", "none"])
def test_the_words_of_a_rating_can_be_read_on_its_colour(colour):
    fill = fill_of(colour)
    assert contrast(ink_on(fill), fill) >= LEAST_CONTRAST


def test_headings_can_be_read_and_contrast_is_that_of_the_standard():
    assert contrast(HEADER_INK, HEADER_FILL) >= LEAST_CONTRAST
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


def test_colours_with_names_differ_in_print():
    assert len({fill_of(colour) for colour in COLOURS}) == len(COLOURS)


def test_a_missing_library_is_said_with_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(PlanError) as caught:
        PLAN_FORMS[".docx"].write(SEED)
    assert str(caught.value) == (
        "writing Word files needs python-docx; install it with: pip install 'jtai[documents]'"
    )


def test_a_library_that_is_there_is_brought_in():
    assert needs("json", "json", "writing JSON").dumps([1]) == "[1]"


def test_libraries_of_documents_are_brought_in_only_when_one_is_written():
    code = (
        "import sys, jtai_tui.exchange.outgoing.forms, jtai_tui.exchange.outgoing.calendar\n"
        "print({'docx', 'openpyxl', 'lxml', 'jinja2', 'icalendar'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


@pytest.mark.parametrize("ending", PLAN_FORMS)
def test_the_same_plan_is_the_same_file_and_progress_goes_from_nothing_to_all(ending):
    told = []
    first = PLAN_FORMS[ending].write(SEED, progress=told.append)
    assert first == PLAN_FORMS[ending].write(SEED)
    assert told == sorted(told)
    assert told[0] < 0.5
    assert told[-1] == 1.0


class Cancelled(Exception):
    pass


@pytest.mark.parametrize("ending", PLAN_FORMS)
def test_writing_can_be_cancelled(ending):
    def cancel(share):
        if share > 0.1:
            raise Cancelled

    with pytest.raises(Cancelled):
        PLAN_FORMS[ending].write(SEED, progress=cancel)


@pytest.mark.parametrize("ending", PLAN_FORMS)
def test_a_plan_without_actions_and_without_words_is_written(ending):
    bare = replace(
        small_plan(), introduction="", governance="", version_label="", updated=None,
        agencies=(), actions=(),
    )  # fmt: skip
    assert PLAN_FORMS[ending].write(bare)
    assert PLAN_FORMS[ending].write(replace(bare, agencies=(AgencyEntry("A"),)))


def test_days_of_any_year_are_printed():
    assert published(small_plan(updated=date(1, 1, 1))).updated == date(1, 1, 1)
