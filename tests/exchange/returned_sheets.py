"""A plan whose leads are chased, and return sheets filled in, changed and harmed by hand."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from db.chasing import who_owes
from db.file import Plan, close_plan
from db.leads import read_leads
from db.plan_entries import AgencyEntry, PlanDocument, UpdateEntry
from db.returned_sheets import known_actions
from db.seed import seed_document
from db.signature import Signature
from db.store import make_plan
from jtai_tui.exchange.incoming.clean import clean
from jtai_tui.exchange.return_sheet.chasing import Chased, chase
from jtai_tui.exchange.return_sheet.content import OPEN
from jtai_tui.exchange.return_sheet.returning import Returned, read_files
from tests.store.conftest import action_entry

TODAY = date(2020, 7, 1)
BACK = date(2020, 7, 9)
LEAD = "J Culley"
HEALTH, POLICE = "Public Health", "Thames Valley Police"
HEADER_ROW = 4
PROGRESS, FORECAST, RATING, EVIDENCE = OPEN
SAVED = Path(__file__).with_name("return_sheets")
"""Return sheets as other programs saved them, with the ids of `PLAIN_KEY` and `plain_id`."""

PLAIN_PLAN, PLAIN_CHASE = "a" * 64, "b" * 32


def plain_id(place: int) -> str:
    """Return the id that an action has in a saved sheet, by its place in the plan."""
    return f"{place:032x}"


def chased_document() -> PlanDocument:
    """Six actions: four of them owed by J Culley, one by nobody, one closed."""
    update = UpdateEntry(date(2020, 3, 26), "as published", "Self-service is now provided.")
    return PlanDocument(
        title="Joint plan – young people",
        introduction="",
        governance="",
        version_label="FINAL",
        updated=date(2020, 3, 26),
        scheme=seed_document().scheme,
        agencies=(AgencyEntry(HEALTH), AgencyEntry(POLICE)),
        actions=(
            action_entry(
                "1", HEALTH, "End February 2020", date(2020, 2, 29), rating="on-track",
                leads=read_leads("J Culley, Director"), forecast=date(2020, 7, 15),
                updates=(update,), action="Review caseloads, and report on them.",
            ),
            action_entry(
                "2", HEALTH, "June 2020", date(2020, 6, 30),
                leads=read_leads("L Halford <l.halford@example.org>\nJ Culley"), updates=(update,),
                action="Train school nurses.",
            ),
            action_entry(
                "3", POLICE, "July 2020", date(2020, 7, 10), rating="significant-risk",
                leads=read_leads("J Culley"),
                updates=(UpdateEntry(date(2020, 6, 20), "M Day", "Half of it is done."),),
                action="Share information on missing children.",
            ),
            action_entry("28a", POLICE, "Ongoing", None, leads=read_leads("J Culley")),
            action_entry("40", POLICE, "May 2020", date(2020, 5, 31)),
            action_entry(
                "41", POLICE, "May 2020", date(2020, 5, 31), rating="completed",
                leads=read_leads("J Culley"),
            ),
        ),
    )  # fmt: skip


def make_chased(path: Path) -> Path:
    """Make a plan of it."""
    by = Signature("L. Oader", Clock())
    close_plan(make_plan(path, chased_document(), by=by, source="test"))
    return path


class Clock:
    """A clock that moves on by a second each time it is read."""

    def __init__(self) -> None:
        self.moment = datetime(2020, 7, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass
class Sent:
    """A plan whose leads were chased, and what they were sent."""

    plan: Plan
    by: Signature
    chased: Chased

    @property
    def sheet(self) -> bytes:
        """Return J Culley's return sheet, as it was issued."""
        return next(each.sheet for each in self.chased.leads if each.owes.lead == LEAD).read_bytes()

    def returned(self, data: bytes, folder: Path, name: str = "Back.xlsx") -> Returned:
        """Read what came back."""
        folder.mkdir(exist_ok=True)
        file = folder / name
        file.write_bytes(data)
        (read,) = read_files(self.plan, [file])
        return read


def send(plan: Plan, folder: Path, **more: object) -> Sent:
    """Chase everybody who owes something in a plan."""
    by = Signature("A. Coordinator", Clock())
    values: dict[str, object] = {
        "by": by, "today": TODAY, "answer_by": date(2020, 7, 8), "now": by.clock(),
    } | more  # fmt: skip
    return Sent(plan, by, chase(plan, who_owes(plan, today=TODAY), folder, **values))  # type: ignore[arg-type]


def changed(data: bytes, change) -> bytes:
    """Return a workbook after `change` was at its first sheet."""
    book = load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def columns(sheet: Worksheet) -> dict[str, int]:
    """Return the number of each column by its heading."""
    return {str(cell.value): cell.column for row in sheet.iter_rows() for cell in row if cell.value}


def row_of(sheet: Worksheet, reference: str) -> int:
    """Return the row of an action."""
    place = columns(sheet)["No."]
    return next(
        row for row in range(1, sheet.max_row + 1) if sheet.cell(row, place).value == reference
    )


def fill(sheet: Worksheet, reference: str, **values: object) -> None:
    """Fill in the row of an action: progress, forecast, rating, evidence."""
    names = {"progress": PROGRESS, "forecast": FORECAST, "rating": RATING, "evidence": EVIDENCE}
    for name, value in values.items():
        sheet.cell(row_of(sheet, reference), columns(sheet)[names[name]]).value = value


def with_ids(data: bytes, replacing: dict[str, str]) -> bytes:
    """Return a saved workbook with other ids in its texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith(".xml"):
                for before, after in replacing.items():
                    content = content.replace(before.encode(), after.encode())
            new.writestr(entry, content)
    return out.getvalue()


@dataclass(frozen=True)
class Filled:
    """What somebody writes into the row of an action, and what that proposes by field."""

    cells: dict[str, object]
    says: dict[str, str]


DAYS = st.dates(date(2020, 7, 2), date(2031, 1, 1))
WORDS = st.text(st.sampled_from("aäZ9 ,.\n=-+@#'&<\U0001f600"), min_size=1, max_size=40)
FORMS = ("{0.day}/{0.month}/{0.year}", "{0:%Y-%m-%d}", "{0.day:02d}.{0.month:02d}.{0:%y}")


@st.composite
def fillings(draw) -> Filled:
    """Return any row that can be read, and what it says."""
    cells: dict[str, object] = {}
    says: dict[str, str] = {}
    scheme = tuple(seed_document().scheme)
    for name in draw(st.sets(st.sampled_from(["progress", "forecast", "rating", "evidence"]))):
        if name == "forecast":
            day = draw(DAYS)
            as_text = draw(st.sampled_from((None, *FORMS)))
            cells[name] = day if as_text is None else as_text.format(day)
            says[name] = day.isoformat()
        elif name == "rating":
            rating = draw(st.sampled_from(scheme))
            label = draw(st.sampled_from(["name", "letter", "code"]))
            cells[name] = getattr(rating, label)
            says[name] = rating.code
        else:
            text = draw(WORDS)
            if clean(text, Counter()) and not text.startswith("#"):
                cells[name] = text
                says[name] = clean(text, Counter())
    return Filled(cells, says)


def put(sheet: Worksheet, reference: str, filled: Filled) -> None:
    """Write into the row of an action as a spreadsheet keeps it: a typed text is no formula."""
    fill(sheet, reference, **filled.cells)
    for cell in sheet[row_of(sheet, reference)]:
        if cell.data_type == "f":
            cell.data_type = "s"


def shuffled(sheet: Worksheet, order: list[int], column: int | None) -> None:
    """Put the rows into another order, leave out those that are not in it, put a column in."""
    first = HEADER_ROW + 1
    rows = [
        [(cell.value, cell.data_type, cell.number_format) for cell in sheet[row]]
        for row in range(first, sheet.max_row + 1)
    ]
    sheet.delete_rows(first, len(rows))
    for place, one in enumerate(order, first):
        for at, (value, kind, form) in enumerate(rows[one], 1):
            cell = sheet.cell(place, at)
            cell.value = value
            cell.data_type = kind
            cell.number_format = form
    if column is not None:
        sheet.insert_cols(column)
        sheet.cell(HEADER_ROW, column).value = "My notes"
        sheet.cell(first, column).value = "ask somebody"


def as_filled(sent: Sent, folder: Path, filled: dict[str, Filled], order, column) -> set:
    """Return what a sheet says that was filled in and shuffled: reference, field, value."""

    def change(sheet):
        for reference, one in filled.items():
            put(sheet, reference, one)
        shuffled(sheet, order, column)

    read = sent.returned(changed(sent.sheet, change), folder)
    assert read.problems == read.warnings == read.notes == ()
    known = known_actions(sent.plan)
    ((sheet, _),) = read.sheets
    return {(known[each.action], each.field, each.value) for each in sheet.said}


def expected(filled: dict[str, Filled], order) -> set:
    """Return what such a sheet must say: nothing of a row that is gone."""
    left = [reference for place, reference in enumerate(REFERENCES) if place in order]
    return {
        (each, field, value)
        for each in left
        for field, value in filled[each].says.items()
        if (each, field, value) != ("1", "forecast", "2020-07-15")
    }


REFERENCES = ("1", "2", "3", "28a")
FILLED = st.fixed_dictionaries({each: fillings() for each in REFERENCES})
ORDERS = st.permutations(range(4)).flatmap(
    lambda order: st.integers(1, 4).map(lambda kept: order[:kept])
)
COLUMNS = st.none() | st.integers(1, 12)
