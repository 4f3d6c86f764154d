"""A report as one web page: nothing outside it is fetched, nothing runs, and it prints well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from db.rating import Rating
from jtai_tui.exchange.outgoing.blocks import Block, BlockKind, blocks
from jtai_tui.exchange.outgoing.published import tidy_line
from jtai_tui.exchange.outgoing.web import rating_class, rating_rule, template
from jtai_tui.exchange.outgoing.web_page import STYLE, fingerprint
from jtai_tui.exchange.published_cells import is_update_head
from jtai_tui.exchange.report.bars import drawings
from jtai_tui.exchange.report.page import Cell, Chart, Column, Heading, Page, Prose, Section, Table
from jtai_tui.exchange.report.web_page import REPORT_PAGE, REPORT_STYLE
from jtai_tui.exchange.report.writable import writable

_SHORT = 18
"""Lines of a table that isn't parted by a page."""
_LETTERS = 170
"""Letters of a line of a cell as wide as a page."""

_PLAIN = re.compile(r"[A-Za-z0-9 ,.]")


@dataclass(slots=True)
class _Looks:
    """What the page's style has to say of its tables, gathered while they are gone through."""

    ratings: dict[str, Rating] = field(default_factory=dict)
    widths: list[str] = field(default_factory=list)
    tables: int = 0


def html_report(page: Page) -> bytes:
    """Return the report as a web page of one file, in UTF-8.

    Raises PlanError where the library is missing.
    """
    page = writable(page)
    looks = _Looks()
    sections = [_section(section, looks) for section in page.sections]
    rules = map(rating_rule, looks.ratings.values())
    style = "".join([STYLE, REPORT_STYLE, *looks.widths, *rules, _foot_rule(page.foot)])
    text = template(REPORT_PAGE).render(
        title=page.title,
        lines=page.lines,
        sections=sections,
        foot=page.foot,
        style=style,
        fingerprint=fingerprint(style),
        is_head=is_update_head,
    )
    return str(text).encode()


def _section(section: Section, looks: _Looks) -> dict[str, Any]:
    return {
        "key": section.key,
        "heading": section.heading,
        "blocks": [_block(block, looks) for block in section.blocks],
    }


def _block(block: Heading | Prose | Table | Chart, looks: _Looks) -> dict[str, Any]:
    match block:
        case Heading(text):
            return {"kind": "heading", "words": text}
        case Prose(text):
            return {"kind": "prose", "blocks": tuple(blocks(text))}
        case Table():
            return _table(block, looks)
        case Chart():
            looks.tables += 1
            name = f"chart-{looks.tables}"
            return {"kind": "chart", "name": name, "drawings": tuple(drawings(block))}


def _table(table: Table, looks: _Looks) -> dict[str, Any]:
    looks.tables += 1
    name = f"table-{looks.tables}"
    every = sum(column.share for column in table.columns)
    looks.widths.append(f".{name} {{ width: {100 * min(every, 1):.4g}%; }}\n")
    looks.widths += [
        f".{name} thead th:nth-child({number}) {{ width: {100 * column.share / every:.4g}%; }}\n"
        for number, column in enumerate(table.columns, 1)
    ]
    return {
        "kind": "table",
        "name": f"{name} short" if _lines(table) <= _SHORT else name,
        "caption": table.caption,
        "total": table.total,
        "columns": [
            {"heading": column.heading, "classes": _classes(column.rating, column, looks)}
            for column in table.columns
        ],
        "rows": [_row(row, table.columns, looks) for row in table.rows],
    }


def _lines(table: Table) -> int:
    """Return about how many lines the rows of a table take on paper."""
    rooms = [max(int(each.share * _LETTERS), 1) for each in table.columns]
    return sum(
        max(
            sum(1 + len(line) // room for line in cell.text.split("\n"))
            for cell, room in zip(row, rooms, strict=True)
        )
        for row in table.rows[: _SHORT + 1]
    )


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...], looks: _Looks) -> list[dict[str, Any]]:
    return [
        {
            "line": _plain_line(cell),
            "blocks": _cell_blocks(cell),
            "classes": _classes(cell.rating, column, looks, strong=cell.strong),
        }
        for cell, column in zip(row, columns, strict=True)
    ]


def _plain_line(cell: Cell) -> str | None:
    """Return the text of a cell that is one line and no list, as most are; it is set at once."""
    if "\n" in cell.text or not cell.text or cell.text[0] in "-123456789":
        return None
    return cell.text


def _cell_blocks(cell: Cell) -> tuple[Block, ...]:
    if _plain_line(cell) is not None:
        return ()
    if cell.number is not None or cell.day is not None:
        return (Block(BlockKind.PARAGRAPH, (cell.text,)),)
    return tuple(blocks(cell.text))


def _classes(rating: Rating | None, column: Column, looks: _Looks, *, strong: bool = False) -> str:
    if rating is not None:
        looks.ratings[rating.code] = rating
    found = (
        rating_class(rating) if rating is not None else "",
        "number" if column.right else "",
        "strong" if strong else "",
    )
    return " ".join(filter(None, found))


def _foot_rule(foot: str) -> str:
    """Return what puts the foot and the page's number on each page of paper."""
    return f"""\
@page {{
  @bottom-center {{ content: none; }}
  @bottom-left {{ content: "{"".join(_quoted(foot))}"; font: 8pt Arial, sans-serif; }}
  @bottom-right {{ content: counter(page) " / " counter(pages); font: 8pt Arial, sans-serif; }}
}}
"""


def _quoted(text: str) -> Iterator[str]:
    """Yield the characters of a text as a string of CSS has them, signs by their numbers."""
    for each in tidy_line(text):
        yield each if _PLAIN.match(each) else f"\\{ord(each):x} "
