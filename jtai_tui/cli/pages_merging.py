"""The commands that take returned copies in."""

from __future__ import annotations

from jtai_tui.cli.arguments import FILE, REASON, Argument, CliCommand

MERGE = CliCommand(
    name="merge",
    summary="take in copies that came back",
    about="""\
Merges copies of the plan that came back, whoever has worked on them and however they were copied.
Nothing is lost: what only they have changed counts, with their names and times; what both sides
have said alike is one. Where two people disagree it is a conflict: ours stands until somebody
decides. New actions, agencies, progress updates and evidence come along. No clock decides
anything. The log notes who merged which file. The exit code is 1 while conflicts wait.

Refused, with nothing changed: a copy of another plan, one that does not verify, one that a newer
jtai has written, and one whose log lacks the row by which it was issued, as its history was cut or
rewritten then. jtai knows by itself which copy a file is; --from says to whom it went, and is held
against it. A file that forked off before a copy which is still out may be that one, cut: for one
that was copied by other means than jtai ship, say --copied.

--conflicts decides what a copy and the plan dispute. What two copies dispute between them waits all
the same, and so does a rating of theirs that the plan can't take, as it has no evidence.

In JSON: waiting (how many conflicts wait), returned (the files) and changes, each with reference,
agency, what, field, standing (conflict, taken, kept or other), base, ours, theirs, by whom and
when, what the rating rule says, and marks: what is doubtful.""",
    runner="merging:merge_copies",
    examples=(
        ("jtai merge plan.db plan-health.db plan-police.db", "two copies in one go"),
        ("jtai merge plan.db plan-health.db --dry-run", "what would come in?"),
        ('jtai merge plan.db plan-health.db --from "Health"', "only if it is the copy they got"),
        ("jtai merge plan.db plan-health.db --conflicts theirs", "they know better"),
    ),
    own=(
        FILE,
        Argument("returned", "the files that came back", "RETURNED", count="+"),
        Argument("--dry-run", "tell what would come in, and change nothing", dest="dry_run"),
        Argument(
            "--conflicts", "decide all conflicts that come in", choices=("ours", "theirs")
        ),
        Argument("--from", "to whom the copies were issued", "NAME", dest="sent_to"),
        Argument("--copied", "they were copied by other means than jtai ship"),
    ),
    formats=("table", "json"),
)  # fmt: skip

DECIDE = CliCommand(
    name="decide",
    summary="decide conflicts between returned copies and the plan",
    about="""\
Decides conflicts that wait: for what the plan says (ours), for what came in (theirs), or for a
third value (=VALUE, as jtai edit and jtai rate take it). REF is an action's reference, several
with commas between, the name of an agency, or all. Where several copies say something else of one
field, theirs could be any of them: say --of whom, or decide for ours or a third value. The decision
stands in the log with the name of whoever decides, and can be undone. jtai list FILE --conflicts
shows what waits.""",
    runner="merging:decide_conflicts",
    examples=(
        ("jtai decide plan.db 7 theirs", "action 7 as they have it"),
        ('jtai decide plan.db 7 =amber --field rating --reason "As agreed"', "a third rating"),
        ("jtai decide plan.db all ours", "everything stays as it is here"),
    ),
    own=(
        FILE,
        Argument("reference", "the action's reference; several with commas between; or all", "REF"),
        Argument("choice", "ours, theirs, or =VALUE", "CHOICE"),
        Argument("--field", "only this field: rating, due, leads ...", "FIELD"),
        Argument(
            "--of", "only what this person had said in a returned copy", "NAME", dest="said_by"
        ),
        REASON,
    ),
)
