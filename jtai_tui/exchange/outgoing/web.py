"""A plan as one web page: nothing outside it is fetched, nothing in it runs, and it prints well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from db.plan_entries import PlanDocument
from db.rating import Rating
from jtai_tui.exchange.extras import needs
from jtai_tui.exchange.outgoing.blocks import Block, blocks
from jtai_tui.exchange.outgoing.published import (
    HEADINGS,
    KEY_HEADINGS,
    NO_ACTIONS,
    PrintedRow,
    front_texts,
    published,
    sections,
)
from jtai_tui.exchange.outgoing.shading import fill_of, ink_on
from jtai_tui.exchange.outgoing.web_page import PAGE, PLAN_STYLE, STYLE, fingerprint
from jtai_tui.exchange.published_cells import is_update_head, rating_label
from jtai_tui.exchange.published_lines import KEY, also_called, version_line


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell: its blocks, a rating's own words before them, and the class of its colour."""

    blocks: tuple[Block, ...]
    label: str = ""
    colour: str = ""
    dated: bool = False


@dataclass(frozen=True, slots=True)
class _Agency:
    """An agency's section of the page; `rows` is made as the page is written."""

    name: str
    others: str
    empty: bool
    rows: Iterator[tuple[_Cell, ...]]


def plan_html(
    document: PlanDocument, *, as_at: str = "", progress: Callable[[float], object] = float
) -> str:
    """Return a plan as a web page of one file.

    `as_at` marks it as it stood once: see `published_lines.as_at_words`.
    `progress` is called with what share is done, 0 to 1, and may raise to cancel. Raises
    PlanError where the library is missing.
    """
    page = template(PAGE)
    plan = published(document)
    style = STYLE + PLAN_STYLE + "".join(map(rating_rule, plan.scheme))
    text = page.render(
        plan=plan,
        title=plan.title,
        version=version_line(plan.version_label, plan.updated, as_at),
        style=style,
        fingerprint=fingerprint(style),
        front=[(name, tuple(blocks(text))) for name, text in front_texts(plan)],
        key_name=KEY,
        key=[
            (rating_class(rating), rating, tuple(blocks(rating.meaning))) for rating in plan.scheme
        ],
        agencies=list(_agencies(plan, progress)),
        headings=HEADINGS,
        key_headings=KEY_HEADINGS,
        no_actions=NO_ACTIONS,
        is_head=is_update_head,
    )
    progress(1.0)
    return str(text)


@cache
def template(page: str) -> Any:
    """Return a page before anything is in it; all that is put into it is text.

    Raises PlanError where the library is missing.
    """
    jinja2 = needs("jinja2", "jinja2", "writing web pages")
    words = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    return words.from_string(page)


def _agencies(plan: PlanDocument, progress: Callable[[float], object]) -> Iterator[_Agency]:
    done = 0
    for section in sections(plan):
        rows = _rows(section.rows, done, len(plan.actions) + 1, progress)
        done += len(section.rows)
        others = also_called(section.agency.aliases)
        yield _Agency(section.agency.name, others, not section.rows, rows)


def _rows(
    printed: tuple[PrintedRow, ...],
    done: int,
    number: int,
    progress: Callable[[float], object],
) -> Iterator[tuple[_Cell, ...]]:
    for at, row in enumerate(printed, done):
        if at % 20 == 0:
            progress(at / number)
        *texts, dated, rated = row.cells
        plain = [_Cell(tuple(blocks(text))) for text in texts]
        is_dated = is_update_head(dated.partition("\n")[0])
        yield (
            *plain,
            _Cell(tuple(blocks(dated)), dated=is_dated),
            _rating_cell(rated, row.rating),
        )


def _rating_cell(text: str, rating: Rating | None) -> _Cell:
    if rating is None:
        return _Cell(tuple(blocks(text)))
    label = rating_label(rating)
    rest = text.removeprefix(label).strip()
    return _Cell(tuple(blocks(rest)), label, rating_class(rating))


def rating_class(rating: Rating) -> str:
    """Return the class by which a page knows a rating."""
    return f"rating-{rating.position}"


def rating_rule(rating: Rating) -> str:
    """Return the rule of style by which a page shades a rating."""
    fill = fill_of(rating.colour)
    return f".{rating_class(rating)} {{ background: #{fill}; color: #{ink_on(fill)}; }}\n"
