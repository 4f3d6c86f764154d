"""Tables that hold no actions, and tables of one action each: what a table without a header is."""

from __future__ import annotations

from collections.abc import Sequence

from jtai_tui.exchange.reading.grid import GridRow, is_merged_banner
from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.synonyms import meanings, shared_share
from jtai_tui.exchange.reading.words import folded, one_line

_OTHERS: tuple[tuple[str, frozenset[str], int], ...] = (
    ("the history of its versions",
     frozenset(("version", "author", "change", "amendment", "revision", "issued", "draft")), 2),
    ("a list of abbreviations",
     frozenset(("acronym", "abbreviation", "term", "meaning", "definition", "glossary")), 2),
    ("signatures", frozenset(("signature", "signed", "print", "sign")), 1),
    ("a list of contents", frozenset(("content", "page", "section")), 2),
    ("members or contacts",
     frozenset(("email", "telephone", "phone", "contact", "membership", "attendee")), 1),
    ("a summary of numbers",
     frozenset(("total", "number", "percentage", "count", "overall")), 2),
)  # fmt: skip
_LEAST_LABELS = 3
_MOST_IN_HEAD = 3


def other_kind(rows: Sequence[GridRow]) -> str:
    """Return what a table holds instead of actions, as words for people; empty if not known."""
    head = next((row for row in rows if row.texts), None)
    if head is None:
        return ""
    heads = [words for text in head.texts if len(words := set(folded(text))) <= _MOST_IN_HEAD]
    for kind, telling, least in _OTHERS:
        if sum(bool(words & telling) for words in heads) >= least:
            return kind
    first = {word for row in rows for text in row.texts[:1] for word in folded(text[:30])}
    return "signatures" if "signature" in first else ""


def label_columns(rows: Sequence[GridRow]) -> tuple[int, ...]:
    """Return the columns that are labels where a table is a form: one action, label and value.

    Forms have two columns, or four with labels in the first and the third; empty for no form.
    """
    width = len(rows[0].cells) if rows else 0
    if width not in (2, 3, 4) or len(rows) < 2:
        return ()
    labels = (0,) if width < 4 else (0, 2)
    first = [row.cells[0].text for row in rows if row.cells[0].text]
    found = [kind for text in first if (kind := label_kind(text))]
    over = is_merged_banner(rows[0]) and width == 2
    core = over or any(kind in (Column.ACTION, Column.FINDING) for kind in found)
    most = [text for text in rows[0].texts if label_kind(text)]
    if width > 2 and len(most) > len(labels):
        return ()
    distinct = len(set(found))
    if core and distinct >= _LEAST_LABELS and 10 * len(found) >= 5 * len(first):
        return labels
    if width == 4:
        third = {label_kind(row.cells[2].text) for row in rows} - {None}
        both = set(found) | third
        if len(both) >= _LEAST_LABELS and third and len(found) * 2 >= len(first):
            core = any(kind in (Column.ACTION, Column.FINDING) for kind in both)
            return labels if core else ()
    return ()


def label_kind(text: str) -> Column | None:
    """Return what a label of a form most likely stands before, or None for any other text."""
    plain = one_line(text).rstrip(":")
    if not plain or len(plain) > 80 or shared_share(plain) < 0.5:
        return None
    found = meanings(plain)
    return max(found.items(), key=lambda each: each[1])[0] if found else None
