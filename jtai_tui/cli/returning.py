"""Return sheets among what `jtai merge` is given: taken in, and told what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from db.dates import show_date
from db.file import Plan
from db.proposal_review import PREFIX
from db.proposed import ProposedChange
from db.returned_sheets import TakenIn
from db.signature import Signature
from jtai_tui.exchange.return_sheet.returning import Returned, read_files, take_in_files
from jtai_tui.text import counted

Taken = tuple[tuple[Returned, tuple[TakenIn, ...]], ...]
"""Each file that came back, with what taking in its sheets did."""


def take_in_sheets(
    plan: Plan, paths: Sequence[Path], *, by: Signature, sent_to: str, today: date
) -> Taken:
    """Take return sheets in that came back today; `sent_to` is held against each. Raises PlanError.

    All of them in one transaction, or none.
    """
    read = read_files(plan, paths, sent_to=sent_to)
    done = iter(take_in_files(plan, read, by=by, today=today))
    return tuple((each, tuple(next(done) for _ in each.sheets)) for each in read)


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
            yield f"{sheet.name}, {whose}: {_outcome(each)}"


def _outcome(done: TakenIn) -> str:
    if done.again:
        return "it was taken in before, nothing new in it"
    if not done.sheet.filled:
        return "nothing is filled in"
    number = len(done.proposed)
    parts = [f"{counted(number, 'change') if number else 'no change'} proposed"]
    if done.waiting:
        parts.append(f"{done.waiting:,} {'waits' if done.waiting == 1 else 'wait'} since before")
    if done.known:
        parts.append(f"{done.known:,} as the plan says already")
    if done.refused:
        parts.append(f"{done.refused:,} decided against before")
    if done.replaced:
        parts.append(f"{done.replaced:,} of an earlier sheet gave way")
    return ", ".join(parts)


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
