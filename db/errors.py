"""What can go wrong with a plan, each with one line for the person at the keyboard."""

from shlex import quote


class PlanError(Exception):
    """The plan says no. `str(error)` is one line: what is wrong, and what to do.

    So it is whatever it quotes: SQLite, a path and a damaged file may bring lines of their own.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))


def typed(command: str, *words: object) -> str:
    """Return a command of jtai as somebody types it: `jtai verify 'My plan.db'`."""
    return " ".join(["jtai", command, *(quote(str(word)) for word in words)])


def one_line(text: str) -> str:
    """Return `text` on one line: its lines trimmed, blank ones left out, joined by a sign."""
    lines = text.splitlines()
    return text if lines == [text] else " ⏎ ".join(filter(None, map(str.strip, lines)))


class Refused(PlanError):
    """A change was refused by a rule of the plan; nothing was written."""


class NotAPlan(PlanError):
    """The file can't be opened as a plan; it was left as it was."""
