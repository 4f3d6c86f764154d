"""A plan's text as what a page sets: paragraphs and lists, from which the text comes back exactly.

Only a list that stands by itself becomes a list: each line of it an item, numbers in their order.
All else is a paragraph with its line breaks, the signs in it as they were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of text is set as."""

    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its lines, or a list with its items."""

    kind: BlockKind
    lines: tuple[str, ...]


_BETWEEN = re.compile(r"(?<=\S)\n\n(?=\S)")
_BULLET = re.compile(r"- (\S|\S.*\S)")
_NUMBER = re.compile(r"([1-9][0-9]{0,3})\. (\S|\S.*\S)")


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text without outer white space; none of an empty one."""
    before = BlockKind.PARAGRAPH
    for part in _BETWEEN.split(text) if text else ():
        block = _block(tuple(part.split("\n")))
        if block.kind is not BlockKind.PARAGRAPH and before is not BlockKind.PARAGRAPH:
            # Two lists with nothing between them would be read as one.
            block = Block(BlockKind.PARAGRAPH, tuple(part.split("\n")))
        before = block.kind
        yield block


def _block(lines: tuple[str, ...]) -> Block:
    bullets = [found[1] for line in lines if (found := _BULLET.fullmatch(line))]
    if len(bullets) == len(lines):
        return Block(BlockKind.BULLETS, tuple(bullets))
    numbers = [
        found[2]
        for number, line in enumerate(lines, 1)
        if (found := _NUMBER.fullmatch(line)) and int(found[1]) == number
    ]
    if len(numbers) == len(lines):
        return Block(BlockKind.NUMBERS, tuple(numbers))
    return Block(BlockKind.PARAGRAPH, lines)
