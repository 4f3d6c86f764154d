"""Return sheets that came back: read, held against what was issued, and proposed to the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.as_at import Moment, plan_as_at
from db.chasing import Chase
from db.errors import PlanError, Refused
from db.file import Plan
from db.queries import plan_facts, plan_scheme
from db.references import identity
from db.returned_sheets import ReturnedSheet, TakenIn, chase_of, known_actions, take_in
from db.signature import Signature
from jtai_tui.exchange.return_sheet.content import SheetRow, sheet_rows
from jtai_tui.exchange.return_sheet.reading import (
    ReturnedFile,
    looks_like_workbook,
    read_returned,
)
from jtai_tui.exchange.return_sheet.understanding import Understood, understand
from jtai_tui.exchange.source_file import source_bytes
from jtai_tui.text import counted, visible


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back, read: of each of its sheets what it says, and what can't be read.

    `notes` are sentences about the file as a whole.
    """

    path: Path
    sheets: tuple[tuple[ReturnedSheet, Understood], ...]
    notes: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Return sentences about what could not be read, each with its cell."""
        return tuple(each for _, told in self.sheets for each in told.problems)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return sentences about what is not taken though it was changed, each with its cell."""
        return tuple(each for _, told in self.sheets for each in told.warnings)


Taken = tuple[tuple[Returned, tuple[TakenIn, ...]], ...]
"""Each file that came back, with what taking in its sheets did."""


def is_sheet(plan: Plan, path: Path) -> bool:
    """Return whether a file may be a return sheet, by how it begins, and not a copy of a plan.

    The plan itself is none, and is not opened: POSIX would let go of the locks on it. A file that
    can't be read is none: whoever opens it says why.
    """
    try:
        if path.samefile(plan.path) or not path.is_file():
            return False
        with path.open("rb") as file:
            return looks_like_workbook(file.read(8))
    except (OSError, ValueError):
        return False


def check_readable(plan: Plan, paths: Sequence[Path]) -> None:
    """Raise PlanError for a file that is no return sheet of this plan, whichever its chase."""
    own = plan_facts(plan).id
    for path in paths:
        for sheet in _file(path).sheets:
            if sheet.key.plan != own:
                raise Refused(f"{path}: this is a return sheet of another plan")


def read_files(plan: Plan, paths: Sequence[Path], *, sent_to: str = "") -> tuple[Returned, ...]:
    """Read return sheets of this plan; nothing is written.

    `sent_to` is who is said to have sent them, and held against them. Raises PlanError for a file
    that can't be read or is no return sheet, Refused for one of another plan or lead.
    """
    scheme, known = plan_scheme(plan), known_actions(plan)
    issued: dict[str, dict[str, SheetRow]] = {}
    found = []
    for path in paths:
        file = _file(path)
        name = file.name
        sheets = []
        for sheet in file.sheets:
            chase = chase_of(plan, visible(name), sheet.key.plan, sheet.key.chase)
            if sent_to and identity(sent_to) != identity(chase.lead):
                raise Refused(f"{path}: this is the sheet of {chase.lead}, not of {sent_to}")
            if chase.id not in issued:
                issued[chase.id] = _issued(plan, chase)
            told = understand(sheet, issued[chase.id], known, scheme)
            sheets.append((ReturnedSheet(name, file.sha256, chase, told.said, told.filled), told))
        found.append(Returned(path, tuple(sheets), file.notes))
    return tuple(found)


def take_in_files(
    plan: Plan, returned: Sequence[Returned], *, by: Signature, today: date
) -> tuple[TakenIn, ...]:
    """Propose what sheets say that were read and came back on `today`, in one transaction."""
    sheets = [sheet for each in returned for sheet, _ in each.sheets]
    return take_in(plan, sheets, by=by, today=today) if sheets else ()


def _file(path: Path) -> ReturnedFile:
    data, name = source_bytes(str(path))
    try:
        return read_returned(data, name)
    except PlanError as error:
        said = str(error).removeprefix(f"{visible(name)} ")
        if said != str(error):
            said = f"this is not a plan file; as a return sheet it {said}"
        raise PlanError(f"{path}: {said.removeprefix(f'{visible(name)}: ')}") from None


def take_back(
    plan: Plan, paths: Sequence[Path], *, by: Signature, sent_to: str, today: date
) -> Taken:
    """Take return sheets in that came back on `today`, all in one transaction, or none.

    Raises as `read_files` does.
    """
    read = read_files(plan, paths, sent_to=sent_to)
    done = iter(take_in_files(plan, read, by=by, today=today))
    return tuple((each, tuple(next(done) for _ in each.sheets)) for each in read)


def outcome_words(done: TakenIn) -> str:
    """Return what taking a sheet in did: `3 changes proposed, 1 waits since before`."""
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


def _issued(plan: Plan, chase: Chase) -> dict[str, SheetRow]:
    """Return what the plan said of a chase's actions when its sheet was issued."""
    with plan_as_at(plan, Moment(chase.hash, chase.seq, chase.day)) as then:
        rows = sheet_rows(then, chase.actions, today=chase.day)
    return {each.action: each for each in rows}
