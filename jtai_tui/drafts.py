"""What was typed and not yet saved: it outlives esc, moving away and a change of the file.

A draft keeps the text beside the value that it started from, so that a save can ask the store to
change exactly that value and be refused if somebody else was quicker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DraftField:
    """One field as typed: `base` is the value it started from, `text` what stands there now."""

    base: str
    text: str


Draft = Mapping[str, DraftField]
"""The fields of one owner that differ from what they started from, by name."""


class Drafts:
    """The drafts of one open plan, by owner: an action's id, or a name such as `new agency`."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[str, DraftField]] = {}

    def get(self, owner: str) -> Draft:
        """Return a copy of what is kept for `owner`: empty if nothing is."""
        return dict(self._fields.get(owner, {}))

    def put(self, owner: str, field: str, base: str, text: str) -> None:
        """Keep `text` for a field.

        The first base stays until the field is discarded: whoever types on after the file has
        changed still started from the older value. A text that is its base again is no draft.
        """
        fields = self._fields.setdefault(owner, {})
        kept = fields.get(field)
        first_base = base if kept is None else kept.base
        if text == first_base:
            fields.pop(field, None)
        else:
            fields[field] = DraftField(first_base, text)
        if not fields:
            del self._fields[owner]

    def discard(self, owner: str, fields: Iterable[str] | None = None) -> None:
        """Forget these fields of `owner`, or all of them; nothing to forget is no error."""
        kept = self._fields.get(owner)
        if kept is None:
            return
        for field in list(kept) if fields is None else fields:
            kept.pop(field, None)
        if not kept:
            del self._fields[owner]

    @property
    def owners(self) -> tuple[str, ...]:
        """Return who has a draft, the earliest first."""
        return tuple(self._fields)

    @property
    def unsaved(self) -> int:
        """Return how many owners have a draft."""
        return len(self._fields)


@dataclass(frozen=True, slots=True)
class DraftSlot:
    """Where one dialog keeps what is typed in it: an owner's fields whose names start with `job`.

    A dialog reads its fields from here, writes each change here, and discards nothing: the
    screen that opened it calls `discard` once the store has taken the text.
    """

    drafts: Drafts
    owner: str
    job: str

    def text(self, field: str, base: str = "") -> str:
        """Return what was typed in a field, else `base`."""
        kept = self.drafts.get(self.owner).get(self._name(field))
        return base if kept is None else kept.text

    def put(self, field: str, base: str, text: str) -> None:
        """Keep what is typed in a field."""
        self.drafts.put(self.owner, self._name(field), base, text)

    def discard(self) -> None:
        """Forget everything that this dialog kept."""
        mine = [name for name in self.drafts.get(self.owner) if name.split(".")[0] == self.job]
        self.drafts.discard(self.owner, mine)

    def _name(self, field: str) -> str:
        return f"{self.job}.{field}" if field else self.job
