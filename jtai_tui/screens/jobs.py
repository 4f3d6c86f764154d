"""What the commands that change a plan do: ask what is missing, tell the store, say what came.

A job asks for the author last, and only once. Text that was typed stays a draft until the store
has taken it. Where the store refuses, nothing was changed, and its sentence is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from db import changes
from db import undo as undoing
from db.additions import MOST_FILE_BYTES, NewEvidence
from db.additions import add_evidence as store_evidence
from db.changes import EvidenceNeeded, Outcome, ReasonNeeded
from db.dates import show_date, show_moment
from db.errors import PlanError
from db.history import what_was_done
from db.plan_entries import ENDINGS
from db.rating import Rating, is_milder, suggest
from db.rows import ActionRow
from jtai_tui.drafts import DraftSlot

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen

Rows = Sequence[ActionRow]


def named(rows: Rows) -> str:
    """Return `action 7`, `actions 7, 8 and 9` or `29 actions`."""
    references = [row.reference for row in rows]
    if len(references) == 1:
        return f"action {references[0]}"
    if len(references) <= 4:
        return f"actions {', '.join(references[:-1])} and {references[-1]}"
    return f"{len(references)} actions"


async def signed(screen: WorkScreen) -> bool:
    """Return whether changes have a name to carry; ask for it if they have none."""
    return screen.desk.author is not None or await _ask_author(screen)


async def _ask_author(screen: WorkScreen) -> bool:
    from jtai_tui.screens.dialogs.author import AuthorDialog  # noqa: PLC0415

    name = await screen.ask(AuthorDialog(screen.desk.author or ""))
    if name is None:
        return False
    try:
        screen.desk.sign(name)
    except OSError as error:
        screen.tell(f"The name can't be kept for the next time ({error.strerror})")
    return True


async def change_author(screen: WorkScreen) -> None:
    """Ask whose name the next changes carry."""
    if await _ask_author(screen):
        screen.changed(())
        screen.tell(f"Changes carry the name {screen.desk.author} from now on")


def _slot(screen: WorkScreen, rows: Rows, job: str) -> DraftSlot:
    """Return where a dialog's text is kept: with the action, or with many at once."""
    owner = rows[0].id if len(rows) == 1 else "marked"
    return DraftSlot(screen.desk.drafts, owner, job)


async def commit(
    screen: WorkScreen,
    change: Callable[[], Outcome],
    said: str,
    rows: Rows = (),
    *,
    slot: DraftSlot | None = None,
    rated: bool = False,
) -> Outcome | None:
    """Make a change that is signed, and say so; None if it was refused or not signed."""
    if not await signed(screen):
        screen.tell("Nothing was changed: a change needs a name")
        return None
    try:
        outcome = change()
    except (ReasonNeeded, EvidenceNeeded):
        raise
    except PlanError as error:
        screen.tell(str(error))
        return None
    if slot is not None:
        slot.discard()
    left = {stale.action for stale in outcome.stale}
    done = [row for row in rows if row.id not in left]
    screen.changed([row.id for row in rows], rated=rated and bool(done))
    screen.tell(said if outcome.batch else "Nothing was changed")
    return outcome


async def pick_rating(screen: WorkScreen, rows: Rows) -> None:
    """Ask for a rating by its letter, then rate."""
    from jtai_tui.screens.dialogs.rating import RatingPicker  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here to rate")
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


async def rate(screen: WorkScreen, rows: Rows, level: Rating) -> None:
    """Ask for the reason in one line, then rate."""
    if not rows:
        screen.tell("There is no action here to rate")
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
        slot=_slot(screen, rows, "reason"),
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
    slot = _slot(screen, rows, "reason")
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
    """Record the suggested rating of each action that has one and does not carry it yet."""
    wanted = {
        row.id: row.suggested_rating
        for row in rows
        if row.suggested_rating and row.suggested_rating != row.rating
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
        rated,
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
    return f"Action {row.reference} carries the suggested rating already"


async def revise_due(screen: WorkScreen, rows: Rows) -> None:
    """Ask for a new due date and its reason."""
    from jtai_tui.screens.dialogs.due import DueDialog  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here")
        return
    one = rows[0] if len(rows) == 1 else None
    slot = _slot(screen, rows, "due")
    new = await screen.ask(
        DueDialog(
            f"Due date of {named(rows)}",
            one.due if one else None,
            one.timescale if one else "",
            plan_date=screen.desk.facts.updated,
            today=screen.desk.today(),
            draft=slot,
        )
    )
    if new is None:
        return
    outcome = await commit(
        screen,
        lambda: changes.revise_due(
            screen.desk.plan,
            [row.id for row in rows],
            new.due,
            by=screen.desk.by(),
            reason=new.reason,
            precision=new.precision,
            seen={row.id: None if row.due is None else row.due.isoformat() for row in rows},
        ),
        f"Due date of {named(rows)} is now {show_date(new.due)}",
        rows,
        slot=slot,
    )
    if outcome is not None and outcome.stale:
        first = outcome.stale[0]
        screen.tell(
            f"Not revised: {first.author} has set action {first.reference} to {first.now} meanwhile"
        )


async def write_update(screen: WorkScreen, rows: Rows) -> None:
    """Ask for the text of a progress update."""
    from jtai_tui.screens.dialogs.update import UpdateDialog  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here")
        return
    slot = _slot(screen, rows, "progress")
    about = rows[0].action if len(rows) == 1 else "The same entry for each of them."
    text = await screen.ask(UpdateDialog(named(rows), about, slot))
    if text is None:
        screen.changed(())
        return
    await commit(
        screen,
        lambda: changes.add_update(
            screen.desk.plan,
            [row.id for row in rows],
            text,
            by=screen.desk.by(),
            day=screen.desk.today(),
        ),
        f"Progress of {named(rows)} written",
        rows,
        slot=slot,
    )


async def add_evidence(screen: WorkScreen, row: ActionRow | None, *, why: str = "") -> bool:
    """Ask for evidence and add it to one action; return whether it was added."""
    from jtai_tui.screens.dialogs.evidence import EvidenceDialog  # noqa: PLC0415

    if row is None:
        screen.tell("There is no action here")
        return False
    slot = _slot(screen, [row], "evidence")
    entry = await screen.ask(
        EvidenceDialog(f"action {row.reference}", most_bytes=MOST_FILE_BYTES, why=why, draft=slot)
    )
    if entry is None:
        screen.changed(())
        return False
    try:
        data = None if entry.file is None else entry.file.read_bytes()
    except OSError as error:
        screen.tell(f"{entry.file}: can't be read ({error.strerror})")
        return False
    new = NewEvidence(
        title=entry.title,
        kind=entry.kind,
        note=entry.note,
        link=entry.link,
        file_name=entry.file.name if entry.file else "",
        file=data,
    )
    outcome = await commit(
        screen,
        lambda: store_evidence(screen.desk.plan, row.id, new, by=screen.desk.by()),
        f"Evidence added to action {row.reference}",
        [row],
        slot=slot,
    )
    return outcome is not None


async def close_otherwise(screen: WorkScreen, rows: Rows) -> None:
    """Ask how and why actions end without a rating."""
    from jtai_tui.screens.dialogs.close import CloseDialog  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here")
        return
    slot = _slot(screen, rows, "ending")
    ending = await screen.ask(CloseDialog(named(rows), ENDINGS, slot))
    if ending is None:
        return
    await commit(
        screen,
        lambda: changes.end_otherwise(
            screen.desk.plan,
            [row.id for row in rows],
            ending.way,
            by=screen.desk.by(),
            reason=ending.reason,
        ),
        f"Closed {named(rows)}: {ENDINGS[ending.way]}",
        rows,
        slot=slot,
    )


async def reopen(screen: WorkScreen, rows: Rows) -> None:
    """Ask why actions that were ended otherwise are opened again."""
    from jtai_tui.screens.dialogs.reason import ReasonLine  # noqa: PLC0415

    ended = [row for row in rows if row.closed]
    if not ended:
        screen.tell("Not ended otherwise; to open a completed action again, give it a rating")
        return
    slot = _slot(screen, ended, "reopen")
    reason = await screen.ask(
        ReasonLine(f"Reopen {named(ended)}", "Why?", required=True, draft=slot)
    )
    if reason is None:
        return
    await commit(
        screen,
        lambda: changes.reopen(
            screen.desk.plan, [row.id for row in ended], by=screen.desk.by(), reason=reason
        ),
        f"Reopened {named(ended)}",
        ended,
        slot=slot,
    )


async def undo(screen: WorkScreen) -> None:
    """Take the last change back, and say which it was."""
    told = what_was_done(screen.desk.plan, undoing.next_undo(screen.desk.plan))
    await _reverse(screen, lambda: undoing.undo(screen.desk.plan, by=screen.desk.by()), told)


async def redo(screen: WorkScreen) -> None:
    """Do again what was undone last."""
    await _reverse(screen, lambda: undoing.redo(screen.desk.plan, by=screen.desk.by()), "")


async def _reverse(screen: WorkScreen, change: Callable[[], Outcome], told: str) -> None:
    outcome = await commit(screen, change, "")
    if outcome is not None:
        screen.changed(None)
        screen.tell(f"Undone: {told}" if told else "Done again")


async def leave(screen: WorkScreen) -> None:
    """Quit; ask first while something typed is not in the file."""
    from jtai_tui.screens.dialogs.confirm import ConfirmDialog  # noqa: PLC0415

    unsaved = screen.desk.drafts.unsaved
    if unsaved:
        what = "One draft is" if unsaved == 1 else f"{unsaved} drafts are"
        if not await screen.ask(
            ConfirmDialog(
                "Quit without saving?",
                f"{what} not saved. Quitting loses the text.",
                yes="Quit and lose it",
                no="Stay",
            )
        ):
            return
    screen.app.exit(0)
