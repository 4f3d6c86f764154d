"""Who makes a change, and when: what stands beside every row of the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db.dates import utc_now
from db.errors import Refused
from db.plain_text import check_line

MOST_AUTHOR = 200


@dataclass(frozen=True, slots=True)
class Signature:
    """Who makes a change, and the clock that says when."""

    author: str
    clock: Callable[[], datetime] = utc_now


def check_author(name: str) -> str:
    """Return the name as the log takes it. Raises Refused if it is blank, or more than a line."""
    said = check_line(name, "the author's name")
    if len(said) > MOST_AUTHOR:
        raise Refused(f"the author's name has at most {MOST_AUTHOR} characters, not {len(said):,}")
    return said
