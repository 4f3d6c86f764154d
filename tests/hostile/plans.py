"""Small plans, as JSON and as files, with a text in every place that takes text."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from db.changes import edit
from db.file import close_plan
from db.log import Signature
from db.merge import merge
from db.plan_document import document_from_json
from db.scheme_document import scheme_to_list
from db.seed import seed_document
from db.ship import ship
from db.store import make_plan, open_plan

Path_ = tuple[str | int, ...]
"""Where a text stands in the JSON of a plan."""

AUDIT = b"Audit of 12 cases"
_SHA256 = hashlib.sha256(AUDIT).hexdigest()


@cache
def _scheme() -> str:
    return json.dumps(scheme_to_list(seed_document().scheme))


def small_plan() -> dict[str, Any]:
    """Return a plan's JSON in which every text that the format knows stands once."""
    return {
        "format": "jtai-plan/1",
        "title": "A plan",
        "introduction": "Words.",
        "governance": "Who looks at it.",
        "version_label": "FINAL",
        "updated": "2020-03-26",
        "scheme": json.loads(_scheme()),
        "agencies": [{"name": "Police", "aliases": ["TVP"]}, {"name": "Health", "aliases": []}],
        "actions": [
            {
                "reference": "1",
                "reference_cell": "1 SY2",
                "sources": ["SY2"],
                "agency": "Police",
                "finding": "A finding.",
                "action": "Do it.",
                "leads": [
                    {"raw": "Jo Smith, CNWL", "name": "Jo Smith", "organisation": "CNWL",
                     "post": "Lead", "kind": "person"}
                ],
                "timescale": "End May 2020",
                "status": "In progress",
                "rating": "on-track",
                "due": "2020-05-31",
                "due_precision": "month",
                "forecast": "2020-06-30",
                "closed": None,
                "updates": [{"date": "2020-03-26", "signed": "as published", "text": "Begun."}],
                "evidence": [
                    {"title": "Audit", "kind": "Audit", "note": "It shows.", "link": "https://x",
                     "file_name": "audit.pdf", "file_sha256": _SHA256}
                ],
            },
            {"reference": "2", "agency": "Health", "action": "Do that.", "timescale": "May 2020",
             "due": "2020-05-31", "due_precision": "month"},
            {"reference": "3", "agency": "Health", "action": "Done with.", "timescale": "",
             "closed": "superseded"},
        ],
        "files": [{"sha256": _SHA256, "data": base64.b64encode(AUDIT).decode()}],
    }  # fmt: skip


def texts_of(node: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Yield where each text of a JSON value stands; of a scheme, only those of its first level."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from texts_of(value, (*path, key))
    elif isinstance(node, list):
        for place, value in enumerate(node if path != ("scheme",) else node[:1]):
            yield from texts_of(value, (*path, place))
    elif isinstance(node, str):
        yield path


def with_text(path: Path_, text: str, plan: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the small plan with a text at `path`; what refers to it goes along."""
    changed = copy.deepcopy(small_plan() if plan is None else plan)
    before = at(changed, path)
    _put(changed, path, text)
    if path[:1] == ("agencies",) and path[2:] == ("name",):
        for action in changed["actions"]:
            if action["agency"] == before:
                action["agency"] = text
    return changed


def at(node: Any, path: Path_) -> Any:
    """Return what stands at a place."""
    for key in path:
        node = node[key]
    return node


def _put(node: Any, path: Path_, text: str) -> None:
    at(node, path[:-1])[path[-1]] = text


def made(path: Path, data: dict[str, Any]) -> Path:
    """Make a plan file from JSON data."""
    close_plan(make_plan(path, document_from_json(data), by=Signature("A. Author"), source="test"))
    return path


def returned(plan: Path, to: str = "Health", name: str = "returned.db") -> Path:
    """Ship a copy of a plan beside it, and change there what the first action is about."""
    copy_ = plan.with_name(name)
    with open_plan(plan) as opened:
        ship(opened, copy_, to=to, by=Signature("A. Author"))
    changed(copy_, "Theirs.", "H. Hand")
    return copy_


def changed(plan: Path, finding: str, author: str) -> None:
    """Change the finding of the first action."""
    with closing(sqlite3.connect(plan)) as file:
        (one,) = file.execute("SELECT id FROM action ORDER BY reference LIMIT 1").fetchone()
    with open_plan(plan) as opened:
        edit(opened, one, {"finding": finding}, by=Signature(author), today=date(2020, 7, 1))


def disputed(path: Path, data: dict[str, Any]) -> Path:
    """Make a plan file in which a conflict about the finding of the first action waits."""
    copy_ = returned(made(path, data))
    changed(path, "Ours.", "A. Author")
    with open_plan(path) as opened:
        merge(opened, [copy_], by=Signature("A. Author"))
    return path
