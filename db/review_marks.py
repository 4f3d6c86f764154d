"""What is doubtful about a change that came in: sentences for whoever decides."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping

from db.came_in import Difference
from db.dates import read_stamp, show_moment
from db.mainline import Taken
from db.references import identity


class Doubts:
    """What has to be known of a plan to doubt what comes into it.

    `actions` maps the id of an action to its row, `agencies` an agency's id to its name.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        actions: Mapping[str, Mapping[str, str | None]],
        agencies: Mapping[str, str],
    ) -> None:
        self.connection = connection
        self.actions = actions
        self.agencies = agencies
        self._backwards: dict[str, dict[str, tuple[str, str]]] = {}
        self._names = {
            identity(each): one
            for one, name, aliases in connection.execute("SELECT id, name, aliases FROM agency")
            for each in (*json.loads(aliases or "[]"), name or "")
        }
        self._led: dict[str, set[str]] = defaultdict(set)
        for row in actions.values():
            for lead in json.loads(row["leads"] or "[]"):
                for name in {lead["name"], lead["raw"]} - {""}:
                    self._led[identity(name)].add(row["agency"] or "")

    def marks(self, change: Difference, action: str) -> Iterator[str]:
        """Yield what is doubtful about a change of an action; an id, or nothing for none."""
        theirs, row = change.theirs, self.actions.get(action)
        if row is not None:
            yield from self._strangers(change, row)
            yield from self._ended(change, row)
        if change.field == "rating" and theirs.new is not None and not theirs.reason:
            yield "no reason is given for the rating"
        if change.merge is not None:
            before = self._clock(change.merge).get(theirs.batch)
            if before is not None:
                now, then = (show_moment(read_stamp(each)) for each in before)
                yield f"the clock ran backwards: written {now}, after a row of {then}"
        if change.etype == "agency" and change.field in ("", "name"):
            yield from self._same_name(change.entity)
        if row is not None and change.etype == "action" and change.field in ("", "reference"):
            yield from self._same_reference(row)

    def _strangers(self, change: Difference, row: Mapping[str, str | None]) -> Iterator[str]:
        """Yield who is at work on an action that is not their agency's, if that can be told."""
        author = change.theirs.author
        sent_to = change.merge.record.sent_to if change.merge else ""
        theirs = self._names.get(identity(sent_to)) or self._names.get(identity(author))
        mine = {theirs} if theirs else self._led.get(identity(author), set())
        if mine and row["agency"] not in mine:
            of = self.agencies.get(row["agency"] or "", "")
            names = ", ".join(sorted(self.agencies.get(each, "") for each in mine))
            whose = "the copy went to" if theirs else f"{author} leads actions of"
            yield f"an action of {of}, and {whose} {names}"

    def _ended(self, change: Difference, row: Mapping[str, str | None]) -> Iterator[str]:
        if row["withdrawn"] and change.field != "withdrawn":
            yield "the action was taken back out of the plan here"
        elif row["closed"] and change.field not in ("closed", ""):
            yield "the action was ended otherwise on one side, and edited on the other"
        elif change.field == "closed" and change.theirs.new is not None and change.ours is None:
            edited = self._edited_here(change)
            if edited:
                yield "they ended the action otherwise, and it was edited here meanwhile"

    def _edited_here(self, change: Difference) -> bool:
        """Return whether the plan has changed an action since the copy went out."""
        if change.merge is None:
            return False
        query = (
            "SELECT 1 FROM event WHERE entity = ? AND seq <= ? AND seq > coalesce((SELECT seq FROM"
            " event WHERE hash = ?), ?) AND kind IN ('set', 'resolve') LIMIT 1"
        )
        values = [change.entity, change.merge.after, change.merge.record.issued, change.merge.after]
        return self.connection.execute(query, values).fetchone() is not None

    def _clock(self, merge: Taken) -> dict[str, tuple[str, str]]:
        """Return the commands of a merge whose time is before that of the row they stand on."""
        if merge.hash not in self._backwards:
            query = (
                "SELECT event.batch, event.at, parent.at FROM event"
                " JOIN event AS parent ON parent.hash = event.chain1"
                " WHERE event.seq > ? AND event.seq < ? AND event.at < parent.at"
            )
            found = self.connection.execute(query, [merge.after, merge.seq])
            self._backwards[merge.hash] = {batch: (now, then) for batch, now, then in found}
        return self._backwards[merge.hash]

    def _same_name(self, agency: str) -> Iterator[str]:
        name = self.agencies.get(agency, "")
        if any(
            one != agency and identity(other) == identity(name)
            for one, other in self.agencies.items()
        ):
            yield f"another agency is called {name} as well; merge one into the other"

    def _same_reference(self, row: Mapping[str, str | None]) -> Iterator[str]:
        reference = identity(row["reference"] or "")
        others = [
            each
            for each in self.actions.values()
            if each["id"] != row["id"]
            and not each["withdrawn"]
            and identity(each["reference"] or "") == reference
        ]
        if others:
            of = self.agencies.get(others[0]["agency"] or "", "")
            yield f"another action is called {row['reference']} as well ({of}); renumber one"
