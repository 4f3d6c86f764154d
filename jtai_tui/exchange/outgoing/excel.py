"""A plan as an Excel workbook, a sheet for each agency; and a list of actions as one sheet.

This module brings in no library; the modules `excel_...` beside it are for it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db.plan_entries import PlanDocument
from db.rating import Scheme
from db.rows import ActionRow
from jtai_tui.exchange.action_record import DueDates
from jtai_tui.exchange.extras import needs


def plan_xlsx(document: PlanDocument, *, progress: Callable[[float], object] = float) -> bytes:
    """Return a plan as the content of a .xlsx; the same plan always gives the same bytes.

    `progress` is called with what share is done, 0 to 1, and may raise to cancel. Raises
    PlanError where the library is missing.
    """
    needs("openpyxl", "openpyxl", "writing Excel files")
    from jtai_tui.exchange.outgoing.excel_plan import write_plan  # noqa: PLC0415  brings in openpyxl

    return write_plan(document, progress)


def list_xlsx(
    rows: Sequence[ActionRow],
    due_dates: DueDates,
    *,
    title: str,
    scheme: Scheme,
    progress: Callable[[float], object] = float,
) -> bytes:
    """Return actions as the content of a .xlsx: one sheet with filters and true dates.

    `progress` and what is raised are as with `plan_xlsx`.
    """
    needs("openpyxl", "openpyxl", "writing Excel files")
    from jtai_tui.exchange.outgoing.excel_list import write_list  # noqa: PLC0415  brings in openpyxl

    return write_list(rows, due_dates, title, scheme, progress)
