"""A plan's rating scheme is data of any council's making, and each fault in it is named."""

import pytest

from db.plan_check import Fault, Part, PlanFaults
from db.scheme_document import COLOURS, read_scheme_part, scheme_from_json, scheme_to_json
from db.seed import seed_document

TAKEN = "what no other rating is found by (scheme[0] is)"


def read(levels):
    """The scheme of a list of levels, and the faults found in it."""
    faults = []
    return read_scheme_part(Part(levels, "scheme", faults)), faults


def level(**changes):
    return {
        "code": "late",
        "position": 1,
        "name": "Late",
        "stage": "in_progress",
        "letter": "L",
        "glyph": "▼",
        "colour": "red",
    } | changes


DONE = level(code="done", position=2, name="Done", letter="D", stage="closed")


def test_a_scheme_of_another_council_is_taken():
    scheme, faults = read([DONE, level()])
    assert not faults
    assert [rating.code for rating in scheme] == ["late", "done"]
    assert (scheme["late"].meaning, scheme["late"].band) == ("", None)


@pytest.mark.parametrize(
    ("levels", "path", "expected", "found"),
    [
        ([DONE], "scheme", "a rating of the stage in_progress", "none"),
        ([level()], "scheme", "a rating of the stage closed", "none"),
        ([level(), DONE | {"code": "late"}], "scheme[1].code", TAKEN, "'late'"),
        ([level(), DONE | {"position": 1}], "scheme[1].position", TAKEN, "1"),
        ([level(), DONE | {"letter": "l"}], "scheme[1].letter", TAKEN, "'l'"),
        ([level(), DONE | {"name": "L"}], "scheme[1].name", TAKEN, "'L'"),
        ([level(letter="1"), DONE], "scheme[0].letter", "one letter", "'1'"),
        ([level(letter="La"), DONE], "scheme[0].letter", "one letter", "'La'"),
        ([level(glyph="<->"), DONE], "scheme[0].glyph", "one sign", "'<->'"),
        (
            [level(code="Very late"), DONE],
            "scheme[0].code",
            "small letters, digits and hyphens, a letter first",
            "'Very late'",
        ),
        (
            [level(colour="reddish"), DONE],
            "scheme[0].colour",
            f"#rrggbb or one of {', '.join(COLOURS)}",
            "'reddish'",
        ),
        ([level(position=0), DONE], "scheme[0].position", "a whole number from 1 to 99", "0"),
        ([level(position=True), DONE], "scheme[0].position", "a whole number from 1 to 99", "true"),
        (
            [level(stage="open"), DONE],
            "scheme[0].stage",
            "one of: not_started, in_progress, closed",
            "'open'",
        ),
        (
            [level(needs_evidence=True), DONE],
            "scheme[0].needs_evidence",
            "false, as the stage isn't closed",
            "true",
        ),
        ([level(needs_evidence=1), DONE], "scheme[0].needs_evidence", "true or false", "1"),
        (
            [level(), DONE | {"slippage": {"least": 1}}],
            "scheme[1].slippage",
            "null, as the stage isn't in_progress",
            "an object",
        ),
        (
            [level(slippage={"least": 5, "most": 2}), DONE],
            "scheme[0].slippage.least",
            "at most 2, the band's other end",
            "5",
        ),
        (
            [level(slippage={"least": 1.5}), DONE],
            "scheme[0].slippage.least",
            "a whole number from -100000 to 100000",
            "1.5",
        ),
        (
            [
                level(slippage={"most": 30}),
                level(code="b", position=3, name="B", letter="B", slippage={"least": 30}),
                DONE,
            ],
            "scheme[1].slippage",
            "days that scheme[0] doesn't hold",
            "some of the same days",
        ),
    ],
)
def test_a_fault_of_a_scheme_is_named(levels, path, expected, found):
    _, faults = read(levels)
    assert faults == [Fault(path, expected, found)]


def test_a_level_may_lack_what_has_a_usual_value_only():
    _, faults = read([{}, level(), DONE | {"position": 3}])
    assert [fault.path for fault in faults] == [
        f"scheme[0].{key}"
        for key in ("code", "colour", "letter", "glyph", "stage", "position", "name")
    ]


def test_a_scheme_has_no_more_levels_than_there_are_positions():
    _, faults = read([level()] * 100)
    assert Fault("scheme", "at most 99 ratings", "100") in faults


def test_the_stored_form_is_one_line_that_is_read_back_the_same():
    text = scheme_to_json(seed_document().scheme)
    assert "\n" not in text
    assert scheme_from_json(text) == seed_document().scheme


def test_a_scheme_that_is_not_there_yet_has_no_levels():
    assert len(scheme_from_json("[]")) == 0


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"code": "x"}]', "\ufeff[}"])
def test_other_text_is_no_scheme(text):
    with pytest.raises(PlanFaults):
        scheme_from_json(text)
