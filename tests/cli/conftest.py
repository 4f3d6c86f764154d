"""A user's home of its own for each test, the seed plan in it, and a way to type commands."""

import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from jtai_tui.__main__ import main


@dataclass(frozen=True)
class Answer:
    """What a command said: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def data(self):
        return json.loads(self.out)

    @property
    def references(self):
        return [action["reference"] for action in self.data]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder to work in, with nobody's settings, name or terminal."""
    folder = tmp_path / "work"
    folder.mkdir()
    for name in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("JTAI_AUTHOR", "JTAI_DEBUG", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def settings_file(home):
    file = home.parent / "config" / "jtai" / "settings.json"
    file.parent.mkdir(parents=True)
    return file


@pytest.fixture
def seed(home, made_seed):
    """The seed plan as `plan.db` in the folder."""
    return Path(shutil.copy(made_seed, home / "plan.db"))


@pytest.fixture
def jtai(home, capfdbinary, monkeypatch):
    """Type a command: `jtai("list", "plan.db")`; `said` is what standard input holds."""

    def typed(*argv, said=b""):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said), encoding="utf-8"))
        capfdbinary.readouterr()
        code = main(list(argv))
        out, err = capfdbinary.readouterr()
        return Answer(code, out.decode(), err.decode())

    return typed


@pytest.fixture
def by_ann(jtai):
    """Type a command as Ann Author."""

    def typed(*argv, said=b""):
        return jtai(*argv, "--author", "Ann Author", said=said)

    return typed
