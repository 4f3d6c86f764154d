"""Doubts about the actions together: leads spelt in two ways, actions that stand there twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from db.leads import Lead, LeadKind
from db.spellings import alike_leads
from jtai_tui.exchange.reading import doubts
from jtai_tui.exchange.reading.parts import Layout
from jtai_tui.exchange.reading.rows import Mark, MarkKind, ReadAction
from jtai_tui.exchange.reading.words import counted, fold, quoted

_MOST_INITIALS = 4


def check_actions(actions: Sequence[ReadAction], known: Iterable[Lead], layout: Layout) -> None:
    """Note what is doubtful about actions and their leads; `known` leads are the plan's own."""
    _same_twice(actions, layout)
    _leads(actions, tuple(known), layout)
    bare = [action for action in actions if not action.agency]
    if bare:
        which = counted(len(bare), "action") if len(bare) < len(actions) else "any action"
        text = f"no agency is named for {which}, nor by a heading above"
        layout.warn(bare[0].place, doubts.NO_AGENCY, text)
    undated = [action for action in actions if not action.timescale and action.due is None]
    if undated and len(undated) < len(actions):
        verb = "has" if len(undated) == 1 else "have"
        text = f"{counted(len(undated), 'action')} {verb} no timescale"
        layout.warn(undated[0].place, doubts.NO_TIMESCALE, text)
    elif undated:
        layout.warn(undated[0].place, doubts.NO_TIMESCALE, "no action has a timescale")


def check_marks(marks: Iterable[Mark], layout: Layout) -> None:
    """Note the words and colours that nothing is known to stand for."""
    for mark in marks:
        if mark.proposed is None and not mark.said:
            what = "the colour " if mark.kind is MarkKind.COLOUR else ""
            text = (
                f"{what}{quoted(mark.shown)} ({counted(mark.number, 'action')}) is no rating of"
                " this plan; say what it stands for"
            )
            layout.warn("the document", doubts.RATING_UNKNOWN, text)


def _same_twice(actions: Sequence[ReadAction], layout: Layout) -> None:
    found: dict[str, list[ReadAction]] = defaultdict(list)
    for action in actions:
        found[fold(action.action)].append(action)
    for words, same in found.items():
        if len(same) > 1 and words:
            others = ", ".join(each.reference for each in same)
            text = f"the same action stands there {len(same)} times: {others}"
            layout.warn(same[1].place, doubts.SAME_ACTION_TWICE, text)


def _leads(actions: Sequence[ReadAction], known: tuple[Lead, ...], layout: Layout) -> None:
    places: dict[str, str] = {}
    here: dict[str, Lead] = {}
    for action in actions:
        for lead in action.leads:
            places.setdefault(lead.raw, action.place)
            here.setdefault(lead.raw, lead)
    old = {lead.raw for lead in known}
    for alike in alike_leads((*known, *here.values())):
        new = [key for key in alike.keys if key in places and key not in old]
        if new:
            names = ", ".join(quoted(key) for key in alike.keys)
            layout.warn(places[new[-1]], doubts.LEAD_ALIKE, f"{names} may be one: {alike.why}")
    people = {
        lead.raw: _initials(lead.name)
        for lead in (*known, *here.values())
        if lead.kind is LeadKind.PERSON and len(lead.name.split()) > 1
    }
    for raw in here:
        letters = raw.replace(".", "").replace(" ", "")
        if 2 <= len(letters) <= _MOST_INITIALS and letters.isalpha() and letters.isupper():
            fitting = [
                name for name, initials in people.items() if initials == letters and name != raw
            ]
            if len(fitting) == 1:
                text = f"{quoted(raw)} may be {quoted(fitting[0])}, whose initials they are"
                layout.warn(places[raw], doubts.LEAD_INITIALS, text)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split()).upper()
