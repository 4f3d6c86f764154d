"""Breaking one paragraph into lines by terminal cells, as lazily as it is read."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import get_character_cell_size

from jtai_tui.text import is_single_width


def line_spans(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line of `text`, at most `width` cells wide.

    `text` is a paragraph without newlines as `jtai_tui.text.visible` returns it. Lines break at
    spaces, which they lose, or beside a wide character; a word that is too long is cut. There is
    at least one line. A width under 1 counts as 1.
    """
    room = max(width, 1)
    stop = len(text.rstrip(" "))
    start = 0
    while start < stop:
        end = _line_end(text, start, stop, room)
        yield start, start + len(text[start:end].rstrip(" "))
        start = end
        while start < stop and text[start] == " ":
            start += 1
    if not stop:
        yield 0, 0


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a paragraph; see `line_spans`."""
    return [text[start:end] for start, end in line_spans(text, width)]


def _line_end(text: str, start: int, stop: int, room: int) -> int:
    window = text[start : start + room + 1]
    narrow = is_single_width(window)
    fit = min(start + room if narrow else _reach(text, start, room), stop)
    if fit == stop or text[fit] == " ":
        return fit
    space = text.rfind(" ", start + 1, fit)
    if not narrow:
        for place in range(fit, max(space, start), -1):
            if _is_wide(text[place - 1]) or _is_wide(text[place]):
                return place
    return space if space > 0 else fit


def _reach(text: str, start: int, room: int) -> int:
    """Return where the text from `start` has filled `room` cells; never before its first letter."""
    place = start
    while place < len(text):
        room -= get_character_cell_size(text[place])
        if room < 0 and place > start:
            break
        place += 1
    return place


def _is_wide(character: str) -> bool:
    return get_character_cell_size(character) == 2
