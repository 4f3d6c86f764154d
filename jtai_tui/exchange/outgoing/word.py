"""A plan as a Word document, for the board: landscape, a table for each agency, a key of ratings.

This module brings in no library; the modules `word_...` beside it are for it alone.
"""

from __future__ import annotations

from collections.abc import Callable

from db.plan_entries import PlanDocument
from jtai_tui.exchange.extras import needs


def plan_docx(
    document: PlanDocument,
    *,
    as_at: str = "",
    template: bytes | None = None,
    progress: Callable[[float], object] = float,
) -> bytes:
    """Return a plan as the content of a .docx; the same plan always gives the same bytes.

    `as_at` marks it as it stood once: see `published_lines.as_at_words`.
    `template` is a .docx whose styles, header and footer are taken over. `progress` is called
    with what share is done, 0 to 1, and may raise to cancel. Raises PlanError where the library
    is missing, or the template isn't a Word document.
    """
    needs("docx", "python-docx", "writing Word files")
    from jtai_tui.exchange.outgoing.word_document import write_plan  # noqa: PLC0415  brings in docx

    return write_plan(document, as_at, template, progress)
