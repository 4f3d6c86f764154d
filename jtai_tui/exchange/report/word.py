"""A report as a Word document: headings to go by, tables that print well, a chart drawn in Word.

This module brings in no library; the modules `word_...` beside it are for it alone.
"""

from __future__ import annotations

from jtai_tui.exchange.extras import needs
from jtai_tui.exchange.report.page import Page


def word_report(page: Page, *, template: bytes | None = None) -> bytes:
    """Return a report as the content of a .docx; the same report always gives the same bytes.

    `template` is a council's .docx or .dotx: its styles, its page, its header and footer are
    taken over. Raises PlanError where the library is missing, or the template is no Word
    document, has macros, fetches something, or is far too much.
    """
    needs("docx", "python-docx", "writing Word files")
    from jtai_tui.exchange.report.word_report import write_report  # noqa: PLC0415  brings in docx

    return write_report(page, template)
