"""What the commands that change a plan do: ask what is missing, tell the store, say what came."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db import changes
from db import undo as undoing
from db.additions import NewEvidence
from db.additions import add_evidence as store_evidence
from db.cells import shown_cell
from db.changes import Outcome
from db.dates import show_date
from db.endings import ENDINGS
from db.errors import PlanError
from db.event import Event
from db.evidence_files import plan_size
from db.history import what_was_done
from db.incoming_file import name_to_keep, read_file
from db.rows import ActionRow
from db.sizes import MOST_FILE_BYTES, large_plan_words
from db.state import Stale
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import Rows, ask_until_saved, commit, named, slot_of
from jtai_tui.screens.quarrel import settle

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen


async def revise_due(screen: WorkScreen, rows: Rows) -> None:
    """Ask for a new due date and its reason."""
    from jtai_tui.screens.dialogs.due import DueDialog, NewDue  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here")
        return
    desk, slot = screen.desk, slot_of(screen, rows, "due")
    one = rows[0] if len(rows) == 1 else None
    seen = {row.id: None if row.due is None else row.due.isoformat() for row in rows}

    def dialog() -> DueDialog:
        return DueDialog(
            f"Due date of {named(rows)}",
            one.due if one else None,
            one.timescale if one else "",
            plan_date=desk.facts.updated,
            today=desk.today(),
            draft=slot,
        )

    def change(new: NewDue) -> Outcome:
        return changes.revise_due(
            desk.plan,
            list(seen),
            new.due,
            by=desk.by(),
            reason=new.reason,
            precision=new.precision,
            seen=seen,
        )

    def said(done: Rows, new: NewDue) -> str:
        return f"Due date of {named(done)} is now {show_date(new.due)}"

    saved = await ask_until_saved(screen, dialog, change, said, rows, slot=slot)
    if saved is None:
        return
    new, outcome = saved

    async def again(mine: Sequence[Stale]) -> Outcome | None:
        nonlocal seen
        seen = {each.action: each.now for each in mine}
        left = [row for row in rows if row.id in seen]
        return await commit(
            screen, lambda: change(new), lambda done: said(done, new), left, slot=slot
        )

    def shown(field: str, cell: str | None) -> str:
        return shown_cell(field, cell, {})

    await settle(screen, outcome, "Due date", shown, again, slot)


async def write_update(screen: WorkScreen, rows: Rows) -> None:
    """Ask for the text of a progress update."""
    from jtai_tui.screens.dialogs.update import UpdateDialog  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here")
        return
    desk, slot = screen.desk, slot_of(screen, rows, "progress")
    about = rows[0].action if len(rows) == 1 else "The same entry for each of them."
    ids = [row.id for row in rows]
    await ask_until_saved(
        screen,
        lambda: UpdateDialog(named(rows), about, slot),
        lambda text: changes.add_update(desk.plan, ids, text, by=desk.by(), day=desk.today()),
        lambda done, _: f"Progress of {named(done)} written",
        rows,
        slot=slot,
    )


async def add_evidence(screen: WorkScreen, row: ActionRow | None, *, why: str = "") -> bool:
    """Ask for evidence and add it to one action; return whether it was added."""
    from jtai_tui.screens.dialogs.evidence import EvidenceDialog, EvidenceEntry  # noqa: PLC0415

    if row is None:
        screen.tell("There is no action here")
        return False
    desk, slot, about = screen.desk, slot_of(screen, [row], "evidence"), row
    size = 0

    def change(entry: EvidenceEntry) -> Outcome:
        nonlocal size
        new = NewEvidence(
            title=entry.title,
            kind=entry.kind,
            note=entry.note,
            link=entry.link,
            file_name=name_to_keep(entry.file.name) if entry.file else "",
            file=None if entry.file is None else _content(entry.file, desk.plan.path),
        )
        outcome = store_evidence(desk.plan, about.id, new, by=desk.by())
        with suppress(PlanError):  # it is in the plan, whether its size can be told or not
            size = plan_size(desk.plan) if entry.file else 0
        return outcome

    def said(_: Rows, entry: EvidenceEntry) -> str:
        kept = name_to_keep(entry.file.name) if entry.file else ""
        renamed = entry.file is not None and kept != entry.file.name
        words = [f"Evidence added to action {about.reference}"]
        words += [f"its name in the plan is {kept}"] if renamed else []
        return "; ".join(filter(None, [*words, large_plan_words(size)]))

    saved = await ask_until_saved(
        screen,
        lambda: EvidenceDialog(
            f"action {about.reference}", most_bytes=MOST_FILE_BYTES, why=why, draft=slot
        ),
        change,
        said,
        [row],
        slot=slot,
    )
    return saved is not None


def _content(file: Path, plan: Path) -> bytes:
    """Return what a file holds. Raises PlanError.

    Not the plan itself: to read it by other means than SQLite's drops the locks on it.
    """
    with suppress(OSError, ValueError):
        if file.samefile(plan):
            raise PlanError(f"{file}: this is the plan itself; give another file, or a link")
    return read_file(file, MOST_FILE_BYTES)


async def close_otherwise(screen: WorkScreen, rows: Rows) -> None:
    """Ask how and why actions end without a rating."""
    from jtai_tui.screens.dialogs.close import CloseDialog  # noqa: PLC0415

    if not rows:
        screen.tell("There is no action here")
        return
    desk, slot = screen.desk, slot_of(screen, rows, "ending")
    ids = [row.id for row in rows]
    await ask_until_saved(
        screen,
        lambda: CloseDialog(named(rows), ENDINGS, slot),
        lambda ending: changes.end_otherwise(
            desk.plan, ids, ending.way, by=desk.by(), reason=ending.reason
        ),
        lambda done, ending: f"Closed {named(done)}: {ENDINGS[ending.way]}",
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
    desk, slot = screen.desk, slot_of(screen, ended, "reopen")
    ids = [row.id for row in ended]
    await ask_until_saved(
        screen,
        lambda: ReasonLine(f"Reopen {named(ended)}", "Why?", required=True, draft=slot),
        lambda reason: changes.reopen(desk.plan, ids, by=desk.by(), reason=reason),
        lambda done, _: f"Reopened {named(done)}",
        ended,
        slot=slot,
    )


async def undo(screen: WorkScreen) -> None:
    """Take the last change back, and say which it was."""
    plan = screen.desk.plan
    events = await aside(screen.jtai, screen.desk, lambda: undoing.next_undo(plan))
    told = _told(screen, events)
    if events and not await _is_mine_to_undo(screen, events[0].author, told):
        return
    by, batch = screen.desk.by, events[0].batch if events else None
    if await commit(screen, lambda: undoing.undo(plan, by=by(), batch=batch), lambda _: ""):
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
    undone = await aside(screen.jtai, screen.desk, lambda: undoing.next_redo(plan))
    by, batch = screen.desk.by, undone[0].batch if undone else None
    if await commit(screen, lambda: undoing.redo(plan, by=by(), batch=batch), lambda _: ""):
        events = await aside(screen.jtai, screen.desk, lambda: undoing.next_undo(plan))
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
