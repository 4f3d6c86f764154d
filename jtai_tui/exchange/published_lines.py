"""Lines of a published plan that hold more than one thing, and texts longer than a cell may be.

Each is written here and read back here: the line of version and date, the line of an agency's
other names, the cell of a reference, and the pieces of a long text in a spreadsheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from db.dates import MONTHS
from db.references import split_reference_cell

INTRODUCTION, GOVERNANCE, KEY = "Introduction", "Governance", "Key of ratings"
"""The headings before the tables of actions, in their order."""

PLAN_SHEET = "Plan"
"""The sheet of a workbook that says what holds for the whole plan."""

MOST_IN_CELL = 32_767
"""How many characters, counted in UTF-16, a cell of a spreadsheet holds."""

_PIECE = 32_000
_VERSION = re.compile(
    r"(?:(?P<label>.*) · )?(?:[Uu]pdated (?P<day>\d{1,2}) (?P<month>[A-Z][a-z]+) (?P<year>\d{4})"
    r"|[Nn]ot dated)(?: · as at \d{1,2} [A-Z][a-z]+ \d{4}(?:, (?!.* · ).*)?)?",
    re.ASCII,
)
_ALSO_CALLED = "Also called: "
_ALIAS = re.compile(r"(?:[^;\\]|\\[\s\S])+")
_ESCAPED = re.compile(r"\\([;\\])")
_UNDERLINE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SEAM = re.compile(r"⟫(\\*)\n\n⟪")


def long_date(day: date) -> str:
    """Return `26 March 2020`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04d}"


def version_line(label: str, updated: date | None, as_at: str = "") -> str:
    """Return `FINAL · updated 26 March 2020`; empty where neither is known.

    With `as_at`, which `as_at_words` made, it ends in `· as at 30 June 2020, Board`.
    """
    if updated is not None:
        said = f"updated {long_date(updated)}"
    elif as_at or _VERSION.fullmatch(label):
        said = "not dated"
    else:
        return label
    said = f"{label} · {said}" if label else f"{said[0].upper()}{said[1:]}"
    return f"{said} · {as_at}" if as_at else said


def as_at_words(day: date, point: str = "") -> str:
    """Return `as at 30 June 2020`, and behind that the name of the reporting point, if it is one.

    It stands in the line of version and date, whose parts a mark parts: a name has none then.
    """
    name = point.replace(" · ", ", ")
    return f"as at {long_date(day)}" + (f", {name}" if name else "")


def read_version_line(line: str) -> tuple[str, date | None]:
    """Return the version's label and the day of the plan; any other line is a label."""
    found = _VERSION.fullmatch(line)
    if found is None or (found["day"] and found["month"] not in MONTHS):
        return line, None
    if not found["day"]:
        return found["label"] or "", None
    try:
        day = date(int(found["year"]), MONTHS.index(found["month"]) + 1, int(found["day"]))
    except ValueError:
        return line, None
    return found["label"] or "", day


def also_called(aliases: Sequence[str]) -> str:
    """Return `Also called: MKUHFT; MK Hospital`; empty without other names."""
    if not aliases:
        return ""
    return _ALSO_CALLED + "; ".join(re.sub(r"([;\\])", r"\\\1", alias) for alias in aliases)


def read_also_called(line: str) -> tuple[str, ...] | None:
    """Return the other names that a line gives, or None where it is another sort of line."""
    if not line.startswith(_ALSO_CALLED):
        return None
    parts = (found[0].strip() for found in _ALIAS.finditer(line.removeprefix(_ALSO_CALLED)))
    return tuple(_ESCAPED.sub(r"\1", part) for part in parts if part)


def reference_cell(reference: str, printed: str, sources: Sequence[str]) -> str:
    """Return the cell of a reference: as it was printed, if that still says both.

    `split_reference_cell` reads reference and sources out of it, wherever words can say them.
    """
    wanted = (reference, tuple(sources))
    for cell in (printed, f"{reference} ({', '.join(sources)})"):
        if split_reference_cell(cell) == wanted:
            return cell
    return reference


def sheet_text(text: str) -> str:
    """Return a text as a spreadsheet's file holds it: `_x0041_` in a file is read as an `A`."""
    return _UNDERLINE.sub("_x005F_", text)


def fits_cell(text: str) -> bool:
    """Return whether a cell of a spreadsheet holds a text."""
    return len(text) <= MOST_IN_CELL // 2 or _units(text) <= MOST_IN_CELL


def guard_seams(text: str) -> str:
    """Return a text in which nothing reads as a seam between pieces: one piece, however long."""
    return _SEAM.sub(lambda found: f"⟫\\{found[1]}\n\n⟪", text)


def sheet_pieces(text: str, fits: Callable[[str], bool] | None = None) -> tuple[str, ...]:
    """Return a text in pieces that each fit into a cell, at least one; none starts or ends blank.

    They are cut between paragraphs, so that each `fits` where its paragraphs do; where one is
    longer than a cell may be, a mark on either side shows the seam. Joined by blank lines and
    read by `read_sheet_pieces`, they are the text again.
    """
    pieces: list[str] = []
    for paragraph in re.split(r"(?<=\S)\n\n(?=\S)", guard_seams(text)):
        joined = f"{pieces[-1]}\n\n{paragraph}" if pieces else paragraph
        if pieces and _units(joined) <= _PIECE and (fits is None or fits(joined)):
            pieces[-1] = joined
        else:
            pieces += _sewn(paragraph)
    return tuple(pieces)


def read_sheet_pieces(text: str) -> str:
    """Return the text whose pieces were joined by blank lines."""
    return _SEAM.sub(lambda found: f"⟫{found[1][1:]}\n\n⟪" if found[1] else "", text)


def _sewn(paragraph: str) -> Iterator[str]:
    start, opening = 0, ""
    while _units(paragraph[start:]) > _PIECE:
        length = _PIECE
        while _units(paragraph[start : start + length]) > _PIECE:
            length //= 2
        yield f"{opening}{paragraph[start : start + length]}⟫"
        start, opening = start + length, "⟪"
    yield opening + paragraph[start:]


def _units(text: str) -> int:
    """Return how long a text is for a spreadsheet."""
    return len(sheet_text(text).encode("utf-16-le", "replace")) // 2
