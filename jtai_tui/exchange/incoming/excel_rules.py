"""Excel's rules that colour cells by what they say, where it is plain what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule as LibraryRule
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.cell_range import CellRange

from jtai_tui.exchange.incoming.excel_looks import Looks

MOST_LOOKED_AT = 2_000_000

Text = Callable[[tuple[int, int]], str]
"""What the cell of a row and a column shows."""

_KINDS = {"containsText": "contains", "beginsWith": "begins", "endsWith": "ends"}
_QUOTED = re.compile(r'=?"((?:[^"]|"")*)"')
_NUMBER = re.compile(r"=?(-?\d+(?:\.\d+)?)")
_COMPARED = re.compile(
    r'(\$?)([A-Z]{1,3})(\$?)([1-9]\d{0,6})\s*=\s*"((?:[^"]|"")*)"', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Colours the cells of its areas that fit: `kind` is `equal`, `contains`, `begins`, `ends`.

    `compared` is the other cell that counts, as row, column and whether each moves along.
    """

    areas: tuple[CellRange, ...]
    kind: str
    words: str
    fill: str
    priority: int = 0
    compared: tuple[int, int, bool, bool] | None = None

    def fits(self, row: int, column: int, text: Text) -> bool:
        """Return whether a cell of its areas has this rule's colour."""
        if self.compared is not None:
            at_row, at_column, row_moves, column_moves = self.compared
            row = at_row + (row - self.areas[0].min_row if row_moves else 0)
            column = at_column + (column - self.areas[0].min_col if column_moves else 0)
        said, words = text((row, column)).casefold(), self.words.casefold()
        if self.kind == "contains":
            return words in said
        if self.kind == "begins":
            return said.startswith(words)
        return said.endswith(words) if self.kind == "ends" else said == words


def read_rules(formatting: ConditionalFormattingList, looks: Looks) -> Iterable[Rule]:
    """Yield the rules of a sheet that are about words and have a colour."""
    for each in formatting:
        areas = tuple(each.sqref.sorted())
        for rule in each.cfRule:
            fill = looks.fill(rule.dxf.fill, rule=True) if rule.dxf is not None else ""
            meant = _meaning(rule)
            if fill and meant is not None:
                kind, words, compared = meant
                yield Rule(areas, kind, words, fill, rule.priority, compared)


def rule_fills(
    rules: Iterable[Rule], last_row: int, last_column: int, text: Text
) -> dict[tuple[int, int], str] | None:
    """Return the colours that rules give to cells: of several that fit, the first in rank counts.

    None where they are about more cells than anybody would wait for.
    """
    fills: dict[tuple[int, int], str] = {}
    looked_at = 0
    for rule in sorted(rules, key=lambda each: each.priority):
        for area in rule.areas:
            bottom, right = min(area.max_row, last_row), min(area.max_col, last_column)
            looked_at += max(0, bottom - area.min_row + 1) * max(0, right - area.min_col + 1)
            if looked_at > MOST_LOOKED_AT:
                return None
            for row in range(area.min_row, bottom + 1):
                for column in range(area.min_col, right + 1):
                    if (row, column) not in fills and rule.fits(row, column, text):
                        fills[row, column] = rule.fill
    return fills


def _meaning(rule: LibraryRule) -> tuple[str, str, tuple[int, int, bool, bool] | None] | None:
    formula = rule.formula[0].strip() if rule.formula else ""
    if rule.type == "cellIs" and rule.operator == "equal":
        if found := _QUOTED.fullmatch(formula):
            return "equal", found[1].replace('""', '"'), None
        if found := _NUMBER.fullmatch(formula):
            return "equal", found[1], None
    if rule.type in _KINDS and rule.text:
        return _KINDS[rule.type], rule.text, None
    if rule.type == "expression" and (found := _COMPARED.fullmatch(formula)):
        row, column = coordinate_to_tuple(found[2] + found[4])
        return "equal", found[5].replace('""', '"'), (row, column, not found[3], not found[1])
    return None
