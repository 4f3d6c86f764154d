"""The whole of a plan as Word sets it: title, introduction, key of ratings, a table per agency."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from docx.document import Document

from db.plan_entries import PlanDocument
from jtai_tui.exchange.outgoing.archive import timeless
from jtai_tui.exchange.outgoing.published import (
    HEADINGS,
    KEY_HEADINGS,
    NO_ACTIONS,
    PrintedRow,
    Section,
    front_texts,
    published,
    sections,
)
from jtai_tui.exchange.outgoing.shading import HEADER_FILL, HEADER_INK, fill_of, ink_on
from jtai_tui.exchange.outgoing.word_lists import Lists
from jtai_tui.exchange.outgoing.word_page import (
    CELL,
    HEADING,
    TEXT,
    TITLE,
    empty_document,
    usable_width,
    write_footers,
    write_properties,
)
from jtai_tui.exchange.outgoing.word_xml import (
    Element,
    Look,
    cell,
    plain,
    row,
    table,
    written,
)
from jtai_tui.exchange.published_cells import FORM, is_update_head, rating_label
from jtai_tui.exchange.published_lines import KEY, also_called, guard_seams, version_line

_SHARES = (13, 45, 45, 29, 26, 85, 24)
_KEY_SHARES = (16, 42, 140)
_WHOLE_LINES = 20  # rows of about this many lines may stand on one page without leaving it empty
_REFERENCE, _LEAD, _PROGRESS, _RATING = 0, 3, 5, 6


@dataclass(slots=True)
class _Setting:
    """What the parts of the document are set with; `styles` maps names to Word's ids."""

    document: Document
    lists: Lists
    width: int
    styles: dict[str, str] = field(default_factory=dict)

    def look(self, name: str) -> Look:
        return Look(self.styles[name])

    def widths(self, shares: Sequence[int], of: int) -> list[int]:
        return [self.width * share // of for share in shares]


def write_plan(
    plan: PlanDocument,
    as_at: str,
    template: bytes | None,
    progress: Callable[[float], object],
) -> bytes:
    """Return the plan as the bytes of a .docx; `plan_docx` says the rest."""
    plan = published(plan)
    document = empty_document(template)
    setting = _Setting(document, Lists(document), usable_width(document))
    names = (TITLE, HEADING, TEXT, CELL)
    setting.styles = {name: document.styles[name].style_id for name in names}
    end = document.element.body[-1]
    version = version_line(plan.version_label, plan.updated, as_at)
    for part in (*_front(plan, version, setting), *_agencies(plan, setting, progress)):
        end.addprevious(part)
    write_footers(document, version)
    write_properties(document, plan.title, form=FORM)
    out = io.BytesIO()
    document.save(out)
    progress(1.0)
    return timeless(out.getvalue())


def _front(plan: PlanDocument, version: str, setting: _Setting) -> Iterator[Element]:
    text, heading = setting.look(TEXT), setting.look(HEADING)
    yield plain(plan.title, setting.look(TITLE))
    if version:
        yield plain(version, text)
    for name, words in front_texts(plan):
        yield plain(name, heading)
        yield from written(guard_seams(words), text, setting.lists)
    yield plain(KEY, heading)
    yield _key(plan, setting)


def _key(plan: PlanDocument, setting: _Setting) -> Element:
    widths = setting.widths(_KEY_SHARES, sum(_SHARES))
    made = table(widths, KEY, "The letter, the name and the meaning of each rating")
    made.append(_header_row(KEY_HEADINGS, widths, setting))
    for left, rating in zip(range(len(plan.scheme), 0, -1), plan.scheme, strict=True):
        fill = fill_of(rating.colour)
        look = Look(setting.styles[CELL], ink=ink_on(fill), keep=left > 1)
        cells = [
            cell([plain(rating.letter, look)], widths[0], fill=fill),
            cell([plain(rating.name, look)], widths[1], fill=fill),
            cell(written(rating.meaning, setting.look(CELL), setting.lists), widths[2]),
        ]
        made.append(row(cells, whole=True))
    return made


def _agencies(
    plan: PlanDocument, setting: _Setting, progress: Callable[[float], object]
) -> Iterator[Element]:
    done, number = 0, len(plan.actions) + 1
    for section in sections(plan):
        yield plain(section.agency.name, setting.look(HEADING))
        if aliases := also_called(section.agency.aliases):
            yield plain(aliases, Look(setting.styles[TEXT], keep=bool(section.rows)))
        if not section.rows:
            yield plain(NO_ACTIONS, setting.look(TEXT))
            continue
        made = _section_table(section, setting)
        for printed in section.rows:
            made.append(_row(printed, setting))
            done += 1
            if done % 10 == 0:
                progress(done / number)
        yield made


def _section_table(section: Section, setting: _Setting) -> Element:
    widths = setting.widths(_SHARES, sum(_SHARES))
    name = section.agency.name
    about = "Each row is an action: its finding, lead, timescale, progress and rating"
    made = table(widths, f"Actions of {name}", about)
    made.append(_header_row(HEADINGS, widths, setting))
    return made


def _header_row(headings: Sequence[str], widths: Sequence[int], setting: _Setting) -> Element:
    look = Look(setting.styles[CELL], ink=HEADER_INK, keep=True, strong=bool)
    cells = [
        cell([plain(words, look)], width, fill=HEADER_FILL)
        for words, width in zip(headings, widths, strict=True)
    ]
    return row(cells, whole=True, header=True)


def _row(printed: PrintedRow, setting: _Setting) -> Element:
    widths = setting.widths(_SHARES, sum(_SHARES))
    fill = fill_of(printed.rating.colour) if printed.rating else ""
    cells = [
        cell(
            _content(column, text, printed, setting), width, fill=fill if column == _RATING else ""
        )
        for column, (text, width) in enumerate(zip(printed.cells, widths, strict=True))
    ]
    longest = max(map(_lines, printed.cells, _SHARES))
    return row(cells, whole=longest <= _WHOLE_LINES)


def _content(column: int, text: str, printed: PrintedRow, setting: _Setting) -> Iterator[Element]:
    style, text = setting.styles[CELL], guard_seams(text)
    if column == _REFERENCE:
        yield plain(text, Look(style, strong=bool))
    elif column == _LEAD:
        for lead in text.split("\n\n"):
            yield plain(lead, Look(style))
    elif column == _RATING:
        rating = printed.rating
        ink = ink_on(fill_of(rating.colour)) if rating else ""
        label = rating_label(rating) if rating else None
        yield from written(text, Look(style, ink, strong=lambda line: line == label), setting.lists)
    elif column == _PROGRESS:
        dated, shown = is_update_head(text.partition("\n")[0]), bool(printed.action.evidence)
        look = Look(
            style,
            strong=lambda line: (
                (dated and is_update_head(line)) or (shown and line.startswith("Evidence: "))
            ),
        )
        yield from written(_parted(text) if dated else text, look, setting.lists)
    else:
        yield from written(text, Look(style), setting.lists)


def _parted(text: str) -> str:
    """Return dated progress in which a list right under its head is a list of its own."""
    parts = text.split("\n\n")
    return "\n\n".join(
        f"{head}\n\n{rest}" if rest.startswith(("- ", "1. ")) and is_update_head(head) else part
        for part in parts
        for head, _, rest in [part.partition("\n")]
    )


def _lines(text: str, share: int) -> int:
    """Return about how many lines a text takes in a column of a share of the page's width."""
    letters = max(share * 0.58, 1)
    return sum(1 + int(len(line) / letters) for line in text.split("\n"))
