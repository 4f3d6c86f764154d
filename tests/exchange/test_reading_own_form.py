"""A plan's own form, as a text document and as a workbook, is read back to the letter."""

from datetime import date

import pytest

from db.plan_entries import EvidenceEntry, UpdateEntry
from jtai_tui.exchange.outgoing.published import HEADINGS, KEY_HEADINGS
from jtai_tui.exchange.published_cells import FORM, progress_cell, rating_cell, timescale_cell
from jtai_tui.exchange.published_lines import also_called, sheet_pieces, version_line
from tests.exchange.source_values import (
    SCHEME,
    banner,
    cell,
    heading,
    kinds,
    plain,
    read,
    table,
)

KEY = [(each.letter, each.name, each.meaning) for each in SCHEME]
DAY = date(2025, 3, 3)
FRONT = version_line("FINAL", DAY)


def action(reference, text="Do", progress=""):
    return (reference, "Finding", text, "Jo", "May 2025", progress, "")


def in_word(*tables, below=()):
    front = [
        heading("Governance", 0), plain(FRONT), heading("Introduction"), plain("Governance"),
        plain("- Police"), heading("Governance"), plain("FINAL"), heading("Key of ratings"),
    ]  # fmt: skip
    return read(
        table(KEY_HEADINGS, *KEY, above=front), *tables, keywords=FORM, footer=FRONT, below=below
    )


def in_excel(*sheets):
    width = len(KEY_HEADINGS)
    blank = [""] * width
    front = table(
        banner("Governance", width), banner(FRONT, width), blank, banner("Introduction", width),
        banner("Governance", width), banner("- Police", width), blank, banner("Governance", width),
        banner("FINAL", width), blank, banner("Key of ratings", width), KEY_HEADINGS, *KEY,
        name="Plan", sheet="Plan",
    )  # fmt: skip
    return read(front, *sheets, keywords=FORM, form="Excel")


def section(agency, *rows, aliases=(), sheet=True):
    if not sheet:
        above = [heading(agency), *([plain(also_called(aliases))] if aliases else [])]
        return table(HEADINGS, *rows, above=above)
    heads = [banner(agency, 7), *([banner(also_called(aliases), 7)] if aliases else [])]
    body = rows or [banner("No actions.", 7)]
    return table(*heads, HEADINGS, *body, name=agency[:31], sheet=agency[:31].replace("/", "-"))


def plans(*sections):
    yield in_word(*(section(*each, aliases=also, sheet=False) for each, also in sections))
    yield in_excel(*(section(*each, aliases=also) for each, also in sections))


def test_the_front_is_told_apart_whatever_words_it_holds():
    for plan in plans((("Police", action("1")), ())):
        assert (plan.title, plan.version_label, plan.updated) == ("Governance", "FINAL", DAY)
        assert (plan.introduction, plan.governance) == ("Governance\n\n- Police", "FINAL")
        assert kinds(plan) == []


@pytest.mark.parametrize(
    "name",
    ["Action plan", "3. Police", "Police (continued)", "Total", "Recommendation 1: share.",
     "An agency / with a name that is longer than any sheet may be"],
)  # fmt: skip
def test_every_heading_is_an_agency_to_the_letter(name):
    aliases = ("A; B", "C")
    for plan in plans(((name, action("1")), aliases), (("Health", action("2")), ())):
        assert plan.agencies == ((name, aliases), ("Health", ()))
        assert [each.agency for each in plan.actions] == [name, "Health"]


def test_agencies_without_actions_keep_their_place():
    sheets = [section("A"), section("B", action("1")), section("C", aliases=("D",))]
    word = in_word(
        table(HEADINGS, action("1"), above=[heading("A"), plain("No actions."), heading("B")]),
        below=(heading("C"), plain("Also called: D"), plain("No actions.")),
    )
    for plan in (in_excel(*sheets), word):
        assert plan.agencies == (("A", ()), ("B", ()), ("C", ("D",)))


@pytest.mark.parametrize("reference", ["1.", "1)", "(a)", "END", "Total", "28 SY2,8", "Rec 4"])
def test_a_reference_is_what_the_cell_says(reference):
    for plan in plans((("Police", action(reference, "1")), ())):
        (found,) = plan.actions
        assert found.reference_cell == reference
        assert found.reference == reference.removesuffix(" SY2,8")
        assert not found.given


def test_cells_that_say_more_are_read():
    updates = (UpdateEntry(date(2025, 1, 2), "Jo", "Begun"), UpdateEntry(DAY, "Al", "Going on"))
    evidence = (EvidenceEntry("Audit", "minutes", "All is well"),)
    row = (
        "1", "Finding", "Do", "- Jo\nAl; Kim",
        timescale_cell("Spring", date(2025, 4, 1), "month", date(2025, 5, 1), None),
        progress_cell(updates, evidence, None),
        cell(rating_cell(SCHEME["minor-risk"], "Going well", "moved"), "ff0000"),
    )  # fmt: skip
    for plan in plans((("Police", row), ())):
        (found,) = plan.actions
        assert [lead.raw for lead in found.leads] == ["- Jo", "Al", "Kim"]
        assert (found.timescale, found.due, found.due_precision, found.forecast) == (
            "Spring", date(2025, 4, 1), "month", date(2025, 5, 1)
        )  # fmt: skip
        assert (found.updates, found.evidence, found.progress) == (updates, evidence, "")
        assert (found.rating, found.status, found.closed) == ("minor-risk", "Going well", "moved")
        assert plan.marks == ()


def test_a_long_text_in_several_rows_is_one_again():
    text = "\n\n".join(["x" * 20_000, "y" * 40_000, "z" * 20_000])
    pieces = sheet_pieces(text)
    rows = [action("1", pieces[0], "Begun"), *(("", "", each, *[""] * 4) for each in pieces[1:])]
    plan = in_excel(section("Police", *rows, action("2", "Do more")))
    assert [each.action for each in plan.actions] == [text, "Do more"]


def test_a_row_that_somebody_added_without_a_number_is_told():
    rows = [action("1"), action("", "Somebody's own")]
    word, excel = plans((("Police", *rows), ()))
    assert [each.reference for each in word.actions] == ["1", "1 (2)"]
    assert [each.action for each in excel.actions] == ["Do\n\nSomebody's own"]
    assert "reference-duplicate" in kinds(word)
    assert "reference-missing" in kinds(excel)


def test_what_people_have_added_is_kept():
    plan = in_word(
        table((*HEADINGS, "Cost"), (*action("1", progress="Begun"), "£5"), above=[heading("A")]),
        below=(plain("Signed by all."),),
    )
    assert plan.actions[0].progress == "Begun\n\nCost: £5"
    assert plan.introduction == "Governance\n\n- Police\n\nSigned by all."
