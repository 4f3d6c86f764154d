"""Children that may be killed, crash and hang, each forked off a process that has all ready.

A nursery is a process of its own with the store imported and no thread beside its own. It forks a
child for each run, listens to what the child reports, kills it if it is told to, and says how the
child came to its end. Whatever a run does, no other one feels it.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 60.0
_SERVE = "from tests.torture.children import serve; serve()"
_HEAD = struct.Struct(">Q")

Report = Callable[[object], None]
"""What a child says while it runs; it has been said when the call returns."""


@dataclass(frozen=True)
class Ending:
    """How a run ended: all that it reported, in order; how; after how many seconds.

    `how` is `done`, `killed` (as was asked for), `hung`, `signal 11` or `raised`; `said` is the
    traceback of a child that raised.
    """

    reports: list
    how: str
    seconds: float
    said: str = ""

    @property
    def result(self) -> object:
        """What the run returned."""
        assert self.how == "done", f"{self.how} after {self.seconds:.2f} s\n{self.said}"
        return self.reports[-1]


class Nursery:
    """Runs functions in children. `preload` is a library put before theirs, `prefix` a command."""

    def __init__(self, *, preload: Path | None = None, prefix: tuple[str, ...] = ()) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        if preload is not None:
            env["LD_PRELOAD"] = str(preload)
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-c", _SERVE],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def run(
        self, work: Callable, *args: object, kill: float | None = None, limit: float = LONGEST
    ) -> Ending:
        """Run `work(report, *args)`, a function of a module, in a child; what it returns is last.

        `kill` is after how many seconds to kill it, `limit` after how many it counts as hung.
        """
        send(self._process.stdin.fileno(), (work, args, kill, limit))
        return receive(self._process.stdout.fileno())


def send(pipe: int, message: object) -> None:
    data = pickle.dumps(message)
    data = _HEAD.pack(len(data)) + data
    while data:
        data = data[os.write(pipe, data) :]


def receive(pipe: int) -> object:
    (size,) = _HEAD.unpack(_read(pipe, _HEAD.size))
    return pickle.loads(_read(pipe, size))


def _read(pipe: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = os.read(pipe, size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def serve() -> None:
    """Fork a child for each order that comes in, until there are no more."""
    import tests.torture.works  # noqa: F401, PLC0415  all that children use, imported once

    orders, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    gc.collect()
    gc.freeze()
    while True:
        try:
            order = receive(orders)
        except EOFError:
            return
        send(answers, _run(*order))


def _run(work: Callable, args: tuple, kill: float | None, limit: float) -> Ending:
    listening, saying = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(listening)
        _be_a_child(saying, work, args)
    os.close(saying)
    data, seconds, in_time = _listen(listening, kill, limit)
    os.close(listening)
    if not in_time:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    reports = _unpacked(data)
    if not in_time:
        return Ending(reports, "killed" if kill is not None else "hung", seconds)
    if os.WIFSIGNALED(status):
        return Ending(reports, f"signal {os.WTERMSIG(status)}", seconds)
    if os.WEXITSTATUS(status):
        return Ending(reports[:-1], "raised", seconds, str(reports[-1]))
    return Ending(reports, "done", seconds)


def _be_a_child(saying: int, work: Callable, args: tuple) -> None:
    os.write(saying, b"!")
    code = 0
    try:
        try:
            send(saying, work(lambda message: send(saying, message), *args))
        except BaseException:
            send(saying, traceback.format_exc())
            code = 1
    finally:
        os._exit(code)


def _listen(pipe: int, kill: float | None, limit: float) -> tuple[bytes, float, bool]:
    """Return what the child said, how long it ran, and whether it ended of itself in time."""
    os.read(pipe, 1)
    start = time.monotonic()
    end = start + (limit if kill is None else kill)
    data = b""
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            return data, time.monotonic() - start, False
        more = os.read(pipe, 1 << 20)
        if not more:
            return data, time.monotonic() - start, True
        data += more


def _unpacked(data: bytes) -> list:
    reports = []
    while len(data) >= _HEAD.size:
        (size,) = _HEAD.unpack(data[: _HEAD.size])
        if len(data) < _HEAD.size + size:
            break
        reports.append(pickle.loads(data[_HEAD.size : _HEAD.size + size]))
        data = data[_HEAD.size + size :]
    return reports
