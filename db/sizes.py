"""How large a file of evidence and a plan may be: the plan is to be mailed and handed round."""

from __future__ import annotations

from db.errors import Refused

MEGABYTE = 1024 * 1024

MOST_FILE_BYTES = 25 * MEGABYTE
"""The largest file of evidence."""

MAILED_PLAN_BYTES = 15 * MEGABYTE
"""How large a plan gets before somebody is told: mail makes a third more of it."""

MOST_PLAN_BYTES = 100 * MEGABYTE
"""How large files of evidence may make a plan: it stays something that can be handed round."""


def check_file(name: str, size: int) -> None:
    """Raise Refused for a file that is no evidence: an empty one, or one that is too large."""
    if not size:
        raise Refused(f"{name} is empty and shows nothing; look whether it was saved whole")
    if size > MOST_FILE_BYTES:
        raise Refused(
            f"{name} has {size / MEGABYTE:.1f} MB; a plan takes files of up to"
            f" {MOST_FILE_BYTES // MEGABYTE} MB, give a link instead"
        )


def check_plan_size(size: int, added: int) -> None:
    """Raise Refused where a plan of `size` bytes takes no file of `added` bytes more."""
    if size + added > MOST_PLAN_BYTES:
        raise Refused(
            f"the plan has {size_words(size)}, and with this file it would have more than"
            f" {size_words(MOST_PLAN_BYTES)}, too much to hand round; give a link instead"
        )


def large_plan_words(size: int) -> str:
    """Return what there is to know of a plan of `size` bytes that is hard to mail, else nothing."""
    if size <= MAILED_PLAN_BYTES:
        return ""
    return (
        f"the plan now has {size_words(size)}, and mail often takes no more than"
        f" {size_words(MAILED_PLAN_BYTES)}; for large files give a link"
    )


def size_words(size: int) -> str:
    """Return a number of bytes for people: `1 byte`, `14 kB`, `2.4 MB` (of 1,024)."""
    if size < 1024:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < MEGABYTE:
        return f"{size / 1024:.0f} kB"
    return f"{size / MEGABYTE:.1f} MB"
