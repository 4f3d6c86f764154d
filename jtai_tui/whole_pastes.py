"""What is pasted, whole and at once, whatever is in it.

Textual's parser takes a paste apart character by character, which takes a minute for ten million.
It drops NUL without a word, and takes an escape sequence within a paste for keys: what somebody
has copied from elsewhere could then press `x` and enter. Between the marks that a terminal puts
around a paste there is only text.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

_BEHIND = len(BRACKETED_PASTE_START) - 1


class WholePastes(XTermParser):
    """Textual's parser for all but pastes."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._before = ""  # the end of what was read, where a mark may have begun
        self._pasted: list[str] | None = None

    def feed(self, data: str) -> Iterable[Message]:
        """Return what came in; a piece of a paste waits for its end."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._pasted is None:
                data = yield from self._keys(data)
            else:
                data = yield from self._paste(self._pasted, data)

    def _keys(self, data: str) -> Generator[Message, None, str]:
        """Give what was typed before the next paste, and return what follows its mark."""
        read = self._before + data
        start = read.find(BRACKETED_PASTE_START)
        if start < 0:
            self._before = read[-_BEHIND:]
            yield from super().feed(data)
            return ""
        end = start + len(BRACKETED_PASTE_START)
        # Textual's parser hears of the paste, too, as it may have heard of half its mark; for it
        # there is nothing in it.
        marks = read[len(self._before) : end] + BRACKETED_PASTE_END
        for message in super().feed(marks):
            if not isinstance(message, events.Paste):
                yield message
        self._before, self._pasted = "", []
        return read[end:]

    def _paste(self, pieces: list[str], data: str) -> Generator[Message, None, str]:
        """Give the paste where it ends here, and return what follows."""
        read = (pieces.pop() if pieces else "") + data
        end = read.find(BRACKETED_PASTE_END)
        if end < 0:
            pieces += [read[:-_BEHIND], read[-_BEHIND:]]
            return ""
        self._pasted = None
        yield events.Paste("".join([*pieces, read[:end]]))
        return read[end + len(BRACKETED_PASTE_END) :]


def take_pastes_whole() -> None:
    """Have Textual read the terminal with this parser; before the app runs."""
    try:
        from textual.drivers import linux_driver  # noqa: PLC0415  there is none on Windows
    except ImportError:
        return
    vars(linux_driver)["XTermParser"] = WholePastes
