"""What came back, and what it disputes: `jtai merge`, `decide` and `list --conflicts`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from db.changes import Outcome
from db.dates import show_moment, stamp
from db.errors import Refused, typed
from db.file import Plan
from db.merge import Merged, MergedFile, merge
from db.origins import NotAsIssued
from db.plain_text import is_blank
from db.private_copy import private_copy
from db.proposed import Choice, ProposedChange, Side, Standing
from db.queries import actions_called, plan_facts
from db.references import identity
from db.review import PlanReview, source_of, waiting_changes
from db.schema import SCHEMA_VERSION
from db.signature import Signature
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.changing import advice
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.plans import find_action, open_to_change, open_to_read
from jtai_tui.cli.progress import shown_progress
from jtai_tui.cli.records import write_records
from jtai_tui.cli.returning import (
    proposed_by,
    sheet_lines,
    sheet_records,
    sheet_warnings,
)
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.exchange.csv_table import Cell as Value
from jtai_tui.exchange.return_sheet.returning import Taken, check_readable, is_sheet, take_back
from jtai_tui.shipped import SHOWN_TIP
from jtai_tui.text import one_line, waiting_words

_COLUMNS = (
    Column("Ref", 8),
    Column("What", 16),
    Column("", 9),
    Column("Ours", 24, least=10),
    Column("Theirs", 0),
    Column("By", 18, least=8),
)
_KEYS = (
    "id", "reference", "agency", "what", "field", "standing", "base", "ours", "ours_by", "ours_at",
    "theirs", "theirs_by", "theirs_at", "theirs_reason", "now", "source", "rule", "marks",
)  # fmt: skip
WAITS = 1
"""The exit code while conflicts wait, or changes that return sheets propose."""

THE_PLAN = "the plan"
"""What a change is of that is no action's and no agency's, and how `jtai decide` names it."""

_NOTHING = Merged((), None, 0, "")


def merge_copies(call: Call) -> int:
    """Take copies and return sheets into the plan; 1 while something waits, else 0."""
    returned = [Path(each) for each in call.arguments.returned]
    check_said(call, "sent_to", "--from")
    if call.flag("dry_run"):
        return _try(call, returned)
    plan, by = open_to_change(call)
    with plan:
        return _merge(call, plan, returned, by)


def _try(call: Call, returned: Sequence[Path]) -> int:
    """Merge into a copy that nobody keeps, and tell what came of it."""
    by = Signature(call.known_author())
    with (
        open_to_read(call) as plan,
        private_copy(plan.path) as copy,
        Plan(plan.path, file=copy, read_only=False) as other,
    ):
        if plan.version != SCHEMA_VERSION:
            raise Refused(f"{plan.path}: an older jtai has written it; open it once, then try")
        return _merge(call, other, returned, by)


def _merge(call: Call, plan: Plan, returned: Sequence[Path], by: Signature) -> int:
    """Take in the copies, then the sheets, which may belong to a chase that a copy tells of."""
    sheets = [each for each in returned if is_sheet(plan, each)]
    copies = [each for each in returned if each not in sheets]
    if copies and sheets:
        check_readable(plan, sheets)
    done = _merge_copies(call, plan, copies, by) if copies else _NOTHING
    taken: Taken = ()
    if sheets:
        taken = take_back(plan, sheets, by=by, sent_to=call.text("sent_to"), today=call.day)
    return _tell(call, plan, done, PlanReview(plan).read(today=call.day), taken)


def _merge_copies(call: Call, plan: Plan, returned: Sequence[Path], by: Signature) -> Merged:
    decision = call.text("conflicts")
    try:
        with shown_progress(f"checking {', '.join(each.name for each in returned)}") as progress:
            return merge(
                plan,
                returned,
                by=by,
                sent_to=call.text("sent_to"),
                copied=call.flag("copied"),
                conflicts=Choice(decision) if decision else None,
                progress=progress,
            )
    except NotAsIssued as error:
        raise NotAsIssued(
            f"{error}; if it was never issued, but copied by other means, say so: --copied"
        ) from None


def _tell(
    call: Call, plan: Plan, done: Merged, changes: Sequence[ProposedChange], taken: Taken
) -> int:
    path = plan.path
    came = changes if done.batch else tuple(each for each in changes if each.waits)
    if not done.files:
        came = tuple(proposed_by(taken, changes))
    proposed = sum(each.standing is Standing.OPEN for each in changes) if taken else 0
    if call.text("format") == "json":
        output.write_json(
            {
                "file": str(path),
                "dry_run": call.flag("dry_run"),
                "tip": done.tip or plan_facts(plan).tip,
                "waiting": done.waiting,
                "proposed": proposed,
                "returned": [_file_record(each) for each in done.files],
                "sheets": sheet_records(taken),
                "changes": [_record(each) | {"marks": list(each.marks)} for each in came],
            }
        )
    else:
        lines = [_file_line(each, came) for each in done.files]
        output.say_plan_text([*lines, *sheet_lines(taken)])
        for each in done.files:
            for note in each.notes:
                output.warn(f"{each.path}: {note}")
        for told in sheet_warnings(taken):
            output.warn(told)
        if came:
            output.say("")
            _print(came)
        output.say_plan_text(["", *_summary(call, path, done, proposed)])
    return WAITS if done.waiting or proposed else 0


def _file_line(file: MergedFile, came: Sequence[ProposedChange]) -> str:
    record = file.record
    whose = f", the copy issued to {record.sent_to}" if record.sent_to else ""
    name = f"{record.name}{whose} (tip {record.tip[:SHOWN_TIP]})"
    if not file.rows:
        return f"{name}: {'it came back unchanged' if file.merged else 'nothing new in it'}"
    number = sum(1 for each in came if each.source == source_of(record))
    noun = "change" if number == 1 else "changes"
    return f"{name}: {f'{number:,}' if number else 'no'} {noun} came in"


def _file_record(file: MergedFile) -> dict[str, Value]:
    return {
        "file": str(file.path),
        "name": file.record.name,
        "sha256": file.record.sha256,
        "tip": file.record.tip,
        "issued": file.record.issued or None,
        "sent_to": file.record.sent_to or None,
        "rows": file.rows,
        "merged": file.merged,
    }


def _summary(call: Call, path: Path, done: Merged, proposed: int) -> Iterable[str]:
    if call.flag("dry_run"):
        yield "this was a trial: nothing was changed"
    trial = call.flag("dry_run")
    said = waiting_words(done.waiting, proposed, trial=trial)
    if (done.waiting or proposed) and not trial:
        yield (
            f"{said}, and ours stands until then; see {typed('list', path)} --conflicts, decide"
            f" with {typed('decide', path)} REF ours or theirs, or in the app"
        )
    elif done.waiting or proposed or done.batch:
        yield said


def list_conflicts(call: Call, plan: Plan, actions: Collection[str] | None) -> int:
    """List the conflicts that wait for a decision: all, or those of the actions with these ids."""
    waiting = [
        each
        for each in waiting_changes(plan, today=call.day)
        if actions is None or each.action in actions
    ]
    if call.text("format") == "json":
        output.write_json([_record(each) | {"marks": list(each.marks)} for each in waiting])
        return 0
    if write_records(call, _KEYS, [_record(each) for each in waiting]):
        return 0
    if not waiting:
        output.tell("no conflict waits" if actions is None else "no conflict of these waits")
        return 0
    for each in waiting:
        _print_whole(each)
    output.say(f"{still_waiting(waiting)}; ours stands until somebody decides")
    return 0


def _print_whole(change: ProposedChange) -> None:
    """Print a conflict: both sides with who and when, where they started, what to doubt."""
    of = f"{change.reference}  " if change.reference else ""
    heading = f"{of}{change.what}, {change.agency or THE_PLAN}"
    output.say_plan_text([heading + (f": {change.about}" if change.about else "")])
    for label, text in _parts(change):
        output.say(f"  {label:7} {one_line(text)}".rstrip())
    output.say("")


def _parts(change: ProposedChange) -> Iterable[tuple[str, str]]:
    for label, side in (("base", change.base), ("ours", change.ours), ("theirs", change.theirs)):
        when = f", {show_moment(side.at)}" if side.at else ""
        who = f" ({side.author}{when})" if side.author else ""
        yield label, f"{side.text}{who}" + (f": {side.reason}" if side.reason else "")
    yield "from", change.source
    if change.rule:
        yield "rule", change.rule
    yield from (("!", mark) for mark in change.marks)


def _print(changes: Sequence[ProposedChange]) -> None:
    print_table(_COLUMNS, [_line(each) for each in changes], wrap=True)
    marked = [(each, mark) for each in changes for mark in each.marks]
    if marked:
        output.say_plan_text(
            ["", *(f"! {_named(each)}, by {each.theirs.author}: {mark}" for each, mark in marked)]
        )


def _named(change: ProposedChange) -> str:
    of = f"action {change.reference}" if change.action else change.agency or THE_PLAN
    return f"{of}, {change.what.lower()}"


_SHOWN = {
    Standing.CONFLICT: Cell("! waits", "bold red"),
    Standing.OPEN: Cell("? open"),
    Standing.TAKEN: Cell("taken"),
    Standing.KEPT: Cell("kept"),
    Standing.OTHER: Cell("other"),
}


def _line(change: ProposedChange) -> list[Cell]:
    return [
        Cell(change.reference),
        Cell(change.what),
        _SHOWN[change.standing],
        Cell(_said(change.ours)),
        Cell(change.theirs.text),
        Cell(change.theirs.author),
    ]


def _said(side: Side) -> str:
    return f"{side.text} ({side.author})" if side.author and side.text else side.text


def _record(change: ProposedChange) -> dict[str, Value]:
    ours, theirs = change.ours, change.theirs
    return {
        "id": change.id,
        "reference": change.reference,
        "agency": change.agency,
        "what": change.what,
        "field": change.field,
        "standing": str(change.standing),
        "base": change.base.text,
        "ours": ours.text,
        "ours_by": ours.author,
        "ours_at": None if ours.at is None else stamp(ours.at),
        "theirs": theirs.text,
        "theirs_by": theirs.author,
        "theirs_at": None if theirs.at is None else stamp(theirs.at),
        "theirs_reason": theirs.reason,
        "now": change.now,
        "source": change.source,
        "rule": change.rule,
        "marks": "; ".join(change.marks),
    }


def decide_conflicts(call: Call) -> int:
    """Decide conflicts that wait: for theirs, for ours, or for a third value."""
    choice, text = _choice(call)
    check_said(call, "said_by", "--of")
    if is_blank(call.text("reference")):
        raise UsageError("which action? give its reference, or all", "decide")
    plan, by = open_to_change(call)
    with plan, advice(call, plan):
        review = PlanReview(plan)
        chosen = _chosen(call, plan, review.read(today=call.day))
        outcome = review.decide(
            chosen, choice, by=by, today=call.day, text=text, reason=call.text("reason")
        )
        left = [each for each in review.read(today=call.day) if each.waits]
        _tell_decided(chosen, choice, outcome, still_waiting(left))
    return 0


def _choice(call: Call) -> tuple[Choice, str]:
    said = call.text("choice")
    if said.startswith("="):
        return Choice.OTHER, said[1:]
    try:
        return {"ours": Choice.OURS, "theirs": Choice.THEIRS}[said], ""
    except KeyError:
        raise UsageError(f"{said!r} is no decision; say ours, theirs or =VALUE", "decide") from None


def check_said(call: Call, name: str, option: str) -> None:
    """Raise UsageError for an option that was given and is empty: a variable that is not set."""
    if getattr(call.arguments, name) is not None and is_blank(call.text(name)):
        raise UsageError(f"{option} needs a name", call.command)


def _chosen(call: Call, plan: Plan, changes: Iterable[ProposedChange]) -> list[ProposedChange]:
    """Return the conflicts that are meant. Raises Refused where one that is named does not wait."""
    named, field = call.text("reference"), call.text("field").strip().casefold()
    said_by = call.text("said_by")
    about = (f" about the {field}" if field else "") + (f" with {said_by}" if said_by else "")
    there = f"{typed('list', call.text('file'))} --conflicts"
    waiting = [
        each
        for each in changes
        if each.waits
        and (not field or field in (each.field, each.what.casefold()))
        and (not said_by or identity(each.theirs.author) == identity(said_by))
    ]
    if identity(named) == "all":
        if not waiting:
            raise Refused(f"no conflict{about} waits; see: {there}")
        return waiting
    whole = _of(plan, waiting, named)
    if whole:
        return whole
    meant: set[str] = set()
    for name in [each for each in named.split(",") if each.strip()] or [named]:
        found = _of(plan, waiting, name)
        if not found:
            raise Refused(f"no conflict{about} of {name.strip()} waits; see: {there}")
        meant |= {each.id for each in found}
    return [each for each in waiting if each.id in meant]


def _of(plan: Plan, waiting: Sequence[ProposedChange], name: str) -> list[ProposedChange]:
    """Return the conflicts of an action, an agency or the plan itself.

    Raises Refused if several have the name.
    """
    if actions_called(plan, name):
        one = find_action(plan, name)
        return [each for each in waiting if each.action == one]
    wanted = identity(name)
    found = [each for each in waiting if identity(each.reference or each.agency) == wanted]
    if not found and wanted in ("plan", THE_PLAN):
        return [each for each in waiting if not each.reference and not each.agency]
    return found


def _tell_decided(
    changes: Sequence[ProposedChange], choice: Choice, outcome: Outcome, left: str
) -> None:
    word = {Choice.OURS: "kept ours", Choice.THEIRS: "took theirs", Choice.OTHER: "decided"}[choice]
    said = dict.fromkeys(f"{_named(each)}: {word}" for each in changes)
    lines = list(said) if outcome.batch else []
    output.say_plan_text([*lines, left])


def still_waiting(changes: Sequence[ProposedChange]) -> str:
    """Return how much of these changes waits, in words."""
    conflicts = sum(each.standing is Standing.CONFLICT for each in changes)
    proposed = sum(each.standing is Standing.OPEN for each in changes)
    said = waiting_words(conflicts, proposed)
    return said if conflicts or proposed else f"{said} any more"
