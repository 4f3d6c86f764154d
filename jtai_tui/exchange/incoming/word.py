"""A Word document as values: its tables in order, the paragraphs around them, its foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from jtai_tui.exchange.incoming.archive import Archive
from jtai_tui.exchange.incoming.clean import clean, counted, dropped_notes
from jtai_tui.exchange.incoming.colours import read_theme
from jtai_tui.exchange.incoming.source import Paragraph, Source, SourceTable
from jtai_tui.exchange.incoming.word_blocks import blocks, boxed, list_text, read_content
from jtai_tui.exchange.incoming.word_names import R, W
from jtai_tui.exchange.incoming.word_numbers import read_numbering
from jtai_tui.exchange.incoming.word_styles import read_styles
from jtai_tui.exchange.incoming.word_tables import read_table
from jtai_tui.exchange.incoming.word_text import PAGE_NUMBER, Block, Story

_PAGE = re.compile(
    rf"[ \t|·•–-]*\b(?:page|p\.)?[ \t]*{PAGE_NUMBER}(?:[ \t]*(?:of|/)[ \t]*{PAGE_NUMBER})?",
    re.IGNORECASE,
)
_NOTES = (
    ("macros", "Its macros were not run."),
    ("tracked", "Tracked changes were read as if all were accepted."),
    ("comments", "Its comments were not read."),
    ("footnotes", "Its footnotes and endnotes were not read."),
    ("hidden", "Hidden text was left out."),
    ("pictures", "Pictures and diagrams were not read; words in them have to be typed."),
    ("inserted", "Another document is set into it as a whole, and was not read."),
    ("contents", "Its table of contents was left out."),
    ("mail", "E-mail addresses that only stand behind a name were left out."),
    ("links", "Addresses that only stand behind a number were left out."),
    ("struck", "Text that is struck through stands between ~~ and was read."),
    ("symbols", "Some signs of a symbol font are not known and were left out."),
)


def read_word(archive: Archive, document: str, sha256: str) -> Source:
    """Return what a Word document holds; `document` is its main part.

    Raises PlanError where it is damaged.
    """
    root = archive.xml(document)
    story = _story(archive, document)
    body = root.find(f"{W}body")
    tables: list[SourceTable] = []
    around: list[Paragraph] = []
    for each in _outside(body, story) if body is not None else ():
        if isinstance(each, Paragraph):
            around.append(each)
            continue
        name = f"table {len(tables) + 1}"
        rows = read_table(each, name, story)
        if rows:
            tables.append(SourceTable(name, rows, above=tuple(around)))
            around = []
    footer = _footer(archive, root, story) if body is not None else ""
    story.seen["inserted"] += root.find(f".//{W}altChunk") is not None
    hidden = sum(row.hidden for table in tables for row in table.rows)
    title, keywords = archive.properties()
    if any(part.endswith("vbaproject.bin") for part in archive.parts()):
        story.seen["macros"] += 1
    return Source(
        name=archive.name,
        sha256=sha256,
        form="Word",
        tables=tuple(tables),
        title=clean(title, story.seen),
        keywords=clean(keywords, story.seen),
        below=tuple(around),
        footer=footer,
        notes=(
            *(sentence for key, sentence in _NOTES if story.seen[key]),
            *([f"{counted(hidden, 'hidden row')} read as well."] if hidden else []),
            *dropped_notes(story.seen),
        ),
    )


def _story(archive: Archive, document: str) -> Story:
    def part(kind: str) -> Element | None:
        name = archive.related_part(document, kind)
        return archive.xml(name) if name else None

    styles = read_styles(part("styles"))
    return Story(
        styles,
        read_numbering(part("numbering"), styles),
        read_theme(archive, archive.related_part(document, "theme")),
        archive.related(document),
        Counter(),
    )


def _outside(container: Element, story: Story) -> Iterator[Paragraph | Element]:
    """Yield paragraphs as a plan has them and tables as they are; a frame's text as paragraphs."""
    listed: list[tuple[Block, str]] = []
    for each in blocks(container, story):
        if isinstance(each, Block) and each.item and each.text and each.level is None:
            # Bold items may be headings that merely have numbers.
            if listed and (each.bold or listed[-1][0].bold):
                yield _list_paragraph(listed)
                listed = []
            listed.append((each, each.text))
            continue
        if isinstance(each, Block) and not each.text:
            continue
        if listed:
            yield _list_paragraph(listed)
            listed = []
        if isinstance(each, Block):
            if each.style.contents:
                story.seen["contents"] += 1
            else:
                yield Paragraph(each.text, each.level, each.bold)
        else:
            frame = boxed(each)
            if frame is None:
                yield each
            else:
                yield from _outside(frame, story)
    if listed:
        yield _list_paragraph(listed)


def _list_paragraph(listed: list[tuple[Block, str]]) -> Paragraph:
    return Paragraph(list_text(listed), None, all(block.bold for block, _ in listed))


def _footer(archive: Archive, root: Element, story: Story) -> str:
    """Return the text of the first page's foot that has words, without the page's number."""
    relations = story.links
    met: set[str] = set()
    story.foot = True
    for reference in root.iter(f"{W}footerReference"):
        relation = relations.get(reference.get(f"{R}id", ""))
        if relation is None or relation.external or relation.target in met:
            continue
        met.add(relation.target)
        if relation.target not in archive:
            continue
        story.links = archive.related(relation.target)
        text = read_content(archive.xml(relation.target), story)[0]
        plain = _PAGE.sub("", text).replace(PAGE_NUMBER, "").strip(" \t\n|·•–-")
        story.links = relations
        if any(sign.isalpha() for sign in plain):
            return plain
    return ""
