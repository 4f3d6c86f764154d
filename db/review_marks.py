"""What is doubtful about a change that came in: sentences for whoever decides."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from db.came_in import Difference
from db.dates import read_stamp, show_moment
from db.mainline import Taken, fork_of
from db.references import identity
from db.schema import ENTRIES


class _Done(NamedTuple):
    """The ids of the actions that one side has ended otherwise, taken back, and worked on."""

    ended: set[str]
    taken_back: set[str]
    worked_on: set[str]


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
        self._sides: dict[str, tuple[_Done, _Done]] = {}
        self._called: dict[str, list[str]] = defaultdict(list)
        for one, row in actions.items():
            if not row["withdrawn"]:
                self._called[identity(row["reference"] or "")].append(one)
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
            yield from self._ended(change, action)
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
            named = change.theirs.new if change.field else row["reference"]
            yield from self._same_reference(action, named or "")

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

    def _ended(self, change: Difference, action: str) -> Iterator[str]:
        """Yield that one side ended an action, or took it back, and the other worked on it."""
        if change.merge is None:
            return
        here, there = self._both_sides(change.merge)
        if action in here.taken_back and action in there.worked_on:
            yield "the action was taken back out of the plan here, and they worked on it"
        elif action in there.taken_back and action in here.worked_on:
            yield "they took the action back out of the plan, and it was worked on here"
        elif action in here.ended and action in there.worked_on:
            yield "the action was ended otherwise here, and they worked on it"
        elif action in there.ended and action in here.worked_on:
            yield "they ended the action otherwise, and it was worked on here"

    def _both_sides(self, merge: Taken) -> tuple[_Done, _Done]:
        """Return what was done here, and by them, since a merged copy had gone out."""
        if merge.hash not in self._sides:
            fork = fork_of(self.connection, merge)
            self._sides[merge.hash] = (
                self._done(fork, merge.after + 1),
                self._done(merge.after, merge.seq),
            )
        return self._sides[merge.hash]

    def _done(self, after: int, before: int) -> _Done:
        done = _Done(set(), set(), set())
        query = (
            "SELECT etype, entity, field, new FROM event WHERE seq > ? AND seq < ?"
            " AND kind IN ('set', 'resolve')"
        )
        for etype, entity, field, new in self.connection.execute(query, [after, before]):
            if etype == "action" and field in ("closed", "withdrawn"):
                if new is not None:
                    (done.ended if field == "closed" else done.taken_back).add(entity)
            elif etype == "action":
                done.worked_on.add(entity)
            elif etype in ENTRIES and field == "action" and new is not None:
                done.worked_on.add(new)
        return done

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

    def _same_reference(self, action: str, reference: str) -> Iterator[str]:
        others = [one for one in self._called.get(identity(reference), ()) if one != action]
        if others:
            of = self.agencies.get(self.actions[others[0]]["agency"] or "", "")
            yield f"another action is called {reference} as well ({of}); renumber one"
