"""What the pages of the documentation hold: blocks, tables, links, headings."""

import re
import shlex
from pathlib import Path

import make_pictures

from tests.terminal.terminal import Plain, text_of

PROJECT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "CHANGELOG.md",
    "benchmarks/README.md",
    *sorted(f"docs/{page.name}" for page in (PROJECT / "docs").glob("*.md")),
)

_PARTS = re.compile(r"^```(\w+)\n(.*?)^```$|^((?:\|[^\n]*\n)+)", re.MULTILINE | re.DOTALL)


def read(page):
    return (PROJECT / page).read_text(encoding="utf-8")


def parts(page):
    """Return a page's blocks, by language, and tables, as `table`, in the order of the page."""
    found = []
    for language, block, table in _PARTS.findall(read(page)):
        if language:
            found.append((language, block))
        else:
            cells = [[cell.strip() for cell in row.strip("|").split("|")]
                     for row in table.splitlines()]  # fmt: skip
            found.append(("table", cells[:1] + cells[2:]))
    return found


def blocks(page, language):
    return [content for kind, content in parts(page) if kind == language]


def tables(page, *heading):
    return [rows[1:] for kind, rows in parts(page) if kind == "table" and rows[0] == list(heading)]


def commands(block):
    """Return the commands of a block, without the remarks behind them."""
    return [line for line in block.splitlines() if line.strip()]


def opens_the_app(command):
    """Return whether a command ends in the app: `jtai`, or `jtai` with a plan file."""
    words = shlex.split(command.split("&&")[-1], comments=True)
    program, *rest = words
    return Path(program).name == "jtai" and (not rest or rest[0].endswith(".db"))


def headings(page, level="#+"):
    """Return the anchors of a page's headings."""
    text = re.sub(r"^```.*?^```", "", read(page), flags=re.MULTILINE | re.DOTALL)
    named = re.findall(rf"^{level} (.+)$", text, re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name in named]


def links(page):
    """Return the targets of a page's links and pictures."""
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", read(page), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", text)


class Terminal(make_pictures.Terminal):
    """A terminal as for the pictures, of which only the characters are looked at."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._stream = Plain(self.screen)

    @property
    def text(self):
        return text_of(self.screen)
