"""The forms that a plan is published in, by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from db.plan_entries import PlanDocument
from jtai_tui.exchange.outgoing.excel import plan_xlsx
from jtai_tui.exchange.outgoing.markdown import plan_markdown
from jtai_tui.exchange.outgoing.web import plan_html
from jtai_tui.exchange.outgoing.word import plan_docx


class PlanWriter(Protocol):
    """Writes a plan as the content of a file, and tells what share is done, 0 to 1.

    `as_at` says how the plan is marked that is as it stood once: `published_lines.as_at_words`.
    """

    def __call__(
        self, document: PlanDocument, *, as_at: str = ..., progress: Callable[[float], object] = ...
    ) -> bytes:
        """Return the file's content; PlanError where a library is missing."""
        ...


@dataclass(frozen=True, slots=True)
class PlanForm:
    """A form of a plan: what people call it, and what writes it."""

    name: str
    write: PlanWriter


def _html(
    document: PlanDocument, *, as_at: str = "", progress: Callable[[float], object] = float
) -> bytes:
    return plan_html(document, as_at=as_at, progress=progress).encode()


def _markdown(
    document: PlanDocument, *, as_at: str = "", progress: Callable[[float], object] = float
) -> bytes:
    return plan_markdown(document, as_at=as_at, progress=progress).encode()


_WEB = PlanForm("web page", _html)

PLAN_FORMS: Mapping[str, PlanForm] = MappingProxyType(
    {
        ".docx": PlanForm("Word document", plan_docx),
        ".xlsx": PlanForm("Excel workbook", plan_xlsx),
        ".html": _WEB,
        ".htm": _WEB,
        ".md": PlanForm("Markdown text", _markdown),
    }
)
"""The forms by ending, in small letters with the dot; libraries are brought in by the writing."""
