"""What a typed reporting point or day means, to be said while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.plain_text import is_blank
from jtai_tui.widgets.day_reading import read_typed_day


@dataclass(frozen=True, slots=True)
class MomentReading:
    """Whether a text names a moment, the point or the day it means, and a line on it."""

    known: bool
    said: str


def read_typed_moment(
    text: str, found: Sequence[str], today: date, *, instead: str
) -> MomentReading:
    """Return what `text` means: `found` are the points that it names, in words.

    `instead` is what stands for nothing typed.
    """
    if is_blank(text):
        return MomentReading(True, instead)
    if len(found) == 1:
        return MomentReading(True, f"= {found[0]}")
    if found:
        return MomentReading(False, f"which of them: {'; '.join(found)}?")
    day = read_typed_day(text, today, today)
    if day.day is None:
        return MomentReading(False, "no reporting point of that name, and no day")
    return MomentReading(True, day.said)
