"""A program in a pseudo-terminal, what stands on its screen, and keys as a terminal sends them.

The screen is one of characters alone; colours stay in `raw`.
"""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyte
from ptyprocess import PtyProcess

PROGRAM = (sys.executable, "-m", "jtai_tui")
_ROOT = Path(__file__).parents[2]
_NAMED = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "up": "\x1b[A", "down": "\x1b[B", "f4": "\x1bOS",
    "f1": "\x1bOP", "ctrl+s": "\x13", "ctrl+q": "\x11", "ctrl+p": "\x10", "ctrl+c": "\x03",
    "end": "\x1b[F",
}  # fmt: skip


_COLOUR = re.compile(rb"\x1b\[[<=>?]?[0-9;:]*m")
_UNFINISHED = re.compile(rb"\x1b(\[[<=>?]?[0-9;:]*)?\Z")


class Plain(pyte.ByteStream):
    """What a program paints, without colours: they are most of it, and take longest to read."""

    _begun = b""

    def feed(self, data: bytes) -> None:
        """Pass on all but colours, and but a sequence that has only begun."""
        data = _COLOUR.sub(b"", self._begun + data)
        begun = _UNFINISHED.search(data)
        self._begun = begun[0] if begun else b""
        super().feed(data.removesuffix(self._begun))


def text_of(screen: pyte.Screen) -> str:
    """Return what stands on a screen; the second half of a wide character is an empty cell."""
    across = range(screen.columns)
    lines = (screen.buffer[y] for y in range(screen.lines))
    return "\n".join("".join(line[x].data for x in across).rstrip() for line in lines)


class _Screen(pyte.Screen):
    """pyte's screen, deaf to the sequences that it does not know."""

    def set_margins(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("private", None)
        super().set_margins(*args, **kwargs)

    def report_device_status(self, *args: Any, **kwargs: Any) -> None:
        pass


class Terminal:
    """jtai in a terminal of `size` cells; `home` takes the user's folders. Used in `with`.

    `through` is a command that runs the program which is named after it.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        home: Path,
        *,
        size: tuple[int, int] = (100, 30),
        environment: Mapping[str, str] | None = None,
        through: Sequence[str] = (),
    ) -> None:
        columns, lines = size
        given = {
            **os.environ,
            "PYTHONPATH": str(_ROOT),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            **{
                f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "STATE", "DATA")
            },
            **(environment or {}),
        }
        for name in ("COLUMNS", "LINES", "CI", "JTAI_AUTHOR", "JTAI_DEBUG"):
            given.pop(name, None)
        for name in [name for name, value in given.items() if value == "unset"]:
            del given[name]
        self.screen = _Screen(columns, lines)
        self._stream = Plain(self.screen)
        self.raw = bytearray()
        self.process = PtyProcess.spawn(
            [*through, *PROGRAM, *arguments], env=given, cwd=str(home), dimensions=(lines, columns)
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.close(force=True)

    @property
    def text(self) -> str:
        return text_of(self.screen)

    def keys(self, text: str) -> None:
        """Send these characters in one go."""
        self.process.write(text.encode())

    def press(self, *names: str) -> None:
        """Send named keys, one after the other; esc apart, so that it begins no sequence."""
        for name in names:
            self.keys(_NAMED.get(name, name))
            if name == "esc":
                self.rest(0.15)

    def see(self, text: str, *, gone: bool = False, seconds: float = 20) -> None:
        """Wait until a text stands on the screen, or no longer does."""
        end = time.monotonic() + seconds
        while (text in self.text) == gone:
            left = end - time.monotonic()
            assert left > 0, f"{text!r} is {'still' if gone else 'not'} on the screen:\n{self.text}"
            if not self._take_in(min(left, 0.2)) and not self.process.isalive():
                self._take_in(0)
                assert (text in self.text) != gone, f"the program ended:\n{self.text}"
                return

    def rest(self, quiet: float = 0.3) -> None:
        """Wait until nothing was painted for a while."""
        while self._take_in(quiet):
            pass

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self.process.setwinsize(lines, columns)
        self.screen.resize(lines, columns)

    def end(self, seconds: float = 20) -> int:
        """Wait until the program has ended by itself, and return its exit code."""
        end = time.monotonic() + seconds
        while self.process.isalive():
            assert time.monotonic() < end, f"the program goes on:\n{self.text}"
            self._take_in(0.05)
        self.rest(0)
        return int(self.process.exitstatus if self.process.exitstatus is not None else -1)

    def _take_in(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.process.fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.process.fd, 1 << 16)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)
