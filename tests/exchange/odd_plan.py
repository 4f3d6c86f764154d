"""An invented plan to publish oddly, and what it is set in tables with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tests.exchange.word_files import (
    cell,
    paragraph,
    row,
    table,
    word_file,
)

RED, AMBER, GREEN, BLUE, GREY = "FF0000", "FFC000", "92D050", "0070C0", "BFBFBF"
RATED = {
    RED: "significant-risk", AMBER: "minor-risk", GREEN: "on-track", BLUE: "completed",
    GREY: "not-started",
}  # fmt: skip
HUES = {
    RED: "red=significant-risk", AMBER: "amber=minor-risk", GREEN: "green=on-track",
    BLUE: "blue=completed", GREY: "grey=not-started",
}  # fmt: skip
COLOURS_SAID = tuple(HUES.values())
"""What is said of colours; of those, that is, which the actions of a file have."""


@dataclass(frozen=True)
class Entry:
    """An action: what is written, and so what must be read. Leads are one a line.

    `notes` are heading and text of columns that have no place in a plan; `kept` is the progress
    with all that is kept there, where it isn't simply put together of those.
    """

    reference: str = ""
    agency: str = ""
    finding: str = ""
    action: str = ""
    leads: str = ""
    when: str = ""
    due: date | None = None
    progress: str = ""
    status: str = ""
    fill: str = ""
    rating: str | None = None
    notes: tuple[tuple[str, str], ...] = ()
    kept: str | None = None
    forecast: date | None = None

    @property
    def told(self) -> str:
        """Return the progress as it must be read."""
        notes = (f"{heading}: {text}" for heading, text in self.notes)
        found = "\n\n".join(text for text in (self.progress, *notes) if text)
        return found if self.kept is None else self.kept


@dataclass(frozen=True)
class Odd:
    """A file, what is said of its marks, and what must come out: actions, agencies, doubts.

    `warned` are kinds of doubt with a part of what is told. `silent` are texts of the file that
    are no content: they may be missing.
    """

    name: str
    data: bytes
    actions: tuple[Entry, ...]
    said: tuple[str, ...] = ()
    warned: tuple[tuple[str, str], ...] = ()
    agencies: tuple[str, ...] | None = None
    title: str | None = None
    updated: date | None = None
    silent: tuple[str, ...] = ()
    form: str = "Word"
    introduction: str | None = None


JTAI = tuple(
    Entry(str(number), agency, finding, action, leads, when, due, progress)
    for number, (agency, finding, action, leads, when, due, progress) in enumerate(
        (
            ("Wexborough Council", "Strategy discussions do not always include health partners.",
             "Agree a rota of named health practitioners for every strategy discussion.",
             "Priya Nandakumar", "End March 2021", date(2021, 3, 31),
             "Rota agreed with all three trusts on 4 February."),
            ("Wexborough Council", "Chronologies are missing from too many case records.",
             "Audit 60 case records and coach the teams where chronologies are weak.",
             "Tom Aldous", "30 April 2021", date(2021, 4, 30),
             "First sample of 20 audited; report to the board in May."),
            ("Wexborough Council", "Contacts at weekends wait until Monday for a decision.",
             "Extend the duty desk of the front door to Saturdays and Sundays.",
             "Priya Nandakumar", "June 2021", date(2021, 6, 30), "Consultation with staff open."),
            ("Northmere Police", "Officers do not record the voice of the child consistently.",
             "Brief all response officers on recording what children say and how they seem.",
             "DCI Helen Stroud", "31 May 2021", date(2021, 5, 31),
             "Briefing delivered to four of six shifts."),
            ("Northmere Police", "Public protection notices are submitted late.",
             "Report weekly to the force lead on notices that took longer than a day.",
             "DCI Helen Stroud", "End April 2021", date(2021, 4, 30),
             "Weekly report in place since 1 March."),
            ("Northmere Police", "Bail conditions are not shared with schools.",
             "Write a protocol with schools on sharing conditions of bail.",
             "Sgt Ray Obuya", "September 2021", date(2021, 9, 30), "Draft with legal services."),
            ("Wexborough Hospitals NHS Trust",
             "The emergency department does not always check for a child protection plan.",
             "Put a mandatory check into the triage screen for everyone under 18.",
             "Dr Anneka Voss", "31/07/2021", date(2021, 7, 31), "Screen changed in test system."),
            ("Wexborough Hospitals NHS Trust", "Supervision of midwives is irregular.",
             "Start quarterly safeguarding supervision for all community midwives.",
             "Bronwen Pryce", "End June 2021", date(2021, 6, 30), "Two of four sessions held."),
            ("Wexborough Youth Justice Service",
             "Plans for children at risk of exploitation lack contingency.",
             "Revise the planning template and sample ten plans a month.",
             "Kofi Mensah", "May 2021", date(2021, 5, 31), "Template revised and in use."),
            ("Wexborough Youth Justice Service", "Transitions to probation start too late.",
             "Begin transition meetings six months before a child turns eighteen.",
             "Kofi Mensah", "31 August 2021", date(2021, 8, 31), "Three meetings held so far."),
        ),
        1,
    )
)  # fmt: skip
AGENCIES = tuple(dict.fromkeys(each.agency for each in JTAI))

KEYS = {
    "reference": "reference", "agency": "agency", "finding": "finding", "action": "action",
    "leads": "leads", "when": "when", "progress": "progress", "status": "status",
}  # fmt: skip
USUAL = (
    ("No.", "reference"), ("Area for improvement", "finding"), ("Action", "action"),
    ("Lead", "leads"), ("Timescale", "when"), ("Progress", "progress"), ("RAG", "status"),
)  # fmt: skip
Columns = Sequence[tuple[str, str]]


def text_of(entry: Entry, key: str) -> str:
    """Return what an entry has in a column: one of its own, or a note by its heading."""
    return str(getattr(entry, key)) if key in KEYS else dict(entry.notes).get(key, "")


def filled(text: str, fill: str = "", **more: str) -> str:
    """Return a cell of paragraphs."""
    return cell(*text.replace("\n\n", "\n").split("\n"), fill=fill, **more)


def line(entry: Entry, columns: Columns) -> str:
    """Return an entry's row; its colour is behind its status."""
    return row(
        *(filled(text_of(entry, key), entry.fill if key == "status" else "") for _, key in columns)
    )


def head(columns: Columns, *, repeated: bool = True) -> str:
    """Return the row of headings."""
    return row(*(cell(paragraph(text, bold=True)) for text, _ in columns), header=repeated)


def plan_table(entries: Sequence[Entry], columns: Columns = USUAL) -> str:
    """Return a table of entries below its header."""
    return table([head(columns), *(line(each, columns) for each in entries)])


def coloured(entries: Sequence[Entry], *fills: str, words: Sequence[str] = ("",)) -> list[Entry]:
    """Return the entries rated by colours in turn."""
    return [
        replace(
            each, fill=fills[at % len(fills)], rating=RATED[fills[at % len(fills)]],
            status=words[at % len(words)],
        )
        for at, each in enumerate(entries)
    ]  # fmt: skip


def by_words(entries: Sequence[Entry], words: dict[str, str | None]) -> list[Entry]:
    """Return the entries rated by words in turn."""
    listed = list(words.items())
    return [
        replace(each, status=listed[at % len(listed)][0], rating=listed[at % len(listed)][1])
        for at, each in enumerate(entries)
    ]


def mapped(words: dict[str, str | None]) -> tuple[str, ...]:
    """Return what somebody says of words."""
    return tuple(f"{word}={code or 'none'}" for word, code in words.items() if word)


def sections(entries: Sequence[Entry], columns: Columns = USUAL, style: str = "Heading1") -> str:
    """Return a heading and a table for each agency."""
    return "".join(
        paragraph(agency, style=style)
        + plan_table([each for each in entries if each.agency == agency], columns)
        for agency in dict.fromkeys(each.agency for each in entries)
    )


TITLE = "Wexborough joint targeted area inspection: joint action plan"
TITLED = paragraph(TITLE, style="Title")


def odd(name: str, blocks: str, actions: Sequence[Entry], **more: object) -> Odd:
    """Return an odd Word file."""
    used = {each.fill for each in actions}
    if more.get("said") is COLOURS_SAID:
        more["said"] = tuple(HUES[fill] for fill in RATED if fill in used)
    made = {key: str(more.pop(key)) for key in ("numbering", "styles") if key in more}
    data = word_file(blocks, numbering=made.get("numbering", ""), styles=made.get("styles", ""))
    return Odd(f"{name}.docx", data, tuple(actions), **more)
