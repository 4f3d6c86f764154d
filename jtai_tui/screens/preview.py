"""What would be written, to read before it is: a report, or what leads are sent."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from jtai_tui.commands import Place
from jtai_tui.screens.reader import ReaderScreen
from jtai_tui.widgets.line_pane import bindings_of


class PreviewScreen(ReaderScreen):
    """True once it is to be written; esc leads back to what was asked for."""

    PLACE: ClassVar[Place] = Place.PREVIEW
    SHOWN: ClassVar[tuple[str, ...]] = ("write-it", "back", "page-down", "copy", "help")
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("write-it")

    def action_save(self) -> None:
        """Go on to writing it."""
        self.dismiss(True)
