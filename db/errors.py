"""What can go wrong with a plan, each with one line for the person at the keyboard."""


class PlanError(Exception):
    """The plan says no. `str(error)` is one line: what is wrong, and what to do."""


class Refused(PlanError):
    """A change was refused by a rule of the plan; nothing was written."""


class NotAPlan(PlanError):
    """The file can't be opened as a plan; it was left as it was."""
