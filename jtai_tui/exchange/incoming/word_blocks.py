"""Runs of paragraphs and tables in a Word document, and how they are written as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from jtai_tui.exchange.incoming.word_names import W, within
from jtai_tui.exchange.incoming.word_text import Block, Line, Story, finished, read_paragraph

_BLOCKS = frozenset({f"{W}p", f"{W}tbl"})
_ROWS = frozenset({f"{W}tr"})
_CELLS = frozenset({f"{W}tc"})


def blocks(container: Element, story: Story) -> Iterator[Block | Element]:
    """Yield what stands in a part of a document, in order: paragraphs as read, tables as they are.

    A text box follows its paragraph. Each table must be read before the next block is asked for:
    the numbers of lists count on through it.
    """
    line = Line()
    unended: Element | None = None
    for element, empty in within(container, _BLOCKS):
        if empty:
            continue
        if element.tag == f"{W}tbl":
            if unended is not None:
                yield from _ended(unended, line, story)
                line, unended = Line(), None
            yield element
        elif read_paragraph(element, line, story):
            yield from _ended(element, line, story)
            line, unended = Line(), None
        else:
            unended = element
    if unended is not None and line.parts:
        yield from _ended(unended, line, story)


def _ended(paragraph: Element, line: Line, story: Story) -> Iterator[Block | Element]:
    yield finished(paragraph, line, story)
    for box in line.boxes:
        yield from blocks(box, story)


def rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table; not those that a tracked change took out."""
    for row, _ in within(table, _ROWS):
        if row.find(f"{W}trPr/{W}del") is None:
            yield row


def cells(row: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the cells of a row, each with whether it only holds a placeholder."""
    return within(row, _CELLS)


def boxed(table: Element) -> Element | None:
    """Return the cell of a table that has only one: a frame around text, and no table."""
    found = None
    for row in rows(table):
        for cell, _ in cells(row):
            if found is not None:
                return None
            found = cell
    return found


def read_content(container: Element, story: Story) -> tuple[str, list[Block]]:
    """Return the text of a cell as Markdown, and the paragraphs in it that have any."""
    found: list[Block] = []
    texts: list[str | Block] = []
    for each in blocks(container, story):
        if isinstance(each, Block):
            texts.append(each)
            found.append(each)
        else:
            texts.append(nested(each, story))
    return markdown(texts), [block for block in found if block.text] or found


def nested(table: Element, story: Story) -> str:
    """Return a table within a cell: a line for each row, ` | ` between its cells.

    A frame around text is that text.
    """
    frame = boxed(table)
    if frame is not None:
        return read_content(frame, story)[0]
    lines = []
    for row in rows(table):
        texts = [
            "" if empty else " ".join(read_content(cell, story)[0].split())
            for cell, empty in cells(row)
        ]
        if any(texts):
            lines.append(" | ".join(texts).strip())
    return "\n".join(lines)


def markdown(contents: list[str | Block]) -> str:
    """Return paragraphs, and texts that are already Markdown, as one text.

    A blank line parts them, a new line the items of a list, two spaces more for each level below
    its highest. A number with nothing after it stands by itself, unless a list merely ends in it.
    """
    written: list[str] = []
    listed: list[tuple[Block, str]] = []

    def end_list() -> None:
        if listed:
            written.append(list_text(listed))
            listed.clear()

    for each in contents:
        if isinstance(each, str):
            end_list()
            if each:
                written.append(each)
        elif each.item is None:
            if each.text:
                if (
                    written
                    and not listed
                    and _is_list_line(each.text)
                    and _is_list_line(written[-1].rpartition("\n")[2])
                ):
                    written[-1] += f"\n{each.text}"
                else:
                    end_list()
                    written.append(each.text)
        elif each.text:
            listed.append((each, each.text))
        elif each.item.label and not listed:
            end_list()
            written.append(each.item.reference)
    end_list()
    return "\n\n".join(written).strip()


def list_text(listed: list[tuple[Block, str]]) -> str:
    """Return items of lists as Markdown, one after the other."""
    highest = min(block.item.depth for block, _ in listed if block.item is not None)
    lines = []
    for block, text in listed:
        item = block.item
        if item is not None:
            indent = "  " * (item.depth - highest)
            # What follows in the same item stands below its first word.
            more = " " * (len(indent) + len(item.mark))
            lines.append(indent + item.mark + text.replace("\n", f"\n{more}"))
    return "\n".join(lines)


def _is_list_line(text: str) -> bool:
    return text.lstrip(" ").startswith("- ")
