"""A plan full of hostile text: nothing of it steers a terminal, in whatever way it is printed."""

from __future__ import annotations

import csv
import io
import json

import pytest

from db.plan_document import PlanFaults, document_from_json
from jtai_tui.cli.catalogue import COMMANDS
from jtai_tui.text import MOST_MARKS
from tests.hostile.plans import made, small_plan, texts_of, with_text
from tests.hostile_texts import CONTROLS, SOME, TEXTS, steering, steering_beside_colours, tower

pytestmark = pytest.mark.journey

KEPT = {name: text for name, text in TEXTS.items() if name not in CONTROLS}


def full_of(text: str):
    """Return a small plan with the text in every place that takes it."""
    plan = small_plan()
    for path in list(texts_of(plan)):
        elsewhere = path[0] == "files" or path[:2] == ("actions", 1)
        if elsewhere or (path[-1] == "file_name" and text != text.strip()):
            continue
        changed = with_text(path, text, plan)
        try:
            document_from_json(changed)
        except PlanFaults:
            continue
        plan = changed
    return plan


LOOKS = [
    ["list", "plan.db"],
    ["list", "plan.db", "--overdue"],
    ["show", "plan.db", "2"],
    ["log", "plan.db"],
    ["verify", "plan.db"],
    ["copies", "plan.db"],
    ["leads", "plan.db"],
    ["leads", "plan.db", "--alike"],
    ["chase", "plan.db", "out", "--dry-run"],
    ["export", "plan.db", "-"],
    ["export", "plan.db", "-", "--format", "csv"],
]


def in_every_format():
    for argv in LOOKS:
        yield argv
        formats = COMMANDS[argv[0]].formats
        yield from ([*argv, "--format", each] for each in formats[1:])


@pytest.mark.parametrize(
    "name",
    [
        each if each in SOME[4::2] else pytest.param(each, marks=pytest.mark.journey)
        for each in KEPT
    ],
)
def test_a_plan_full_of_it_steers_no_terminal_and_comes_out_to_the_letter(
    name, home, on_terminal, in_pipe
):
    plan = full_of(KEPT[name])
    made(home / "plan.db", plan)
    looks = list(in_every_format())
    reference = plan["actions"][0]["reference"]
    looks += [["show", "plan.db", "--", reference]] if reference != "--" else []
    for argv in looks:
        answer = on_terminal(*argv)
        assert answer.code == 0, (argv, answer.err)
        assert not steering_beside_colours(answer.out + answer.err), argv
        if "json" not in argv and argv[:3] != ["export", "plan.db", "-"]:
            assert tower(answer.out) <= MOST_MARKS, argv
    again = json.loads(in_pipe("export", "plan.db", "-").out)
    assert document_from_json({**again, "log": []}) == document_from_json(plan)
    rows = list(csv.reader(io.StringIO(in_pipe("list", "plan.db", "--format", "csv").out)))
    column = rows[0].index("action")
    action = plan["actions"][0]["action"]
    assert {action, f"'{action}"} & {row[column] for row in rows}


def test_a_pipe_gets_tables_that_steer_no_terminal_that_they_may_end_in(home, in_pipe):
    made(home / "plan.db", full_of("a\u202eb\u200bc"))
    for argv in LOOKS[:4]:
        assert not steering(in_pipe(*argv).out)


def test_a_text_of_two_lines_adds_no_line_that_looks_like_ours(home, on_terminal):
    made(home / "plan.db", small_plan())
    said = "Done\u2028sound\u2029jtai: all is well"
    answer = on_terminal("update", "plan.db", "1", said, "--author", "Jo")
    assert len(answer.out.splitlines()) == 1
    answer = on_terminal("rate", "plan.db", f"1\njtai: {said}", "on-track", "--author", "Jo")
    assert len(answer.err.splitlines()) == 1
