"""What form the text of each field has."""

import pytest

from db.errors import Refused
from db.fields import check_field, names_from_json, names_to_json
from db.leads import leads_to_json, read_leads
from db.schema import ENTITY_FIELDS
from db.scheme_document import scheme_to_json
from db.seed import seed_document

GOOD = {
    ("plan", "updated"): ["2020-02-29"],
    ("plan", "scheme"): [scheme_to_json(seed_document().scheme)],
    ("plan", "title"): ["", "Joint plan"],
    ("agency", "name"): ["Police", "Children's Social Care / CNWL"],
    ("agency", "aliases"): ["[]", '["CSC"]'],
    ("action", "reference"): ["1", "28a", "SY 2"],
    ("action", "sources"): ["[]", '["SY2","§8"]'],
    ("action", "leads"): ["[]", leads_to_json(read_leads("J Culley\nBoard"))],
    ("action", "due"): ["2020-06-30", "0001-01-01", "9999-12-31"],
    ("action", "due_precision"): ["day", "month", "quarter"],
    ("action", "closed"): ["superseded", "moved", "risk-accepted"],
    ("action", "withdrawn"): ["1"],
    ("action", "rating"): ["on-track"],
    ("action", "finding"): ["", "two\nparagraphs"],
    ("evidence", "file_name"): ["audit.pdf", "..a"],
    ("evidence", "file_sha256"): ["0" * 64],
    ("evidence", "link"): ["", "https://example.org/a?b#c"],
}

BAD = {
    ("plan", "updated"): ["", "today", "2020-02-30", "20200229", "2020-W09-6", "2020-2-9"],
    ("plan", "scheme"): ["", "[]", "{}", "[1]", "null", "[" * 99_999],
    ("agency", "name"): ["", " Police", "two\nlines", "\u200b"],
    ("agency", "aliases"): ["", "{}", "[1]", '[""]', '["a\\nb"]', "[" * 99_999],
    ("action", "reference"): ["", " ", "1\n", "1\t2"],
    ("action", "action"): ["", "\u3164"],
    ("action", "sources"): ['"SY2"', '["SY2 "]'],
    ("action", "leads"): ["", "{}", "[{}]", "[" * 99_999, leads_to_json(read_leads("A")).replace(
        '"raw":"A"', '"raw":"A;B"'), leads_to_json(read_leads("A")).replace(
        '"name":"A"', '"name":"\\u001b"')],
    ("action", "forecast"): ["30/06/2020", "٢٠٢٠-٠٦-٣٠"],
    ("action", "due_precision"): ["", "week-ish"],
    ("action", "closed"): ["", "lost"],
    ("action", "withdrawn"): ["", "0", "yes"],
    ("action", "rating"): ["", "On Track", 'x"'],
    ("progress_update", "day"): ["", "2020"],
    ("progress_update", "signed"): ["", "A\nB"],
    ("progress_update", "text"): ["", "\n"],
    ("evidence", "title"): ["", "a\nb", " a"],
    ("evidence", "link"): ["a\nb", "a\u2028b"],
    ("evidence", "file_name"): ["", ".", "..", "a/b", "a\\b", "a\nb"],
    ("evidence", "file_sha256"): ["", "0" * 63, "G" * 64, "A" * 64],
}  # fmt: skip


def cases(table):
    return [(*cell, text) for cell, texts in table.items() for text in texts]


def named(case):
    return case if len(case) < 30 else case[:30]


@pytest.mark.parametrize(("etype", "field", "text"), cases(GOOD), ids=named)
def test_a_text_of_the_right_form_is_taken(etype, field, text):
    check_field(etype, field, text)


@pytest.mark.parametrize(("etype", "field", "text"), cases(BAD), ids=named)
def test_a_text_of_another_form_is_refused_in_one_line(etype, field, text):
    with pytest.raises(Refused) as caught:
        check_field(etype, field, text)
    assert str(caught.value).startswith(f"the {field.replace('_', ' ')} ")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("etype", "field"), [(etype, field) for etype, all_ in ENTITY_FIELDS.items() for field in all_]
)
def test_every_field_can_be_empty_and_none_takes_what_is_no_text(etype, field):
    check_field(etype, field, None)
    with pytest.raises(Refused, match="no text"):
        check_field(etype, field, "\x1b[2J")


def test_a_field_is_named_as_the_caller_likes():
    with pytest.raises(Refused, match=r"^the day of the inspection is no day"):
        check_field("action", "due", "x", "the day of the inspection")


def test_names_are_kept_as_they_are_and_always_the_same():
    assert names_to_json(["SY2", "§8"]) == '["SY2", "§8"]'
    assert names_from_json('["SY2", "\\u00a78"]') == ("SY2", "§8")
    assert names_from_json(None) == names_from_json("") == ()
