"""Whatever colours a scheme brings, they can be read on every theme, by every eye."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorSystem
from textual.app import App

from jtai_tui.theme import (
    DARK,
    LIGHT,
    TERMINAL,
    THEME_NAMES,
    has_few_colours,
    rating_colour,
    set_up_themes,
    shades_named,
    shades_of,
    style_sheet,
)
from jtai_tui.widgets.colours import READABLE, contrast, hue_of, readable
from jtai_tui.widgets.palette import (
    ACCENT,
    FOCUSED,
    HEADING,
    LATE,
    MUTED,
    STRONG,
    TEXT,
    Ground,
    Palette,
    palette_of,
)

OURS = [name for name in THEME_NAMES if name != TERMINAL]
COLOURS = ("red", "amber", "green", "blue", "violet", "grey")
TEXT_TONES = (TEXT, STRONG, MUTED, HEADING, ACCENT, FOCUSED, LATE)


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("ground", Ground)
def test_every_tone_can_be_read_on_every_ground(name: str, ground: Ground) -> None:
    palette = Palette(shades_named(name))
    ratings = [f"{kind}:{colour}" for kind in ("rating", "suggested") for colour in COLOURS]
    for tone in (*TEXT_TONES, *ratings):
        style = palette.style(tone, ground)
        assert style.color is not None
        assert style.bgcolor is not None
        front, back = style.color.get_truecolor().hex, style.bgcolor.get_truecolor().hex
        assert contrast(front, back) >= READABLE, (tone, front, back)


@pytest.mark.parametrize("name", OURS)
@given(
    colour=st.one_of(
        st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}"),
        st.sampled_from(["Red", " AMBER ", "gold", "#abc", "ansi_red", "rgb(1,2,3)", "auto", ""]),
        st.text(max_size=12),
    )
)
def test_any_colour_of_a_scheme_is_readable_and_none_fails(name: str, colour: str) -> None:
    shades = shades_named(name)
    for suggested in (False, True):
        shown = rating_colour(colour, shades, suggested=suggested)
        assert all(contrast(shown, ground) >= READABLE for ground in shades.grounds)


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_a_readable_shade_is_found_on_any_single_ground(colour: int, ground: int) -> None:
    behind = f"#{ground:06x}"
    assert contrast(readable(f"#{colour:06x}", [behind]), behind) >= READABLE


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ff0000", "#ff0000") == 1


def test_colours_are_told_by_their_family() -> None:
    told = {"#ff0000": "red", "#ffbf00": "amber", "#00aa33": "green", "#0044cc": "blue"}
    told |= {"#7733cc": "violet", "#808080": "grey", "nonsense": "grey", "#ff0044": "red"}
    assert {colour: hue_of(colour) for colour in told} == told


# Machado, Oliveira, Fernandes 2009: full protanopia and deuteranopia, on linear RGB.
EYES = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
               (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881)),
}  # fmt: skip


def seen_by(eye: str, colour: str) -> tuple[float, float, float]:
    """Return CIE L*a*b* of a colour as an eye sees it."""
    raw = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in raw]
    r, g, b = (
        min(max(sum(k * c for k, c in zip(row, linear, strict=True)), 0), 1) for row in EYES[eye]
    )
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("name", [name for name in OURS if "orange" in name])
@pytest.mark.parametrize("eye", EYES)
def test_the_working_ratings_stay_apart_for_colour_blind_eyes(name: str, eye: str) -> None:
    shades = shades_named(name)
    seen = {each: seen_by(eye, rating_colour(each, shades)) for each in ("red", "amber", "green")}
    for one, two in combinations(seen, 2):
        apart = sum((p - q) ** 2 for p, q in zip(seen[one], seen[two], strict=True)) ** 0.5
        assert apart > 20, (one, two, apart)


@pytest.mark.parametrize("name", OURS)
def test_the_cursor_shows_in_256_colours_as_well(name: str) -> None:
    shades = shades_named(name)
    numbers = {
        Color.parse(ground).downgrade(ColorSystem.EIGHT_BIT).number for ground in shades.grounds
    }
    assert len(numbers) == 3


def test_the_terminals_own_colours_leave_the_background_alone() -> None:
    palette = Palette(None)
    for tone in (*TEXT_TONES, "rating:red", "suggested:#00ff00", "rating:nonsense"):
        assert palette.style(tone).bgcolor is None
        on_cursor = palette.style(tone, Ground.CURSOR)
        assert on_cursor.reverse
        assert on_cursor.color is None


@pytest.mark.parametrize(
    ("environ", "platform", "few"),
    [
        ({"TERM": "xterm-256color"}, "linux", False),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "linux", False),
        ({"TERM": "xterm-kitty"}, "linux", False),
        ({"TERM": "linux"}, "linux", True),
        ({"TERM": "xterm"}, "linux", True),
        ({}, "linux", True),
        ({}, "win32", False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "linux", True),
        ({"NO_COLOR": ""}, "win32", True),
    ],
)
def test_terminals_with_few_colours_are_known(
    environ: dict[str, str], platform: str, few: bool
) -> None:
    assert has_few_colours(environ, platform) is few


@pytest.mark.parametrize(("wanted", "got"), [(None, DARK), (LIGHT, LIGHT), ("no-such-theme", DARK)])
def test_an_app_starts_with_the_theme_that_is_wanted(wanted: str | None, got: str) -> None:
    app: App[None] = App()
    set_up_themes(app, wanted)
    assert app.theme == got
    assert set(THEME_NAMES) <= set(app.available_themes)


def test_a_terminal_with_few_colours_keeps_its_own() -> None:
    app: App[None] = App(ansi_color=True)
    set_up_themes(app, LIGHT)
    assert app.theme == TERMINAL
    assert palette_of(app).style(TEXT).color is None


def test_a_theme_that_is_not_ours_is_readable_too() -> None:
    shades = shades_of("nord", "#2E3440", "#D8DEE9", True)
    assert shades.background == "#2e3440"
    assert all(contrast(shades.late, ground) >= READABLE for ground in shades.grounds)


def test_the_style_sheet_is_found() -> None:
    assert "PlanTree" in style_sheet()
    with pytest.raises(OSError):
        style_sheet("no-such.tcss")
