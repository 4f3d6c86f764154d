"""A proposed change: what a returned copy, or any other document, would have a plan say.

It knows nothing of where it came from: a review shows it and asks for a decision, and whoever has
proposed it carries the decision out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from db.references import natural_key

if TYPE_CHECKING:
    from db.changes import Outcome
    from db.signature import Signature


class Standing(StrEnum):
    """How a proposed change stands.

    In a conflict both sides have said something else, and ours stands until a person decides.
    Open is what nobody disagrees with, and nobody has taken yet. Taken: theirs stands. Kept: ours
    does. Other: a third value.
    """

    CONFLICT = "conflict"
    OPEN = "open"
    TAKEN = "taken"
    KEPT = "kept"
    OTHER = "other"


class Choice(StrEnum):
    """What a person decides of a proposed change."""

    THEIRS = "theirs"
    OURS = "ours"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a proposed change, as people read it; empty where nothing is said.

    `author` and `at` say by whom and when, where that is known; `reason` why.
    """

    text: str = ""
    author: str = ""
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """What somebody would change, and what stands there.

    `id` names it as long as its source stands. `what` is the field in people's words, `field` its
    name (empty for something new as a whole: an action, an agency, a progress update, evidence).
    `base` is what both sides started from, `now` what the plan says at present. `source` says from
    where it came. `action` is an action's id, `reference` and `about` its reference and text; all
    three are empty for what is no action's. `rule` is what the rating rule would say, a sentence.
    `marks` are sentences about what is doubtful. `choices` are the decisions that can be made.
    """

    id: str
    what: str
    field: str
    base: Side
    ours: Side
    theirs: Side
    now: str
    source: str
    standing: Standing
    agency: str = ""
    action: str = ""
    reference: str = ""
    about: str = ""
    rule: str = ""
    marks: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = tuple(Choice)

    @property
    def waits(self) -> bool:
        """Return whether a person has still to decide."""
        return self.standing in (Standing.CONFLICT, Standing.OPEN)


class Proposals(Protocol):
    """Whoever has proposed changes: what a review reads and decides."""

    def read(self, *, today: date) -> tuple[ProposedChange, ...]:
        """Return the changes as they stand now, in the order of `in_order`. Raises PlanError."""

    def decide(
        self,
        changes: Sequence[ProposedChange],
        choice: Choice,
        *,
        by: Signature,
        today: date,
        text: str = "",
        reason: str = "",
    ) -> Outcome:
        """Carry a decision out, for all of the changes in one transaction.

        `text` is the third value as somebody typed it, for `Choice.OTHER`. Raises Refused, and
        ReasonNeeded where the rules of the plan ask for a reason.
        """


def in_order(
    changes: Sequence[ProposedChange], agencies: Sequence[str]
) -> tuple[ProposedChange, ...]:
    """Return the changes as they are reviewed: conflicts first, then by agency and reference.

    `agencies` are the names of the plan's agencies in their order.
    """
    places = {name: place for place, name in enumerate(agencies)}
    return tuple(
        sorted(
            changes,
            key=lambda each: (
                each.standing is not Standing.CONFLICT,
                places.get(each.agency, len(places)),
                natural_key(each.reference),
                each.action,
            ),
        )
    )
