"""Chasing: for each lead who owes something a return sheet and a draft e-mail, and one summary.

What is written is finished, and on the disk, before the log says that anybody was chased, and gets
its names right after. The other way round, a sheet whose chase the log never came to know could go
out, and would be refused when it came back, with all that somebody had filled in.
"""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db.chasing import Owed, Owes, append_chases, chases
from db.connection import plain
from db.disk import put_in_place
from db.errors import PlanError, Refused
from db.file import Plan
from db.log import changing
from db.queries import plan_facts, plan_scheme
from db.safe_name import safe_name
from db.side_files import check_not_of_plan
from db.signature import Signature
from db.tip import read_plan_id
from db.unfinished import sweep, unfinished
from jtai_tui.exchange.extras import needs
from jtai_tui.exchange.return_sheet.content import SheetKey, sheet_rows
from jtai_tui.exchange.return_sheet.mail import draft_mail

if TYPE_CHECKING:
    from jtai_tui.exchange.return_sheet.sheet import Letter

Progress = Callable[[float], object]
"""Called now and then with how much is done, from 0 to 1; it may raise to stop."""

SUMMARY = "Who owes what.xlsx"


@dataclass(frozen=True, slots=True)
class ChasedLead:
    """A lead who was chased: what they owe, the id of the chase, the sheet and the draft e-mail.

    `before` says how they had answered the chase before, empty if there was none.
    """

    owes: Owes
    chase: str
    sheet: Path
    mail: Path
    before: str


@dataclass(frozen=True, slots=True)
class Chased:
    """What chasing wrote, and into which folder."""

    folder: Path
    leads: tuple[ChasedLead, ...]
    summary: Path
    answer_by: date

    @property
    def files(self) -> tuple[Path, ...]:
        """Return every file that was written."""
        return (*(each for lead in self.leads for each in (lead.sheet, lead.mail)), self.summary)


def chase(
    plan: Plan,
    owes: Sequence[Owes],
    folder: Path,
    *,
    by: Signature,
    today: date,
    answer_by: date,
    now: datetime,
    overwrite: bool = False,
    nobody: Sequence[Owed] = (),
    progress: Progress = float,
) -> Chased:
    """Write what these leads are sent into `folder`, and note in the log that they were chased.

    The folder is made if it is not there. `answer_by` is the day by which an answer is asked,
    `nobody` what is owed and has no lead: it stands in the summary. `now` is the real time. All of
    it is done, or nothing. Raises Refused where nobody owes anything or the day has passed,
    PlanError where a file is there (unless `overwrite`) or can't be written, and whatever
    `progress` raises.
    """
    if not owes:
        raise Refused("nobody owes anything, so nobody is chased")
    if answer_by < today:
        raise Refused("the day by which an answer is asked has passed already; give a later one")
    needs("openpyxl", "openpyxl", "writing Excel files")
    names = file_names(owes)
    files = [folder / each for each in (*(one for pair in names for one in pair), SUMMARY)]
    before = {each.lead: each.words(today) for each in chases(plan)}
    try:
        _check(plan, folder, files, overwrite=overwrite)
        with _folder(folder, now), contextlib.ExitStack() as finishing:
            fresh = [finishing.enter_context(unfinished(folder)) for _ in files]
            with changing(plan, by) as log:
                ids = append_chases(log, owes, today=today)
                writer = _Writer(
                    plan, read_plan_id(plain(log.connection)), by.author, today, answer_by
                )
                leads = tuple(
                    ChasedLead(each, one, folder / sheet, folder / mail, before.get(each.lead, ""))
                    for each, one, (sheet, mail) in zip(owes, ids, names, strict=True)
                )
                for place, content in enumerate(writer.contents(leads, nobody)):
                    _write(fresh[place], content)
                    progress((place + 1) / (len(files) + 1))
            _name(fresh, files, overwrite=overwrite)
    except OSError as error:
        raise PlanError(f"{folder}: can't be written: {error.strerror or error}") from None
    progress(1.0)
    return Chased(folder, leads, folder / SUMMARY, answer_by)


def file_names(owes: Sequence[Owes]) -> tuple[tuple[str, str], ...]:
    """Return the names of each lead's sheet and draft: safe on any disk, no two alike on any."""
    taken = {_folded(Path(SUMMARY).stem)}
    found = []
    for each in owes:
        number, stem = 1, _stem(each.lead)
        start = stem[:_MOST_LETTERS]
        while _folded(stem) in taken:
            number += 1
            stem = _stem(f"{start} ({number})")
        taken.add(_folded(stem))
        found.append((f"{stem}.xlsx", f"{stem}.eml"))
    return tuple(found)


_MOST_LETTERS = 30


def _stem(name: str) -> str:
    return safe_name(f"{name.strip(' .') or 'lead'}.xlsx", "lead.xlsx").removesuffix(".xlsx")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _check(plan: Plan, folder: Path, files: Sequence[Path], *, overwrite: bool) -> None:
    if os.path.lexists(folder) and not folder.is_dir():
        raise PlanError(f"{folder}: this is no folder; name one, or one that is not there yet")
    for each in files:
        check_not_of_plan(each, plan.path)
        if not os.path.lexists(each):
            continue
        if each.is_symlink() or not each.is_file():
            raise PlanError(f"{each}: this is not a file that can be replaced; name another folder")
        if not overwrite:
            raise PlanError(
                f"{each}: there is a file already; name another folder, or add --force to replace"
                " it"
            )


@contextlib.contextmanager
def _folder(folder: Path, now: datetime) -> Iterator[None]:
    """Make a folder for the files; what was made is taken away where nothing comes of it."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder, now)
    try:
        yield
    except BaseException:
        for each in missing:
            with contextlib.suppress(OSError):
                each.rmdir()
        raise


def _write(fresh: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(fresh, flags, 0o666), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _name(fresh: Sequence[Path], files: Sequence[Path], *, overwrite: bool) -> None:
    for one, path in zip(fresh, files, strict=True):
        try:
            put_in_place(one, path, overwrite=overwrite)
        except OSError as error:
            raise PlanError(
                f"{path}: not written ({error.strerror or error}), though the log says already"
                " that the leads were chased; chase them again, into another folder"
            ) from None


class _Writer:
    """Makes the content of each file from what the plan says at the very moment of the chase."""

    def __init__(self, plan: Plan, plan_id: str, by: str, today: date, answer_by: date) -> None:
        self._plan = plan
        self._id = plan_id
        self._by = by
        self._today = today
        self._answer_by = answer_by
        self._title = plan_facts(plan).title
        self._scheme = plan_scheme(plan)

    def contents(self, leads: Sequence[ChasedLead], nobody: Sequence[Owed]) -> Iterator[bytes]:
        """Yield the files of each lead, then the summary."""
        from jtai_tui.exchange.return_sheet.summary import (  # noqa: PLC0415  brings in openpyxl
            Asked,
            summary_xlsx,
        )

        for each in leads:
            sheet = self._sheet(each)
            yield sheet
            yield draft_mail(
                each.owes, title=self._title, by=self._by, answer_by=self._answer_by,
                sheet=sheet, sheet_name=each.sheet.name,
            )  # fmt: skip
        yield summary_xlsx(
            [Asked(each.owes, each.before, each.sheet.name, each.mail.name) for each in leads],
            nobody,
            self._scheme,
            title=self._title,
            by=self._by,
            today=self._today,
            answer_by=self._answer_by,
        )

    def _sheet(self, lead: ChasedLead) -> bytes:
        from jtai_tui.exchange.return_sheet.sheet import (  # noqa: PLC0415  brings in openpyxl
            return_sheet,
        )

        actions = (each.row.id for each in lead.owes.actions)
        rows = sheet_rows(self._plan, actions, today=self._today)
        return return_sheet(self._letter(lead), SheetKey(self._id, lead.chase), rows, self._scheme)

    def _letter(self, lead: ChasedLead) -> Letter:
        from jtai_tui.exchange.return_sheet.sheet import Letter  # noqa: PLC0415  as above

        return Letter(self._title, lead.owes.lead, self._by, self._today, self._answer_by)
