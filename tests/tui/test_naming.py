"""One name for who has two: what is proposed, chosen, typed, made one, and undone."""

from __future__ import annotations

from pathlib import Path

from db.additions import add_agency
from db.leads import leads_from_json
from db.queries import agency_ids
from db.renaming import merge_agencies, rename_lead
from db.signature import Signature
from db.store import open_plan
from jtai_tui.screens.watching import watch
from tests.tui.keyboard import SMALL, Keyboard, at_keyboard, read_cell

JONES = Signature("A Jones")


async def palette(keyboard: Keyboard, words: str) -> None:
    await keyboard.press("ctrl+p")
    await keyboard.type(f"{words}\n")


def leads_of(path: Path, reference: str) -> list[str]:
    cell = read_cell(path, reference, "leads")
    return [lead.raw for lead in leads_from_json(cell or "[]")]


async def test_what_looks_alike_is_shown_and_made_one_with_a_reason_and_undone(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await palette(keyboard, "look alike")
        assert "These look like one. Which are?" in keyboard.text
        assert "Hannah Pugliese, CCG | Hannah Pugliese CCG" in keyboard.text
        await keyboard.type("hooper\n")
        assert "Which spelling stays? (same name, one with an organisation)" in keyboard.text
        await keyboard.press("enter")
        assert keyboard.screen == "ReasonLine"
        assert "Jo Hooper becomes Jo Hooper MKC, in 1 action" in keyboard.text
        assert not keyboard.log()
        await keyboard.type("Agreed by phone\n")
        assert keyboard.notice == "Jo Hooper is now Jo Hooper MKC everywhere"
        assert "Led by Jo Hooper  2 of 33" in keyboard.text
        (row,) = keyboard.log()
        assert (row.reference, row.field, row.reason) == ("2", "leads", "Agreed by phone")
        assert leads_of(plan_file, "2") == leads_of(plan_file, "4") == ["Jo Hooper MKC"]
        await keyboard.press("u")
        assert leads_of(plan_file, "2") == ["Jo Hooper"]
        await palette(keyboard, "look alike")
        assert "Jo Hooper MKC | Jo Hooper" in keyboard.text


async def test_two_spellings_get_a_third_that_is_typed(plan_file: Path) -> None:
    async with at_keyboard(plan_file, size=SMALL) as keyboard:
        await palette(keyboard, "look alike")
        await keyboard.type("hooper\n")
        await keyboard.type("another\n")
        assert keyboard.screen == "LeadDialog"
        assert "2 actions over all agencies. 2 spellings: Jo Hooper MKC; Jo Hooper." in (
            keyboard.text
        )
        await keyboard.press("ctrl+u")
        await keyboard.type("Joanna Hooper, MKC\n")
        assert "Led by Joanna Hooper  2 of 33" in keyboard.text
        assert leads_of(plan_file, "2") == leads_of(plan_file, "4") == ["Joanna Hooper, MKC"]
        await keyboard.press("u")
        assert "All actions  33, latest first" in keyboard.text
        assert leads_of(plan_file, "4") == ["Jo Hooper MKC"]


async def test_a_proposal_that_is_left_changes_nothing(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        for steps in (0, 1, 2):
            await palette(keyboard, "look alike")
            await keyboard.press(*["enter"] * steps, "escape")
            assert keyboard.screen == "MainScreen"
        assert not keyboard.log()


async def test_the_lead_that_is_shown_is_renamed_over_all_agencies(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await palette(keyboard, "mk together")
        assert "Led by MK Together  2 of 33" in keyboard.text
        assert "Agency" in keyboard.lines[3]
        for agency in ("Youth Off", "Multi-agen"):
            assert any(agency in line[30:] for line in keyboard.lines[4:6])
        await palette(keyboard, "this lead")
        assert "Rename MK Together" in keyboard.text
        await keyboard.press("ctrl+u")
        await keyboard.type("MK Partnership")
        await keyboard.press("tab")
        await keyboard.type("Its new name\n")
        assert keyboard.notice == "MK Together is now MK Partnership everywhere"
        assert "Led by MK Partnership  2 of 33" in keyboard.text
        rows = keyboard.log()
        assert {row.reason for row in rows} == {"Its new name"}
        assert len({row.batch for row in rows}) == 1
        await keyboard.press("u")
        assert "All actions  33" in keyboard.text
        await keyboard.press("escape")
        assert "Lead" in keyboard.lines[3]


async def test_without_a_lead_or_an_agency_it_is_asked_which(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await palette(keyboard, "this lead")
        assert "Rename which lead?" in keyboard.text
        await keyboard.type("hannon\n")
        assert "Rename Jane Hannon" in keyboard.text
        await keyboard.press("escape")
        await palette(keyboard, "merge this")
        assert "Merge which agency into another?" in keyboard.text
        await keyboard.type("mkuht\n")
        assert "Merge MKUHT into which agency?" in keyboard.text
        await keyboard.press("escape")
        assert not keyboard.log()


async def test_a_name_that_was_typed_and_left_is_kept_said_and_thrown_away(
    plan_file: Path,
) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await palette(keyboard, "jane hannon")
        for _ in range(2):
            await palette(keyboard, "this lead")
            await keyboard.type("X")
            await keyboard.press("escape")
        await keyboard.press("q")
        assert "What you typed for the name of a lead or agency is not saved" in keyboard.text
        await keyboard.press("escape")
        await palette(keyboard, "discard")
        assert "Jane Hannon, CNWLXX" in keyboard.text
        await keyboard.press("y")
        assert keyboard.header.saved


async def test_an_agency_is_merged_into_another_and_undone(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await palette(keyboard, "youth offending team")
        assert "Youth Offending Team  4 of 33" in keyboard.text
        await palette(keyboard, "merge this")
        await keyboard.type("social care\n")
        assert "Merge Youth Offending Team into Children's Social Care: 4 actions" in keyboard.text
        await keyboard.type("One service\n")
        assert keyboard.notice == "Youth Offending Team is part of Children's Social Care now"
        assert "Children's Social Care  10 of 33" in keyboard.text
        await keyboard.press("u")
        assert "Children's Social Care  6 of 33" in keyboard.text
        await palette(keyboard, "youth offending team")
        assert "Youth Offending Team  4 of 33" in keyboard.text
        await keyboard.press("U")
        assert "All actions  33" in keyboard.text
        assert "Youth Offending" not in "\n".join(line[:26] for line in keyboard.lines)


async def test_agencies_that_look_alike_are_merged(plan_file: Path) -> None:
    with open_plan(plan_file) as plan:
        add_agency(plan, "Thames-Valley Police", by=JONES)
        add_agency(plan, "Thames Valley Police (TVP)", by=JONES)
    async with at_keyboard(plan_file) as keyboard:
        await palette(keyboard, "look alike")
        await keyboard.type("thames\n")
        assert "Which agency stays?" in keyboard.text
        await keyboard.press("enter")
        assert "Which are Thames Valley Police?" in keyboard.text
        await keyboard.press("enter", "enter")
        assert keyboard.notice == (
            "Thames-Valley Police and Thames Valley Police (TVP) are part of Thames Valley Police"
            " now"
        )
        with open_plan(plan_file) as plan:
            names = agency_ids(plan)
        assert names["Thames-Valley Police"] == names["Thames Valley Police"]


async def test_of_three_spellings_one_is_left_out(plan_file: Path) -> None:
    with open_plan(plan_file) as plan:
        rename_lead(plan, "Sivay Heer", "J Hooper", by=JONES)
    async with at_keyboard(plan_file) as keyboard:
        await palette(keyboard, "look alike")
        await keyboard.type("hooper\n")
        await keyboard.press("enter")
        assert "Which are Jo Hooper MKC?" in keyboard.text
        assert "Both of them" in keyboard.text
        await keyboard.press("escape")
        assert not [row for row in keyboard.log() if row.author != "A Jones"]
        await palette(keyboard, "look alike")
        await keyboard.type("hooper\n")
        await keyboard.press("enter", "down", "enter")
        assert "Jo Hooper becomes Jo Hooper MKC, in 1 action" in keyboard.text
        await keyboard.press("enter")
        assert leads_of(plan_file, "3") == ["J Hooper"]
        assert leads_of(plan_file, "2") == ["Jo Hooper MKC"]


async def test_where_nothing_looks_alike_that_is_said(plan_file: Path) -> None:
    with open_plan(plan_file) as plan:
        for old, new in (
            ("Jo Hooper", "Jo Hooper MKC"),
            ("Hannah Pugliese CCG", "Hannah Pugliese, CCG"),
            (
                "John Culley Community Health Service",
                "John Culley Community Health Service Director",
            ),
        ):
            rename_lead(plan, old, new, by=JONES)
    async with at_keyboard(plan_file) as keyboard:
        await palette(keyboard, "look alike")
        assert keyboard.notice == "No two leads and no two agencies of this plan look like one"


async def test_what_somebody_else_made_one_meanwhile_is_said_and_left(plan_file: Path) -> None:
    async with at_keyboard(plan_file) as keyboard:
        await palette(keyboard, "mkuht")
        await palette(keyboard, "merge this")
        await keyboard.type("thames\n")
        with open_plan(plan_file) as plan:
            names = agency_ids(plan)
            merge_agencies(plan, names["MKUHT"], names["Youth Offending Team"], by=JONES)
        await keyboard.press("enter")
        assert "that agency is not in the plan" in keyboard.notice.lower()
        await watch(keyboard.app, keyboard.app.at_desk)
        await keyboard.settle()
        assert "All actions  33" in keyboard.text
    with open_plan(plan_file) as plan:
        assert agency_ids(plan)["MKUHT"] == agency_ids(plan)["Youth Offending Team"]
