"""Files that are not finished yet, under names that nobody takes for a plan.

Whatever is to appear whole or not at all is written under such a name, beside the place where it
will stand. A killed program leaves one behind; whoever works in the folder next removes it.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from db.side_files import SIDE_ENDINGS

_NAME = re.compile(rf"\.jtai-[0-9a-f]{{16}}({'|'.join(SIDE_ENDINGS)})?")
_STALE = timedelta(hours=1)
"""Nothing of ours takes as long."""


@contextlib.contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """Give a name in `folder` for a file that is not finished; it is free, and so afterwards."""
    fresh = folder / f".jtai-{secrets.token_hex(8)}"
    try:
        yield fresh
    finally:
        for ending in ("", *SIDE_ENDINGS):
            with contextlib.suppress(OSError):
                fresh.with_name(f"{fresh.name}{ending}").unlink(missing_ok=True)


def sweep(folder: Path, now: datetime, *, but: str = "") -> None:
    """Remove what was left unfinished in `folder` long ago, as far as that can be done.

    `but` is the name of a file that somebody has asked for, which stays, with what is beside it.
    """
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            if _NAME.fullmatch(each.name) and not (but and each.name.startswith(but)):
                with contextlib.suppress(OSError):
                    _remove_if_stale(each, now)


def _remove_if_stale(file: Path, now: datetime) -> None:
    status = file.lstat()
    if stat.S_ISREG(status.st_mode) and now.timestamp() - status.st_mtime > _STALE.total_seconds():
        file.unlink()
