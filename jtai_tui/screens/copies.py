"""Who has a copy of the plan: what is overdue first, then what is out, then what came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from db.copies import IssuedCopy, issued_copies, overdue_first
from db.dates import show_date, show_moment
from jtai_tui.screens.reader import ReaderScreen
from jtai_tui.shipped import SHOWN_TIP, return_words
from jtai_tui.widgets.blocks import Block, Gap, Heading, Paragraph
from jtai_tui.widgets.palette import HEADING, LATE, MUTED, STRONG, TEXT

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen

_INDENT = 2
_NONE = (
    "No copy was issued yet. “Ship a copy” in the palette (ctrl+p) makes one; here stands then to"
    " whom it went, and whether it came back."
)


async def show_copies(screen: WorkScreen) -> None:
    """Show all copies that were issued."""
    desk = screen.desk
    copies = issued_copies(desk.plan, today=desk.today())
    blocks: list[Block] = list(copy_blocks(copies))
    if not blocks:
        blocks = [Gap(), Paragraph(((_NONE, MUTED),))]
    await screen.ask(ReaderScreen("WHO HAS A COPY", blocks))


def copy_blocks(copies: Iterable[IssuedCopy]) -> Iterator[Block]:
    """Yield the copies under headings that say how they stand."""
    ordered = overdue_first(copies)
    for title, tone, some in (
        ("OVERDUE", LATE, [each for each in ordered if each.overdue]),
        ("OUT", HEADING, [each for each in ordered if each.out and not each.overdue]),
        ("CAME BACK", HEADING, [each for each in ordered if not each.out]),
    ):
        if some:
            yield Heading(title, f"{len(some):,} {'copy' if len(some) == 1 else 'copies'}", tone)
        for number, copy in enumerate(some):
            if number:
                yield Gap()
            yield from _copy(copy)


def _copy(copy: IssuedCopy) -> Iterator[Block]:
    """Yield what is said of a copy: to whom it went and how it stands, then where it is from."""
    tone = LATE if copy.overdue else TEXT if copy.out else MUTED
    standing = "" if copy.returns else return_words(copy)
    yield Paragraph(((copy.to, STRONG), ("  ", TEXT), (standing, tone)))
    asked = "" if copy.back_by is None else f", asked back by {show_date(copy.back_by)}"
    issued = f"issued {show_date(copy.day)} by {copy.by}{asked}, tip {copy.tip[:SHOWN_TIP]}"
    yield Paragraph(((issued, MUTED),), indent=_INDENT)
    for each in reversed(copy.returns):
        back = f"came back as {each.name}"
        tip = f", tip {each.tip[:SHOWN_TIP]}" if each.tip else ""
        merged = f", merged {show_moment(each.at)} by {each.by}{tip}"
        yield Paragraph(((back, TEXT), (merged, MUTED)), indent=_INDENT)
