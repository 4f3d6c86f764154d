"""The rows of one table: repeated headers dropped, banners understood, merged cells filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from jtai_tui.exchange.incoming.source import Covered, SourceCell
from jtai_tui.exchange.reading import doubts
from jtai_tui.exchange.reading.agencies import (
    MOST_WORDS,
    heads_finding,
    is_agency_surely,
    says_no_actions,
)
from jtai_tui.exchange.reading.forms import read_forms
from jtai_tui.exchange.reading.grid import GridRow, banner, is_merged_banner
from jtai_tui.exchange.reading.headers import Header, header_at, repeats
from jtai_tui.exchange.reading.kinds_of_table import label_kind
from jtai_tui.exchange.reading.parts import Layout, Part, PartRow
from jtai_tui.exchange.reading.rating_key import (
    MOST_ROWS,
    KeyEntry,
    is_legend_line,
    key_entries,
)
from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.synonyms import meanings, shared_share
from jtai_tui.exchange.reading.words import folded, one_line, quoted

_FINDING = re.compile(
    r"(?:recommendation|area for|area of|finding|issue|requirement|priority|objective|outcome|"
    r"theme|standard|aim|goal)s?\b",
    re.IGNORECASE,
)
_NUMBERISH = re.compile(r"[\w.()/:-]{0,8}\d[\w.()/:,-]{0,8}(?:\s\S{1,8}){0,2}")


@dataclass(slots=True)
class Body:
    """Where the reading of a table's rows is: its agency, and what a banner said last.

    `sectioned` says that a heading, a sheet or a column names the agency, so that banners don't;
    nor do they where none of them is like an agency's name. `waiting` is a finding of a banner that
    no row stands under yet.
    """

    table: str
    agency: str
    sectioned: bool
    under: str = ""
    waiting: str = ""


def read_body(body: Body, rows: Sequence[GridRow], header: Header, layout: Layout) -> list[Part]:
    """Return the rows below a header as parts, one for each different header on the way."""
    parts: list[Part] = []
    found: list[PartRow] = []
    last: tuple[SourceCell, ...] = ()
    at = header.stop
    gap = False
    end = _end(rows, header)
    left = list(accumulate((not row.blank for row in reversed(rows)), initial=0))[:0:-1]
    body.sectioned = body.sectioned or not name_agencies(rows[at:end], header, layout)
    while at < len(rows):
        row = rows[at]
        few = left[at] <= MOST_ROWS + 1 and not row.blank and not layout.own
        if gap and few and (legend := _legend(rows[at:])):
            layout.key += legend
            said = "; ".join(one_line(text) for line in rows[at:] for text in line.texts)
            told = f"the key of the ratings below the table is used: {quoted(said, 10_000)}"
            layout.warn(row.place, doubts.TEXT_UNPLACED, told)
            break
        if skipped := repeats(rows, at, header):
            at += skipped
            last = ()
            continue
        other = None if layout.own else header_at(rows, at)
        if other is not None and _is_another(other, header):
            parts.append(_part(body.table, header, found))
            header, found, last, at = other, [], (), other.stop
            continue
        at += 1
        if row.ends and not layout.own:
            text = f"a row that only ends the table is left out: {quoted(' '.join(row.texts), 300)}"
            layout.warn(row.place, doubts.TEXT_UNPLACED, text)
        elif few and not (parts or found) and _says_nothing(rows[at - 1 :]):
            break
        elif at > end and not row.blank and not layout.own:
            _tell_waiting(body, layout)
            text = f"a row below the actions is left out: {quoted(' '.join(row.texts), 10_000)}"
            layout.warn(row.place, doubts.TEXT_UNPLACED, text)
        elif _is_banner(row, header) and not (layout.own and not is_merged_banner(row)):
            _take_banner(body, banner(row), layout)
            last = ()
        elif not row.blank:
            filled, down = _fill(row, last)
            own = tuple(not cell.blank for cell in row.cells)
            found.append(PartRow(row.place, filled, own, down, body.agency, body.under, gap))
            last, body.waiting = filled, ""
        gap = row.blank
    _tell_waiting(body, layout)
    parts.append(_part(body.table, header, found))
    return parts


def form_parts(
    table: str, rows: Sequence[GridRow], labels: Sequence[int], agency: str, under: str
) -> list[Part]:
    """Return the forms of a table as parts of one row each.

    What stands over the labels of a form that has no action is the action.
    """
    return [
        Part(
            table,
            _labels(form.labels),
            (),
            ("",) * len(form.labels),
            (
                PartRow(
                    form.place,
                    form.cells,
                    tuple(not cell.blank for cell in form.cells),
                    (False,) * len(form.cells),
                    agency,
                    under,
                ),
            ),
            form=True,
        )
        for form in read_forms(rows, labels)
        if any(label_kind(label) for label in form.labels)
    ]


def _labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    acting = any(label_kind(label) in (Column.ACTION, Column.FINDING) for label in labels)
    return labels if labels[0] or acting else ("Action", *labels[1:])


def _part(table: str, header: Header, rows: Sequence[PartRow]) -> Part:
    return Part(table, header.headings, (), header.fills, tuple(rows))


def _is_another(other: Header, header: Header) -> bool:
    """Return whether a row within a table is a header of its own: most cells are plain headings."""
    said = [text for text in dict.fromkeys(other.headings) if text]
    plain = [text for text in said if shared_share(text) == 1 and meanings(text)]
    kinds = {max(meanings(text).items(), key=lambda each: each[1])[0] for text in plain}
    return len(kinds) >= 3 and 2 * len(plain) > len(said) and other.folded != header.folded


def _is_banner(row: GridRow, header: Header) -> bool:
    """Return whether a row's one text stands over the rows below.

    One cell merged over the whole row; or words alone in the first cell, where a reference should
    stand or that plans head findings with.
    """
    if is_merged_banner(row):
        return True
    text = banner(row)
    if not text or len(row.cells) < 3 or any(cell.covered for cell in row.cells):
        return False
    if heads_finding(text):
        return True
    found = meanings(header.headings[0])
    first = (
        not header.headings[0]
        or max(found.items(), key=lambda each: each[1], default=(Column.NOTE, 0))[0]
        is Column.REFERENCE
    )
    return first and not _NUMBERISH.fullmatch(text) and "\n" not in text


def name_agencies(rows: Sequence[GridRow], header: Header, layout: Layout) -> bool:
    """Return whether the banners of a table are agencies: one at least is surely one.

    `Must do` and `Within six months` are not, and no banner is where a column has the agencies.
    """
    for heading in header.headings:
        found = meanings(heading)
        if max(found.items(), key=lambda each: each[1], default=(None, 0))[0] is Column.AGENCY:
            return False
    banners = [one_line(banner(row)) for row in rows if _is_banner(row, header)]
    return any(is_agency_surely(text, layout.known) for text in banners if not _FINDING.match(text))


def _end(rows: Sequence[GridRow], header: Header) -> int:
    """Return up to which row there are actions: the rows over nothing after them are notes."""
    acting = (
        at for at in range(len(rows) - 1, -1, -1)
        if not rows[at].blank and not _is_banner(rows[at], header)
    )  # fmt: skip
    return next(acting, -1) + 1


def _says_nothing(rows: Sequence[GridRow]) -> bool:
    """Return whether the rows only say that there are no actions."""
    texts = [text for row in rows for text in row.texts]
    return len(texts) == 1 and says_no_actions(texts[0])


def _take_banner(body: Body, text: str, layout: Layout) -> None:
    """Take a banner as the agency of the rows below, or as the finding that they answer.

    A sentence, and words that plans head findings with, are a finding; so is any banner within a
    section, as the section has its agency.
    """
    plain = one_line(text)
    sentence = len(folded(plain)) > MOST_WORDS or plain.endswith((".", ":"))
    if body.sectioned or sentence or _FINDING.match(plain):
        _tell_waiting(body, layout)
        body.under = body.waiting = text
    else:
        body.agency, body.under = plain, ""
        layout.agencies.setdefault(plain, ())


def _tell_waiting(body: Body, layout: Layout) -> None:
    """Note a banner under which no action stands."""
    if body.waiting:
        text = f"a row over no action is left out: {quoted(body.waiting, 10_000)}"
        layout.warn(body.table, doubts.TEXT_UNPLACED, text)
        body.waiting = ""


def _legend(rows: Sequence[GridRow]) -> list[KeyEntry]:
    """Return the key of ratings that the last rows of a table are, after a gap; else nothing."""
    said = [row for row in rows if not row.blank]
    title = len(said) > 2 and len(said[0].texts) == 1 and not key_entries(said[0])
    lines = said[1:] if title else said
    plain = all(len(row.texts) <= 2 and is_legend_line(row) for row in lines)
    found = [entry for row in lines for entry in key_entries(row)]
    return found if 2 <= len(lines) <= MOST_ROWS and plain else []


def _fill(
    row: GridRow, last: Sequence[SourceCell]
) -> tuple[tuple[SourceCell, ...], tuple[bool, ...]]:
    """Return the cells of a row with those that are merged down into it, and which those are."""
    down = tuple(cell.covered is Covered.UP and bool(last) for cell in row.cells)
    filled = tuple(last[place] if down[place] else cell for place, cell in enumerate(row.cells))
    return filled, down
