"""Which captions of a report's tables are seen: those that say more than the heading above them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jtai_tui.exchange.report.page import Block, Chart, Heading, Section, Table

_COUNTED = re.compile(r" \([0-9,]+\)$")


def with_captions(section: Section) -> Iterator[tuple[Block, str]]:
    """Yield the blocks of a section, each with the caption that is seen above it, or "".

    The caption of a table that starts like the heading, which may count (`Worse (8)`), is left to
    whoever can't see the table.
    """
    heading = section.heading
    for block in section.blocks:
        if isinstance(block, Heading):
            heading = block.text
        caption = block.caption if isinstance(block, Table | Chart) else ""
        starts = caption.casefold().startswith(_COUNTED.sub("", heading).casefold())
        yield block, "" if isinstance(block, Table) and starts else caption
