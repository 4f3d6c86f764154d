"""The app's colours: its themes, colours that can be read on them, and the terminal's own.

Colour means a rating or lateness, and nothing else but one accent. No sign hangs on it alone.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from textual.app import App
from textual.theme import Theme

from jtai_tui.widgets.colours import as_hex, hue_of, is_dark, mix, readable

DARK, LIGHT, TERMINAL = "jtai-dark", "jtai-light", "jtai-terminal"
THEME_NAMES = MappingProxyType(
    {
        DARK: "Dark",
        LIGHT: "Light",
        "jtai-blue-orange": "Blue and orange, dark: for colour-blind eyes",
        "jtai-blue-orange-light": "Blue and orange, light: for colour-blind eyes",
        TERMINAL: "The terminal's own colours",
    }
)

# Widths of the terminal from which panes stand side by side: a class of the screen each.
BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide")]


class Shades:
    """The colours that everything is drawn with, as `#rrggbb`.

    `muted` is text of less weight, `faint` is for rules and never for text, `raised` lies behind
    a dialog. `cursor` lies behind the line of the cursor, `resting` behind it while its pane has
    no focus. `hues` says what the colour names of a scheme look like; where `keeps_hues` is
    false, every other colour is shown as the nearest of them.
    """

    def __init__(
        self,
        background: str,
        text: str,
        accent: str,
        late: str,
        hues: Mapping[str, str],
        *,
        keeps_hues: bool = True,
    ) -> None:
        self.background = background
        self.dark = is_dark(background)
        self.cursor = mix(background, accent, 0.22 if self.dark else 0.15)
        self.resting = mix(background, text, 0.08)
        self.raised = mix(background, text, 0.05)
        self.faint = mix(text, background, 0.78)
        self.text = readable(text, self.grounds)
        self.muted = readable(mix(text, background, 0.4), self.grounds)
        self.accent = readable(accent, self.grounds)
        self.late = readable(late, self.grounds)
        self.hues = hues
        self.keeps_hues = keeps_hues

    @property
    def grounds(self) -> tuple[str, str, str]:
        """Every background that text stands on."""
        return self.background, self.cursor, self.resting


_HUES_ON_DARK = {
    "red": "#f0626a", "amber": "#e5b04b", "green": "#63b873",
    "blue": "#6ba6ea", "violet": "#b894ec", "grey": "#a3a9b2",
}  # fmt: skip
_HUES_ON_LIGHT = {
    "red": "#c2222f", "amber": "#8f6200", "green": "#1e7a36",
    "blue": "#1f62b5", "violet": "#7541b8", "grey": "#5c636c",
}  # fmt: skip
# From orange over yellow to blues, apart in lightness as well as in hue.
_BLUE_ORANGE_ON_DARK = {
    "red": "#ff8a2b", "amber": "#f4d675", "green": "#4fa3e8",
    "blue": "#a9cdf5", "violet": "#e8e3f4", "grey": "#9aa1ab",
}  # fmt: skip
_BLUE_ORANGE_ON_LIGHT = {
    "red": "#641600", "amber": "#957000", "green": "#0b62c4",
    "blue": "#0a3f86", "violet": "#3b2f63", "grey": "#5c636c",
}  # fmt: skip

# Background, text, accent, lateness, hues.
_PAINTS: Mapping[str, tuple[str, str, str, str, Mapping[str, str]]] = MappingProxyType(
    {
        DARK: ("#15181c", "#d9dde3", "#4fb8b0", "#ec9a6c", _HUES_ON_DARK),
        LIGHT: ("#fbfaf7", "#22272d", "#0a6e6a", "#b0430c", _HUES_ON_LIGHT),
        "jtai-blue-orange": ("#15181c", "#d9dde3", "#7fb2ff", "#ffa347", _BLUE_ORANGE_ON_DARK),
        "jtai-blue-orange-light": (
            "#fbfaf7", "#22272d", "#1858b0", "#a34a00", _BLUE_ORANGE_ON_LIGHT,
        ),
    }
)  # fmt: skip


@lru_cache(maxsize=8)
def shades_named(name: str) -> Shades:
    """Return the shades of one of our own themes; KeyError for any other name."""
    background, text, accent, late, hues = _PAINTS[name]
    keeps_hues = hues in (_HUES_ON_DARK, _HUES_ON_LIGHT)
    return Shades(background, text, accent, late, hues, keeps_hues=keeps_hues)


@lru_cache(maxsize=32)
def shades_of(name: str, background: str | None, text: str | None, dark: bool) -> Shades:
    """Return the shades of a theme of ours, or shades that suit another theme's background."""
    if name in _PAINTS:
        return shades_named(name)
    ours = shades_named(DARK if dark else LIGHT)
    ground, front = as_hex(background), as_hex(text)
    if ground is None:
        return ours
    return Shades(ground, front or ours.text, ours.accent, ours.late, ours.hues)


@lru_cache(maxsize=256)
def rating_colour(colour: str, shades: Shades, *, suggested: bool = False) -> str:
    """Return how a colour of a scheme looks on these shades: readable on every ground.

    `colour` is a name of the seed's scheme, any CSS name or `#rrggbb`; whatever else is shown in
    the colour of text. A suggested rating is paler than a recorded one.
    """
    own = colour.strip().casefold()
    rgb = shades.hues.get(own) or as_hex(own)
    if rgb is None:
        return shades.muted if suggested else shades.text
    if not shades.keeps_hues:
        rgb = shades.hues[hue_of(own)]
    if suggested:
        rgb = mix(rgb, shades.muted, 0.5)
    return readable(rgb, shades.grounds)


def has_few_colours(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Return whether a terminal shows no colours of ours: NO_COLOR is set, or it has 16 or fewer.

    Such a terminal gets `App(ansi_color=True)` and the theme of its own colours, since Textual
    would turn ours into greys, or black on black.
    """
    if "NO_COLOR" in environ:
        return True
    if platform == "win32" or environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return False
    term = environ.get("TERM", "").lower()
    return not any(word in term for word in ("256", "direct", "kitty", "truecolor"))


def set_up_themes(app: App[Any], name: str | None = None) -> None:
    """Register the app's themes with `app`, and let it start in the one called `name`.

    For the end of an app's `__init__`, before anything is painted. With the terminal's own
    colours (`ansi_color=True`) that theme is the one; an unknown name means the dark one.
    """
    for each in THEME_NAMES:
        app.register_theme(_theme(each))
    if app.ansi_color:
        app.theme = TERMINAL
    else:
        app.theme = name if name is not None and name in THEME_NAMES else DARK


def style_sheet(name: str = "jtai.tcss") -> str:
    """Return a style sheet that lies beside this module: in a folder or in a zip file.

    Textual's own `CSS_PATH` finds nothing inside a zip file. Raises OSError if there is none.
    """
    data = pkgutil.get_data("jtai_tui", name)
    return "" if data is None else data.decode()


def _theme(name: str) -> Theme:
    if name == TERMINAL:
        return _terminal_theme()
    shades = shades_named(name)
    return Theme(
        name=name,
        dark=shades.dark,
        primary=shades.accent,
        secondary=shades.accent,
        accent=shades.accent,
        warning=shades.late,
        error=rating_colour("red", shades),
        success=rating_colour("green", shades),
        foreground=shades.text,
        background=shades.background,
        surface=shades.raised,
        panel=shades.faint,
        variables={
            "text": shades.text,
            "text-muted": shades.muted,
            "text-disabled": shades.muted,
            "foreground-muted": shades.muted,
            "border": shades.accent,
            "border-blurred": shades.faint,
            "block-cursor-foreground": shades.text,
            "block-cursor-background": shades.cursor,
            "block-cursor-blurred-foreground": shades.text,
            "block-cursor-blurred-background": shades.resting,
            "block-hover-background": shades.resting,
            "input-cursor-background": shades.text,
            "input-cursor-foreground": shades.background,
            "input-selection-background": shades.cursor,
            "scrollbar": shades.faint,
            "scrollbar-hover": shades.muted,
            "scrollbar-active": shades.muted,
            "scrollbar-background": shades.background,
            "scrollbar-background-hover": shades.background,
            "scrollbar-background-active": shades.background,
            "scrollbar-corner-color": shades.background,
        },
    )


def _terminal_theme() -> Theme:
    return Theme(
        name=TERMINAL,
        ansi=True,
        dark=True,
        primary="ansi_cyan",
        secondary="ansi_cyan",
        accent="ansi_cyan",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "border": "ansi_cyan",
            "border-blurred": "ansi_default",
            "block-cursor-foreground": "ansi_default",
            "block-cursor-background": "ansi_default",
            "block-cursor-text-style": "reverse",
            "block-cursor-blurred-foreground": "ansi_default",
            "block-cursor-blurred-background": "ansi_default",
            "block-cursor-blurred-text-style": "bold",
            "input-cursor-text-style": "reverse",
        },
    )
