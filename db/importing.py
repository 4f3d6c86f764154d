"""A document read into a plan: what is new is added, what it says otherwise is proposed.

One transaction, signed by whoever reads it in; the log names the file and the SHA-256 of its
bytes. Nothing that stands in the plan is changed by it: that is for `db.proposals`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from db.additions import append_evidence
from db.changes import append_update
from db.comparing import Comparison, Incoming, Known, compare
from db.connection import plain
from db.event import Origin
from db.fields import names_to_json
from db.file import Plan, looking
from db.incoming_file import name_to_keep
from db.load import append_entry
from db.log import LogWriter, changing
from db.plan_entries import AgencyEntry, without_file
from db.proposals import GIVEN_WAY, PROGRESS, Proposal, decided_against, open_proposals
from db.review_words import FIELD_NAMES, look_at_words
from db.signature import Signature

Progress = Callable[[float], object]
"""Called now and then with how much is done, from 0 to 1; it may raise to stop."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a document holds, ready to be read in: its file's name, the SHA-256 of its bytes.

    `day` is the day it is of. `signed` stands under progress that it does not sign itself.
    """

    name: str
    sha256: str
    day: date
    agencies: tuple[AgencyEntry, ...]
    actions: tuple[Incoming, ...]
    signed: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What reading a document in did: its batch in the log (None: nothing was new).

    `added` are the references of the actions that were added, `agencies` the names of new agencies,
    `updates` and `evidence` how many came to actions that were there. `waiting` is how much of what
    it says otherwise waits for a decision now, since this time or before; `refused` how many
    changes are not proposed again, as somebody has decided against them.
    """

    batch: str | None
    added: tuple[str, ...]
    agencies: tuple[str, ...]
    updates: int
    evidence: int
    waiting: int
    refused: int
    comparison: Comparison


def preview(plan: Plan, document: Document, *, apart: Iterable[str] = ()) -> Comparison:
    """Return what reading a document in would do; nothing is written.

    Raises Refused as `compare` does, and PlanError for a file that can't be read.
    """
    with looking(plan) as connection:
        return compare(
            connection, document.actions, document.agencies, document.signed, apart=apart
        )


def import_document(
    plan: Plan,
    document: Document,
    *,
    by: Signature,
    apart: Iterable[str] = (),
    progress: Progress = float,
) -> Imported:
    """Read a document into the plan, all of it or nothing.

    New agencies and actions are added as they are published, ratings included; progress that was
    written on becomes an update; all else that it says otherwise is proposed. What an earlier
    document of this name had proposed for the same field, and nobody has decided, gives way.
    `apart` is as in `compare`. Raises Refused, PlanError, and whatever `progress` raises.
    """
    with changing(plan, by, Origin.IMPORTED) as log:
        connection = plain(log.connection)
        found = compare(
            connection, document.actions, document.agencies, document.signed, apart=apart
        )
        return _Writer(log, document, found, progress).write()


class _Writer:
    """Writes one comparison; the document's own rows come first, where anything is written."""

    def __init__(
        self, log: LogWriter, document: Document, found: Comparison, progress: Progress
    ) -> None:
        self._log = log
        self._document = document
        self._found = found
        self._progress = progress
        self._name = name_to_keep(document.name)
        self._why = f"as in {self._name}"

    def write(self) -> Imported:
        found, connection = self._found, plain(self._log.connection)
        before = open_proposals(connection)
        standing = {each.says for each in before}
        against = decided_against(connection)
        said = [(known, field, value) for known in found.changed for field, value in _said(known)]
        fresh = [
            (known, field, value)
            for known, field, value in said
            if (known.action, field, value) not in standing | against
        ]
        refused = sum((known.action, *told) in against for known, *told in said)
        updates = sum(len(each.updates) for each in found.known)
        evidence = sum(len(each.evidence) for each in found.known)
        new_agencies = tuple(name for name, one in found.agencies.items() if one is None)
        waiting = len(said) - refused
        if not (found.new or fresh or updates or evidence or new_agencies):
            return Imported(None, (), (), 0, 0, waiting, refused, found)
        document = self._record()
        added = self._add(self._agencies())
        self._add_to_known()
        self._give_way(before, fresh)
        words = look_at_words(connection)
        for done, (known, field, value) in enumerate(fresh):
            told = value if field == PROGRESS else words.cell(field, value)
            self._propose(document, known, field, value, told)
            self._went(0.5, done, len(fresh))
        return Imported(
            self._log.outcome, added, new_agencies, updates, evidence, waiting, refused, found
        )

    def _went(self, start: float, done: int, of: int) -> None:
        if done % 50 == 0:
            self._progress(start + done / (2 * of))

    def _record(self) -> str:
        document = self._document
        entity = self._log.create("document", new=f"{self._name} (SHA-256 {document.sha256[:12]})")
        self._log.set("document", entity, "name", self._name)
        self._log.set("document", entity, "sha256", document.sha256)
        self._log.set("document", entity, "updated", document.day.isoformat())
        return entity

    def _agencies(self) -> dict[str, str]:
        """Return the id of each agency of the document; those that are new are added.

        One that only stands there, and has no action, is added as well.
        """
        found: dict[str, str] = {}
        aliases = {each.name: each.aliases for each in self._document.agencies}
        for name, known in self._found.agencies.items():
            one = known
            if one is None:
                one = self._log.create("agency")
                self._log.set("agency", one, "name", name)
                self._log.set("agency", one, "aliases", names_to_json(aliases.get(name, ())))
            found[name] = one
        return found

    def _add(self, agencies: dict[str, str]) -> tuple[str, ...]:
        added = []
        for done, each in enumerate(self._found.new):
            entry = each.entry
            bare = replace(entry, evidence=tuple(map(without_file, entry.evidence)))
            append_entry(self._log, bare, agencies[entry.agency], why=self._why)
            added.append(entry.reference)
            self._went(0.0, done, len(self._found.new))
        return tuple(added)

    def _add_to_known(self) -> None:
        for each in self._found.known:
            for update in each.updates:
                append_update(
                    self._log, each.action, update.text, day=update.day, signed=update.signed
                )
            for shown in each.evidence:
                append_evidence(self._log, each.action, asdict(without_file(shown)))

    def _give_way(
        self, before: Sequence[Proposal], fresh: Sequence[tuple[Known, str, str]]
    ) -> None:
        """Withdraw what an earlier document of this name proposed for the same fields."""
        anew = {(known.action, field) for known, field, _ in fresh}
        for each in before:
            if each.name == self._name and (each.action, each.field) in anew:
                self._log.set("proposal", each.id, "withdrawn", "1", reason=GIVEN_WAY)

    def _propose(self, document: str, known: Known, field: str, value: str, told: str) -> None:
        what = "Progress" if field == PROGRESS else FIELD_NAMES[field]
        entity = self._log.create("proposal", new=f"{self._name} says: {what}: {told}"[:500])
        cells = {
            "document": document, "action": known.action, "field": field, "value": value,
            "signed": "",
        }  # fmt: skip
        for name, cell in cells.items():
            reason = known.doubt if name == "value" else ""
            self._log.set("proposal", entity, name, cell, reason=reason)


def _said(known: Known) -> list[tuple[str, str]]:
    said = [(each.field, each.value) for each in known.said]
    return [*said, *((PROGRESS, each) for each in known.otherwise)]
