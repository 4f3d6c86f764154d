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
    "main|combined|old|new|copy|theme|priority|objective|outstanding|overdue|ongoing|previous|"
    "dropdown|pivot|chart|risk|kpi"
)
_AGENCY_WORDS = word_set(
    "council|police|trust|nhs|service|team|probation|board|care|health|ccg|icb|partnership|"
    "school|education|yot|csc|agency|multiagency|multi|hospital|constabulary|fire|ambulance|"
    "youth|authority|organisation|directorate|department|college|housing|safeguarding|"
    "commissioner|commissioning|cafcass|camh|provider|association|community|children|"
    "childrens|adult|system|local|prison|court|public|mental|social"
)
_LEAD_IN = re.compile(
    r"(?:the |joint |improvement |key )?(?:actions?|action plan|recommendations?|tasks?)"
    r"(?:\s+(?:for|of|owned by|led by)\s+(?:the\s+)?|\s*[-–—:]\s*)(?=\S)",
    re.IGNORECASE,
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
_LONGEST_SHEET = 27
"""From so many letters on a sheet's name may have been cut; programs do that at 31."""
_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,6}")


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
        Heading(at, each.level, _name(each.text))
        for at, each in enumerate(above)
        if each.level is not None and each.level >= 1 and _is_short(each.text)
    ]
    if found:
        return found
    return [
        Heading(at, BOLD_LEVEL, _name(each.text))
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


def is_agency_surely(name: str, known: Iterable[str] = ()) -> bool:
    """Return whether a row's words name an agency: a word of agencies in them, or an acronym."""
    return is_agency_like(name, known) or _ACRONYM.fullmatch(one_line(name)) is not None


def whole_name(sheet: str, titles: Iterable[str]) -> str:
    """Return the name of a sheet's agency as a row above the header has it, or as the sheet has.

    A sheet's own is cut at 31 letters, lacks `/`, and is often short for the name in the title.
    """
    short = _letters(sheet)
    for text in titles:
        plain = one_line(text)
        found = _LABELLED.fullmatch(plain)
        name = found[1].strip() if found else plain
        whole = _letters(name)
        if not short or len(folded(name)) > MOST_WORDS or (": " in name and whole != short):
            continue
        cut = len(sheet) >= _LONGEST_SHEET and whole.startswith(short)
        if whole == short or (cut and not _added(name, sheet) & _PLAN_WORDS):
            return name
        longer = is_agency_like(name) and not set(folded(name)) & _PLAN_WORDS
        held = f" {fold(sheet)} " in f" {fold(name)} "
        if longer and (held or (_ACRONYM.fullmatch(sheet) and _initials(name) == sheet)):
            return name
    return sheet


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


def _name(heading: str) -> str:
    """Return the name in a heading: `3. Actions for Police` is about the police."""
    plain = without_number(heading)
    if labelled := _LABELLED.fullmatch(plain):
        return labelled[1].strip()
    found = _LEAD_IN.match(plain)
    rest = plain[found.end() :] if found else ""
    return rest if rest and is_agency_like(rest) else plain


def _letters(text: str) -> str:
    """Return the letters of a name alone, as a sheet's name may lack its signs and spaces."""
    return "".join(filter(str.isalnum, text.casefold().replace("&", "and")))


def _added(name: str, sheet: str) -> set[str]:
    """Return the words that a name has besides those of a sheet."""
    return set(folded(name)) - set(folded(sheet))


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper())


def _is_short(text: str) -> bool:
    return 0 < len(folded(text)) <= MOST_WORDS and not text.rstrip().endswith((":", "."))


def _is_known(name: str, known: Iterable[str]) -> bool:
    wanted = fold(name)
    return any(fold(each) == wanted for each in known)


def _is_agency_like(words: Iterable[str]) -> bool:
    return any(word in _AGENCY_WORDS for word in words)
