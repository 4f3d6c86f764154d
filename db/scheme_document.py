"""A rating scheme as JSON: the levels of a plan file's scheme, read with every fault named."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import combinations

from db.plan_check import Fault, Part, PlanFaults, decode
from db.rating import Band, Rating, Scheme, Stage

COLOURS = (
    "grey", "red", "orange", "amber", "yellow", "green", "teal", "blue", "violet", "pink",
    "brown", "black", "white",
)  # fmt: skip
"""The names a level's colour may have, beside `#rrggbb`."""

MOST_DAYS = 100_000
MOST_LEVELS = 99

_LEVEL_KEYS = (
    "code", "position", "name", "meaning", "printed", "stage", "slippage", "needs_evidence",
    "letter", "glyph", "colour",
)  # fmt: skip
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def scheme_to_list(scheme: Scheme) -> list[dict[str, object]]:
    """Return the levels by position, JSON-ready, their keys in the order of the plan format."""
    return [
        {
            "code": rating.code,
            "position": rating.position,
            "name": rating.name,
            "meaning": rating.meaning,
            "printed": rating.printed,
            "stage": rating.stage.value,
            "slippage": rating.band and {"least": rating.band.least, "most": rating.band.most},
            "needs_evidence": rating.needs_evidence,
            "letter": rating.letter,
            "glyph": rating.glyph,
            "colour": rating.colour,
        }
        for rating in scheme
    ]


def scheme_to_json(scheme: Scheme) -> str:
    """Return the scheme as one compact JSON text: the same scheme always gives the same text."""
    return json.dumps(scheme_to_list(scheme), ensure_ascii=False, separators=(",", ":"))


def scheme_from_json(text: str) -> Scheme:
    """Return the scheme that `scheme_to_json` wrote. Raises PlanFaults for anything else."""
    faults: list[Fault] = []
    levels = _read_levels(Part(decode(text), "scheme", faults))
    if faults:
        raise PlanFaults(faults)
    return Scheme(rating for _, rating in levels)


@lru_cache(maxsize=8)
def known_scheme(text: str) -> Scheme:
    """Return the scheme of `scheme_from_json`, read once however often it is asked for."""
    return scheme_from_json(text)


def read_scheme_part(part: Part) -> Scheme:
    """Return the scheme of a plan's JSON; faults of a level and between levels are noted."""
    levels = _read_levels(part)
    _check_words(levels)
    _check_bands(levels)
    stages = {rating.stage for _, rating in levels}
    if Stage.IN_PROGRESS not in stages:
        part.fault("a rating of the stage in_progress", "none")
    if Stage.CLOSED not in stages:
        part.fault("a rating of the stage closed", "none")
    return Scheme(rating for _, rating in levels)


def _read_levels(part: Part) -> list[tuple[Part, Rating]]:
    levels = list(part.objects(_LEVEL_KEYS))
    if len(levels) > MOST_LEVELS:
        part.fault(f"at most {MOST_LEVELS} ratings", str(len(levels)))
    return [(level, _read_level(level)) for level in levels[:MOST_LEVELS]]


def _read_level(level: Part) -> Rating:
    code, colour = level["code"].line(said=True), level["colour"].line(said=True)
    if code and not _CODE.fullmatch(code):
        level["code"].fault("small letters, digits and hyphens, a letter first")
    if colour and colour not in COLOURS and not _HEX_COLOUR.fullmatch(colour):
        level["colour"].fault(f"#rrggbb or one of {', '.join(COLOURS)}")
    letter, glyph = level["letter"].line(said=True), level["glyph"].line(said=True)
    if letter and not (len(letter) == 1 and letter.isalpha()):
        level["letter"].fault("one letter")
    if len(glyph) > 2:
        level["glyph"].fault("one sign")
    stage = level["stage"].one_of(Stage)
    return Rating(
        code=code,
        position=level["position"].whole(1, MOST_LEVELS),
        name=level["name"].line(said=True),
        meaning=level["meaning"].text(""),
        stage=Stage(stage) if stage else Stage.IN_PROGRESS,
        letter=letter,
        glyph=glyph,
        colour=colour,
        band=_read_band(level["slippage"]),
        needs_evidence=level["needs_evidence"].flag(default=False),
        printed=level["printed"].line(""),
    )


def _read_band(part: Part) -> Band | None:
    if part.empty or not part.has_keys(("least", "most")):
        return None
    ends = [
        None if part[key].empty else part[key].whole(-MOST_DAYS, MOST_DAYS)
        for key in ("least", "most")
    ]
    band = Band(*ends)
    if band.least is not None and band.most is not None and band.least > band.most:
        part["least"].fault(f"at most {band.most}, the band's other end")
    return band


def _check_words(levels: list[tuple[Part, Rating]]) -> None:
    """Note each word by which `Scheme.find` would find two levels."""
    owners: dict[str, Part] = {}
    for level, rating in levels:
        words = {
            "code": rating.code,
            "position": str(rating.position),
            "name": rating.name,
            "letter": rating.letter,
        }
        for key, word in words.items():
            if not level[key].sound:
                continue
            owner = owners.setdefault(word.casefold(), level)
            if owner is not level:
                level[key].fault(f"what no other rating is found by ({owner.path} is)")


def _check_bands(levels: list[tuple[Part, Rating]]) -> None:
    for level, rating in levels:
        if rating.band and rating.stage is not Stage.IN_PROGRESS:
            level["slippage"].fault("null, as the stage isn't in_progress")
        if rating.needs_evidence and rating.stage is not Stage.CLOSED:
            level["needs_evidence"].fault("false, as the stage isn't closed")
    banded = [(level, rating.band) for level, rating in levels if rating.band]
    for (one, first), (two, second) in combinations(banded, 2):
        if _starts(first) <= _ends(second) and _starts(second) <= _ends(first):
            two["slippage"].fault(f"days that {one.path} doesn't hold", "some of the same days")


def _starts(band: Band) -> float:
    return float("-inf") if band.least is None else band.least


def _ends(band: Band) -> float:
    return float("inf") if band.most is None else band.most
