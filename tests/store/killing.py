"""A work that is killed at a chosen step: at its nth touch of any file or folder of a place."""

import os
import sys
from pathlib import Path

ENDED, KILLED, FAILED = 0, 9, 1

_TOUCHES = {
    "open", "os.rename", "os.remove", "os.link", "os.chmod", "os.mkdir", "sqlite3.connect",
    "shutil.copyfile", "os.listdir", "os.scandir",
}  # fmt: skip


def killed_at(step, place, work):
    """Do the work in a process of its own that ends at its touch number `step` of `place`.

    Returns ENDED where it has fewer, and KILLED otherwise. The touch itself has not happened then.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = step

    def watch(event, arguments):
        nonlocal left
        if event in _TOUCHES and any(_is_in(place, each) for each in arguments):
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
    """Do a work afresh, killed at its first touch, its second, and so on to its end.

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
