"""The chart of a report in a workbook: Excel's own, on the numbers of the table above it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from jtai_tui.exchange.outgoing.excel_cells import LINE, lines_of, set_height
from jtai_tui.exchange.outgoing.shading import HEADER_FILL, HEADER_INK, fill_of, ink_on
from jtai_tui.exchange.report.excel_pages import page_height
from jtai_tui.exchange.report.excel_texts import Kind, Pen
from jtai_tui.exchange.report.page import Chart, Series, Table

_CENTIMETRE = 360_000
_POINT = 12_700
_CHARACTER = 0.19  # centimetres that a column's character takes
_WIDEST, _LEAST_WIDE = 29.0, 16.0
_AROUND, _HIGHEST = 4.6, 60.0  # centimetres: title, axis and legend; in all
_BAR, _THINNEST = 0.95, 0.45  # centimetres: a bar; one of a chart that would be parted else
_MARGIN = 1.2  # centimetres of a page beneath a chart that is as high
_LINES, _GRID = "5B6573", "D5DAE1"
_ACTIONS = "Actions"
_OWN_WIDTH = 9.0  # characters: no column of a sheet is narrower by much


@dataclass(frozen=True, slots=True)
class Placed:
    """A table where it stands: the rows of its head, where each of its rows starts, the last."""

    table: Table
    head: int
    rows: tuple[int, ...]
    last: int


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the numbers of a chart stand: its rows, and the column of each of its series."""

    head: int
    first: int
    last: int
    columns: tuple[int, ...]
    axis: str


class _Described(OneCellAnchor):
    """Where a chart stands, with what it says in words for whoever can't see it."""

    __elements__ = OneCellAnchor.__elements__
    __attrs__ = OneCellAnchor.__attrs__
    words = ""
    title = ""

    def to_tree(self, *names: Any, **more: Any) -> Any:
        """Return the XML of the chart's place; openpyxl itself writes no alternative text."""
        frame: Any = self.graphicFrame
        described = frame.nvGraphicFramePr.cNvPr
        described.descr, described.title = self.words, self.title
        return super().to_tree(*names, **more)


class _Labels(DataLabelList):
    """The numbers in the bars, in a form of their own and not in that of the cells."""

    __elements__ = DataLabelList.__elements__
    __nested__ = DataLabelList.__nested__
    __attrs__ = DataLabelList.__attrs__

    def to_tree(self, *names: Any, **more: Any) -> Any:
        """Return the labels' XML; openpyxl itself doesn't say that the form is their own."""
        tree = super().to_tree(*names, **more)
        for each in tree.iter():
            if each.tag.rpartition("}")[2] == "numFmt":
                each.set("sourceLinked", "0")
        return tree


def add_chart(
    sheet: Worksheet,
    pen: Pen,
    chart: Chart,
    placed: Sequence[Placed],
    row: int,
    widths: Sequence[float],
) -> tuple[int, int]:
    """Set a chart into a sheet whose columns have these widths; return its rows: first, last.

    It counts on the table above it that says the same; where there is none, its own is written.
    """
    if not chart.series or not chart.categories:
        return row, row - 1
    source = next(filter(None, (_source(each, chart) for each in reversed(placed))), None)
    if source is None:
        source, row = _own_table(sheet, pen, chart, row)
    bars = _bars(sheet, chart, source)
    wide = min(max(sum(widths) * _CHARACTER, _LEAST_WIDE), _WIDEST)
    high = _height(len(chart.categories), page_height(widths) * _POINT / _CENTIMETRE)
    bars.width, bars.height = wide, high
    anchor = _Described(
        _from=AnchorMarker(col=0, row=row - 1),
        ext=XDRPositiveSize2D(int(wide * _CENTIMETRE), int(high * _CENTIMETRE)),
    )
    anchor.words, anchor.title = chart.alternative, chart.caption
    bars.anchor = anchor
    sheet.add_chart(bars)
    needed = int(high * _CENTIMETRE / _POINT / (LINE + 4)) + 1
    for each in range(row, row + needed):
        set_height(sheet, each, 1)
    return row, row + needed - 1


def _height(bars: int, page: float) -> float:
    """Return how many centimetres high a chart is: as a page, if its bars can be so thin."""
    high = _AROUND + _BAR * bars
    if _AROUND + _THINNEST * bars <= page - _MARGIN < high:
        return page - _MARGIN
    return min(high, _HIGHEST)


def _source(placed: Placed, chart: Chart) -> _Source | None:
    """Return where a table says what a chart shows, if it does."""
    table, number = placed.table, len(chart.categories)
    rows = table.rows[:number]
    if tuple(row[0].text for row in rows) != chart.categories:
        return None
    if placed.rows[number - 1] - placed.rows[0] != number - 1:
        return None
    columns = []
    for series in chart.series:
        values = list(series.values)
        found = [
            at
            for at, column in enumerate(table.columns)
            if column.heading in (series.name, series.name.removeprefix(series.letter).strip())
            and [row[at].number for row in rows] == values
        ]
        if not found:
            return None
        columns.append(found[0] + 1)
    first = placed.rows[0]
    return _Source(placed.head, first, first + number - 1, tuple(columns), table.columns[0].heading)


def _own_table(sheet: Worksheet, pen: Pen, chart: Chart, row: int) -> tuple[_Source, int]:
    head = Kind(bold=True, ink=HEADER_INK, fill=HEADER_FILL, box=True)
    boxed = Kind(box=True)
    headings = ["", *(each.name for each in chart.series)]
    for column, heading in enumerate(headings, 1):
        pen.put(sheet, row, column, heading, head)
    set_height(sheet, row, max(lines_of(heading, _OWN_WIDTH) for heading in headings))
    for at, category in enumerate(chart.categories):
        pen.put(sheet, row + 1 + at, 1, category, boxed)
        for column, series in enumerate(chart.series, 2):
            pen.put_number(sheet, row + 1 + at, column, series.values[at], boxed)
    last = row + len(chart.categories)
    columns = tuple(range(2, len(chart.series) + 2))
    return _Source(row, row + 1, last, columns, ""), last + 2


def _bars(sheet: Worksheet, chart: Chart, source: _Source) -> Any:
    bars: Any = BarChart()
    bars.type, bars.grouping, bars.overlap, bars.gapWidth = "bar", "stacked", 100, 45
    bars.roundedCorners = False
    bars.title = _title(chart.caption, 1200)
    bars.legend.position = "b"
    bars.legend.txPr = _letters("000000", 900)
    rows = (source.first, source.last)
    categories = AxDataSource(strRef=_texts(sheet, 1, rows, chart.categories))
    for series, column in zip(chart.series, source.columns, strict=True):
        bars.series.append(_series(sheet, series, column, source))
        bars.series[-1].cat = categories
    for axis, words in ((bars.x_axis, source.axis), (bars.y_axis, _ACTIONS)):
        axis.delete = False
        axis.title = _title(words, 900) if words else None
        axis.txPr = _letters("000000", 900)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_LINES))
    # The first category stands on top, as in the table; the numbers stay beneath.
    bars.x_axis.scaling.orientation = "maxMin"
    bars.y_axis.crosses = "max"
    bars.y_axis.number_format = "0"
    bars.y_axis.scaling.min = 0
    bars.y_axis.majorUnit = _unit(
        map(sum, zip(*(each.values for each in chart.series), strict=True))
    )
    bars.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    return bars


def _series(sheet: Worksheet, series: Series, column: int, source: _Source) -> Any:
    held = [NumVal(idx=number, v=value) for number, value in enumerate(series.values)]
    place = _place(sheet, column, (source.first, source.last))
    made: Any = SeriesFactory(place)
    made.val.numRef.numCache = NumData(formatCode="General", ptCount=len(held), pt=held)
    head = (source.head, source.head)
    if sheet.cell(source.head, column).value == series.name:
        made.tx = SeriesLabel(strRef=_texts(sheet, column, head, [series.name]))
    else:
        made.tx = SeriesLabel(v=series.name)
    fill = fill_of(series.colour)
    made.graphicalProperties = GraphicalProperties(
        solidFill=fill, ln=LineProperties(solidFill=_LINES, w=6350)
    )
    made.invertIfNegative = False
    labels = _Labels()
    letter = series.letter.replace('"', "").replace("\\", "")
    # Letter and number, so that the bars are told apart without colours; nothing for nought.
    labels.numFmt = f'"{letter} "0;;;' if letter else "0;;;"
    labels.showVal = True
    labels.showLegendKey = labels.showCatName = labels.showSerName = False
    labels.showPercent = labels.showBubbleSize = False
    labels.dLblPos = "ctr"
    labels.txPr = _letters(ink_on(fill), 800)
    made.dLbls = labels
    return made


def _unit(totals: Iterable[int]) -> int:
    """Return the step of an axis of whole numbers: about ten steps, in ones, twos and fives."""
    most = max(totals, default=0)
    step = 1
    while most / step > 12:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _title(words: str, size: int) -> Title:
    look = CharacterProperties(sz=size, b=True, solidFill="1F1F1F")
    paragraph = Paragraph(
        pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=words)]
    )
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _letters(ink: str, size: int) -> RichText:
    look = CharacterProperties(sz=size, solidFill=ink)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)
    paragraph.r = []
    return RichText(p=[paragraph])


def _texts(sheet: Worksheet, column: int, rows: tuple[int, int], texts: Sequence[str]) -> StrRef:
    """Return where texts stand, and what they are, for programs that don't count."""
    held = [StrVal(idx=number, v=text) for number, text in enumerate(texts)]
    return StrRef(_place(sheet, column, rows), StrData(ptCount=len(held), pt=held))


def _place(sheet: Worksheet, column: int, rows: tuple[int, int]) -> str:
    letter = get_column_letter(column)
    start, end = (f"${letter}${row}" for row in rows)
    name = quote_sheetname(sheet.title)
    return f"{name}!{start}" if start == end else f"{name}!{start}:{end}"
