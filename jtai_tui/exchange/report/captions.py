"""Which captions of a report's tables are seen: those that say more than the heading above them."""

from __future__ import annotations

from collections.abc import Iterator

from jtai_tui.exchange.report.page import Block, Chart, Heading, Section, Table


def with_captions(section: Section) -> Iterator[tuple[Block, str]]:
    """Yield the blocks of a section, each with the caption that is seen above it, or "".

    A caption that only repeats the heading, which may count (`Worse (8)`), is left to whoever
    can't see the table.
    """
    heading = section.heading
    for block in section.blocks:
        if isinstance(block, Heading):
            heading = block.text
        repeats = isinstance(block, Table | Chart) and block.caption in (
            heading,
            heading.rpartition(" (")[0],
        )
        seen = block.caption if isinstance(block, Table | Chart) and not repeats else ""
        yield block, seen
