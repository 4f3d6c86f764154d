"""A plan as an Excel workbook, a sheet for each agency; and a list of actions as one sheet.

This module brings in no library; the modules `excel_...` beside it are for it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db.plan_entries import PlanDocument
from db.rating import Scheme
from db.rows import ActionRow
from db.travel import Travel
from jtai_tui.exchange.action_record import DueDates
from jtai_tui.exchange.extras import needs


def plan_xlsx(
    document: PlanDocument, *, as_at: str = "", progress: Callable[[float], object] = float
) -> bytes:
    """Return a plan as the content of a .xlsx; the same plan always gives the same bytes.

    `as_at` marks it as it stood once: see `published_lines.as_at_words`.
    `progress` is called with what share is done, 0 to 1, and may raise to cancel. Raises
    PlanError where the library is missing.
    """
    needs("openpyxl", "openpyxl", "writing Excel files")
    from jtai_tui.exchange.outgoing.excel_plan import write_plan  # noqa: PLC0415  brings in openpyxl

    return write_plan(document, as_at, progress)


def list_xlsx(
    rows: Sequence[ActionRow],
    due_dates: DueDates,
    *,
    title: str,
    scheme: Scheme,
    travel: Travel | None = None,
    progress: Callable[[float], object] = float,
) -> bytes:
    """Return actions as the content of a .xlsx: one sheet with filters and true dates.

    `travel` is what they are compared with, in columns of their own.
    `progress` and what is raised are as with `plan_xlsx`.
    """
    needs("openpyxl", "openpyxl", "writing Excel files")
    from jtai_tui.exchange.outgoing.excel_list import write_list  # noqa: PLC0415  brings in openpyxl

    return write_list(rows, due_dates, title, scheme, travel, progress)
