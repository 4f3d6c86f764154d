"""The files of evidence that a plan keeps, on their way out: which there are, and what is in one.

A file comes out as it went in, or not at all: its content is hashed anew, and held against the
name it is kept under, the evidence that names it and the log.
"""

from __future__ import annotations

import hashlib

from db.dates import read_stamp
from db.errors import NotAPlan, Refused, typed
from db.file import Plan, looking, named_rows
from db.rows import EvidenceFile

_FILES = """\
SELECT evidence.id, action.id AS action, action.reference, evidence.title, evidence.kind,
  evidence.file_name, evidence.file_sha256, length(evidence_file.data) AS size, event.at,
  event.author
FROM evidence
JOIN action ON action.id = evidence.action
JOIN event ON event.entity = evidence.id AND event.field = ''
LEFT JOIN evidence_file ON evidence_file.sha256 = evidence.file_sha256
WHERE evidence.withdrawn IS NULL AND action.withdrawn IS NULL AND evidence.file_sha256 <> ''
  AND (:action IS NULL OR action.id = :action)
ORDER BY natural_order(action.reference), action.id, event.seq"""

_LOGGED = """\
SELECT new FROM event WHERE entity = :evidence AND field = 'file_sha256' AND applied = 1
ORDER BY seq DESC LIMIT 1"""


def evidence_files(plan: Plan, action: str | None = None) -> tuple[EvidenceFile, ...]:
    """Return the files of evidence of an action, or of all, by reference, the first added first."""
    with looking(plan) as connection:
        numbers: dict[str, int] = {}
        found = []
        for row in named_rows(connection, _FILES, {"action": action}):
            number = numbers[row["action"]] = numbers.get(row["action"], 0) + 1
            found.append(
                EvidenceFile(
                    evidence=row["id"],
                    reference=row["reference"] or "",
                    number=number,
                    name=row["file_name"] or "",
                    size=row["size"],
                    sha256=row["file_sha256"],
                    title=row["title"] or "",
                    kind=row["kind"] or "",
                    author=row["author"],
                    at=read_stamp(row["at"]),
                )
            )
        return tuple(found)


def read_evidence_file(plan: Plan, file: EvidenceFile) -> bytes:
    """Return the content of a file of evidence, byte for byte what was once added.

    Raises Refused where the plan no longer has that evidence, and NotAPlan where the content is
    missing, or is not what evidence and log name: then nothing of it is given out.
    """
    asked = {"evidence": file.evidence}
    with looking(plan) as connection:
        named = named_rows(
            connection,
            "SELECT file_sha256 FROM evidence WHERE id = :evidence AND withdrawn IS NULL",
            asked,
        )
        if not named:
            raise Refused(f"{file.name} was taken back; the log says by whom")
        sha256 = named[0]["file_sha256"]
        logged = [row["new"] for row in named_rows(connection, _LOGGED, asked)]
        kept = named_rows(
            connection, "SELECT data FROM evidence_file WHERE sha256 = :sha256", {"sha256": sha256}
        )
        if logged != [sha256] or sha256 != file.sha256:
            raise NotAPlan(_sentence(plan, file, "its evidence names another file than the log"))
        if not kept:
            raise NotAPlan(_sentence(plan, file, "it is missing, though its evidence names it"))
        data: bytes = kept[0]["data"]
        if hashlib.sha256(data).hexdigest() != sha256:
            said = "its content is no longer what was added (its SHA-256 is another)"
            raise NotAPlan(_sentence(plan, file, said))
        return data


def plan_size(plan: Plan) -> int:
    """Return how many bytes the plan file has."""
    with looking(plan) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (page,) = connection.execute("PRAGMA page_size").fetchone()
        return int(pages) * int(page)


def _sentence(plan: Plan, file: EvidenceFile, wrong: str) -> str:
    return (
        f"{plan.path}: {file.name} of action {file.reference} is not given out: {wrong}. The rest"
        f" of the plan can be read. Get the file from an older copy of the plan, or from"
        f" {file.author}, who added it; and run: {typed('verify', plan.path)}"
    )
