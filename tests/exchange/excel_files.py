"""Excel workbooks for tests: by a library as people's programs write them, or part by part."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook

from tests.exchange.word_files import relations, theme_part, zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def excel_file(
    rows: Iterable[Sequence[object]] = (), change: Callable[[Workbook], object] | None = None
) -> bytes:
    """Return a workbook with rows in its one sheet `Health`, after `change` has been at it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Health"
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def excel_parts(
    data: str,
    *,
    after: str = "",
    strings: Iterable[str] = (),
    styles: str = "",
    settings: str = "",
    links: Sequence[tuple[str, str, str]] = (),
) -> dict[str, str | bytes]:
    """Return the parts of a workbook with one sheet `Health`, to be changed and zipped.

    `data` are its rows as XML, `after` what follows them, `strings` the shared texts as XML,
    `styles` the elements within that part, `settings` the attributes of `workbookPr`.
    """
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations([("main", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_R}"><workbookPr {settings}/><sheets>'
            '<sheet name="Health" sheetId="1" r:id="one"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            [
                ("one", "worksheet", "worksheets/sheet1.xml"),
                ("two", "sharedStrings", "sharedStrings.xml"),
                ("three", "styles", "styles.xml"),
                ("four", "theme", "theme/theme1.xml"),
            ]
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{_MAIN}" xmlns:r="{_R}"><sheetData>{data}</sheetData>{after}'
            "</worksheet>"
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(links),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(strings)}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
        "xl/theme/theme1.xml": theme_part(),
    }


def raw_excel_file(
    data: str,
    *,
    after: str = "",
    strings: Iterable[str] = (),
    styles: str = "",
    settings: str = "",
    links: Sequence[tuple[str, str, str]] = (),
) -> bytes:
    """Return a workbook with one sheet `Health` as XML; see `excel_parts`."""
    return zipped(
        excel_parts(
            data, after=after, strings=strings, styles=styles, settings=settings, links=links
        )
    )


def text_cell(name: str, text: str) -> str:
    """Return a cell that holds its own text."""
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def number_cell(name: str, number: object, style: int = 0) -> str:
    """Return a cell with a number as the file keeps it."""
    return f'<c r="{name}" s="{style}"><v>{number}</v></c>'


def formats(*codes: str) -> str:
    """Return styles by which cell style 1, 2, … shows numbers in these formats."""
    listed = "".join(
        f'<numFmt numFmtId="{200 + place}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for place, code in enumerate(codes)
    )
    cells = "".join(f'<xf numFmtId="{200 + place}"/>' for place in range(len(codes)))
    return f"<numFmts>{listed}</numFmts><cellXfs><xf/>{cells}</cellXfs>"
