"""What can be wrong with what was typed, before any plan is asked."""

from __future__ import annotations


class UsageError(Exception):
    """Wrong usage: `str(error)` is one line, `command` the command whose help says more."""

    def __init__(self, message: str, command: str = "") -> None:
        super().__init__(message)
        self.command = command

    @property
    def line(self) -> str:
        """Return the line for people, with where to look."""
        page = f"jtai {self.command} --help" if self.command else "jtai --help"
        return f"{self}; see: {page}"
