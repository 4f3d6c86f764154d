"""Ways in which a plan file comes to harm, each with chance in it."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Original:
    """A whole plan's bytes, and bytes of others: of `another` plan, of this one as it was `before`.

    `journal` is one that a killed writer left beside the file, `wal` one of a file that was left
    in write-ahead mode with `in_wal` for its bytes.
    """

    name: str
    data: bytes
    another: bytes
    before: bytes
    journal: bytes = b""
    in_wal: bytes = b""
    wal: bytes = b""

    @property
    def page(self) -> int:
        size = int.from_bytes(self.data[16:18], "big")
        return 65536 if size == 1 else size

    @property
    def pages(self) -> int:
        return len(self.data) // self.page


@dataclass(frozen=True)
class Mutant:
    """What lies there in the end: the file's bytes, and what lies beside it, by its ending."""

    data: bytes
    beside: dict[str, bytes] = field(default_factory=dict)


Chance = random.Random
Mutation = Callable[[Original, Chance], Mutant]


def a_bit_flipped(original: Original, chance: Chance) -> Mutant:
    data = bytearray(original.data)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return Mutant(bytes(data))


def many_bits_flipped(original: Original, chance: Chance) -> Mutant:
    data = bytearray(original.data)
    for _ in range(chance.choice((2, 5, 20, 200))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return Mutant(bytes(data))


def noise_in_one_place(original: Original, chance: Chance) -> Mutant:
    data = bytearray(original.data)
    start, length = chance.randrange(len(data)), chance.choice((1, 2, 4, 16, 100, 512))
    data[start : start + length] = chance.randbytes(length)
    return Mutant(bytes(data[: len(original.data)]))


def cut_anywhere(original: Original, chance: Chance) -> Mutant:
    return Mutant(original.data[: chance.randrange(len(original.data))])


def cut_between_pages(original: Original, chance: Chance) -> Mutant:
    """Cut at the border of a page; sometimes with a header that says that nothing is missing."""
    pages = chance.randrange(1, original.pages)
    data = bytearray(original.data[: pages * original.page])
    if chance.random() < 0.5:
        data[28:32] = pages.to_bytes(4, "big")
    return Mutant(bytes(data))


def _with_page(original: Original, number: int, page: bytes) -> bytes:
    start = number * original.page
    return original.data[:start] + page + original.data[start + original.page :]


def _page(original: Original, number: int, data: bytes | None = None) -> bytes:
    data = original.data if data is None else data
    return data[number * original.page : (number + 1) * original.page]


def two_pages_exchanged(original: Original, chance: Chance) -> Mutant:
    one, two = chance.sample(range(original.pages), 2)
    data = _with_page(original, one, _page(original, two))
    start = two * original.page
    return Mutant(data[:start] + _page(original, one) + data[start + original.page :])


def a_page_over_another(original: Original, chance: Chance) -> Mutant:
    one, two = chance.sample(range(original.pages), 2)
    return Mutant(_with_page(original, one, _page(original, two)))


def a_page_of_another_plan(original: Original, chance: Chance) -> Mutant:
    """The same page of another plan, or some page of it."""
    most = len(original.another) // original.page
    number = chance.randrange(min(original.pages, most))
    other = number if chance.random() < 0.5 else chance.randrange(most)
    return Mutant(_with_page(original, number, _page(original, other, original.another)))


def pages_as_they_were_before(original: Original, chance: Chance) -> Mutant:
    """Some pages that a disk has not written, though it said so."""
    most = len(original.before) // original.page
    differing = [
        number
        for number in range(min(most, original.pages))
        if _page(original, number) != _page(original, number, original.before)
    ]
    data = bytearray(original.data)
    for number in chance.sample(differing, chance.randrange(1, max(2, len(differing)))):
        start = number * original.page
        data[start : start + original.page] = _page(original, number, original.before)
    return Mutant(bytes(data))


def a_half_of_before(original: Original, chance: Chance) -> Mutant:
    """A copy that began before a change and ended after it."""
    cut = chance.randrange(1, original.pages) * original.page
    if chance.random() < 0.5:
        return Mutant(original.before[:cut] + original.data[cut:])
    return Mutant((original.data[:cut] + original.before[cut:])[: len(original.data)])


def zeroes(original: Original, chance: Chance) -> Mutant:
    """Whole pages, or disk blocks of 512 bytes, that were never written."""
    size = chance.choice((512, original.page, original.page * 4))
    start = chance.randrange(len(original.data) // size) * size
    data = bytearray(original.data)
    data[start : start + size] = bytes(size)
    return Mutant(bytes(data[: len(original.data)]))


_HEADER = ((16, 2), (18, 1), (19, 1), (20, 1), (21, 1), (22, 1), (23, 1), (24, 4), (28, 4),
           (32, 4), (36, 4), (40, 4), (44, 4), (48, 4), (52, 4), (56, 4), (60, 4), (64, 4),
           (68, 4), (72, 4), (92, 4), (96, 4))  # fmt: skip


def a_field_of_the_header(original: Original, chance: Chance) -> Mutant:
    place, size = chance.choice(_HEADER)
    data = bytearray(original.data)
    before = int.from_bytes(data[place : place + size], "big")
    value = chance.choice((0, 1, 2, 3, before + 1, before - 1, 2 ** (8 * size) - 1,
                           chance.getrandbits(8 * size)))  # fmt: skip
    data[place : place + size] = (value % 2 ** (8 * size)).to_bytes(size, "big")
    return Mutant(bytes(data))


def _is_tree(page: bytes, start: int) -> bool:
    return page[start] in (2, 5, 10, 13)


def _tree_page(original: Original, chance: Chance) -> tuple[int, int, int]:
    """Return where a page of a tree starts, where its header does, and how many cells it has."""
    trees = []
    for number in range(original.pages):
        start = 100 if number == 0 else 0
        page = _page(original, number)
        if _is_tree(page, start):
            (cells,) = struct.unpack(">H", page[start + 3 : start + 5])
            trees.append((number * original.page, start, cells))
    return chance.choice(trees)


def the_head_of_a_tree_page(original: Original, chance: Chance) -> Mutant:
    page, start, _ = _tree_page(original, chance)
    data = bytearray(original.data)
    place = page + start + chance.randrange(12)
    data[place] = chance.choice((0, 2, 5, 10, 13, 255, (data[place] + 1) % 256))
    return Mutant(bytes(data))


def _pointers(data: bytes, page: int, start: int) -> int:
    return page + start + (12 if data[page + start] in (2, 5) else 8)


def a_cell_pointer(original: Original, chance: Chance) -> Mutant:
    """Let a place in a page's list of cells name another cell, or none."""
    page, start, cells = _tree_page(original, chance)
    data = bytearray(original.data)
    first = _pointers(data, page, start)
    place = first + 2 * chance.randrange(max(1, cells))
    other = first + 2 * chance.randrange(max(1, cells))
    value = chance.choice(
        (bytes(data[other : other + 2]), chance.randbytes(2), b"\0\0", b"\xff\xff")
    )
    data[place : place + 2] = value
    return Mutant(bytes(data))


def the_start_of_a_cell(original: Original, chance: Chance) -> Mutant:
    """Change the lengths and types that a cell starts with, or the page that it points to."""
    page, start, cells = _tree_page(original, chance)
    data = bytearray(original.data)
    pointer = _pointers(data, page, start) + 2 * chance.randrange(max(1, cells))
    (offset,) = struct.unpack(">H", data[pointer : pointer + 2])
    place = min(page + offset + chance.randrange(24), len(data) - 1)
    data[place] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, (data[place] + 1) % 256,
                                 (data[place] + 2) % 256, (data[place] - 1) % 256))  # fmt: skip
    return Mutant(bytes(data))


def _chained_pages(original: Original) -> list[int]:
    """Return the pages that go on with a row too long for its own, as a file of evidence is."""
    found = []
    for number in range(1, original.pages):
        page = _page(original, number)
        following = int.from_bytes(page[:4], "big")
        if not _is_tree(page, 0) and 0 <= following <= original.pages and any(page[4:]):
            found.append(number)
    return found


def a_chain_of_pages(original: Original, chance: Chance) -> Mutant:
    """Let the pages of a file of evidence go on elsewhere, in a circle, or not at all."""
    chained = _chained_pages(original)
    number = chance.choice(chained)
    target = chance.choice((0, number + 1, chance.choice(chained) + 1, 1, 2, original.pages,
                            original.pages + 1, 2**32 - 1))  # fmt: skip
    start = number * original.page
    return Mutant(original.data[:start] + target.to_bytes(4, "big") + original.data[start + 4 :])


def a_byte_of_a_file_of_evidence(original: Original, chance: Chance) -> Mutant:
    start = chance.choice(_chained_pages(original)) * original.page
    data = bytearray(original.data)
    data[start + 4 + chance.randrange(original.page - 4)] ^= 1 << chance.randrange(8)
    return Mutant(bytes(data))


_WORDS = ((b"completed", b"evidenced"), (b"on-track", b"on-trick"), (b"minor-risk", b"minor-rise"),
          (b"2020-0", b"2021-0"), (b"T. Orturer", b"T. Orderly"), (b"A. Coord", b"B. Coord"),
          (b"typed", b"tiped"), (b"rating", b"raging"), (b"action", b"acting"),
          (b"CHECK", b"CHICK"), (b"ABORT", b"IGNOR"), (b"IS NOT", b"IS    "),
          (b"BEFORE", b"AFTER "), (b"applied = 1", b"applied = 0"))  # fmt: skip


def a_word_for_another(original: Original, chance: Chance) -> Mutant:
    """Edit the bytes as text, as with a hex editor: one place, or all."""
    old, new = chance.choice([words for words in _WORDS if words[0] in original.data])
    if chance.random() < 0.3:
        return Mutant(original.data.replace(old, new))
    places = original.data.count(old)
    before, found = b"", original.data
    for _ in range(chance.randrange(places)):
        head, found = found.split(old, 1)
        before += head + old
    head, rest = found.split(old, 1)
    return Mutant(before + head + new + rest)


def something_appended(original: Original, chance: Chance) -> Mutant:
    more = chance.choice((chance.randbytes(chance.randrange(1, 5000)), bytes(original.page),
                          _page(original, chance.randrange(original.pages)),
                          original.another, chance.randbytes(original.page)))  # fmt: skip
    return Mutant(original.data + more)


def a_strange_journal_beside_it(original: Original, chance: Chance) -> Mutant:
    """A rollback journal of another time, cut, changed, or that never was one."""
    journal = bytearray(original.journal)
    what = chance.randrange(5)
    if what == 0:
        journal = bytearray(chance.randbytes(chance.randrange(1, 9000)))
    elif what == 1:
        journal = journal[: chance.randrange(1, len(journal))]
    elif what == 2:
        for _ in range(chance.choice((1, 3, 30))):
            journal[chance.randrange(len(journal))] ^= 1 << chance.randrange(8)
    elif what == 3:
        place = chance.choice((8, 12, 16, 20, 24))
        journal[place : place + 4] = chance.choice((bytes(4), b"\xff" * 4, chance.randbytes(4)))
    return Mutant(original.data, {"-journal": bytes(journal)})


def a_strange_write_ahead_log_beside_it(original: Original, chance: Chance) -> Mutant:
    """A file that was left in write-ahead mode, its second file gone, cut, changed or another's."""
    wal = bytearray(original.wal)
    what = chance.randrange(6)
    if what == 0:
        return Mutant(original.in_wal)
    if what == 1:
        return Mutant(original.data, {"-wal": original.wal})
    if what == 2:
        wal = bytearray(chance.randbytes(chance.randrange(1, 9000)))
    elif what == 3:
        wal = wal[: chance.randrange(1, len(wal))]
    elif what == 4:
        for _ in range(chance.choice((1, 3, 30))):
            wal[chance.randrange(len(wal))] ^= 1 << chance.randrange(8)
    return Mutant(original.in_wal, {"-wal": bytes(wal)})


def a_flip_in_a_write_ahead_file(original: Original, chance: Chance) -> Mutant:
    data = bytearray(original.in_wal)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return Mutant(bytes(data), {"-wal": original.wal} if chance.random() < 0.5 else {})


MUTATIONS: dict[Mutation, int] = {
    a_bit_flipped: 350,
    many_bits_flipped: 200,
    noise_in_one_place: 150,
    cut_anywhere: 150,
    cut_between_pages: 200,
    two_pages_exchanged: 150,
    a_page_over_another: 150,
    a_page_of_another_plan: 150,
    pages_as_they_were_before: 150,
    a_half_of_before: 100,
    zeroes: 150,
    a_field_of_the_header: 200,
    the_head_of_a_tree_page: 150,
    a_cell_pointer: 150,
    the_start_of_a_cell: 200,
    a_chain_of_pages: 100,
    a_byte_of_a_file_of_evidence: 50,
    a_word_for_another: 150,
    something_appended: 50,
    a_strange_journal_beside_it: 150,
    a_strange_write_ahead_log_beside_it: 100,
    a_flip_in_a_write_ahead_file: 50,
}
"""All of them, and how often each is tried."""
