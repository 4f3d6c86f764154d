"""A command of a page, typed in a place as its reader would type it."""

import io
import os
import shlex
import subprocess
from contextlib import redirect_stderr, redirect_stdout

import pytest

from jtai_tui.__main__ import main


def run(place, command):
    """Return the exit code, output and errors of a command typed in a place."""
    folder, environ = place
    if ">" in command:  # what only a shell can do
        return subprocess.run(
            ["bash", "-c", command], cwd=folder, env=environ, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    program, *argv = shlex.split(command)
    assert program == "jtai", command
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as there, redirect_stdout(out), redirect_stderr(err):
        there.chdir(folder)
        for name in os.environ.keys() - environ.keys():
            there.delenv(name)
        for name, value in environ.items():
            there.setenv(name, value)
        code = main(argv)
    said = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]
    return subprocess.CompletedProcess(command, code, *said)
