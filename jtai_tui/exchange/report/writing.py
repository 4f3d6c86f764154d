"""The forms that a report is written in, by the ending of the file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from db.errors import Refused
from jtai_tui.exchange.report.page import Page

REPORT_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "docx": "Word document",
        "xlsx": "Excel workbook",
        "html": "web page",
        "md": "Markdown text",
    }
)
"""What a report is written as, by the ending in small letters."""


def report_ending(ending: str) -> str | None:
    """Return the form that an ending (`.htm`, `DOCX`) means, None if it means none."""
    plain = ending.removeprefix(".").casefold()
    plain = {"htm": "html", "markdown": "md"}.get(plain, plain)
    return plain if plain in REPORT_FORMS else None


def write_report(page: Page, ending: str, *, template: bytes | None = None) -> bytes:
    """Return the report as the content of a file with this ending, one of `REPORT_FORMS`.

    `template` is a Word document whose look the report takes. Raises PlanError where a library is
    missing, Refused for a template of what is not Word, or one that can't be used.
    """
    if template is not None and ending != "docx":
        raise Refused("a template is for a Word document; write the report as .docx")
    match ending:
        case "docx":
            from jtai_tui.exchange.report.word import word_report  # noqa: PLC0415  one form of four

            return word_report(page, template=template)
        case "xlsx":
            from jtai_tui.exchange.report.excel import (  # noqa: PLC0415  one form of four
                excel_report,
            )

            return excel_report(page)
        case "html":
            from jtai_tui.exchange.report.web import html_report  # noqa: PLC0415  one form of four

            return html_report(page)
        case "md":
            from jtai_tui.exchange.report.markdown import (  # noqa: PLC0415  one form of four
                markdown_report,
            )

            return markdown_report(page)
    raise Refused(f"a report is written as {', '.join(REPORT_FORMS)}, not as {ending}")
