"""The commands that look at a plan and change nothing in it."""

from __future__ import annotations

from db.selection import SILENT_DAYS, SortKey
from jtai_tui.cli.arguments import (
    ANY_FILE,
    AS_AT,
    FILE,
    FORCE,
    REFERENCE,
    SINCE,
    Argument,
    CliCommand,
    read_day,
    read_number,
)

_LISTED = ("table", "json", "csv")

CONDITIONS = (
    Argument("--overdue", "open, and the due date is before today"),
    Argument("--agency", "of this agency: its name, another name of it, or part of one", "A"),
    Argument("--rating", "recorded with this rating: its code, name, letter or place", "R"),
    Argument("--lead", "with this text in the name of a lead", "L"),
    Argument("--challenged", "rated milder than the dates suggest"),
    Argument("--unrated", "open, and nobody has recorded a rating"),
    Argument("--silent", f"open, and without a progress update for {SILENT_DAYS} days"),
    Argument("--closed", "completed, or ended otherwise"),
    Argument(
        "--due-within", "open and due within this many days from today", "DAYS",
        read=read_number,
    ),
    Argument(
        "--search",
        "with all these words in reference, sources, finding, action, timescale or leads",
        "TEXT",
    ),
)  # fmt: skip
"""What an action may be asked to be."""

ORDER = (
    Argument("--sort", "what to sort by", choices=tuple(SortKey)),
    Argument("--reverse", "the other way round"),
)

LIST = CliCommand(
    name="list",
    summary="the plan's actions, all or some",
    about="""\
Lists actions: each condition that is given must hold. They stand by reference; with --overdue,
the latest stand first.

A letter with a question mark is the rating that the dates suggest: R? where nobody has recorded
one yet, G→R? where the recorded one is milder.

Where a board has seen the plan (jtai point), an arrow and a word say where each action has gone
since: better, same, worse, new, ended. That goes by the severity of the plan's ratings; a closed
action stands better than an open one. Nothing stands there where a rating is missing on one side.
With --as-at the plan stands exactly as it did then, and says so.

In JSON each action is an object with reference, sources, agency, finding, action, leads (objects
with raw, name, organisation, post and kind), timescale, due, agreed_due (the first due date),
revisions (oldest first: from, to, author, at, reason), forecast, rating and suggested_rating (as
codes of the plan's scheme), challenged, days_overdue, open, times_revised, days_moved, direction
and direction_since (the day that it compares with). Dates are ISO; null means none. days_overdue
counts the days since the due date of an open action: negative while it lies ahead, null for a
closed action or one without a due date. days_moved counts those from the agreed date to the due
date: negative where that is earlier. In CSV the leads stand in one cell with semicolons between,
and revisions is their number. With --as-at there are also as_at (the day) and, in JSON,
as_at_point (the point's name, or null).

With --conflicts it lists not the actions but what waits for a decision: the conflicts that returned
copies have left, and the changes that documents propose. It shows what both sides started from
(base), what is here (ours) and what came in (theirs), with names, times, what the rating rule says
and what is doubtful (marks). jtai decide decides them.""",
    runner="listing:list_actions",
    examples=(
        ("jtai list plan.db --overdue", "what is late, the latest first"),
        ("jtai list plan.db --agency police --due-within 30", "what one agency owes this month"),
        ("jtai list plan.db --lead heath --format csv", "one lead's actions for a spreadsheet"),
        ("jtai list --overdue --today 2020-03-26", "what was late on the day of the seed plan"),
        ('jtai list plan.db --since "Board June"', "what has changed since the board saw it"),
        ('jtai list plan.db --as-at "Board June" --overdue', "what was late then, as it was known"),
    ),
    own=(
        ANY_FILE,
        *CONDITIONS,
        Argument(
            "--conflicts", "what copies and documents say otherwise, and somebody has to decide"
        ),
        *ORDER,
        Argument("--revisions", "with how often each due date was moved, and by how many days"),
        SINCE,
        AS_AT,
    ),
    formats=_LISTED,
)  # fmt: skip

SHOW = CliCommand(
    name="show",
    summary="one action, whole, with its history",
    about="""\
Shows everything about one action: rating, where it has gone since a board saw the plan, dates,
each revision with its reason, leads, finding, action, progress updates, evidence, and its history
in sentences, newest first. In JSON it is one object: what jtai list gives, and agency and dates as
printed, updates, evidence and history besides; each revision has days, by which it moved the date.

With --as-at it is shown exactly as it stood then.""",
    runner="showing:show_action",
    examples=(
        ("jtai show plan.db 28", "action 28"),
        ("jtai show plan.db 28 --format json", "the same for a program"),
        ("jtai show plan.db 28 --as-at 30/6/2020", "as it stood at the end of June"),
    ),
    own=(FILE, REFERENCE, SINCE, AS_AT),
    formats=("table", "json"),
)

LOG = CliCommand(
    name="log",
    summary="who changed what, when and why",
    about="""\
Tells the log, newest first: of the whole plan, or of one action. Times are this machine's own for
people, and UTC in JSON and CSV, where each row of the log also has its number (seq) and hash.""",
    runner="showing:show_log",
    examples=(
        ("jtai log plan.db", "everything that was changed"),
        ("jtai log plan.db 7 --since 1/6/2020", "what happened to action 7 since June"),
    ),
    own=(
        FILE,
        Argument("reference", "only the action with this reference", "REF", count="?"),
        Argument("--since", "from the start of this day", "DATE", read=read_day),
    ),
    formats=_LISTED,
)

LEADS = CliCommand(
    name="leads",
    summary="who leads what over all agencies, and who has two spellings",
    about="""\
Lists every spelling of a lead with its actions over all agencies, those that are overdue, and the
agencies. Below stand the leads, and the agencies, that look like one, with the reason. jtai only
proposes; whether they are one is yours to say, with jtai lead or jtai agency --merge-into. All
actions of a lead: jtai list --lead. Of a lead who was chased (jtai chase) it says when, and whether
they have answered since.

In JSON each lead is an object with lead (as spelt), name, organisation, post, kind, actions,
overdue, agencies, alike (the spellings that it looks like one with), chased (the day) and answered
(the day; null while they are silent). With --alike each proposal is one with kind (lead or agency),
spellings (the one that most actions have first), why and actions. In CSV a list stands in one cell
with semicolons between.""",
    runner="naming:list_leads",
    examples=(
        ("jtai leads plan.db", "all leads, and what looks like one"),
        ("jtai leads plan.db --alike", "only what looks like one"),
        ("jtai leads plan.db --format csv", "who leads how much, for a spreadsheet"),
    ),
    own=(ANY_FILE, Argument("--alike", "only the leads and agencies that look like one")),
    formats=_LISTED,
)

EXTRACT = CliCommand(
    name="extract",
    summary="list the files of evidence, or get one out of the plan",
    about="""\
Writes a file of evidence to OUT, byte for byte as it was added: its SHA-256 is checked first, and
nothing is written where it is not what evidence and log say. Without OUT the file goes into this
folder, where OUT is a folder into that one, each time under its own name, made safe for the disk
where it is not. OUT - is standard output. Nothing is overwritten without --force, and what is
written can't be run as a program; a file that somebody else sent may still do harm when it is
opened.

Without REF, or with --list, it lists the files of the plan, or of the action, and writes none. An
action with several files needs --file: the number in the list, or the file's name. In JSON each
file is an object with reference, number, name, size (in bytes, null where the content is missing),
title, kind, author, at, sha256 and path (where it was written, else null).""",
    runner="extracting:extract_evidence",
    examples=(
        ("jtai extract plan.db", "which files the plan keeps"),
        ("jtai extract plan.db 7", "the file of action 7, into this folder"),
        ("jtai extract plan.db 7 ~/Documents --file 2", "its second file, elsewhere"),
        ("jtai extract plan.db 7 - --file audit.pdf | sha256sum", "for a program"),
    ),
    own=(
        FILE,
        Argument("reference", "the action's reference, as printed in the plan", "REF", count="?"),
        Argument("out", "the file or folder to write to; - for standard output", "OUT", count="?"),
        Argument("--file", "which file of the action: its number in the list, or its name",
                 "NAME", dest="file_in_plan"),
        Argument("--list", "list the files, and write none"),
        FORCE,
    ),
    formats=_LISTED,
)  # fmt: skip

TIMESCALE = CliCommand(
    name="timescale",
    summary="how a timescale is read: the day it means, or why none",
    about="""\
Tells what the words of a timescale mean as a due date. A bare month, or its end, is its last day.
What names no day gives none, with the reason and perhaps a suggestion: jtai never guesses a year.
TEXT - reads timescales from standard input, one a line.""",
    runner="timescales:show_timescales",
    examples=(
        ('jtai timescale "End June 2020" "Spring 2021"', "two at once"),
        ('jtai timescale "within 3 months" --plan-date 26/3/2020', "with the plan's own date"),
    ),
    own=(
        Argument("text", "the words of a timescale, in quotes", "TEXT", count="+"),
        Argument(
            "--plan-date",
            "the day the plan was written: suggestions are read against it",
            "DATE",
            read=read_day,
        ),
    ),
    formats=_LISTED,
)
