"""`jtai extract`: the files of evidence that a plan keeps, listed, or one of them written out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from db.dates import show_moment, stamp
from db.errors import Refused
from db.evidence_files import evidence_files, read_evidence_file
from db.rows import EvidenceFile
from db.sizes import size_words
from jtai_tui.cli import output
from jtai_tui.cli.call import Call
from jtai_tui.cli.errors import UsageError
from jtai_tui.cli.plans import find_action, open_to_read
from jtai_tui.cli.records import write_records
from jtai_tui.cli.tables import Cell, Column, print_table
from jtai_tui.evidence_out import disk_name, is_folder, save_evidence

FILE_KEYS = (
    "reference", "number", "name", "size", "title", "kind", "author", "at", "sha256", "path",
)  # fmt: skip
_COLUMNS = (
    Column("Ref", 12),
    Column("No.", 4, right=True),
    Column("File", 40, least=16),
    Column("Size", 10, right=True),
    Column("Evidence", 0),
    Column("Added by", 20, least=6),
    Column("When", 17),
)


def extract_evidence(call: Call) -> int:
    """List the files of evidence, or write one of them to the disk or to standard output."""
    named, out = call.text("reference"), call.text("out")
    if not named and call.text("file_in_plan"):
        raise UsageError("--file needs the action whose file it is: FILE REF", call.command)
    with open_to_read(call) as plan:
        action = find_action(plan, named) if named else None
        files = evidence_files(plan, action)
        if action is None or call.flag("list"):
            return _list(call, files)
        if not files:
            raise Refused(f"action {named.strip()} has no file of evidence")
        file = _chosen(call, files)
        if file is None:
            _list(call, files)
            output.tell(f"action {files[0].reference} has {len(files)} files; add --file NUMBER")
            return 1
        if out == "-" and output.to_terminal():
            raise UsageError("a terminal takes no file; name a file, or a program", call.command)
        data = read_evidence_file(plan, file)
        if out == "-":
            output.write_bytes(data)
            return 0
        path = _path(out, file)
        save_evidence(path, data, plan=plan.path, overwrite=call.flag("force"))
    if call.text("format") != "table":
        return _list(call, [file], path)
    output.say_plan_text([f"wrote {path} ({len(data):,} bytes, SHA-256 {file.sha256})"])
    return 0


def _chosen(call: Call, files: Sequence[EvidenceFile]) -> EvidenceFile | None:
    """Return the file that is meant; None where nobody has said which of several.

    Raises Refused where no file is so called, or more than one.
    """
    wanted = call.text("file_in_plan")
    if not wanted:
        return files[0] if len(files) == 1 else None
    found = [file for file in files if file.name == wanted]
    found = found or [file for file in files if str(file.number) == wanted]
    found = found or [file for file in files if file.name.casefold() == wanted.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(file.number) for file in found)
        raise Refused(f"several files are called {wanted}; give the number: {numbers}")
    known = ", ".join(f"{file.number} {file.name}" for file in files[:10])
    raise Refused(f"action {files[0].reference} has no file {wanted}; it has {known}")


def _path(out: str, file: EvidenceFile) -> Path:
    path = Path(out)
    if is_folder(path):
        return path / disk_name(file.name)
    if out.endswith(("/", os.sep)):
        raise Refused(f"{out}: there is no such folder; make it, or name another")
    return path


def _list(call: Call, files: Sequence[EvidenceFile], path: Path | None = None) -> int:
    if write_records(call, FILE_KEYS, [_record(file, path) for file in files]):
        return 0
    if files:
        print_table(_COLUMNS, [_line(file) for file in files], wrap=True)
    else:
        output.tell("there is no file of evidence")
    return 0


def _record(file: EvidenceFile, path: Path | None) -> dict[str, str | int | None]:
    """Return a file of evidence with the keys of `FILE_KEYS`; its time is UTC."""
    return {
        "reference": file.reference,
        "number": file.number,
        "name": file.name,
        "size": file.size,
        "title": file.title,
        "kind": file.kind,
        "author": file.author,
        "at": stamp(file.at),
        "sha256": file.sha256,
        "path": None if path is None else str(path),
    }


def _line(file: EvidenceFile) -> list[Cell]:
    return [
        Cell(file.reference),
        Cell(str(file.number), "dim"),
        Cell(file.name),
        Cell("missing", "bold red") if file.size is None else Cell(size_words(file.size)),
        Cell(file.title),
        Cell(file.author),
        Cell(show_moment(file.at), "dim"),
    ]
