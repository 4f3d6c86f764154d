"""What reading a document in has brought, in words: said by the app and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jtai_tui.text import counted

if TYPE_CHECKING:
    from db.importing import Imported


def imported_parts(done: Imported) -> list[str]:
    """Return what was added, a few words each; none where nothing was."""
    numbers = (
        (len(done.added), "action", ""),
        (len(done.agencies), "agency", "agencies"),
        (done.updates, "progress update", ""),
        (done.evidence, "piece of evidence", "pieces of evidence"),
    )
    return [counted(number, noun, plural) for number, noun, plural in numbers if number]
