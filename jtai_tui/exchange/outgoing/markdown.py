"""A plan as Markdown, for wikis and repositories: what people typed stays words, never markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from db.plan_entries import PlanDocument
from jtai_tui.exchange.outgoing.blocks import BlockKind, blocks
from jtai_tui.exchange.outgoing.published import (
    HEADINGS,
    KEY_HEADINGS,
    NO_ACTIONS,
    front_texts,
    published,
    sections,
)
from jtai_tui.exchange.published_lines import KEY, also_called, version_line

_SIGN = re.compile(r"[\\`*_{}\[\]|~$^]")
_ENTITY = re.compile(r"[&<>]|@|:(?=//)|(?<=www)\.", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", ":": "&#58;", ".": "&#46;"}
_START = re.compile(r"^(\s*)([-+=#:]|[0-9]{1,9}(?=[.)]))")
_NUMBER = re.compile(r"[0-9]")


def plan_markdown(
    document: PlanDocument, *, as_at: str = "", progress: Callable[[float], object] = float
) -> str:
    """Return a plan as Markdown: a heading and a table for each agency.

    `as_at` marks it as it stood once: see `published_lines.as_at_words`.
    `progress` is called with what share is done, 0 to 1, and may raise to cancel.
    """
    plan = published(document)
    parts = [f"# {escaped(plan.title)}"]
    if version := version_line(plan.version_label, plan.updated, as_at):
        parts.append(escaped(version))
    for name, text in front_texts(plan):
        parts += [f"## {name}", *paragraphs(text)]
    key = [(rating.letter, rating.name, rating.meaning) for rating in plan.scheme]
    parts += [f"## {KEY}", _table(KEY_HEADINGS, key)]
    done = 0
    for section in sections(plan):
        parts.append(f"## {escaped(section.agency.name)}")
        if others := also_called(section.agency.aliases):
            parts.append(escaped(others))
        cells = [row.cells for row in section.rows]
        parts.append(_table(HEADINGS, cells) if cells else NO_ACTIONS)
        done += len(cells)
        progress(done / (len(plan.actions) + 1))
    progress(1.0)
    return "\n\n".join(parts) + "\n"


def escaped(line: str) -> str:
    """Return one line in which nothing is read as markup, a link or HTML."""
    plain = _ENTITY.sub(lambda found: _ENTITIES[found[0]], line.replace("\t", " "))
    plain = _SIGN.sub(r"\\\g<0>", plain)
    if found := _START.match(plain):
        indent, sign = found.groups()
        plain = f"{'&#160;' * len(indent)}{_first(sign)}{plain[found.end() :]}"
    return plain


def _first(sign: str) -> str:
    """Return what a line starts with, so that it starts no list, heading or rule."""
    return f"&#{ord(sign[0])};{sign[1:]}" if _NUMBER.match(sign) else f"\\{sign}"


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs and lists of a text, in which nothing that was typed is markup."""
    for block in blocks(text):
        lines = [escaped(line) for line in block.lines]
        if block.kind is BlockKind.BULLETS:
            yield "\n".join(f"- {line}" for line in lines)
        elif block.kind is BlockKind.NUMBERS:
            yield "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
        else:
            yield "<br>\n".join(line.lstrip() for line in lines)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings)]
    lines += [["<br>".join(map(escaped, text.split("\n"))) for text in row] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
