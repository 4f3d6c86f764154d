"""The text of the action at hand, the same wherever it is read or copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jtai_tui.doubted import reasons_for
from jtai_tui.widgets.detail_text import detail_blocks

if TYPE_CHECKING:
    from db.rows import ActionDetail
    from jtai_tui.desk import Desk
    from jtai_tui.widgets.blocks import Block


def blocks_of(desk: Desk, detail: ActionDetail) -> tuple[Block, ...]:
    """Return an action as blocks to read, with what is known beside it. Raises PlanError."""
    known = desk.beside
    return detail_blocks(
        detail,
        desk.scheme,
        desk.today(),
        travelled=None if known is None else known.travelled(detail.row),
        chased=None if known is None else known.chased_words,
        doubts=reasons_for(desk, detail.row.id),
    )
