"""Every command of the app, once: bindings, palette, footer, help and the docs' key table.

A command names what a person does, not how a screen does it. Screens give each command that they
know a method `action_<id>` (with underscores) and take their bindings from here, so one key means
one thing everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Place(StrEnum):
    """Where a command works."""

    MAIN = "main"
    TRIAGE = "triage"
    FORM = "form"
    READER = "reader"
    REVIEW = "review"
    IMPORT = "import"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `keys` as Textual names them, the first is the one that is shown.

    `label` is the word beside the key in the footer (empty: never there), `group` its heading in
    the help, `palette` whether the palette offers it. `does` names the method where it is not the
    id's.
    """

    id: str
    keys: tuple[str, ...]
    name: str
    help: str
    group: str
    places: frozenset[Place]
    label: str = ""
    palette: bool = True
    does: str = ""

    @property
    def action(self) -> str:
        """Return the method that does it, without its `action_`."""
        return self.does or self.id.replace("-", "_")


_MAIN = frozenset({Place.MAIN})
_WORK = frozenset({Place.MAIN, Place.TRIAGE})
_READ = frozenset(Place) - {Place.FORM}
_LISTS = frozenset({Place.MAIN, Place.REVIEW})
_PANES = _LISTS | {Place.IMPORT}
_OPEN = _WORK | {Place.REVIEW}
_REVIEW = frozenset({Place.REVIEW})
_IMPORT = frozenset({Place.IMPORT})
_FORM = frozenset({Place.FORM})
_TEXT = frozenset({Place.READER, Place.PREVIEW})
_ALL = frozenset(Place)

MOVE, FIND, RATE, WRITE, VIEW, PLAN = "Move", "Find", "Rate", "Write", "View", "The plan"
COPIES = "What came in"
BOARD = "Boards and leads"

COMMANDS: tuple[Command, ...] = (
    Command("cursor-down", ("down", "j"), "Down", "One line down", MOVE, _READ, palette=False),
    Command("cursor-up", ("up", "k"), "Up", "One line up", MOVE, _READ, palette=False),
    Command("page-down", ("pagedown",), "Page down", "One page down", MOVE, _READ, palette=False),
    Command("page-up", ("pageup",), "Page up", "One page up", MOVE, _READ, palette=False),
    Command("first", ("g", "home"), "First", "To the first line", MOVE, _READ, palette=False),
    Command("last", ("G", "end"), "Last", "To the last line", MOVE, _READ, palette=False),
    Command("next-pane", ("tab",), "Next pane", "To the next pane", MOVE, _PANES, palette=False),
    Command(
        "previous-pane", ("shift+tab",), "Previous pane", "To the pane before", MOVE, _PANES,
        palette=False,
    ),
    Command(
        "open-detail", ("enter",), "Into the detail",
        "From the tree to its actions, from an action into its detail", MOVE, _MAIN, palette=False,
    ),
    Command(
        "show-action", ("enter",), "To the action",
        "Leave the review, and go to the action in the plan", MOVE, _REVIEW, "to the action",
        palette=False, does="open_detail",
    ),
    Command(
        "next-overdue", ("n",), "Next overdue", "To the next overdue action; in triage, skip",
        FIND, _WORK, "next overdue",
    ),
    Command(
        "previous-overdue", ("N",), "Previous overdue", "To the overdue action before", FIND, _WORK
    ),
    Command(
        "filter", ("slash",), "Filter",
        "Type, and only the actions with that text stay; in triage, jump to an action",
        FIND, _WORK, "filter",
    ),
    Command("sort", ("s",), "Sort", "Choose what the table is sorted by", FIND, _MAIN),
    Command(
        "triage", ("t",), "Triage", "One overdue action at a time, worst first", FIND, _MAIN,
        "triage",
    ),
    *(
        Command(
            f"rate-{number}", (str(number),), f"Rate at position {number}",
            "Give the rating at this position of the scheme, then a reason", RATE,
            _WORK | _IMPORT,
            palette=False,
            does=f"rate_position({number})",
        )
        for number in range(1, 10)
    ),
    Command(
        "rate", ("r",), "Rate", "Choose a rating by its letter, then give a reason", RATE,
        _WORK | _IMPORT, "rate",
    ),
    Command(
        "accept-suggested", ("x",), "Accept the suggested rating",
        "Record the rating that the rule suggests, for this action or all that are marked",
        RATE, _WORK, "accept",
    ),
    Command(
        "mark", ("space",), "Mark", "Mark the line; commands then apply to all that are marked",
        FIND, _LISTS,
    ),
    Command("mark-all", ("asterisk",), "Mark all", "Mark all lines, or none", FIND, _LISTS),
    Command(
        "review", ("i",), "Review what came in",
        "What others would change: take theirs, keep ours, or write another value", COPIES, _MAIN,
    ),
    Command(
        "merge", ("M",), "Merge returned copies",
        "Take in a copy that came back, and say what it would change", COPIES, _MAIN,
    ),
    Command(
        "import", ("I",), "Read in a document",
        "Word, Excel or CSV: see what would come in, then read it into the plan", COPIES, _MAIN,
        does="read_document",
    ),
    Command(
        "take-theirs", ("x",), "Take theirs",
        "What they say goes into the plan, for this change or all that are marked", COPIES, _REVIEW,
        "take theirs", does="accept_suggested",
    ),
    Command(
        "keep-ours", ("m",), "Keep ours",
        "The plan stays as it is, for this change or all that are marked", COPIES, _REVIEW,
        "keep ours",
    ),
    Command(
        "edit-third", ("e",), "Write another value", "Neither theirs nor ours, but a third value",
        COPIES, _REVIEW, "another", does="edit",
    ),
    Command(
        "revise-due", ("d",), "Revise the due date", "Give a new due date, with a reason", WRITE,
        _WORK, "date",
    ),
    Command(
        "write-update", ("p",), "Write a progress update", "Append a dated, signed entry", WRITE,
        _WORK, "progress",
    ),
    Command("edit", ("e",), "Edit", "Edit the action here", WRITE, _WORK),
    Command(
        "edit-outside", ("f4",), "Edit in $EDITOR", "Write the text in the editor of your choice",
        WRITE, frozenset({Place.MAIN, Place.TRIAGE, Place.FORM}), "in $EDITOR",
    ),
    Command(
        "add-evidence", ("v",), "Add evidence", "A title, with a link or a file kept in the plan",
        WRITE, _WORK,
    ),
    Command(
        "close-otherwise", (), "Close otherwise",
        "Superseded, moved to another action or risk accepted, with a reason", WRITE, _WORK,
    ),
    Command("reopen", (), "Reopen", "Open an action again that was closed", WRITE, _WORK),
    Command("add-action", (), "Add an action", "A new action of an agency", WRITE, _MAIN),
    Command("add-agency", (), "Add an agency", "A new section of the plan", WRITE, _MAIN),
    Command(
        "rename-agency", (), "Rename an agency", "Its old name stays as an alias", WRITE, _MAIN
    ),
    Command(
        "merge-agency", (), "Merge this agency into another",
        "All its actions move; its names find the other from then on", WRITE, _MAIN,
    ),
    Command(
        "rename-lead", (), "Rename this lead", "In every action of every agency, as one change",
        WRITE, _MAIN,
    ),
    Command(
        "alike", (), "Leads and agencies that look alike",
        "Spellings that may be one; nothing is made one unless you say so", WRITE, _MAIN,
    ),
    Command(
        "discard-draft", (), "Discard the draft",
        "Throw away what was typed for an action, or for those marked, and not saved", WRITE,
        _WORK,
    ),
    Command("undo", ("u",), "Undo", "Take the last change back; the log keeps both", WRITE, _OPEN),
    Command("redo", ("U",), "Redo", "Do again what was undone", WRITE, _OPEN),
    Command("save", ("ctrl+s",), "Save", "Save the form", WRITE, _FORM, "save", palette=False),
    Command(
        "read-in", ("ctrl+s",), "Read it in",
        "What is new is added, what is said otherwise is proposed", COPIES, _IMPORT, "read it in",
        palette=False, does="save",
    ),
    Command(
        "choose-line", ("enter",), "Choose", "What a mark means, or what a column is", COPIES,
        _IMPORT, "choose", palette=False, does="open_detail",
    ),
    Command(
        "accept-mark", ("x",), "Take what is proposed", "For the word or colour at hand", COPIES,
        _IMPORT, palette=False, does="accept_suggested",
    ),
    Command(
        "accept-marks", ("X",), "Take all that is proposed", "For every word and colour", COPIES,
        _IMPORT, "take all", palette=False, does="accept_all",
    ),
    Command(
        "unrate", ("0",), "No rating", "The word or colour at hand means no rating", COPIES,
        _IMPORT, palette=False,
    ),
    Command(
        "apart", ("space",), "Another action", "It is new, whatever it looks like; and back",
        COPIES, _IMPORT, "it is new", palette=False, does="mark",
    ),
    Command(
        "report", ("R",), "Board report",
        "What changed, what is late, what was moved: seen first, then saved to a file", BOARD,
        _MAIN,
    ),
    Command(
        "write-it", ("ctrl+s",), "Write it",
        "Write what you have read: the report, or what leads are sent", BOARD,
        frozenset({Place.PREVIEW}), "write it", palette=False, does="save",
    ),
    Command(
        "chase", ("C",), "Chase leads",
        "Ask each lead for what they owe: a return sheet and a draft e-mail for each", BOARD, _MAIN,
    ),
    Command(
        "mark-point", (), "Mark a reporting point", "The day on which a board sees the plan", BOARD,
        _MAIN,
    ),
    Command(
        "points", (), "Reporting points",
        "What boards saw, and which of them the plan is compared with", BOARD, _MAIN,
    ),
    Command(
        "as-at", (), "The plan as it stood", "At a reporting point or on a day, to read", BOARD,
        _MAIN,
    ),
    Command(
        "revisions", (), "Show or hide revisions",
        "A column for how often a due date was moved, and by how many days", BOARD, _MAIN,
    ),
    Command(
        "history", ("h",), "History of the plan", "The log of the whole plan, newest first", VIEW,
        _OPEN,
    ),
    Command(
        "open-evidence", ("o",), "Open or save evidence",
        "Look at a file that is kept in the plan, or save it to a folder", VIEW, _WORK,
    ),
    Command("copy", ("y",), "Copy", "Copy the text before you to the clipboard", VIEW, _READ),
    Command("maximise", ("z",), "Maximise", "The pane alone on the screen, and back", VIEW, _LISTS),
    Command("theme", (), "Theme", "Dark, light, or colours for colour-blind eyes", VIEW, _OPEN),
    Command("change-author", (), "Change author", "Whose name the next changes carry", PLAN, _OPEN),
    Command(
        "checks", (), "What is to be checked", "All that is doubtful in the plan, and why", PLAN,
        _MAIN,
    ),
    Command(
        "choose-checks", (), "Leave out a check", "For this plan, or take it in again", PLAN, _MAIN
    ),
    Command(
        "statement", (), "Written statement: the statutory clock",
        "The day the report was received, and by when the statement is due", PLAN, _MAIN,
    ),
    Command("verify", (), "Verify", "Is the file whole, the log unbroken?", PLAN, _OPEN),
    Command(
        "export", (), "Export the plan", "To Word, Excel, a web page, Markdown, CSV, a calendar",
        PLAN, _MAIN, does="export_plan",
    ),
    Command(
        "export-list", (), "Export this list",
        "The actions that are shown, to Excel, CSV or a calendar", PLAN, _MAIN,
    ),
    Command("ship", (), "Ship a copy", "A verified, compacted copy to send", PLAN, _MAIN),
    Command(
        "copies", ("w",), "Who has a copy", "Since when, from which tip, and whether it came back",
        PLAN, _MAIN,
    ),
    Command(
        "back-up", (), "Back up now", "Beside the backups that are taken when a plan is opened",
        PLAN, _MAIN,
    ),
    Command(
        "restore", (), "Go back to a backup", "The backups of this plan, and what came after each",
        PLAN, _MAIN,
    ),
    Command("about-plan", (), "About this plan", "Its introduction and governance", PLAN, _MAIN),
    Command(
        "help", ("question_mark", "f1"), "Help", "Help for where you are", PLAN, _READ, "help"
    ),
    Command("form-help", ("f1",), "Help", "Help for where you are", PLAN, _FORM, "help",
            palette=False, does="help"),
    Command("palette", ("ctrl+p",), "Palette", "Every command, agency, action and view", PLAN,
            _OPEN, palette=False),
    Command("back", ("escape",), "Back", "Out one level; text is never lost", PLAN, _ALL,
            palette=False),
    Command("close-text", ("q",), "Close", "Back to where the text was opened", PLAN, _TEXT,
            palette=False, does="back"),
    Command("close-review", ("q",), "Leave the review", "Nothing is lost; what waits stays", PLAN,
            _REVIEW, palette=False, does="back"),
    Command("close-import", ("q",), "Leave", "Nothing is written", PLAN, _IMPORT, palette=False,
            does="back"),
    Command("quit", ("q",), "Quit", "Asks only while something is unsaved", PLAN, _WORK),
    Command("quit-anywhere", ("ctrl+q",), "Quit from anywhere",
            "As q, from a form as well; asks only while something is unsaved", PLAN, _ALL,
            palette=False, does="quit"),
)  # fmt: skip

_BY_ID = {command.id: command for command in COMMANDS}

KEY_NAMES = {
    "slash": "/", "question_mark": "?", "asterisk": "*", "escape": "esc", "space": "space",
    "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "f1": "F1", "f4": "F4",
}  # fmt: skip


def command(command_id: str) -> Command:
    """Return the command with this id; KeyError if there is none."""
    return _BY_ID[command_id]


def commands_for(place: Place, commands: tuple[Command, ...] = COMMANDS) -> tuple[Command, ...]:
    """Return the commands that work at `place`, in the order of the registry."""
    return tuple(each for each in commands if place in each.places)


def with_keys(chosen: Mapping[str, str]) -> tuple[Command, ...]:
    """Return the registry with the keys that somebody chose: ids to keys, joined by commas."""
    return tuple(
        replace(each, keys=keys) if (keys := keys_in(chosen.get(each.id, ""))) else each
        for each in COMMANDS
    )


def keys_in(chosen: str) -> tuple[str, ...]:
    """Return the keys that are joined by commas, none for a text that names none."""
    return tuple(key for part in chosen.split(",") if (key := part.strip()))


_ELSEWHERE = {
    Place.MAIN: "in the list of actions",
    Place.TRIAGE: "in triage",
    Place.REVIEW: "in the review",
    Place.IMPORT: "before a document is read in",
    Place.PREVIEW: "before something is written",
}


def why_nothing(key: str, place: Place, commands: tuple[Command, ...] = COMMANDS) -> str:
    """Return why a key does nothing at `place`, in a sentence."""
    name = key_name(key)
    meant = next((each for each in commands if key in each.keys), None)
    if meant is None or place in meant.places:
        return f"{name} does nothing; ? shows the keys"
    where = next((said for each, said in _ELSEWHERE.items() if each in meant.places), "in a form")
    called = meant.name[:1].lower() + meant.name[1:]
    return f"{name} ({called}) works {where}, not here; ? shows the keys"


def key_name(key: str) -> str:
    """Return a key as people call it: `/` for `slash`."""
    return KEY_NAMES.get(key, key)
