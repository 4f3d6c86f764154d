"""Bytes from the terminal that are no UTF-8: one of them must not deafen the app.

A terminal set to Latin-1 sends them, and so does an old mouse report. Textual's reading thread
decodes strictly and would die of the first, leaving an app that hears no key and keeps no draft.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from functools import partial


def read_leniently() -> None:
    """Have Textual show what it can't decode as `�`, as text editors do; before the app runs."""
    try:
        from textual.drivers import linux_driver  # noqa: PLC0415  there is none on Windows
    except ImportError:
        return
    vars(linux_driver)["getincrementaldecoder"] = _lenient


def _lenient(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")
