"""What would come in from a document, as lines of a list and as text beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.comparing import Comparison, Incoming, Known
from db.dates import show_date
from db.importing import Document
from db.leads import show_leads
from db.rating import Rating, Scheme
from db.review_words import FIELD_NAMES, Words
from jtai_tui.exchange.reading.rows import Column, Mark, ReadColumn, ReadPlan
from jtai_tui.text import counted, one_line
from jtai_tui.widgets.blocks import Block, Gap, Heading, Paragraph, Prose
from jtai_tui.widgets.palette import ACCENT, LATE, MUTED, STRONG, TEXT
from jtai_tui.widgets.section_list import SectionLine

Key = tuple[str, ...]
"""What a line is of: its sort, then what names it among its like."""

_REFERENCE = 6

COLUMN_NAMES = {
    Column.REFERENCE: ("r", "Reference"),
    Column.AGENCY: ("g", "Agency"),
    Column.FINDING: ("f", "Finding"),
    Column.ACTION: ("a", "Action"),
    Column.LEAD: ("l", "Lead"),
    Column.TIMESCALE: ("t", "Timescale"),
    Column.FORECAST: ("o", "Forecast"),
    Column.PROGRESS: ("p", "Progress"),
    Column.EVIDENCE: ("e", "Evidence"),
    Column.RATING: ("i", "Rating"),
    Column.NOTE: ("n", "A note, kept in the progress"),
    Column.SKIP: ("s", "Left out"),
}
"""The key and the name of each thing that a column can be."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A document held against the plan, as things are said now; `read` is None for JSON.

    `apart` are the places of the actions that somebody has said are new.
    """

    document: Document
    read: ReadPlan | None
    found: Comparison
    words: Words
    apart: frozenset[str] = frozenset()


def title_pieces(trial: Trial) -> Iterator[tuple[str, str]]:
    """Yield the line above the list."""
    found = trial.found
    yield "READ IN", STRONG
    yield trial.document.name, TEXT
    yield (
        f"{counted(len(found.new), 'new action')}, {len(found.changed):,} changed,"
        f" {len(found.unchanged):,} unchanged",
        MUTED,
    )


def import_lines(trial: Trial) -> list[SectionLine | None]:
    """Return the lines in their sections; those that have none are left out."""
    read, found = trial.read, trial.found
    sections = [
        ("RATINGS", "by word and by colour", list(_marks(trial))),
        ("NEW", "", [_new(each) for each in found.new]),
        ("CHANGED", "progress is added, the rest is proposed", [_known(e) for e in found.changed]),
        ("DOUBTFUL", "", list(_doubts(trial))),
        ("COLUMNS", "", list(_columns(read)) if read else []),
        ("NOT IN THE DOCUMENT", "", [_missing(found)] if found.missing else []),
        ("UNCHANGED", "", [_known(each) for each in found.unchanged]),
    ]
    lines: list[SectionLine | None] = []
    for name, note, some in sections:
        if some:
            lines += [None] if lines else []
            number = "" if name in ("COLUMNS", "NOT IN THE DOCUMENT") else f"{len(some):,}"
            lines.append(SectionLine(None, name, "  ".join(filter(None, (number, note)))))
            lines += some
    return lines


def mark_rating(mark: Mark, scheme: Scheme) -> str:
    """Return what a mark is read as, and what it may be."""
    level, proposed = scheme.get(mark.rating), scheme.get(mark.proposed)
    if level is not None:
        return _sign(level)
    if proposed is not None and not mark.said:
        return f"unrated; perhaps {_sign(proposed)}"
    return "unrated"


def _sign(level: Rating) -> str:
    return f"{level.letter} {level.name}"


def _marks(trial: Trial) -> Iterator[SectionLine]:
    if trial.read is None:
        return
    for mark in trial.read.marks:
        open_ = mark.rating is None and not mark.said
        yield SectionLine(
            ("mark", str(mark.kind), mark.key),
            mark_rating(mark, trial.words.scheme),
            counted(mark.number, "action"),
            mark.shown,
            28,
            ACCENT if open_ else TEXT,
        )


def _columns(read: ReadPlan) -> Iterator[SectionLine]:
    """Yield a line for each heading, however many tables have it."""
    alike: dict[tuple[str, Column], list[ReadColumn]] = defaultdict(list)
    for each in read.columns:
        alike[each.heading, each.column].append(each)
    for (heading, column), same in alike.items():
        first = same[0]
        note = first.table if len(same) == 1 else f"{len(same):,} tables"
        yield SectionLine(
            ("column", first.table, str(first.index)),
            COLUMN_NAMES[column][1],
            note,
            heading or "(no heading)",
            34,
            MUTED if column in (Column.SKIP, Column.NOTE) else TEXT,
        )


def _new(incoming: Incoming) -> SectionLine:
    entry = incoming.entry
    return SectionLine(
        ("action", incoming.place), entry.action, entry.agency, entry.reference, _REFERENCE
    )


def _known(known: Known) -> SectionLine:
    said = [FIELD_NAMES[each.field] for each in known.said]
    said += ["Progress added"] if known.updates else []
    said += ["Evidence added"] if known.evidence else []
    said += ["Progress told otherwise"] if known.otherwise else []
    note = "?" if known.doubt else ""
    text = ", ".join(said) or known.incoming.entry.action
    return SectionLine(
        ("action", known.incoming.place),
        text,
        note,
        known.reference,
        _REFERENCE,
        TEXT if said else MUTED,
        LATE,
    )


def _doubts(trial: Trial) -> Iterator[SectionLine]:
    warnings = trial.read.warnings if trial.read else ()
    for row, each in enumerate(warnings):
        yield SectionLine(("doubt", str(row)), each.text, each.place)
    for same in trial.found.known:
        if same.doubt:
            place = same.incoming.place
            yield SectionLine(("same", place), f"action {same.reference}: {same.doubt}", place)
    for name, known in trial.found.renamed.items():
        yield SectionLine(("renamed", name), f"its agency {name} is taken for {known}")
    for name, one in trial.found.agencies.items():
        if one is None:
            yield SectionLine(("agency", name), f"{name} is a new agency of the plan")


def _missing(found: Comparison) -> SectionLine:
    return SectionLine(("missing",), ", ".join(found.missing))


def import_blocks(trial: Trial, key: Key | None) -> Sequence[Block]:
    """Return what there is to read about a line."""
    kind, *names = key or ("",)
    if kind == "mark" and trial.read is not None:
        mark = next(m for m in trial.read.marks if [str(m.kind), m.key] == names)
        return tuple(_mark_blocks(trial, mark))
    if kind in ("action", "same"):
        for each in trial.found.new:
            if each.place == names[0]:
                return tuple(_entry_blocks(trial, each))
        for known in trial.found.known:
            if known.incoming.place == names[0]:
                return tuple(_known_blocks(trial, known))
    if kind == "column":
        return (
            Paragraph((("enter chooses what this column is.", MUTED),)),
            Gap(),
            Paragraph((("What no column takes is kept in the progress, never dropped.", MUTED),)),
        )
    if kind == "doubt" and trial.read is not None:
        doubt = trial.read.warnings[int(names[0])]
        return (Heading(doubt.place or "The document"), Prose(doubt.text))
    if kind == "missing":
        return (
            Heading("Not in the document"),
            Prose("These actions of the plan stay as they are: " + ", ".join(trial.found.missing)),
        )
    return ()


def _mark_blocks(trial: Trial, mark: Mark) -> Iterator[Block]:
    yield Heading(mark.shown, counted(mark.number, "action"), STRONG)
    yield Paragraph(((f"Read as: {mark_rating(mark, trial.words.scheme)}", TEXT),))
    if mark.why:
        yield Paragraph(((mark.why[:1].upper() + mark.why[1:], MUTED),))
    yield Gap()
    keys = "1 to 9 or r say what it means, 0 that it means no rating, x takes what is proposed."
    yield Paragraph(((keys, MUTED),))
    yield Heading("WHERE")
    actions = trial.read.actions if trial.read else ()
    marked = [each for each in actions if mark.key in (each.word, each.fill)]
    for each in marked[:200]:
        yield Paragraph(((f"{each.reference}  ", STRONG), (each.action[:200], TEXT)))


def _entry_blocks(trial: Trial, incoming: Incoming) -> Iterator[Block]:
    entry = incoming.entry
    level = trial.words.scheme.get(entry.rating)
    yield Heading(f"Action {entry.reference}", incoming.place, STRONG)
    due = "no due date" if entry.due is None else f"due {show_date(entry.due)}"
    facts = (
        ("Agency", entry.agency),
        ("Rating", "unrated" if level is None else _sign(level)),
        ("Lead", show_leads(entry.leads).replace("\n", "; ")),
        ("Timescale", f"{entry.timescale or 'none'} ({due})"),
    )
    for name, text in facts:
        yield Paragraph(((text, TEXT),), label=name, hang=11)
    for heading, text in (("FINDING", entry.finding), ("ACTION", entry.action)):
        if text:
            yield Heading(heading)
            yield Prose(text)
    for update in entry.updates:
        yield Heading("PROGRESS", f"{show_date(update.day)}  {update.signed}")
        yield Prose(update.text)


def _known_blocks(trial: Trial, known: Known) -> Iterator[Block]:
    where = known.incoming.place
    if where in trial.apart:
        where += ", new as you said"
    yield Heading(f"Action {known.reference}", where, STRONG)
    if known.doubt:
        yield Paragraph(((known.doubt[:1].upper() + known.doubt[1:], TEXT),), label="⚠", hang=2,
                        label_tone=LATE)  # fmt: skip
        yield Paragraph((("space: it is another action, and new", MUTED),))
    for said in known.said:
        yield Heading(FIELD_NAMES[said.field].upper(), "proposed")
        yield Prose(trial.words.cell(said.field, said.value))
        before = trial.words.cell(said.field, said.before)
        yield Paragraph(((one_line(before) or "(nothing)", MUTED),), label="now", hang=5)
    for update in known.updates:
        yield Heading("PROGRESS", "added")
        yield Prose(update.text)
    for shown in known.evidence:
        yield Heading("EVIDENCE", "added")
        yield Prose(shown.title)
    for text in known.otherwise:
        yield Heading("PROGRESS", "told otherwise; proposed as a further update")
        yield Prose(text)
    if not known.changed:
        yield Paragraph((("The document says what the plan says.", MUTED),))
