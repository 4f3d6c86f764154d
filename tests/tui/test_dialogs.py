"""Dialogs: what each asks, what it refuses, what it gives back, and that leaving loses nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from db.rating import Band, Rating, Scheme, Stage
from db.selection import Order, SortKey
from db.timescale import Precision
from jtai_tui.commands import COMMANDS, Place
from jtai_tui.drafts import Drafts, DraftSlot
from jtai_tui.screens.dialogs.action import ActionDialog, ActionEntry
from jtai_tui.screens.dialogs.agency import AgencyDialog
from jtai_tui.screens.dialogs.author import AuthorDialog
from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice
from jtai_tui.screens.dialogs.close import CloseDialog, Ending
from jtai_tui.screens.dialogs.confirm import ConfirmDialog
from jtai_tui.screens.dialogs.due import DueDialog, NewDue
from jtai_tui.screens.dialogs.evidence import (
    EvidenceDialog,
    EvidenceEntry,
)
from jtai_tui.screens.dialogs.help import HelpScreen
from jtai_tui.screens.dialogs.lead import LeadDialog, Spelling
from jtai_tui.screens.dialogs.message import Choice, MessageScreen
from jtai_tui.screens.dialogs.rating import RatingPicker
from jtai_tui.screens.dialogs.reading import Block, SummaryScreen, TextScreen
from jtai_tui.screens.dialogs.reason import ReasonLine
from jtai_tui.screens.dialogs.sorting import SortDialog
from jtai_tui.screens.dialogs.stale import Conflict, StaleDialog
from jtai_tui.screens.dialogs.theme import ThemeDialog
from jtai_tui.screens.dialogs.update import UpdateDialog
from jtai_tui.theme import DARK, LIGHT, THEME_NAMES, set_up_themes
from jtai_tui.widgets.form_fields import FieldSelect

HOSTILE = "[/b] [link=x]see[/] \x1b[31m\x00\u202e\nnew line"
TODAY, PLAN_DATE = date(2020, 7, 1), date(2020, 3, 26)
ENDINGS = {"superseded": "superseded", "moved": "moved to another action"}

SCHEME = Scheme(
    [
        Rating("on-track", 1, "On track", "on time", Stage.IN_PROGRESS, "G", "▲", "green"),
        Rating("late", 2, "Late", HOSTILE, Stage.IN_PROGRESS, "R", "▼", "red", Band(1, None)),
        Rating("lost", 3, "[/b]", "", Stage.IN_PROGRESS, "r", "◆", "#ffbf00"),
        Rating("done", 4, "Done", "done", Stage.CLOSED, "C", "●", "no such colour"),
    ]
)


class Host(App[None]):
    """Opens one dialog and keeps what it gives back."""

    def __init__(self, dialog: Screen[Any]) -> None:
        super().__init__()
        set_up_themes(self)
        self.dialog = dialog
        self.given: list[Any] = []

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.given.append)


@asynccontextmanager
async def opened(dialog: Screen[Any]) -> AsyncIterator[Pilot[None]]:
    async with Host(dialog).run_test(size=(80, 24)) as pilot:
        yield pilot


def given_by(pilot: Pilot[None]) -> Any:
    """Return the one result that was given, or fail if the dialog is still there."""
    (result,) = pilot.app.given
    return result


def said(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#problem", Static).content)


def shown(pilot: Pilot[None], where: str) -> str:
    return str(pilot.app.screen.query_one(where, Static).content)


def write(pilot: Pilot[None], **fields: str) -> None:
    for name, text in fields.items():
        pilot.app.screen.query_one(f"#{name}").rewrite(text)


def slot(job: str) -> DraftSlot:
    return DraftSlot(Drafts(), "seven", job)


async def test_a_rating_is_picked_by_its_letter_in_either_case():
    async with opened(RatingPicker(SCHEME, None, None)) as pilot:
        await pilot.press("g")
        assert given_by(pilot) == "on-track"


async def test_a_rating_is_picked_by_its_position():
    async with opened(RatingPicker(SCHEME, None, None)) as pilot:
        await pilot.press("4")
        assert given_by(pilot) == "done"


async def test_enter_takes_the_suggested_rating_and_says_which_is_recorded():
    async with opened(RatingPicker(SCHEME, "done", "late")) as pilot:
        prompts = [str(each.prompt) for each in pilot.app.screen.query_one("#picks").options]
        assert "suggested" in prompts[1]
        assert "recorded" in prompts[3]
        await pilot.press("enter")
        assert given_by(pilot) == "late"


async def test_a_letter_that_two_ratings_share_goes_from_one_to_the_other():
    async with opened(RatingPicker(SCHEME, None, "late")) as pilot:
        await pilot.press("r")
        assert pilot.app.given == []
        await pilot.press("enter")
        assert given_by(pilot) == "lost"


async def test_a_reason_that_is_needed_and_blank_keeps_the_dialog_open():
    async with opened(ReasonLine("Rate 7", "Why?", required=True)) as pilot:
        write(pilot, reason=" \u200b")
        pilot.app.screen.action_save()
        assert "reason is needed" in said(pilot)
        write(pilot, reason="  staff left ")
        await pilot.press("enter")
        assert given_by(pilot) == "staff left"


async def test_a_reason_that_nobody_needs_may_be_empty():
    async with opened(ReasonLine(HOSTILE, HOSTILE, required=False)) as pilot:
        await pilot.press("enter")
        assert given_by(pilot) == ""


async def test_esc_keeps_what_was_typed_for_the_next_time():
    kept = slot("rate")
    async with opened(ReasonLine("Rate 7", "Why?", required=True, draft=kept)) as pilot:
        await pilot.press("a", "b", "escape")
        assert given_by(pilot) is None
    assert kept.drafts.unsaved == 1
    async with opened(ReasonLine("Rate 7", "Why?", required=True, draft=kept)) as pilot:
        await pilot.press("c", "enter")
        assert given_by(pilot) == "abc"
    assert kept.text("reason") == "abc"


async def test_a_due_date_is_read_aloud_while_it_is_typed():
    dialog = DueDialog("7", date(2020, 5, 31), "End May 2020", plan_date=PLAN_DATE, today=TODAY)
    async with opened(dialog) as pilot:
        write(pilot, due="End July 2020")
        await pilot.pause()
        assert shown(pilot, "#reading").startswith("= Fri 31 Jul 2020")
        assert shown(pilot, "#reading").endswith("in 30 days")
        pilot.app.screen.action_save()
        assert "reason is needed" in said(pilot)
        write(pilot, reason="staff left")
        await pilot.press("enter")
        assert given_by(pilot) == NewDue(date(2020, 7, 31), Precision.MONTH, "staff left")


async def test_a_text_without_a_day_is_refused_and_its_suggestion_is_a_key_away():
    dialog = DueDialog("7", None, HOSTILE, plan_date=PLAN_DATE, today=TODAY)
    async with opened(dialog) as pilot:
        write(pilot, due="towards the end of 2020", reason="x")
        await pilot.pause()
        pilot.app.screen.action_save()
        assert shown(pilot, "#reading").startswith("no date: ")
        assert "no due date yet" in said(pilot)
        await pilot.press("ctrl+y", "enter")
        assert given_by(pilot) == NewDue(date(2020, 12, 31), Precision.DAY, "x")


async def test_the_due_date_that_it_has_already_is_no_revision():
    dialog = DueDialog("7", date(2020, 5, 31), "", plan_date=PLAN_DATE, today=TODAY)
    async with opened(dialog) as pilot:
        write(pilot, due="31/5/2020", reason="x")
        pilot.app.screen.action_save()
        assert "31 May 2020 already" in said(pilot)


async def test_a_progress_update_comes_back_as_it_was_typed():
    kept = slot("update")
    async with opened(UpdateDialog("7", HOSTILE, kept)) as pilot:
        pilot.app.screen.action_save()
        assert "nothing to save" in said(pilot)
        await pilot.press("a", "enter", "b", "space", "ctrl+s")
        assert given_by(pilot) == "a\nb "
    assert kept.text("") == "a\nb "


async def test_f4_says_so_where_there_is_no_editor(monkeypatch):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with opened(UpdateDialog("7", "")) as pilot:
        await pilot.press("f4")
        assert said(pilot).startswith("No editor is set")


async def test_evidence_needs_a_title_and_a_file_that_is_there(tmp_path):
    minutes = tmp_path / "board [minutes].txt"
    minutes.write_text("agreed")
    async with opened(EvidenceDialog("7", most_bytes=100, why=HOSTILE)) as pilot:
        pilot.app.screen.action_save()
        assert "title is needed" in said(pilot)
        write(pilot, title="Minutes ", file=f"{minutes}s")
        pilot.app.screen.action_save()
        assert "there is no such file" in said(pilot)
        write(pilot, file=f"'{minutes}'", note="As agreed\n")
        await pilot.pause()
        assert shown(pilot, "#file-state") == "board [minutes].txt, 6 bytes"
        await pilot.press("enter")
        assert given_by(pilot) == EvidenceEntry("Minutes", note="As agreed\n", file=minutes)


async def test_the_author_is_asked_for_a_name():
    async with opened(AuthorDialog()) as pilot:
        pilot.app.screen.action_save()
        assert said(pilot) == "A name is needed."
        write(pilot, name=" Zoë\u00a0 O'Neill ")
        await pilot.press("enter")
        assert given_by(pilot) == "Zoë O'Neill"


async def test_an_agency_is_not_added_twice():
    async with opened(AgencyDialog(taken=["Thames Valley Police"])) as pilot:
        write(pilot, name="thames  valley police")
        pilot.app.screen.action_save()
        assert "already" in said(pilot)
        write(pilot, name=" Probation  Service")
        await pilot.press("enter")
        assert given_by(pilot) == "Probation Service"


async def test_an_action_is_closed_by_a_letter_and_a_reason():
    async with opened(CloseDialog("7", ENDINGS)) as pilot:
        await pilot.press("m", "enter")
        assert "reason is needed" in said(pilot)
        write(pilot, reason="now in 12")
        await pilot.press("enter")
        assert given_by(pilot) == Ending("moved", "now in 12")


def new_action(draft: DraftSlot | None = None) -> ActionDialog:
    return ActionDialog(
        {"csc": "Children's [/b]", "ph": "Public Health"},
        taken=["28a"],
        plan_date=PLAN_DATE,
        today=TODAY,
        draft=draft,
    )


def lead_dialog() -> LeadDialog:
    others = {"Jenny Culley": 3, HOSTILE: 1}
    return LeadDialog(f"Rename {HOSTILE}", HOSTILE, "J Culley", others=others, draft=slot("lead"))


async def test_a_lead_is_spelt_otherwise_with_a_reason_or_without():
    async with opened(lead_dialog()) as pilot:
        write(pilot, lead="  Jenny   Culley, MKC ", reason=" As she signs ")
        await pilot.press("enter")
        assert given_by(pilot) == Spelling("Jenny Culley, MKC", "As she signs")
    async with opened(lead_dialog()) as pilot:
        await pilot.press("enter")
        assert given_by(pilot) == Spelling("J Culley", "")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"lead": " "}, "The lead's name is needed."),
        ({"lead": "\u200b"}, "The lead's name is needed."),
        ({"lead": "One; Two"}, "A semicolon parts two leads; give one lead."),
        ({"lead": "a\x1bb"}, "The lead's name holds a character that is no text"),
        ({"reason": "a\x1bb"}, "The reason holds a character that is no text"),
    ],
)
async def test_a_spelling_that_can_not_be_is_refused_where_it_was_typed(fields, problem):
    async with opened(lead_dialog()) as pilot:
        write(pilot, **fields)
        await pilot.press("enter")
        assert said(pilot).startswith(problem)
        assert not pilot.app.given


async def test_who_would_become_one_with_another_lead_is_asked_twice():
    async with opened(lead_dialog()) as pilot:
        write(pilot, lead="jenny culley")
        await pilot.press("enter")
        assert said(pilot).startswith("Jenny Culley leads 3 actions already, and would be one")
        assert not pilot.app.given
        await pilot.press("enter")
        assert given_by(pilot) == Spelling("jenny culley", "")


async def test_an_action_needs_a_reference_of_its_own_an_agency_and_a_text():
    kept = slot("add")
    async with opened(new_action(kept)) as pilot:
        pilot.app.screen.action_save()
        assert "reference is needed" in said(pilot)
        write(pilot, reference="28A")
        pilot.app.screen.action_save()
        assert "already" in said(pilot)
        write(pilot, reference="35")
        pilot.app.screen.action_save()
        assert said(pilot) == "Choose the agency."
        pilot.app.screen.query_one(FieldSelect).choose("ph")
        pilot.app.screen.action_save()
        assert "text of the action is needed" in said(pilot)
        write(pilot, action="Do it\n", timescale="end January")
        await pilot.press("escape")
    async with opened(new_action(kept)) as pilot:
        assert "no date" in shown(pilot, "#reading")
        await pilot.press("ctrl+y", "ctrl+s")
        expected = ActionEntry("35", "ph", "Do it\n", timescale="31 Jan 2020")
        assert given_by(pilot) == expected


@pytest.mark.parametrize(("key", "answer"), [("enter", False), ("escape", False), ("y", True)])
async def test_a_question_is_answered_with_yes_only_by_saying_yes(key, answer):
    async with opened(ConfirmDialog(HOSTILE, HOSTILE)) as pilot:
        await pilot.press(key)
        assert given_by(pilot) is answer


async def test_a_message_offers_its_ways_on_by_key():
    choices = [Choice("other", "o", "Open another"), Choice("quit", "q", HOSTILE)]
    async with opened(MessageScreen(HOSTILE, HOSTILE, choices)) as pilot:
        await pilot.press("q")
        assert given_by(pilot) == "quit"


async def test_sorting_by_the_present_key_turns_it_about():
    async with opened(SortDialog(Order(SortKey.DAYS))) as pilot:
        await pilot.press("y")
        assert given_by(pilot) == Order(SortKey.DAYS, reverse=True)


async def test_sorting_by_another_key_starts_the_usual_way_round():
    async with opened(SortDialog(Order(SortKey.DAYS, reverse=True))) as pilot:
        await pilot.press("d")
        assert given_by(pilot) == Order(SortKey.DUE)


async def test_a_theme_is_seen_while_choosing_and_esc_brings_the_old_one_back():
    async with opened(ThemeDialog(THEME_NAMES, DARK)) as pilot:
        await pilot.press("down")
        assert pilot.app.theme == LIGHT
        await pilot.press("escape")
        assert pilot.app.theme == DARK


async def test_a_list_narrows_while_typing_and_enter_takes_the_best():
    choices = [
        ListChoice(1, "1  Audit of plans", aside=HOSTILE),
        ListChoice(2, "2  Plan the audit"),
        ListChoice(3, "3  Training", also="planner"),
    ]
    async with opened(ChoiceDialog(HOSTILE, choices)) as pilot:
        write(pilot, sought="plan aud")
        await pilot.pause()
        assert pilot.app.screen.query_one("#choices").option_count == 2
        await pilot.press("down", "enter")
        assert given_by(pilot) == 2


async def test_help_says_every_key_of_the_place_and_the_ratings_in_the_plans_words():
    async with opened(HelpScreen(Place.MAIN, COMMANDS, SCHEME)) as pilot:
        text = "\n".join(str(each.content) for each in pilot.app.screen.query(Static))
        for each in COMMANDS:
            if Place.MAIN in each.places and each.help and not each.id.startswith("rate-"):
                assert each.help.split(";")[0][:30] in " ".join(text.split()), each.id
        assert "1 to 4" in text
        assert "▼ R" in text
        assert "[/b]" in text
        await pilot.press("G", "f1")
        assert given_by(pilot) is None


async def test_f1_in_a_dialog_says_what_it_is_for():
    async with opened(ReasonLine("Rate 7", "Why?", required=False)) as pilot:
        await pilot.press("f1")
        text = "\n".join(str(each.content) for each in pilot.app.screen.query(Static))
        assert "The reason stands in the log" in text
        await pilot.press("escape")
        assert pilot.app.given == []


async def test_a_text_is_scrolled_and_copied_as_it_is_shown():
    dialog = TextScreen("About", [Block(HOSTILE, "Introduction"), Block("line\n" * 100)])
    async with opened(dialog) as pilot:
        await pilot.press("G", "y")
        assert pilot.app.screen.query_one("#body").scroll_y > 50
        assert pilot.app.clipboard.startswith("Introduction\n[/b]")
        assert "\x1b" not in pilot.app.clipboard


async def test_a_summary_goes_with_one_key():
    async with opened(SummaryScreen("Triage", ["1 rated", HOSTILE])) as pilot:
        await pilot.press("enter")
        assert given_by(pilot) is None


AT = datetime(2020, 7, 1, 14, 2, tzinfo=UTC)
CONFLICTS = [
    Conflict("finding", "Finding", "old", HOSTILE, "mine", "A Jones", AT),
    Conflict("timescale", "Timescale", "", "May", "June", HOSTILE, AT),
    Conflict("leads", "Leads", "x", "y", "z", "A Jones", AT),
]


async def test_each_stale_field_is_decided_by_itself():
    async with opened(StaleDialog("7", CONFLICTS)) as pilot:
        assert "A Jones" in shown(pilot, "#theirs-by")
        await pilot.press("t", "m", "e")
        await pilot.press("w", "ctrl+s")
        assert given_by(pilot) == {"finding": HOSTILE, "timescale": "June", "leads": "zw"}


async def test_leaving_the_editing_of_a_stale_field_goes_back_to_the_choice():
    async with opened(StaleDialog("7", CONFLICTS[:1])) as pilot:
        await pilot.press("e", "x", "escape")
        assert pilot.app.given == []
        await pilot.press("m")
        assert given_by(pilot) == {"finding": "mine"}


async def test_a_click_on_a_key_does_what_the_key_does():
    async with opened(ReasonLine("Rate 7", "Why?", required=True)) as pilot:
        await pilot.click("#keys", offset=(1, 0))
        assert "reason is needed" in said(pilot)


async def test_keys_that_come_in_one_bunch_are_done_in_their_order():
    async with opened(ReasonLine("Rate 7", "Why?", required=True)) as pilot:
        for key, character in (("a", "a"), ("X", "X"), ("backspace", "\x08"), ("b", "b")):
            pilot.app.post_message(events.Key(key, character))
        await pilot.pause()
        assert pilot.app.screen.query_one(Input).value == "ab"


async def test_what_is_typed_after_tab_in_one_bunch_lands_in_the_next_field():
    dialog = DueDialog("7", None, "", plan_date=PLAN_DATE, today=TODAY)
    async with opened(dialog) as pilot:
        for key, character in (("a", "a"), ("tab", "\t"), ("b", "b"), ("c", "c")):
            pilot.app.post_message(events.Key(key, character))
        await pilot.pause()
        assert [each.value for each in pilot.app.screen.query(Input)] == ["a", "bc"]
