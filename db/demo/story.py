"""The made-up year as it is written down: its words, day by day, read from `words/`.

The words are data. Each file of them is a stretch of the year; a day names who is at work, and
what is done, one step after another. A step is a table with one verb of `db.demo.steps`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"

Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Day:
    """What one person did on a day: in the plan, or in the shipped `copy` of that file name."""

    day: date
    author: str
    copy: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The whole year.

    `mark` stands behind the plan's title, `introduction` before its own; `source` is what the log
    says the plan was loaded from, by `author`. `ends` is the day to read the plan on. `files` are
    those that evidence names, by name. `seal` is a hash of all the words, 64 hexadecimal digits.
    """

    mark: str
    introduction: str
    source: str
    author: str
    ends: date
    files: Mapping[str, bytes]
    days: tuple[Day, ...]
    seal: str


def read_story() -> Story:
    """Return the made-up year; its days stand in order, whichever file they are in."""
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted(WORDS.glob("*.toml"))}
    told = tomllib.loads(texts["plan"])
    authors = told["authors"]
    days = [
        Day(each["day"], authors[each["by"]], each.get("copy", ""), tuple(each["does"]))
        for name, text in texts.items()
        if name != "plan"
        for each in tomllib.loads(text)["days"]
    ]
    return Story(
        mark=told["mark"],
        introduction=told["introduction"].strip(),
        source=told["source"],
        author=authors["coordinator"],
        ends=told["ends"],
        files={name: text.encode() for name, text in told["files"].items()},
        days=tuple(sorted(days, key=lambda each: each.day)),
        seal=hashlib.sha256("".join(texts.values()).encode()).hexdigest(),
    )
