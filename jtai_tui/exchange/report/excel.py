"""A report as a workbook: the summary with a chart of the ratings, then a sheet for each section.

This module brings in no library; the modules `excel_...` beside it are for it alone.
"""

from __future__ import annotations

from jtai_tui.exchange.extras import needs
from jtai_tui.exchange.report.page import Page


def excel_report(page: Page) -> bytes:
    """Return a report as the content of a .xlsx; the same report always gives the same bytes.

    Raises PlanError where the library is missing.
    """
    needs("openpyxl", "openpyxl", "writing Excel files")
    from jtai_tui.exchange.report.excel_report import write_report  # noqa: PLC0415  brings in openpyxl

    return write_report(page)
