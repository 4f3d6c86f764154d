"""The pictures of the documentation, made anew: `python docs/make_pictures.py [FOLDER]`.

The real app runs in a pseudo-terminal, on a plan made for the purpose from the bundled one, with
settings of its own; nobody's files are touched. What stands on its screen is drawn.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyte
from openpyxl import load_workbook
from ptyprocess import PtyProcess
from screen_svg import Cell, draw

DOCS = Path(__file__).resolve().parent
PROGRAM = (sys.executable, "-m", "jtai_tui")
TODAY = "2020-07-01"
PATIENCE = 60.0  # seconds until what is waited for must have come
QUIET = 0.3  # seconds without output after which a screen is finished
OTHERS = ("JTAI_", "NO_COLOR", "COLUMNS", "LINES")  # what would change a picture
DARK, LIGHT = "jtai-dark", "jtai-light"

NAMED_KEYS: Mapping[str, str] = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ",
    "up": "\x1b[A", "down": "\x1b[B", "End": "\x1b[F", "Home": "\x1b[H", "PgUp": "\x1b[5~",
    "PgDn": "\x1b[6~", "F1": "\x1bOP", "F4": "\x1bOS", "ctrl+s": "\x13", "ctrl+p": "\x10",
    "ctrl+q": "\x11", "ctrl+y": "\x19",
}  # fmt: skip


class Picture(NamedTuple):
    """A picture: its name, what it shows, the terminal's size, and how the app gets there."""

    name: str
    shows: str
    size: tuple[int, int]
    theme: str
    keys: Sequence[str]
    until: str


PICTURES = (
    Picture(
        "main-dark", "The main screen: agencies and views, their actions, one action",
        (120, 40), DARK, (), "FINDING",
    ),
    Picture("main-light", "The main screen in light colours", (120, 40), LIGHT, (), "FINDING"),
    Picture(
        "triage", "Triage: one overdue action at a time, with the rating that its dates suggest",
        (110, 30), DARK, ("t", *"nnnnn"), "suggested",
    ),
    Picture(
        "editor", "The form in which an action is edited", (110, 38), DARK, ("n", "e"),
        "Edit action",
    ),
    Picture(
        "small", "The main screen in a terminal of 80 columns and 24 lines", (80, 24), DARK, (),
        "VIEWS",
    ),
)  # fmt: skip

REVIEWS = (
    Picture(
        "review", "The review of what came in with two returned copies: conflicts first, and one of"
        " them side by side, with what both sides started from", (120, 40), DARK, ("i",), "BASE",
    ),
    Picture(
        "review-small", "The same review in a terminal of 80 columns and 24 lines", (80, 24), DARK,
        ("i",), "BASE",
    ),
)  # fmt: skip
"""Pictures of a plan that copies came back to."""

DOCUMENT = "\n".join((
    "Ref,Agency,Action required,By whom,By when,Progress to date,RAG",
    '4,Children\'s Social Care,"New performance reporting arrangements to record escalation on a'
    ' quarterly basis.",Jo Hooper,End September 2020,,A',
    '5,Children\'s Social Care,"New protocol / guideline put in place and audited.",Melinda May,'
    "End June 2020,,C",
    '17,Thames Valley Police,"Review of capacity of the unit that receives referrals.",James Hahn,'
    "End June 2020,A desk is promised for July.,R",
    '20,Thames Valley Police,Review of training and IT systems,Gav Macmillan,End July 2020,,G',
    '35,Thames Valley Police,"Brief all neighbourhood teams on crisis cafés.",Matt Darnell,'
    "End October 2020,Half of them are briefed.,G",
    '36,Youth Offending Team,"Agree who tells parents, and when.",Lesley Halford,31 September 2020,'
    ",Not begun",
))  # fmt: skip
"""A document that comes in, as a spreadsheet saves it."""

IMPORTS = (
    Picture(
        "import", "Before a document is read in: the letters by which it rates, what is new and"
        " changed, what is doubtful, and the line at hand in full", (120, 40), DARK,
        ("I", "progress.csv", "enter", *["down"] * 5), "READ IN",
    ),
)  # fmt: skip
"""Pictures of a document that is about to be read in."""

WORK = (
    ("rate", "1", "significant-risk"),
    ("rate", "23,26", "significant-risk"),
    ("rate", "33", "minor-risk", "--reason", "Both posts are advertised; interviews on 9 July"),
    ("rate", "7", "significant-risk"),
    ("edit", "8", "due=31 July 2020", "--reason", "Board of 24 June agreed to move it"),
    ("rate", "3,4,5,6", "minor-risk"),
    ("update", "1", "Office 365 goes live on 13 July; the dashboards follow within the week."),
    ("evidence", "24", "Review of 12 cases, June 2020", "--kind", "Audit"),
    ("rate", "24", "evidenced"),
)
"""What is done to the plan before it is shown: a morning's work, so that there is some to see."""


YEAR_END = "2021-03-31"
"""The day on which the demonstration plan is looked at."""

REPORTED = (
    Picture(
        "travel", "The demonstration plan a year on: in the last column, where each action has gone"
        " since the board last saw the plan, and how often its date was moved", (120, 40), DARK,
        ("n", "ctrl+p", "revisions", "enter"), "Travel",
    ),
    Picture(
        "report", "A board report, read before it is written: the summary in words, and in numbers"
        " beside those of the last point", (120, 40), LIGHT, ("R", "enter"), "What needs the board",
    ),
    Picture(
        "chase", "Who would be asked for what, before anything is written: what each lead owes, and"
        " when they were asked before", (100, 30), DARK, ("C", "enter"), "WOULD BE ASKED",
    ),
)  # fmt: skip
"""Pictures of the demonstration plan."""

PROPOSED = Picture(
    "proposals", "The review of what leads propose with their return sheets, beside what came in"
    " with copies: a proposed rating, what it would replace, and what the lead writes", (120, 40),
    DARK, ("i", "End"), "proposed",
)  # fmt: skip
"""A picture of the demonstration plan once a return sheet has come back."""

LEAD = "Gav Macmillan"
"""Who was asked, and has sent the sheet back."""

ANSWER: Mapping[str, str | date] = {
    "Your progress": "The platform goes live on 19 April; all staff are trained by 12 May.",
    "Your forecast": date(2021, 5, 12),
    "Your proposed rating": "Significant risk",
}
"""What that lead writes."""

RETURNED = "returned"
"""The folder of the plan that copies came back to."""

MEANWHILE = (
    ("plan.db", "J Smith", "ship", "plan.db", "health.db", "--to", "Health"),
    ("plan.db", "J Smith", "ship", "plan.db", "police.db", "--to", "Thames Valley Police"),
    (
        "health.db", "R Mwangi", "edit", "1",
        "action=Dashboards for frontline social care and early help, on the KPIs agreed in June.",
    ),
    ("health.db", "R Mwangi", "rate", "7", "on-track", "--reason", "The new system is running"),
    ("health.db", "R Mwangi", "update", "9", "Training of school nurses was held on 24 June."),
    ("police.db", "P Shah", "rate", "17", "minor-risk", "--reason", "A desk is promised for July"),
    ("police.db", "P Shah", "update", "20", "Half of the teams are trained."),
    ("plan.db", "J Smith", "rate", "17", "significant-risk"),
    (
        "plan.db", "J Smith", "edit", "1",
        "action=Dashboard data to be uploaded for frontline social care on the new KPIs.",
    ),
)  # fmt: skip
"""What is done to two copies that are out, and to the plan meanwhile, so that some is disputed."""


class _Screen(pyte.Screen):
    """pyte's screen, deaf to the private sequences that it does not know."""

    def set_margins(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("private", None)
        super().set_margins(*args, **kwargs)

    def report_device_status(self, *_args: Any, **_kwargs: Any) -> None:
        pass

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)


class Terminal:
    """A program in a pseudo-terminal of this size, and what stands on its screen."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int],
        folder: Path,
        environ: Mapping[str, str],
    ) -> None:
        columns, rows = size
        self.screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.process = PtyProcess.spawn(
            list(command), cwd=str(folder), env=dict(environ), dimensions=(rows, columns)
        )

    @property
    def text(self) -> str:
        """What stands on the screen, a line each."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, wanted: str) -> None:
        """Wait until a text stands on the screen and the screen rests. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            resting = not self._read(QUIET)
            if wanted in self.text and resting:
                return
            if not self.process.isalive() and resting:
                break
        raise TimeoutError(f"{wanted!r} has not come:\n{self.text}")

    def press(self, *keys: str) -> None:
        """Press keys by the names people give them; any other text is typed as it is."""
        for key in keys:
            self.process.write(NAMED_KEYS.get(key, key).encode())
            while self._read(QUIET):
                pass

    def wait_for_end(self) -> int:
        """Wait until the program has ended, and return its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.isalive() and time.monotonic() < end:
            self._read(QUIET)
        self.process.close(force=True)
        return int(self.process.exitstatus or 0)

    def lines(self) -> list[list[Cell]]:
        """Return the cells of the screen."""
        return [
            [_cell(self.screen.buffer[row][column]) for column in range(self.screen.columns)]
            for row in range(self.screen.lines)
        ]

    def _read(self, seconds: float) -> bool:
        """Take in what the program writes within this time; return whether there was anything."""
        ready, _, _ = select.select([self.process.fd], [], [], seconds)
        if ready:
            try:
                self._stream.feed(os.read(self.process.fd, 1 << 16))
            except OSError:  # how Linux says that the program has gone
                return False
        return bool(ready)


def _cell(char: pyte.screens.Char) -> Cell:
    colour, ground = _hex(char.fg, "#d9dde3"), _hex(char.bg, "#15181c")
    if char.reverse:
        colour, ground = ground, colour
    return Cell(char.data, colour, ground, char.bold, char.italics, char.underscore)


def _hex(name: str, otherwise: str) -> str:
    return f"#{name}" if len(name) == 6 and set(name) <= set("0123456789abcdef") else otherwise


@contextmanager
def own_home() -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a folder to work in, and an environment with settings and memory of its own."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        places = ("CONFIG", "STATE", "DATA")
        environ = {
            **{key: value for key, value in os.environ.items() if not key.startswith(OTHERS)},
            **{f"XDG_{place}_HOME": str(home / place.lower()) for place in places},
            "HOME": name,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": os.pathsep.join([str(DOCS.parent), os.environ.get("PYTHONPATH", "")]),
        }
        folder = home / "work"
        folder.mkdir()
        yield folder, environ


def do(
    folder: Path, environ: Mapping[str, str], *words: str,
    today: str = TODAY, author: str = "J Smith", done: bool = True,
) -> None:  # fmt: skip
    """Run a command of jtai in a folder; with `done` it must end well."""
    subprocess.run(
        [*PROGRAM, *words, "--today", today, "--author", author],
        cwd=folder, env=dict(environ), check=done, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def make_plan(folder: Path, environ: Mapping[str, str]) -> None:
    """Make `plan.db`, and do a morning's work on it."""
    for command, *words in (("new",), *WORK):
        do(folder, environ, command, "plan.db", *words)


def make_returned(folder: Path, environ: Mapping[str, str]) -> tuple[Path, dict[str, str]]:
    """Make a plan that two copies have come back to; return its folder and environment.

    The memory of the machine is another one: there, no copy has been seen that was changed apart.
    """
    returned = folder / RETURNED
    returned.mkdir()
    shutil.copy(folder / "plan.db", returned)
    apart = dict(environ)
    for file, author, command, *words in MEANWHILE:
        named = words if command == "ship" else [file, *words]
        apart["XDG_STATE_HOME"] = str(returned / f"seen by {author}")
        do(returned, apart, command, *named, author=author)
    apart["XDG_STATE_HOME"] = str(returned / "seen by J Smith")
    do(returned, apart, "merge", "plan.db", "health.db", "police.db", done=False)
    return returned, apart


def make_demonstration(folder: Path, environ: Mapping[str, str]) -> Path:
    """Make the demonstration plan as the `plan.db` of a folder of its own; return that folder."""
    own = folder / "demonstration"
    own.mkdir()
    do(own, environ, "demo", "plan.db")
    return own


def bring_back_a_sheet(folder: Path, environ: Mapping[str, str]) -> None:
    """Have a lead asked for what they owe, fill in the sheet, and take it in."""
    do(folder, environ, "chase", "plan.db", "asked", "--lead", LEAD, today=YEAR_END)
    file = folder / "asked" / f"{LEAD}.xlsx"
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for above, below in pairwise(list(sheet.iter_rows())):
        for head, cell in zip(above, below, strict=True):
            if head.value in ANSWER:
                cell.value = ANSWER[str(head.value)]
    book.save(file)
    do(folder, environ, "merge", "plan.db", str(file), today=YEAR_END, done=False)


def take(picture: Picture, folder: Path, environ: Mapping[str, str], *, today: str = TODAY) -> str:
    """Return the SVG of a picture of `plan.db`, as it is on a day."""
    settings = Path(environ["XDG_CONFIG_HOME"], "jtai", "settings.json")
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"author": "J Smith", "theme": picture.theme}), encoding="utf-8")
    command = [*PROGRAM, "plan.db", "--today", today]
    terminal = Terminal(command, size=picture.size, folder=folder, environ=environ)
    terminal.wait_for("help")
    terminal.press(*picture.keys)
    terminal.wait_for(picture.until)
    drawn = draw(terminal.lines(), picture.shows)
    terminal.press("ctrl+q")
    terminal.wait_for_end()
    return drawn


def main(pictures: Path) -> None:
    """Make all pictures in a folder."""
    pictures.mkdir(parents=True, exist_ok=True)
    with own_home() as (folder, environ):
        make_plan(folder, environ)
        for picture in PICTURES:
            keep(take(picture, folder, environ), pictures / f"{picture.name}.svg")
        (folder / "progress.csv").write_text(DOCUMENT, encoding="utf-8")
        for picture in IMPORTS:
            keep(take(picture, folder, environ), pictures / f"{picture.name}.svg")
        returned, apart = make_returned(folder, environ)
        for picture in REVIEWS:
            keep(take(picture, returned, apart), pictures / f"{picture.name}.svg")
        own = make_demonstration(folder, environ)
        for picture in REPORTED:
            keep(take(picture, own, environ, today=YEAR_END), pictures / f"{picture.name}.svg")
        bring_back_a_sheet(own, environ)
        keep(take(PROPOSED, own, environ, today=YEAR_END), pictures / f"{PROPOSED.name}.svg")


def keep(drawn: str, file: Path) -> None:
    """Write a picture, and say so."""
    file.write_text(drawn, encoding="utf-8")
    sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "pictures")
