"""A small app that opens one dialog, to look at it: `python tests/tui/dialog_host.py NAME`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from db.leads import read_leads
from db.points import ReportingPoint
from db.rating import Rating, Scheme, Stage
from db.rows import ActionRow
from db.selection import Order, SortKey
from jtai_tui.commands import COMMANDS, Place
from jtai_tui.drafts import Drafts, DraftSlot
from jtai_tui.screens.dialogs.action import ActionDialog
from jtai_tui.screens.dialogs.agency import AgencyDialog
from jtai_tui.screens.dialogs.author import AuthorDialog
from jtai_tui.screens.dialogs.chase import Asking, ChaseDialog
from jtai_tui.screens.dialogs.choice import ChoiceDialog, ListChoice
from jtai_tui.screens.dialogs.close import CloseDialog
from jtai_tui.screens.dialogs.confirm import ConfirmDialog
from jtai_tui.screens.dialogs.due import DueDialog
from jtai_tui.screens.dialogs.evidence import EvidenceDialog
from jtai_tui.screens.dialogs.help import HelpScreen
from jtai_tui.screens.dialogs.lead import LeadDialog
from jtai_tui.screens.dialogs.merge import MergeDialog
from jtai_tui.screens.dialogs.message import Choice, MessageScreen
from jtai_tui.screens.dialogs.moment import MomentDialog
from jtai_tui.screens.dialogs.point import PointDialog
from jtai_tui.screens.dialogs.rating import RatingPicker
from jtai_tui.screens.dialogs.reading import Block, SummaryScreen, TextScreen
from jtai_tui.screens.dialogs.reason import ReasonLine
from jtai_tui.screens.dialogs.report import Offered, ReportDialog, Wanted
from jtai_tui.screens.dialogs.report_file import ReportFileDialog
from jtai_tui.screens.dialogs.ship import ShipDialog
from jtai_tui.screens.dialogs.sorting import SortDialog
from jtai_tui.screens.dialogs.stale import Conflict, StaleDialog
from jtai_tui.screens.dialogs.theme import ThemeDialog
from jtai_tui.screens.dialogs.third import ThirdDialog
from jtai_tui.screens.dialogs.update import UpdateDialog
from jtai_tui.theme import DARK, TERMINAL, THEME_NAMES, set_up_themes
from jtai_tui.widgets.action_form import ActionForm

ACTION = "Dashboard data to be uploaded for frontline social care on [agreed] KPIs."
LONG = (
    "Frontline managers across children's social care do not have access to 'live' performance"
    " information."
)
SCHEME = Scheme(
    Rating(code, position, name, meaning, stage, letter, glyph, colour)
    for position, (code, name, meaning, stage, letter, glyph, colour) in enumerate(
        (
            (
                "not-started", "Not started", "Action not yet started",
                Stage.NOT_STARTED, "N", "○", "grey",
            ),
            (
                "significant-risk", "Significant risk",
                "Action in progress but at significant risk of missing completion in agreed"
                " timescale (>30 days)",
                Stage.IN_PROGRESS, "R", "▼", "red",
            ),
            (
                "minor-risk", "Minor risk",
                "Action in progress but a minor risk to missing completion in agreed timescale"
                " (<30 days)",
                Stage.IN_PROGRESS, "A", "◆", "amber",
            ),
            (
                "on-track", "On track", "Action in progress and on track for completion",
                Stage.IN_PROGRESS, "G", "▲", "green",
            ),
            ("completed", "Completed", "Action completed", Stage.CLOSED, "C", "●", "blue"),
            (
                "evidenced", "Evidenced", "Action completed and evidence of impact captured",
                Stage.CLOSED, "E", "★", "violet",
            ),
        ),
        1,
    )
)  # fmt: skip
AGENCIES = {"csc": "Children's Social Care", "ph": "Public Health / [CNWL]", "tvp": "Thames"}

SEVEN = ActionRow(
    id="seven",
    reference="7",
    sources=("SY2", "SY8"),
    agency_id="ph",
    agency="Public Health / [CNWL]",
    finding="Management of safeguarding practice [sic]\n\ndoes not focus on all areas. ",
    action="1. New systems for monitoring\n2. Standard Operating Procedures",
    leads=read_leads("John Culley\nLesley Halford"),
    timescale="End May 2020",
    status="In progress",
    due=date(2020, 5, 31),
    due_precision="month",
    forecast=None,
    rating=None,
    suggested_rating="significant-risk",
    challenged=False,
    days_overdue=31,
    overdue=True,
    open=True,
    closed=None,
    last_update=date(2020, 3, 26),
)


class FormScreen(Screen[object]):
    """A form alone on its screen, as in a narrow terminal; gives back what was to be saved."""

    def __init__(self, drafts: Drafts, start: str = "reference") -> None:
        super().__init__()
        self.drafts = drafts
        self.start = start

    def compose(self) -> ComposeResult:
        """Yield the form."""
        yield ActionForm(
            SEVEN,
            AGENCIES,
            self.drafts,
            plan_date=date(2020, 3, 26),
            today=date(2020, 7, 1),
            start=self.start,
        )
        yield Static("esc back")

    def on_action_form_save_requested(self, message: ActionForm.SaveRequested) -> None:
        """End with what is to be saved."""
        self.dismiss((message.changes, message.reason, message.update))

    def on_action_form_cancel_requested(self) -> None:
        """Leave."""
        self.dismiss(None)


def dialogs() -> dict[str, Callable[[DraftSlot], Screen[Any]]]:
    """Return how each dialog is made, by name."""

    endings = {
        "superseded": "superseded",
        "moved": "moved to another action",
        "risk-accepted": "risk accepted",
    }
    at = datetime(2020, 7, 1, 14, 2, tzinfo=UTC)
    point = ReportingPoint("1" * 32, "Board [/b]", date(2020, 5, 12), "2" * 64, 9, "A [/b] B", at)
    return {
        "rating": lambda slot: RatingPicker(SCHEME, "on-track", "significant-risk"),
        "due": lambda slot: DueDialog(
            "New due date for 7",
            date(2020, 5, 31),
            "End May 2020",
            plan_date=date(2020, 3, 26),
            today=date(2020, 7, 1),
            draft=slot,
        ),
        "action": lambda slot: ActionDialog(
            AGENCIES,
            agency="csc",
            reference="35",
            taken=("1", "28a"),
            plan_date=date(2020, 3, 26),
            today=date(2020, 7, 1),
            draft=slot,
        ),
        "form": lambda slot: FormScreen(slot.drafts),
        "reason": lambda slot: ReasonLine(
            "Rate 7 Minor risk",
            "Milder than the suggested Significant risk: a reason is needed.",
            required=True,
            draft=slot,
        ),
        "update": lambda slot: UpdateDialog("7", ACTION, slot),
        "third": lambda slot: ThirdDialog("Action 7: Timescale", ACTION, "End [/b] June", slot),
        "author": lambda slot: AuthorDialog(),
        "agency": lambda slot: AgencyDialog("MKUHFT", taken=("Thames Valley Police",), draft=slot),
        "lead": lambda slot: LeadDialog(
            "Rename Jo Hooper",
            "2 actions over all agencies. 2 spellings: Jo Hooper MKC; [/b] Jo Hooper.",
            "Jo Hooper MKC",
            others={"Jane Hannon, CNWL": 5},
            draft=slot,
        ),
        "ship": lambda slot: ShipDialog(Path("plan [/b].db"), slot, today=date(2020, 7, 1)),
        "merge": lambda slot: MergeDialog(["Health", "The [/b] police"], slot),
        "point": lambda slot: PointDialog(
            [point], slot, today=date(2020, 7, 1), begins=date(2020, 3, 26)
        ),
        "moment": lambda slot: MomentDialog([point], slot, today=date(2020, 7, 1)),
        "report": lambda slot: ReportDialog(
            Offered(
                [point],
                point.words,
                AGENCIES,
                ["Jo [/b] Hooper"],
                {"summary": "Summary", "plan": "The [/b] plan"},
            ),
            Wanted("", "", None, "", ()),
            slot,
            today=date(2020, 7, 1),
        ),
        "report file": lambda slot: ReportFileDialog(
            Path("plan [/b].docx"), {"docx": "Word document", "md": "Markdown"}, slot, marks=True
        ),
        "chase": lambda slot: ChaseDialog(
            {"all": "Everybody", "lead": "Jo [/b] Hooper alone"},
            Asking("all", 14, 30, date(2020, 7, 15), Path("chase [/b]")),
            slot,
            today=date(2020, 7, 1),
        ),
        "close": lambda slot: CloseDialog("7", endings, slot),
        "evidence": lambda slot: EvidenceDialog(
            "7",
            most_bytes=25 * 1024 * 1024,
            why="Evidenced needs evidence of impact, and action 7 has none yet.",
            draft=slot,
        ),
        "confirm": lambda slot: ConfirmDialog(
            "Quit with unsaved text?",
            "Two drafts are not saved: 7 and 12. [/b] They are lost when you quit.",
            yes="Quit, and lose them",
            no="Stay",
        ),
        "message": lambda slot: MessageScreen(
            "plan.db can't be opened",
            "The file is not a plan: its first bytes are those of a Word document. It was left as"
            " it was.",
            (
                Choice("other", "o", "Open another file"),
                Choice("new", "n", "Make a new plan beside it"),
                Choice("quit", "q", "Quit"),
            ),
        ),
        "sort": lambda slot: SortDialog(Order(SortKey.DAYS)),
        "theme": lambda slot: ThemeDialog(THEME_NAMES, DARK),
        "choice": lambda slot: ChoiceDialog(
            "Go to",
            [
                ListChoice(str(number), f"{number}  {text}", aside="6 days late")
                for number in range(1, 200)
                for text in (ACTION, "Audit in [/b] February \x1b[31mwith new Head")
            ],
        ),
        "help": lambda slot: HelpScreen(Place.MAIN, COMMANDS, SCHEME),
        "text": lambda slot: TextScreen(
            "About this plan",
            [Block(LONG * 3, "Introduction"), Block("\n\n".join([LONG * 5] * 9), "Governance")],
        ),
        "stale": lambda slot: StaleDialog(
            "7",
            [
                Conflict(
                    "finding", "Finding", LONG, LONG + " Now.", LONG + " Mine.", "A Jones", at
                ),
                Conflict("timescale", "Timescale", "End June 2020", "May", "", "A Jones", at),
            ],
        ),
        "summary": lambda slot: SummaryScreen(
            "Triage: 3 of 28 done",
            ["1  rated Significant risk", "7  due 30 Sep 2020, was 31 May 2020", "12  skipped"],
        ),
    }


class DialogHost(App[None]):
    """Opens the dialog called `name`, and shows what it gave back."""

    def __init__(self, name: str, theme: str = DARK) -> None:
        super().__init__(ansi_color=theme == TERMINAL)
        self.name_of_dialog = name
        self.drafts = Drafts()
        set_up_themes(self, theme)

    def compose(self) -> ComposeResult:
        """Fill the screen with something that lies under the dialog."""
        yield Static("\n".join(f"{n:>3}  {ACTION} {LONG}"[:110] for n in range(60)), markup=False)
        yield Static(id="result")

    def on_mount(self) -> None:
        """Open the dialog."""
        self.open()

    def open(self) -> None:
        """Open it with the drafts as they are."""
        slot = DraftSlot(self.drafts, "an action", self.name_of_dialog)
        self.push_screen(dialogs()[self.name_of_dialog](slot), self.show)

    def show(self, result: object) -> None:
        """Show the result at the top."""
        self.query_one("Static", Static).update(Content(f"RESULT {result!r}"))


if __name__ == "__main__":
    DialogHost(*sys.argv[1:3]).run()
