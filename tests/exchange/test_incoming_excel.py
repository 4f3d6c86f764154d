"""The sheets of an Excel workbook are read as people see them on the screen."""

import sys
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, FormulaRule, Rule
from openpyxl.styles import Color, GradientFill, PatternFill
from openpyxl.styles.differential import DifferentialStyle

from db.errors import PlanError
from db.plain_text import check_text
from jtai_tui.exchange.incoming import excel_book, excel_cells, excel_plain, excel_rules
from jtai_tui.exchange.incoming.excel_values import show_number
from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.incoming.source import Covered, SourceCell
from tests.exchange.excel_files import (
    excel_file,
    excel_parts,
    formats,
    number_cell,
    raw_excel_file,
    text_cell,
)
from tests.exchange.word_files import core_part, zipped

MARKS = {Covered.LEFT: "<", Covered.UP: "^"}
RED = PatternFill("solid", fgColor="FFFF0000")


def read(data):
    return read_source(data, "plan.xlsx")


def texts(data, place=0):
    """Return the texts of a sheet; `<` and `^` where a merged cell covers a place."""
    return [
        [MARKS.get(each.covered, each.text) for each in row.cells]
        for row in read(data).tables[place].rows
    ]


def one(value, form=None):
    """Return the cell that a library's workbook has beside `Ref`."""

    def put(book):
        book.active["B1"] = value
        if form is not None:
            book.active["B1"].number_format = form

    return read(excel_file([["Ref"]], put)).tables[0].rows[0].cells[1]


def test_each_sheet_is_a_table_in_order_with_its_name_and_rows_as_people_count_them():
    def more(book):
        book.create_sheet("Police & Crime").append(["Ref"])
        book.properties.title = "Joint plan"
        book.properties.keywords = "JTAI"

    source = read(excel_file([["Ref", "Action"], ["1", "Review"]], more))
    assert [(table.name, table.sheet) for table in source.tables] == [
        ("Health", "Health"), ("Police & Crime", "Police & Crime"),
    ]  # fmt: skip
    assert [row.place for row in source.tables[0].rows] == ["Health, row 1", "Health, row 2"]
    assert (source.form, source.title, source.keywords) == ("Excel", "Joint plan", "JTAI")
    assert source.notes == ()


def test_empty_rows_and_columns_at_the_end_are_no_part_of_a_sheet_and_those_between_are():
    def more(book):
        book.active["B3"] = "x"
        book.active["Z9"].fill = RED
        book.active["Z9"] = ""

    rows = read(excel_file([["Ref"]], more)).tables[0].rows
    assert [[cell.text for cell in row.cells] for row in rows] == [["Ref", ""], ["", ""], ["", "x"]]


def test_a_sheet_starts_with_its_first_text_and_is_counted_from_the_top():
    def put(book):
        book.active["B4"] = "Ref"

    row = read(excel_file([], put)).tables[0].rows[0]
    assert (row.place, [cell.text for cell in row.cells]) == ("Health, row 4", ["", "Ref"])


def test_a_jump_to_the_last_row_leaves_few_blank_rows_and_the_right_numbers():
    def put(book):
        book.active["A1048576"] = "end"

    rows = read(excel_file([["Ref"]], put)).tables[0].rows
    assert len(rows) == 52
    assert (rows[0].place, rows[-1].place) == ("Health, row 1", "Health, row 1048576")


def test_a_sheet_coloured_down_to_its_last_row_is_read_in_no_time():
    styles = (
        '<fills><fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/></patternFill>'
        '</fill></fills><cellXfs><xf/><xf fillId="0"/></cellXfs>'
    )
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(2, 30_000))
    last = '<row r="1048576" s="1" customFormat="1"><c r="XFD1048576" s="1"/></row>'
    data = raw_excel_file(f"<row r='1'>{text_cell('A1', 'Ref')}</row>{rows}{last}", styles=styles)
    assert texts(data) == [["Ref"]]


def test_hidden_sheets_rows_and_columns_are_read_and_noted():
    def hide(book):
        sheet = book.create_sheet("Old")
        sheet.append(["x"])
        sheet.sheet_state = "hidden"
        book.active.row_dimensions[2].hidden = True
        book.active.column_dimensions["B"].hidden = True

    source = read(excel_file([["Ref", "a"], ["1", "b"], ["2", "c"]], hide))
    assert [table.hidden for table in source.tables] == [False, True]
    assert [row.hidden for row in source.tables[0].rows] == [False, True, False]
    assert source.notes == (
        "Health: 1 hidden row is read as well.",
        "Health: 1 hidden column is read as well.",
        "The sheet Old is hidden and is read as well.",
    )


def test_a_chart_is_left_out_and_noted():
    def chart(book):
        book.create_chartsheet("Progress").add_chart(BarChart())

    source = read(excel_file([["Ref"]], chart))
    assert len(source.tables) == 1
    assert source.notes == (
        "The sheet Progress has no cells (a chart or macros), and was left out.",
    )


def test_comments_are_not_read_and_a_note_says_so():
    def comment(book):
        book.active["A1"].comment = Comment("secret", "Jo")

    source = read(excel_file([["Ref"]], comment))
    assert source.notes == ("Its comments were not read.",)
    assert source.tables[0].rows[0].cells[0].text == "Ref"


def test_macros_are_not_run_and_a_note_says_so():
    parts = excel_parts(f"<row r='1'>{text_cell('A1', 'Ref')}</row>")
    parts["xl/vbaProject.bin"] = b"macros"
    assert read_source(zipped(parts), "plan.xlsm").notes == ("Its macros were not run.",)


def test_merged_cells_cover_what_they_cover():
    def merge(book):
        book.active.merge_cells("A1:C1")
        book.active.merge_cells("A2:B3")

    rows = [["Police", None, None], ["1", None, "x"], [None, None, "y"], ["2", "a", "z"]]
    assert texts(excel_file(rows, merge)) == [
        ["Police", "<", "<"], ["1", "<", "x"], ["^", "<", "y"], ["2", "a", "z"],
    ]  # fmt: skip


def test_merged_cells_that_reach_to_the_last_row_end_with_the_sheet():
    after = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="nonsense"/></mergeCells>'
    data = f"<row r='1'>{text_cell('A1', 'x')}</row><row r='2'>{text_cell('B2', 'hidden')}</row>"
    assert texts(raw_excel_file(data, after=after)) == [["x", "<"], ["^", "<"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("text", "text"), ("  outer  ", "outer"), (1, "1"), (1.0, "1"), (0.1, "0.1"),
        (0.1 + 0.2, "0.3"), (-2.5, "-2.5"), (1234567, "1234567"), (1e20, "1e+20"),
        (True, "Yes"), (False, "No"), ("'quoted", "'quoted"), ("line\nbreak", "line\nbreak"),
        ("• one\n• two", "- one\n- two"), ("a\u00a0b", "a b"), ("a_x000D_\nb", "a\nb"),
    ],
)  # fmt: skip
def test_a_cell_has_the_text_that_shows(value, text):
    assert one(value) == SourceCell(text)


@pytest.mark.parametrize(
    ("value", "form", "text", "day"),
    [
        (date(2020, 6, 30), None, "30 Jun 2020", date(2020, 6, 30)),
        (datetime(2020, 6, 30), "dd/mm/yyyy", "30 Jun 2020", date(2020, 6, 30)),
        (date(2020, 6, 3), "m/d/yyyy", "3 Jun 2020", date(2020, 6, 3)),
        (date(2020, 6, 3), "[$-F800]dddd, mmmm dd, yyyy", "3 Jun 2020", date(2020, 6, 3)),
        (datetime(2020, 6, 30, 14, 5), None, "30 Jun 2020 14:05", date(2020, 6, 30)),
        (date(2020, 6, 1), "mmm-yy", "Jun 2020", None),
        (date(2020, 6, 1), "mmmm yyyy", "June 2020", None),
        (date(2020, 6, 1), "yyyy", "2020", None),
        (time(9, 30), None, "09:30", None),
        (0.5, "0%", "50%", None),
        (0.125, "0.0%", "12.5%", None),
        (1.1, "0.00", "1.10", None),
        (1234.5, "#,##0.00", "1,234.50", None),
        (7, "000", "007", None),
        (7, '"SY"0', "SY7", None),
        (2.5, "0", "3", None),
        (-2, "0.0", "-2.0", None),
        (43.5, '"day "0', "day 44", None),
        (5, "@", "5", None),
    ],
)  # fmt: skip
def test_days_and_numbers_show_as_their_format_says(value, form, text, day):
    assert one(value, form) == SourceCell(text, day=day)


@pytest.mark.parametrize(
    ("number", "form", "since_1904", "text"),
    [
        ("1", "dd/mm/yyyy", False, "1 Jan 1900"),
        ("59", "dd/mm/yyyy", False, "28 Feb 1900"),
        ("60", "dd/mm/yyyy", False, "60"),
        ("61", "dd/mm/yyyy", False, "1 Mar 1900"),
        ("0", "dd/mm/yyyy", True, "1 Jan 1904"),
        ("42550", "dd/mm/yyyy", True, "30 Jun 2020"),
        ("44012", "dd/mm/yyyy", False, "30 Jun 2020"),
        ("44012.999999999", "dd/mm/yyyy", False, "1 Jul 2020"),
        ("44012.999988425926", "dd/mm/yyyy", False, "30 Jun 2020 23:59"),
        ("0.555567129629", "hh:mm", False, "13:20"),
        ("-5", "dd/mm/yyyy", False, "-5"),
        ("9999999", "dd/mm/yyyy", False, "9999999"),
        ("1e308", "dd/mm/yyyy", False, "1e+308"),
        ("1.5", "[h]:mm", False, "36:00"),
        ("nan", "", False, "nan"),
        ("words", "0", False, "words"),
        ("0.5", "General", False, "0.5"),
        ("5", 'General" days"', False, "5"),
    ],
)
def test_serial_numbers_are_the_days_that_excel_shows(number, form, since_1904, text):
    assert show_number(number, form, since_1904=since_1904).text == text


@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_as_itself(day):
    serial = (day - date(1899, 12, 30)).days
    assert show_number(str(serial), "dd/mm/yyyy").day == day


@given(st.floats(-1e14, 1e14), st.integers(0, 4))
def test_a_number_shows_as_near_to_itself_as_its_places_allow(number, places):
    text = show_number(repr(number), "0." + "0" * places if places else "0").text
    assert abs(float(text) - number) <= 0.5 * 10**-places + abs(number) * 1e-14


@given(st.text(max_size=20), st.text(st.sampled_from('dmyhs0#?.,;%"[]\\_*/-: AP@G'), max_size=12))
def test_no_number_and_no_format_breaks_the_reading(number, form):
    assert isinstance(show_number(number, form).text, str)
    assert isinstance(show_number("44012.5", form).text, str)


def test_days_count_from_1904_where_the_workbook_says_so():
    data = raw_excel_file(
        f"<row r='1'>{number_cell('A1', 42550, 1)}</row>",
        styles=formats("dd/mm/yyyy"),
        settings='date1904="1"',
    )
    assert read(data).tables[0].rows[0].cells[0].day == date(2020, 6, 30)


def test_a_formula_without_a_result_is_empty_and_noted():
    source = read(excel_file([["Ref", "=A1"], [1, "=1+1"]]))
    assert [row.cells[-1].text for row in source.tables[0].rows] == ["Ref", "1"]
    assert source.notes == (
        "Health: B1, B2 without a result of its formula, read as empty; open the file in Excel"
        " and save it.",
    )


def test_a_formula_shows_its_result():
    cells = '<c r="A1" t="str"><f>B1</f><v>Green</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
    assert texts(raw_excel_file(f"<row r='1'>{cells}</row>")) == [["Green", "2"]]


def test_an_error_is_its_text_and_noted():
    source = read(raw_excel_file('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'))
    assert source.tables[0].rows[0].cells[0].text == "#REF!"
    assert source.notes == ("Health: A1 shows an error of Excel.",)


def test_rich_text_is_text():
    rich = CellRichText("See ", TextBlock(InlineFont(b=True), "section"), " 4")
    assert one(rich).text == "See section 4"


def test_shared_rich_text_is_text_without_how_it_is_spoken():
    shared = "<si><r><t>See </t></r><r><rPr/><t>4</t></r><rPh><t>spoken</t></rPh></si>"
    data = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>77</v></c></row>'
    assert texts(raw_excel_file(data, strings=[shared])) == [["See 4"]]


def test_an_iso_date_of_the_file_is_a_day():
    data = '<row r="1"><c r="A1" t="d"><v>2020-06-30T00:00:00</v></c></row>'
    assert read(raw_excel_file(data)).tables[0].rows[0].cells[0] == SourceCell(
        "30 Jun 2020", day=date(2020, 6, 30)
    )


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://example.org/plan", "the plan (https://example.org/plan)"),
        ("mailto:jo@example.org", "the plan (jo@example.org)"),
        ("file:///c:/secret.docx", "the plan"),
        ("javascript:alert(1)", "the plan"),
    ],
)
def test_an_address_behind_words_stands_in_brackets(address, text):
    data = raw_excel_file(
        f"<row r='1'>{text_cell('A1', 'the plan')}</row>",
        after='<hyperlinks><hyperlink ref="A1" r:id="a"/></hyperlinks>',
        links=[("a", "hyperlink", address)],
    )
    assert texts(data) == [[text]]


def test_a_number_that_leads_somewhere_stays_a_number():
    data = raw_excel_file(
        f"<row r='1'>{number_cell('A1', 28)}</row>",
        after='<hyperlinks><hyperlink ref="A1" r:id="a"/></hyperlinks>',
        links=[("a", "hyperlink", "https://example.org/28")],
    )
    assert texts(data) == [["28"]]
    assert read(data).notes == ("Addresses that only stand behind a number were left out.",)


def test_an_address_that_shows_stands_once():
    def link(book):
        book.active["A1"].hyperlink = "https://example.org/"

    assert texts(excel_file([["https://example.org"]], link)) == [["https://example.org"]]


@pytest.mark.parametrize(
    ("fill", "colour"),
    [
        (PatternFill("solid", fgColor="FF92D050"), "92d050"),
        (PatternFill("solid", fgColor="92D050"), "92d050"),
        (PatternFill("solid", fgColor="FFFFFFFF"), ""),
        (PatternFill("solid", fgColor=Color(indexed=10)), "ff0000"),
        (PatternFill("solid", fgColor=Color(indexed=64)), ""),
        (PatternFill("solid", fgColor=Color(theme=5)), "c0504d"),
        (PatternFill("solid", fgColor=Color(theme=0, tint=-0.5)), "808080"),
        (PatternFill("solid", fgColor=Color(theme=1, tint=0.5)), "808080"),
        (PatternFill("gray125"), "dfdfdf"),
        (PatternFill("lightUp", fgColor="FFFF0000", bgColor="FF00FF00"), "00ff00"),
        (GradientFill(stop=("FF92D050", "FFFF0000")), "92d050"),
        (PatternFill("solid", fgColor=Color(theme=11)), "800080"),
        (PatternFill(None), ""),
    ],
)
def test_a_cell_has_the_colour_that_shows(fill, colour):
    def put(book):
        book.active["B1"].fill = fill
        book.active["B1"] = ""
        book.active["C1"] = "end"

    assert read(excel_file([["Ref"]], put)).tables[0].rows[0].cells[1].fill == colour


def rules(rule, *values):
    def put(book):
        book.active.conditional_formatting.add("B1:B9", rule)

    rows = read(excel_file([["x", value] for value in values], put)).tables[0].rows
    return [row.cells[1].fill for row in rows]


def worded(kind, words):
    style = DifferentialStyle(fill=PatternFill(bgColor="FFFFC000"))
    return Rule(type=kind, text=words, dxf=style, formula=["TRUE"])


@pytest.mark.parametrize(
    ("rule", "values", "colours"),
    [
        (CellIsRule(operator="equal", formula=['"Red"'], fill=PatternFill(bgColor="FFFF0000")),
         ["red", "Redden", "Green"], ["ff0000", "", ""]),
        (CellIsRule(operator="equal", formula=["3"], fill=PatternFill(bgColor="FFFF0000")),
         [3, 4], ["ff0000", ""]),
        (CellIsRule(operator="lessThan", formula=["3"], fill=PatternFill(bgColor="FFFF0000")),
         [1], [""]),
        (worded("containsText", "amber"), ["Amber - late", "Green"], ["ffc000", ""]),
        (FormulaRule(formula=['$B1="Red"'], fill=PatternFill(bgColor="FFFF0000")),
         ["Green", "Red"], ["", "ff0000"]),
        (FormulaRule(formula=['$B$1="Red"'], fill=PatternFill(bgColor="FFFF0000")),
         ["Red", "x"], ["ff0000", "ff0000"]),
        (worded("beginsWith", "Am"), ["amber", "not amber"], ["ffc000", ""]),
        (worded("endsWith", "late"), ["Amber: late", "later"], ["ffc000", ""]),
        (FormulaRule(formula=["TODAY()>A1"], fill=PatternFill(bgColor="FFFF0000")), ["x"], [""]),
    ],
)  # fmt: skip
def test_a_rule_about_words_colours_the_cells_that_it_fits(rule, values, colours):
    assert rules(rule, *values) == colours


def test_the_rule_of_the_first_rank_goes_before_others():
    def put(book):
        for colour in ("FF00FF00", "FFFF0000"):
            rule = CellIsRule(operator="equal", formula=['"x"'], fill=PatternFill(bgColor=colour))
            book.active.conditional_formatting.add("A1", rule)

    assert read(excel_file([["x"]], put)).tables[0].rows[0].cells[0].fill == "00ff00"


def test_rules_about_more_cells_than_anybody_would_wait_for_are_not_followed(monkeypatch):
    monkeypatch.setattr(excel_rules, "MOST_LOOKED_AT", 2)

    def put(book):
        rule = CellIsRule(operator="equal", formula=['"x"'], fill=PatternFill(bgColor="FFFF0000"))
        book.active.conditional_formatting.add("A1:A9", rule)

    source = read(excel_file([["x"]] * 3, put))
    assert source.tables[0].rows[0].cells[0].fill == ""
    assert source.notes == ("Health: its rules for colours are too many and were not followed.",)


def test_sheets_that_are_too_much_together_are_refused(monkeypatch):
    monkeypatch.setattr(excel_book, "MOST_CELLS", 3)

    def more(book):
        book.create_sheet("Police").append(["Ref", "Action"])

    with pytest.raises(PlanError, match=r"plan.xlsx has more than 3 cells; delete the sheets"):
        read(excel_file([["Ref", "Action"]], more))


def test_sheets_without_end_are_refused_before_a_library_sees_them(monkeypatch):
    monkeypatch.setattr(excel_plain, "MOST_CELLS", 1)

    def more(book):
        book.create_sheet("Police").append(["Ref"])

    with pytest.raises(PlanError, match=r"plan.xlsx has more than 2 cells; delete the sheets"):
        read(excel_file([["Ref", "Action"]], more))


def test_merged_cells_beyond_all_measure_are_refused():
    after = "<mergeCells>" + '<mergeCell ref="A1:ZZ400"/>' * 2 + "</mergeCells>"
    data = f"<row r='1'>{text_cell('A1', 'x')}</row><row r='400'>{text_cell('ZZ400', 'y')}</row>"
    with pytest.raises(PlanError, match="Health has more than 200,000 merged cells"):
        read(raw_excel_file(data, after=after))


def test_far_too_much_text_is_refused():
    shared = [f"<si><t>{'x' * 900_000}</t></si>"]
    cells = "".join(f'<c r="A{row}" t="s"><v>0</v></c>' for row in range(1, 24))
    rows = cells.replace("<c", "<row><c").replace("</c>", "</c></row>")
    with pytest.raises(PlanError, match="Health has more than 20,000,000 characters"):
        read(raw_excel_file(rows, strings=shared))


def test_a_sheet_that_is_missing_in_the_file_is_noted():
    parts = excel_parts(f"<row r='1'>{text_cell('A1', 'Ref')}</row>")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        "</sheets>", '<sheet name="Lost" sheetId="2" r:id="none"/></sheets>'
    )
    source = read(zipped(parts))
    assert [table.name for table in source.tables] == ["Health"]
    assert source.notes == ("The sheet Lost is missing in the file.",)


def test_rows_hidden_to_the_end_of_a_sheet_are_not_counted():
    rows = "".join(f'<row r="{row}" hidden="1"/>' for row in range(3, 2000))
    data = (
        f"<row r='1'>{text_cell('A1', 'x')}</row><row r='2' hidden='1'>{text_cell('A2', 'y')}</row>"
    )
    assert read(raw_excel_file(data + rows)).notes == ("Health: 1 hidden row is read as well.",)


def test_too_many_cells_are_refused_in_words():
    row = f"<row r='1'>{text_cell('A1', 'x')}{text_cell('XFD1', 'y')}</row>"
    more = "".join(f"<row r='{each}'>{text_cell(f'A{each}', 'x')}</row>" for each in range(2, 14))
    with pytest.raises(PlanError, match="the sheet Health has 13 rows and 16,384 columns, more"):
        read(raw_excel_file(row + more))


def test_a_workbook_without_any_text_has_no_table():
    with pytest.raises(PlanError, match=r"plan.xlsx has no table in it"):
        read(excel_file())


def test_cells_without_places_and_rows_out_of_the_sheet_do_no_harm():
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'.format
    data = f"<row>{cell('a')}{cell('b')}</row><row r='x'>{cell('c')}</row><row r='9999999'/>"
    assert texts(raw_excel_file(data)) == [["a", "b"], ["c", ""]]


def test_the_words_of_the_printed_foot_are_kept():
    def foot(book):
        book.active.oddFooter.center.text = "Version 3"
        book.active.oddFooter.right.text = "Page &P of &N"

    assert read(excel_file([["Ref"]], foot)).footer == "Version 3"


def test_properties_of_a_workbook_by_parts_are_read():
    parts = excel_parts(f"<row r='1'>{text_cell('A1', 'Ref')}</row>")
    parts["docProps/core.xml"] = core_part("Plan", "JTAI")
    assert (read(zipped(parts)).title, read(zipped(parts)).keywords) == ("Plan", "JTAI")


@given(st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32).filter(
    lambda sign: sign not in "\ufffe\uffff"), max_size=40))  # fmt: skip
def test_whatever_a_cell_holds_comes_out_as_text_that_a_plan_takes(text):
    data = raw_excel_file(f"<row r='1'>{text_cell('A1', text)}{text_cell('B1', 'x')}</row>")
    found = read(data).tables[0].rows[0].cells[0].text
    assert check_text(found, "cell") == found


def test_a_workbook_with_many_rows_is_read_whole():
    rows = [[str(each), "Review the panel", date(2020, 6, 30), "Green"] for each in range(2000)]
    assert len(read(excel_file(rows)).tables[0].rows) == 2000


PLAIN = f"<row r='1'>{text_cell('A1', 'Ref')}{text_cell('B1', 'Action')}</row>"


def changed(data=PLAIN, *, links=(), after="", **parts):
    """Return a workbook of which some parts, `xl/` before their names, are other than they were."""
    made = excel_parts(data, links=links, after=after)
    made.update({f"xl/{name}": content for name, content in parts.items()})
    return zipped(made)


@pytest.mark.parametrize(
    "styles",
    [
        "<fonts><font><family val='99'/><color rgb='nonsense'/></font></fonts>",
        "<borders><border><left style='nonsense'/></border></borders>",
        "<cellStyles><cellStyle name='Normal' xfId='77'/></cellStyles>",
        "<cellXfs><xf fontId='9' fillId='9' numFmtId='999'><protection locked='x'/></xf></cellXfs>",
        "<fills><fill/><fill><patternFill patternType='solid'><fgColor rgb='#FF'/></patternFill>"
        "</fill></fills>",
        "<dxfs><dxf><font><sz val='x'/></font></dxf></dxfs>",
        "<colors><indexedColors><rgbColor rgb='x'/></indexedColors></colors>",
        "<other xmlns='http://x'/><cellXfs><other xmlns='http://x'/><xf/></cellXfs>",
    ],
)
def test_styles_that_no_plan_needs_do_not_stop_the_reading(styles):
    assert texts(raw_excel_file(PLAIN, styles=styles)) == [["Ref", "Action"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B1" s="77"><v>5</v></c>', "5"),
        ('<c r="B1" s="x"><v>5</v></c>', "5"),
        ('<c r="B1"><v>nan</v></c>', "nan"),
        ('<c r="B1"><v>nonsense</v></c>', "nonsense"),
        ('<c r="B1"><v> 5 </v></c>', "5"),
        ('<c r="B1" t="b"><v>true</v></c>', "Yes"),
        ('<c r="B1" t="d"><v>nonsense</v></c>', "nonsense"),
        ('<c r="B1" t="d"><v>09:30</v></c>', "09:30"),
        ('<c r="B1" t="s"><v>-1</v></c>', ""),
        ('<c r="B1" t="other"><v>x</v></c>', "x"),
        ('<c r="B1" t="str"><v>a_x005F_x0041_b</v></c>', "a_x0041_b"),
        ('<c r="B1" t="inlineStr"/>', ""),
        ('<c r="B1" s="1"><v>9999999</v></c>', "9999999"),
        ('<c r="B1" s="1"><v>-9999999</v></c>', "-9999999"),
        ('<c r="B1" s="1"><v>-5.5</v></c>', "-5.5"),
    ],
)
def test_a_strange_value_is_read_as_it_stands(cell, text):
    data = f"<row r='1'>{text_cell('A1', 'Ref')}{cell}{text_cell('C1', 'end')}</row>"
    source = read(raw_excel_file(data, styles=formats("dd/mm/yyyy")))
    assert [each.text for each in source.tables[0].rows[0].cells] == ["Ref", text, "end"]
    assert source.notes == ()


def test_an_escape_that_was_escaped_in_a_shared_text_stays():
    data = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    assert texts(raw_excel_file(data, strings=["<si><t>a_x005F_x0041_b</t></si>"])) == [
        ["a_x0041_b"]
    ]


def test_a_date_of_the_file_shows_as_its_format_says():
    cell = '<c r="A1" t="d" s="1"><v>2020-06-30</v></c>'
    data = raw_excel_file(f"<row r='1'>{cell}</row>", styles=formats("mmmm yyyy"))
    assert texts(data) == [["June 2020"]]


def test_parts_that_no_plan_needs_are_never_opened():
    links = [("c", "comments", "../comments1.xml"), ("d", "drawing", "../drawings/drawing1.xml"),
             ("t", "table", "../tables/table1.xml")]  # fmt: skip
    after = (
        '<drawing r:id="d"/><legacyDrawing r:id="x"/><tableParts><tablePart r:id="t"/></tableParts>'
    )
    broken = {"comments1.xml": "<", "drawings/drawing1.xml": "<", "tables/table1.xml": "<"}
    assert read(changed(links=links, after=after, **broken)).notes == (
        "Its comments were not read.",
        "Pictures, charts and text boxes on its sheets were not read.",
    )


def test_an_address_behind_a_whole_sheet_or_behind_nothing_does_no_harm():
    links = [("a", "hyperlink", "https://example.org")]
    after = (
        '<hyperlinks><hyperlink ref="A1:XFD1048576" r:id="a"/><hyperlink ref="C9" r:id="a"/>'
        '<hyperlink ref="nonsense" r:id="a"/><hyperlink ref="B1" r:id="none"/></hyperlinks>'
    )
    assert texts(raw_excel_file(PLAIN, links=links, after=after)) == [
        ["Ref (https://example.org)", "Action"]
    ]


def test_thousands_of_merged_cells_over_each_other_are_read_as_the_last_say():
    many = "".join(f'<mergeCell ref="A{row}:B{row + 1}"/>' for row in range(2, 3000))
    after = f"<mergeCells>{many}</mergeCells>"
    rows = "".join(f"<row r='{row}'>{text_cell(f'A{row}', 'x')}</row>" for row in range(2, 3000))
    found = texts(raw_excel_file(PLAIN + rows, after=after))
    assert found[:4] == [["Ref", "Action"], ["x", "<"], ["^", "<"], ["^", "<"]]


def test_rules_that_are_no_rules_colour_nothing():
    styles = (
        '<dxfs><dxf><fill><patternFill><bgColor rgb="FFFF0000"/></patternFill></fill></dxf></dxfs>'
    )
    rule = "<cfRule type='cellIs' operator='equal' dxfId='{}'><formula>\"x\"</formula></cfRule>"
    after = "".join(
        f'<conditionalFormatting sqref="A1">{each}</conditionalFormatting>'
        for each in (rule.format(7), rule.format("x"), "<cfRule type='nonsense' dxfId='0'/>", "")
    )
    data = f"<row r='1'>{text_cell('A1', 'x')}</row>"
    assert read(raw_excel_file(data, styles=styles, after=after)).tables[0].rows[0].cells[
        0
    ] == SourceCell("x")


def test_names_of_sheets_that_excel_would_not_take_are_read():
    parts = excel_parts(PLAIN)
    name = "Health/Police: " + "x" * 40
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('"Health"', f'"{name}"')
    assert read(zipped(parts)).tables[0].sheet == name


def test_coloured_cells_far_from_all_text_are_not_counted_and_near_ones_are_bounded(monkeypatch):
    styles = "<cellXfs><xf/><xf fillId='0'/></cellXfs>"
    near = "".join(f'<c r="{sign}1" s="1"/>' for sign in "CDEFGH")
    data = PLAIN.replace("</row>", f"{near}</row>")
    far = "<row r='1'>" + "".join(f'<c r="{sign}1" s="1"/>' for sign in ("ZX", "ZY", "ZZ"))
    monkeypatch.setattr(excel_cells, "MOST_CELLS", 5)
    assert texts(raw_excel_file(PLAIN + far + "</row>", styles=styles)) == [["Ref", "Action"]]
    with pytest.raises(PlanError, match="the sheet Health has more than 5 cells; delete what"):
        read(raw_excel_file(data, styles=styles))


@given(st.integers(0, 2000), st.sampled_from(["", "<", '"', "x", "9", ">", "&", "-", "</row>"]))
def test_a_sheet_in_which_something_was_changed_is_read_or_refused_and_never_a_crash(place, by):
    parts = excel_parts(
        f"<row r='1'>{text_cell('A1', 'Ref')}{number_cell('B1', 44012, 1)}</row><row r='2'>"
        '<c r="A2" t="s"><v>0</v></c><c r="B2"><f>A1</f></c></row>',
        after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells><conditionalFormatting sqref="A1">'
        '<cfRule type="containsText" dxfId="0" priority="1" text="x"/></conditionalFormatting>'
        '<hyperlinks><hyperlink ref="A1" r:id="a"/></hyperlinks>',
        strings=["<si><t>x</t></si>"],
        styles=formats("dd/mm/yyyy") + "<dxfs><dxf/></dxfs>",
        links=[("a", "hyperlink", "https://example.org")],
    )
    name = ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml")[place % 3]
    text = str(parts[name])
    at = place * 7 % len(text)
    parts[name] = text[:at] + by + text[at + 1 :]
    try:
        read(zipped(parts))
    except PlanError as error:
        assert str(error) == " ".join(str(error).splitlines())


def test_without_the_library_a_sentence_says_how_to_get_it(monkeypatch):
    data = excel_file([["Ref"]])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(PlanError, match="reading Excel files needs openpyxl; install it with"):
        read(data)
