"""What came in, merged or read in, as proposed changes, and what a person decides of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from db.came_in import Difference, read_differences
from db.cell_heads import shown_row
from db.errors import Refused
from db.file import Plan, looking, named_rows
from db.merge_record import MergeRecord
from db.proposal_review import PREFIX, proposed_changes
from db.proposals import Proposal, proposals_called, reviewed_proposals, was_taken_back
from db.proposed import Choice, ProposedChange, Side, Standing, in_order
from db.review_marks import Doubts
from db.review_words import Words, entry_text, look_at_words, rule_words, what
from db.schema import ENTRIES

if TYPE_CHECKING:
    from db.changes import Outcome
    from db.signature import Signature


class PlanReview:
    """What came in with the newest merge of a plan, and with the documents read into it.

    Every conflict that waits is among it, and every proposal that is open. One that has been
    decided stays among the changes as long as the review does.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._differences: dict[str, Difference] = {}
        self._proposals: dict[str, None] = {}

    def read(self, *, today: date) -> tuple[ProposedChange, ...]:
        """Return the changes as they stand now, conflicts first. Raises PlanError."""
        with looking(self._plan) as connection:
            found = {each.id: each for each in read_differences(connection)}
            for one, before in self._differences.items():
                found.setdefault(one, replace(before, disputed=False))
            self._differences = found
            words = look_at_words(connection)
            rows = {
                row["id"]: dict(row) for row in named_rows(connection, "SELECT * FROM action_now")
            }
            merged = _Reading(connection, words, today).changes(found.values(), rows)
            said = self._reviewed(connection)
            read_in = proposed_changes(connection, said, words, rows, today)
            return in_order((*merged, *read_in), list(words.agencies.values()))

    def _reviewed(self, connection: sqlite3.Connection) -> list[Proposal]:
        """Return the proposals under review: what once was, and can be decided anew, included."""
        said = {each.id: each for each in reviewed_proposals(connection)}
        before = [each for each in self._proposals if each not in said]
        said |= proposals_called(connection, before)
        self._proposals = dict.fromkeys(said)
        return [each for each in said.values() if not was_taken_back(connection, each)]

    def decide(
        self,
        changes: Sequence[ProposedChange],
        choice: Choice,
        *,
        by: Signature,
        today: date,
        text: str = "",
        reason: str = "",
    ) -> Outcome:
        """Decide changes that `read` returned, all in one transaction; as `Proposals.decide`."""
        from db.decisions import decide  # noqa: PLC0415  looking goes without SQLAlchemy

        proposed = [each for each in changes if each.id.startswith(PREFIX)]
        merged = [each for each in changes if not each.id.startswith(PREFIX)]
        for each in merged:
            if each.id not in self._differences:
                raise Refused("that change is not in this review; open it again")
        return decide(
            self._plan,
            [(self._differences[each.id], each) for each in merged],
            proposed,
            choice,
            by=by,
            today=today,
            text=text,
            reason=reason,
        )


def source_of(record: MergeRecord) -> str:
    """Return from where a merged file's changes came: `plan-health.db, issued to Health`."""
    return f"{record.name}, issued to {record.sent_to}" if record.sent_to else record.name


def waiting_changes(plan: Plan, *, today: date) -> tuple[ProposedChange, ...]:
    """Return what waits for a decision: the conflicts first, then by agency and reference."""
    return tuple(each for each in PlanReview(plan).read(today=today) if each.waits)


@dataclass(slots=True)
class _Reading:
    """One look at a plan: what its changes need to be told."""

    connection: sqlite3.Connection
    words: Words
    today: date

    def changes(
        self, differences: Iterable[Difference], rows: Mapping[str, Mapping[str, Any]]
    ) -> Iterator[ProposedChange]:
        doubts = Doubts(self.connection, rows, self.words.agencies)
        for each in differences:
            yield self._change(each, rows, doubts)

    def _change(
        self,
        change: Difference,
        rows: Mapping[str, Mapping[str, Any]],
        doubts: Doubts,
    ) -> ProposedChange:
        action = self._action_of(change)
        row = rows.get(action, {})
        record = change.merge.record if change.merge else None
        agency = change.entity if change.etype == "agency" else row.get("agency") or ""
        base, ours, theirs, now = self._sides(change)
        return ProposedChange(
            id=change.id,
            what=what(change.etype, change.field),
            field=change.field,
            base=base,
            ours=ours,
            theirs=theirs,
            now=now,
            source=source_of(record) if record else "this plan",
            standing=self._standing(change),
            agency=self.words.agencies.get(agency, ""),
            action=action,
            reference=row.get("reference") or "",
            about=row.get("action") or "",
            rule=self._rule(change, row),
            marks=tuple(doubts.marks(change, action)),
            choices=_choices(change),
        )

    def _rule(self, change: Difference, row: Mapping[str, Any]) -> str:
        if change.field != "rating":
            return ""
        return rule_words(self.words.scheme, change.theirs.new, row, self.today)

    def _action_of(self, change: Difference) -> str:
        if change.etype == "action":
            return change.entity
        if change.etype not in ENTRIES:
            return ""
        query = f"SELECT action FROM {change.etype} WHERE id = ?"
        row = self.connection.execute(query, [change.entity]).fetchone()
        return str(row[0] or "") if row else ""

    def _now(self, change: Difference) -> str | None:
        row = shown_row(self.connection, change.entity, change.field or "withdrawn")
        return None if row is None else row.new

    def _sides(self, change: Difference) -> tuple[Side, Side, Side, str]:
        words, now = self.words, self._now(change)
        if change.field:
            base, ours, theirs = (
                words.side(change.field, each) for each in (change.base, change.ours, change.theirs)
            )
            return base, ours, theirs, words.cell(change.field, now)
        text = entry_text(self.connection, words, change.etype, change.entity)
        theirs = replace(words.side("", change.theirs), text=text)
        return Side(), Side(), theirs, words.cell("withdrawn", now)

    def _standing(self, change: Difference) -> Standing:
        if change.disputed:
            return Standing.CONFLICT
        now = self._now(change)
        if not change.field:
            return Standing.TAKEN if now is None else Standing.KEPT
        if now == change.theirs.new:
            return Standing.TAKEN
        return Standing.KEPT if now == (change.ours and change.ours.new) else Standing.OTHER


def _choices(change: Difference) -> tuple[Choice, ...]:
    fixed = ("", "withdrawn", "closed", "aliases", "due_precision", "status", "reference_cell")
    editable = change.field not in fixed and change.etype in ("action", "agency")
    return tuple(Choice) if editable else (Choice.THEIRS, Choice.OURS)
