"""The page of the command that reports to a board."""

from __future__ import annotations

from jtai_tui.cli.arguments import AS_AT, FILE, FORCE, Argument, CliCommand, read_moment

REPORT = CliCommand(
    name="report",
    summary="what a board is told: what stands, what changed, what is asked of it",
    about="""\
Writes a report for a board to OUT; its ending picks Word, Excel, a web page or Markdown, and each
says the same. A summary in words and numbers; the ratings of each agency as a table and a chart;
what changed since the last reporting point (better, worse, newly overdue, completed, evidenced,
dates revised, new, ended otherwise); what is overdue or at the gravest rating, with its last update
and its age; challenged ratings; what is completed but not yet evidenced; extensions asked for; what
the checks find; the whole plan. The foot has the end of the log, the author if known, and the time.
The numbers are those of jtai list (docs/reports.md has each).

With --point, the plan as it was reported is marked as a reporting point once the file is written,
so that the next report says what changed since. --template takes the look of a Word document of
your council's. OUT - is standard output, as Markdown unless --format says otherwise.""",
    runner="reporting:report_plan",
    examples=(
        ("jtai report plan.db board.docx", "the report for the board, in Word"),
        (
            'jtai report plan.db board.docx --template council.dotx --point "Board July"',
            "in the council's look; marked as what the board in July has seen",
        ),
        (
            'jtai report plan.db then.html --as-at "Board July"',
            "as it was reported in July, as a web page that prints",
        ),
        (
            "jtai report plan.db police.xlsx --agency police --since 2020-04-01",
            "one agency's actions, and what changed since April",
        ),
        (
            "jtai report plan.db short.md --sections summary,changes",
            "the first page and the changes only",
        ),
    ),
    own=(
        FILE,
        Argument("out", "the file to write; - for standard output", "OUT"),
        AS_AT,
        Argument(
            "--since",
            "what to compare with: a reporting point, or a day; else the last point before today",
            "DATE|POINT",
            read=read_moment,
        ),
        Argument("--agency", "only actions of this agency: its name, or part of one", "A"),
        Argument("--lead", "only actions with this text in the name of a lead", "L"),
        Argument(
            "--sections",
            "only these, with commas between: summary, ratings, changes, exceptions, challenged,"
            " evidence, extensions, checks, plan",
            "NAMES",
        ),
        Argument("--template", "a .docx or .dotx whose look the Word report takes", "WORD_FILE"),
        Argument("--point", "mark the plan as reported as a reporting point of this name", "NAME"),
        Argument(
            "--format", "what to write, whatever the ending", choices=("docx", "xlsx", "html", "md")
        ),
        FORCE,
    ),
)
