"""Tones: what a piece of text means, and the style that it is drawn in.

Widgets name tones and never colours, so that a change of theme, NO_COLOR or a terminal of 16
colours touches nothing but this room.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rich.style import Style

from jtai_tui.theme import Shades, rating_colour, shades_of
from jtai_tui.widgets.colours import hue_of

if TYPE_CHECKING:
    from textual.app import App

    from db.rating import Rating

TEXT = "text"
STRONG = "strong"
MUTED = "muted"
FAINT = "faint"  # rules and tracks, never text
HEADING = "heading"
ACCENT = "accent"
FOCUSED = "focused"  # headings of the pane that has the focus
LATE = "late"
NEW = "new"  # words that somebody has put into a text
GONE = "gone"  # words that somebody has taken out of it
_RATING, _SUGGESTED = "rating:", "suggested:"

_BOLD = frozenset({STRONG, HEADING, ACCENT, FOCUSED, NEW})
_UNDERLINED = frozenset({NEW, GONE})


class Ground(Enum):
    """What a line stands on: nothing, or the cursor with and without the focus."""

    PLAIN = 0
    CURSOR = 1
    RESTING = 2


class Palette:
    """The styles of all tones, for one theme or for a terminal's own colours."""

    def __init__(self, shades: Shades | None) -> None:
        """Take the shades of a theme, or None for the terminal's own colours."""
        self._shades = shades
        self._styles: dict[tuple[str, Ground], Style] = {}

    def style(self, tone: str, ground: Ground = Ground.PLAIN) -> Style:
        """Return the style of a tone on a ground; a tone nobody knows looks like text."""
        found = self._styles.get((tone, ground))
        if found is None:
            shades = self._shades
            found = _terminal(tone, ground) if shades is None else _themed(shades, tone, ground)
            self._styles[tone, ground] = found
        return found


def palette_of(app: App[Any]) -> Palette:
    """Return the palette that an app's theme and its terminal call for."""
    if app.native_ansi_color or app.no_color:
        return _palette(None)
    theme = app.current_theme
    return _palette(shades_of(theme.name, theme.background, theme.foreground, theme.dark))


def rating_tone(rating: Rating, *, suggested: bool = False) -> str:
    """Return the tone of a rating: solid where a person recorded it, pale where the rule speaks."""
    return (_SUGGESTED if suggested else _RATING) + rating.colour


@lru_cache(maxsize=16)
def _palette(shades: Shades | None) -> Palette:
    return Palette(shades)


def _themed(shades: Shades, tone: str, ground: Ground) -> Style:
    behind = shades.grounds[ground.value]
    return Style(
        color=_colour(shades, tone),
        bgcolor=behind,
        bold=tone in _BOLD or tone.startswith(_RATING),
        underline=True if tone in _UNDERLINED else None,
    )


def _colour(shades: Shades, tone: str) -> str:
    if tone.startswith(_RATING):
        return rating_colour(tone.removeprefix(_RATING), shades)
    if tone.startswith(_SUGGESTED):
        return rating_colour(tone.removeprefix(_SUGGESTED), shades, suggested=True)
    named = {
        MUTED: shades.muted,
        FAINT: shades.faint,
        HEADING: shades.muted,
        ACCENT: shades.accent,
        FOCUSED: shades.accent,
        LATE: shades.late,
        NEW: shades.accent,
        GONE: shades.muted,
    }
    return named.get(tone, shades.text)


_TERMINAL_HUES = {
    "red": "red", "amber": "yellow", "green": "green", "blue": "blue", "violet": "magenta",
}  # fmt: skip


def _terminal(tone: str, ground: Ground) -> Style:
    """Return a style of the 16 colours that stays clear where even those are taken away.

    On the cursor's line no colour is used: a colour of the terminal, reversed, may be unreadable.
    """
    rating = tone.startswith(_RATING)
    bold = tone in _BOLD or tone == LATE or rating or ground is Ground.RESTING
    if ground is Ground.CURSOR:
        return Style(reverse=True, bold=bold)
    colour = None
    if tone in (ACCENT, FOCUSED, NEW):
        colour = "cyan"
    elif rating or tone.startswith(_SUGGESTED):
        colour = _TERMINAL_HUES.get(hue_of(tone.partition(":")[2]))
    pale = tone in (MUTED, FAINT, GONE) or tone.startswith(_SUGGESTED)
    underline = tone == FOCUSED or tone in _UNDERLINED
    return Style(color=colour, bold=bold, dim=pale, underline=underline)
