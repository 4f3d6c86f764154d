"""The steps of the made-up year, each done by the call of the store that a person's key makes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from db.additions import NewAction, NewEvidence, add_action, add_evidence
from db.changes import add_update, edit, end_otherwise, rate, reopen, revise_due
from db.chasing import record_chase, who_owes
from db.comparing import Incoming
from db.demo.story import Step
from db.file import Plan, looking
from db.importing import Document, import_document
from db.leads import read_leads
from db.merge import merge
from db.plan_entries import ActionEntry, UpdateEntry
from db.plan_wide import set_statutory_days
from db.points import mark_point
from db.proposed import Choice
from db.review import PlanReview
from db.ship import ship
from db.signature import Signature
from db.snapshot import plan_document
from db.undo import redo, undo


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a step happens: the plan, who does it and when, and the folder in which copies lie."""

    plan: Plan
    by: Signature
    day: date
    folder: Path
    files: Mapping[str, bytes]

    def ids(self, step: Step) -> tuple[str, ...]:
        """Return the ids of the actions that a step is `of`; ValueError for one that isn't."""
        with looking(self.plan) as connection:
            known = dict[str, str](connection.execute("SELECT reference, id FROM action"))
        wanted = [each.strip() for each in step["of"].split(",")]
        if strange := [each for each in wanted if each not in known]:
            raise ValueError(f"{self.day}: there is no action {', '.join(strange)}")
        return tuple(known[each] for each in wanted)

    def agency(self, name: str) -> str:
        """Return the id of the agency with this name."""
        with looking(self.plan) as connection:
            known = dict[str, str](connection.execute("SELECT name, id FROM agency"))
        return known[name]


def _rate(scene: Scene, step: Step) -> None:
    ratings = {one: str(step["rate"]) for one in scene.ids(step)}
    rate(scene.plan, ratings, by=scene.by, today=scene.day, reason=step.get("reason", ""))


def _update(scene: Scene, step: Step) -> None:
    add_update(scene.plan, scene.ids(step), step["update"], by=scene.by, day=scene.day)


def _due(scene: Scene, step: Step) -> None:
    revise_due(scene.plan, scene.ids(step), step["due"], by=scene.by, reason=step["reason"])


def _forecast(scene: Scene, step: Step) -> None:
    day = step["forecast"]
    cell = day.isoformat() if day else None
    for one in scene.ids(step):
        edit(scene.plan, one, {"forecast": cell}, by=scene.by, today=scene.day,
             reason=step.get("reason", ""))  # fmt: skip


def _evidence(scene: Scene, step: Step) -> None:
    name = step.get("file", "")
    new = NewEvidence(
        step["evidence"],
        kind=step.get("kind", ""),
        note=step.get("note", ""),
        link=step.get("link", ""),
        file_name=name,
        file=scene.files[name] if name else None,
    )
    for one in scene.ids(step):
        add_evidence(scene.plan, one, new, by=scene.by)


def _end(scene: Scene, step: Step) -> None:
    end_otherwise(scene.plan, scene.ids(step), step["end"], by=scene.by, reason=step["reason"])


def _reopen(scene: Scene, step: Step) -> None:
    reopen(scene.plan, scene.ids(step), by=scene.by, reason=step["reopen"])


def _add(scene: Scene, step: Step) -> None:
    new = NewAction(
        step["add"],
        scene.agency(step["agency"]),
        step["action"],
        finding=step.get("finding", ""),
        leads=step.get("leads", ""),
        timescale=step.get("timescale", ""),
    )
    add_action(scene.plan, new, by=scene.by, reason=step["reason"])


def _point(scene: Scene, step: Step) -> None:
    mark_point(scene.plan, step["point"], by=scene.by, day=scene.day)


def _received(scene: Scene, step: Step) -> None:
    set_statutory_days(scene.plan, received=step["received"], by=scene.by, today=scene.day)


def _sent(scene: Scene, step: Step) -> None:
    set_statutory_days(scene.plan, sent=step["sent"], by=scene.by, today=scene.day)


def _chase(scene: Scene, step: Step) -> None:
    owes = who_owes(scene.plan, today=scene.day, lead=step["chase"])
    record_chase(scene.plan, owes, by=scene.by, today=scene.day)


def _undo(scene: Scene, _: Step) -> None:
    undo(scene.plan, by=scene.by)


def _redo(scene: Scene, _: Step) -> None:
    redo(scene.plan, by=scene.by)


def _ship(scene: Scene, step: Step) -> None:
    out = scene.folder / step["ship"]
    ship(scene.plan, out, to=step["to"], by=scene.by, back_by=step["back_by"])


def _merge(scene: Scene, step: Step) -> None:
    merge(scene.plan, [scene.folder / step["merge"]], by=scene.by)


def _read_in(scene: Scene, step: Step) -> None:
    """Read in a document that says of some actions what the plan does, but for what is told."""
    document = plan_document(scene.plan)
    entries = {each.reference: each for each in document.actions}
    incoming = [
        Incoming(_said(scene, entries[says["of"]], says), f"row {place}")
        for place, says in enumerate(step["says"], start=1)
    ]
    import_document(
        scene.plan,
        Document(
            name=step["document"],
            sha256=hashlib.sha256(repr(step).encode()).hexdigest(),
            day=scene.day,
            agencies=document.agencies,
            actions=tuple(incoming),
            signed=f"as in {step['document']}",
        ),
        by=scene.by,
    )


def _said(scene: Scene, entry: ActionEntry, says: Step) -> ActionEntry:
    told = {field: value for field, value in says.items() if field not in ("of", "update", "leads")}
    if "leads" in says:
        told["leads"] = read_leads(says["leads"])
    if "update" in says:
        told["updates"] = (UpdateEntry(scene.day, scene.by.author, says["update"]),)
    return replace(entry, **told)


def _decide(scene: Scene, step: Step) -> None:
    review = PlanReview(scene.plan)
    (action,) = scene.ids(step)
    changes = [
        each
        for each in review.read(today=scene.day)
        if each.waits and (each.action, each.field) == (action, step["field"])
    ]
    review.decide(
        changes, Choice(step["decide"]), by=scene.by, today=scene.day, reason=step["reason"]
    )


_VERBS: Mapping[str, Callable[[Scene, Step], None]] = {
    "rate": _rate,
    "update": _update,
    "due": _due,
    "forecast": _forecast,
    "evidence": _evidence,
    "end": _end,
    "reopen": _reopen,
    "add": _add,
    "point": _point,
    "received": _received,
    "sent": _sent,
    "chase": _chase,
    "undo": _undo,
    "redo": _redo,
    "ship": _ship,
    "merge": _merge,
    "document": _read_in,
    "decide": _decide,
}


def take(scene: Scene, step: Step) -> None:
    """Do one step. Raises what the store raises, and ValueError for a step that is none."""
    verbs = [each for each in step if each in _VERBS]
    if len(verbs) != 1:
        raise ValueError(f"{scene.day}: a step has one verb, this one {verbs}")
    _VERBS[verbs[0]](scene, step)
