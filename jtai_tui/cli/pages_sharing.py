"""The commands that open, make, check and hand on a plan file."""

from __future__ import annotations

from jtai_tui.cli.arguments import (
    ANY_FILE,
    AS_AT,
    COLUMN,
    FILE,
    FORCE,
    MAP,
    Argument,
    CliCommand,
    read_day,
)
from jtai_tui.cli.pages_reading import CONDITIONS, ORDER

FORMATS = ("json", "csv", "docx", "xlsx", "html", "md", "ics")

OPEN = CliCommand(
    name="open",
    summary="the app (jtai FILE is short for it)",
    about="""\
Opens the plan in the app. Without FILE: the plan that was opened last, else jtai-plan.db in this
folder, made from the bundled seed plan if it is not there. Press ? in the app for its keys.""",
    runner="opening:open_app",
    examples=(
        ("jtai plan.db", "open plan.db"),
        ("jtai", "go on where you were"),
        ("jtai plan.db --today 2020-07-01", "the plan as it stood to a reader on 1 July 2020"),
    ),
    own=(ANY_FILE,),
)

NEW = CliCommand(
    name="new",
    summary="make a plan file",
    about="""\
Makes a plan file from a plan in JSON (docs/plan-format.md), as jtai export writes it, from a Word,
Excel or CSV file (docs/documents.md), or from the bundled seed plan. Nothing is ever overwritten,
and a faulty source yields no file: what is wrong is named.

Of a Word, Excel or CSV file jtai tells by which words and colours it rates, and what each was read
as. A word that is a rating's own name counts by itself; any other word, and every colour, only if
--map says what it means. Else the action comes in unrated.

A plan that brings its log keeps it, row by row. For any other, the loading is the first row of
the log; it is signed by the author where one is given, else "as published": loading judges
nothing.""",
    runner="making:make_new_plan",
    examples=(
        ("jtai new plan.db", "the seed plan"),
        ("jtai new plan.db --from exported.json", "a plan that was exported"),
        ('jtai new plan.db --from plan.docx --map "green=completed"', "a plan as it was published"),
    ),
    own=(
        Argument("file", "the plan file to make", "FILE"),
        Argument(
            "--from",
            "a plan in JSON, Word, Excel or CSV; - for standard input",
            "SOURCE",
            dest="source",
        ),
        MAP,
        COLUMN,
    ),
)

DEMO = CliCommand(
    name="demo",
    summary="a plan with a made-up year of history, to look at and to try things on",
    about="""\
Makes a plan file to look at: the published plan, and a year that is made up, from 30 March 2020 to
31 March 2021. It has ratings, progress, revised dates with their reasons, evidence, actions that
were added and that ended otherwise, four reporting points, a copy that came back and is in conflict
with the plan, and one that is overdue. Whoever signs it is invented and called Demo.

It is the same plan each time, whatever the day and the author. Nothing is ever overwritten.""",
    runner="demonstrating:make_demo_plan",
    examples=(("jtai demo demo.db", "make it; then jtai demo.db --today 2021-03-31 opens it"),),
    own=(Argument("file", "the plan file to make", "FILE"),),
)

VERIFY = CliCommand(
    name="verify",
    summary="is the file whole, the log unbroken, every rating backed?",
    about="""\
Checks the plan file and changes nothing: its structure and guards, the chain of the log, every
rating and field against the log, the files of evidence, and what this machine remembers of the
plan. The last line says sound (exit code 0), NOT sound, or not checked (1).

What this machine has checked before is not checked again, as long as nobody else has touched the
file; the lines then say from which row on. --full checks all of it anew, as for a disk that may
have aged.

A file in which rows are missing that this machine has seen stays suspect. Where you know why (you
went back to an older copy), --accept has this machine take the file as it is from now on.""",
    runner="sharing:verify_plan",
    examples=(
        ("jtai verify plan.db", "check a plan that came back"),
        ("jtai verify plan.db --full", "all of it, whatever was checked before"),
        ("jtai verify plan.db --accept", "the older copy is meant to be there"),
    ),
    own=(
        ANY_FILE,
        Argument("--full", "check all of it, whatever was checked before"),
        Argument("--accept", "take the file as it is, if all else is sound, and remember that"),
    ),
    formats=("table", "json", "csv"),
)

SHIP = CliCommand(
    name="ship",
    summary="a clean, verified, compacted copy to send",
    about="""\
Writes a copy of the plan to send: verified before and after, compacted, with nothing deleted left
in it. It appears whole or not at all. To whom it was issued is logged; without --to, that is the
name of the file OUT. With --back-by, so is the day by which it is asked back: jtai copies and the
app say so once that has passed. Prints a summary for the message that goes with it.""",
    runner="sharing:ship_plan",
    examples=(
        ('jtai ship plan.db plan-2020-07.db --to "MK Together board"', "a copy for the board"),
        ("jtai ship plan.db health.db --to Health --back-by 2026-12-10", "one to be filled in"),
    ),
    own=(
        FILE,
        Argument("out", "the file to write", "OUT"),
        Argument("--to", "to whom it is issued", "NAME"),
        Argument("--back-by", "the day by which it is asked back", "DATE", read=read_day),
        FORCE,
    ),
)  # fmt: skip

POINT = CliCommand(
    name="point",
    summary="mark the day on which a board saw the plan; or list those days",
    about="""\
Marks a reporting point: a named day on which a board saw the plan, or will see it, and how the plan
stands. From then on jtai says where each action has gone since (jtai list, jtai show, jtai report),
and --as-at NAME gives the plan as it stood.

Without --date it is today. With the --date of an earlier day, the plan is marked as it stood at the
end of that day; of a day before the plan was loaded, as it was loaded. With that of a later day, as
for papers that go out before the meeting, the plan is marked as it stands now. jtai undo takes a
point back.

Without NAME it lists the points, the oldest first: name, day, tip (the hash of the row with which
the log ended then), by (who marked it), at (when) and id. In place of a name a part of it will do,
where one point has it, or the first eight signs of the id.""",
    runner="points:mark_or_list_points",
    examples=(
        ('jtai point plan.db "Board June"', "the board sees the plan as it stands today"),
        ('jtai point plan.db "Scrutiny" --date 12/5/2020', "it saw it on 12 May, as it stood then"),
        ("jtai point plan.db", "which points are there?"),
    ),
    own=(
        FILE,
        Argument("name", "what to call the point; without it, the points are listed", "NAME",
                 count="?"),
        Argument("--date", "the day on which the board saw, or sees, the plan", "DATE",
                 read=read_day),
    ),
    formats=("table", "json", "csv"),
)  # fmt: skip

COPIES = CliCommand(
    name="copies",
    summary="who has a copy, since when, and whether it came back",
    about="""\
Lists the copies that were issued: to whom, since when, the end of the log that the copy carries,
the day by which it was asked back, and whether it came back. What is overdue stands first, then
what is out, then what came back; the newest first. A copy is back once it was merged. Where the
same person got a later copy that was asked back, or came back, the earlier one is overdue no
longer. Copies that a recipient passed on are listed, too, once the recipient's own was merged, and
then who has issued each.""",
    runner="copies:list_copies",
    examples=(
        ("jtai copies plan.db", "who has one?"),
        ("jtai copies plan.db --out", "only those that never came back"),
        ("jtai copies plan.db --out --format csv", "for a spreadsheet"),
    ),
    own=(FILE, Argument("--out", "only those that never came back")),
    formats=("table", "json", "csv"),
)

BACKUP = CliCommand(
    name="backup",
    summary="a backup, now, beside those that jtai takes by itself",
    about="""\
Takes a verified copy of the plan into the user's data folder, unless there is one that holds the
plan as it is. jtai does so by itself whenever a plan is opened to be changed and has changed since
the last. Of the last hour all are kept, then one an hour for a day, one a day for 30 days, one a
week before that, up to 250 MB for a plan. jtai restore lists them.""",
    runner="backups:back_up",
    examples=(("jtai backup plan.db", "before something large"),),
    own=(FILE,),
)

RESTORE = CliCommand(
    name="restore",
    summary="the backups of a plan; or go back to one",
    about="""\
Without NUMBER, lists the backups of the plan, the newest first, with what has been written into
the plan since each was taken. With NUMBER, puts that backup in the place of FILE and logs who did
so. What lay there is kept first: as a backup, or as it was found if it can't be read. It works
where FILE is damaged or gone, too, if this machine has had it open before.""",
    runner="backups:restore_plan",
    examples=(
        ("jtai restore plan.db", "which backups are there?"),
        ("jtai restore plan.db 2", "go back to the second newest"),
    ),
    own=(
        FILE,
        Argument("number", "the number of a backup in the list", "NUMBER", count="?"),
    ),
    formats=("table", "json", "csv"),
)

EXPORT = CliCommand(
    name="export",
    summary="the plan for Word, Excel, a browser, a calendar, a program",
    about="""\
Writes the plan to OUT; its ending picks what. .docx, .xlsx, .html and .md are the plan as it is
published: its introduction, the key of ratings, a table for each agency with rating in letter, word
and colour. jtai new --from and jtai import read Word and Excel back (docs/documents.md). .json is
the whole plan with its log and its files of evidence, which jtai new --from reads back without
loss. .csv is a table of the actions; .ics are the due dates of open actions, for a calendar.

With conditions, or with --list, .csv, .xlsx and .ics hold a list of those actions, with true dates
and filters in Excel. Nothing that a person typed becomes a formula, a script or markup in any of
them. OUT - is standard output, as JSON unless --format says otherwise.

With --as-at it is the plan exactly as it stood then, and says so beneath its title, at the foot of
each page or in a last column (as_at); the log of the .json ends there.""",
    runner="exporting:export_plan",
    examples=(
        ("jtai export plan.db plan.docx", "the plan for the board"),
        ("jtai export plan.db late.xlsx --overdue --agency police", "what one agency owes"),
        ("jtai export plan.db dates.ics --lead heath", "one lead's due dates for a calendar"),
        ("jtai export plan.db plan.json", "the whole plan"),
        ("jtai export plan.db - | jq .title", "for a program"),
        ('jtai export plan.db june.docx --as-at "Board June"', "what the board saw in June"),
    ),
    own=(
        FILE,
        Argument("out", "the file to write; - for standard output", "OUT"),
        *CONDITIONS,
        *ORDER,
        Argument("--list", "a list of actions, not the plan as it is published"),
        AS_AT,
        Argument("--format", "what to write, whatever the ending", choices=FORMATS),
        FORCE,
    ),
)
