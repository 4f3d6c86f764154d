"""The commands that take returned copies in."""

from __future__ import annotations

from jtai_tui.cli.arguments import COLUMN, FILE, MAP, REASON, Argument, CliCommand

MERGE = CliCommand(
    name="merge",
    summary="take in copies and return sheets that came back",
    about="""\
Merges copies of the plan that came back, whoever has worked on them and however they were copied.
Nothing is lost: what only they have changed counts, with their names and times; what both sides
have said alike is one. Where two people disagree it is a conflict: ours stands until somebody
decides. New actions, agencies, progress updates and evidence come along. No clock decides
anything. The log notes who merged which file. The exit code is 1 while conflicts wait.

Return sheets (jtai chase) are taken as well, and told from copies by their content. What a lead
filled in is proposed under the lead's name, and the plan stands until somebody decides; the exit
code is 1 while such a change waits. Rows may have been sorted, moved or deleted, and columns put
in. What can't be read, as a text for a date, is told with its cell, and so is what was changed of
the plan's own cells. The same sheet twice adds nothing; a later sheet of the same chase takes the
place of what an earlier one proposed and nobody has decided.

Refused, with nothing changed: a copy of another plan, one that does not verify, one that a newer
jtai has written, and one whose log lacks the row by which it was issued, as its history was cut or
rewritten then. jtai knows by itself which copy a file is; --from says to whom it went, and is held
against it. A file that forked off before a copy which is still out may be that one, cut: for one
that was copied by other means than jtai ship, say --copied.

--conflicts decides what a copy and the plan dispute. What two copies dispute between them waits all
the same, and so do a rating of theirs that the plan can't take, as it has no evidence, and what a
return sheet proposes.

In JSON: waiting (how many conflicts wait), proposed (how many changes), returned (the copies),
sheets (with lead, proposed, waiting, known, refused, replaced, again, and unread and not_taken:
what was told of which cell) and changes, each with reference, agency, what, field, standing
(conflict, open, taken, kept or other), base, ours, theirs, by whom and when, what the rating rule
says, and marks: what is doubtful.""",
    runner="merging:merge_copies",
    examples=(
        ("jtai merge plan.db plan-health.db plan-police.db", "two copies in one go"),
        ("jtai merge plan.db plan-health.db --dry-run", "what would come in?"),
        ('jtai merge plan.db plan-health.db --from "Health"', "only if it is the copy they got"),
        ("jtai merge plan.db plan-health.db --conflicts theirs", "they know better"),
        ('jtai merge plan.db "J Culley.xlsx"', "a return sheet that a lead has filled in"),
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

IMPORT = CliCommand(
    name="import",
    summary="read a Word, Excel or CSV file into the plan",
    about="""\
Reads the tables of a document into the plan: Word (.docx), Excel (.xlsx), CSV or a plan in JSON
(docs/documents.md). Actions that the plan does not have are added. Those that it has are found by
their reference, else by their text; progress that was only written on becomes a progress update,
and whatever else the document says otherwise is proposed: the plan stands until somebody decides,
with jtai decide or in the app. An empty cell takes nothing back. The log names the file and its
SHA-256. The exit code is 1 while something proposed waits.

By which words and colours the document rates is told, with what each was read as. A word that is a
rating's own name counts by itself; any other word, and every colour, only if --map says what it
means. Else the action comes in unrated.

--dry-run tells what would come in, what is doubtful and where, and changes nothing. In JSON: read
(columns, marks, warnings), new, changed, unchanged, missing.""",
    runner="importing:import_source",
    examples=(
        ("jtai import plan.db progress.docx --dry-run", "what would come in?"),
        ('jtai import plan.db progress.docx --map "green=completed"', "green means completed here"),
        ("jtai import plan.db plan.xlsx --column Owner=lead", "a column that jtai takes otherwise"),
    ),
    own=(
        FILE,
        Argument("source", "the document; - for standard input", "SOURCE"),
        Argument("--dry-run", "tell what would come in, and change nothing", dest="dry_run"),
        MAP,
        COLUMN,
        Argument(
            "--apart",
            "an action of the document that is new, whatever it looks like, by its place"
            ' ("table 2, row 5"); may be repeated',
            "PLACE",
            repeat=True,
        ),
    ),
    formats=("table", "json"),
)

DECIDE = CliCommand(
    name="decide",
    summary="decide what returned copies and documents say otherwise",
    about="""\
Decides conflicts that wait, and changes that a document proposes: for what the plan says (ours),
for what came in (theirs), or for a third value (=VALUE, as jtai edit and jtai rate take it). REF is
an action's reference, several with commas between, the name of an agency, plan for what is said of
the plan as a whole, or all. Where several copies say something else of one field, theirs could be
any of them: say --of whom, or decide for ours or a third value. The decision stands in the log with
the name of whoever decides, and can be undone. jtai list FILE --conflicts shows what waits.""",
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
