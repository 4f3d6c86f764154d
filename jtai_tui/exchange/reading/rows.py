"""What was read out of a document: the actions as it prints them, and what is doubtful."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from db.leads import Lead
from db.plan_entries import EvidenceEntry, UpdateEntry


class Column(StrEnum):
    """What a column of a published table is; `note` is kept and never dropped, `skip` is left out.

    Nothing is ever read as `skip` unless a person has said so.
    """

    REFERENCE = "reference"
    AGENCY = "agency"
    FINDING = "finding"
    ACTION = "action"
    LEAD = "lead"
    TIMESCALE = "timescale"
    PROGRESS = "progress"
    RATING = "rating"
    FORECAST = "forecast"
    EVIDENCE = "evidence"
    NOTE = "note"
    SKIP = "skip"


class MarkKind(StrEnum):
    """How a rating is given: by a word, letter or symbol, or by the colour behind a cell."""

    WORD = "word"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Mark:
    """A distinct word or colour by which ratings are given, and how many actions have it.

    `key` is the word in small letters without outer signs, or `rrggbb`; `shown` what people see:
    `Amber - in progress`, `green (#92d050)`. `proposed` is the code of the rating that it may
    mean, with `why`. `certain` is a word that is itself what the scheme calls that rating.
    `rating` is the code that it stands for as things are said now, None for unrated.
    """

    kind: MarkKind
    key: str
    shown: str
    number: int
    proposed: str | None = None
    why: str = ""
    certain: bool = False
    rating: str | None = None
    said: bool = False


@dataclass(frozen=True, slots=True)
class Warned:
    """Something doubtful: where, what sort of doubt it is, and a sentence about it."""

    place: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of a table as it was understood; `index` counts from 0, `heading` is its words."""

    table: str
    index: int
    heading: str
    column: Column


@dataclass(frozen=True, slots=True)
class ReadAction:
    """An action as a document prints it; texts are Markdown, and empty where nothing is said.

    `agency` is its name as printed. `due` is the day the timescale means. `status` are the words
    of the rating's cell, `word` and `fill` the keys of its marks, `rating` the code that they
    stand for. `progress` is the published text where the document does not itself date and sign its
    `updates`. `given` says that the reference is ours, as the document has none.
    """

    place: str
    reference: str
    action: str
    reference_cell: str = ""
    sources: tuple[str, ...] = ()
    agency: str = ""
    finding: str = ""
    leads: tuple[Lead, ...] = ()
    timescale: str = ""
    due: date | None = None
    due_precision: str | None = None
    forecast: date | None = None
    status: str = ""
    word: str = ""
    fill: str = ""
    rating: str | None = None
    closed: str | None = None
    progress: str = ""
    updates: tuple[UpdateEntry, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
    given: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has said of a document: what columns are, and what marks mean.

    `columns` maps a table's name and a column's index; `marks` maps a mark's kind and key to a
    code of the scheme, or to None for unrated. `proposed` takes all that is proposed besides.
    """

    columns: Mapping[tuple[str, int], Column] = field(default_factory=dict)
    marks: Mapping[tuple[MarkKind, str], str | None] = field(default_factory=dict)
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """A document as it was understood; the actions in its order.

    `agencies` are the names of the sections in their order, those without actions included, with
    their other names. Facts about the plan are empty where the document does not say them.
    """

    actions: tuple[ReadAction, ...]
    agencies: tuple[tuple[str, tuple[str, ...]], ...]
    marks: tuple[Mark, ...]
    columns: tuple[ReadColumn, ...]
    warnings: tuple[Warned, ...]
    title: str = ""
    introduction: str = ""
    governance: str = ""
    version_label: str = ""
    updated: date | None = None
