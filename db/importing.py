"""A document read into a plan: what is new is added, what it says otherwise is proposed.

One transaction, signed by whoever reads it in; the log names the file and the SHA-256 of its
bytes. Nothing that stands in the plan is changed by it: that is for `db.proposals`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

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
from db.plan_entries import ActionEntry, AgencyEntry
from db.proposals import open_proposals, refused_before
from db.references import identity
from db.review_words import FIELD_NAMES, look_at_words
from db.signature import Signature


@dataclass(frozen=True, slots=True)
class Document:
    """What a document holds, ready to be read in: its file's name, the SHA-256 of its bytes.

    `signed` stands under progress that it does not sign itself.
    """

    name: str
    sha256: str
    agencies: tuple[AgencyEntry, ...]
    actions: tuple[Incoming, ...]
    signed: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What reading a document in did: its batch in the log (None: nothing was new).

    `added` are the references of the actions that were added, `updates` and `evidence` how many
    came to actions that were there, `proposed` how many changes are proposed now, `refused` how
    many are not proposed again, as somebody has decided against them before.
    """

    batch: str | None
    added: tuple[str, ...]
    updates: int
    evidence: int
    proposed: int
    refused: int
    comparison: Comparison


def preview(plan: Plan, document: Document, *, apart: Iterable[str] = ()) -> Comparison:
    """Return what reading a document in would do; nothing is written. Raises PlanError."""
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
) -> Imported:
    """Read a document into the plan, all of it or nothing.

    New agencies and actions are added as they are published, ratings included; progress that was
    written on becomes an update; all else that it says otherwise is proposed. `apart` is as in
    `compare`. Raises Refused.
    """
    with changing(plan, by, Origin.IMPORTED) as log:
        connection = plain(log.connection)
        found = compare(
            connection, document.actions, document.agencies, document.signed, apart=apart
        )
        return _Writer(log, document, found).write()


class _Writer:
    """Writes one comparison; the document's own rows come first, where anything is written."""

    def __init__(self, log: LogWriter, document: Document, found: Comparison) -> None:
        self._log = log
        self._document = document
        self._found = found
        self._name = name_to_keep(document.name)
        self._why = f"as in {self._name}"

    def write(self) -> Imported:
        connection = plain(self._log.connection)
        known = open_proposals(connection)
        standing = {(each.action, each.field, each.value) for each in known}
        proposed = [
            (each, field, value)
            for each in self._found.changed
            for field, value in _said(each)
            if (each.action, field, value) not in standing
        ]
        fresh = [
            each for each in proposed if not refused_before(connection, each[0].action, *each[1:])
        ]
        refused = len(proposed) - len(fresh)
        updates = sum(len(each.updates) for each in self._found.known)
        evidence = sum(len(each.evidence) for each in self._found.known)
        if not (self._found.new or fresh or updates or evidence):
            return Imported(None, (), 0, 0, 0, refused, self._found)
        document = self._record()
        agencies = self._agencies()
        added = self._add(agencies)
        for each in self._found.known:
            for update in each.updates:
                append_update(
                    self._log, each.action, update.text, day=update.day, signed=update.signed
                )
            for shown in each.evidence:
                append_evidence(self._log, each.action, _without_file(asdict(shown)))
        words = look_at_words(connection)
        for each, field, value in fresh:
            told = value if field == "progress" else words.cell(field, value)
            self._propose(document, each, field, value, told)
        return Imported(
            self._log.outcome, added, updates, evidence, len(fresh), refused, self._found
        )

    def _record(self) -> str:
        document = self._document
        entity = self._log.create("document", new=f"{self._name} (SHA-256 {document.sha256[:12]})")
        self._log.set("document", entity, "name", self._name)
        self._log.set("document", entity, "sha256", document.sha256)
        return entity

    def _agencies(self) -> dict[str, str]:
        """Return the id of each agency of the document; those that are new are added.

        One that only stands there, and has no action, is added as well.
        """
        found: dict[str, str] = {}
        for agency in self._document.agencies:
            one = self._found.agencies.get(agency.name)
            if one is None:
                one = self._log.create("agency")
                self._log.set("agency", one, "name", agency.name)
                self._log.set("agency", one, "aliases", names_to_json(agency.aliases))
            found[agency.name] = one
        return found

    def _add(self, agencies: dict[str, str]) -> tuple[str, ...]:
        taken = {
            identity(reference or "")
            for (reference,) in plain(self._log.connection).execute(
                "SELECT reference FROM action WHERE withdrawn IS NULL"
            )
        }
        added = []
        for each in self._found.new:
            entry = _with_free_reference(each, taken)
            taken.add(identity(entry.reference))
            append_entry(
                self._log,
                replace(
                    entry,
                    evidence=tuple(
                        replace(e, file_sha256="", file_name="") for e in entry.evidence
                    ),
                ),
                agencies[entry.agency],
                why=self._why,
            )
            added.append(entry.reference)
        return tuple(added)

    def _propose(self, document: str, known: Known, field: str, value: str, told: str) -> None:
        what = "Progress" if field == "progress" else FIELD_NAMES[field]
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
    return [*said, ("progress", known.otherwise)] if known.otherwise else said


def _without_file(cells: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if not name.startswith("file_")}


def _with_free_reference(incoming: Incoming, taken: set[str]) -> ActionEntry:
    """Return an action with a reference that no other has; only one that was given is changed."""
    entry = incoming.entry
    if identity(entry.reference) not in taken:
        return entry
    if incoming.given:
        numbers = [int(each) for each in taken if each.isdecimal() and len(each) < 10]
        free = str(1 + max(numbers, default=0))
    else:
        free = next(
            name
            for number in range(2, len(taken) + 3)
            if identity(name := f"{entry.reference} ({number})") not in taken
        )
    return replace(entry, reference=free)
