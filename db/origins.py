"""From where a returned copy comes: whom was it issued to, and does its log still say so?

The copy that goes out ends with the row that issues it. Whoever works on it goes on from that row,
and so does the plan it was taken of: the newest row that both were written on tells which it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from db.dates import read_stamp, show_moment
from db.errors import Refused
from db.mainline import Mainline
from db.references import identity
from db.returned import Returned


class NotAsIssued(Refused):
    """A copy whose log lacks the row that issued it, unless it was copied by other means."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A row that issued a copy: to whom, by whom, when; `seq` is its place in this log."""

    hash: str
    seq: int
    to: str
    author: str
    at: str

    @property
    def words(self) -> str:
        """Return to whom and when, for people."""
        return f"{self.to} on {show_moment(read_stamp(self.at))}"


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each of some returned copies comes from.

    `issues` are the copies that were issued from this file, oldest first, `back` the hashes of
    those that have come back. `forks` maps a copy to the place of the row in this log from which it
    went on, and `issued` to the row that issued it, where there is one.
    """

    issues: tuple[Issue, ...]
    back: frozenset[str]
    forks: dict[str, int]
    issued: dict[str, Issue]
    copies: tuple[Returned, ...]

    def of(self, copy: Returned) -> tuple[str, str]:
        """Return the hash of the row that issued a copy, and to whom; empty if none did."""
        issue = self.issued.get(copy.sha256)
        return ("", "") if issue is None else (issue.hash, issue.to)

    def check(self, *, sent_to: str, copied: bool) -> None:
        """Raise Refused for a copy whose log lacks the row by which it was issued.

        Where nobody says to whom it went (`sent_to`) or that jtai did not issue it (`copied`), one
        that went on from before a copy which is still out may be that copy, cut.
        """
        for copy in self.copies:
            if sent_to:
                self._check_sent(copy, sent_to)
            elif not copied and copy.sha256 not in self.issued:
                self._check_copied(copy)

    def _check_sent(self, copy: Returned, sent_to: str) -> None:
        issue = self.issued.get(copy.sha256)
        if issue is not None and identity(issue.to) == identity(sent_to):
            return
        mine = [each for each in self.issues if identity(each.to) == identity(sent_to)]
        if not mine:
            raise Refused(f"{copy.path}: not merged: no copy was issued to {sent_to}")
        raise Refused(_lacking(copy, mine[-1]))

    def _check_copied(self, copy: Returned) -> None:
        back = self.back | {each.hash for each in self.issued.values()}
        out = [
            each
            for each in self.issues
            if each.hash not in back and each.seq > self.forks[copy.sha256]
        ]
        if out:
            raise NotAsIssued(_lacking(copy, out[0]))


def _lacking(copy: Returned, issue: Issue) -> str:
    return (
        f"{copy.path}: not merged: its log lacks the row by which a copy was issued to"
        f" {issue.words} (tip {issue.hash[:12]}), so its history was cut, rewritten, or is that of"
        " another copy; nothing was changed"
    )


_ISSUES = """\
SELECT issue.hash, issue.seq, issue.new, issue.author, issue.at
FROM event AS genesis
JOIN event AS issue ON issue.entity = genesis.entity AND issue.field = 'issued'
WHERE genesis.seq = 1 AND issue.kind = 'note' ORDER BY issue.seq"""


def read_origins(
    connection: sqlite3.Connection, mainline: Mainline, copies: Sequence[Returned]
) -> Origins:
    """Return where each of the copies comes from, as the log of the plan has it."""
    every = tuple(Issue(*row) for row in connection.execute(_ISSUES))
    issues = tuple(each for each in every if mainline.came_in(each.seq) is None)
    by_hash = {each.hash: each for each in every}
    forks: dict[str, int] = {}
    issued: dict[str, Issue] = {}
    for copy in copies:
        fork, seq, child, passed_on = _fork(connection, mainline, copy)
        forks[copy.sha256] = seq
        issue = by_hash.get(fork)
        if issue is not None and not _is_its_source(connection, issue, child):
            issued[copy.sha256] = passed_on or issue
    back = frozenset(merge.record.issued for merge in mainline.merges)
    return Origins(issues, back, forks, issued, tuple(copies))


def _fork(
    connection: sqlite3.Connection, mainline: Mainline, copy: Returned
) -> tuple[str, int, str, Issue | None]:
    """Return the newest row written here that a copy was worked on from, and who went on there.

    That is its hash, its place in this log, and the author of the next row of the copy; last the
    row by which whoever had a copy issued this one on, if somebody did.
    """
    row, author = copy.tip.hash, ""
    passed_on: Issue | None = None
    query = "SELECT chain1, author, kind, field, new, at FROM event WHERE hash = ?"
    while True:
        here = connection.execute("SELECT seq FROM event WHERE hash = ?", [row]).fetchone()
        if here is not None and mainline.came_in(here[0]) is None:
            return row, int(here[0]), author, passed_on
        parent, by, kind, field, to, at = copy.connection.execute(query, [row]).fetchone()
        # Whoever issues a copy on goes on in the own one; another goes on in the one that was got.
        if passed_on is None and (kind, field) == ("note", "issued") and author not in ("", by):
            passed_on = Issue(row, 0, to or "", by, at)
        author = by
        if parent is None:
            return row, 0, author, passed_on
        row = parent


def _is_its_source(connection: sqlite3.Connection, issue: Issue, author: str) -> bool:
    """Return whether a copy is the plan from which this file was issued, and not the reverse.

    Then whoever had issued it goes on there, and somebody else here.
    """
    query = "SELECT author FROM event WHERE chain1 = ? AND seq > ? LIMIT 1"
    row = connection.execute(query, [issue.hash, issue.seq]).fetchone()
    return row is not None and author == issue.author and row[0] != issue.author
