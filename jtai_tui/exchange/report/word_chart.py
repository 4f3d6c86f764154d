"""A chart drawn in Word itself: rectangles and words in a group, as Word 2010 and later have them.

No picture is made: the drawing prints sharp, its words can be searched, and whoever can't see it
is told the same in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.parser import parse_xml

from jtai_tui.exchange.outgoing.shading import fill_of, ink_on
from jtai_tui.exchange.outgoing.word_xml import Element, Look, paragraph
from jtai_tui.exchange.report.page import Chart, Series

_MAIN = "http://schemas.openxmlformats.org"
_WORD = "http://schemas.microsoft.com/office/word/2010"
_NAMES = (
    f'xmlns:w="{_MAIN}/wordprocessingml/2006/main" xmlns:a="{_MAIN}/drawingml/2006/main"'
    f' xmlns:wp="{_MAIN}/drawingml/2006/wordprocessingDrawing"'
    f' xmlns:mc="{_MAIN}/markup-compatibility/2006"'
    f' xmlns:wpg="{_WORD}/wordprocessingGroup" xmlns:wps="{_WORD}/wordprocessingShape"'
)
_RUN = (
    '<w:r {names}><mc:AlternateContent><mc:Choice Requires="wpg"><w:drawing>'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
    '<wp:effectExtent l="0" t="0" r="0" b="0"/>'
    '<wp:docPr id="{id}" name="Chart {number}" descr={alternative} title={title}/>'
    "<wp:cNvGraphicFramePr/><a:graphic>"
    '<a:graphicData uri="' + _WORD + '/wordprocessingGroup"><wpg:wgp><wpg:cNvGrpSpPr/>'
    '<wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/>'
    '<a:chOff x="0" y="0"/><a:chExt cx="{wide}" cy="{high}"/></a:xfrm></wpg:grpSpPr>{shapes}'
    "</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
    "<mc:Fallback><w:t>{words}</w:t></mc:Fallback></mc:AlternateContent></w:r>"
)
_SHAPE = (
    '<wps:wsp><wps:cNvPr id="{id}" name="Bar {id}"/><wps:cNvSpPr/><wps:spPr><a:xfrm>'
    '<a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}</wps:spPr>{words}'
    '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/>'
    "</wps:bodyPr></wps:wsp>"
)
_FILLED = (
    '<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>'
    '<a:ln w="6350"><a:solidFill><a:srgbClr val="5B6573"/></a:solidFill></a:ln>'
)
_BARE = "<a:noFill/><a:ln><a:noFill/></a:ln>"
_WORDS = (
    "<wps:txbx><w:txbxContent><w:p><w:pPr>{style}"
    '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="{side}"/>'
    '</w:pPr><w:r><w:rPr><w:color w:val="{ink}"/><w:sz w:val="{size}"/></w:rPr>'
    '<w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx>'
)

_TWIP = 635
_MILLIMETRE = 36_000
_BAR, _GAP = 6 * _MILLIMETRE, 2 * _MILLIMETRE
_LINE = 4 * _MILLIMETRE  # a line of a label
_LETTER = 61_250  # an average letter of a label
_SWATCH = 4 * _MILLIMETRE
_WIDEST = 250 * _MILLIMETRE
_LABEL_SHARE, _TOTAL = 0.27, 14 * _MILLIMETRE
_MOST_LABEL_LINES = 3
_FIRST_ID = 100_000  # beyond whatever a template's header has


class Drawings:
    """The charts of one document; `width` and `height` are those of a page's text, in twips."""

    def __init__(self, style: str, width: int, height: int) -> None:
        self._style = style
        self._width = min(width * _TWIP, _WIDEST)
        # A caption and the heading above it stand on the same page.
        self._height = max(height * _TWIP - 30 * _MILLIMETRE, 50 * _MILLIMETRE)
        self._id = _FIRST_ID
        self._number = 0

    def of(self, chart: Chart) -> Iterator[Element]:
        """Yield a chart as paragraphs; one that is higher than a page is drawn in parts."""
        categories = list(
            zip(
                chart.categories,
                zip(*(each.values for each in chart.series), strict=True),
                strict=True,
            )
        )
        most = max((sum(values) for _, values in categories), default=0)
        start = 0
        while start < len(categories) or start == 0:
            legend, top = self._legend(chart.series)
            shapes, high, end = [*legend], top, start
            while end < len(categories):
                drawn, row = self._row(*categories[end], most, chart.series, high)
                if end > start and high + row > self._height:
                    break
                shapes += drawn
                high += row
                end += 1
            yield self._drawn(chart, shapes, high, first=start == 0, last=end >= len(categories))
            start = max(end, start + 1)

    def _drawn(
        self, chart: Chart, shapes: Sequence[str], high: int, *, first: bool, last: bool
    ) -> Element:
        self._number += 1
        alternative = chart.alternative if first else f"{chart.caption}, continued"
        xml = _RUN.format(
            names=_NAMES,
            wide=self._width,
            high=high,
            id=self._next(),
            number=self._number,
            alternative=_attribute(alternative),
            title=_attribute(chart.caption),
            shapes="".join(shapes),
            words=escape(alternative),
        )
        run = parse_xml(xml)
        return paragraph([run], Look(self._style, keep=not last))

    def _legend(self, series: Sequence[Series]) -> tuple[list[str], int]:
        """Return the names of the ratings beside their colours, and how high they stand."""
        shapes: list[str] = []
        x = y = 0
        for each in series:
            letters = min(len(each.name), 60)
            wide = min(_SWATCH + _GAP // 2 + letters * _LETTER + 5 * _MILLIMETRE, self._width)
            if x and x + wide > self._width:
                x, y = 0, y + _BAR
            shapes.append(self._bar(x, y + _MILLIMETRE, _SWATCH, _SWATCH, fill_of(each.colour)))
            at = x + _SWATCH + _GAP // 2
            shapes.append(
                self._label(at, y, wide - (at - x), _BAR, _cut(each.name, letters), "left", size=17)
            )
            x += wide
        return shapes, (y + _BAR + _GAP if series else 0)

    def _row(
        self, name: str, values: Sequence[int], most: int, series: Sequence[Series], y: int
    ) -> tuple[list[str], int]:
        """Return a category's bar with its name and its total, and how high it is."""
        wide = int(self._width * _LABEL_SHARE)
        letters = max(wide // _LETTER, 8)
        lines = min(-(-len(name) // (letters - 4)), _MOST_LABEL_LINES) or 1
        high = max(_BAR, lines * _LINE)
        text = _cut(name, (letters - 4) * _MOST_LABEL_LINES)
        shapes = [self._label(0, y, wide - _GAP, high, text, "right", size=17)]
        room = self._width - wide - _TOTAL
        ends = [room * each // max(most, 1) for each in accumulate(values, initial=0)]
        for each, value, start, end in zip(series, values, ends, ends[1:], strict=False):
            if value > 0:
                shapes.append(
                    self._segment(each, value, wide + start, y + (high - _BAR) // 2, end - start)
                )
        total = f"{sum(values):,}"
        shapes.append(
            self._label(
                wide + ends[-1] + _GAP // 2, y, _TOTAL - _GAP // 2, high, total, "left", size=18
            )
        )
        return shapes, high + _GAP

    def _segment(self, series: Series, value: int, x: int, y: int, wide: int) -> str:
        """Return the part of a bar: letter and number in it, or the number, or neither."""
        fill = fill_of(series.colour)
        for text in (f"{series.letter} {value:,}".strip(), f"{value:,}"):
            if len(text) * _LETTER + _MILLIMETRE <= wide:
                words = self._words(text, "center", ink_on(fill), 17)
                return self._bar(x, y, wide, _BAR, fill, words)
        return self._bar(x, y, max(wide, 1), _BAR, fill)

    def _bar(self, x: int, y: int, wide: int, high: int, fill: str, words: str = "") -> str:
        return _SHAPE.format(
            id=self._next(),
            x=x,
            y=y,
            wide=wide,
            high=high,
            fill=_FILLED.format(fill=fill),
            words=words,
        )

    def _label(
        self, x: int, y: int, wide: int, high: int, text: str, side: str, *, size: int
    ) -> str:
        words = self._words(text, side, "000000", size)
        return _SHAPE.format(
            id=self._next(), x=x, y=y, wide=wide, high=high, fill=_BARE, words=words
        )

    def _words(self, text: str, side: str, ink: str, size: int) -> str:
        style = f"<w:pStyle w:val={quoteattr(self._style)}/>"
        return _WORDS.format(style=style, side=side, ink=ink, size=size, text=escape(text))

    def _next(self) -> int:
        self._id += 1
        return self._id


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: max(most - 1, 1)].rstrip()}…"


def _attribute(text: str) -> str:
    return quoteattr(" ".join(text.split()))
