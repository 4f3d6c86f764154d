"""Proposed changes made by hand on a real plan, whose decisions are ordinary rows of its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from db.changes import Outcome, append_update, rate
from db.errors import Refused
from db.file import Plan
from db.history import action_detail
from db.log import changing
from db.plain_text import check_said
from db.proposed import Choice, ProposedChange, Side, Standing, in_order
from db.queries import action_ids, action_rows
from db.rows import ActionRow
from db.selection import Order, Selection, SortKey
from db.signature import Signature

AT = datetime(2020, 6, 28, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Wanted:
    """What somebody says of an action; `mine` is what was written here meanwhile."""

    reference: str
    field: str
    theirs: str
    mine: str = ""
    author: str = "R Mwangi"
    marks: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = tuple(Choice)


NOT_THEIRS = "R Mwangi is of another agency than this action"

CAME_IN = (
    Wanted("23", "timescale", "End September 2020"),
    Wanted("7", "timescale", "End July 2020", mine="End June 2020"),
    Wanted("7", "action", "1. New systems for [all] caseloads", mine="1. Old systems"),
    Wanted("2", "timescale", "Spring 2021", author="P Shah", marks=(NOT_THEIRS,)),
    Wanted("23", "rating", "significant-risk"),
    Wanted("26", "rating", "on-track", mine="minor-risk"),
)


class ByHand:
    """Proposals for a plan. What stands of them is read from the plan, and nowhere else."""

    def __init__(self, plan: Plan, wanted: Sequence[Wanted], *, source: str = "plan-health.db"):
        self._plan = plan
        self._cells: dict[str, tuple[str, str]] = {}
        rows = self._rows()
        agencies = list(dict.fromkeys(row.agency for row in rows.values()))
        made = [self._made(rows[each.reference], each, source) for each in wanted]
        self.values = in_order(made, agencies)

    def _rows(self) -> dict[str, ActionRow]:
        today = date(2020, 7, 1)
        ids = action_ids(self._plan, Selection(), Order(SortKey.REFERENCE), today=today)
        return {row.reference: row for row in action_rows(self._plan, ids, today=today)}

    def _made(self, row: ActionRow, wanted: Wanted, source: str) -> ProposedChange:
        now = str(getattr(row, wanted.field) or "")
        number = f"{wanted.reference}.{wanted.field}"
        mine = Side(wanted.mine, "J Smith", AT, "agreed on Monday")
        return ProposedChange(
            id=number,
            what=wanted.field.capitalize(),
            field=wanted.field,
            base=Side("not-started" if wanted.field == "rating" else now, "as published", AT),
            ours=mine if wanted.mine else Side(now),
            theirs=Side(wanted.theirs, wanted.author, AT),
            now=now,
            source=source,
            standing=Standing.CONFLICT if wanted.mine else Standing.OPEN,
            agency=row.agency,
            action=row.id,
            reference=row.reference,
            about=row.action,
            rule="The rule says Significant risk." if wanted.field == "rating" else "",
            marks=wanted.marks,
            choices=wanted.choices,
        )

    def read(self, *, today: date) -> tuple[ProposedChange, ...]:
        """Return the changes as the plan has them now."""
        rows = {row.id: row for row in self._rows().values()}
        found = []
        for each in self.values:
            updates = action_detail(self._plan, each.action, today=today).updates
            now = str(getattr(rows[each.action], each.field) or "")
            standing = each.standing
            if now == each.theirs.text:
                standing = Standing.TAKEN
            elif any(update.text == f"Kept ours: {each.id}" for update in updates):
                standing = Standing.KEPT
            elif now != each.now:
                standing = Standing.OTHER
            found.append(replace(each, now=now, standing=standing))
        names = list(dict.fromkeys(each.agency for each in self.values))
        return in_order(found, names)

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
        """Write ordinary rows of the log: all in one command."""
        ratings = [each for each in changes if each.field == "rating"]
        if ratings and choice is not Choice.OURS:
            if len(ratings) != len(changes):
                raise Refused("ratings go by themselves here")
            wanted = {each.action: text or each.theirs.text for each in ratings}
            return rate(self._plan, wanted, by=by, today=today, reason=reason)
        with changing(self._plan, by) as log:
            for each in changes:
                if choice is Choice.OURS:
                    append_update(log, each.action, f"Kept ours: {each.id}", day=today)
                    continue
                cell = each.theirs.text if choice is Choice.THEIRS else check_said(text, "a value")
                log.set("action", each.action, each.field, cell, reason=reason)
        return Outcome(log.outcome)
