"""One name for who has two: leads renamed and made one, agencies merged, what looks like one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from db.alike import (
    AgencySpelling,
    LeadSpelling,
    LikeAgencies,
    LikeLeads,
    actions_of,
    look_alike,
    plan_agencies,
    plan_leads,
)
from db.changes import Outcome
from db.renaming import check_spelling
from db.renaming import merge_agencies as store_merged
from db.renaming import rename_lead as store_renamed
from jtai_tui.drafts import DraftSlot
from jtai_tui.screens.aside import aside
from jtai_tui.screens.committing import ask_until_saved
from jtai_tui.screens.leaving import NAMES

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen

OneT = TypeVar("OneT")

_LONG = 100
_TYPED = ""
"""What stands for a spelling that is to be typed; no lead is spelt so."""


async def alike(screen: WorkScreen) -> None:
    """Show what looks like one; let somebody choose which spelling stays, and make them one."""
    from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice  # noqa: PLC0415

    desk = screen.desk
    leads, agencies = await aside(
        screen.jtai, desk, lambda: look_alike(desk.plan, today=desk.today())
    )
    if not leads and not agencies:
        screen.tell("No two leads and no two agencies of this plan look like one")
        return
    choices: list[ListChoice[LikeLeads | LikeAgencies]] = [
        ListChoice(
            each, " | ".join(_cut(one.lead.raw) for one in each.spellings), _number(each.actions)
        )
        for each in leads
    ]
    choices += [
        ListChoice(each, " | ".join(one.name for one in each.spellings), _number(each.actions))
        for each in agencies
    ]
    chosen = await screen.ask(ChoiceDialog("These look like one. Which are?", choices))
    if isinstance(chosen, LikeLeads):
        await _make_leads_one(screen, chosen)
    elif chosen is not None:
        await _make_agencies_one(screen, chosen)


async def _make_leads_one(screen: WorkScreen, like: LikeLeads) -> None:
    from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice  # noqa: PLC0415

    choices = [
        ListChoice(one.lead.raw, one.lead.raw, _number(one.actions), "\n".join(one.agencies))
        for one in like.spellings
    ]
    choices.append(ListChoice(_TYPED, "Another spelling, to be typed"))
    stays = await screen.ask(ChoiceDialog(f"Which spelling stays? ({like.why})", choices))
    if stays == _TYPED:
        await _retype(screen, like.spellings)
    elif stays is not None:
        others = [one for one in like.spellings if one.lead.raw != stays]
        chosen = await _which(screen, stays, {one.lead.raw: one for one in others})
        if chosen:
            await _respell(screen, chosen, stays)


async def _which(screen: WorkScreen, stays: str, others: Mapping[str, OneT]) -> list[OneT]:
    """Return which of several become the one that stays, all or one of them; none if it is left."""
    from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice  # noqa: PLC0415

    everyone = list(others.values())
    if len(everyone) < 2:
        return everyone
    both = "Both of them" if len(everyone) == 2 else f"All {len(everyone)} of them"
    choices = [ListChoice(everyone, both)]
    choices += [ListChoice([one], name) for name, one in others.items()]
    return await screen.ask(ChoiceDialog(f"Which are {_cut(stays)}?", choices)) or []


async def _respell(screen: WorkScreen, others: Sequence[LeadSpelling], new: str) -> None:
    """Ask why, and spell the leads as another is."""
    from jtai_tui.screens.dialogs.reason import ReasonLine  # noqa: PLC0415  only when asked

    desk, slot = screen.desk, DraftSlot(screen.desk.drafts, NAMES, f"one {new}")
    heading = f"{_are(others, 'becomes', 'become')} {_cut(new)}, in {_number(actions_of(others))}"

    def change(reason: str) -> Outcome:
        old = [each.lead.raw for each in others]
        return store_renamed(desk.plan, old, new, by=desk.by(), reason=reason)

    saved = await ask_until_saved(
        screen,
        lambda: ReasonLine(heading, _WHY, required=False, draft=slot),
        change,
        lambda _, __: f"{_are(others)} now {_cut(new)} everywhere",
        slot=slot,
    )
    if saved is not None:
        _go_to_lead(screen, new)


_WHY = "Why? It may be left empty. It is one change, which undo takes back."


async def rename_lead(screen: WorkScreen, called: str | None) -> None:
    """Ask how the lead who is `called` so is spelt, else the one who is chosen first."""
    from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice  # noqa: PLC0415

    leads = plan_leads(screen.desk.plan, today=screen.desk.today())
    if not leads:
        screen.tell("No action of this plan has a lead")
        return
    if called is None:
        by_name: dict[str, list[LeadSpelling]] = {}
        for each in leads:
            by_name.setdefault(each.called, []).append(each)
        choices = [
            ListChoice(
                name, name, _number(actions_of(same)), "\n".join(one.lead.raw for one in same)
            )
            for name, same in by_name.items()
        ]
        called = await screen.ask(ChoiceDialog("Rename which lead?", choices))
    if called is None:
        return
    same = [each for each in leads if each.called == called]
    if same:
        await _retype(screen, same)
    else:
        screen.tell(f"No action has the lead {_cut(called)} any more")


async def _retype(screen: WorkScreen, leads: Sequence[LeadSpelling]) -> None:
    """Ask for a spelling, and give it to the leads."""
    from jtai_tui.screens.dialogs.lead import LeadDialog, Spelling  # noqa: PLC0415

    desk, old = screen.desk, [each.lead.raw for each in leads]
    slot = DraftSlot(desk.drafts, NAMES, f"lead {leads[0].called}")
    others = {
        each.lead.raw: len(each.actions)
        for each in plan_leads(desk.plan, today=desk.today())
        if each.lead.raw not in old
    }
    spelt = f"{len(old)} spellings: {'; '.join(map(_cut, old))}." if len(old) > 1 else ""
    about = f"{_number(actions_of(leads)).capitalize()} over all agencies. {spelt}".rstrip()

    def change(entry: Spelling) -> Outcome:
        return store_renamed(desk.plan, old, entry.text, by=desk.by(), reason=entry.reason)

    saved = await ask_until_saved(
        screen,
        lambda: LeadDialog(
            f"Rename {_cut(leads[0].called)}", about, leads[0].lead.raw, others=others, draft=slot
        ),
        change,
        lambda _, entry: f"{_are(leads)} now {entry.text} everywhere",
        slot=slot,
    )
    if saved is not None:
        _go_to_lead(screen, check_spelling(saved[0].text))


def _go_to_lead(screen: WorkScreen, spelling: str) -> None:
    """Go to the actions of a lead, over all agencies."""
    leads = plan_leads(screen.desk.plan, today=screen.desk.today())
    called = next((each.called for each in leads if each.lead.raw == spelling), None)
    if called is not None:
        screen.go_to(("lead", called))


async def _make_agencies_one(screen: WorkScreen, like: LikeAgencies) -> None:
    from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice  # noqa: PLC0415

    choices = [ListChoice(one, one.name, _number(one.actions)) for one in like.spellings]
    stays = await screen.ask(ChoiceDialog(f"Which agency stays? ({like.why})", choices))
    if stays is not None:
        others = {one.name: one for one in like.spellings if one is not stays}
        gone = await _which(screen, stays.name, others)
        if gone:
            await _merge(screen, gone, stays)


async def merge_agency(screen: WorkScreen, agency: str | None) -> None:
    """Ask into which other `agency`, else the one that is chosen first, is to be merged."""
    from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice  # noqa: PLC0415

    agencies = plan_agencies(screen.desk.plan)
    if len(agencies) < 2:
        screen.tell("This plan has no two agencies to merge")
        return
    gone = next((each for each in agencies if each.id == agency), None)
    if gone is None:
        choices = [ListChoice(one, one.name, _number(one.actions)) for one in agencies]
        gone = await screen.ask(ChoiceDialog("Merge which agency into another?", choices))
    if gone is None:
        return
    left = [ListChoice(one, one.name, _number(one.actions)) for one in agencies if one is not gone]
    into = await screen.ask(ChoiceDialog(f"Merge {gone.name} into which agency?", left))
    if into is not None:
        await _merge(screen, [gone], into)


async def _merge(screen: WorkScreen, gone: Sequence[AgencySpelling], into: AgencySpelling) -> None:
    """Ask why, and merge agencies into another."""
    from jtai_tui.screens.dialogs.reason import ReasonLine  # noqa: PLC0415  only when asked

    desk, slot = screen.desk, DraftSlot(screen.desk.drafts, NAMES, f"merge {into.id}")
    names, ids = " and ".join(each.name for each in gone), [each.id for each in gone]
    heading = f"Merge {names} into {into.name}: {_number(actions_of(gone))} will move"

    def change(reason: str) -> Outcome:
        return store_merged(desk.plan, ids, into.id, by=desk.by(), reason=reason)

    saved = await ask_until_saved(
        screen,
        lambda: ReasonLine(heading, _WHY, required=False, draft=slot),
        change,
        lambda _, __: f"{names} {'is' if len(gone) == 1 else 'are'} part of {into.name} now",
        slot=slot,
    )
    if saved is not None:
        screen.go_to(("agency", into.id))


def _are(leads: Sequence[LeadSpelling], one: str = "is", several: str = "are") -> str:
    names = " and ".join(_cut(each.lead.raw) for each in leads)
    return f"{names} {one if len(leads) == 1 else several}"


def _number(actions: frozenset[str]) -> str:
    return "1 action" if len(actions) == 1 else f"{len(actions):,} actions"


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
