"""Evidence, actions and agencies, added by command."""

import pytest


@pytest.fixture
def action(jtai):
    def shown(reference):
        return jtai("show", "plan.db", reference, "--format", "json").data

    return shown


def test_evidence_keeps_a_file_in_the_plan_and_a_link_as_a_link(by_ann, seed, home, action):
    (home / "audit.pdf").write_bytes(b"\x00\xff bytes")
    answer = by_ann(
        "evidence", "plan.db", "4", "Audit June", "--file", "audit.pdf", "--kind", "Audit",
        "--link", "https://example.org", "--note", "-", said=b"What it shows\n",
    )  # fmt: skip
    assert answer.out == "4  Evidence added: Audit June, with audit.pdf (8 bytes)\n"
    (evidence,) = action("4")["evidence"]
    assert (evidence["title"], evidence["kind"], evidence["file_name"]) == (
        "Audit June", "Audit", "audit.pdf",
    )  # fmt: skip
    assert (evidence["link"], evidence["note"]) == ("https://example.org", "What it shows")
    assert by_ann("rate", "plan.db", "4", "evidenced").code == 0
    assert by_ann("verify", "plan.db").code == 0


@pytest.mark.parametrize("path", ["missing.pdf", "/dev/zero", "."])
def test_evidence_that_can_not_be_read_is_refused_in_one_line(by_ann, seed, path):
    answer = by_ann("evidence", "plan.db", "4", "Audit", "--file", path)
    assert answer.code == 1
    assert answer.err.startswith(f"jtai: {path}: ")
    assert answer.err.count("\n") == 1


def test_evidence_that_is_too_large_is_refused_before_it_is_read(by_ann, seed, home):
    with (home / "film.mp4").open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    assert "26.0 MB" in by_ann("evidence", "plan.db", "4", "Film", "--file", "film.mp4").err


def test_an_action_is_added_with_its_due_date_read_from_the_timescale(by_ann, seed, action):
    answer = by_ann(
        "add", "plan.db", "35", "Publish the protocol", "--agency", "police", "--lead",
        "Supt Smith", "--lead", "Jane Hannon, CNWL", "--timescale", "End June 2021",
        "--finding", "None yet",
    )  # fmt: skip
    assert answer.out == "35  Action added to Thames Valley Police, due 30 Jun 2021\n"
    added = action("35")
    assert [lead["raw"] for lead in added["leads"]] == ["Supt Smith", "Jane Hannon, CNWL"]
    assert (added["due"], added["rating"], added["finding"]) == ("2021-06-30", None, "None yet")
    assert by_ann("undo", "plan.db").out == "35  Action withdrawn (undone)\n"
    assert by_ann("show", "plan.db", "35").code == 1


def test_a_reference_is_taken_once(by_ann, seed):
    answer = by_ann("add", "plan.db", "4", "Again", "--agency", "police")
    assert answer.code == 1
    assert "references are unique" in answer.err


def test_an_agency_is_added_and_renamed_and_answers_to_both_names(by_ann, seed):
    assert by_ann("agency", "plan.db", "Probation Service").out == (
        "Agency added: Probation Service\n"
    )
    assert by_ann("agency", "plan.db", "probation", "--rename", "HM Probation").code == 0
    by_ann("add", "plan.db", "35", "X", "--agency", "Probation Service")
    found = by_ann("list", "plan.db", "--agency", "hm probation", "--format", "json").data
    assert [(each["reference"], each["agency"]) for each in found] == [("35", "HM Probation")]
    assert by_ann("agency", "plan.db", "HM Probation").code == 1
