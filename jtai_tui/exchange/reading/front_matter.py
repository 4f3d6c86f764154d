"""What a document says of itself: title, introduction, governance, version and date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePath

from db.dates import FIRST_YEAR, LAST_YEAR, read_date
from db.timescale import read_timescale
from jtai_tui.exchange.incoming.source import Paragraph, Source
from jtai_tui.exchange.reading.agencies import (
    BOLD_LEVEL,
    aliases,
    headings,
    heads_finding,
    is_agency_like,
)
from jtai_tui.exchange.reading.words import folded, one_line, without_bullet, word_set

_SECTIONS = word_set(
    "introduction|background|governance|content|table of content|context|purpose|overview|key|"
    "foreword|summary|executive summary|version control|document control"
)
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|excel) - .*|document\d*|untitled.*|book\d*|workbook\d*|"
    r"powerpoint presentation|title|blank)(?:\.\w+)?",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\b(?:version|ver\.?|v)\s?\d{1,3}(?:\.\d{1,3})*\b", re.IGNORECASE)
_LABEL = re.compile(r"\b(?:FINAL(?: DRAFT)?|DRAFT(?: FINAL)?)\b")
_LOOSE_LABEL = re.compile(r"(?:^|[\s(_-])(final draft|final|draft)(?=$|[\s)_.-])", re.IGNORECASE)
_DAY = (
    r"\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+[A-Za-z]{3,9}\.?,?[\s-]+\d{4}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|[A-Za-z]{3,9}\s+\d{4}"
)
_UPDATED = re.compile(
    r"\b(?:updated?|as (?:at|of)|version|ver|v\d[\d.]*|dated?|position at|published|revised|"
    rf"correct at|reviewed)\b[^\n]{{0,30}}?\b({_DAY})",
    re.IGNORECASE,
)
_LABEL_OF_FACTS = re.compile(
    r"(?:plan |action plan |document |lead |partner )?(?:owner|author|version|date|last|updated?|"
    r"lead|status|agency|organisation|service|partner|directorate|team|contact|reference|ref|"
    r"prepared|completed|approved|reviewed?|month|quarter|period|file|sponsor|sro|chair)\b"
    r"[^:]{0,30}:\s",
    re.IGNORECASE,
)
_FOOT_DAY = re.compile(rf"\b({_DAY})")
_NAMED_BY_PLAN = frozenset(("introduction", "governance"))
_FACTS = frozenset(("last", "updated", "update", "version", "date", "dated", "as", "at", "on"))
_LONGEST_TITLE = 200
_FRONT_LINES = 60


def title_place(source: Source, known: Sequence[str] = ()) -> int | None:
    """Return which paragraph above the first table is the title, or None where none is.

    The title's own style; else the first heading, unless it heads a section or names an agency;
    else a first paragraph that is all bold.
    """
    above = source.tables[0].above if source.tables else source.below
    for at, each in enumerate(above):
        if each.level == 0 and each.text:
            return at
    found = headings(above)
    if found and not _is_section(found[0].name):
        first = found[0]
        sole = len(found) == 1 and any(
            heading.level == first.level
            for table in source.tables[1:]
            for heading in headings(table.above)
        )
        named = first.at + 1 < len(above) and aliases(above[first.at + 1].text) is not None
        if not is_agency_like(first.name, known) and not sole and not named:
            return first.at
    first_bold = bool(above) and above[0].bold and above[0].level is None
    if first_bold and found and found[0].level < BOLD_LEVEL:
        plain = one_line(above[0].text)
        return 0 if plain and len(plain) <= _LONGEST_TITLE else None
    return None


def _is_section(heading: str) -> bool:
    return " ".join(folded(heading)) in _SECTIONS or heads_finding(heading)


def title_of(source: Source, titles: Sequence[str], agencies: Iterable[str]) -> tuple[str, bool]:
    """Return the plan's title, and whether it is the first of the `titles`, rows above a header.

    Without any, the document's property, and the file's name without its ending.
    """
    above = source.tables[0].above if source.tables else source.below
    known = list(agencies)
    at = title_place(source, known)
    if at is not None:
        return one_line(above[at].text)[:_LONGEST_TITLE], False
    if titles and not _UPDATED.search(titles[0]) and not _LABEL_OF_FACTS.match(titles[0]):
        plain = one_line(titles[0])
        if plain and len(plain) <= _LONGEST_TITLE and not is_agency_like(plain, known):
            return plain, True
    property_title = one_line(source.title)
    if property_title and not _NO_TITLE.fullmatch(property_title):
        return property_title[:_LONGEST_TITLE], False
    return one_line(PurePath(source.name).stem.replace("_", " ")), False


def as_markdown(paragraphs: Iterable[Paragraph]) -> str:
    """Return paragraphs as one text; headings are bold lines, lists stay together.

    The headings of introduction and governance are left out: a plan has them of its own.
    """
    text = ""
    listed = False
    for each in paragraphs:
        plain = each.text.strip()
        if not plain:
            continue
        heads = each.level is not None or each.bold
        if heads and " ".join(folded(plain)) in _NAMED_BY_PLAN:
            continue
        if each.level is not None:
            plain = f"**{one_line(plain)}**"
        is_list = plain != without_bullet(plain) and "\n\n" not in plain
        text += ("" if not text else "\n" if listed and is_list else "\n\n") + plain
        listed = is_list
    return text


def without_facts(
    paragraphs: Iterable[Paragraph], label: str, updated: date | None
) -> list[Paragraph]:
    """Return the paragraphs but for those that only say the version and its day, known by now."""
    return [each for each in paragraphs if not _is_only_facts(each.text, label, updated)]


def _is_only_facts(text: str, label: str, updated: date | None) -> bool:
    rest = text.replace(label, " ", 1) if label else text
    if updated and (found := _FOOT_DAY.search(rest)) and _read_day(found[1]) == updated:
        rest = rest[: found.start()] + rest[found.end() :]
    said = rest != text
    return said and set(folded(rest)) <= _FACTS


def version_label(source: Source, texts: Iterable[str]) -> str:
    """Return what the document calls its version: `Version 2.1`, `FINAL`, `DRAFT`; or nothing.

    Looked for in the page's foot, the title and what stands beside it, and the file's name.
    """
    front = list(texts)[:_FRONT_LINES]
    name = PurePath(source.name).stem.replace("_", " ")
    for text in (source.footer, *front, name, source.title):
        if found := _VERSION.search(text):
            return one_line(found[0])
    for text in (source.footer, *front, name, source.title):
        if found := _LABEL.search(text):
            return found[0]
    for text in (source.footer, name):
        if found := _LOOSE_LABEL.search(text):
            return found[1].upper()
    return ""


def updated_on(source: Source, texts: Iterable[str]) -> date | None:
    """Return the day that a document says it was updated on, day first, or None.

    A month alone is its last day. Any day in the page's foot counts if no word says so.
    """
    for text in (source.footer, *list(texts)[:_FRONT_LINES], source.name.replace("_", " ")):
        for found in _UPDATED.finditer(text):
            if day := _read_day(found[1]):
                return day
    for found in _FOOT_DAY.finditer(source.footer):
        if day := _read_day(found[1]):
            return day
    return None


def _read_day(text: str) -> date | None:
    try:
        return read_date(re.sub(r"\s+of\s+", " ", text))
    except ValueError:
        due = read_timescale(text).due
        return due if due and FIRST_YEAR <= due.year <= LAST_YEAR else None
