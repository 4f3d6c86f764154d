"""A Word table is an even grid, whatever is merged, wrapped, indented or coloured in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import PlanError
from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.incoming.source import Covered
from tests.exchange.word_files import (
    cell,
    content_control,
    paragraph,
    row,
    run,
    table,
    word_file,
    word_parts,
    zipped,
)

MARKS = {Covered.LEFT: "<", Covered.UP: "^"}


def read(*blocks, **parts):
    return read_source(word_file(*blocks, **parts), "plan.docx").tables[0]


def grid(made):
    """Return the texts of a table row by row; `<` and `^` where a merged cell covers a place."""
    return [[MARKS.get(each.covered, each.text) for each in row.cells] for row in read(made).rows]


def test_a_cell_across_columns_covers_those_to_its_right():
    made = table([[cell("Police", span=3)], ["1", "Review", "Jo"]])
    assert grid(made) == [["Police", "<", "<"], ["1", "Review", "Jo"]]


def test_a_cell_down_rows_covers_those_below_it():
    made = table(
        [
            ["Ref", "Action"],
            [cell("1", down="restart"), "Review"],
            [cell("not shown", down="continue"), "Audit"],
            [cell("2", down="restart"), "Train"],
        ]
    )
    assert grid(made) == [["Ref", "Action"], ["1", "Review"], ["^", "Audit"], ["2", "Train"]]


def test_a_cell_across_and_down_covers_a_block():
    made = table(
        [
            [cell("a", span=2, down="restart"), "b"],
            [cell("", span=2, down="continue"), "c"],
            ["d", "e", "f"],
        ]
    )
    assert grid(made) == [["a", "<", "b"], ["^", "<", "c"], ["d", "e", "f"]]


def test_a_cell_that_goes_on_from_nothing_is_a_cell():
    made = table([[cell("1", down="continue"), "x"], [cell("2", down="continue"), "y"]])
    assert grid(made) == [["1", "x"], ["^", "y"]]


def test_an_old_cell_across_columns_is_one():
    across = '<w:hMerge w:val="{}"/>'.format
    made = table(
        [
            [cell("Police", properties=across("restart")), cell(properties=across("continue"))],
            ["1", "Review"],
        ]
    )
    assert grid(made) == [["Police", "<"], ["1", "Review"]]


def test_rows_that_start_later_or_end_earlier_keep_their_columns():
    made = table(
        [
            ["a", "b", "c"],
            row("late", "later", properties='<w:gridBefore w:val="1"/>'),
            row("early", properties='<w:gridAfter w:val="2"/>'),
            ["short"],
        ]
    )
    assert grid(made) == [
        ["a", "b", "c"], ["", "late", "later"], ["early", "", ""], ["short", "", ""],
    ]  # fmt: skip


def test_a_column_in_which_nothing_begins_is_dropped():
    made = table(
        [[cell("Ref", span=2), cell("Action", span=3)], [cell("1", span=2), cell("x", span=3)]]
    )
    assert grid(made) == [["Ref", "Action"], ["1", "x"]]


def test_an_edge_drawn_a_little_aside_in_some_rows_is_the_same_edge():
    made = table(
        [
            ["Ref", cell("Action", span=2), "Lead"],
            [cell("1", span=2), "Review", "Jo"],
            [cell("2", span=2), cell("All of it", span=2)],
        ],
        widths=(900, 40, 5000, 900),
    )
    assert grid(made) == [["Ref", "Action", "Lead"], ["1", "Review", "Jo"], ["2", "All of it", "<"]]


def test_two_narrow_edges_side_by_side_are_one():
    made = table(
        [
            ["1", cell("a", span=3)],
            [cell("2", span=2), cell("b", span=2)],
            [cell("3", span=3), "c"],
        ],
        widths=(900, 40, 40, 900),
    )
    assert grid(made) == [["1", "a"], ["2", "b"], ["3", "c"]]


def test_a_cell_goes_on_below_though_its_edge_was_drawn_a_little_aside():
    made = table(
        [
            ["Ref", cell("Finding", span=2, down="restart")],
            [cell("1", span=2), cell("", down="continue")],
            [cell("2", span=2), cell("", down="continue")],
        ],
        widths=(900, 40, 5000),
    )
    assert grid(made) == [["Ref", "Finding"], ["1", "^"], ["2", "^"]]


def test_a_narrow_column_with_a_cell_of_its_own_stays():
    made = table([["R", "Action"], [cell("1", span=2)]], widths=(100, 900))
    assert grid(made) == [["R", "Action"], ["1", "<"]]


@pytest.mark.parametrize(
    "made",
    [
        ["1", content_control(cell("Review")), "Jo"],
        [content_control(cell("1")), cell(content_control(paragraph("Review"))), "Jo"],
        ["1", cell(paragraph(content_control(run("Review")))), "Jo"],
        ["1", content_control(content_control(cell("Review"))), "Jo"],
        ["1", f"<w:customXml>{cell('Review')}</w:customXml>", "Jo"],
        row(content_control(cell("1") + cell("Review")), "Jo"),
    ],
)
def test_a_content_control_never_shifts_a_row(made):
    assert grid(table([["Ref", "Action", "Lead"], made])) == [
        ["Ref", "Action", "Lead"], ["1", "Review", "Jo"],
    ]  # fmt: skip


def test_a_content_control_around_rows_is_seen_through():
    made = content_control(row("1", "Review") + row("2", "Audit"))
    assert grid(table([["Ref", "Action"], made])) == [
        ["Ref", "Action"], ["1", "Review"], ["2", "Audit"],
    ]  # fmt: skip


def test_a_control_that_was_never_filled_in_is_empty_and_keeps_its_place():
    empty = content_control(cell("Choose an item."), placeholder=True)
    inside = cell(content_control(paragraph("Click here."), placeholder=True))
    assert grid(table([["1", empty, "Jo"], ["2", inside, "Al"]])) == [
        ["1", "", "Jo"], ["2", "", "Al"],
    ]  # fmt: skip


def test_a_struck_row_is_out_and_a_new_one_in():
    made = table(
        [
            ["Ref", "Action"],
            row("1", "Gone", properties='<w:del w:id="1"/>'),
            row("2", "New", properties='<w:ins w:id="2"/>'),
        ]
    )
    source = read_source(word_file(made), "plan.docx")
    assert [row.cells[1].text for row in source.tables[0].rows] == ["Action", "New"]
    assert source.tables[0].rows[1].place == "table 1, row 2"
    assert source.notes == ("Tracked changes were read as if all were accepted.",)


def test_headers_and_hidden_rows_are_what_the_file_says():
    made = table(
        [
            row("Ref", header=True),
            row("x", properties='<w:tblHeader w:val="0"/>'),
            row("y", properties="<w:hidden/>"),
        ]
    )
    source = read_source(word_file(made), "plan.docx")
    assert source.notes == ("1 hidden row is read as well.",)
    rows = source.tables[0].rows
    assert [row.header for row in rows] == [True, False, False]
    assert [row.hidden for row in rows] == [False, False, True]


def test_a_table_within_a_cell_is_text_row_by_row():
    inner = table([["Milestone", "Due"], ["Draft", "June"], ["", ""]])
    made = table([["1", cell("First", inner, "Last")]])
    assert grid(made)[0][1] == "First\n\nMilestone | Due\nDraft | June\n\nLast"


def test_a_frame_within_a_cell_is_its_text():
    inner = table([[cell("One", "Two")]])
    assert grid(table([["1", cell(inner, paragraph(""))]]))[0][1] == "One\n\nTwo"


@given(
    st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=5), min_size=1, max_size=5).filter(
        lambda rows: sum(len(row) for row in rows) > 1
    )
)
def test_every_cell_stands_where_its_row_has_come_to_and_all_rows_are_as_wide(spans):
    made = table(
        [
            [cell(f"{place}.{each}", span=span) for each, span in enumerate(row)]
            for place, row in enumerate(spans)
        ]
    )
    found = grid(made)
    begins = sorted({sum(row[:each]) for row in spans for each in range(len(row))})
    assert {len(row) for row in found} == {len(begins)}
    for place, row_of in enumerate(spans):
        for each in range(len(row_of)):
            assert found[place][begins.index(sum(row_of[:each]))] == f"{place}.{each}"


@pytest.mark.parametrize("span", ["1000000", "-3", "0", "x", "99999999999999999999"])
def test_no_width_that_a_file_claims_does_harm(span):
    odd = cell("Review", properties=f'<w:gridSpan w:val="{span}"/>')
    assert grid(table([["1", odd, "Jo"]])) == [["1", "Review", "Jo"]]


def test_a_table_of_too_many_cells_is_refused_in_words():
    with pytest.raises(PlanError, match="table 1 has more than 200,000 cells; split"):
        read(table([row(*[cell("x", span=500)] * 500)]))
    wide = row(cell("x", span=500), cell("y"))
    with pytest.raises(PlanError, match=r"table 1 has more than 200,000 cells; split"):
        read(table([wide] * 401))


def fills(made, **parts):
    return [[each.fill for each in row.cells] for row in read(made, **parts).rows]


def shaded(attributes):
    return cell("x", properties=f"<w:shd {attributes}/>")


@pytest.mark.parametrize(
    ("attributes", "fill"),
    [
        ('w:val="clear" w:color="auto" w:fill="FF0000"', "ff0000"),
        ('w:val="clear" w:fill="auto"', ""),
        ('w:val="clear" w:fill="FFFFFF"', ""),
        ('w:val="nil" w:fill="FF0000"', ""),
        ('w:val="solid" w:color="92D050" w:fill="auto"', "92d050"),
        ('w:val="pct25" w:color="auto" w:fill="auto"', "bfbfbf"),
        ('w:val="pct50" w:color="FF0000" w:fill="FFFF00"', "ff8000"),
        ('w:val="clear" w:fill="auto" w:themeFill="accent6"', "70ad47"),
        ('w:val="clear" w:fill="C5E0B3" w:themeFill="accent6" w:themeFillTint="66"', "c5e0b3"),
        ('w:val="clear" w:fill="auto" w:themeFill="accent6" w:themeFillTint="66"', "c5e0b4"),
        ('w:val="clear" w:fill="auto" w:themeFill="accent6" w:themeFillShade="BF"', "548235"),
        ('w:val="clear" w:fill="123456" w:themeFill="background1" w:themeFillShade="80"', "808080"),
        ('w:val="clear" w:fill="FFC000" w:themeFill="no such"', "ffc000"),
        ('w:val="clear" w:fill="nonsense"', ""),
    ],
)  # fmt: skip
def test_a_cell_has_the_colour_that_shows(attributes, fill):
    assert fills(table([["1", shaded(attributes)]]))[0][1] == fill


@pytest.mark.parametrize(
    ("blocks", "fill"),
    [
        ([paragraph(run("Green", '<w:highlight w:val="green"/>'))], "00ff00"),
        ([paragraph(run("Green", '<w:shd w:val="clear" w:fill="92D050"/>'))], "92d050"),
        ([paragraph("Green", properties='<w:shd w:val="clear" w:fill="92D050"/>')], "92d050"),
        ([paragraph("", properties='<w:shd w:val="clear" w:fill="92D050"/>')], "92d050"),
        ([paragraph(run("a", '<w:highlight w:val="red"/>'), run("b"))], ""),
        ([paragraph(run("a", '<w:highlight w:val="red"/>'), run(" "))], "ff0000"),
        ([paragraph(run("a", '<w:highlight w:val="red"/>')), paragraph("b")], ""),
        ([paragraph(run("a", '<w:highlight w:val="red"/>')), paragraph("")], "ff0000"),
        ([paragraph(run("a", '<w:highlight w:val="none"/>'))], ""),
    ],
)
def test_the_colour_behind_all_of_a_cells_text_is_the_cells(blocks, fill):
    assert fills(table([["1", cell(*blocks)]]))[0][1] == fill


def test_the_cells_own_colour_goes_before_its_texts():
    marked = cell(paragraph(run("x", '<w:highlight w:val="red"/>')), fill="00B050")
    assert fills(table([["1", marked]]))[0][1] == "00b050"


def part(kind, colour):
    return (
        f'<w:tblStylePr w:type="{kind}"><w:tcPr><w:shd w:val="clear" w:fill="{colour}"/></w:tcPr>'
        "</w:tblStylePr>"
    )


STYLE = (
    '<w:style w:type="table" w:styleId="Bands"><w:name w:val="Bands"/>'
    '<w:tcPr><w:shd w:val="clear" w:fill="EEEEEE"/></w:tcPr>'
    + part("firstRow", "111111") + part("lastRow", "222222") + part("firstCol", "333333")
    + part("lastCol", "444444") + part("band1Horz", "555555")
    + part("band2Vert", "666666") + "</w:style>"
    '<w:style w:type="table" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Bands"/>'
    "</w:style>"
)  # fmt: skip


def looked(look, style="Bands"):
    return f'<w:tblStyle w:val="{style}"/><w:tblLook {look}/>'


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ('w:val="0600"', ["eee"] * 12),
        ('w:val="0620"', ["111"] * 3 + ["eee"] * 9),
        ('w:firstRow="1" w:noHBand="0" w:noVBand="1"',
         ["111"] * 3 + ["555"] * 3 + ["eee"] * 3 + ["555"] * 3),
        ('w:val="06E0"', ["111"] * 3 + ["333", "eee", "eee"] * 2 + ["222"] * 3),
        ('w:lastColumn="1" w:noHBand="1" w:noVBand="1"', ["eee", "eee", "444"] * 4),
        ('w:noHBand="1" w:noVBand="0"', ["eee", "666", "eee"] * 4),
        ('w:val="nonsense" w:noHBand="1" w:noVBand="1"', ["eee"] * 12),
    ],
)  # fmt: skip
def test_a_tables_style_colours_its_regions(look, expected):
    made = table([["a", "b", "c"]] * 4, properties=looked(look))
    found = [fill[:3] for row in fills(made, styles=STYLE) for fill in row]
    assert found == expected


def test_a_cell_that_says_no_colour_has_none_whatever_the_style():
    made = table(
        [["a", shaded('w:val="clear" w:fill="auto"')]], properties=looked('w:val="0600"', "Own")
    )
    assert fills(made, styles=STYLE) == [["eeeeee", ""]]


def test_covered_places_have_no_colour():
    made = table(
        [
            [cell("Police", span=2, fill="FF0000")],
            [cell("1", down="restart", fill="00FF00"), "x"],
            [cell("", down="continue", fill="00FF00"), "y"],
        ]
    )
    assert fills(made) == [["ff0000", ""], ["00ff00", ""], ["", ""]]


def test_a_document_without_a_theme_has_the_colours_it_writes_itself():
    parts = word_parts(table([["1", shaded('w:fill="70AD47" w:themeFill="accent6"')]]))
    del parts["word/theme/theme1.xml"]
    made = read_source(zipped(parts), "plan.docx").tables[0]
    assert made.rows[0].cells[1].fill == "70ad47"


def test_a_colour_of_text_is_not_one_behind_it():
    assert fills(table([["1", cell(paragraph(run("Red", '<w:color w:val="FF0000"/>')))]])) == [
        ["", ""]
    ]
