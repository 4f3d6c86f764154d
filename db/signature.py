"""Who makes a change, and when: what stands beside every row of the log."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db.dates import utc_now
from db.errors import Refused
from db.plain_text import check_line

MOST_AUTHOR = 200


def fresh_token() -> str:
    """Return 32 hexadecimal digits that nobody else has drawn."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who makes a change, the clock that says when, and what draws ids that nobody else has.

    A plan that is made up, and shall be the same each time, brings a clock and ids of its own.
    """

    author: str
    clock: Callable[[], datetime] = utc_now
    token: Callable[[], str] = fresh_token


def check_author(name: str) -> str:
    """Return the name as the log takes it. Raises Refused if it is blank, or more than a line."""
    said = check_line(name, "the author's name")
    if len(said) > MOST_AUTHOR:
        raise Refused(f"the author's name has at most {MOST_AUTHOR} characters, not {len(said):,}")
    return said
