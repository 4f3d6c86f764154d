"""Rating, editing, updating, ending, undoing: what a coordinator does, by command."""

import pytest

JULY = ("--today", "2020-07-01")


@pytest.fixture
def action(jtai):
    """Return one action of `plan.db` as data."""

    def shown(reference="4"):
        return jtai("show", "plan.db", reference, "--format", "json", *JULY).data

    return shown


def test_a_rating_is_recorded_by_code_name_letter_or_place(by_ann, seed, action):
    for typed, code in (("minor-risk", "minor-risk"), ("Significant Risk", "significant-risk"),
                        ("a", "minor-risk"), ("2", "significant-risk")):  # fmt: skip
        assert by_ann("rate", "plan.db", "4", typed, *JULY).code == 0
        assert action()["rating"] == code


def test_what_was_changed_is_told_in_a_sentence(by_ann, seed):
    answer = by_ann("rate", "plan.db", "4", "r", *JULY)
    assert (answer.out, answer.err) == ("4  Rated Significant risk (was unrated)\n", "")


def test_several_are_rated_at_once_or_none(by_ann, seed, action):
    assert by_ann("rate", "plan.db", "7,8, 9", "r", *JULY).out.count("Rated") == 3
    answer = by_ann("rate", "plan.db", "4,99", "r", *JULY)
    assert answer.code == 1
    assert answer.err == "jtai: there is no action 99 in this plan; see: jtai list plan.db\n"
    assert action("4")["rating"] is None


def test_a_rating_milder_than_the_dates_suggest_needs_a_reason(by_ann, seed, action):
    answer = by_ann("rate", "plan.db", "1", "g", *JULY)
    assert answer.code == 1
    assert "--reason" in answer.err
    assert by_ann("rate", "plan.db", "1", "g", "--reason", "Done next week", *JULY).code == 0
    assert action("1")["challenged"] is True
    assert action("1")["history"][0]["reason"] == "Done next week"


def test_evidenced_is_refused_while_there_is_no_evidence_and_the_way_on_is_told(by_ann, seed):
    answer = by_ann("rate", "plan.db", "4", "evidenced")
    assert answer.code == 1
    assert "jtai evidence plan.db 4 TITLE" in answer.err


def test_a_change_without_an_author_is_refused_and_nothing_is_written(jtai, seed):
    before = seed.read_bytes()
    for command in (["rate", "plan.db", "4", "r"], ["undo", "plan.db"], ["agency", "plan.db", "X"],
                    ["update", "plan.db", "4", "x"], ["ship", "plan.db", "out.db"]):  # fmt: skip
        answer = jtai(*command)
        assert answer.code == 2
        assert "--author NAME" in answer.err
    assert seed.read_bytes() == before


def test_the_author_comes_from_the_option_else_the_environment_else_the_settings(
    jtai, seed, settings_file, monkeypatch
):
    def author():
        jtai("update", "plan.db", "4", "x")
        return jtai("log", "plan.db", "4", "--format", "json").data[0]["author"]

    settings_file.write_text('{"author": "Sam Settings"}')
    assert author() == "Sam Settings"
    monkeypatch.setenv("JTAI_AUTHOR", "Eve Environment")
    assert author() == "Eve Environment"
    jtai("update", "plan.db", "4", "x", "--author", "Olga Option")
    log = jtai("log", "plan.db", "4", "--format", "json").data
    assert log[0]["author"] == "Olga Option"


@pytest.mark.parametrize("name", ["", "   ", "\u200b"])
def test_a_blank_author_is_wrong_usage(jtai, seed, name):
    assert jtai("rate", "plan.db", "4", "r", "--author", name).code == 2


def test_fields_are_edited_together_in_one_step(by_ann, seed, action):
    answer = by_ann(
        "edit", "plan.db", "4", "leads=Jane Hannon, CNWL; Post 16 Lead", "finding=New *finding*",
        "sources=SY1, SY4", "forecast=31/8/2020", "agency=police", "reference=4a",
    )  # fmt: skip
    assert answer.code == 0
    now = action("4a")
    assert [lead["raw"] for lead in now["leads"]] == ["Jane Hannon, CNWL", "Post 16 Lead"]
    assert (now["finding"], now["sources"]) == ("New *finding*", ["SY1", "SY4"])
    assert (now["forecast"], now["agency"]) == ("2020-08-31", "Thames Valley Police")
    assert by_ann("undo", "plan.db").code == 0
    assert action("4")["sources"] == []


def test_revising_a_due_date_needs_a_reason(by_ann, seed, action):
    answer = by_ann("edit", "plan.db", "4", "due=31 July 2020")
    assert answer.code == 1
    assert "--reason" in answer.err
    by_ann("edit", "plan.db", "4", "due=31 July 2020", "--reason", "Agreed")
    assert (action()["due"], action()["agreed_due"]) == ("2020-07-31", "2020-06-30")


def test_a_timescale_that_names_another_day_moves_the_due_date(by_ann, seed, action):
    assert by_ann("edit", "plan.db", "4", "timescale=End July 2020").code == 1
    by_ann("edit", "plan.db", "4", "timescale=End July 2020", "--reason", "Agreed")
    assert (action()["timescale"], action()["due"]) == ("End July 2020", "2020-07-31")


def test_several_actions_take_a_new_due_date_together_and_nothing_else(by_ann, seed, action):
    assert by_ann("edit", "plan.db", "4,5", "finding=x").code == 1
    by_ann("edit", "plan.db", "4,5", "due=31/7/2020", "--reason", "Both")
    assert action("4")["due"] == action("5")["due"] == "2020-07-31"


def test_a_long_text_is_read_from_a_file_or_from_standard_input(by_ann, seed, home, action):
    (home / "text.md").write_bytes("\ufeffFirst\r\n\r\n- second\r\n".encode())
    by_ann("edit", "plan.db", "4", "action=@text.md", "finding=@-", said="Wörter\n".encode())
    assert (action()["action"], action()["finding"]) == ("First\n\n- second", "Wörter")
    by_ann("edit", "plan.db", "4", "finding=@@home")
    assert action()["finding"] == "@home"
    answer = by_ann("edit", "plan.db", "4", "action=@missing.md")
    assert (answer.code, answer.err) == (1, "jtai: missing.md: there is no such file\n")
    (home / "latin").write_bytes(b"\xff\xfe")
    assert "UTF-8" in by_ann("edit", "plan.db", "4", "action=@latin").err


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("lead=x", "did you mean leads="),
        ("rating=g", "jtai rate"),
        ("progress=x", "jtai update"),
        ("zebra=x", "reference, sources"),
        ("finding", "FIELD=VALUE"),
    ],
)
def test_what_can_not_be_edited_is_answered_with_what_can(by_ann, seed, change, hint):
    answer = by_ann("edit", "plan.db", "4", change)
    assert answer.code == 2
    assert hint in answer.err


def test_a_field_that_is_given_twice_is_wrong_usage(by_ann, seed):
    assert by_ann("edit", "plan.db", "4", "finding=x", "finding=y").code == 2


def test_a_day_that_is_none_is_refused_with_how_to_write_it(by_ann, seed):
    answer = by_ann("edit", "plan.db", "4", "due=sometime", "--reason", "x")
    assert answer.code == 1
    assert "30 Jun 2020" in answer.err


def test_saying_what_stands_there_already_changes_nothing(by_ann, seed, action):
    text = action()["finding"]
    answer = by_ann("edit", "plan.db", "4", f"finding={text}")
    assert answer.out == "nothing changed: it says that already\n"


def test_a_progress_update_is_dated_today_and_signed(by_ann, seed, action):
    by_ann("update", "plan.db", "4", "Audit done", *JULY)
    newest = action()["updates"][0]
    assert (newest["date"], newest["signed"], newest["text"]) == (
        "2020-07-01", "Ann Author", "Audit done",
    )  # fmt: skip


def test_a_progress_update_of_two_actions_is_read_from_standard_input(by_ann, seed, action):
    by_ann("update", "plan.db", "4,5", "-", said=b"- one\n- two\n")
    assert action("4")["updates"][0]["text"] == action("5")["updates"][0]["text"] == "- one\n- two"
    assert by_ann("update", "plan.db", "4", "-", said=b" \n").code == 1


def test_text_that_starts_with_a_dash_is_text(by_ann, seed, action):
    by_ann("update", "plan.db", "4", "- first point")
    assert action()["updates"][0]["text"] == "- first point"
    by_ann("update", "plan.db", "4", "--author", "Ann", "--", "--done")
    assert by_ann("update", "plan.db", "4", "--done").code == 2


def test_an_action_is_ended_otherwise_with_a_reason_and_opened_again(by_ann, seed, action):
    assert by_ann("close", "plan.db", "4", "superseded").code == 2
    by_ann("close", "plan.db", "4", "superseded", "--reason", "By 35")
    assert (action()["open"], action()["ended"]) == (False, "superseded")
    assert "Superseded" in by_ann("list", "plan.db", "--closed").out
    assert by_ann("rate", "plan.db", "4", "g").code == 1
    by_ann("reopen", "plan.db", "4", "--reason", "Still needed")
    assert action()["open"] is True


def test_only_the_three_ways_to_end_are_taken(by_ann, seed):
    answer = by_ann("close", "plan.db", "4", "forgotten", "--reason", "x")
    assert answer.code == 2
    assert "risk-accepted" in answer.err


def test_the_last_change_is_undone_and_done_again(by_ann, seed, action):
    by_ann("rate", "plan.db", "4", "r")
    assert by_ann("undo", "plan.db").out.startswith("4  Undone: rated Significant risk")
    assert action()["rating"] is None
    assert by_ann("redo", "plan.db").out.startswith("4  Done again: rated Significant risk")
    assert action()["rating"] == "significant-risk"
    assert by_ann("redo", "plan.db").err == "jtai: there is nothing to redo\n"


def test_what_loading_brought_in_is_not_undone(by_ann, seed):
    answer = by_ann("undo", "plan.db")
    assert (answer.code, answer.err) == (1, "jtai: there is nothing to undo\n")


def test_a_file_that_may_not_be_written_to_is_left_alone_and_that_is_said(by_ann, seed):
    seed.chmod(0o444)
    answer = by_ann("rate", "plan.db", "4", "r")
    assert answer.code == 1
    assert "read-only" in answer.err
    assert by_ann("list", "plan.db").code == 0


def test_a_character_that_is_no_text_is_refused_in_one_line(by_ann, seed):
    answer = by_ann("update", "plan.db", "4", "a\x1b[31mb")
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert "\x1b" not in answer.err
