"""What a lead is sent: the return sheet, the draft e-mail; and the summary for the coordinator."""

import email
import io
import shutil
from datetime import date, timedelta
from email.policy import default

import pytest
from openpyxl import load_workbook

from db.chasing import chases, owed_by_nobody, who_owes
from db.errors import PlanError, Refused
from db.leads import read_leads
from db.plain_text import check_said
from db.plan_entries import AgencyEntry, UpdateEntry
from db.signature import Signature
from db.store import make_plan, open_plan
from jtai_tui.exchange.return_sheet.chasing import SUMMARY, chase, file_names
from jtai_tui.exchange.return_sheet.content import OPEN, PLANS
from tests.exchange.returned_sheets import (
    FORECAST,
    HEADER_ROW,
    LEAD,
    RATING,
    TODAY,
    Clock,
    chased_document,
    columns,
    send,
)
from tests.hostile_texts import TEXTS
from tests.store.conftest import action_entry, read_contents


@pytest.fixture
def plan(chased_made, tmp_path):
    with open_plan(
        shutil.copy(chased_made, tmp_path / "plan.db"), anchors=tmp_path / "tips"
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def sent(chased_sent):
    return chased_sent


@pytest.fixture(scope="module")
def sheet(sent):
    return load_workbook(io.BytesIO(sent.sheet)).worksheets[0]


def test_each_lead_gets_a_sheet_and_a_draft_and_the_coordinator_one_summary(sent):
    names = sorted(each.name for each in sent.chased.folder.iterdir())
    assert names == sorted(each.name for each in sent.chased.files)
    assert len(names) == 5
    assert {"J Culley.xlsx", "J Culley.eml", SUMMARY} <= set(names)


def test_a_sheet_says_whose_it_is_and_has_a_row_for_each_action(sheet):
    assert sheet["B1"].value == "Return sheet: Joint plan – young people"
    said = sheet["B2"].value
    for words in ("J Culley", "A. Coordinator", "1 Jul 2020", "Wed 8 Jul 2020"):
        assert words in said
    headings = [cell.value for cell in sheet[HEADER_ROW][1:]]
    assert headings == [*PLANS, *OPEN]
    rows = [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=HEADER_ROW + 1)]
    assert [row[0] for row in rows] == ["1", "2", "3", "28a"]
    assert rows[0][1] == "Public Health"
    assert rows[0][2] == "Review caseloads, and report on them."
    assert rows[0][3].date() == date(2020, 2, 29)
    assert [row[4] for row in rows] == [
        "G On track", "Unrated", "R Significant risk", "Unrated",
    ]  # fmt: skip
    assert rows[2][5] == "20 Jun 2020, M Day:\nHalf of it is done."
    assert rows[3][3] == "Ongoing"
    assert rows[3][5] == "None yet"
    assert [row[7] and row[7].date() for row in rows] == [date(2020, 7, 15), None, None, None]
    assert all(row[6] is row[8] is row[9] is None for row in rows)


def test_only_the_leads_cells_are_open_and_the_sheet_is_protected_without_a_password(sheet):
    protection = sheet.protection
    assert protection.sheet
    assert not protection.password
    assert not (protection.formatColumns or protection.formatCells or protection.formatRows)
    for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
        for cell in row:
            heading = sheet.cell(HEADER_ROW, cell.column).value
            assert cell.protection.locked == (heading not in OPEN)
            assert cell.alignment.wrap_text


def test_a_rating_is_chosen_from_the_plans_own_and_a_forecast_is_a_date(sent):
    book = load_workbook(io.BytesIO(sent.sheet))
    sheet, key = book.worksheets
    found = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    day, rating = (
        next(each for cells, each in found.items() if cells.startswith(letter))
        for letter in (
            sheet.cell(1, columns(sheet)[name]).column_letter for name in (FORECAST, RATING)
        )
    )
    assert (day.type, rating.type) == ("date", "list")
    start, end = rating.formula1.removeprefix("jtai!").replace("$", "").split(":")
    names = [cell.value for (cell,) in key[start:end]]
    assert names == [each.name for each in chased_document().scheme]
    assert key.sheet_state == "veryHidden"
    assert sheet.column_dimensions["A"].hidden


def test_a_sheet_prints_on_a4_across_with_its_header_on_each_page(sheet):
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.freeze_panes == f"A{HEADER_ROW + 1}"
    assert sheet.print_area.startswith("'Return sheet'!$B$1:")


def read_mail(data):
    return email.message_from_bytes(data, policy=default)


def test_a_draft_opens_unsent_from_nobody_with_the_sheet_attached(sent):
    lead = next(each for each in sent.chased.leads if each.owes.lead == LEAD)
    data = lead.mail.read_bytes()
    mail = read_mail(data)
    assert mail["X-Unsent"] == "1"
    assert mail["From"] is mail["Date"] is None
    assert str(mail["To"]) == ""
    assert mail["Subject"] == (
        "4 actions, 2 of them overdue: please answer by 8 Jul 2020 (Joint plan – young people)"
    )
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert attached.get_filename() == lead.sheet.name
    assert attached.get_content() == lead.sheet.read_bytes()
    text = mail.get_body(("plain",)).get_content()
    assert "Action 1, Public Health: Review caseloads" in text
    assert (
        "You are named as a lead of these 4 actions of Joint plan – young people, 2 of them"
        " overdue. Please tell me how they stand by Wed 8 Jul 2020."
    ) in text
    for words in (
        "Due 29 Feb 2020, 123 days overdue. Last update 26 Mar 2020, 97 days ago.",
        "Due 10 Jul 2020, in 9 days. Last update 20 Jun 2020.",
        "Due: Ongoing. No update yet.",
    ):
        assert words in text
    assert all(len(line) < 999 for line in data.splitlines())
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_a_draft_goes_to_the_address_that_the_plan_has(sent):
    (other,) = [each for each in sent.chased.leads if each.owes.lead != LEAD]
    mail = read_mail(other.mail.read_bytes())
    assert str(mail["To"]) == "l.halford@example.org"
    assert mail["Subject"] == (
        "1 overdue action: please answer by 8 Jul 2020 (Joint plan – young people)"
    )
    assert "a lead of this action of Joint plan – young people, which is overdue. Please" in (
        mail.get_body(("plain",)).get_content()
    )


def test_the_summary_has_a_line_a_lead_and_a_line_an_action(sent, tmp_path):
    done = sent.chased
    path = shutil.copy(sent.plan.path, tmp_path / "plan.db")
    with open_plan(path, anchors=tmp_path / "tips") as plan:
        nobody = owed_by_nobody(plan, today=TODAY)
        again = send(plan, tmp_path / "once" / "more", nobody=nobody).chased
    assert {each.before for each in done.leads} == {""}
    assert {each.before for each in again.leads} == {"chased today, silent"}
    leads, actions = load_workbook(again.summary).worksheets
    lines = [[cell.value for cell in row] for row in leads.iter_rows(min_row=4)]
    mine = next(line for line in lines if line[0] == LEAD)
    assert mine[2:7] == [4, 2, 123, 3, "chased today, silent"]
    assert mine[7:] == ["J Culley.xlsx", "J Culley.eml"]
    told = [[cell.value for cell in row] for row in actions.iter_rows(min_row=4)]
    assert len(told) == sum(len(each.owes.actions) for each in done.leads) + 1
    assert (told[-1][0], told[-1][2]) == ("(no lead)", "40")


def test_who_is_chased_is_in_the_log_once_the_files_are_there(sent):
    done = sent.chased
    assert {each.id for each in chases(sent.plan)} == {each.chase for each in done.leads}
    assert all(each.exists() for each in done.files)


def test_nothing_is_replaced_unless_asked_for(plan, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "J Culley.eml").write_bytes(b"mine")
    before = read_contents(plan.path)
    with pytest.raises(PlanError, match="there is a file already"):
        send(plan, folder)
    assert [each.name for each in folder.iterdir()] == ["J Culley.eml"]
    assert (folder / "J Culley.eml").read_bytes() == b"mine"
    assert read_contents(plan.path) == before
    send(plan, folder, overwrite=True)
    assert read_mail((folder / "J Culley.eml").read_bytes())["X-Unsent"] == "1"


class Enough(Exception):
    """Somebody has stopped the work."""


def test_what_is_stopped_or_fails_leaves_neither_files_nor_a_note(plan, tmp_path):
    before = read_contents(plan.path)

    def stop(done):
        if done > 0.4:
            raise Enough

    with pytest.raises(Enough):
        send(plan, tmp_path / "new" / "out", progress=stop)
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(PlanError, match="no folder"):
        send(plan, tmp_path / "file")
    for folder in (tmp_path / "file" / "below", tmp_path / ("n" * 300)):
        with pytest.raises(PlanError, match="can't be written"):
            send(plan, folder)
    with pytest.raises(Refused, match="has passed"):
        send(plan, tmp_path / "out", answer_by=TODAY - timedelta(days=1))
    assert not (tmp_path / "out").exists()
    assert read_contents(plan.path) == before


def test_nobody_is_chased_who_owes_nothing(plan, tmp_path):
    with pytest.raises(Refused, match="nobody owes anything"):
        chase(
            plan, (), tmp_path / "out", by=Signature("A", Clock()), today=TODAY,
            answer_by=TODAY, now=Clock()(),
        )  # fmt: skip


def test_names_of_files_are_safe_and_no_two_are_one(plan):
    (one, *_) = who_owes(plan, today=TODAY)
    kind = type(one)
    names = [
        "CON", "A/B", "A_B", "a_b", "Who owes what", "../../etc/passwd", ".", " ", "ﬁn", "fin",
        "x" * 300, f"{'x' * 300}y",
    ]  # fmt: skip
    found = file_names([kind(name, one.actions) for name in names])
    flat = [each for pair in found for each in pair]
    assert [each for each, _ in found[6:8]] == ["lead.xlsx", "lead (2).xlsx"]
    assert len({each.casefold() for each in flat} | {SUMMARY.casefold()}) == len(flat) + 1
    for sheet, mail in found:
        assert sheet.removesuffix(".xlsx") == mail.removesuffix(".eml")
        assert "/" not in sheet
        assert not sheet.startswith(".")
        assert len(sheet.encode()) <= 145


def kept(text):
    """Whether a plan keeps a text."""
    try:
        return bool(check_said(text, "it"))
    except Refused:
        return False


@pytest.mark.parametrize("some", [2, pytest.param(None, marks=pytest.mark.journey)])
def test_hostile_text_is_no_formula_no_header_and_no_other_file(tmp_path, some):
    """Everything that a plan's text can be goes out to the letter, and does nothing."""
    leads = ["=cmd|' /C calc'!A1", "a\u202eb@example.org", "Bcc: x@example.org", "+1", "<b>"]
    document = chased_document()
    texts = [each for each in TEXTS.values() if kept(each)]
    assert len(texts) > 20
    texts = texts[:some]
    actions = tuple(
        action_entry(
            str(place), "=1+1", "June 2020", date(2020, 6, 30), action=text,
            leads=read_leads(leads[min(place, len(leads) - 1)]),
            updates=(UpdateEntry(date(2020, 3, 1), "=A1", text),),
        )
        for place, text in enumerate(["@SUM(1)", "-1+1", "\t=1", "=1", *texts])
    )  # fmt: skip
    hostile = type(document)(
        "=HYPERLINK(1)", "", "", "", document.updated, document.scheme,
        (AgencyEntry("=1+1"),), actions,
    )  # fmt: skip
    with make_plan(
        tmp_path / "plan.db", hostile, by=Signature("=L", Clock()), source="test"
    ) as plan:
        done = send(plan, tmp_path / "out").chased
    assert {each.parent for each in done.files} == {tmp_path / "out"}
    for lead in done.leads:
        for file in (lead.sheet, done.summary):
            for sheet in load_workbook(file).worksheets:
                kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
                assert "f" not in kinds
        mail = read_mail(lead.mail.read_bytes())
        assert set(mail.keys()) == {"X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"}
        assert "Bcc" not in mail


@pytest.mark.journey
def test_the_same_chase_gives_the_same_bytes(chased_made, tmp_path):
    """But for the ids that nobody else has drawn, of which each chase has its own."""
    found = []
    for name in ("one", "two"):
        path = shutil.copy(chased_made, tmp_path / f"{name}.db")
        numbers = iter(range(1, 1000))
        by = Signature("A. Coordinator", Clock(), lambda: f"{next(numbers):032x}")  # noqa: B023
        with open_plan(path, anchors=tmp_path / name) as plan:
            send(plan, tmp_path / f"{name}-out", by=by)
        folder = tmp_path / f"{name}-out"
        found.append({each.name: each.read_bytes() for each in folder.iterdir()})
    assert found[0] == found[1]
