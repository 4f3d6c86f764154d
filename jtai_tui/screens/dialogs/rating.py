"""Choose a rating of the plan's scheme, by its letter, its position, or with the arrows."""

from __future__ import annotations

from textual.color import Color
from textual.content import Content
from textual.style import Style

from db.rating import Rating, Scheme
from jtai_tui.screens.dialogs.picking import Pick, PickDialog, beside
from jtai_tui.text import fit, one_line
from jtai_tui.widgets.palette import palette_of, rating_tone


class RatingPicker(PickDialog[str]):
    """`current` is the code recorded, `suggested` what the rule says, None for none of them.

    Gives back a code. The cursor starts on the suggested rating, else on the recorded one. A
    letter that two ratings share goes from one to the other, and enter chooses.
    """

    HELP = (
        "A letter or a number rates at once; a milder rating than the suggested one needs a"
        " reason, which is asked for next."
    )

    def __init__(
        self, scheme: Scheme, current: str | None, suggested: str | None, *, heading: str = "Rate"
    ) -> None:
        self._scheme = scheme
        self._current = current
        self._suggested = suggested
        codes = [rating.code for rating in scheme]
        wanted = next((code for code in (suggested, current) if code in codes), None)
        start = 0 if wanted is None else codes.index(wanted)
        super().__init__(heading, start=start)

    def picks(self) -> list[Pick[str]]:
        """Return the ratings by position."""
        letters = {rating.letter.casefold() for rating in self._scheme}
        return [
            Pick(
                rating.code,
                tuple({rating.letter, *({str(rating.position)} - letters)} - {""}),
                self._prompt(rating),
            )
            for rating in self._scheme
        ]

    def _prompt(self, rating: Rating) -> Content:
        said = {self._current: "recorded", self._suggested: "suggested"}.get(rating.code, "")
        if said and self._current == self._suggested:
            said = "recorded and suggested"
        mark = f"{one_line(rating.glyph)} {one_line(rating.letter)}"
        head = Content.assemble(
            (fit(str(rating.position), 2, right=True), "$text-muted"), "  ",
            (mark, self._mark_style(rating)), "  ",
            (fit(one_line(rating.name), 38), "bold"),
            (said, "$text-muted"),
        )  # fmt: skip
        if not rating.meaning or rating.meaning == rating.name:
            return head
        return head + Content("\n") + beside(Content(" " * 9), rating.meaning, style="$text-muted")

    def _mark_style(self, rating: Rating) -> Style:
        # A terminal's own red may not be readable once the cursor's line reverses it.
        if self.app.native_ansi_color or self.app.no_color:
            return Style(bold=True)
        colour = palette_of(self.app).style(rating_tone(rating)).color
        return Style(
            foreground=None if colour is None else Color.from_rich_color(colour), bold=True
        )
