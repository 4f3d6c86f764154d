"""How long a merge takes: a copy with 2,000 new rows of log, into a plan of 25,000.

By the store alone, on a plan that is open, and as a process of its own, `jtai merge`. Each run is
on a fresh copy of the same plan. The measure is a full check of that. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from first_paint import Result, made_plan, own_home

ROWS, NEW, CONFLICTS = 25_000, 2_000, 20
LIMIT_MS = 1_000
_TODAY = date(2020, 7, 1)


def length_of(file: Path) -> int:
    """Return how many rows the log of a plan has."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT max(seq) FROM event").fetchone()[0])


def grow(file: Path, rows: int, name: str) -> None:
    """Let somebody write progress updates into a plan until its log has so many rows, or more."""
    from db.changes import add_update  # noqa: PLC0415
    from db.queries import action_ids  # noqa: PLC0415
    from db.selection import Order, Selection, SortKey  # noqa: PLC0415
    from db.signature import Signature  # noqa: PLC0415
    from db.store import open_plan  # noqa: PLC0415

    with open_plan(file) as plan:
        ids = action_ids(plan, Selection(), Order(SortKey.REFERENCE), today=_TODAY)
        number = 0
        while (left := rows - length_of(file)) > 0:
            some = ids[: max(1, left // 5)]
            text = f"What was done by {name}, part {number}."
            add_update(plan, some, text, by=Signature(name), day=_TODAY)
            number += 1


def make_files(plan_file: Path, copy: Path, rows: int, new: int) -> None:
    """Grow a plan, issue a copy of it, and let both sides go on; findings are in conflict."""
    from db.changes import edit  # noqa: PLC0415
    from db.queries import action_ids  # noqa: PLC0415
    from db.selection import Order, Selection, SortKey  # noqa: PLC0415
    from db.ship import ship  # noqa: PLC0415
    from db.signature import Signature  # noqa: PLC0415
    from db.store import open_plan  # noqa: PLC0415

    grow(plan_file, rows - CONFLICTS - 1, "J Smith")
    with open_plan(plan_file) as plan:
        ship(plan, copy, to="Health", by=Signature("J Smith"))
        ids = action_ids(plan, Selection(), Order(SortKey.REFERENCE), today=_TODAY)
    before = length_of(copy)
    for file, name in ((plan_file, "J Smith"), (copy, "R Mwangi")):
        with open_plan(file) as plan:
            for one in ids[:CONFLICTS]:
                words = {"finding": f"As {name} has found."}
                edit(plan, one, words, by=Signature(name), today=_TODAY)
    grow(copy, before + new, "R Mwangi")


def merge_here(plan_file: Path, copy: Path) -> float:
    """Return how many seconds the store takes for a merge into an open plan."""
    from db.merge import merge  # noqa: PLC0415
    from db.signature import Signature  # noqa: PLC0415
    from db.store import open_plan  # noqa: PLC0415

    with open_plan(plan_file) as plan:
        started = time.perf_counter()
        merge(plan, [copy], by=Signature("J Smith"))
        return time.perf_counter() - started


def check(plan_file: Path) -> float:
    """Return how many seconds it takes to check a plan in full."""
    from db.verify import verify  # noqa: PLC0415

    started = time.perf_counter()
    if not verify(plan_file).sound:
        raise SystemExit("merging: the plan does not verify")
    return time.perf_counter() - started


def command(words: Sequence[str], ends_with: int, environ: Mapping[str, str]) -> float:
    """Return how many seconds a command takes, from its start to its end."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "jtai_tui", *words],
        env=dict(environ),
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode != ends_with:
        raise SystemExit(f"merging: jtai {words[0]} ended with {done.returncode}:\n{done.stderr}")
    return seconds


def merge_there(plan_file: Path, copy: Path, environ: Mapping[str, str]) -> float:
    """Return how many seconds `jtai merge` takes."""
    words = ["merge", str(plan_file), str(copy), "--author", "J Smith"]
    return command(words, 1, environ)  # conflicts wait


def merge_known(plan_file: Path, copy: Path, environ: Mapping[str, str]) -> float:
    """Return how many seconds `jtai merge` takes for a plan that jtai had open here before."""
    command(["list", str(plan_file)], 0, environ)
    return merge_there(plan_file, copy, environ)


def measure(runs: int, rows: int, new: int, environ: Mapping[str, str]) -> list[Result]:
    """Return how long a full check takes, and merges by the store and by the command."""
    plan_file = Path(made_plan(environ)[4])
    copy = plan_file.with_name("health.db")
    make_files(plan_file, copy, rows, new)
    ways: dict[str, Callable[[Path], float]] = {
        "a full check of the plan": check,
        "a merge by the store": lambda file: merge_here(file, copy),
        "jtai merge, of a plan known here": lambda file: merge_known(file, copy, environ),
        "jtai merge, of one new here": lambda file: merge_there(file, copy, environ),
    }
    results = [Result(name, []) for name in ways]
    for run in range(runs + 1):
        for place, (way, result) in enumerate(zip(ways.values(), results, strict=True)):
            ours = plan_file.with_name(f"ours-{run}-{place}.db")
            shutil.copyfile(plan_file, ours)
            seconds = way(ours)
            ours.unlink()
            if run:  # the first of each fills the file cache
                result.seconds.append(seconds)
    return results


def main() -> int:
    """Measure, print a table; with --check return 1 beyond the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="of each (5)")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"rows of the plan ({ROWS})")
    parser.add_argument("--new", type=int, default=NEW, help=f"new rows of the copy ({NEW})")
    parser.add_argument("--check", action="store_true", help="exit 1 beyond the limit")
    options = parser.parse_args()
    with own_home() as environ:
        results = measure(options.runs, options.rows, options.new, environ)
    full, merge, *_ = results
    title = f"{options.new:,} into {options.rows:,}, median of {options.runs}"
    sys.stdout.write(f"{title:36}{'ms':>8}{'ratio':>8}{'limit':>10}\n")
    for result in results:
        limit = f"{LIMIT_MS:,} ms" if result is merge else ""
        ratio = result.median / full.median
        sys.stdout.write(f"{result.name:36}{result.median * 1000:8,.0f}{ratio:8.2f}{limit:>10}\n")
    return 1 if options.check and merge.median * 1000 > LIMIT_MS else 0


if __name__ == "__main__":
    raise SystemExit(main())
