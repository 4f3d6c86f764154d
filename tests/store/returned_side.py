"""A copy of a plan and whoever works on it, as the tests of merging take its part."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.changes import rate
from db.history import plan_history
from db.merge import merge
from db.review import PlanReview
from db.signature import Signature
from db.store import open_plan

TODAY = date(2020, 7, 1)


@dataclass
class Side:
    """A copy of the plan and whoever works on it."""

    path: Path
    name: str

    def do(self, change, *args, **more):
        with open_plan(self.path) as plan:
            return change(plan, *args, by=Signature(self.name), **more)

    def rate(self, action, rating, reason="because"):
        return self.do(rate, {action: rating}, today=TODAY, reason=reason)

    def shown(self, action, field="rating"):
        with closing(sqlite3.connect(self.path)) as file:
            query = f"SELECT {field} FROM action_now WHERE id = ?"
            return file.execute(query, [action]).fetchone()[0]

    def review(self):
        with open_plan(self.path) as plan:
            return PlanReview(plan).read(today=TODAY)

    def waiting(self):
        return [each for each in self.review() if each.waits]

    def decide(self, choice, wanted=lambda change: change.waits, **more):
        with open_plan(self.path) as plan:
            review = PlanReview(plan)
            changes = [each for each in review.read(today=TODAY) if wanted(each)]
            return review.decide(changes, choice, by=Signature(self.name), today=TODAY, **more)

    def merge(self, *others, **more):
        with open_plan(self.path) as plan:
            paths = [getattr(each, "path", each) for each in others]
            return merge(plan, paths, by=Signature(self.name), **more)

    def told(self, action):
        with open_plan(self.path) as plan:
            return [each.sentence for each in plan_history(plan, action=action)]
