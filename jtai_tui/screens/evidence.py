"""Files of evidence on their way out of the plan: chosen, looked at in a viewer, or saved."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.dates import show_moment
from db.errors import PlanError
from db.evidence_files import evidence_files, read_evidence_file
from db.rows import ActionRow, EvidenceFile
from db.sizes import size_words
from jtai_tui.document_kinds import kind_words, why_not_opened
from jtai_tui.evidence_out import disk_name, save_evidence
from jtai_tui.screens.committing import slot_of
from jtai_tui.text import one_line
from jtai_tui.viewer import NoViewer, find_viewer, hand_to_viewer, lay_out

if TYPE_CHECKING:
    from jtai_tui.screens.work import WorkScreen

_SHOWN_DIGITS = 12
_LOOKS, _SECONDS = 60, 0.5


async def open_or_save(screen: WorkScreen, row: ActionRow | None) -> None:
    """Choose among an action's files of evidence, and open or save the one chosen."""
    from jtai_tui.screens.dialogs.message import Choice, MessageScreen  # noqa: PLC0415

    if row is None:
        screen.tell("There is no action here")
        return
    file = await _choose(screen, row, evidence_files(screen.desk.plan, row.id))
    if file is None:
        return
    data = read_evidence_file(screen.desk.plan, file)
    name = disk_name(file.name)
    against = why_not_opened(name, data) or _why_no_viewer()
    ways = [Choice("save", "s", "Save it to a folder")]
    ways += [] if against else [Choice("open", "o", f"Open the {kind_words(name)}")]
    heading = f"Evidence for action {row.reference}"
    answer = await screen.ask(MessageScreen(heading, _about(file, name, against), ways))
    if answer == "save":
        await _save(screen, row, file, data)
    elif answer == "open":
        await _open(screen, file, name, data)


async def _choose(
    screen: WorkScreen, row: ActionRow, files: Sequence[EvidenceFile]
) -> EvidenceFile | None:
    from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice  # noqa: PLC0415

    if not files:
        screen.tell(f"Action {row.reference} has no file of evidence; v adds one")
    if len(files) < 2:
        return files[0] if files else None
    choices = [
        ListChoice(file, f"{one_line(file.name)}  {one_line(file.title)}", _size(file), file.kind)
        for file in reversed(files)
    ]
    return await screen.ask(ChoiceDialog(f"Evidence for action {row.reference}", choices))


def _size(file: EvidenceFile) -> str:
    return "missing" if file.size is None else size_words(file.size)


def _about(file: EvidenceFile, name: str, against: str) -> str:
    """Return what there is to know of a file before anything is done with it."""
    lines = [
        f"{one_line(file.name)}, {_size(file)}",
        f"{one_line(file.title)}{f' ({one_line(file.kind)})' if file.kind else ''}",
        f"Added by {file.author}, {show_moment(file.at)}",
        f"SHA-256 {file.sha256[:_SHOWN_DIGITS]}…, as when it was added",
    ]
    lines += [f"On the disk its name is {name}"] if name != file.name else []
    return "\n".join(lines) + (f"\n\n{against}" if against else "")


def _why_no_viewer() -> str:
    try:
        find_viewer(os.environ, sys.platform)
    except NoViewer as error:
        return f"{error} The file can be saved."
    return ""


async def _save(screen: WorkScreen, row: ActionRow, file: EvidenceFile, data: bytes) -> None:
    """Ask where to, and save; where that can't be done, say why and ask again."""
    from jtai_tui.screens.dialogs.path_field import working_folder  # noqa: PLC0415
    from jtai_tui.screens.dialogs.save_file import SaveFileDialog  # noqa: PLC0415

    desk, name = screen.desk, disk_name(file.name)
    slot = slot_of(screen, [row], f"save-{file.evidence}")
    folder, problem = desk.saved_to or working_folder(), ""
    while True:
        path = await screen.ask(SaveFileDialog(name, folder, slot).troubled_by(problem))
        if path is None:
            return
        there = os.path.lexists(path)
        if there and not await _may_replace(screen, path):
            continue
        try:
            save_evidence(path, data, plan=desk.plan.path, overwrite=there)
        except PlanError as error:
            problem = screen.jtai.in_words(error)
        else:
            slot.discard()
            desk.saved_to = path.parent
            screen.tell(f"Saved {path}")
            return


async def _may_replace(screen: WorkScreen, path: Path) -> bool:
    from jtai_tui.screens.dialogs.confirm import ConfirmDialog  # noqa: PLC0415

    said = "What it holds now is lost."
    dialog = ConfirmDialog(f"Replace {path}?", said, yes="Replace it", no="Leave it")
    return await screen.ask(dialog) is True


async def _open(screen: WorkScreen, file: EvidenceFile, name: str, data: bytes) -> None:
    """Ask in plain words, lay the file out in private, and hand it to the viewer."""
    from jtai_tui.screens.dialogs.confirm import ConfirmDialog  # noqa: PLC0415

    said = (
        f"{one_line(file.name)} came into the plan from {file.author}. jtai can't tell whether it"
        " is safe: open it only if you trust where it comes from.\n\n"
        "It opens as a copy, in the program that this computer has for it. What you change there"
        " does not come back into the plan, and the copy goes when jtai closes."
    )
    question = f"Open this {kind_words(name)}?"
    if not await screen.ask(ConfirmDialog(question, said, yes="Open it", no="Leave it")):
        return
    try:
        viewer = find_viewer(os.environ, sys.platform)
        path = lay_out(screen.desk.private_folder(), name, data)
        process = hand_to_viewer(path, viewer, os.environ)
    except NoViewer as error:
        screen.tell(f"{error} The file can be saved instead")
    except OSError as error:
        screen.tell(f"The copy to open can't be written ({error.strerror}); save it elsewhere")
    else:
        screen.tell(f"Opening {one_line(file.name)}")
        if process is not None:
            screen.run_worker(_watch(screen, process, file), name="viewer")


async def _watch(screen: WorkScreen, process: subprocess.Popen[bytes], file: EvidenceFile) -> None:
    """Say so if the viewer gives up soon after it was started."""
    for _ in range(_LOOKS):
        status = process.poll()
        if status is not None:
            break
        await asyncio.sleep(_SECONDS)
    if process.returncode:
        screen.tell(
            f"{one_line(file.name)} could not be opened (the viewer ended with status"
            f" {process.returncode}); save it instead"
        )
