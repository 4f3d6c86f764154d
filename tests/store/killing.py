"""A work that is killed at a chosen step: at the nth at which it may change a place."""

import os
import sys
from pathlib import Path

ENDED, KILLED, FAILED = 0, 9, 1

_TOUCHES = {"os.rename", "os.remove", "os.link", "os.chmod", "os.mkdir", "sqlite3.connect"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def killed_at(step, place, work):
    """Do the work in a process of its own that ends before its change number `step` in `place`.

    A change is a file that is made or opened to be written, renamed, linked or removed, or that
    SQLite is let near. Returns ENDED where there are fewer, and KILLED otherwise.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = step

    def watch(event, arguments):
        nonlocal left
        touches = event in _TOUCHES or (event == "open" and (arguments[2] or 0) & _WRITES)
        if touches and any(_is_in(place, each) for each in arguments):
            left -= 1
            if left == 0:
                os._exit(KILLED)

    code = FAILED
    try:
        sys.addaudithook(watch)
        work()
        code = ENDED
    finally:
        os._exit(code)


def _is_in(place, named):
    if isinstance(named, bytes):
        named = os.fsdecode(named)
    if not isinstance(named, str | Path):
        return False
    path = str(named).removeprefix("file://").partition("?")[0]
    return path.startswith(str(place))


def at_every_step(place, prepare, work, check):
    """Do a work afresh, killed before its first change, its second, and so on to its end.

    `check(ended)` says whether what is left is as it should be. Returns how many steps there were.
    """
    step = 0
    while True:
        step += 1
        prepare()
        code = killed_at(step, place, work)
        assert code in (ENDED, KILLED), "the work failed"
        check(code == ENDED)
        if code == ENDED:
            return step
