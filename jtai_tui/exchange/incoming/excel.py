"""An Excel workbook as values: its sheets in order, as people see them.

This module brings in no library; the modules `excel_book`, `excel_plain`, `excel_sheet` and
`excel_rules` beside it are for it alone.
"""

from __future__ import annotations

from jtai_tui.exchange.extras import needs
from jtai_tui.exchange.incoming.archive import Archive
from jtai_tui.exchange.incoming.source import Source


def read_excel(archive: Archive, book: str, sha256: str) -> Source:
    """Return what a workbook holds; `book` is its main part.

    Raises PlanError where it is damaged or too much, or the library is missing.
    """
    needs("openpyxl", "openpyxl", "reading Excel files")
    from jtai_tui.exchange.incoming.excel_book import read_book  # noqa: PLC0415  brings in openpyxl

    return read_book(archive, book, sha256)
