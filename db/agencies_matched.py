"""Which of a plan's agencies those of a document are: by name, else by where its actions are."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable

from db.fields import names_from_json
from db.file import named_rows
from db.plan_entries import AgencyEntry
from db.queries import STANDS
from db.references import identity

NO_AGENCY = "No agency given"
"""The section for new actions of which a document does not say whose they are."""


class AgenciesOfPlan:
    """The agencies that stand in a plan, found by their names and other names."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        rows = named_rows(connection, f"SELECT id, name, aliases FROM agency WHERE {STANDS}")
        self._ids = {
            identity(name): row["id"] for row in rows for name in names_from_json(row["aliases"])
        }
        self._ids |= {identity(row["name"] or ""): row["id"] for row in rows}
        self._names = {row["id"]: row["name"] or "" for row in rows}

    def called(self, agency: AgencyEntry) -> str | None:
        """Return the id of the agency that has one of its names, None for none."""
        names = () if agency.name == NO_AGENCY else (agency.name, *agency.aliases)
        found = (self._ids.get(identity(name)) for name in names)
        return next((each for each in found if each is not None), None)

    def match(
        self, agencies: Iterable[AgencyEntry], actions: Iterable[tuple[str, str | None]]
    ) -> tuple[dict[str, str | None], dict[str, str]]:
        """Return by name which agency each is, None for a new one; and those called otherwise.

        `actions` pairs the document's agency of each action with the id of the plan's in which the
        action stands, None for a new action. An agency of no known name is the one in which most of
        its actions are, as long as these are most of what it has.
        """
        homes: dict[str, Counter[str]] = defaultdict(Counter)
        sizes = Counter[str]()
        for name, home in actions:
            sizes[name] += 1
            if home is not None:
                homes[name][home] += 1
        named: dict[str, str | None] = {}
        renamed: dict[str, str] = {}
        for agency in agencies:
            if agency.name == NO_AGENCY:
                if sizes[NO_AGENCY] > homes[NO_AGENCY].total():
                    named[NO_AGENCY] = self._ids.get(identity(NO_AGENCY))
                continue
            one = self.called(agency)
            if one is None and homes[agency.name]:
                home, number = homes[agency.name].most_common(1)[0]
                if home in self._names and 2 * number > sizes[agency.name]:
                    one = home
                    renamed[agency.name] = self._names[home]
            named[agency.name] = one
        return named, renamed
