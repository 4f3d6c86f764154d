"""A report in Markdown, read back: the rows of its tables by the heading above them."""

import re


def sections_of(text):
    """Return the text beneath each heading, by the heading's words without its number."""
    parts = re.split(r"^#+ (.*)$", text, flags=re.MULTILINE)
    names = [re.sub(r" \([\d,]+\)$", "", name) for name in parts[1::2]]
    return dict(zip(names, parts[2::2], strict=True))


def rows_of(text):
    """Return the rows of the first table in a text, each a mapping from heading to cell."""
    lines = [line for line in text.split("\n") if line.startswith("| ")]
    if not lines:
        return []
    heads, _, *rows = [[each.strip() for each in line[2:-2].split(" | ")] for line in lines]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def number(cell):
    """Return the number of a cell, of whatever look."""
    plain = cell.strip("*").replace("\\+", "").replace("\N{MINUS SIGN}", "-").replace(",", "")
    return int(plain)


def figures_of(text):
    """Return the figures of a report's summary: what stands now, by name."""
    rows = rows_of(sections_of(text)["In figures"])
    now = next(head for head in rows[0] if head.startswith("On "))
    return {row["Figure"]: number(row[now]) for row in rows}
