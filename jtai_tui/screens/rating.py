"""Rating: by position, by letter or as suggested; the reason, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from db import changes
from db.changes import EvidenceNeeded, Outcome, ReasonNeeded
from db.rating import Rating, is_milder, suggest
from db.state import Stale
from jtai_tui.screens.committing import Rows, commit, named, slot_of
from jtai_tui.screens.jobs import add_evidence
from jtai_tui.screens.quarrel import settle
from jtai_tui.screens.watching import NotSaved

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen


async def pick_rating(screen: WorkScreen, rows: Rows) -> None:
    """Ask for a rating by its letter, then rate."""
    from jtai_tui.screens.dialogs.rating import RatingPicker  # noqa: PLC0415

    if not _can_be_rated(screen, rows):
        return
    one = rows[0] if len(rows) == 1 else None
    code = await screen.ask(
        RatingPicker(
            screen.desk.scheme,
            one.rating if one else None,
            one.suggested_rating if one else None,
            heading=f"Rate {named(rows)}",
        )
    )
    if code is not None:
        await rate(screen, rows, screen.desk.scheme[code])


def _can_be_rated(screen: WorkScreen, rows: Rows) -> bool:
    """Return whether these can be rated, before anybody types a reason; else say why not."""
    ended = [row for row in rows if row.closed]
    if not rows:
        screen.tell("There is no action here to rate")
    elif ended:
        screen.tell(f"{named(ended).capitalize()} ended without a rating; reopen before rating")
    return bool(rows) and not ended


async def rate(screen: WorkScreen, rows: Rows, level: Rating) -> None:
    """Ask for the reason in one line, then rate."""
    if not _can_be_rated(screen, rows):
        return
    reason = await _reason(screen, rows, level, *_question(screen, rows, level))
    if reason is not None:
        await _rate_for(screen, rows, level, reason, {row.id: row.rating for row in rows})


async def _rate_for(
    screen: WorkScreen, rows: Rows, level: Rating, reason: str, seen: Mapping[str, str | None]
) -> None:
    """Rate; ask for what is missing, and about what somebody else has rated meanwhile."""
    given: str | None = reason
    while given is not None:
        try:
            outcome = await _rate_once(screen, rows, level, given, seen)
        except EvidenceNeeded as error:
            bare = next(row for row in rows if row.id in error.actions)
            if not await add_evidence(screen, bare, why=str(error)):
                return
        except ReasonNeeded as error:
            given = await _reason(screen, rows, level, str(error), True)
        except NotSaved as error:
            asked = _question(screen, rows, level)
            given = await _reason(screen, rows, level, *asked, problem=str(error))
        else:
            break
    else:
        return

    async def again(mine: Sequence[Stale]) -> None:
        now = {each.action: each.now for each in mine}
        left = [row for row in rows if row.id in now]
        await _rate_for(screen, left, level, given or "", now)

    slot = slot_of(screen, rows, "reason")
    await settle(screen, outcome, "Rating", partial(_named_rating, screen), again, slot)


def _named_rating(screen: WorkScreen, _field: str, code: str | None) -> str:
    """Return a rating as people know it."""
    level = screen.desk.scheme.get(code)
    return f"{level.letter} {level.name}" if level else code or "Unrated"


async def _rate_once(
    screen: WorkScreen, rows: Rows, level: Rating, reason: str, seen: Mapping[str, str | None]
) -> Outcome | None:
    return await commit(
        screen,
        lambda: changes.rate(
            screen.desk.plan,
            {row.id: level.code for row in rows},
            by=screen.desk.by(),
            today=screen.desk.today(),
            reason=reason,
            seen=seen,
        ),
        lambda done: f"Rated {named(done)} {level.name}",
        rows,
        slot=slot_of(screen, rows, "reason"),
        rated=True,
    )


def _question(screen: WorkScreen, rows: Rows, level: Rating) -> tuple[str, bool]:
    """Return what is asked before these are rated, and whether it has to be answered."""
    scheme, today = screen.desk.scheme, screen.desk.today()
    reopened = [row for row in rows if not row.open and not level.closes]
    milder = []
    for row in rows:
        rule = suggest(
            scheme,
            recorded=level,
            is_open=not level.closes,
            due=row.due,
            forecast=row.forecast,
            today=today,
        )
        if rule is not None and is_milder(scheme, level, rule):
            milder.append(rule)
    if reopened:
        question = "Closed until now: why is it opened again?"
    elif milder:
        worst = max(milder, key=lambda rule: scheme.severity(rule) or 0)
        question = f"Milder than {worst.name}, which the dates suggest: why?"
    else:
        question = "Why? (enter alone for no reason)"
    return question, bool(reopened or milder)


async def _reason(
    screen: WorkScreen,
    rows: Rows,
    level: Rating,
    question: str,
    required: bool,
    *,
    problem: str = "",
) -> str | None:
    from jtai_tui.screens.dialogs.reason import ReasonLine  # noqa: PLC0415

    title = f"Rate {named(rows)}: {level.letter} {level.name}"
    slot = slot_of(screen, rows, "reason")
    dialog = ReasonLine(title, question, required=required, draft=slot)
    return await screen.ask(dialog.troubled_by(problem))


async def accept_suggested(screen: WorkScreen, rows: Rows) -> None:
    """Record the suggested rating of each action that has one.

    Of several, those that carry it already are left as they are; for one alone it is recorded
    again: somebody has looked at it once more, and in triage goes on to the next.
    """
    wanted = {
        row.id: row.suggested_rating
        for row in rows
        if row.suggested_rating and (len(rows) == 1 or row.suggested_rating != row.rating)
    }
    if not wanted:
        screen.tell(_no_suggestion(rows))
        return
    rated = [row for row in rows if row.id in wanted]

    def said(done: Rows) -> str:
        left = len(rows) - len(rated)
        rest = f"; {left} left as {'it is' if left == 1 else 'they are'}" if left else ""
        if len(done) == 1:
            level = screen.desk.scheme[wanted[done[0].id]]
            return f"Rated {named(done)} {level.name}, as suggested{rest}"
        return f"Rated {named(done)} as suggested{rest}"

    async def record(seen: Mapping[str, str | None], shown: Rows) -> Outcome | None:
        return await commit(
            screen,
            lambda: changes.rate(
                screen.desk.plan,
                {one: wanted[one] for one in seen},
                by=screen.desk.by(),
                today=screen.desk.today(),
                seen=seen,
            ),
            lambda done: said([row for row in done if row.id in seen]),
            shown,
            rated=True,
        )

    async def again(mine: Sequence[Stale]) -> Outcome | None:
        now = {each.action: each.now for each in mine}
        return await record(now, [row for row in rated if row.id in now])

    outcome = await record({row.id: row.rating for row in rated}, rows)
    await settle(screen, outcome, "Rating", partial(_named_rating, screen), again)


def _no_suggestion(rows: Rows) -> str:
    if not rows:
        return "There is no action here to rate"
    if len(rows) > 1:
        return "None of these has a suggested rating that differs from its own"
    row = rows[0]
    if not row.open:
        return f"Action {row.reference} is closed; the rule suggests nothing for it"
    if row.due is None:
        return f"Action {row.reference} has no due date, so the rule suggests nothing; d sets one"
    return f"The scheme has no rating for how late action {row.reference} is"
