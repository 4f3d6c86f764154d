"""Rating: by position, by letter or as suggested; the reason, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from db import changes
from db.changes import EvidenceNeeded, Outcome, ReasonNeeded
from db.dates import show_moment
from db.rating import Rating, is_milder, suggest
from jtai_tui.screens.committing import Rows, commit, named, slot_of
from jtai_tui.screens.jobs import add_evidence

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
    reason = await _ask_reason(screen, rows, level)
    seen: Mapping[str, str | None] | None = {row.id: row.rating for row in rows}
    while reason is not None:
        try:
            outcome = await _rate_once(screen, rows, level, reason, seen)
        except EvidenceNeeded as error:
            bare = next(row for row in rows if row.id in error.actions)
            if not await add_evidence(screen, bare, why=str(error)):
                return
        except ReasonNeeded as error:
            reason = await _reason(screen, rows, level, str(error), required=True)
        else:
            if outcome is None or not await _rate_anyway(screen, outcome):
                return
            stale = {each.action for each in outcome.stale}
            rows, seen = [row for row in rows if row.id in stale], None


async def _rate_once(
    screen: WorkScreen,
    rows: Rows,
    level: Rating,
    reason: str,
    seen: Mapping[str, str | None] | None,
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
        f"Rated {named(rows)} {level.name}",
        rows,
        slot=slot_of(screen, rows, "reason"),
        rated=True,
    )


async def _ask_reason(screen: WorkScreen, rows: Rows, level: Rating) -> str | None:
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
    return await _reason(screen, rows, level, question, required=bool(reopened or milder))


async def _reason(
    screen: WorkScreen, rows: Rows, level: Rating, question: str, *, required: bool
) -> str | None:
    from jtai_tui.screens.dialogs.reason import ReasonLine  # noqa: PLC0415

    title = f"Rate {named(rows)}: {level.letter} {level.name}"
    slot = slot_of(screen, rows, "reason")
    return await screen.ask(ReasonLine(title, question, required=required, draft=slot))


async def _rate_anyway(screen: WorkScreen, outcome: Outcome) -> bool:
    """Say what somebody else has rated meanwhile, and return whether ours is to follow it."""
    from jtai_tui.screens.dialogs.confirm import ConfirmDialog  # noqa: PLC0415

    if not outcome.stale:
        return False
    first, scheme = outcome.stale[0], screen.desk.scheme
    theirs, mine = scheme.get(first.now), scheme.get(first.wanted)
    text = (
        f"Action {first.reference} is now {theirs.name if theirs else 'unrated'}, by"
        f" {first.author}, {show_moment(first.at)}. Yours is {mine.name if mine else 'none'}."
    )
    if len(outcome.stale) > 1:
        text += f" So it is with {len(outcome.stale) - 1} more."
    dialog = ConfirmDialog("Rated by somebody else meanwhile", text, yes="Record mine after it")
    return await screen.ask(dialog) is True


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
    left = len(rows) - len(rated)
    said = f"Rated {named(rated)} as suggested"
    if len(rated) == 1:
        said = f"Rated {named(rated)} {screen.desk.scheme[wanted[rated[0].id]].name}, as suggested"
    if left:
        said += f"; {left} left as {'it is' if left == 1 else 'they are'}"
    outcome = await commit(
        screen,
        lambda: changes.rate(
            screen.desk.plan,
            wanted,
            by=screen.desk.by(),
            today=screen.desk.today(),
            seen={row.id: row.rating for row in rated},
        ),
        said,
        rows,
        rated=True,
    )
    if outcome is not None and outcome.stale:
        screen.tell(f"{len(outcome.stale)} were rated by somebody else meanwhile, and left so")


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
