"""What the commands that change a plan do: ask what is missing, tell the store, say what came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import changes
from db import undo as undoing
from db.additions import NewEvidence
from db.additions import add_evidence as store_evidence
from db.dates import show_date
from db.endings import ENDINGS
from db.event import Event
from db.evidence_files import plan_size
from db.history import what_was_done
from db.incoming_file import MOST_FILE_BYTES, large_plan_words, name_to_keep, read_file
from db.rows import ActionRow
from jtai_tui.screens.committing import Rows, commit, named, slot_of

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen


async def revise_due(screen: WorkScreen, rows: Rows) -> None:
    """Ask for a new due date and its reason."""
    from jtai_tui.screens.dialogs.due import DueDialog  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here")
        return
    one = rows[0] if len(rows) == 1 else None
    slot = slot_of(screen, rows, "due")
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
        now = "none" if first.now is None else show_date(date.fromisoformat(first.now))
        others = f", and {len(outcome.stale) - 1} more" if len(outcome.stale) > 1 else ""
        screen.tell(
            f"{first.author} has set the due date of action {first.reference} to {now}"
            f" meanwhile{others}; d revises that"
        )


async def write_update(screen: WorkScreen, rows: Rows) -> None:
    """Ask for the text of a progress update."""
    from jtai_tui.screens.dialogs.update import UpdateDialog  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here")
        return
    slot = slot_of(screen, rows, "progress")
    about = rows[0].action if len(rows) == 1 else "The same entry for each of them."
    text = await screen.ask(UpdateDialog(named(rows), about, slot))
    if text is None:
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
    slot = slot_of(screen, [row], "evidence")
    entry = await screen.ask(
        EvidenceDialog(f"action {row.reference}", most_bytes=MOST_FILE_BYTES, why=why, draft=slot)
    )
    if entry is None:
        return False
    new = NewEvidence(
        title=entry.title,
        kind=entry.kind,
        note=entry.note,
        link=entry.link,
        file_name=name_to_keep(entry.file.name) if entry.file else "",
        file=read_file(entry.file, MOST_FILE_BYTES) if entry.file else None,
    )
    outcome = await commit(
        screen,
        lambda: store_evidence(screen.desk.plan, row.id, new, by=screen.desk.by()),
        f"Evidence added to action {row.reference}",
        [row],
        slot=slot,
    )
    if outcome is not None and entry.file is not None:
        renamed = f"its name in the plan is {new.file_name}"
        large = large_plan_words(plan_size(screen.desk.plan))
        more = [renamed] if new.file_name != entry.file.name else []
        more += [large] if large else []
        if more:
            screen.tell("; ".join((f"Evidence added to action {row.reference}", *more)))
    return outcome is not None


async def close_otherwise(screen: WorkScreen, rows: Rows) -> None:
    """Ask how and why actions end without a rating."""
    from jtai_tui.screens.dialogs.close import CloseDialog  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here")
        return
    slot = slot_of(screen, rows, "ending")
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
    slot = slot_of(screen, ended, "reopen")
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
    events = undoing.next_undo(screen.desk.plan)
    told = _told(screen, events)
    if events and not await _is_mine_to_undo(screen, events[0].author, told):
        return
    plan, batch = screen.desk.plan, events[0].batch if events else None
    if await commit(screen, lambda: undoing.undo(plan, by=screen.desk.by(), batch=batch), ""):
        _turned(screen, events, f"Undone: {told}", again=False)


async def _is_mine_to_undo(screen: WorkScreen, author: str, told: str) -> bool:
    """Return whether to undo what `author` did; ask if that is somebody else."""
    from jtai_tui.screens.dialogs.confirm import ConfirmDialog  # noqa: PLC0415

    if author == screen.desk.author:
        return True
    question = f"Undo what {author} did?"
    return await screen.ask(ConfirmDialog(question, told, yes="Undo it", no="Leave it")) is True


async def redo(screen: WorkScreen) -> None:
    """Do again what was undone last, and say what it was."""
    plan = screen.desk.plan
    undone = undoing.next_redo(plan)
    batch = undone[0].batch if undone else None
    if await commit(screen, lambda: undoing.redo(plan, by=screen.desk.by(), batch=batch), ""):
        events = undoing.next_undo(screen.desk.plan)
        _turned(screen, events, f"Done again: {_told(screen, events)}", again=True)


def _told(screen: WorkScreen, events: Sequence[Event]) -> str:
    told = what_was_done(screen.desk.plan, events)
    told = told.removeprefix("Done again: ")
    return told[:1].lower() + told[1:]


def _turned(screen: WorkScreen, events: Sequence[Event], said: str, *, again: bool) -> None:
    """Show and say what was undone or done again."""
    actions = {event.entity for event in events if event.etype == "action"}
    actions |= {str(event.new) for event in events if _names_action(event)}
    screen.tell(said)
    screen.undone(actions, rated=any(event.field == "rating" for event in events), again=again)


def _names_action(event: Event) -> bool:
    """Return whether it says which action an entry belongs to."""
    return event.field == "action" and event.etype != "action" and event.new is not None
