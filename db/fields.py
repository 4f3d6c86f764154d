"""What form the text of each field has: the days, lists and codes that stand in cells.

Held on the way in by the log's writer, and again by `db.chain` for a file that comes from
elsewhere, so that whatever verifies can be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date

from db.endings import ENDINGS
from db.errors import PlanError, Refused
from db.leads import leads_from_json
from db.plain_text import check_line, check_said, check_text
from db.scheme_document import scheme_from_json
from db.timescale_grammar.spans import Precision

PROPOSABLE = (
    "agency", "finding", "action", "leads", "sources", "timescale", "due", "forecast", "rating",
    "closed", "progress", "evidence",
)  # fmt: skip
"""What a document that is read in can say otherwise of an action.

Progress is a new update, and evidence is new evidence: a link, or what it is.
"""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z0-9-]+")


def check_field(etype: str, field: str, text: str | None, what: str | None = None) -> None:
    """Raise Refused where `text` is not what a field of an entity may hold; None always is.

    `what` names the field to people, by its own name unless it is given.
    """
    if text is None:
        return
    name = what or f"the {field.replace('_', ' ')}"
    check_text(text, name)
    form = _FORMS.get((etype, field)) or _FORMS.get(("", field))
    if form is not None:
        form(text, name)


def names_to_json(names: Iterable[str]) -> str:
    """Return sources or aliases as a cell keeps them: the same list always gives the same text."""
    return json.dumps(list(names), ensure_ascii=False)


def names_from_json(text: str | None) -> tuple[str, ...]:
    """Return the sources or aliases that a cell keeps; an empty cell keeps none."""
    return tuple(json.loads(text or "[]"))


def _day(text: str, what: str) -> None:
    try:
        if _ISO_DAY.fullmatch(text):
            date.fromisoformat(text)
            return
    except ValueError:
        pass
    raise Refused(f"{what} is no day of the calendar, written 2020-06-30")


def _one_line(text: str, what: str) -> None:
    if check_line(text, what) != text:
        raise Refused(f"{what} has space around it")


def _unbroken(text: str, what: str) -> None:
    if "\t" in text or len(text.splitlines()) > 1:
        raise Refused(f"{what} is one line; take out what follows the first")


def _file_name(text: str, what: str) -> None:
    _one_line(text, what)
    if text in (".", "..") or set(text) & set("/\\"):
        raise Refused(f"{what} is the file's own name, without folders")


def _said(text: str, what: str) -> None:
    check_said(text, what)


def _list(text: str, what: str) -> None:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise Refused(f"{what} is no list of texts")
    for item in items:
        _one_line(item, what)


def _leads(text: str, what: str) -> None:
    try:
        leads = leads_from_json(text) if text.startswith("[") else None
    except (ValueError, RecursionError):
        leads = None
    if leads is None:
        raise Refused(f"{what} is no list of leads")
    for lead in leads:
        _one_line(lead.raw, what)
        if ";" in lead.raw:
            raise Refused(f"{what} has one line for each lead, without a semicolon in it")
        for part in (lead.name, lead.organisation, lead.post):
            check_text(part, what)


def _scheme(text: str, what: str) -> None:
    try:
        levels = len(scheme_from_json(text))
    except (PlanError, RecursionError):
        levels = 0
    if not levels:
        raise Refused(f"{what} can't be read")


def _one_of(words: tuple[str, ...]) -> Callable[[str, str], None]:
    def check(text: str, what: str) -> None:
        if text not in words:
            raise Refused(f"{what} is one of: {', '.join(words)}")

    return check


def _like(pattern: re.Pattern[str], form: str) -> Callable[[str, str], None]:
    def check(text: str, what: str) -> None:
        if not pattern.fullmatch(text):
            raise Refused(f"{what} is {form}")

    return check


_FORMS: dict[tuple[str, str], Callable[[str, str], None]] = {
    ("", "withdrawn"): _one_of(("1",)),
    ("", "updated"): _day,
    ("plan", "title"): _unbroken,
    ("plan", "version_label"): _unbroken,
    ("", "scheme"): _scheme,
    ("", "report_received"): _day,
    ("", "statement_sent"): _day,
    ("plan", "checks_off"): _list,
    ("reporting_point", "name"): _one_line,
    ("reporting_point", "day"): _day,
    ("reporting_point", "tip"): _like(_SHA256, "64 hexadecimal digits"),
    ("chase", "lead"): _one_line,
    ("chase", "day"): _day,
    ("chase", "actions"): _list,
    ("agency", "name"): _one_line,
    ("agency", "aliases"): _list,
    ("action", "reference"): _one_line,
    ("action", "sources"): _list,
    ("action", "agency"): _one_line,
    ("action", "action"): _said,
    ("action", "leads"): _leads,
    ("action", "due"): _day,
    ("action", "due_precision"): _one_of(tuple(str(each) for each in Precision)),
    ("action", "forecast"): _day,
    ("action", "closed"): _one_of(tuple(ENDINGS)),
    ("action", "rating"): _like(_CODE, "a code of the plan's scheme"),
    ("document", "name"): _one_line,
    ("document", "sha256"): _like(_SHA256, "64 hexadecimal digits"),
    ("proposal", "field"): _one_of(PROPOSABLE),
    ("proposal", "signed"): _unbroken,
    ("progress_update", "day"): _day,
    ("progress_update", "signed"): _one_line,
    ("progress_update", "text"): _said,
    ("evidence", "title"): _one_line,
    ("evidence", "kind"): _unbroken,
    ("evidence", "link"): _unbroken,
    ("evidence", "file_name"): _file_name,
    ("evidence", "file_sha256"): _like(_SHA256, "64 hexadecimal digits"),
}
