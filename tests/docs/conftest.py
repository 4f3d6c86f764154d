"""A place in which a page can be followed, and the plan that the guide begins with."""

import os
import sys

import make_pictures
import pytest

from tests.docs.typed import run


@pytest.fixture
def place():
    """A folder, and an environment in which `jtai` is this one."""
    with make_pictures.own_home() as (folder, environ):
        programs = folder.parent / "bin"
        programs.mkdir()
        script = programs / "jtai"
        script.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m jtai_tui \"$@\"\n")
        script.chmod(0o755)
        environ["PATH"] = os.pathsep.join([str(programs), environ["PATH"]])
        yield folder, environ


@pytest.fixture(scope="module")
def made_plan(tmp_path_factory):
    """The plan that the guide's first command makes, made once, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    with make_pictures.own_home() as (_, environ):
        assert run((folder, environ), "jtai new plan.db").returncode == 0
    return folder / "plan.db"
