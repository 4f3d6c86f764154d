"""Return sheets among what `jtai merge` was given: what came of each, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from db.dates import show_date
from db.proposal_review import PREFIX
from db.proposed import ProposedChange
from jtai_tui.exchange.return_sheet.returning import Taken, outcome_words


def proposed_by(taken: Taken, changes: Sequence[ProposedChange]) -> list[ProposedChange]:
    """Return those of the changes that these sheets propose now, and did not before."""
    ids = {f"{PREFIX}{one}" for _, some in taken for each in some for one in each.proposed}
    return [each for each in changes if each.id in ids]


def sheet_lines(taken: Taken) -> Iterator[str]:
    """Yield a line for each sheet: whose it is, and what came of it."""
    for _, some in taken:
        for each in some:
            sheet = each.sheet
            whose = f"the return sheet of {sheet.chase.lead}, asked {show_date(sheet.chase.day)}"
            yield f"{sheet.name}, {whose}: {outcome_words(each)}"


def sheet_warnings(taken: Taken) -> Iterator[str]:
    """Yield what could not be read, and what is not taken, each with its file and cell."""
    for each, _ in taken:
        for said in (*each.problems, *each.warnings, *each.notes):
            yield f"{each.path}: {said}"


def sheet_records(taken: Taken) -> list[Mapping[str, object]]:
    """Return what came of each sheet, for programs."""
    return [
        {
            "file": str(each.path),
            "name": one.sheet.name,
            "sha256": one.sheet.sha256,
            "lead": one.sheet.chase.lead,
            "chase": one.sheet.chase.id,
            "asked": one.sheet.chase.day.isoformat(),
            "filled": one.sheet.filled,
            "proposed": len(one.proposed),
            "waiting": one.waiting,
            "known": one.known,
            "refused": one.refused,
            "replaced": one.replaced,
            "again": one.again,
            "unread": list(told.problems),
            "not_taken": list(told.warnings),
        }
        for each, some in taken
        for one, (_, told) in zip(some, each.sheets, strict=True)
    ]
