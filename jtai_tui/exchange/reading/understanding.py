"""A document as it is understood: its tables, made the actions of a plan, and all that is doubtful.

A pure function of the document, of the scheme that it is read into, and of what a person has said
of its columns and marks: it is called again whenever they say something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from db.errors import PlanError, typed
from db.leads import Lead
from db.plain_text import is_blank
from db.rating import Scheme
from jtai_tui.exchange.incoming.source import Paragraph, Source
from jtai_tui.exchange.reading import doubts
from jtai_tui.exchange.reading.checks import check_actions, check_marks
from jtai_tui.exchange.reading.continuing import Draft, read_drafts
from jtai_tui.exchange.reading.entries import Entry, read_entry, tell_kept
from jtai_tui.exchange.reading.fills import mark_fills
from jtai_tui.exchange.reading.front_matter import (
    as_markdown,
    title_of,
    updated_on,
    version_label,
    without_facts,
)
from jtai_tui.exchange.reading.layout import lay_out
from jtai_tui.exchange.reading.marks import read_marks, standing, word_key
from jtai_tui.exchange.reading.numbering import (
    Numbered,
    leading_numbers,
    make_distinct,
    read_reference,
)
from jtai_tui.exchange.reading.own_form import as_own, is_own, own_number, take_days, take_front
from jtai_tui.exchange.reading.parts import Layout
from jtai_tui.exchange.reading.rows import Choices, Column, Mark, ReadAction, ReadPlan
from jtai_tui.exchange.reading.side_by_side import set_apart
from jtai_tui.exchange.reading.words import fold, is_rule, one_line, paragraphs, quoted

_RETURN_SHEET = "jtai-return/"
"""How the cell begins that makes a workbook a return sheet: see `exchange.return_sheet`."""

_WORKED_OUT = frozenset(map(fold, ("Suggested rating", "Challenged", "Days overdue")))
"""What stands above columns of jtai's own lists, and of nobody else's."""

_NOTHING_SAID = Choices()
_MOST_FOUND = 8


def understand(
    source: Source,
    scheme: Scheme,
    choices: Choices = _NOTHING_SAID,
    *,
    known_leads: Iterable[Lead] = (),
    known_agencies: Iterable[str] = (),
) -> ReadPlan:
    """Return what a document says, read into `scheme`, with what a person has chosen of it.

    `known_leads` and `known_agencies` are those of the plan that it is read for; they only help
    to tell what looks alike. Raises PlanError where no table holds actions, with the headings
    that were found, and for a choice of a rating that the scheme has not.
    """
    _check_choices(choices, scheme)
    _refuse_list(source)
    agencies = tuple(known_agencies)
    own = is_own(source)
    front, source = take_front(source) if own else (None, set_apart(source, scheme))
    layout = lay_out(source, scheme, choices, agencies, own=own)
    drafts = read_drafts(layout, pieces=own and source.form == "Excel")
    days = [take_days(draft) if own else None for draft in drafts]
    title, is_first = title_of(source, layout.titles, agencies)
    texts = [*_front_texts(source), *layout.titles]
    updated = front.updated if front else updated_on(source, texts)
    label = front.version_label if front else version_label(source, [title, *texts])
    entries = [
        (draft, entry if told is None else told.applied(entry))
        for draft, told in zip(drafts, days, strict=True)
        if (entry := _read(draft, updated, layout, due_said=told is not None and told.said))
    ]
    if not entries and not own:
        raise PlanError(_nothing_found(source, layout))
    tell_kept((draft for draft, _ in entries), layout)
    marks: tuple[Mark, ...] = ()
    if own:
        numbered = zip(entries, _numbers(entries, layout, own=True), strict=True)
        actions = [
            as_own(_as_action(*each, number), *each, scheme, updated) for each, number in numbered
        ]
    else:
        actions, marks = _published_actions(entries, scheme, choices, layout)
    check_actions(actions, known_leads, layout)
    for note in source.notes:
        layout.warn("the document", doubts.FILE_NOTE, note)
    titles = layout.titles[1:] if is_first else layout.titles
    said = [Paragraph(text) for text in titles]
    introduction = without_facts([*said, *layout.front], label, updated)
    return ReadPlan(
        actions=tuple(actions),
        agencies=_agencies(layout, actions),
        marks=marks,
        columns=tuple(layout.columns),
        warnings=doubts.together(layout.warnings),
        title=(front.title if front else "") or title,
        introduction=paragraphs(front.introduction if front else "", as_markdown(introduction)),
        governance=paragraphs(front.governance if front else "", as_markdown(layout.governance)),
        version_label=label,
        updated=updated,
    )


def _refuse_list(source: Source) -> None:
    """Raise PlanError for what jtai wrote and is read otherwise, or is no plan's word.

    That is a return sheet, and a list, of which most is worked out.
    """
    for table in source.tables:
        for row in table.rows[:4]:
            if any(each.text.startswith(_RETURN_SHEET) for each in row.cells):
                raise PlanError(
                    f"{source.name} is a return sheet; what a lead has filled in there comes in"
                    f" with: {typed('merge', 'PLAN', source.name)}"
                )
            said = {fold(each.text) for each in row.cells}
            if said >= _WORKED_OUT:
                raise PlanError(
                    f"{source.name} is a list that jtai wrote, with much that it worked out itself;"
                    " to have a plan filled in, send it as published: jtai export PLAN plan.xlsx"
                )


def _published_actions(
    entries: Sequence[tuple[Draft, Entry]], scheme: Scheme, choices: Choices, layout: Layout
) -> tuple[list[ReadAction], tuple[Mark, ...]]:
    """Return the actions with the ratings that their words and colours stand for, and the marks."""
    entries = _numbered_in_words(entries)
    fills = mark_fills([draft for draft, _ in entries], layout)
    words = ["" if is_rule(entry.status) else entry.status for _, entry in entries]
    seen = list(zip(words, fills, strict=True))
    marks = read_marks(seen, scheme, layout.key, choices)
    check_marks(marks.values(), layout)
    actions = []
    numbered = _numbers(entries, layout)
    for (draft, entry), number, (status, fill) in zip(entries, numbered, seen, strict=True):
        stands = standing(status, fill, marks)
        if stands.rating is not None and stands.against is not None:
            said, coloured = scheme[stands.rating].name, scheme[stands.against].name
            text = f"the word says {quoted(said)}, the colour {quoted(coloured)}; the word counts"
            layout.warn(draft.row.place, doubts.RATING_DISAGREES, text)
        word = word_key(status) if status else ""
        action = _as_action(draft, entry, number)
        actions.append(replace(action, word=word, fill=fill, rating=stands.rating))
    return actions, tuple(marks.values())


def _numbered_in_words(entries: Sequence[tuple[Draft, Entry]]) -> Sequence[tuple[Draft, Entry]]:
    """Return the entries with references out of their actions, where no column has any."""
    if any(draft.part.has(Column.REFERENCE) for draft, _ in entries):
        return entries
    found = leading_numbers([entry.action for _, entry in entries])
    return (
        [
            (draft, replace(entry, reference=number, action=action))
            for (draft, entry), (number, action) in zip(entries, found, strict=True)
        ]
        if found
        else entries
    )


def _as_action(draft: Draft, entry: Entry, number: Numbered) -> ReadAction:
    return ReadAction(
        place=draft.row.place,
        reference=number.reference,
        reference_cell=number.cell,
        sources=number.sources,
        given=number.given,
        agency=entry.agency,
        finding=entry.finding,
        action=entry.action,
        leads=entry.leads,
        timescale=entry.timescale,
        due=entry.due,
        due_precision=entry.due_precision,
        forecast=entry.forecast,
        status=entry.status,
        progress=paragraphs(entry.progress, entry.kept),
    )


def _read(draft: Draft, updated: date | None, layout: Layout, *, due_said: bool) -> Entry | None:
    """Return what a draft says; a finding alone stands in the action's place.

    Without either there is nothing to be done: the row is left out, and all its words are told.
    """
    entry = read_entry(draft, updated, layout, due_said=due_said)
    if not is_blank(entry.action):
        return entry
    if not is_blank(entry.finding):
        text = "no action is written here; what was found stands in its place"
        layout.warn(draft.row.place, doubts.NO_ACTION_TEXT, text)
        return replace(entry, finding="", action=entry.finding)
    said = one_line(" | ".join(draft.texts.values()))
    text = f"a row without an action is left out: {quoted(said, 10_000)}"
    layout.warn(draft.row.place, doubts.TEXT_UNPLACED, text)
    return None


def _numbers(
    entries: Sequence[tuple[Draft, Entry]], layout: Layout, *, own: bool = False
) -> list[Numbered]:
    found = []
    for draft, entry in entries:
        number, rest = (own_number(entry.reference), "") if own else read_reference(entry.reference)
        found.append(number)
        if rest:
            text = f"words beside a reference are left out: {quoted(rest, 10_000)}"
            layout.warn(draft.row.place, doubts.TEXT_UNPLACED, text)
    shared = [draft.shared for draft, _ in entries]
    return make_distinct(found, shared, [draft.row.place for draft, _ in entries], layout)


def _agencies(
    layout: Layout, actions: Sequence[ReadAction]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the agencies that actions name or that stand without, in the document's order."""
    named = {action.agency for action in actions if action.agency}
    held = dict(layout.agencies)
    for action in actions:
        if action.agency:
            held.setdefault(action.agency, ())
    unused = [name for name in held if name not in named]
    kept = set(layout.empty) | named
    for name in unused:
        if name not in kept:
            text = f"the heading {quoted(name, 200)} stands over actions of other agencies"
            layout.warn("the document", doubts.TEXT_UNPLACED, text)
    return tuple((name, others) for name, others in held.items() if name in kept)


def _front_texts(source: Source) -> list[str]:
    above = source.tables[0].above if source.tables else source.below
    return [each.text for each in above]


def _check_choices(choices: Choices, scheme: Scheme) -> None:
    for code in choices.marks.values():
        if code is not None and scheme.get(code) is None:
            known = ", ".join(rating.code for rating in scheme)
            raise PlanError(f"the scheme has no rating {code!r}; it has {known}")


def _nothing_found(source: Source, layout: Layout) -> str:
    wanted = "a table with a column of actions and others such as lead, timescale and progress"
    if not source.tables:
        return f"{source.name} has no table; looked for {wanted}"
    found = ", ".join(quoted(text, 40) for text in dict.fromkeys(layout.found))
    headings = [each.heading for each in layout.columns if each.heading]
    found = found or ", ".join(quoted(text, 40) for text in headings[:_MOST_FOUND])
    told = f"its headings are {found}" if found else "its tables have no headings"
    return f"no actions found in {source.name}: looked for {wanted}; {told}"
