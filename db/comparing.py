"""What a document says otherwise than a plan: which actions are new, and which say what else.

A document that says nothing of something takes nothing back: an empty cell is no change. What the
plan has moved on from since (a revised date, a later rating) is said as a difference, and it is
for a person to decide.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db.agencies_matched import NO_AGENCY, AgenciesOfPlan
from db.errors import Refused
from db.fields import names_to_json
from db.file import named_rows
from db.grown import news_in, words_of
from db.leads import leads_from_json, leads_to_json, show_leads
from db.matching import DOUBTFUL, How, Match, Wording, match
from db.plan_entries import ActionEntry, AgencyEntry, EvidenceEntry, UpdateEntry
from db.queries import look_at_scheme
from db.rating import Scheme
from db.references import identity, natural_key
from db.timescale import read_timescale


@dataclass(frozen=True, slots=True)
class Incoming:
    """An action of a document, and where it stands there.

    `given` says that its reference is not the document's own, which has none for it.
    """

    entry: ActionEntry
    place: str
    given: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says of a field of an action, other than the plan.

    `value` is the cell it would have, `before` the one that it has.
    """

    field: str
    value: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """An action of a document that the plan has: `action` is its id there.

    `updates` and `evidence` are what is added to it, as neither is ever overwritten; `otherwise`
    are texts of progress that tell something else than the plan does.
    """

    incoming: Incoming
    action: str
    reference: str
    match: Match
    said: tuple[Said, ...] = ()
    updates: tuple[UpdateEntry, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
    otherwise: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Return whether the document says anything that the plan does not."""
        return bool(self.said or self.updates or self.evidence or self.otherwise)

    @property
    def doubt(self) -> str:
        """Return what is doubtful about its being the same action, empty for nothing."""
        percent = f"{round(100 * self.match.likeness)} %"
        if self.match.how is How.ALIKE:
            return f"found by its text, of which {percent} is alike; the reference differs"
        said = self.incoming.entry.reference
        if self.match.how is How.TEXT and not self.incoming.given and said != self.reference:
            return f"found by its text; the document calls it {said}"
        if self.match.how is How.REFERENCE and self.match.likeness < DOUBTFUL:
            return f"found by its reference, and only {percent} of its text is alike"
        return ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A document held against a plan; all in the document's order.

    `agencies` maps each of its agencies to the id of the plan's, None for one that is new;
    `renamed` are those that the plan calls otherwise: its name there. `missing` are the references
    of the plan's actions that the document does not have.
    """

    new: tuple[Incoming, ...]
    known: tuple[Known, ...]
    missing: tuple[str, ...]
    agencies: Mapping[str, str | None]
    renamed: Mapping[str, str]

    @property
    def changed(self) -> tuple[Known, ...]:
        """Return the actions of which the document says something else, or more."""
        return tuple(each for each in self.known if each.changed)

    @property
    def unchanged(self) -> tuple[Known, ...]:
        """Return the actions of which it says what the plan says."""
        return tuple(each for each in self.known if not each.changed)


def compare(
    connection: sqlite3.Connection,
    incoming: Sequence[Incoming],
    agencies: Iterable[AgencyEntry],
    signed: str,
    *,
    apart: Iterable[str] = (),
) -> Comparison:
    """Return what a document says otherwise than the plan does. Raises Refused.

    `signed` stands under progress that the document itself does not sign. `apart` are places of
    actions that a person has said are new, whatever they look like: places that it has not are
    refused, and so are ratings that the plan's scheme has not.
    """
    rows = {
        row["id"]: dict(row)
        for row in named_rows(connection, "SELECT * FROM action_now WHERE withdrawn IS NULL")
    }
    kept_apart = frozenset(apart)
    _check(connection, incoming, kept_apart)
    (updated,) = connection.execute("SELECT updated FROM plan").fetchone()
    plan_date = None if updated is None else date.fromisoformat(updated)
    agencies = tuple(agencies)
    standing = AgenciesOfPlan(connection)
    homes = {agency.name: standing.called(agency) or "" for agency in agencies}
    matches = match(
        [
            Wording(
                str(place),
                "" if each.given else each.entry.reference,
                each.entry.action,
                homes.get(each.entry.agency, ""),
            )
            for place, each in enumerate(incoming)
            if each.place not in kept_apart
        ],
        [
            Wording(one, row["reference"] or "", row["action"] or "", row["agency"] or "")
            for one, row in rows.items()
        ],
    )
    pairs = [(each, matches.get(str(place))) for place, each in enumerate(incoming)]
    named, renamed = standing.match(
        agencies,
        [
            (each.entry.agency, None if found is None else rows[found.known]["agency"] or "")
            for each, found in pairs
            if found is None or found.likeness >= DOUBTFUL
        ],
    )
    updates = _entries(connection, "progress_update", ("day", "text"))
    evidence = _entries(connection, "evidence", ("title", "link"))
    known = tuple(
        _known(each, found, rows[found.known], named, updates, evidence, signed, plan_date)
        for each, found in pairs
        if found is not None
    )
    taken = {each.action for each in known}
    return Comparison(
        new=tuple(
            _with_free_references(
                (each for each, found in pairs if found is None),
                {identity(row["reference"] or "") for row in rows.values()},
            )
        ),
        known=known,
        missing=tuple(
            sorted(
                (row["reference"] or "" for one, row in rows.items() if one not in taken),
                key=natural_key,
            )
        ),
        agencies=named,
        renamed=renamed,
    )


def _check(
    connection: sqlite3.Connection, incoming: Iterable[Incoming], apart: frozenset[str]
) -> None:
    places = {each.place for each in incoming}
    if missing := sorted(apart - places):
        raise Refused(
            f"nothing stands at {missing[0]!r} in the document; --dry-run shows the places"
        )
    scheme = look_at_scheme(connection)
    strange = sorted({each.entry.rating or "" for each in incoming} - {"", *_codes(scheme)})
    if strange:
        raise Refused(
            f"the document rates by {', '.join(strange)}, and this plan by"
            f" {', '.join(_codes(scheme))}; give its ratings those codes first"
        )


def _codes(scheme: Scheme) -> tuple[str, ...]:
    return tuple(level.code for level in scheme)


def _entries(
    connection: sqlite3.Connection, table: str, fields: Sequence[str]
) -> dict[str, list[tuple[str, ...]]]:
    """Return the entries of each action, oldest first."""
    query = (
        f"SELECT {table}.action AS owner, {', '.join(f'{table}.{each}' for each in fields)}"
        f" FROM {table} JOIN event ON event.entity = {table}.id AND event.field = ''"
        f" WHERE {table}.withdrawn IS NULL ORDER BY event.seq"
    )
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in named_rows(connection, query):
        found[row["owner"]].append(tuple(row[each] or "" for each in fields))
    return found


def _known(
    incoming: Incoming,
    found: Match,
    row: Mapping[str, Any],
    agencies: Mapping[str, str | None],
    updates: Mapping[str, list[tuple[str, ...]]],
    evidence: Mapping[str, list[tuple[str, ...]]],
    signed: str,
    plan_date: date | None,
) -> Known:
    entry = incoming.entry
    had = updates.get(found.known, [])
    added, otherwise = _progress(entry, had, signed)
    shown = {_plain(*each) for each in evidence.get(found.known, [])}
    return Known(
        incoming=incoming,
        action=found.known,
        reference=row["reference"] or "",
        match=found,
        said=tuple(_said(entry, row, _home(entry, agencies), plan_date)),
        updates=added,
        evidence=tuple(
            each for each in entry.evidence if _plain(each.title, each.link) not in shown
        ),
        otherwise=otherwise,
    )


def _home(entry: ActionEntry, agencies: Mapping[str, str | None]) -> str | None:
    return None if entry.agency == NO_AGENCY else agencies.get(entry.agency)


def _plain(*texts: str) -> tuple[str, ...]:
    return tuple(" ".join(words_of(text)) for text in texts)


def _progress(
    entry: ActionEntry, had: Sequence[tuple[str, ...]], signed: str
) -> tuple[tuple[UpdateEntry, ...], tuple[str, ...]]:
    """Return the progress updates that are added, and the texts that tell something else."""
    texts = [text for _, text in had]
    fresh: list[UpdateEntry] = []
    otherwise: list[str] = []
    for update in entry.updates:
        news = news_in(update.text, [*texts, *(each.text for each in fresh)])
        if not news.text:
            continue
        if news.grown or update.signed != signed:
            fresh.append(UpdateEntry(update.day, update.signed, news.text))
        else:
            otherwise.append(news.text)
    return tuple(fresh), tuple(otherwise)


def _said(
    entry: ActionEntry, row: Mapping[str, Any], agency: str | None, plan_date: date | None
) -> Iterator[Said]:
    """Yield what a document says otherwise of the fields of an action."""
    for field, value in _values(entry, row, agency, plan_date):
        yield Said(field, value, row[field])


def _values(
    entry: ActionEntry, row: Mapping[str, Any], agency: str | None, plan_date: date | None
) -> Iterator[tuple[str, str]]:
    if agency is not None and agency != row["agency"]:
        yield "agency", agency
    for field in ("finding", "action", "timescale"):
        text = getattr(entry, field)
        if text and words_of(text) != words_of(row[field] or ""):
            yield field, text
    before = show_leads(leads_from_json(row["leads"] or "[]"))
    if entry.leads and words_of(show_leads(entry.leads)) != words_of(before):
        yield "leads", leads_to_json(entry.leads)
    if entry.sources and names_to_json(entry.sources) != (row["sources"] or "[]"):
        yield "sources", names_to_json(entry.sources)
    due = None if entry.due is None else entry.due.isoformat()
    if due is not None and due != row["due"] and _is_news(entry, row, plan_date):
        yield "due", due
    if entry.forecast is not None and entry.forecast.isoformat() != row["forecast"]:
        yield "forecast", entry.forecast.isoformat()
    if entry.rating is not None and entry.rating != row["rating"]:
        yield "rating", entry.rating
    if entry.closed is not None and entry.closed != row["closed"]:
        yield "closed", entry.closed


def _is_news(entry: ActionEntry, row: Mapping[str, Any], plan_date: date | None) -> bool:
    """Return whether a document's due date is more than the timescale that the plan has as well.

    It is, if its timescale is worded otherwise, or the date is not the one that the words mean.
    """
    if words_of(entry.timescale) != words_of(row["timescale"] or ""):
        return True
    reading = read_timescale(entry.timescale, plan_date)
    return entry.due not in (reading.due, reading.suggestion)


def _with_free_references(new: Iterable[Incoming], taken: set[str]) -> Iterator[Incoming]:
    """Yield actions with references that no other has."""
    for each in new:
        entry = _with_free_reference(each, taken)
        taken.add(identity(entry.reference))
        yield replace(each, entry=entry)


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
