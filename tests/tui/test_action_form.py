"""The form of an action: what it changes, what it refuses, and that nothing typed is ever lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from db.leads import read_leads
from db.rows import ActionRow
from jtai_tui.drafts import DraftField, Drafts
from jtai_tui.widgets.action_form import ActionForm
from jtai_tui.widgets.edited_action import LABELS, EditedAction
from jtai_tui.widgets.form_fields import FieldSelect

TODAY, PLAN_DATE = date(2020, 7, 1), date(2020, 3, 26)
HOSTILE = "[/b] see \x1b[31m\u202e\r\n\r trailing \n\n"
AGENCIES = {"csc": "Children's [/b]", "ph": "Public Health"}

SEVEN = ActionRow(
    id="seven",
    reference="7",
    sources=("SY2", "SY8"),
    agency_id="ph",
    agency="Public Health",
    finding=HOSTILE,
    action="Do it\n",
    leads=read_leads("John Culley\nLesley Halford"),
    timescale="End May 2020",
    status="In progress",
    due=date(2020, 5, 31),
    due_precision="month",
    forecast=None,
    rating=None,
    suggested_rating=None,
    challenged=False,
    days_overdue=31,
    overdue=True,
    open=True,
    closed=None,
    last_update=None,
)


def edited(row: ActionRow = SEVEN, /, **texts: str) -> EditedAction:
    form = EditedAction(row, {}, plan_date=PLAN_DATE, today=TODAY)
    form.text.update(texts)
    return form


def test_a_form_in_which_nobody_typed_changes_nothing():
    form = edited()
    assert not form.dirty
    assert form.changes() == {}
    assert form.problem() == ("There is nothing to save yet.", "")


def test_each_field_that_differs_is_told_with_what_it_started_from():
    form = edited(finding="new", leads="John Culley")
    assert form.changes() == {
        "finding": (HOSTILE, "new"),
        "leads": ("John Culley\nLesley Halford", "John Culley"),
    }


def test_a_timescale_that_names_another_day_is_a_revision_and_needs_a_reason():
    form = edited(timescale="End July 2020")
    assert form.new_due == date(2020, 7, 31)
    assert form.said_of_timescale().endswith(
        "a revision of the due date from 31 May 2020: give a reason"
    )
    assert form.problem() == ("A reason is needed: why does the due date move?", "reason")
    form.text["reason"] = " staff left "
    assert form.problem() == ("", "")
    assert form.reason == "staff left"
    assert set(form.changes()) == {"timescale"}


@pytest.mark.parametrize("wording", ["31 May 2020", "by the end of May 2020", "Ongoing", ""])
def test_a_new_wording_that_names_no_other_day_leaves_the_due_date(wording):
    form = edited(timescale=wording)
    assert not form.needs_reason
    assert form.said_of_timescale().endswith("the due date stays 31 May 2020")
    assert form.problem() == ("", "")


def test_a_new_wording_takes_no_revision_back():
    form = edited(replace(SEVEN, due=date(2020, 9, 30)), timescale="by end of May 2020")
    assert form.new_due is None
    assert (
        edited(replace(SEVEN, due=date(2020, 9, 30)))
        .said_of_timescale()
        .endswith("the due date is 30 Sep 2020")
    )


def test_a_first_due_date_needs_no_reason():
    form = edited(replace(SEVEN, due=None, timescale="Ongoing"), timescale="End July 2020")
    assert form.new_due == date(2020, 7, 31)
    assert not form.needs_reason
    assert form.said_of_timescale().endswith("the first due date")


def test_a_forecast_is_a_day_however_it_is_written():
    form = edited(replace(SEVEN, forecast=date(2020, 9, 30)), forecast="30/9/2020")
    assert form.changes() == {}
    form.text["forecast"] = "end October 2020"
    assert form.changes() == {"forecast": ("2020-09-30", "2020-10-31")}
    form.text["forecast"] = ""
    assert form.changes() == {"forecast": ("2020-09-30", "")}
    form.text["forecast"] = "soon"
    assert form.problem()[1] == "forecast"


@pytest.mark.parametrize("name", ["reference", "action"])
def test_what_an_action_can_not_be_without_is_asked_for(name):
    assert edited(**{name: " \u200b\n"}).problem()[1] == name


def test_an_update_alone_can_be_saved_exactly_as_typed():
    form = edited(update=" done \n")
    assert form.update == " done \n"
    assert form.problem() == ("", "")
    assert edited(update="\n").update == ""


def test_a_change_of_the_file_reaches_only_the_fields_nobody_typed_in():
    form = edited(action="mine", timescale="June 2020")
    theirs = replace(SEVEN, action="theirs", finding="theirs", timescale="June 2020")
    clean = form.take_in(theirs)
    assert form.text["finding"] == "theirs"
    assert form.stale == ("action",)
    assert form.changes() == {"action": ("Do it\n", "mine")}
    assert "timescale" in clean
    assert "action" not in clean


@given(st.fixed_dictionaries({}, optional={name: st.text() for name in LABELS}))
def test_a_form_is_dirty_exactly_when_a_text_differs(texts):
    form = edited(**texts)
    assert form.dirty == any(text != form.base[name] for name, text in texts.items())
    assert all(before != after for before, after in form.changes().values())


class Host(App[None]):
    """A form, and the messages that it posts."""

    def __init__(self, drafts: Drafts, action: ActionRow = SEVEN, **options: Any) -> None:
        super().__init__()
        self.form = ActionForm(
            action, AGENCIES, drafts, plan_date=PLAN_DATE, today=TODAY, **options
        )
        self.heard: list[Any] = []

    def compose(self) -> ComposeResult:
        yield self.form
        yield FieldSelect({"a": "elsewhere"}, "a", name="elsewhere")

    def on_action_form_changed(self, message: ActionForm.Changed) -> None:
        self.heard.append(message.dirty)

    def on_action_form_save_requested(self, message: ActionForm.SaveRequested) -> None:
        self.heard.append((message.changes, message.reason, message.update))

    def on_action_form_cancel_requested(self) -> None:
        self.heard.append("leave")


@asynccontextmanager
async def opened(drafts: Drafts | None = None, **options: Any) -> AsyncIterator[Pilot[None]]:
    async with Host(drafts or Drafts(), **options).run_test(size=(80, 24)) as pilot:
        yield pilot
        assert pilot.app.query("#problem")


def write(pilot: Pilot[None], **texts: str) -> None:
    for name, text in texts.items():
        pilot.app.query_one(f"#field-{name}").rewrite(text)


def said(pilot: Pilot[None], where: str = "#problem") -> str:
    return str(pilot.app.query_one(where, Static).content)


async def test_opening_a_form_changes_not_a_byte_and_leaves_no_draft():
    drafts = Drafts()
    async with opened(drafts) as pilot:
        await pilot.press("ctrl+s", "escape")
        assert said(pilot) == "There is nothing to save yet."
        assert pilot.app.heard == ["leave"]
        assert pilot.app.form.edited.text["finding"] == HOSTILE
    assert drafts.unsaved == 0


async def test_typing_is_heard_of_once_and_is_in_the_drafts_at_once():
    drafts = Drafts()
    async with opened(drafts, start="reference") as pilot:
        await pilot.press("a", "b")
        assert pilot.app.heard == [True]
        assert drafts.get("seven") == {"reference": DraftField("7", "7ab")}
        await pilot.press("backspace", "backspace")
        assert pilot.app.heard == [True, False]
        assert drafts.unsaved == 0


async def test_what_was_left_with_esc_is_there_again_even_if_the_file_has_changed():
    drafts = Drafts()
    async with opened(drafts, start="action") as pilot:
        await pilot.press("x", "escape")
    theirs = replace(SEVEN, action="theirs")
    async with opened(drafts, action=theirs) as pilot:
        assert "Action" in said(pilot, "#stale")
        await pilot.press("ctrl+s")
        assert pilot.app.heard[-1] == ({"action": ("Do it\n", "xDo it\n")}, "", "")


async def test_a_revision_shows_the_line_for_its_reason_and_asks_for_it():
    async with opened(start="timescale") as pilot:
        reason = pilot.app.query_one(".reason")
        assert not reason.display
        write(pilot, timescale="End July 2020")
        await pilot.press("ctrl+s")
        assert reason.display
        assert said(pilot).startswith("A reason is needed")
        await pilot.press("w", "enter")
        expected = ({"timescale": ("End May 2020", "End July 2020")}, "w", "")
        assert pilot.app.heard[-1] == expected


async def test_the_suggested_day_of_a_timescale_is_a_key_away():
    async with opened(start="forecast") as pilot:
        write(pilot, forecast="towards the end of 2020")
        await pilot.pause()
        assert said(pilot, "#read-forecast").startswith("no date")
        await pilot.press("ctrl+y", "ctrl+s")
        assert pilot.app.heard[-1] == ({"forecast": ("", "2020-12-31")}, "", "")


async def test_another_agency_is_chosen_by_its_id():
    async with opened(start="agency") as pilot:
        pilot.app.form.query_one(FieldSelect).choose("csc")
        await pilot.press("ctrl+s")
        assert pilot.app.heard[-1] == ({"agency": ("ph", "csc")}, "", "")


async def test_tab_stays_within_the_form():
    async with opened(start="update") as pilot:
        await pilot.press("tab")
        assert pilot.app.focused is pilot.app.query_one("#field-reference")
        await pilot.press("shift+tab")
        assert pilot.app.focused is pilot.app.query_one("#field-update")


async def test_after_a_save_only_what_was_refused_as_stale_is_still_a_draft():
    drafts = Drafts()
    async with opened(drafts) as pilot:
        write(pilot, finding="mine", action="mine", update="done")
        await pilot.pause()
        after = replace(SEVEN, finding="mine", action="theirs")
        pilot.app.form.saved(after, evidence=2, stale=["action"])
        assert drafts.get("seven") == {"action": DraftField("Do it\n", "mine")}
        assert pilot.app.form.changes() == {"action": ("Do it\n", "mine")}
        assert "2 kept" in said(pilot, "#evidence")
        pilot.app.form.forget("action")
        await pilot.pause()
        assert not pilot.app.form.dirty
        assert drafts.unsaved == 0
        assert pilot.app.query_one("#field-action").exact == "theirs"


async def test_f1_shows_the_keys_of_a_form():
    async with opened() as pilot:
        await pilot.press("f1")
        heading = pilot.app.screen.query_one("#heading", Static)
        assert str(heading.content) == "Help for a form"
        await pilot.press("escape")
