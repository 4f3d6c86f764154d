"""Merging: the rows that a returned copy's log has and ours lacks come in, and none is lost.

Rows are known by their hash, whoever copied which file how. They come in as they are, with their
authors and times. What only they have changed then stands; where both have changed a cell, ours
stands until a person decides; no clock is asked. Several copies are merged in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from db.additions import keep_file
from db.connection import plain
from db.deciding import settle
from db.decisions import decide_waiting
from db.errors import Refused
from db.event import Event, Kind, Origin
from db.examine import Progress
from db.file import Plan, looking
from db.log import LogWriter, changing
from db.mainline import read_mainline
from db.merge_record import MergeRecord, record_to_json
from db.origins import Origins, read_origins
from db.proposed import Choice
from db.returned import Returned, check_plan, open_returned
from db.signature import Signature
from db.sizes import check_plan_size
from db.tip import read_plan_entity, read_plan_id
from db.waiting import Conflict, read_conflicts


@dataclass(frozen=True, slots=True)
class MergedFile:
    """A returned copy that was gone through: its record, and how many rows of the log came in.

    `merged` is false where there was nothing new in it. `notes` are worth knowing.
    """

    path: Path
    record: MergeRecord
    rows: int
    merged: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: its files, its batch in the log (None: nothing), the conflicts that wait.

    `tip` is the end of the plan's log afterwards.
    """

    files: tuple[MergedFile, ...]
    batch: str | None
    waiting: int
    tip: str


def merge(
    plan: Plan,
    returned: Sequence[Path],
    *,
    by: Signature,
    sent_to: str = "",
    copied: bool = False,
    conflicts: Choice | None = None,
    progress: Progress = float,
) -> Merged:
    """Merge returned copies into the plan, in one transaction, and log who did so.

    `sent_to` says to whom the copies had been issued, where that is to be held against their logs;
    `copied` that they were copied by other means than `ship`. `conflicts` decides every conflict
    that comes in for theirs or ours; else each waits. Raises Refused, and changes nothing, for a
    copy of another plan, one that does not verify, is of a newer version, lacks the row by which
    it was issued, or holds rows of ours rewritten; PlanError for what can't be read.
    """
    with ExitStack() as stack:
        with plan.another() as own, looking(own) as twin:  # a screen may look at the plan meanwhile
            copies = [
                stack.enter_context(open_returned(path, plan, twin=twin, progress=progress))
                for path in returned
            ]
        with changing(plan, by, Origin.MERGED) as log:
            connection = plain(log.connection)
            before = {each.theirs.hash for each in read_conflicts(connection)}
            files = _merge(log, copies, sent_to=sent_to, copied=copied)
            settled = settle(log, by)
            if conflicts is not None:
                came = _ours_to_decide(connection, before, log.batch)
                decide_waiting(LogWriter(log.connection, by, Origin.TYPED), came, conflicts)
            waiting = len(read_conflicts(connection))
            tip = _tip_of(connection)
    merged = any(each.merged for each in files)
    return Merged(files, log.batch if merged else settled, waiting, tip)


def _ours_to_decide(
    connection: sqlite3.Connection, before: Collection[str], batch: str
) -> list[Conflict]:
    """Return the conflicts that a merge brought, but for those of two returned copies alone."""
    mainline = read_mainline(connection)

    def from_elsewhere(event: Event) -> bool:
        merge = mainline.came_in(event.seq)
        return merge is not None and merge.batch == batch

    return [
        each
        for each in read_conflicts(connection)
        if each.theirs.hash not in before and not from_elsewhere(each.ours)
    ]


def _tip_of(connection: sqlite3.Connection) -> str:
    (tip,) = connection.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return str(tip)


def _merge(
    log: LogWriter, copies: Sequence[Returned], *, sent_to: str, copied: bool
) -> tuple[MergedFile, ...]:
    connection = plain(log.connection)
    identity = read_plan_id(connection)
    known = dict[str, str](connection.execute("SELECT hash, nonce FROM event"))
    mainline = read_mainline(connection)
    seen = dict(known)
    for copy in copies:
        check_plan(copy, identity)
        _check_rewritten(copy, seen)
        seen |= copy.nonces
    origins = read_origins(connection, mainline, copies)
    origins.check(sent_to=sent_to, copied=copied)
    back = {merge.record.issued for merge in mainline.merges}
    return tuple(_take(log, copy, known, back, origins) for copy in copies)


def _check_rewritten(copy: Returned, known: dict[str, str]) -> None:
    """Raise Refused where a row stands on another's place: the same one, with another content.

    A nonce is drawn for one row and no other; whoever changes a row, or what it stands on, and
    hashes it anew, has its nonce under another hash.
    """
    nonces = set(known.values())
    rewritten = [
        each for each, nonce in copy.nonces.items() if each not in known and nonce in nonces
    ]
    if rewritten:
        raise Refused(
            f"{copy.path}: not merged: its history was rewritten ({len(rewritten):,} rows that this"
            " plan holds say something else there); nothing was changed; ask its sender how that"
            " came about"
        )


def _take(
    log: LogWriter,
    copy: Returned,
    known: dict[str, str],
    back: set[str],
    origins: Origins,
) -> MergedFile:
    """Take in what a copy has and the plan lacks, and log it, unless there is nothing to log."""
    issued, recipient = origins.of(copy)
    record = MergeRecord(copy.name, copy.sha256, copy.tip.hash, issued, recipient)
    rows = copy.rows([each for each in copy.nonces if each not in known])
    tells = any(row.kind != Kind.MERGE for row in rows)
    if not tells and (not issued or issued in back):
        return MergedFile(copy.path, record, 0, False, copy.notes)
    log.take_in(rows, copy.tip)
    _keep_files(log, copy, rows)
    log.merged(read_plan_entity(plain(log.connection)), record_to_json(record))
    known.update({row.hash: row.nonce for row in rows})
    back.add(issued)
    return MergedFile(copy.path, record, len(rows), True, copy.notes)


def _keep_files(log: LogWriter, copy: Returned, rows: Iterable[Event]) -> None:
    connection = plain(log.connection)
    for sha256 in sorted(
        {str(row.new) for row in rows if row.etype == "evidence" and row.field == "file_sha256"}
    ):
        query = "SELECT 1 FROM evidence_file WHERE sha256 = ?"
        if connection.execute(query, [sha256]).fetchone() is None:
            data = copy.file(sha256)
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
            try:
                check_plan_size(pages * size, len(data))
            except Refused as refusal:
                raise Refused(f"{copy.path}: not merged: {refusal}") from None
            keep_file(log.connection, sha256, data)
