"""How long reading a document in takes: a Word table of 1,000 rows, into the seed plan.

By `jtai import`, a process of its own, and by its parts: reading the file, understanding it. Each
run of the command is on a fresh copy of the same plan. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import time
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from first_paint import Result, made_plan, own_home
from whole_process import run_measured

ROWS = 1_000
LIMIT_MS = 5_000
LIMIT_MB = 300

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEADINGS = ("Ref", "Area for improvement", "Action", "Lead", "Timescale", "Progress", "RAG")
_FILLS = ("FF0000", "FFC000", "92D050", "0070C0")
_LEADS = ("Priya Nandakumar", "DCI Helen Stroud", "Dr Anneka Voss", "Head of Joint Commissioning")
_AGENCIES = 8


def _cell(*paragraphs: str, fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:fill="{fill}"/>' if fill else ""
    said = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return f"<w:tc><w:tcPr>{shade}</w:tcPr>{said}</w:tc>"


def _row(number: int) -> str:
    day = date(2021, 1, 31) + timedelta(days=number % 300)
    cells = (
        _cell(f"A{number}"),
        _cell(f"Inspectors found in case {number} that plans do not say what shall change."),
        _cell(
            f"Agree a standard of planning for team {number}.",
            "Audit twenty records each month, and report what was found to the board.",
        ),
        _cell(_LEADS[number % 4], _LEADS[number * 7 % 4]),
        _cell(f"{day.day} {day:%B %Y}"),
        _cell(
            f"The standard was agreed on {day.day - day.day % 2 + 1} {day:%B}.",
            "Of the records that were audited, two thirds now say what shall change.",
        ),
        _cell("", fill=_FILLS[number % 4]),
    )
    return f"<w:tr>{''.join(cells)}</w:tr>"


def word_table(rows: int) -> bytes:
    """Return a Word document of one plan, its table in as many sections as there are agencies."""
    head = f"<w:tr>{''.join(map(_cell, _HEADINGS))}</w:tr>"
    body = ""
    for section in range(_AGENCIES):
        numbers = range(section * rows // _AGENCIES, (section + 1) * rows // _AGENCIES)
        heading = f"<w:t>Children's Service {section + 1}</w:t>"
        body += (
            f'<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r>{heading}</w:r></w:p>'
            f"<w:tbl>{head}{''.join(map(_row, numbers))}</w:tbl>"
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_MAIN}"><w:body>{body}</w:body></w:document>',
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="main" Type="{_OFFICE}"'
            ' Target="word/document.xml"/></Relationships>',
        )
    return out.getvalue()


def import_there(plan_file: Path, source: Path, environ: Mapping[str, str]) -> tuple[float, float]:
    """Return how many seconds `jtai import` takes, and its peak of memory in megabytes."""
    words = ["import", str(plan_file), str(source), "--author", "J Smith", "--map", "proposed"]
    # 1: changes that it proposes wait
    return run_measured(words, environ, ends_with=(0, 1))


def parts_here(data: bytes) -> tuple[float, float]:
    """Return how many seconds it takes to read a file, and to understand it."""
    from db.seed import seed_document  # noqa: PLC0415
    from jtai_tui.exchange.incoming.reading import read_source  # noqa: PLC0415
    from jtai_tui.exchange.reading.understanding import understand  # noqa: PLC0415

    scheme = seed_document().scheme
    started = time.perf_counter()
    source = read_source(data, "plan.docx")
    between = time.perf_counter()
    understand(source, scheme)
    return between - started, time.perf_counter() - between


def measure(runs: int, rows: int, environ: Mapping[str, str]) -> tuple[list[Result], float]:
    """Return how long the command and its parts take, and the command's highest peak of memory."""
    plan_file = Path(made_plan(environ)[4])
    data = word_table(rows)
    source = plan_file.with_name("published.docx")
    source.write_bytes(data)
    whole = Result("jtai import", [])
    read, understood = Result("reading the file", []), Result("understanding it", [])
    peak = 0.0
    for run in range(runs + 1):
        ours = plan_file.with_name(f"ours-{run}.db")
        shutil.copyfile(plan_file, ours)
        seconds, megabytes = import_there(ours, source, environ)
        ours.unlink()
        parts = parts_here(data)
        if run:  # the first of each fills the file cache
            whole.seconds.append(seconds)
            read.seconds.append(parts[0])
            understood.seconds.append(parts[1])
            peak = max(peak, megabytes)
    return [whole, read, understood], peak


def main() -> int:
    """Measure, print a table; with --check return 1 beyond a limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="of each (5)")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"rows of the table ({ROWS})")
    parser.add_argument("--check", action="store_true", help="exit 1 beyond a limit")
    options = parser.parse_args()
    with own_home() as environ:
        results, peak = measure(options.runs, options.rows, environ)
    whole, *_ = results
    title = f"{options.rows:,} rows of Word, median of {options.runs}"
    sys.stdout.write(f"{title:36}{'':>8}{'limit':>10}\n")
    for result in results:
        limit = f"{LIMIT_MS:,} ms" if result is whole else ""
        sys.stdout.write(f"{result.name:36}{result.median * 1000:5,.0f} ms{limit:>10}\n")
    sys.stdout.write(f"{'its memory at most':36}{peak:5,.0f} MB{f'{LIMIT_MB} MB':>10}\n")
    beyond = whole.median * 1000 > LIMIT_MS or peak > LIMIT_MB
    return 1 if options.check and beyond else 0


if __name__ == "__main__":
    raise SystemExit(main())
