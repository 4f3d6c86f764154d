"""What is typed: options anywhere, errors in one line with the way on, pages of help."""

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jtai_tui.cli import help_pages
from jtai_tui.cli.catalogue import COMMANDS, option_values
from jtai_tui.cli.parser import make_parser

PROJECT = Path(__file__).parents[2]


def test_options_may_stand_before_and_after_the_words_and_the_command(jtai, seed):
    first = jtai("--today", "2020-03-26", "list", "--overdue", "plan.db", "--format=json")
    second = jtai("list", "plan.db", "--format", "json", "--overdue", "--today=26/3/2020")
    assert first.references == second.references == ["1"]


def test_an_optional_word_is_read_behind_options_as_well(jtai, seed):
    answer = jtai("log", "plan.db", "--since", "2020-01-01", "2", "--format", "json")
    assert [entry["reference"] for entry in answer.data] == ["2"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["lst"], "did you mean: jtai list"),
        (["Verify"], "did you mean: jtai verify"),
        (["xyzzy"], "neither a command nor a file"),
        (["plan.db", "list"], "the command comes first: jtai list plan.db"),
        (["list", "--overdu"], "did you mean --overdue"),
        (["show", "plan.db", "4", "--overdue"], "show has no option --overdue"),
        (["rate", "plan.db", "4"], "still needed: RATING"),
        (["rate"], "still needed: FILE, REF, RATING"),
        (["update", "plan.db", "4", "met", "the", "lead"], "in quotes"),
        (["list", "--agency"], "--agency needs a value"),
        (["list", "--agency", "--overdue"], "--agency needs a value"),
        (["list", "--today", "31/2/2020"], "no day '31/2/2020' in the calendar"),
        (["list", "--today", "tomorrow"], "write it as 2020-06-30"),
        (["list", "--due-within", "soon"], "write it as 30"),
        (["list", "--format", "xml"], "invalid choice"),
        (["list", "-x"], "behind --"),
        (["list", "--overdue=yes"], "explicit argument"),
    ],
)
def test_wrong_usage_is_one_line_with_where_to_look_and_exit_2(jtai, seed, typed, said):
    answer = jtai(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("jtai: ")
    assert answer.err.count("\n") == 1
    assert said in answer.err
    assert "--help" in answer.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["missing.db"], "no such file"),
        (["open", "missing"], "no such file"),
        (["."], "folder"),
        (["notes.txt"], "not a plan file"),
        (["empty.db"], "empty"),
        (["cut.db"], "cut short"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_before_the_app_is_loaded(jtai, seed, home, typed, said):
    (home / "notes.txt").write_text("not a plan at all " * 20)
    (home / "empty.db").touch()
    (home / "cut.db").write_bytes(seed.read_bytes()[:5000])
    answer = jtai(*typed)
    assert answer.code == 1
    assert answer.err.startswith(f"jtai: {typed[-1]}: ")
    assert said in answer.err


@pytest.mark.parametrize("typed", [["plan.db"], ["open", "plan.db"], []])
def test_the_app_says_that_it_needs_a_terminal_and_leaves_the_folder_alone(jtai, seed, home, typed):
    answer = jtai(*typed)
    assert answer.code == 2
    assert "needs a terminal" in answer.err
    assert [path.name for path in home.iterdir()] == ["plan.db"]


def test_the_main_page_names_every_command(jtai, home):
    page = jtai("--help")
    assert (page.code, page.err) == (0, "")
    for name, command in COMMANDS.items():
        assert f"\n  {name} " in page.out
        assert command.summary.split()[0] in page.out
    assert jtai("-h").out == page.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_page_with_its_words_options_and_an_example(jtai, home, name):
    page = jtai(name, "--help").out
    assert page.startswith(f"usage: jtai {name} ")
    assert "\nExamples:\n  jtai" in page
    for argument in COMMANDS[name].arguments:
        assert argument.shown in page
    assert max(len(line) for line in page.splitlines() if "jtai add" not in line) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_run(name):
    module, _, function = COMMANDS[name].runner.partition(":")
    assert callable(getattr(import_module(f"jtai_tui.cli.{module}"), function))
    assert make_parser(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_one_that_jtai_takes(name):
    for line, _ in COMMANDS[name].examples:
        assert line.startswith(("jtai plan.db", f"jtai {name}")) or line == "jtai"
        for word in line.split():
            if word.startswith("--"):
                assert word in [argument.name for argument in COMMANDS[name].arguments]


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_takes_a_value_where_its_own_command_says_so(name):
    values = option_values(COMMANDS[name])
    for argument in COMMANDS[name].arguments:
        if argument.is_option:
            assert values[argument.name] == argument.takes_value


def test_two_options_take_a_value_in_one_command_and_none_in_another():
    given: dict[str, set[bool]] = {}
    for command in COMMANDS.values():
        for argument in command.arguments:
            given.setdefault(argument.name, set()).add(argument.takes_value)
    assert {name for name, takes in given.items() if len(takes) > 1} == {"--conflicts", "--silent"}


def test_the_reference_page_is_what_the_program_says_of_itself():
    page = PROJECT / "docs" / "command-line.md"
    assert page.read_text(encoding="utf-8") == help_pages.document()


def test_the_version_is_that_of_the_project(jtai, home):
    project = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    answer = jtai("--version")
    name, version, *_ = answer.out.split()
    assert name == "jtai"
    assert f'version = "{version}"' in project


WORDS = st.one_of(
    st.sampled_from([*COMMANDS, *option_values(), "plan.db", "4", "g", "json", "-", "--", ""]),
    st.text(st.characters(exclude_characters="/\0"), max_size=8).filter(
        lambda word: word not in (".", "..")
    ),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(WORDS, max_size=6))
def test_whatever_is_typed_gives_an_exit_code_and_at_most_clear_lines(jtai, seed, typed):
    answer = jtai(*typed)
    assert answer.code in (0, 1, 2)
    assert "should not have happened" not in answer.err
    assert all(line.startswith("jtai: ") for line in answer.err.splitlines())
