"""The command that asks leads for what they owe."""

from __future__ import annotations

from db.selection import SILENT_DAYS, WITHIN_DAYS
from jtai_tui.cli.arguments import FILE, Argument, CliCommand, read_day, read_number

CHASE = CliCommand(
    name="chase",
    summary="for each lead what they owe, with a return sheet and a draft e-mail",
    about="""\
Asks each lead for what they owe: open actions that are overdue, due soon, or without a progress
update for long. OUT_DIR, which is made if it is not there, gets for each lead a return sheet
(Name.xlsx) and a draft e-mail with the sheet attached (Name.eml), which opens unsent in Outlook,
and one summary of who owes what. Nothing is sent. Whoever an action names is asked; the first of
its leads is accountable, and the summary says who is. The log notes who was chased when; jtai leads
tells who has answered since.

In a return sheet the plan's cells are locked; progress, forecast, proposed rating and evidence are
open. What comes back is taken in with jtai merge, and proposed until somebody decides
(docs/chasing.md).

Nothing is replaced unless --force says so, and all is written or nothing. --dry-run only tells who
owes what. In JSON: leads, each with lead, email, before (how they answered the chase before),
chase, sheet, mail and actions (reference, agency, due, accountable, days_overdue, due_in,
days_silent, last_update, why), and no_lead, the actions that name nobody.""",
    runner="chasing:chase_leads",
    examples=(
        ("jtai chase plan.db chase-july", "everybody who owes something"),
        ("jtai chase plan.db police --agency police --by 10/7/2020", "one agency, with a last day"),
        ("jtai chase plan.db late --overdue --lead heath", "what one lead owes that is late"),
        ("jtai chase plan.db out --dry-run", "who owes what? Nothing is written"),
    ),
    own=(
        FILE,
        Argument("out", "the folder for the sheets and e-mails", "OUT_DIR"),
        Argument("--agency", "of this agency: its name, another name of it, or part of one", "A"),
        Argument("--lead", "with this text in the name of a lead; only they are asked", "L"),
        Argument("--overdue", "only what is overdue"),
        Argument("--challenged", "only what is rated milder than the dates suggest"),
        Argument("--unrated", "only what nobody has rated"),
        Argument(
            "--within",
            f"what is due within this many days ({WITHIN_DAYS} unless given)",
            "DAYS",
            read=read_number,
            default=WITHIN_DAYS,
        ),
        Argument(
            "--silent",
            f"what has no progress update for this many days ({SILENT_DAYS} unless given)",
            "DAYS",
            read=read_number,
            default=SILENT_DAYS,
            dest="silent_days",
        ),
        Argument(
            "--by",
            "the day by which an answer is asked (in fourteen days unless given)",
            "DATE",
            read=read_day,
            dest="answer_by",
        ),
        Argument("--dry-run", "tell who owes what, and write nothing", dest="dry_run"),
        Argument("--force", "replace files that are there"),
    ),
    formats=("table", "json"),
)
