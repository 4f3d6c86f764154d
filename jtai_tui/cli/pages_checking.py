"""The commands that look for what is doubtful in a plan, and keep its statutory clock."""

from __future__ import annotations

from jtai_tui.cli.arguments import ANY_FILE, FILE, Argument, CliCommand, read_day

CHECK = CliCommand(
    name="check",
    summary="what is doubtful in the plan, and why; exit code 1 if anything is",
    about="""\
Looks for what somebody should look at, and says for each action why: rated milder than the rule,
on track without an update for 30 days, completed without evidence after 90, ended without a reason,
overdue without a forecast, due before the plan's own date, no lead, no due date, the same text
twice, a gap in the numbering. The exit code is 0 if nothing is found, and 1 if anything is.

--list lists the checks: code, name, whether it is on, how much it finds, and why it is worth a
look. --off leaves a check out for this plan, for everybody who works on it, until --on; both are
changes, and the log says who made them. What --only names is checked even where it is left out.

In JSON each is an object with check (its code), name, reference, agency and why. Where a number is
missing, reference is that number, or 15 to 17, and agency is null. With --list it has code, name,
on, found and why.""",
    runner="checking:check_plan",
    examples=(
        ("jtai check plan.db", "all that is doubtful"),
        ("jtai check plan.db --agency police --only no-forecast", "who is late and says no day?"),
        ("jtai check plan.db --list", "which checks are there, and which are on?"),
        ("jtai check plan.db --off same-text", "leave one out for this plan"),
    ),
    own=(
        ANY_FILE,
        Argument("--agency", "of this agency: its name, another name of it, or part of one", "A"),
        Argument("--lead", "with this text in the name of a lead", "L"),
        Argument("--only", "only this check; may be repeated", "CODE", repeat=True),
        Argument("--list", "list the checks"),
        Argument("--off", "leave a check out for this plan; may be repeated", "CODE", repeat=True),
        Argument("--on", "take a check in again; may be repeated", "CODE", repeat=True),
    ),
    formats=("table", "json", "csv"),
)

STATEMENT = CliCommand(
    name="statement",
    summary="the statutory clock: by when the written statement is due",
    about="""\
Tells by which day the written statement of proposed action is due: 70 working days after the day on
which the inspection report was received (regulation 4 of the Children Act 2004 (Joint Area Reviews)
Regulations 2015, SI 2015/1792), without Saturdays, Sundays and England's bank holidays. A report
that was received on such a day counts from the next working day.

With --received or --sent it notes the day first, which is a change like any other: logged, undone
with jtai undo, and corrected by saying another day. Until the statement is marked as sent, the app
shows the clock at the top.

In JSON it is one object with received, due, sent (days, or null), days_left (from today, or from
the day on which it was sent; negative once it is late) and late.""",
    runner="statement:show_statement",
    examples=(
        ("jtai statement plan.db --received 30/1/2018", "due on 11 May 2018"),
        ("jtai statement plan.db", "how many days are left?"),
        ("jtai statement plan.db --sent 9/5/2018", "it is done"),
    ),
    own=(
        FILE,
        Argument("--received", "the day on which the inspection report was received", "DATE",
                 read=read_day),
        Argument("--not-received", "no report was received: take the day out again"),
        Argument("--sent", "the day on which the statement was sent", "DATE", read=read_day),
        Argument("--not-sent", "it was not sent: take the day out again"),
    ),
    formats=("table", "json", "csv"),
)  # fmt: skip
