"""Return sheets to which something came on the way, and how it must end: read, or refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from db.errors import PlanError
from db.returned_sheets import known_actions
from jtai_tui.exchange.return_sheet.returning import take_in_files
from tests.exchange import test_fuzzed_files as harms
from tests.exchange.returned_sheets import BACK, Sent

TO_BYTES = (harms.bits_flipped, harms.cut_off, harms.a_piece_missing, harms.noise_within)
TO_PARTS = (
    harms.a_part_missing, harms.parts_exchanged, harms.a_part_emptied, harms.targets_changed,
    harms.letters_flipped, harms.elements_gone, harms.elements_twice, harms.elements_moved,
    harms.elements_renamed, harms.attributes_gone, harms.attributes_hostile, harms.texts_hostile,
)  # fmt: skip


def _of_parts(harm: harms.Harm) -> Callable[[bytes, random.Random], bytes]:
    return lambda data, chance: harms.zipped(harm(harms.unzipped(data), chance))


KINDS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    **{each.__name__: each for each in TO_BYTES},
    **{each.__name__: _of_parts(each) for each in TO_PARTS},
}
"""What may come to a sheet, by name."""


def ends_well(sent: Sent, data: bytes, folder: Path) -> str:
    """Take a harmed sheet in; return `refused` or `read`, and fail for anything else."""
    try:
        read = sent.returned(data, folder)
    except PlanError as error:
        assert len(str(error).splitlines()) == 1
        assert len(str(error)) < 2000
        return "refused"
    known = known_actions(sent.plan)
    for sheet, _ in read.sheets:
        assert {each.action for each in sheet.said} <= set(known)
        assert {each.field for each in sheet.said} <= {"progress", "forecast", "rating", "evidence"}
    assert all(each.strip() for each in (*read.problems, *read.warnings))
    take_in_files(sent.plan, [read], by=sent.by, today=BACK)
    return "read"
