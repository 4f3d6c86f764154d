"""A workbook written anew for openpyxl: within bounds, and without what it would stumble over.

A library that keeps all of a workbook makes a cell for each place of an area, however large, and
refuses a file for one colour that is none. What it gets are the cells that hold something, and of
all else only what a plan needs.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.sax.saxutils import escape

from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE

from db.errors import PlanError
from jtai_tui.exchange.incoming.archive import Archive
from jtai_tui.exchange.incoming.clean import clean
from jtai_tui.exchange.incoming.colours import hex_colour
from jtai_tui.exchange.incoming.excel_cells import (
    MOST_CELLS,
    SHEET,
    Known,
    PlainSheet,
    X,
    digits,
    whole_text,
    write_sheet,
)

_MOST_SHEETS = 200
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LOOKS = {f"{X}{name}" for name in ("numFmts", "fills", "cellXfs", "dxfs", "colors")}
_PARTS = {f"{X}{name}" for name in ("numFmt", "fill", "xf", "dxf", "indexedColors")}


@dataclass(frozen=True, slots=True)
class PlainCopy:
    """A workbook as the bytes of a file; its sheets are in the order of `sheets`.

    `palette` are the workbook's own first colours as `rrggbb`, `notes` sentences for people.
    """

    data: bytes
    sheets: tuple[PlainSheet, ...]
    palette: tuple[str, ...]
    notes: tuple[str, ...]


def plain_copy(archive: Archive, book: str, seen: Counter[str]) -> PlainCopy:
    """Return a workbook as openpyxl reads it without harm; `book` is its main part.

    `seen` counts what is left out. Raises PlanError where it is damaged, or has more cells than a
    plan could have.
    """
    root = archive.xml(book)
    settings = root.find(f"{X}workbookPr")
    since_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
    relations = archive.related(book)
    out = io.BytesIO()
    sheets: list[PlainSheet] = []
    notes = []
    if any(part.endswith("vbaproject.bin") for part in archive.parts()):
        notes.append("Its macros were not run.")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        styles = archive.related_part(book, "styles")
        looks = _plain_looks(archive.xml(styles) if styles else Element("none"))
        copy.writestr("xl/styles.xml", tostring(looks))
        with copy.open("xl/sharedStrings.xml", "w") as part:
            strings = _write_strings(archive, archive.related_part(book, "sharedStrings"), part)
        known = Known(strings, len(looks.findall(f"{X}cellXfs/")), len(looks.findall(f"{X}dxfs/")))
        for each in root.findall(f"{X}sheets/{X}sheet")[:_MOST_SHEETS]:
            relation = relations.get(each.get(f"{{{_R}}}id", ""))
            name = " ".join(clean(each.get("name", ""), seen).split()) or f"sheet {len(sheets) + 1}"
            if relation is None or relation.external:
                notes.append(f"The sheet {name} is missing in the file.")
            elif relation.kind != "worksheet":
                notes.append(
                    f"The sheet {name} has no cells (a chart or macros), and was left out."
                )
            else:
                sheet = PlainSheet(name, hidden=each.get("state", "visible") != "visible")
                sheets.append(sheet)
                with copy.open(f"xl/worksheets/sheet{len(sheets)}.xml", "w") as part:
                    write_sheet(archive, relation.target, sheet, known, part, seen)
                if sum(len(each.filled) + each.coloured for each in sheets) > 2 * MOST_CELLS:
                    raise PlanError(
                        f"{archive.name} has more than {2 * MOST_CELLS:,} cells; delete the sheets"
                        " that are no part of the plan"
                    )
        for name, content in _frame(len(sheets), since_1904=since_1904):
            copy.writestr(name, content)
    palette = (hex_colour(each.get("rgb")) for each in looks.iter(f"{X}rgbColor"))
    return PlainCopy(out.getvalue(), tuple(sheets), tuple(palette), tuple(notes))


def _plain_looks(root: Element) -> Element:
    """Return number formats and fills alone: fonts, borders and names say nothing of a plan."""
    looks = Element(f"{X}styleSheet")
    looks.extend(each for each in root if each.tag in _LOOKS)
    for each in looks:
        each[:] = [part for part in each if part.tag in _PARTS]
    formats = {each.get("numFmtId") for each in looks.iter(f"{X}numFmt")}
    fills = len(looks.findall(f"{X}fills/"))
    for each in looks.iter(f"{X}xf"):
        form, fill = digits(each.get("numFmtId")) or 0, digits(each.get("fillId")) or 0
        known = str(form) in formats or form < BUILTIN_FORMATS_MAX_SIZE
        each.clear()
        each.set("numFmtId", str(form if known else 0))
        each.set("fillId", str(fill if fill < fills else 0))
    for each in looks.iter():
        if each.tag == f"{X}dxf":
            each[:] = each.findall(f"{X}fill")
        elif each.tag == f"{X}fill" and not len(each):
            SubElement(each, f"{X}patternFill")
        elif (rgb := hex_colour(each.get("rgb"))) or each.tag == f"{X}rgbColor":
            # What is said in full differs so from what openpyxl takes where nothing is said.
            each.set("rgb", f"FF{rgb or '000000'}")
        else:
            each.attrib.pop("rgb", None)
    if looks.find(f"{X}cellXfs/{X}xf") is None:
        # A workbook without a style is taken for one without styles.
        SubElement(SubElement(looks, f"{X}cellXfs"), f"{X}xf")
    return looks


def _write_strings(archive: Archive, part: str, out: IO[bytes]) -> int:
    """Write the texts that cells share, and return how many there are."""
    number = 0
    out.write(f'<sst xmlns="{SHEET}">'.encode())
    for event, element in archive.events(part) if part else ():
        if event == "end" and element.tag == f"{X}si":
            number += 1
            out.write(f"<si><t>{escape(whole_text(element))}</t></si>".encode())
            element.clear()
    out.write(b"</sst>")
    return number


def _frame(sheets: int, *, since_1904: bool) -> Iterator[tuple[str, str]]:
    """Yield the parts that hold a workbook of so many sheets together, by name.

    Their names in it are numbers: openpyxl is as strict about names as Excel, others are not.
    """
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="{each}" sheetId="{each}" r:id="s{each}"/>' for each in numbers)
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{SHEET}" xmlns:r="{_R}"><workbookPr date1904="{since_1904:d}"/>'
        f"<sheets>{listed}</sheets></workbook>",
    )
    targets = "".join(
        f'<Relationship Id="s{each}" Type="{_R}/worksheet" Target="worksheets/sheet{each}.xml"/>'
        for each in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'<Relationships xmlns="{_PACKAGE}/relationships">{targets}</Relationships>',
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>'
        "</Types>",
    )
