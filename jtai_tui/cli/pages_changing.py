"""The commands that change a plan. Each is one step: all of it is written and logged, or none."""

from __future__ import annotations

from db.endings import ENDINGS
from jtai_tui.cli.arguments import (
    FILE,
    NEEDED_REASON,
    REASON,
    REFERENCE,
    REFERENCES,
    Argument,
    CliCommand,
)

RATE = CliCommand(
    name="rate",
    summary="record a rating",
    about="""\
Records a rating for an action, or for several at once: all of them or none. RATING is a rating of
the plan's scheme by its code (minor-risk), name, letter (a) or place (3).

A rating that is milder than the dates suggest needs a reason, and so does one that opens a closed
action again. One that claims evidence is refused while there is none.""",
    runner="changing:rate_actions",
    examples=(
        ("jtai rate plan.db 7 minor-risk", "action 7"),
        ('jtai rate plan.db 7,8,9 g --reason "All three on the agenda of 9 July"', "three at once"),
    ),
    own=(
        FILE,
        REFERENCES,
        Argument("rating", "a rating: its code, name, letter or place in the scheme", "RATING"),
        REASON,
    ),
)

EDIT = CliCommand(
    name="edit",
    summary="change fields of an action; due= needs --reason",
    about="""\
Changes fields of one action, all at once. FIELD is reference, sources, agency, finding, action,
leads (one a line, or with semicolons), timescale, due or forecast; days are written 30 Jun 2020,
30/6/2020 or 2020-06-30, or as a timescale says them.

A new timescale that names another day moves the due date with it. Revising a due date needs
--reason; the old one is kept. Several actions can be given a new due date at once, and nothing
else.

FIELD=@PATH takes the text from a file, FIELD=@- from standard input; a text that itself starts
with @ is written with two.""",
    runner="changing:edit_action",
    examples=(
        ('jtai edit plan.db 7 due="31 July 2020" --reason "Agreed by the board"', "a new date"),
        ('jtai edit plan.db 9 leads="Jane Hannon, CNWL; Post 16 Lead" forecast=', "two fields"),
        ("jtai edit plan.db 12 action=@action.md", "a long text from a file"),
    ),
    own=(
        FILE,
        REFERENCES,
        Argument("changes", "a field and what it shall say; nothing empties it", "FIELD=VALUE",
                 count="+"),
        REASON,
    ),
)  # fmt: skip

UPDATE = CliCommand(
    name="update",
    summary="write a progress update",
    about="""\
Appends a progress update, dated today and signed by the author. Nothing is overwritten: an update
that was wrong is corrected by a later one. TEXT - reads it from standard input.""",
    runner="changing:write_update",
    examples=(
        ('jtai update plan.db 7 "Audit done, report on 9 July"', "action 7"),
        ("jtai update plan.db 7,8 - < minutes.md", "two actions, from a file"),
    ),
    own=(
        FILE,
        REFERENCES,
        Argument("text", "what was done, in quotes; - for standard input", "TEXT"),
    ),
)

EVIDENCE = CliCommand(
    name="evidence",
    summary="add evidence: a link, or a file kept in the plan",
    about="""\
Adds what shows that the action made a difference. A link stays a link; a file is copied into the
plan and travels with it. A file has up to 25 MB and is not empty; one that would make the plan
larger than 100 MB is refused, and from 15 MB on it is said that the plan is getting hard to mail.
jtai extract gets a file out again.""",
    runner="adding:add_evidence_to_action",
    examples=(
        ('jtai evidence plan.db 7 "Audit June 2020" --file audit.pdf --kind Audit', "a file"),
        ('jtai evidence plan.db 7 "Survey" --link https://example.org/survey', "a link"),
    ),
    own=(
        FILE,
        REFERENCE,
        Argument("title", "what it is, in a few words", "TITLE"),
        Argument("--link", "where it is kept", "URL"),
        Argument("--file", "a file to keep in the plan", "PATH", dest="file_to_keep"),
        Argument("--kind", "what sort of evidence: Audit, Survey, Minutes …", "KIND"),
        Argument("--note", "what it shows; - for standard input", "TEXT"),
    ),
)

ADD = CliCommand(
    name="add",
    summary="add an action",
    about="""\
Adds an action to an agency, unrated; its due date is read from the timescale. A reference is
unique in the plan and never changes by itself.""",
    runner="adding:add_action_to_plan",
    examples=(
        (
            'jtai add plan.db 35 "Publish the protocol" --agency police --lead "Supt Smith"'
            ' --timescale "End June 2020"',
            "a new action of the police",
        ),
    ),
    own=(
        FILE,
        Argument("reference", "its reference, one that no other action has", "REF"),
        Argument("action", "what is to be done; - for standard input", "ACTION"),
        Argument("--agency", "its agency: the name, another name of it, or part of one", "A",
                 required=True),
        Argument("--finding", "what was found that it answers", "TEXT"),
        Argument("--lead", "who answers for it, the accountable one first; may be given again",
                 "LEAD", repeat=True),
        Argument("--timescale", "by when, in the plan's words", "TEXT"),
        REASON,
    ),
)  # fmt: skip

AGENCY = CliCommand(
    name="agency",
    summary="add an agency, rename one, or merge two",
    about="""\
Adds an agency at the end of the plan. With --rename it gives an agency that is there another name;
the old name stays as an alias, and finds it still.

With --merge-into, every action of the agency moves to the other, its names become aliases of that,
and it is no agency of the plan any more. It is one change: jtai undo takes it back.""",
    runner="adding:add_or_rename_agency",
    examples=(
        ('jtai agency plan.db "Probation Service"', "a new agency"),
        ('jtai agency plan.db CCG --rename "Integrated Care Board"', "a new name"),
        ('jtai agency plan.db "Youth Offending Team" --merge-into "Social Care"', "one of two"),
    ),
    own=(
        FILE,
        Argument("name", "the agency's name", "NAME"),
        Argument("--rename", "the agency NAME is to be called this", "NEW"),
        Argument("--merge-into", "the agency NAME is to be part of this one: its name, another"
                 " name of it, or part of one", "A"),
        REASON,
    ),
)  # fmt: skip

LEAD = CliCommand(
    name="lead",
    summary="spell a lead otherwise in every action, or make several one",
    about="""\
Spells a lead as NEW in every action of every agency, open or closed, in one change that jtai undo
takes back. Given several, they become one; a lead keeps its place in an action, and stands there
once. OLD is a spelling to the letter, as jtai leads lists them; or a name, which stands for every
spelling of it.""",
    runner="naming:rename_leads",
    examples=(
        ('jtai lead plan.db "Jo Hooper" --to "Jo Hooper MKC"', "one spelling of two"),
        (
            'jtai lead plan.db "Jane Hannon" --to "Jane Hannon, NHS" --reason "Moved on 1 June"',
            "every spelling of a name",
        ),
    ),
    own=(
        FILE,
        Argument("old", "a lead as it is spelt now, or a name", "OLD", count="+"),
        Argument("--to", "how the lead is to be spelt", "NEW", required=True),
        REASON,
    ),
)

CLOSE = CliCommand(
    name="close",
    summary="end an action otherwise than by completing it",
    about="""\
Ends an action, or several, that will not be completed: superseded, moved to another action, or
its risk accepted. (A completed action is rated: jtai rate FILE REF completed.)""",
    runner="changing:close_actions",
    examples=(
        ('jtai close plan.db 12 superseded --reason "Replaced by 35"', "action 12"),
    ),
    own=(
        FILE,
        REFERENCES,
        Argument("ending", f"how it ends: {', '.join(ENDINGS)}", "HOW", choices=tuple(ENDINGS)),
        NEEDED_REASON,
    ),
)  # fmt: skip

REOPEN = CliCommand(
    name="reopen",
    summary="open an action again that was ended otherwise",
    about="""\
Opens an action again that was ended with jtai close. (One that is completed is opened by another
rating: jtai rate.)""",
    runner="changing:reopen_actions",
    examples=(('jtai reopen plan.db 12 --reason "Still needed"', "action 12"),),
    own=(FILE, REFERENCES, NEEDED_REASON),
)

UNDO = CliCommand(
    name="undo",
    summary="take the last change back",
    about="""\
Takes back the newest change that stands; again, the one before it. The log keeps both the change
and its undoing.""",
    runner="changing:undo_change",
    examples=(("jtai undo plan.db", "the last change"),),
    own=(FILE,),
)

REDO = CliCommand(
    name="redo",
    summary="do again what was undone",
    about="Does again what the newest undo took back, as long as nothing was changed in between.",
    runner="changing:redo_change",
    examples=(("jtai redo plan.db", "what was undone last"),),
    own=(FILE,),
)
