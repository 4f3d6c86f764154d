"""Styles of a Word document: found by their names, made where a template lacks them."""

from __future__ import annotations

from typing import cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles import BabelFish
from docx.styles.style import ParagraphStyle

FONT = "Arial"


def style_of(
    document: Document, name: str, *, builtin: bool = False, base: str = "Normal"
) -> tuple[ParagraphStyle, bool]:
    """Return a style of paragraphs, and whether it had to be made upon its `base`."""
    # To look at each of python-docx's styles takes most of the time of a short document.
    names = f"w:name[@w:val='{name}' or @w:val='{BabelFish.ui2internal(name)}']"
    paragraphs = "not(@w:type) or @w:type='paragraph'"
    for found in document.styles.element.xpath(f"w:style[{paragraphs}][{names}]"):
        return ParagraphStyle(found), False
    made = cast(
        ParagraphStyle, document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    )
    if base in document.styles:
        made.base_style = document.styles[base]
    made.quick_style = True
    return made, True


def set_font(
    style: ParagraphStyle,
    size: float,
    *,
    bold: bool = False,
    colour: str | None = None,
    named: bool = True,
) -> None:
    """Set a style in our font, `size` in points, `colour` as `rrggbb`.

    Where the font isn't `named`, it is that of the style beneath.
    """
    for old in list(style.element.iter(qn("w:rFonts"), qn("w:color"), qn("w:spacing"))):
        if old.getparent().tag == qn("w:rPr"):
            old.getparent().remove(old)
    if named:
        style.font.name = FONT
        style.element.rPr.rFonts.set(qn("w:cs"), FONT)
    style.font.size = Pt(size)
    style.font.bold = bold or None
    if colour is not None:
        style.font.color.rgb = RGBColor.from_string(colour.upper())


def set_spacing(style: ParagraphStyle, before: float, after: float) -> None:
    """Set the space around a style's paragraphs, in points, and its lines close together."""
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0
