"""The numbers and bullets that Word prints before paragraphs, counted as Word counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from jtai_tui.exchange.incoming.word_names import W, number, said, value
from jtai_tui.exchange.incoming.word_styles import ParagraphStyle, Styles

MOST_LEVELS = 9

_PLACE = re.compile(r"%([1-9])")
_PLAIN = re.compile(r"\(?([0-9]+)[.)]?")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: how it counts (`decimal`, `bullet`), what it prints (`%1.`), from where.

    `restart` is after which level, counted from 1, it starts anew; 0 for never, None for any above.
    """

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What is printed before a paragraph: `label` (`1.`, `a)`), empty for a bullet.

    `depth` counts from 0; `list_id` says which list it belongs to.
    """

    label: str
    depth: int
    list_id: str

    @property
    def mark(self) -> str:
        """Return it as Markdown writes it: `- `, `1. `, or the printed text."""
        if not self.label:
            return "- "
        plain = _PLAIN.fullmatch(self.label)
        return f"{plain[1]}. " if plain else f"{self.label} "

    @property
    def reference(self) -> str:
        """Return the number by itself, as the only content of a cell: `1` for `1.`."""
        return self.label.strip().lstrip("([").rstrip(".)]:").strip() or self.label


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has come."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    own: dict[tuple[str, int], Level] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    _counted: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _started: set[tuple[str, int]] = field(default_factory=set)

    def next(self, properties: Element | None, style: ParagraphStyle) -> Item | None:
        """Count a paragraph with its `w:pPr`, and return what is printed before it.

        None for a paragraph of no list.
        """
        numbering = properties.find(f"{W}numPr") if properties is not None else None
        list_id = value(numbering, "numId") or style.list_id
        if list_id is None or list_id not in self.lists:
            return None
        own_depth = value(numbering, "ilvl")
        if own_depth is not None:
            depth = number(own_depth)
        elif style.depth is not None:
            depth = style.depth
        else:
            depth = self._depth_of(list_id, style)
        return self._count(list_id, max(0, min(depth, MOST_LEVELS - 1)))

    def _depth_of(self, list_id: str, style: ParagraphStyle) -> int:
        levels = self.abstract.get(self.lists[list_id], {})
        for style_id in style.ids:
            for depth, level in levels.items():
                if level.style == style_id:
                    return depth
        return 0

    def _level(self, list_id: str, depth: int) -> Level:
        own = self.own.get((list_id, depth))
        return own or self.abstract.get(self.lists[list_id], {}).get(depth, Level())

    def _count(self, list_id: str, depth: int) -> Item:
        level = self._level(list_id, depth)
        counted = self._counted[self.lists[list_id]]
        start = self.starts.get((list_id, depth))
        if start is not None and (list_id, depth) not in self._started:
            counted[depth] = start
        else:
            counted[depth] = counted[depth] + 1 if depth in counted else level.start
        self._started.add((list_id, depth))
        for deeper in [each for each in counted if each > depth]:
            restart = self._level(list_id, deeper).restart
            if restart is None or 0 < depth + 1 <= restart:
                del counted[deeper]
        if level.form == "bullet":
            return Item("", depth, list_id)

        def shown(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            each = self._level(list_id, place)
            form = "decimal" if level.legal and each.form != "none" else each.form
            return numeral(counted.get(place, each.start), form)

        return Item(_PLACE.sub(shown, level.text).strip(), depth, list_id)


def read_numbering(root: Element | None, styles: Styles) -> Numbering:
    """Return the lists of `numbering.xml`, none for no such part."""
    found = Numbering()
    if root is None:
        return found
    links: dict[str, str] = {}
    for each in root.findall(f"{W}abstractNum"):
        key = each.get(f"{W}abstractNumId", "")
        found.abstract[key] = {
            number(level.get(f"{W}ilvl")): _level(level) for level in each.findall(f"{W}lvl")
        }
        if link := value(each, "numStyleLink"):
            links[key] = link
    for each in root.findall(f"{W}num"):
        list_id = each.get(f"{W}numId", "")
        if list_id == "0":
            continue
        found.lists[list_id] = value(each, "abstractNumId") or ""
        for override in each.findall(f"{W}lvlOverride"):
            depth = number(override.get(f"{W}ilvl"))
            level = override.find(f"{W}lvl")
            if level is not None:
                found.own[list_id, depth] = _level(level)
            start = value(override, "startOverride")
            if start is not None:
                found.starts[list_id, depth] = number(start, 1)
    for list_id, key in found.lists.items():
        linked = styles.paragraph(links[key]).list_id if key in links else None
        if linked in found.lists and found.lists[linked] not in links:
            found.lists[list_id] = found.lists[linked]
    return found


def _level(level: Element) -> Level:
    restart = value(level, "lvlRestart")
    return Level(
        form=value(level, "numFmt") or "decimal",
        text=value(level, "lvlText") or "",
        start=number(value(level, "start"), 1) if value(level, "start") is not None else 0,
        restart=None if restart is None else number(restart),
        legal=bool(said(level, "isLgl")),
        style=value(level, "pStyle") or "",
    )


def numeral(count: int, form: str) -> str:
    """Return a count as a list prints it: `3`, `c`, `III`; nothing for the form `none`."""
    if form in {"none", "bullet"}:
        return ""
    if form in {"lowerLetter", "upperLetter"} and 0 < count <= 26 * 100:
        # Word prints aa, bb, cc after z.
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in {"lowerRoman", "upperRoman"} and 0 < count < 4000:
        letters = ""
        for worth, sign in _ROMAN:
            times, count = divmod(count, worth)
            letters += sign * times
        return letters if form == "lowerRoman" else letters.upper()
    if form == "decimalZero":
        return f"{count:02d}"
    if form == "ordinal":
        tens = count % 100
        ending = (
            {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th") if tens not in {11, 12, 13} else "th"
        )
        return f"{count}{ending}"
    return str(count)
