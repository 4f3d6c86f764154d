"""What a board should look at: the late and the gravest, ratings in doubt, closing, extensions."""

from __future__ import annotations

from db.board_changes import gravest, of_rating, unevidenced
from db.checks import CHECK_NAMES, CHECKS
from jtai_tui.exchange.outgoing.published import tidy_line
from jtai_tui.exchange.report.cells import (
    capital,
    count,
    day_cell,
    due_cell,
    first_cells,
    label,
    late_cell,
    lead_cell,
    number_cell,
    rating_cell,
    reason_words,
    said_words,
    suggested_cell,
    update_cell,
    verb,
)
from jtai_tui.exchange.report.extensions import extensions
from jtai_tui.exchange.report.page import Block, Cell, Column, Heading, Prose, Table
from jtai_tui.exchange.report.told import Told


def exceptions(told: Told) -> tuple[Block, ...]:
    """Return what is overdue, the longest first, then what else carries the gravest rating."""
    actions = told.board.actions
    late = [each for each in actions if each.row.overdue]
    worst = gravest(told.scheme)
    grave = of_rating(actions, worst)
    risky = "at the gravest rating" if worst is None else f"rated {label(worst)}"
    if not late and not grave:
        return (Prose(f"No action is overdue, and none is {risky}."),)
    both = sum(each.row.overdue for each in grave)
    said = f"{capital(count(len(late), 'action'))} {verb(len(late))} overdue."
    said += f" {capital(count(len(grave), 'action'))} {verb(len(grave))} {risky}"
    said += f", {both:,} of them overdue as well." if grave and late else "."
    late.sort(key=lambda each: -(each.row.days_overdue or 0))
    rows = tuple(
        (
            *first_cells(each),
            lead_cell(each),
            due_cell(each),
            late_cell(each),
            rating_cell(told.scheme, each),
            update_cell(each, told.today, whole=not told.has_appendix),
        )
        for each in (*late, *(each for each in grave if not each.row.overdue))
    )
    columns = (
        Column("Ref", 0.05),
        Column("Agency", 0.1),
        Column("Action", 0.2),
        Column("Lead", 0.11),
        Column("Due", 0.11),
        Column("Days late", 0.06, right=True),
        Column("Rating", 0.09),
        Column("Last update", 0.28),
    )
    caption = f"Actions that are overdue or {risky}, each with its last update and its age"
    return (Prose(said), Table(caption, columns, rows))


def challenged(told: Told) -> tuple[Block, ...]:
    """Return the ratings that are milder than the dates suggest, with the reason given."""
    found = [each for each in told.board.actions if each.row.challenged]
    if not found:
        return (Prose("No rating is milder than the dates suggest."),)
    rows = tuple(
        (
            *first_cells(each),
            rating_cell(told.scheme, each),
            suggested_cell(told.scheme, each),
            late_cell(each),
            Cell(reason_words(each.rated)),
            Cell(said_words(each.rated)),
        )
        for each in found
    )
    columns = (
        Column("Ref", 0.06),
        Column("Agency", 0.13),
        Column("Action", 0.24),
        Column("Recorded", 0.11),
        Column("Suggested", 0.11),
        Column("Days late", 0.06, right=True),
        Column("Reason given", 0.17),
        Column("Recorded by", 0.12),
    )
    said = (
        f"{capital(count(len(found), 'rating'))} {verb(len(found))} milder than the dates suggest."
    )
    return (Prose(said), Table("Challenged ratings: recorded, suggested, why", columns, rows))


def evidence(told: Told) -> tuple[Block, ...]:
    """Return what is completed, without evidence of impact accepted."""
    found = unevidenced(told.scheme, told.board.actions)
    if not found:
        if not any(rating.closes and rating.needs_evidence for rating in told.scheme):
            return (Prose("This plan has no rating that needs evidence."),)
        return (Prose("No completed action waits for evidence of its impact."),)
    rows = tuple(
        (
            *first_cells(each),
            lead_cell(each),
            rating_cell(told.scheme, each),
            Cell(said_words(each.rated)),
            number_cell(each.evidence),
        )
        for each in found
    )
    columns = (
        Column("Ref", 0.06),
        Column("Agency", 0.16),
        Column("Action", 0.32),
        Column("Lead", 0.16),
        Column("Rating", 0.11),
        Column("Recorded by", 0.12),
        Column("Evidence kept", 0.07, right=True),
    )
    said = (
        f"{capital(count(len(found), 'action'))} {verb(len(found))} completed, with no evidence of"
        " impact accepted yet."
    )
    return (Prose(said), Table("Completed, not yet evidenced", columns, rows))


def extended(told: Told) -> tuple[Block, ...]:
    """Return the extensions that are asked for."""
    found = extensions(told)
    if not found:
        return (Prose("No extension is asked for: no forecast lies after its due date."),)
    rows = tuple(
        (
            *first_cells(each.action),
            lead_cell(each.action),
            due_cell(each.action),
            day_cell(each.until),
            number_cell(each.days),
            Cell(each.said),
        )
        for each in found
    )
    columns = (
        Column("Ref", 0.06),
        Column("Agency", 0.13),
        Column("Action", 0.23),
        Column("Lead", 0.12),
        Column("Due", 0.13),
        Column("Asked for", 0.09),
        Column("Days more", 0.06, right=True),
        Column("Where", 0.18),
    )
    said = f"{capital(count(len(found), 'extension'))} {verb(len(found))} asked for."
    return (Prose(said), Table("Extensions asked for, and by how many days", columns, rows))


def checks(told: Told) -> tuple[Block, ...]:
    """Return what is doubtful in the plan, check by check."""
    doubts = told.board.doubts
    off = [f"“{CHECK_NAMES[code]}”" for code in told.board.checks_off if code in CHECK_NAMES]
    blocks: list[Block] = []
    if off:
        blocks.append(Prose(f"Switched off for this plan: {', '.join(off)}."))
    if not doubts:
        return (*blocks, Prose("The checks find nothing doubtful."))
    agencies = {each.row.id: tidy_line(each.row.agency) for each in told.board.actions}
    for check in CHECKS:
        found = [each for each in doubts if each.check == check.code]
        if not found:
            continue
        rows = tuple(
            (
                Cell(tidy_line(each.reference), strong=True),
                Cell(agencies.get(each.action or "", "")),
                Cell(tidy_line(each.sentence)),
            )
            for each in found
        )
        columns = (Column("Ref", 0.08), Column("Agency", 0.24), Column("What", 0.68))
        blocks += [
            Heading(f"{check.name} ({len(found):,})"),
            Prose(check.why),
            Table(check.name, columns, rows),
        ]
    return tuple(blocks)
