"""The plan as a command is asked for it: as it stands, or as it stood at a point or on a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from db.as_at import Moment, find_moment, plan_as_at
from db.file import Plan
from db.travel import Travel, look_back
from jtai_tui.cli.call import Call
from jtai_tui.cli.plans import open_to_read


@dataclass(frozen=True, slots=True)
class AsAsked:
    """A plan to look at: `plan` as it stands or stood, `today` the day that it is looked at from.

    `moment` is the moment it stood so, None for now. `present` is the plan as it stands, whose
    reporting points are those to compare with. `call` is the command's call, its day `today`.
    """

    plan: Plan
    today: date
    moment: Moment | None
    present: Plan
    call: Call

    @property
    def words(self) -> str:
        """Return `As at Board June (30 Jun 2020)`, "" for the plan as it stands."""
        return "" if self.moment is None else f"As at {self.moment.words}"

    def travel(self, since: str = "") -> Travel | None:
        """Return what to compare with: the moment that `since` names, else the last point before.

        None where there is none. Raises Refused for what is no moment, or one that lies ahead.
        """
        latest = max(date.today(), self.today)
        return look_back(
            self.present, today=self.today, since=since, until=self.moment, latest=latest
        )


@contextmanager
def open_as_asked(call: Call, *, files: bool = False) -> Iterator[AsAsked]:
    """Open the plan to read it, as it stood where `--as-at` says when.

    The day that counts as today is then that moment's, unless `--today` says otherwise. With
    `files` the files of evidence are there, too. Raises PlanError, Refused.
    """
    asked = call.text("as_at")
    with open_to_read(call) as present:
        if not asked:
            yield AsAsked(present, call.day, None, present, replace(call, today=call.day))
            return
        moment = find_moment(present, asked, latest=max(date.today(), call.day))
        today = call.today or moment.day
        with plan_as_at(present, moment, files=files) as plan:
            yield AsAsked(plan, today, moment, present, replace(call, today=today))
