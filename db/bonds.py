"""What is bound together, one pair at a time, and why: groups of keys that look like one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alike:
    """What looks like one: `keys` are the spellings of a lead, or the ids of agencies.

    They stand in the order in which they were given; `why` says in words what they share.
    """

    keys: tuple[str, ...]
    why: str


class Bonds:
    """Keys that are bound together, one bond at a time, and why."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._place = {key: place for place, key in enumerate(keys)}
        self._root = dict.fromkeys(self._place, "")
        self._members = {key: [key] for key in self._place}
        self._why: dict[str, list[str]] = {key: [] for key in self._place}

    def root(self, key: str) -> str:
        """Return the key that stands for all those that this one is bound to."""
        while self._root[key]:
            key = self._root[key]
        return key

    def members(self, key: str) -> Sequence[str]:
        """Return all that a key is bound to, itself included."""
        return self._members[self.root(key)]

    def bind(self, one: str, two: str, why: str) -> None:
        """Bind two keys, and all that either is bound to; those that are bound stay as they are."""
        first, second = self.root(one), self.root(two)
        if first == second:
            return
        if len(self._members[first]) < len(self._members[second]):
            first, second = second, first
        self._root[second] = first
        self._members[first] += self._members.pop(second)
        self._why[first] += [*self._why.pop(second), why]

    def alike(self) -> tuple[Alike, ...]:
        """Return what was bound together, in the order in which the keys were given."""
        found = []
        for root, members in self._members.items():
            if len(members) > 1:
                keys = sorted(members, key=self._place.__getitem__)
                why = dict.fromkeys(self._why[root])
                found.append((self._place[keys[0]], Alike(tuple(keys), "; ".join(why))))
        return tuple(alike for _, alike in sorted(found, key=lambda each: each[0]))
