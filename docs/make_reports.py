"""The reports among the examples, made anew: `python docs/make_reports.py [FOLDER]`.

They are of the demonstration plan as its year ends, compared with the last point; the same each
time, byte for byte.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from db.demo.making import make_demo
from db.store import open_plan
from jtai_tui.exchange.report.board import ReportRequest, board_report
from jtai_tui.exchange.report.writing import REPORT_FORMS, write_report

EXAMPLES = Path(__file__).resolve().parent / "examples"
TODAY = date(2021, 3, 31)
NOW = datetime(2021, 3, 31, 15, 30, tzinfo=UTC)
AUTHOR = "Demo Coordinator"


def made_reports() -> dict[str, bytes]:
    """Return the report of the demonstration plan in each form, by the name of its file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "demo.db"
        with make_demo(file).plan:
            pass
        with open_plan(file, read_only=True) as plan:
            page = board_report(plan, ReportRequest(), today=TODAY, author=AUTHOR, now=NOW)
    return {f"board-report.{ending}": write_report(page, ending) for ending in REPORT_FORMS}


def main(folder: Path = EXAMPLES) -> None:
    """Write the reports into a folder, with times of UTC whatever this machine's zone is."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    for name, content in made_reports().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
