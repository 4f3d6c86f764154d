"""The sections of a document: which agency a table belongs to, by the headings above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jtai_tui.exchange.incoming.source import Paragraph, Source, SourceTable
from jtai_tui.exchange.reading import doubts
from jtai_tui.exchange.reading.agencies import (
    BOLD_LEVEL,
    Heading,
    aliases,
    bullets,
    headings,
    heads_finding,
    is_agency_like,
    names_an_agency,
    says_no_actions,
)
from jtai_tui.exchange.reading.front_matter import title_place
from jtai_tui.exchange.reading.parts import Layout
from jtai_tui.exchange.reading.rating_key import text_entry
from jtai_tui.exchange.reading.words import counted, fold, folded
from jtai_tui.exchange.reading.words import paragraphs as joined

_CONTINUED = re.compile(r"\s*[-–—(]*\s*\b(?:continued|cont'?d?)\b[.)]*\s*$", re.IGNORECASE)
_NO_LEVEL = 100
_MOST_UNDER = 5


class Sections:
    """Walks through a document's paragraphs, table by table, and remembers where it is."""

    def __init__(
        self, source: Source, plans: Sequence[SourceTable], known: Sequence[str], *, own: bool
    ) -> None:
        self._known = known
        self._own = own
        self._first = plans[0].name if plans else ""
        self._begun = False
        self._agency, self._level = "", _NO_LEVEL
        self._under, self._depth = "", _NO_LEVEL
        self._aliases: dict[str, tuple[str, ...]] = {}
        self._governs = False
        self._late = 0
        self._title = None if own else title_place(source, known)
        self._entered = 0
        self._bullets = bullets(each for table in source.tables[:3] for each in table.above)

    @property
    def under(self) -> str:
        """Return the finding that the headings say of what follows, or nothing."""
        return self._under

    def enter(self, table: SourceTable, layout: Layout) -> tuple[str, bool]:
        """Take in the paragraphs above a table; return its agency, and whether a section begins.

        What names no agency goes to the layout's front, or to its governance.
        """
        above = list(table.above)
        if self._entered == 0 and self._title is not None:
            del above[self._title]
        self._entered += 1
        if table.sheet and not above:
            self._agency, self._level, self._under = "", _NO_LEVEL, ""
        under = self._under
        fresh = self._take(self._without_finding(above), layout) or under != self._under
        if table.name == self._first:
            self._begun = True
        return self._agency, fresh

    def hold(self, agency: str, layout: Layout) -> None:
        """Note that the agency has actions, with the other names it goes by."""
        if agency:
            known = layout.agencies.get(agency, ())
            layout.agencies[agency] = tuple(dict.fromkeys((*known, *self._aliases.get(agency, ()))))

    def leave(self, below: Sequence[Paragraph], layout: Layout) -> None:
        """Take in the paragraphs after the last table, and tell where late ones went."""
        rest = list(below)
        for heading, under in _blocks(rest, headings(rest, own=self._own)):
            level = 1 if self._own and self._level == _NO_LEVEL else self._level
            if heading.level == level and self._is_empty(heading, under):
                layout.empty.add(heading.name)
                layout.agencies.setdefault(heading.name, self._named(heading, rest, under))
                for each in (rest[heading.at], *under):
                    rest[rest.index(each)] = Paragraph("")
        self._keep(rest, layout)
        if self._late:
            text = (
                f"{counted(self._late, 'paragraph')} between or after the tables went to the end"
                " of the introduction"
            )
            layout.warn("the document", doubts.TEXT_UNPLACED, text)

    def _without_finding(self, above: list[Paragraph]) -> list[Paragraph]:
        """Take a heading that is a finding out of the paragraphs; a higher heading ends it.

        The few paragraphs under it are what it says.
        """
        heads = [
            at
            for at, each in enumerate(above)
            if (each.level or 0) >= 1 or (each.bold and each.text)
        ]
        found = [at for at in heads if heads_finding(above[at].text)]
        if self._own or not found:
            depths = [above[at].level or BOLD_LEVEL for at in heads]
            if any(depth < self._depth for depth in depths):
                self._under, self._depth = "", _NO_LEVEL
            return above
        last = found[-1]
        end = next((at for at in heads if at > last), len(above))
        if end - last > _MOST_UNDER or any(text_entry(each.text) for each in above[last + 1 : end]):
            end = last + 1
        self._under = joined(*(each.text for each in above[last:end]))
        self._depth = above[last].level or BOLD_LEVEL
        return [each for at, each in enumerate(above) if not last <= at < end]

    def _take(self, above: list[Paragraph], layout: Layout) -> bool:
        found = headings(above, own=self._own)
        chosen = self._choose(found)
        if chosen is None:
            self._keep(above, layout)
            return False
        taken = {chosen.at}
        name = chosen.name if self._own else _CONTINUED.sub("", chosen.name) or chosen.name
        for heading, under in _blocks(above, found):
            listed = fold(heading.name) in self._bullets and fold(name) in self._bullets
            empty = heading.at < chosen.at and heading.level == chosen.level
            told = any(says_no_actions(each.text) for each in under)
            if empty and (self._begun or listed or told) and self._is_empty(heading, under):
                layout.empty.add(heading.name)
                layout.agencies.setdefault(heading.name, self._named(heading, above, under))
                taken |= set(range(heading.at, heading.at + 1 + len(under)))
        after = chosen.at + 1
        if after < len(above) and (others := aliases(above[after].text)) is not None:
            self._aliases[name] = others
            taken.add(after)
        self._keep([each for at, each in enumerate(above) if at not in taken], layout)
        fresh = name != self._agency
        self._agency, self._level = name, chosen.level
        return fresh

    def _choose(self, found: Sequence[Heading]) -> Heading | None:
        """Return the heading that names the agency of what follows, the nearest one that may.

        A nearer one that isn't like an agency's name stands within the section of one that is.
        """
        if self._own:
            return found[-1] if found else None
        fitting = [each for each in found if names_an_agency(each.name, self._known)]
        if not fitting:
            return None
        nearest = fitting[-1]
        if is_agency_like(nearest.name, self._known):
            return nearest
        above = [
            each
            for each in fitting
            if each.level < nearest.level and is_agency_like(each.name, self._known)
        ]
        if above:
            return above[-1]
        inner = nearest.level > self._level or (
            nearest.level == BOLD_LEVEL and self._level < BOLD_LEVEL
        )
        if self._agency and inner and is_agency_like(self._agency, self._known):
            return None
        return nearest

    def _is_empty(self, heading: Heading, under: Sequence[Paragraph]) -> bool:
        """Return whether nothing stands under an agency's heading but that it has no actions."""
        said = [each for each in under if aliases(each.text) is None]
        named = self._own or names_an_agency(heading.name, self._known)
        return named and all(says_no_actions(each.text) for each in said)

    def _named(
        self, heading: Heading, above: Sequence[Paragraph], under: Sequence[Paragraph]
    ) -> tuple[str, ...]:
        found = [names for each in under if (names := aliases(each.text)) is not None]
        return found[0] if found and above[heading.at + 1] == under[0] else ()

    def _keep(self, paragraphs: Sequence[Paragraph], layout: Layout) -> None:
        if layout.key and not self._begun:
            self._governs = True
        for each in paragraphs:
            if not each.text:
                continue
            if each.level is not None or (each.bold and len(folded(each.text)) <= 8):
                self._governs = "governance" in folded(each.text)
            self._late += self._begun
            (layout.governance if self._governs and not self._begun else layout.front).append(each)


def _blocks(
    paragraphs: Sequence[Paragraph], found: Sequence[Heading]
) -> list[tuple[Heading, list[Paragraph]]]:
    """Return each heading with the paragraphs under it, up to the next."""
    ends = [*(each.at for each in found[1:]), len(paragraphs)][: len(found)]
    return [
        (heading, list(paragraphs[heading.at + 1 : end]))
        for heading, end in zip(found, ends, strict=True)
    ]
