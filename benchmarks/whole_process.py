"""One command of jtai as a process of its own: how long it takes, and its peak of memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence

# A child's peak of memory counts from its parent's: a small process stands between.
_BETWEEN = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(peak if sys.platform == "darwin" else 1024 * peak)
raise SystemExit(done.returncode)
"""


def run_measured(
    words: Sequence[str], environ: Mapping[str, str], *, ends_with: Collection[int] = (0,)
) -> tuple[float, float]:
    """Return how many seconds `jtai` with these words takes, and its peak of memory in megabytes.

    Raises SystemExit where it ends with another code than one of `ends_with`.
    """
    command = [sys.executable, "-c", _BETWEEN, sys.executable, "-m", "jtai_tui", *words]
    started = time.perf_counter()
    done = subprocess.run(command, env=dict(environ), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in ends_with:
        raise SystemExit(f"jtai {words[0]} ended with {done.returncode}:\n{done.stderr}")
    return seconds, int(done.stdout) / 1e6
