"""Reading a document in: which, then what would come of it, then the review of what it proposes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db.alike import plan_leads
from db.comparing import Comparison
from db.file import Plan, looking
from db.importing import Document, Imported, import_document, preview
from db.queries import agency_ids
from db.review_words import Words, look_at_words
from jtai_tui.exchange.document import incoming_of, incoming_plan
from jtai_tui.exchange.plan_json import read_plan_bytes
from jtai_tui.exchange.reading.rows import Choices
from jtai_tui.exchange.source_file import is_plan_json, sha256_of, source_bytes
from jtai_tui.imported import imported_parts
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import note_change, signed, slot_of
from jtai_tui.screens.dialogs.import_file import ImportDialog
from jtai_tui.screens.import_lines import Trial
from jtai_tui.screens.import_preview import ImportScreen, Look
from jtai_tui.screens.long_work import Progress, long_work
from jtai_tui.screens.watching import its_turn
from jtai_tui.text import waiting_words

if TYPE_CHECKING:
    from jtai_tui.desk import Desk
    from jtai_tui.screens.work import WorkScreen


async def read_in(screen: WorkScreen) -> None:
    """Ask for a document, show what would come in, write that, and review what it proposes."""
    slot = slot_of(screen, (), "import")
    path = await screen.ask(ImportDialog(slot))
    if path is None:
        return
    slot.discard()
    desk = screen.desk
    ready = await long_work(
        screen, f"Reading {path.name}", lambda report: _prepare(desk, path, report)
    )
    if ready is None:
        screen.tell("Stopped; nothing was read in")
        return
    look, trial = ready
    chosen = await screen.ask(ImportScreen(trial, Choices(), look))
    if chosen is None:
        screen.tell("Nothing was read in")
        return
    if not await signed(screen):
        screen.tell("Nothing was changed: a change needs a name")
        return
    done = await _import(screen, chosen)
    if done is None:
        screen.tell("Stopped; nothing was read in")
        return
    screen.changed(())
    screen.tell(imported_words(chosen.document.name, done))
    if done.waiting:
        await _review(screen)


def _prepare(desk: Desk, path: Path, report: Progress) -> tuple[Look, Trial]:
    """Return how the document is looked at, and the first look. Raises PlanError."""
    data, name = source_bytes(str(path))
    sha256 = sha256_of(data)
    report(0.05)
    as_json = is_plan_json(data, name)
    look = (_look_of_plan if as_json else _look_of)(desk, data, name, sha256, report)
    report(0.6)
    trial = look(Choices(), frozenset())
    report(1)
    return look, trial


def _look_of_plan(desk: Desk, data: bytes, name: str, sha256: str, report: Progress) -> Look:
    document = incoming_plan(
        read_plan_bytes(data, name), name=name, sha256=sha256, today=desk.today()
    )
    report(0.5)

    def look(_: Choices, apart: frozenset[str]) -> Trial:
        found, words = _held_against(desk.plan, document, apart)
        return Trial(document, None, found, words, apart)

    return look


def _look_of(desk: Desk, data: bytes, name: str, sha256: str, report: Progress) -> Look:
    from jtai_tui.exchange.incoming.reading import read_source  # noqa: PLC0415  brings in much
    from jtai_tui.exchange.reading.understanding import understand  # noqa: PLC0415

    source = read_source(data, name)
    report(0.5)
    today = desk.today()
    leads = [each.lead for each in plan_leads(desk.plan, today=today)]
    agencies = tuple(agency_ids(desk.plan))

    def look(choices: Choices, apart: frozenset[str]) -> Trial:
        read = understand(source, desk.scheme, choices, known_leads=leads, known_agencies=agencies)
        document = incoming_of(read, name=name, sha256=sha256, today=today)
        found, words = _held_against(desk.plan, document, apart)
        return Trial(document, read, found, words, apart)

    return look


def _held_against(
    plan: Plan, document: Document, apart: frozenset[str]
) -> tuple[Comparison, Words]:
    found = preview(plan, document, apart=apart)
    with looking(plan) as connection:
        return found, look_at_words(connection)


async def _import(screen: WorkScreen, trial: Trial) -> Imported | None:
    """Write what was looked at; None where somebody stopped it, and nothing was written."""
    desk = screen.desk

    def work(report: Progress) -> Imported:
        return import_document(
            desk.plan, trial.document, by=desk.by(), apart=trial.apart, progress=report
        )

    async with its_turn(screen.jtai, desk, saving=True):
        done = await long_work(screen, f"Reading in {trial.document.name}", work, writes=True)
        await aside(screen.jtai, desk, lambda: note_change(desk))
    return done


async def _review(screen: WorkScreen) -> None:
    from db.review import PlanReview  # noqa: PLC0415  once something is proposed
    from jtai_tui.screens.reviewing import review  # noqa: PLC0415

    await review(screen, PlanReview)


def imported_words(name: str, done: Imported) -> str:
    """Return what reading a document in did, in a sentence."""
    came = imported_parts(done)
    added = f"added {', '.join(came)}" if came else ""
    waits = waiting_words(0, done.waiting) if done.waiting else ""
    said = "; ".join(filter(None, (added, waits)))
    return f"Read in {name}: {said}" if said else f"Nothing new in {name}"
