"""CSV is read whatever signs, line ends and code page a council's programs gave it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import PlanError
from jtai_tui.exchange.csv_table import csv_text
from jtai_tui.exchange.incoming.reading import read_source


def read(data, name="plan.csv"):
    return read_source(data.encode() if isinstance(data, str) else data, name)


def texts(data, name="plan.csv"):
    return [[cell.text for cell in row.cells] for row in read(data, name).tables[0].rows]


PLAN = [["Ref", "Action"], ["1", "Review, then audit"]]


def test_a_csv_file_is_one_table_and_each_row_says_its_line():
    source = read('Ref,Action\r\n1,"Review\r\nthe panel"\r\n2,Audit\r\n')
    assert (source.form, source.name, len(source.tables)) == ("CSV", "plan.csv", 1)
    rows = source.tables[0].rows
    assert [row.place for row in rows] == ["line 1", "line 2", "line 4"]
    assert rows[1].cells[1].text == "Review\nthe panel"
    assert source.notes == ()


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found_in_the_content(sign):
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows([*PLAN, ["2", "Review; audit | train\tx, y, z"]])
    assert texts(out.getvalue())[1] == ["1", "Review, then audit"]
    assert texts(out.getvalue())[2] == ["2", "Review; audit | train\tx, y, z"]


def test_commas_in_the_text_do_not_mislead():
    rows = [f"{each};Review, audit{', train' * each}" for each in range(5)]
    assert texts("Ref;Action\n" + "\n".join(rows))[3] == ["2", "Review, audit, train, train"]


def test_excels_first_line_says_the_sign():
    source = read("sep=;\r\nRef;Action\r\n1;a,b,c\r\n")
    assert [row.place for row in source.tables[0].rows] == ["line 2", "line 3"]
    assert source.tables[0].rows[1].cells[1].text == "a,b,c"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_code_page_is_found(encoding):
    assert texts("Ref,Action\r\n1,Café – “Übersicht”\r\n".encode(encoding))[1] == [
        "1", "Café – “Übersicht”",
    ]  # fmt: skip


def test_utf_16_is_read_in_either_order():
    text = "\ufeffRef,Action\r\n1,é\r\n"
    assert texts(text.encode("utf-16-be")) == texts(text.encode("utf-16-le"))


def test_an_older_code_page_is_noted():
    assert read(b"Ref,Action\r\n1,Caf\xe9\r\n").notes == (
        "It was read as text of older Windows programs (Windows-1252).",
    )
    assert "�" in read(b"Ref,Action\r\n1,\x81\xe9\r\n").notes[0]


def test_blank_lines_are_kept_between_rows_and_not_around_them():
    source = read("\n,\nRef,Action,\n\n1,Review,\n,,\n\n")
    assert [[cell.text for cell in row.cells] for row in source.tables[0].rows] == [
        ["Ref", "Action"], ["", ""], ["1", "Review"],
    ]  # fmt: skip
    assert source.tables[0].rows[0].place == "line 3"


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-5", "@jo", "＝x", "- one\n- two"])
def test_the_apostrophe_of_our_own_tables_comes_off_again(text):
    assert texts(csv_text(("Ref", "Action"), [("1", text)]))[1][1] == text


def test_any_other_apostrophe_stays():
    assert texts("Ref,Action\n1,'quoted'\n")[1][1] == "'quoted'"


def test_control_characters_are_left_out_and_counted():
    source = read("Ref,Action\n1,a\x1b[31mb\n")
    assert source.tables[0].rows[1].cells[1].text == "a[31mb"
    assert source.notes == ("1 control character, which is no text, was left out.",)


def test_a_column_by_itself_is_a_table_where_the_file_says_it_is_csv():
    assert texts("Action\nReview\n") == [["Action"], ["Review"]]
    with pytest.raises(PlanError, match="notes has no table in it; give a Word"):
        read("Action\nReview\n", "notes")


def test_a_text_file_with_a_table_in_it_is_read_whatever_its_name():
    assert texts("Ref\tAction\n1\tReview\n", "plan.txt") == [["Ref", "Action"], ["1", "Review"]]


LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="'•·▪◦‣∙\ufeff")
CELLS = st.text(LETTERS, max_size=12).map(lambda text: " ".join(text.split()))


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_our_own_tables_hold_is_read_back(rows):
    text = csv_text(
        ("Ref", "Action", "Lead"), [[str(place), *row] for place, row in enumerate(rows)]
    )
    found = texts("Ref,Action,Lead,Note\r\n" + text.partition("\r\n")[2])
    for place, row in enumerate(rows):
        assert (found[place + 1] + [""] * 4)[:4] == [str(place), *row]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "plan.csv is empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "plan.csv is empty"),
        (b",,,\r\n,,,\r\n", "plan.csv has no table in it"),
        (b"Ref,\x00\x01\x02", "plan.csv is no text; give a Word, Excel or CSV file"),
        ("Ref,Action".encode("utf-16") + b"\x00", "plan.csv is damaged: its text breaks off"),
        (b'Ref,Action\r\n1,"Review\r\n2,Audit\r\n',
         "a quotation mark that opens in the record of line 2 is never closed"),
        (b'Ref,Action\r\n1,"' + b"x" * 140_000 + b'"\r\n',
         "can't be read from line 2 on: a cell has more than 131,072 characters"),
        (b"a," * 200_001, "plan.csv has more than 200,000 cells; split it into several files"),
        (b"a\r\n" * 900 + b"x," * 300 + b"x", "plan.csv has more than 200,000 cells"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(data, why):
    with pytest.raises(PlanError) as refused:
        read(data)
    assert why in str(refused.value)
