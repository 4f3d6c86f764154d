"""Leads: the people, posts, groups and bodies that answer for an action, as a plan prints them.

A cell is never split on a comma, on "and" or on "&": "Jane Hannon, CNWL" is one person and an
organisation, "MH JTAI T&F Group" one group (seed, Lead column). The printed text always stays in
`raw`; what is read out of it only helps to sort, to filter and to write to people.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from db.lead_words import (
    BODY_WORDS,
    FIELD_WORDS,
    GROUP_WORDS,
    HONORIFICS,
    JOINERS,
    PARTICLES,
    POST_WORDS,
    RANKS,
    TOPICS,
)
from db.plain_text import is_blank


class LeadKind(StrEnum):
    """What sort of owner a lead is."""

    PERSON = "person"
    POST = "post"
    GROUP = "group"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Lead:
    """An owner of an action; text that isn't known is empty.

    `raw` is one line, as printed. `name` is the person's, the group's or the body's; a post has
    none. `organisation` is whom a person or post belongs to.
    """

    raw: str
    name: str
    organisation: str
    post: str
    kind: LeadKind


_BETWEEN_LEADS = re.compile(r"[\n;]")
_BREAK = re.compile("[\t\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_DASH = re.compile(r"\s+[-–—]\s+")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_JOINED = re.compile(r"\s(?:and|&|\+)\s|\s?/\s?", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]+s?")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_MOST_NAME_WORDS = 6
_LONGEST = 300


def read_leads(cell: str) -> tuple[Lead, ...]:
    """Return the leads of a cell in its order: one a line; `;` parts them as well."""
    parts = (_BREAK.sub(" ", part).strip() for part in _BETWEEN_LEADS.split(cell))
    return tuple(read_lead(part) for part in parts if not is_blank(part))


def show_leads(leads: Iterable[Lead]) -> str:
    """Return the leads as text to edit, one a line, which `read_leads` takes back."""
    return "\n".join(lead.raw for lead in leads)


def read_lead(raw: str) -> Lead:
    """Return what `raw` says of one lead: a careful reading, never a word that isn't there.

    Forms: "Name", "Name, Organisation", "Name Organisation", "Name Post", "Organisation - Name,
    Post", "Rank Name", "Post Organisation", a group's or a body's name.
    """
    raw, text = raw.strip(), " ".join(raw.split())
    if len(text) > _LONGEST:
        return Lead(raw, text, "", "", LeadKind.BODY)
    readings = [_read_part(part) for part in _parts(text)]
    name, owners, posts, groups = "", list[str](), list[str](), list[str]()
    for part in readings:
        posts += [part.post] if part.post else []
        groups += [part.name] if part.kind is LeadKind.GROUP else []
        if part.kind is LeadKind.PERSON and not name:
            name = part.name
            owners += [part.organisation] if part.organisation else []
        else:
            owners += [owner for owner in (part.name, part.organisation) if owner]
    if name:
        return Lead(raw, name, ", ".join(owners), ", ".join(posts), LeadKind.PERSON)
    if posts:
        return Lead(raw, "", ", ".join(owners), ", ".join(posts), LeadKind.POST)
    if len(groups) == 1:
        owners.remove(groups[0])
        return Lead(raw, groups[0], ", ".join(owners), "", LeadKind.GROUP)
    return Lead(raw, text, "", "", LeadKind.GROUP if groups else LeadKind.BODY)


def short_lead(leads: Sequence[Lead]) -> str:
    """Return the accountable lead for a table's cell, and how many more: `J Culley +1`.

    A person is shortened to initial and surname; posts, groups and bodies stay as printed.
    """
    if not leads:
        return ""
    first = leads[0]
    shown = _short_name(first.name) if first.kind is LeadKind.PERSON and first.name else first.raw
    return shown if len(leads) == 1 else f"{shown} +{len(leads) - 1}"


def lead_to_dict(lead: Lead) -> dict[str, str]:
    """Return a lead as JSON-ready text, its keys in the order of the plan format."""
    return {
        "raw": lead.raw,
        "name": lead.name,
        "organisation": lead.organisation,
        "post": lead.post,
        "kind": lead.kind.value,
    }


def leads_to_json(leads: Iterable[Lead]) -> str:
    """Return the leads as one compact JSON text: the same leads always give the same text."""
    return json.dumps(
        [lead_to_dict(lead) for lead in leads],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def leads_from_json(text: str) -> tuple[Lead, ...]:
    """Return the leads that `leads_to_json` wrote. Raises ValueError for any other text."""
    try:
        return tuple(
            Lead(
                raw=entry["raw"],
                name=entry["name"],
                organisation=entry["organisation"],
                post=entry["post"],
                kind=LeadKind(entry["kind"]),
            )
            for entry in json.loads(text)
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a list of leads: {text[:60]!r}") from error


def _parts(text: str) -> list[str]:
    """Return what dashes, commas and brackets set apart within one lead."""
    flat = _BRACKETS.sub(r", \1", text)
    parts = (part.strip() for half in _DASH.split(flat) for part in half.split(","))
    return [part for part in parts if part]


def _read_part(part: str) -> Lead:
    """Return the reading of a part; where it joins a person and another owner it stays whole."""
    sides = _JOINED.split(part, maxsplit=1)
    if len(sides) == 2 and all(sides):
        one, two = (_read_words(side.split()) for side in sides)
        alone = not one.organisation and not one.post
        if one.kind is LeadKind.PERSON and (alone or two.kind is LeadKind.PERSON):
            return Lead(part, part, "", "", LeadKind.PERSON)
    return _read_words(part.split())


def _read_words(words: list[str]) -> Lead:
    part = " ".join(words)
    ranks = next((i for i, word in enumerate(words) if _fold(word) not in RANKS), len(words))
    named = _name_length(words[ranks:], alone=ranks > 0)
    last = _fold(words[-1])
    is_whole = last in GROUP_WORDS | BODY_WORDS and not _is_post_of_something(words)
    if named and not is_whole:
        end = ranks + named
        name, rank, tail = " ".join(words[ranks:end]), " ".join(words[:ranks]), words[end:]
        organisation, post = _peel(tail) if _has_post(tail) else (" ".join(tail), "")
        posts = ", ".join(text for text in (rank, post) if text)
        return Lead(part, name, organisation, posts, LeadKind.PERSON)
    if _has_post(words) and not is_whole:
        organisation, post = _peel(words)
        return Lead(part, "", organisation, post, LeadKind.POST)
    return Lead(part, part, "", "", LeadKind.GROUP if last in GROUP_WORDS else LeadKind.BODY)


def _name_length(words: list[str], *, alone: bool) -> int:
    """Return how many of the first words are a person's name; one will do only if `alone`."""
    lower = " ".join(words).islower()
    length = 0
    for word in words[:_MOST_NAME_WORDS]:
        follows = words[length + 1] if length + 1 < len(words) else ""
        if not _could_be_name(word, first=length == 0, follows=follows, lower=lower):
            break
        length += 1
    titled = bool(words) and _fold(words[0]) in HONORIFICS
    if (lower and len(words) != 2) or (titled and length < 2):
        return 0
    return length if length >= 2 or alone else 0


def _could_be_name(word: str, *, first: bool, follows: str, lower: bool) -> bool:
    folded = _fold(word)
    if folded in HONORIFICS:
        return first
    if folded in PARTICLES and not word.isupper():
        return True
    if folded in FIELD_WORDS | POST_WORDS | GROUP_WORDS | BODY_WORDS | JOINERS:
        return False
    if _is_acronym(word):
        return (
            first
            and len(word) == 2
            and follows.istitle()
            and _could_be_name(follows, first=False, follows="", lower=False)
        )
    return (lower or not word[0].islower()) and _NAME_WORD.fullmatch(
        unicodedata.normalize("NFC", word)
    ) is not None


def _peel(words: list[str]) -> tuple[str, str]:
    """Return the acronyms before or after a post as its organisation, and the post."""
    for start, end in ((0, _acronyms(words[::-1])), (_acronyms(words), 0)):
        post = words[start : len(words) - end]
        owner = words[:start] + words[len(words) - end :]
        joined = post and (_fold(post[0]) in JOINERS or _fold(post[-1]) in JOINERS | {"of", "for"})
        if owner and _has_post(post) and not joined:
            return " ".join(owner), " ".join(post)
    return "", " ".join(words)


def _acronyms(words: list[str]) -> int:
    """Return how many of the first words are acronyms of organisations."""
    count = 0
    for word in words:
        if not _is_acronym(word) or _fold(word) in TOPICS | POST_WORDS:
            break
        count += 1
    return count


def _is_acronym(word: str) -> bool:
    return _ACRONYM.fullmatch(word) is not None


def _has_post(words: list[str]) -> bool:
    return any(_fold(word) in POST_WORDS for word in words)


def _is_post_of_something(words: list[str]) -> bool:
    pairs = pairwise(words)
    return any(_fold(one) in POST_WORDS and _fold(two) in {"of", "for"} for one, two in pairs)


def _fold(word: str) -> str:
    return word.strip(".,:").casefold()


def _short_name(name: str) -> str:
    """Return initial and surname; a name of one word, or of two people, stays whole."""
    words = unicodedata.normalize("NFC", name).split()
    while len(words) > 1 and _fold(words[0]) in HONORIFICS:
        words = words[1:]
    if len(words) == 1 or "," in name or _JOINED.search(name):
        return " ".join(words)
    surname = next((i for i, word in enumerate(words[1:-1], 1) if _fold(word) in PARTICLES), -1)
    return f"{words[0][0]} {' '.join(words[surname:])}"
