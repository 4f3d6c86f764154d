"""A user's home of its own for each test, the seed plan in it, and a way to type commands."""

import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from jtai_tui.__main__ import main
from tests.sent_copies import sent_out


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


@pytest.fixture(scope="module")
def sent_folder(made_seed, tmp_path_factory):
    """A folder with a plan, and two copies of it that came back changed."""
    folder = tmp_path_factory.mktemp("sent")
    sent_out(made_seed, folder)
    return folder


@pytest.fixture
def plan(sent_folder, home):
    """The plan; what came back lies beside it."""
    for name in ("plan.db", "health.db", "police.db"):
        shutil.copy(sent_folder / name, home / name)
    return home / "plan.db"


@pytest.fixture
def merged(plan, by_ann):
    """The plan with both copies merged: two conflicts wait."""
    assert by_ann("merge", "plan.db", "health.db", "police.db", "--today", "2020-07-01").code == 1
    return plan
