"""Whatever happens to a plan's bytes, it is refused in a line, or says what it said before."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.torture import mutations
from tests.torture.mutations import MUTATIONS, Mutant, Original
from tests.torture.readings import Opening, look, look_at_mutant

pytestmark = pytest.mark.torture

SEED = 20200328
TOO_LONG = 5.0

OLDER_AND_WHOLE = {
    mutations.pages_as_they_were_before,
    mutations.a_half_of_before,
    mutations.a_strange_journal_beside_it,
    mutations.a_strange_write_ahead_log_beside_it,
    mutations.a_flip_in_a_write_ahead_file,
}
"""What can leave the plan as it was a change earlier, which nothing in a file can show."""


class Ground:
    """A place where this machine has seen an original whole, and one where it has not."""

    def __init__(self, original: Original, folder) -> None:
        self.original, self.folder, self.anchors = original, folder, folder / "anchors"
        for place in ("seen", "strange"):
            (folder / place).mkdir(parents=True)
        path = folder / "seen" / "plan.db"
        path.write_bytes(original.before)
        self.before = look(path, None)
        path.write_bytes(original.data)
        self.now = look(path, self.anchors)
        assert (self.before.said, self.now.said) == (None, None)
        assert self.before.sound and self.now.sound
        self.remembered = {each: each.read_bytes() for each in self.anchors.iterdir()}

    def restore(self) -> None:
        """Leave no trace of the mutant before: of its files, nor in what is remembered."""
        for place in ("seen", "strange"):
            for each in (self.folder / place).iterdir():
                each.unlink()
        for path, data in self.remembered.items():
            path.write_bytes(data)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_harmed_file_is_refused_or_says_what_it_said(
    mutation, originals, nursery, tmp_path, figure
):
    grounds = [Ground(each, tmp_path / str(place)) for place, each in enumerate(originals)]
    tally = Counter({"files": 0, "refused": 0, "opened, and the same": 0})
    slowest, wrong = 0.0, []
    for number in range(MUTATIONS[mutation]):
        ground = grounds[number % len(grounds)]
        mutant = mutation(ground.original, random.Random(f"{SEED} {mutation.__name__} {number}"))
        ground.restore()
        ending = nursery.run(
            look_at_mutant, mutant, ground.folder, ground.anchors, limit=3 * TOO_LONG
        )
        tally["files"] += 1
        fault = None if ending.how == "done" else f"{ending.how}: {ending.said}"
        if fault is None:
            seen, strange = ending.reports[:2]
            slowest = max(slowest, seen.seconds, strange.seconds)
            fault = judge(mutation, ground, seen, strange)
            refused = None not in (seen.said, strange.said)
            tally["refused" if refused else "opened, and the same"] += 1
        if fault:
            wrong.append(f"{keep(mutant, tmp_path, number)}: {ground.original.name}: {fault}")
    assert wrong == [], f"{len(wrong)} of {tally['files']}, with seed {SEED}"
    figure(
        f"mutated files, {mutation.__name__}",
        **tally,
        opened_wrongly_without_a_word=0,
        crashes=0,
        hangs=0,
        slowest_opening_in_seconds=slowest,
    )


def judge(mutation, ground: Ground, seen: Opening, strange: Opening) -> str | None:
    """Return what is wrong with how a mutant was opened, None if nothing is."""
    for opening in (seen, strange):
        if opening.seconds > TOO_LONG:
            return f"took {opening.seconds:.1f} s"
        if opening.said is not None and len(opening.said.splitlines()) != 1:
            return f"said more than a line: {opening.said!r}"
        if opening.trouble:
            return opening.trouble
        if opening.said is None and not opening.sound:
            return "opened, and does not verify"
    if seen.said is None and seen.digest != ground.now.digest:
        if seen.digest != ground.before.digest or mutation not in OLDER_AND_WHOLE:
            return "opened where it is known, and says something else"
        if not seen.words:
            return "opened as it was before, and nothing was said"
    older = strange.digest == ground.before.digest and mutation in OLDER_AND_WHOLE
    if strange.said is None and strange.digest != ground.now.digest and not older:
        return "opened elsewhere, and says something else"
    return None


def keep(mutant: Mutant, folder, number: int):
    """Keep a mutant that did harm, to look at; return where."""
    path = folder / f"mutant-{number}.db"
    path.write_bytes(mutant.data)
    for ending, data in mutant.beside.items():
        path.with_name(f"{path.name}{ending}").write_bytes(data)
    return path
