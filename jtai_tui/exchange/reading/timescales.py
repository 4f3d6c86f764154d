"""What timescales mean, read once however often a document says the same."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from db.timescale import Reading, read_timescale


@lru_cache(maxsize=4096)
def timescale_of(text: str, plan_date: date | None) -> Reading:
    """Return what `db.timescale.read_timescale` does."""
    return read_timescale(text, plan_date)
