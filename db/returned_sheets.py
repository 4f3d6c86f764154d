"""Return sheets that came back: what leads say in them, as proposals that wait for a decision.

A sheet is a document of the log, marked as that of its chase. What it says of an action is
proposed, signed with the name of the lead whom the log knows as chased, and not with any name that
stands in the file. Nothing that stands in the plan is changed by it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from db.chasing import Chase, find_chase, sheet_mark, sheets_of
from db.errors import Refused, typed
from db.event import Origin
from db.evidence_text import evidence_cells
from db.file import Plan, looking
from db.grown import words_of
from db.proposals import (
    ENTRY_FIELDS,
    EVIDENCE,
    GIVEN_WAY,
    PROGRESS,
    Proposal,
    can_be,
    proposals_called,
)
from db.review_words import FIELD_NAMES, look_at_words
from db.tip import read_plan_id

if TYPE_CHECKING:
    from db.log import LogWriter
    from db.review_words import Words
    from db.signature import Signature


@dataclass(frozen=True, slots=True)
class SaidInSheet:
    """What a sheet says of a field of an action (its id): the cell that the plan would have.

    `place` is the sheet's cell, for people; `doubt` a sentence about what is doubtful.
    """

    action: str
    field: str
    value: str
    place: str
    doubt: str = ""

    @property
    def says(self) -> tuple[str, str, str]:
        """Return what it says of which action, as a proposal does."""
        return self.action, self.field, self.value


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """A sheet that came back: its file's name, the SHA-256 of its bytes, its chase, what it says.

    `filled` is how many of its open cells hold something.
    """

    name: str
    sha256: str
    chase: Chase
    said: tuple[SaidInSheet, ...]
    filled: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking a sheet in did: its batch in the log, None where nothing was new.

    `proposed` are the ids of the changes that it proposes, `waiting` counts what it says and waits
    since before, `known` what the plan says already, `refused` what somebody has decided against,
    `replaced` the changes that an earlier sheet of this chase had proposed, and which gave way.
    `again` says that this very file was taken in before.
    """

    sheet: ReturnedSheet
    batch: str | None = None
    proposed: tuple[str, ...] = ()
    waiting: int = 0
    known: int = 0
    refused: int = 0
    replaced: int = 0
    again: bool = False


def chase_of(plan: Plan, name: str, plan_id: str, chase: str) -> Chase:
    """Return the chase for which a sheet was issued, by what the sheet says of itself.

    Raises Refused for a sheet of another plan, and for one that the plan's log does not know.
    """
    with looking(plan) as connection:
        if read_plan_id(connection) != plan_id:
            raise Refused(f"{name} is a return sheet of another plan")
        found = find_chase(connection, chase)
    if found is None:
        raise Refused(
            f"{name}: the log of this plan does not know of the chase that this sheet belongs to;"
            f" it was taken back, or made from another copy: {typed('merge', plan.path)} that first"
        )
    return found


def known_actions(plan: Plan) -> dict[str, str]:
    """Return the reference of each action that is in the plan, by its id."""
    query = "SELECT id, coalesce(reference, '') FROM action WHERE withdrawn IS NULL"
    with looking(plan) as connection:
        return dict(connection.execute(query))


def take_in(
    plan: Plan, sheets: Sequence[ReturnedSheet], *, by: Signature, today: date
) -> tuple[TakenIn, ...]:
    """Propose what sheets say that came back on `today`, all in one transaction.

    What the plan says already, or what somebody has decided against since the chase, is not
    proposed. What an earlier sheet of the same chase had proposed, and nobody has decided, gives
    way to a later one. Raises Refused, PlanError.
    """
    from db.log import changing  # noqa: PLC0415  looking goes without SQLAlchemy

    with changing(plan, by, Origin.IMPORTED) as log:
        return tuple(_Writer(log, each, today).write() for each in sheets)


class _Writer:
    """Writes what one sheet says; the rows of those before it are in the log by then."""

    def __init__(self, log: LogWriter, sheet: ReturnedSheet, today: date) -> None:
        from db.connection import plain  # noqa: PLC0415  as above
        from db.incoming_file import name_to_keep  # noqa: PLC0415  as above

        self._log = log
        self._sheet = sheet
        self._today = today
        self._name = name_to_keep(sheet.name)
        log.write()
        self._connection = plain(log.connection)

    def write(self) -> TakenIn:
        sheet = self._sheet
        documents = sheets_of(self._connection, sheet.chase.id)
        before = tuple(self._proposals(documents))
        waiting = {each.says for each in before if each.open} | self._waiting()
        said = tuple(dict.fromkeys(each for each in sheet.said if can_be(each.field, each.value)))
        unknown = [each for each in said if not _says(self._connection, each)]
        against = {each.says for each in before if _was_decided(each)}
        refused = [each for each in unknown if each.says in against - waiting]
        fresh = [each for each in unknown if each.says not in waiting | against]
        told = TakenIn(
            sheet,
            waiting=sum(each.says in waiting for each in unknown),
            known=len(said) - len(unknown),
            refused=len(refused),
            again=self._is_known(documents),
        )
        saying = {each.says for each in said}
        gone = [each for each in before if each.open and each.says not in saying]
        saved_anew = bool(documents) and not fresh and not gone
        if told.again or saved_anew or not sheet.filled:
            return told
        document = self._record()
        for each in gone:
            self._log.set("proposal", each.id, "withdrawn", "1", reason=GIVEN_WAY)
        words = look_at_words(self._connection)
        proposed = tuple(self._propose(document, each, words) for each in fresh)
        self._log.write()
        return replace(told, batch=self._log.outcome, proposed=proposed, replaced=len(gone))

    def _is_known(self, documents: Iterable[str]) -> bool:
        query = "SELECT sha256 FROM document WHERE id = ?"
        return any(
            self._connection.execute(query, [one]).fetchone()[0] == self._sheet.sha256
            for one in documents
        )

    def _waiting(self) -> set[tuple[str, str, str]]:
        """Return what this lead has proposed in a sheet of any chase, and nobody has decided."""
        query = "SELECT action, field, value FROM proposal WHERE withdrawn IS NULL AND signed = ?"
        return set(self._connection.execute(query, [self._sheet.chase.lead]))

    def _proposals(self, documents: Iterable[str]) -> Iterator[Proposal]:
        query = (
            "SELECT proposal.id FROM proposal"
            " WHERE proposal.document IN (SELECT value FROM json_each(?))"
        )
        ids = self._connection.execute(query, [json.dumps(list(documents))]).fetchall()
        yield from proposals_called(self._connection, (one for (one,) in ids)).values()

    def _record(self) -> str:
        log, sheet = self._log, self._sheet
        digest = f"SHA-256 {sheet.sha256[:12]}"
        entity = log.create(
            "document", new=f"{self._name}, the return sheet of {sheet.chase.lead} ({digest})"
        )
        log.set("document", entity, "name", self._name, reason=sheet_mark(sheet.chase.id))
        log.set("document", entity, "sha256", sheet.sha256)
        log.set("document", entity, "updated", self._today.isoformat())
        return entity

    def _propose(self, document: str, said: SaidInSheet, words: Words) -> str:
        log, lead = self._log, self._sheet.chase.lead
        new = said.field in ENTRY_FIELDS
        told = said.value if new else words.cell(said.field, said.value)
        what = ENTRY_FIELDS.get(said.field) or FIELD_NAMES[said.field]
        entity = log.create("proposal", new=f"{lead} in {self._name}: {what}: {told}"[:500])
        cells = {
            "document": document, "action": said.action, "field": said.field,
            "value": said.value, "signed": lead,
        }  # fmt: skip
        for name, cell in cells.items():
            reason = said.doubt if name == "value" else ""
            log.set("proposal", entity, name, cell, reason=reason)
        return entity


def _was_decided(proposal: Proposal) -> bool:
    closed = proposal.closed
    return closed is not None and closed.undoes is None and closed.reason != GIVEN_WAY


def _says(connection: sqlite3.Connection, said: SaidInSheet) -> bool:
    """Return whether the plan says already what a sheet says."""
    if said.field == PROGRESS:
        query = "SELECT text FROM progress_update WHERE action = ? AND withdrawn IS NULL"
        wanted = words_of(said.value)
        return any(
            words_of(text or "") == wanted for (text,) in connection.execute(query, [said.action])
        )
    if said.field == EVIDENCE:
        cells = evidence_cells(said.value)
        query = (
            "SELECT coalesce(title, ''), coalesce(link, '') FROM evidence"
            " WHERE action = ? AND withdrawn IS NULL"
        )
        return (cells["title"], cells["link"]) in connection.execute(query, [said.action])
    query = f"SELECT {said.field} FROM action_now WHERE id = ?"
    row = connection.execute(query, [said.action]).fetchone()
    return row is not None and row[0] == said.value
