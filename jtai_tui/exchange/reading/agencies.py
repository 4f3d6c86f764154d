"""Which headings, sheets and banners name an agency, and which are only words about the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jtai_tui.exchange.incoming.source import Paragraph
from jtai_tui.exchange.published_lines import read_also_called
from jtai_tui.exchange.reading.words import (
    fold,
    folded,
    one_line,
    without_bullet,
    without_number,
    word_set,
)

MOST_WORDS = 14
"""A heading, a banner or a bold paragraph of more words than these names no agency."""

_PLAN_WORDS = word_set(
    "plan|introduction|background|governance|key|content|appendix|summary|overview|context|"
    "purpose|monitoring|foreword|glossary|version|document|inspection|rag|brag|rating|"
    "tracker|log|register|data|master|template|instruction|guidance|legend|note|lookup|list|"
    "sheet|sheet1|sheet2|sheet3|table|report|status|dashboard|progress|action|recommendation|"
    "finding|annex|cover|index|acronym|abbreviation|signature|framework|methodology|scoring|"
    "definition|ofsted|jtai|open|closed|completed|complete|archive|archived|live|current|all|"
    "main|combined|old|new|copy|theme|priority|objective"
)
_AGENCY_WORDS = word_set(
    "council|police|trust|nhs|service|team|probation|board|care|health|ccg|icb|partnership|"
    "school|education|yot|csc|agency|multiagency|multi|hospital|constabulary|fire|ambulance|"
    "youth|authority|organisation|directorate|department|college|housing|safeguarding|"
    "commissioner|commissioning|cafcass|camh|provider|association|community|children|"
    "childrens|adult|system|local|prison|court|public|mental|social"
)
_ALIASES = re.compile(r"^also called:\s*(.+)$", re.IGNORECASE | re.DOTALL)
_NO_ACTIONS = re.compile(r"^(?:there are )?no actions?\b.{0,80}$|^(?:none|nil)\.?$", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:lead |partner )?(?:agency|organisation|service|partner)(?: name)?\s*[:–-]\s*(\S.*)",
    re.IGNORECASE,
)


_FINDING = re.compile(
    r"(?:(?:key |priority |strategic |ofsted |jtai )?(?:recommendation|area for (?:priority )?"
    r"(?:improvement|development|action)|finding|priority|objective|theme|outcome|standard|"
    r"requirement|issue|aim|goal))s?\s*(?:[A-Z]?\d|[:–-])",
    re.IGNORECASE,
)
_DATES = re.compile(
    r"\d+(?:st|nd|rd|th)?|q[1-4]|fy\d*|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|"
    r"nov\w*|dec\w*|v\d*"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a table: where it stands among the paragraphs, its level, its name.

    The level of a bold paragraph is 99, below all others.
    """

    at: int
    level: int
    name: str


BOLD_LEVEL = 99


def headings(above: Sequence[Paragraph], *, own: bool = False) -> list[Heading]:
    """Return the paragraphs that head what follows, in order; bold ones only if no other does.

    In a plan's `own` form every heading is an agency's name, to the letter.
    """
    if own:
        return [
            Heading(at, each.level, " ".join(each.text.splitlines()))
            for at, each in enumerate(above)
            if each.level is not None and each.level >= 1 and each.text
        ]
    found = [
        Heading(at, each.level, without_number(each.text))
        for at, each in enumerate(above)
        if each.level is not None and each.level >= 1 and _is_short(each.text)
    ]
    if found:
        return found
    return [
        Heading(at, BOLD_LEVEL, without_number(each.text))
        for at, each in enumerate(above)
        if each.level is None and each.bold and _is_short(each.text)
    ]


def names_an_agency(name: str, known: Iterable[str] = ()) -> bool:
    """Return whether a heading may name an agency: it is not about the plan itself."""
    words = folded(name)
    if _is_known(name, known):
        return True
    if not words or len(words) > MOST_WORDS or all(map(_DATES.fullmatch, words)):
        return False
    about = [word for word in words if word in _PLAN_WORDS]
    if not about:
        return True
    return _is_agency_like(words) and len(about) < len(words) / 2


def is_agency_like(name: str, known: Iterable[str] = ()) -> bool:
    """Return whether a name has a word that agencies are called by, or is one that is known."""
    words = folded(name)
    told = names_an_agency(name) and _is_agency_like(words) and "plan" not in words
    return _is_known(name, known) or told


def heads_finding(text: str) -> bool:
    """Return whether a heading is a finding that the actions below answer: `Recommendation 3`."""
    return _FINDING.match(without_number(text)) is not None or _FINDING.match(text) is not None


def sheet_agency(sheet: str, known: Iterable[str], *, alone: bool) -> str:
    """Return the agency that a sheet is named after, or nothing.

    A sheet that stands `alone` is often named after the plan: it must be like an agency's name.
    """
    name = one_line(sheet)
    if not name or (alone and any(letter.isdigit() for letter in name[-2:])):
        return ""
    told = is_agency_like(name, known) if alone else names_an_agency(name, known)
    return name if told else ""


def title_agency(texts: Iterable[str], known: Iterable[str]) -> str:
    """Return the agency that the rows above a sheet's header name, by label or as a known one."""
    names = list(known)
    for text in texts:
        plain = one_line(text)
        if found := _LABELLED.fullmatch(plain):
            return found[1].strip()
        if exact := [name for name in names if fold(name) == fold(plain)]:
            return exact[0]
        words = f" {fold(plain)} "
        held = [name for name in names if fold(name) and f" {fold(name)} " in words]
        if held and len(folded(plain)) <= MOST_WORDS:
            return max(held, key=len)
    return ""


def aliases(text: str) -> tuple[str, ...] | None:
    """Return the other names of `Also called: X; Y`, or None for any other text."""
    if (own := read_also_called(text)) is not None:
        return own
    found = _ALIASES.match(text.strip())
    if not found:
        return None
    return tuple(filter(None, (one_line(name) for name in found[1].split(";"))))


def says_no_actions(text: str) -> bool:
    """Return whether a paragraph only says that an agency has no actions."""
    return _NO_ACTIONS.match(one_line(text)) is not None


def bullets(paragraphs: Iterable[Paragraph]) -> tuple[str, ...]:
    """Return the folded entries of lists, bulleted or numbered: a list of contents, maybe."""
    return tuple(
        fold(without_number(without_bullet(line)))
        for each in paragraphs
        for line in each.text.splitlines()
        if line.strip() != without_bullet(line)
    )


def _is_short(text: str) -> bool:
    return 0 < len(folded(text)) <= MOST_WORDS and not text.rstrip().endswith((":", "."))


def _is_known(name: str, known: Iterable[str]) -> bool:
    wanted = fold(name)
    return any(fold(each) == wanted for each in known)


def _is_agency_like(words: Iterable[str]) -> bool:
    return any(word in _AGENCY_WORDS for word in words)
