"""A whole plan as a value: what is loaded from JSON, Word or Excel, and what is exported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from db.event import Event
from db.leads import Lead
from db.rating import Scheme


@dataclass(frozen=True, slots=True)
class UpdateEntry:
    """A progress update: the day it is of, who signed it, and its Markdown text."""

    day: date
    signed: str
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """What shows impact; text that isn't there is empty.

    A file is named by its own name and by the SHA-256, in hex, of its bytes, which stand in the
    document's `files`.
    """

    title: str
    kind: str = ""
    note: str = ""
    link: str = ""
    file_name: str = ""
    file_sha256: str = ""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file kept inside the plan: its bytes and their SHA-256 in hex."""

    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class AgencyEntry:
    """An agency by its name, and the other names it goes by."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """One action, with all that is said of it. Texts are Markdown; unknown text is empty.

    `agency` is the agency's name. `rating` is a code of the scheme, None for unrated. `due` is
    the day the timescale means, None for no day, and `due_precision` how exact the plan was.
    `closed` is one of `ENDINGS`, or None.
    """

    reference: str
    reference_cell: str
    sources: tuple[str, ...]
    agency: str
    finding: str
    action: str
    leads: tuple[Lead, ...]
    timescale: str
    status: str
    rating: str | None = None
    due: date | None = None
    due_precision: str | None = None
    forecast: date | None = None
    closed: str | None = None
    updates: tuple[UpdateEntry, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan, whole. `log` is its history where it has one, `files` the bytes of its evidence."""

    title: str
    introduction: str
    governance: str
    version_label: str
    updated: date | None
    scheme: Scheme
    agencies: tuple[AgencyEntry, ...]
    actions: tuple[ActionEntry, ...]
    log: tuple[Event, ...] = ()
    files: tuple[FileEntry, ...] = ()


def without_file(evidence: EvidenceEntry) -> EvidenceEntry:
    """Return evidence without its file, whose name stands in the note: a document holds no file."""
    if not evidence.file_name:
        return replace(evidence, file_sha256="")
    note = "\n\n".join(filter(None, (evidence.note, f"File: {evidence.file_name}")))
    return replace(evidence, note=note, file_name="", file_sha256="")
