"""A plan of a few actions, somebody at a terminal that is only listened to, and their folders."""

from __future__ import annotations

import io
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from jtai_tui.__main__ import main

FOLDERS = ("CONFIG", "STATE", "DATA")


@dataclass(frozen=True)
class Printed:
    """What a command printed on a terminal, or into a pipe, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with nobody's settings or name."""
    folder = tmp_path / "work"
    folder.mkdir()
    for name in FOLDERS:
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("JTAI_AUTHOR", "JTAI_DEBUG", "NO_COLOR", "FORCE_COLOR", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.chdir(folder)
    return folder


class Listener:
    """A pseudo-terminal to print on, and all that was printed there."""

    def __init__(self) -> None:
        self._ours, self._theirs = os.openpty()
        self._heard = bytearray()
        self.stream = open(self._theirs, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                data = os.read(self._ours, 1 << 16)
            except OSError:
                return
            if not data:
                return
            self._heard += data

    def heard(self) -> str:
        """Return what was printed, once the terminal is closed."""
        self.stream.flush()
        self.stream.close()
        os.close(self._theirs)
        self._thread.join()
        os.close(self._ours)
        return self._heard.decode()


@pytest.fixture
def on_terminal(home: Path, monkeypatch: pytest.MonkeyPatch):
    """Type a command on a terminal; `said` is what standard input holds."""

    def typed(*argv: str, said: bytes = b"") -> Printed:
        out, err = Listener(), Listener()
        with monkeypatch.context() as streams:
            streams.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said), encoding="utf-8"))
            streams.setattr("sys.stdout", out.stream)
            streams.setattr("sys.stderr", err.stream)
            try:
                code = main(list(argv))
            finally:
                printed = out.heard(), err.heard()
        return Printed(code, *printed)

    return typed


@pytest.fixture
def in_pipe(home: Path, monkeypatch: pytest.MonkeyPatch):
    """Type a command whose answer a program takes."""

    def typed(*argv: str, said: bytes = b"") -> Printed:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        err = io.StringIO()
        with monkeypatch.context() as streams:
            streams.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said), encoding="utf-8"))
            streams.setattr("sys.stdout", out)
            streams.setattr("sys.stderr", err)
            code = main(list(argv))
        out.flush()
        return Printed(code, out.buffer.getvalue().decode(), err.getvalue())

    return typed
