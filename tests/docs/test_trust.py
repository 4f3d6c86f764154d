"""Every promise of the page on trust names a test, and that test is there."""

import ast
import re
from functools import cache

import pytest

from tests.docs.pages import PROJECT, read, tables

PAGE = "docs/trust.md"
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@cache
def functions_of(file):
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in ast.walk(tree) if isinstance(node, functions | ast.ClassDef)}


@pytest.mark.parametrize(("file", "name"), _NAMED.findall(read(PAGE)))
def test_a_test_that_the_page_names_is_there(file, name):
    assert (PROJECT / file).is_file(), file
    assert not name or name in functions_of(file), f"{file} has no {name}"


def test_every_promise_names_the_test_that_holds_it():
    promises = [row for table in tables(PAGE, "promise", "held by") for row in table]
    assert len(promises) >= 30
    for promise, held_by in promises:
        named = _NAMED.findall(held_by)
        assert named, promise
        assert all(name for _, name in named), promise


def test_at_least_forty_attacks_are_listed_with_what_meets_them():
    (attacks,) = tables(PAGE, "attack", "through", "outcome", "by what", "test")
    assert len(attacks) >= 40
    assert len({attack for attack, *_ in attacks}) == len(attacks)
    for attack, through, outcome, by_what, test in attacks:
        assert through in ("sqlite3", "Python", "both", "file"), attack
        assert outcome in ("refused", "detected", "harmless", "only outside"), attack
        assert by_what, attack
        assert _NAMED.findall(test), attack
