"""What a plan's JSON may say, and how each fault in it is named: all of them, in one go."""

import base64
import hashlib
import json
from datetime import date

import pytest

from db.event import EVENT_FIELDS, Event
from db.leads import read_lead
from db.plan_check import Fault, PlanFaults
from db.plan_document import ActionEntry, UpdateEntry, document_from_json, read_plan_text
from db.seed import seed_document
from db.sizes import MOST_FILE_BYTES


def plan(*actions, **changes):
    """A small plan of one agency and one action, with changes."""
    entry = {"reference": "1", "agency": "TVP", "action": "Train the custody staff."}
    return {
        "format": "jtai-plan/1",
        "title": "A plan",
        "agencies": [{"name": "TVP"}],
        "actions": [entry | action for action in actions] or [entry],
    } | changes


def faults_of(data):
    with pytest.raises(PlanFaults) as caught:
        document_from_json(data)
    return list(caught.value.faults)


def test_a_plan_of_the_required_keys_alone_is_whole():
    document = document_from_json(plan())
    assert document.scheme == seed_document().scheme
    assert document.updated is None
    assert document.actions == (
        ActionEntry(
            reference="1",
            reference_cell="1",
            sources=(),
            agency="TVP",
            finding="",
            action="Train the custody staff.",
            leads=(),
            timescale="",
            status="",
        ),
    )


def test_an_alias_is_resolved_to_the_name_of_its_agency():
    data = plan(
        {"agency": "thames  valley police"},
        agencies=[{"name": "TVP", "aliases": ["Thames Valley Police"]}],
    )
    assert document_from_json(data).actions[0].agency == "TVP"


@pytest.mark.parametrize(
    ("given_due", "due", "precision"),
    [
        ({}, date(2020, 6, 30), "month"),
        ({"due": None}, None, None),
        ({"due": "2020-07-31"}, date(2020, 7, 31), "day"),
        ({"due": "2020-07-31", "due_precision": "quarter"}, date(2020, 7, 31), "quarter"),
        ({"due": "2020-07-31", "due_precision": None}, date(2020, 7, 31), None),
        ({"timescale": "Ongoing"}, None, None),
        ({"timescale": ""}, None, None),
    ],
)
def test_a_due_date_that_is_not_given_is_read_from_the_timescale(given_due, due, precision):
    data = plan({"timescale": "End June 2020"} | given_due, updated="2020-03-26")
    action = document_from_json(data).actions[0]
    assert (action.due, action.due_precision) == (due, precision)


def test_progress_is_one_update_signed_as_published():
    data = plan({"progress": "Under way."}, updated="2020-03-26")
    (update,) = document_from_json(data).actions[0].updates
    assert update == UpdateEntry(date(2020, 3, 26), "as published", "Under way.")


@pytest.mark.parametrize("blank", ["", " \n", "\u200b"])
def test_blank_progress_is_no_update(blank):
    assert document_from_json(plan({"progress": blank})).actions[0].updates == ()


def test_a_lead_may_be_given_as_text():
    data = plan({"leads": ["Jane Hannon, CNWL"]})
    assert document_from_json(data).actions[0].leads == (read_lead("Jane Hannon, CNWL"),)


CODES = "not-started, significant-risk, minor-risk, on-track, completed, evidenced"
PLAN_KEYS = (
    "only the keys format, title, introduction, governance, version_label, updated, scheme,"
    " agencies, actions, log, files"
)


@pytest.mark.parametrize(
    ("data", "path", "expected", "found"),
    [
        (plan(agencys=[]), "agencys", "the key 'agencies'", "the key 'agencys'"),
        (plan(**{"[/red]\x1b": 1}), "['[/red]\\x1b']", PLAN_KEYS, "the key '[/red]\\x1b'"),
        (plan(title=""), "title", "text that says something", "''"),
        (plan(title=" A plan"), "title", "text without space around it", "' A plan'"),
        (plan(title="A\nplan"), "title", "text in one line", "'A\\nplan'"),
        (plan(title=None), "title", "text", "null"),
        (plan(introduction=["x"]), "introduction", "text", "a list"),
        (plan(governance={}), "governance", "text", "an object"),
        (plan(governance=True), "governance", "text", "true"),
        (
            plan(format="jtai-plan/2"),
            "format",
            "'jtai-plan/1', the version that this jtai reads",
            "'jtai-plan/2'",
        ),
        (plan(format="jtai-plan"), "format", "'jtai-plan/1'", "'jtai-plan'"),
        (plan(updated="2020-02-30"), "updated", "a day of the calendar", "'2020-02-30'"),
        (plan(updated="26/03/2020"), "updated", "a day, written 2020-06-30", "'26/03/2020'"),
        (plan(updated="20200326"), "updated", "a day, written 2020-06-30", "'20200326'"),
        (
            plan(agencies=[{"name": "TVP"}, {"name": "tvp"}]),
            "agencies[1].name",
            "a name that no other agency has",
            "'tvp'",
        ),
        (
            plan(agencies=[{"name": "TVP"}, {"name": "CCG", "aliases": ["TVP"]}]),
            "agencies[1].aliases[0]",
            "a name that no other agency has",
            "'TVP'",
        ),
        (plan(agencies=[{"name": "TVP"}, "CCG"]), "agencies[1]", "an object", "'CCG'"),
        (
            plan({}, {}),
            "actions[1].reference",
            "a reference of its own, not that of actions[0]",
            "'1'",
        ),
        (
            plan({"reference": "1a"}, {"reference": "1A"}),
            "actions[1].reference",
            "a reference of its own, not that of actions[0]",
            "'1A'",
        ),
        (plan(log=[1]), "log[0]", "an object", "1"),
        (plan(files={}), "files", "a list", "an object"),
    ],
)
def test_a_fault_of_the_plan_is_named(data, path, expected, found):
    assert faults_of(data) == [Fault(path, expected, found)]


@pytest.mark.parametrize(
    ("change", "path", "expected", "found"),
    [
        ({"timescale": 12}, "timescale", "text", "12"),
        ({"timescales": "x"}, "timescales", "the key 'timescale'", "the key 'timescales'"),
        ({"forecast": 2020}, "forecast", "a day, written 2020-06-30", "2020"),
        ({"due": ""}, "due", "a day, written 2020-06-30", "''"),
        (
            {"due_precision": "month"},
            "due_precision",
            "none, as no due date stands beside it",
            "'month'",
        ),
        (
            {"due": "2020-06-30", "due_precision": "hour"},
            "due_precision",
            "one of: day, month, quarter, season, year",
            "'hour'",
        ),
        ({"agency": "Ofsted"}, "agency", "the name or an alias of one of the agencies", "'Ofsted'"),
        ({"reference": 1}, "reference", "text", "1"),
        ({"action": "\u200b"}, "action", "text that says something", "'\\u200b'"),
        ({"rating": "green"}, "rating", f"one of: {CODES}", "'green'"),
        ({"closed": "done"}, "closed", "one of: superseded, moved, risk-accepted", "'done'"),
        ({"leads": "Jane"}, "leads", "a list", "'Jane'"),
        ({"leads": ["A; B"]}, "leads[0]", "one lead, without the ; that parts leads", "'A; B'"),
        (
            {"leads": [{"raw": "A", "kind": "firm"}]},
            "leads[0].kind",
            "one of: person, post, group, body",
            "'firm'",
        ),
        ({"leads": [7]}, "leads[0]", "an object", "7"),
        ({"sources": ["SY2", 8]}, "sources[1]", "text", "8"),
        (
            {"progress": "x"},
            "progress",
            "a plan with an updated date, to date this progress by",
            "none",
        ),
        ({"progress": "x", "updates": []}, "progress", "either progress or updates", "both"),
        (
            {"updates": [{"date": "2020-04-01", "signed": "", "text": "x"}]},
            "updates[0].signed",
            "text that says something",
            "''",
        ),
        (
            {"updates": [{"date": "2020-04-01", "signed": "A"}]},
            "updates[0].text",
            "text",
            "nothing",
        ),
        (
            {"evidence": [{"title": "x", "file_name": "a.pdf"}]},
            "evidence[0].file_name",
            "a name and a file_sha256, or neither of them",
            "'a.pdf'",
        ),
    ],
)
def test_a_fault_of_an_action_is_named(change, path, expected, found):
    assert faults_of(plan(change)) == [Fault(f"actions[0].{path}", expected, found)]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\r", "\x7f", "\x85", "\ud800"])
@pytest.mark.parametrize("key", ["finding", "action", "reference", "timescale", "status"])
def test_a_character_that_is_no_text_is_named(key, character):
    (fault,) = faults_of(plan({key: f"a{character}b"}))
    assert fault.path == f"actions[0].{key}"
    assert f"U+{ord(character):04X}" in fault.found
    assert str(fault).isprintable()


def test_a_fault_reads_as_one_line():
    (fault,) = faults_of(plan({"timescale": 12}))
    assert str(fault) == "actions[0].timescale: expected text, found 12"


@pytest.mark.parametrize("data", [None, 7, "jtai-plan/1", [plan()]])
def test_what_is_no_object_is_no_plan(data):
    (fault,) = faults_of(data)
    assert str(fault).startswith("the plan: expected an object, found ")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({1, 2}, "a value of type set"),
        (b"x", "a value of type bytes"),
        (10**5000, "a value of type int"),
        (float("inf"), "Infinity"),
        (10**60, "1" + "0" * 38 + "…"),
        ("x" * 60, "'" + "x" * 39 + "…'"),
    ],
    ids=["set", "bytes", "digits", "infinity", "long number", "long text"],
)
def test_whatever_is_found_is_shown_short(value, found):
    assert faults_of(plan(updated=value)) == [Fault("updated", "a day, written 2020-06-30", found)]


def test_missing_keys_are_all_named():
    assert [str(fault) for fault in faults_of({})] == [
        "format: expected text, found nothing",
        "title: expected text, found nothing",
        "agencies: expected a list, found nothing",
        "actions: expected a list, found nothing",
    ]


def test_all_faults_are_named_in_one_go():
    data = plan(
        {"reference": "7", "timescale": 1, "rating": "x"},
        {"reference": "8", "leads": [{"raw": ""}], "whom": "?"},
        {"reference": "7", "due": "2020-13-01"},
        format="jtai-plan/9",
        updated="soon",
    )
    paths = [fault.path for fault in faults_of(data)]
    assert paths == [
        "format",
        "updated",
        "actions[0].timescale",
        "actions[0].rating",
        "actions[1].whom",
        "actions[1].leads[0].raw",
        "actions[1].leads[0].kind",
        "actions[2].due",
        "actions[2].reference",
    ]


def test_the_error_says_in_one_line_how_many_faults_there_are():
    with pytest.raises(PlanFaults) as caught:
        document_from_json(plan({"timescale": 12, "finding": "\x07\n"}))
    assert str(caught.value).startswith("the plan has 2 faults; the first is actions[0].")
    assert str(caught.value).isprintable()
    with pytest.raises(PlanFaults, match=r"^the plan has a fault: title: expected text, found 1$"):
        document_from_json(plan(title=1))


EVIDENCE = "ZXZpZGVuY2U="


def with_file(data, **changes):
    sha256 = hashlib.sha256(b"evidence").hexdigest()
    evidence = {"title": "Survey", "file_name": "survey.pdf", "file_sha256": sha256}
    return plan({"evidence": [evidence | changes]}, files=[{"sha256": sha256, "data": data}])


def test_a_file_of_evidence_is_kept_byte_for_byte():
    document = document_from_json(with_file(EVIDENCE))
    assert document.files[0].data == b"evidence"
    assert document.actions[0].evidence[0].file_sha256 == document.files[0].sha256


IN_EVIDENCE = "actions[0].evidence[0]"


@pytest.mark.parametrize(
    ("data", "path", "expected"),
    [
        (with_file("ZXZpZGVuY2U"), "files[0].data", "bytes in base64"),
        (with_file("é"), "files[0].data", "bytes in base64"),
        (with_file(7), "files[0].data", "bytes in base64"),
        (with_file("YWJj===="), "files[0].data", "bytes in base64"),
        (with_file(""), "files[0].data", "a file that is not empty"),
        (with_file("AAAA"), "files[0].sha256", "the SHA-256 of data, in small hex digits"),
        (
            with_file(EVIDENCE, file_name="../a"),
            f"{IN_EVIDENCE}.file_name",
            "a file's own name, without folders",
        ),
        (
            with_file(EVIDENCE, file_name="c:\\a"),
            f"{IN_EVIDENCE}.file_name",
            "a file's own name, without folders",
        ),
        (
            with_file(EVIDENCE, file_sha256="ab"),
            f"{IN_EVIDENCE}.file_sha256",
            "the sha256 of one of the plan's files",
        ),
        (
            with_file(EVIDENCE, file_sha256="ab"),
            "files[0].sha256",
            "a file that some evidence names",
        ),
    ],
)
def test_a_fault_of_a_file_is_named(data, path, expected):
    assert (path, expected) in [(fault.path, fault.expected) for fault in faults_of(data)]


def test_a_file_stands_in_a_plan_once():
    data = with_file(EVIDENCE)
    data["files"] *= 2
    (fault,) = faults_of(data)
    assert (fault.path, fault.expected) == (
        "files[1].sha256",
        "a file that doesn't stand here already",
    )


def in_json(*contents):
    """A plan's JSON with these files, each named by a piece of evidence."""
    files = [
        {"sha256": hashlib.sha256(each).hexdigest(), "data": base64.b64encode(each).decode()}
        for each in contents
    ]
    evidence = [
        {"title": "Film", "file_name": "film", "file_sha256": each["sha256"]} for each in files
    ]
    return plan({"evidence": evidence}, files=files)


@pytest.mark.journey
def test_files_are_as_small_as_those_that_are_added():
    most = bytes(MOST_FILE_BYTES)
    assert len(document_from_json(in_json(most)).files) == 1
    (fault,) = faults_of(in_json(most + b"x"))
    assert str(fault) == "files[0].data: expected at most 26,214,400 bytes, found 26,214,401"
    several = (most[:-1] + bytes([number]) for number in range(5))
    (fault,) = faults_of(in_json(*several))
    assert str(fault) == "files: expected at most 104,857,600 bytes in all, found 131,072,000"


LOG_ROW = dict.fromkeys(EVENT_FIELDS) | {
    "seq": 1,
    "hash": "h",
    "counter": 1,
    "kind": "genesis",
    "etype": "plan",
    "entity": "e",
    "field": "",
    "author": "A",
    "at": "2020-03-26T10:00:00.000Z",
    "origin": "loaded",
    "batch": "b",
    "nonce": "n",
    "applied": 1,
}


def test_a_log_row_has_the_fields_of_an_event():
    assert document_from_json(plan(log=[LOG_ROW])).log == (Event(**LOG_ROW),)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"seq": "1"}, "log[0].seq"),
        ({"seq": -1}, "log[0].seq"),
        ({"applied": True}, "log[0].applied"),
        ({"counter": 2**63}, "log[0].counter"),
        ({"author": None}, "log[0].author"),
        ({"reason": 3}, "log[0].reason"),
        ({"new": "\x1b"}, "log[0].new"),
        ({"who": "me"}, "log[0].who"),
    ],
)
def test_a_fault_of_a_log_row_is_named(change, path):
    assert [fault.path for fault in faults_of(plan(log=[LOG_ROW | change]))] == [path]


def test_a_log_row_without_a_field_is_a_fault():
    assert len(faults_of(plan(log=[{}]))) == len(EVENT_FIELDS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected JSON, found a mistake at line 1, column 1: expecting value"),
        ('{"a": 1,\n 2}', "expected JSON, found a mistake at line 2, column 2:"),
        ('{"a": "\x07"}', "expected JSON, found a mistake at line 1, column 8: invalid control"),
        (b'{"a": "caf\xe9"}', "expected text in UTF-8, found another encoding at byte 11"),
        ("{}".encode("utf-16"), "expected text in UTF-8, found another encoding at byte 1"),
        ("[" * 200_000, "expected JSON, found lists or objects nested too deep"),
        ('{"a":' * 200_000, "expected JSON, found lists or objects nested too deep"),
        ("9" * 5000, "expected JSON, found a number with thousands of digits"),
    ],
    ids=["empty", "comma", "bell", "latin-1", "utf-16", "lists", "objects", "digits"],
)
def test_what_is_not_json_is_refused_in_one_line(text, message):
    with pytest.raises(PlanFaults) as caught:
        read_plan_text(text)
    assert str(caught.value).startswith(f"the plan has a fault: the plan: {message}")
    assert str(caught.value).isprintable()


def test_a_byte_order_mark_does_no_harm():
    assert read_plan_text(b"\xef\xbb\xbf" + json.dumps(plan()).encode()).title == "A plan"
    assert read_plan_text("\ufeff" + json.dumps(plan())).title == "A plan"


def test_a_key_written_twice_and_a_number_that_is_none_are_named():
    text = json.dumps(plan()).replace('"title":', '"title": "Another", "title":')
    text = text.replace('"reference": "1"', '"reference": NaN, "action": 1')
    with pytest.raises(PlanFaults) as caught:
        read_plan_text(text)
    assert [str(fault) for fault in caught.value.faults] == [
        "title: expected the key once, found it twice",
        "actions[0].action: expected the key once, found it twice",
        "actions[0].reference: expected text, found NaN",
    ]
