"""Who owes what, who was chased for it, and whether they have answered since.

A lead owes an action that is overdue, due soon, or without a progress update for long. Everybody
whom an action names is asked, not only the first: the first answers for it, and the others do the
work; whoever asks for an answer is told which of the two each lead is.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from db.dates import day_count, read_stamp, show_date
from db.fields import names_from_json, names_to_json
from db.file import Plan, looking, named_rows
from db.leads import Lead
from db.plain_text import is_blank
from db.queries import action_ids, action_rows
from db.references import identity
from db.rows import ActionRow, ProgressUpdate
from db.schema import first_version
from db.selection import SILENT_DAYS, WITHIN_DAYS, Order, Selection, SortKey, View

if TYPE_CHECKING:
    from db.log import LogWriter
    from db.signature import Signature

ANSWER_DAYS = 14
"""So many days the leads have to answer, unless a day is given."""

_ATOM, _LABEL = r"[A-Za-z0-9_%+'-]{1,40}", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,60}[A-Za-z0-9])?"
_ADDRESS = re.compile(
    rf"(?<![\w.%+'@-]){_ATOM}(?:\.{_ATOM}){{0,6}}@(?:{_LABEL}\.){{1,6}}[A-Za-z]{{2,24}}(?![\w@-])"
)
_MOST_SEARCHED = 1000
_MOST_SAID = 200
_RETURNED = "return sheet of chase {}"


@dataclass(frozen=True, slots=True)
class Owed:
    """An action that is owed, and why.

    `overdue` counts the days since it was due, `due_in` those until then, where that is soon.
    `silent` counts the days since its last progress update where that is long ago, and `unsaid`
    says that there never was one. `accountable` says that the lead is the first of its leads.
    """

    row: ActionRow
    accountable: bool = True
    overdue: int | None = None
    due_in: int | None = None
    silent: int | None = None
    unsaid: bool = False

    @property
    def why(self) -> str:
        """Return `31 days overdue, no update for 97 days`."""
        said = []
        if self.overdue is not None:
            said.append(f"{day_count(self.overdue)} overdue")
        if self.due_in is not None:
            said.append(f"due in {day_count(self.due_in)}" if self.due_in else "due today")
        if self.silent is not None:
            said.append(f"no update for {day_count(self.silent)}")
        if self.unsaid:
            said.append("no update yet")
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Owes:
    """A lead, as the tree calls them, and what they owe: the latest first.

    `address` is the e-mail address that the plan has in their text, empty for none.
    """

    lead: str
    actions: tuple[Owed, ...]
    address: str = ""

    @property
    def overdue(self) -> int:
        """Return how many of the actions are overdue."""
        return sum(each.overdue is not None for each in self.actions)

    @property
    def words(self) -> str:
        """Return `3 actions, 2 of them overdue`."""
        number = len(self.actions)
        said = "1 action" if number == 1 else f"{number:,} actions"
        if not self.overdue:
            return said
        if number == 1:
            return f"{said}, overdue"
        return f"{said}, {f'{self.overdue:,}' if self.overdue < number else 'all'} of them overdue"


@dataclass(frozen=True, slots=True)
class Chase:
    """A lead that was asked about actions (their ids), on which day, and by whom.

    `answered` is the day of the newest answer since: a progress update to one of the actions, or
    the return sheet that came back; None while they are silent. `hash` and `seq` are those of the
    row of the log that it began with.
    """

    id: str
    lead: str
    day: date
    actions: tuple[str, ...]
    author: str
    hash: str
    seq: int
    answered: date | None = None

    def words(self, today: date) -> str:
        """Return `chased 12 days ago, silent`, or `chased 12 days ago, answered 3 days ago`."""
        said = "silent" if self.answered is None else f"answered {_ago(self.answered, today)}"
        return f"chased {_ago(self.day, today)}, {said}"


def who_owes(
    plan: Plan,
    *,
    today: date,
    within: int = WITHIN_DAYS,
    silent: int = SILENT_DAYS,
    agency: str | None = None,
    lead: str = "",
    view: View | None = None,
    only: Collection[str] | None = None,
) -> tuple[Owes, ...]:
    """Return each lead who owes something, by name, with the open actions that they owe.

    That is what is overdue, due within so many days from `today`, or without a progress update for
    more than `silent` days. `agency` is an agency's id, `lead` a part of what a lead is called or
    of their printed text, `view` one of the plan's, `only` the ids of actions; each that is given
    must hold. Whoever an action names is among them, the first marked as accountable.
    """
    found: dict[str, list[Owed]] = {}
    addresses: dict[str, str] = {}
    wanted = identity(lead)
    for owed in _owed(plan, today, within, silent, agency, view, only):
        for place, each in enumerate(owed.row.leads):
            name = called(each)
            if wanted and wanted not in identity(name) and wanted not in identity(each.raw):
                continue
            mine = found.setdefault(name, [])
            if any(other.row.id == owed.row.id for other in mine):
                continue
            mine.append(replace(owed, accountable=place == 0))
            if address := email_address(each.raw):
                addresses.setdefault(name, address)
    return tuple(
        Owes(name, tuple(found[name]), addresses.get(name, ""))
        for name in sorted(found, key=lambda one: (identity(one), one))
    )


def owed_by_nobody(
    plan: Plan,
    *,
    today: date,
    within: int = WITHIN_DAYS,
    silent: int = SILENT_DAYS,
    agency: str | None = None,
    view: View | None = None,
    only: Collection[str] | None = None,
) -> tuple[Owed, ...]:
    """Return what is owed and has no lead who could be asked; the conditions are as above."""
    found = _owed(plan, today, within, silent, agency, view, only)
    return tuple(each for each in found if not each.row.leads)


def email_address(text: str) -> str:
    """Return the first e-mail address in a text, "" for none; anything odd is none."""
    found = _ADDRESS.search(text[:_MOST_SEARCHED])
    return "" if found is None else found[0]


def called(lead: Lead) -> str:
    """Return what the plan's tree calls a lead, on one line: the name, else the printed text."""
    return " ".join(lead.name.split()) or lead.raw


def _owed(
    plan: Plan,
    today: date,
    within: int,
    silent: int,
    agency: str | None,
    view: View | None,
    only: Collection[str] | None,
) -> list[Owed]:
    chosen = Selection(view=view or View.ALL, agency=agency)
    ids = action_ids(plan, chosen, Order(SortKey.DAYS), today=today)
    if only is not None:
        kept = frozenset(only)
        ids = tuple(each for each in ids if each in kept)
    found = (_why(row, today, within, silent) for row in action_rows(plan, ids, today=today))
    return [each for each in found if each.why]


def _why(row: ActionRow, today: date, within: int, silent: int) -> Owed:
    if not row.open:
        return Owed(row)
    days = row.days_overdue
    since = None if row.last_update is None else (today - row.last_update).days
    return Owed(
        row,
        overdue=days if days is not None and days > 0 else None,
        due_in=-days if days is not None and -within <= days <= 0 else None,
        silent=since if since is not None and since > silent else None,
        unsaid=since is None,
    )


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    if days < 0:
        return f"on {show_date(day)}"
    return f"{day_count(days)} ago" if days else "today"


def record_chase(
    plan: Plan, owes: Sequence[Owes], *, by: Signature, today: date
) -> tuple[str, ...]:
    """Note in the log who is chased for what, all in one transaction; returns the chases' ids.

    Raises Refused for a lead without a name, or one who owes nothing.
    """
    from db.log import changing  # noqa: PLC0415  looking goes without SQLAlchemy

    with changing(plan, by) as log:
        return append_chases(log, owes, today=today)


def append_chases(log: LogWriter, owes: Iterable[Owes], *, today: date) -> tuple[str, ...]:
    """Append the events by which these leads were chased; returns the chases' ids."""
    return tuple(_append(log, each, today) for each in owes)


def _append(log: LogWriter, owes: Owes, today: date) -> str:
    number = len(owes.actions)
    noun = "action" if number == 1 else "actions"
    chase = log.create("chase", new=f"{owes.lead[:_MOST_SAID]}: {number:,} {noun}")
    log.set("chase", chase, "lead", owes.lead)
    log.set("chase", chase, "day", today.isoformat())
    log.set("chase", chase, "actions", names_to_json(each.row.id for each in owes.actions))
    return chase


def chases(plan: Plan) -> tuple[Chase, ...]:
    """Return the newest chase of each lead who ever was chased, by name."""
    with looking(plan) as connection:
        newest = {each.lead: each for each in look_at_chases(connection)}
        found = sorted(newest.values(), key=lambda each: (identity(each.lead), each.lead))
        return _answered(connection, found)


def find_chase(connection: sqlite3.Connection, chase: str) -> Chase | None:
    """Return the chase with this id, None if there is none; nothing is said of its answer."""
    return next((each for each in look_at_chases(connection) if each.id == chase), None)


_CHASES = """\
SELECT chase.*, born.author AS author, born.hash AS hash, born.seq AS seq
FROM chase CROSS JOIN event AS born ON born.entity = chase.id AND born.field = ''
WHERE chase.withdrawn IS NULL AND lead IS NOT NULL AND day IS NOT NULL
ORDER BY day, born.seq"""


def look_at_chases(connection: sqlite3.Connection) -> tuple[Chase, ...]:
    """Return all chases, the oldest first; nothing is said of their answers."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < first_version("chase"):
        return ()
    return tuple(
        Chase(
            id=row["id"],
            lead=row["lead"],
            day=date.fromisoformat(row["day"]),
            actions=names_from_json(row["actions"]),
            author=row["author"],
            hash=row["hash"],
            seq=row["seq"],
        )
        for row in named_rows(connection, _CHASES)
    )


_UPDATES = """\
SELECT progress_update.action, progress_update.day, born.at
FROM progress_update CROSS JOIN event AS born
  ON born.entity = progress_update.id AND born.field = ''
WHERE progress_update.withdrawn IS NULL AND born.seq > ?
  AND progress_update.action IN (SELECT value FROM json_each(?))"""

_SHEETS = """\
SELECT named.reason, coalesce(document.updated, substr(named.at, 1, 10)) AS day, document.id
FROM document CROSS JOIN event AS named ON named.entity = document.id AND named.field = 'name'
WHERE document.withdrawn IS NULL AND named.reason IS NOT NULL"""


def _answered(connection: sqlite3.Connection, found: Iterable[Chase]) -> tuple[Chase, ...]:
    came_back: dict[str, date] = {}
    for reason, day, _ in connection.execute(_SHEETS):
        back = date.fromisoformat(day)
        came_back[reason] = max(back, came_back.get(reason, back))
    return tuple(
        replace(
            each,
            answered=_newest_answer(connection, each, came_back.get(sheet_mark(each.id))),
        )
        for each in found
    )


def _newest_answer(
    connection: sqlite3.Connection, chase: Chase, came_back: date | None
) -> date | None:
    """Return the day of the newest answer; what was written before and came in late is none."""
    (born,) = connection.execute("SELECT at FROM event WHERE seq = ?", [chase.seq]).fetchone()
    days = [] if came_back is None else [came_back]
    rows = connection.execute(_UPDATES, [chase.seq, json.dumps(list(chase.actions))])
    for _, told, at in rows:
        day = read_stamp(at).astimezone().date() if told is None else date.fromisoformat(told)
        if day >= chase.day or at >= born:
            days.append(max(day, chase.day))
    return max(days, default=None)


def sheet_mark(chase: str) -> str:
    """Return the reason by which the log knows a document as the return sheet of a chase."""
    return _RETURNED.format(chase)


def sheets_of(connection: sqlite3.Connection, chase: str) -> tuple[str, ...]:
    """Return the ids of the documents that are return sheets of a chase."""
    wanted = sheet_mark(chase)
    return tuple(one for reason, _, one in connection.execute(_SHEETS) if reason == wanted)


_NEWEST_UPDATE = """\
SELECT progress_update.*, born.at AS at
FROM progress_update CROSS JOIN event AS born
  ON born.entity = progress_update.id AND born.field = ''
WHERE progress_update.withdrawn IS NULL AND progress_update.day IS NOT NULL
  AND progress_update.action IN (SELECT value FROM json_each(:ids))
ORDER BY progress_update.day, born.seq"""


def last_updates(plan: Plan, ids: Iterable[str]) -> Mapping[str, ProgressUpdate]:
    """Return the newest progress update of each of these actions that has one, by its id."""
    with looking(plan) as connection:
        rows = named_rows(connection, _NEWEST_UPDATE, {"ids": json.dumps(list(ids))})
        return {
            row["action"]: ProgressUpdate(
                row["id"],
                date.fromisoformat(row["day"]),
                row["signed"] or "",
                row["text"] or "",
                read_stamp(row["at"]),
            )
            for row in rows
            if not is_blank(row["text"] or "")
        }
