"""A report as Markdown, as GitHub shows it: what people typed stays words, never markup."""

from __future__ import annotations

from collections.abc import Iterator

from jtai_tui.exchange.outgoing.markdown import escaped, paragraphs
from jtai_tui.exchange.report.page import Block, Cell, Chart, Heading, Page, Prose, Table
from jtai_tui.exchange.report.writable import writable


def markdown_report(page: Page) -> bytes:
    """Return the report as Markdown in UTF-8: a heading for each section, its tables beneath.

    A table of Markdown has no picture beside it, so a chart is told in words.
    """
    page = writable(page)
    parts = [f"# {escaped(page.title)}", "<br>\n".join(map(escaped, page.lines))]
    for section in page.sections:
        parts.append(f"## {escaped(section.heading)}")
        for block in section.blocks:
            parts += _block(block)
    parts += ["---", escaped(page.foot)]
    return ("\n\n".join(parts) + "\n").encode()


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"### {escaped(text)}"
        case Prose(text):
            yield from paragraphs(text)
        case Table():
            yield _table(block)
        case Chart():
            yield from paragraphs(_chart(block))


def _table(table: Table) -> str:
    heads = [_in_cell(column.heading) for column in table.columns]
    rules = ["---:" if column.right else "---" for column in table.columns]
    lines = [heads, rules, *([_cell(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(cell: Cell) -> str:
    text = _in_cell(cell.text)
    return f"**{text}**" if cell.strong and cell.number is not None else text


def _in_cell(text: str) -> str:
    return "<br>".join(map(escaped, text.split("\n")))


def _chart(chart: Chart) -> str:
    """Return a chart in words, a line for each category."""
    lines = []
    for place, category in enumerate(chart.categories):
        parts = [f"{each.values[place]:,} {each.name}" for each in chart.series]
        shown = [part for part, each in zip(parts, chart.series, strict=True) if each.values[place]]
        lines.append(f"- {category}: {', '.join(shown) or 'no actions'}")
    return "\n".join(lines)
