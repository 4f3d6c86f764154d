"""What holds for a whole Word document: its page, foot, styles, language and properties."""

from __future__ import annotations

import io
import zipfile
from typing import Any, cast

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from db.errors import PlanError
from db.plan_entries import PlanDocument
from jtai_tui.exchange.outgoing.shading import HEADER_FILL
from jtai_tui.exchange.outgoing.word_xml import element, field, run
from jtai_tui.exchange.published_cells import FORM
from jtai_tui.exchange.published_lines import version_line

TITLE, HEADING = "Title", "Heading 1"
TEXT, CELL, FOOT = "Plan Text", "Plan Cell", "Plan Foot"

_FONT = "Arial"
_LANGUAGE = "en-GB"
_SIDE, _TOP, _FOOT = Mm(15), Mm(14), Mm(8)


def empty_document(template: bytes | None) -> Document:
    """Return a document without content, in landscape A4, with the styles that a plan needs.

    Raises PlanError where the template isn't a Word document.
    """
    document = _opened(template)
    document._body.clear_content()
    cast(Any, document.element.body).get_or_add_sectPr()
    _drop_thumbnail(document)
    _set_language(document)
    own = template is None
    _set_page(document.sections[-1], own=own)
    _set_styles(document, own=own)
    return document


def usable_width(document: Document) -> int:
    """Return how wide a line is, in twentieths of a point."""
    section = document.sections[-1]
    parts = (section.page_width, section.left_margin, section.right_margin)
    width, left, right = (int(part or 0) for part in parts)
    return (width - left - right) // 635


def write_footers(document: Document, plan: PlanDocument) -> None:
    """Write version, date and page beneath every page; what a template has there stays above."""
    section = document.sections[-1]
    footers = [section.footer]
    if section.different_first_page_header_footer:
        footers.append(section.first_page_footer)
    if document.settings.odd_and_even_pages_header_footer:
        footers.append(section.even_page_footer)
    for footer in footers:
        _write_footer(footer, version_line(plan.version_label, plan.updated))


def write_properties(document: Document, plan: PlanDocument) -> None:
    """Write title and form among the properties, and nobody's name."""
    properties = document.core_properties
    properties.title = plan.title[:255]
    properties.keywords = FORM
    properties.language = _LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.revision = 1


def _opened(template: bytes | None) -> Document:
    if template is None:
        return docx.Document()
    try:
        return docx.Document(io.BytesIO(template))
    except (ValueError, KeyError, OSError, SyntaxError, zipfile.BadZipFile):
        # lxml's errors of syntax are SyntaxErrors.
        raise PlanError(
            "the template is not a Word document; open it in Word and save it as .docx"
        ) from None


def _drop_thumbnail(document: Document) -> None:
    relations = document.part.package.rels
    for name in [
        name for name, each in relations.items() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL
    ]:
        del relations[name]


def _set_language(document: Document) -> None:
    styles = cast(BaseOxmlElement, document.styles.element)
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    usual = styles
    for tag in ("docDefaults", "rPrDefault", "rPr"):
        found = usual.find(qn(f"w:{tag}"))
        if found is None:
            found = element(tag)
            usual.insert(0, found)
        usual = found
    if usual.find(qn("w:lang")) is None:
        usual.append(element("lang", val=_LANGUAGE))
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), _LANGUAGE)
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _set_page(section: Section, *, own: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    if own:
        section.top_margin, section.bottom_margin = _TOP, Mm(17)
        section.header_distance = section.footer_distance = _FOOT
    section.left_margin = section.right_margin = _SIDE
    section.gutter = Mm(0)


def _set_styles(document: Document, *, own: bool) -> None:
    if own:
        _set_font(cast(ParagraphStyle, document.styles["Normal"]), 10.5)
    title, made = _style(document, TITLE, builtin=True)
    if own or made:
        _set_font(title, 22, bold=True, colour=HEADER_FILL)
        _set_spacing(title, 0, 2)
        for edges in list(title.element.iter(qn("w:pBdr"))):
            edges.getparent().remove(edges)
    heading, made = _style(document, HEADING, builtin=True)
    if own or made:
        _set_font(heading, 14, bold=True, colour=HEADER_FILL)
        _set_spacing(heading, 14, 4)
        heading.paragraph_format.keep_with_next = True
        if made:
            heading.element.get_or_add_pPr().append(element("outlineLvl", val=0))
    text, _ = _style(document, TEXT)
    cell, _ = _style(document, CELL)
    foot, _ = _style(document, FOOT)
    _set_spacing(foot, 0, 0)
    foot.font.size = Pt(8.5)
    _set_spacing(text, 0, 6)
    _set_spacing(cell, 0, 3)
    cell.font.size = Pt(9)


def _style(document: Document, name: str, *, builtin: bool = False) -> tuple[ParagraphStyle, bool]:
    """Return a style of paragraphs, and whether it had to be made."""
    for style in document.styles:
        if style.name == name and style.type == WD_STYLE_TYPE.PARAGRAPH:
            return cast(ParagraphStyle, style), False
    made = cast(
        ParagraphStyle, document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    )
    if "Normal" in document.styles:
        made.base_style = document.styles["Normal"]
    made.quick_style = True
    return made, True


def _set_font(
    style: ParagraphStyle, size: float, *, bold: bool = False, colour: str | None = None
) -> None:
    for old in list(style.element.iter(qn("w:rFonts"), qn("w:color"), qn("w:spacing"))):
        if old.getparent().tag == qn("w:rPr"):
            old.getparent().remove(old)
    style.font.name = _FONT
    style.element.rPr.rFonts.set(qn("w:cs"), _FONT)
    style.font.size = Pt(size)
    style.font.bold = bold or None
    if colour is not None:
        style.font.color.rgb = RGBColor.from_string(colour.upper())


def _set_spacing(style: ParagraphStyle, before: float, after: float) -> None:
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0


def _write_footer(footer: _Footer, version: str) -> None:
    footer.is_linked_to_previous = False
    used = any(each.text.strip() for each in footer.paragraphs) or footer.tables
    line = footer.add_paragraph() if used else footer.paragraphs[0]
    line.style = FOOT
    start = f"{version} · page " if version else "Page "
    for part in (run(start), field("PAGE"), run(" of "), field("NUMPAGES")):
        cast(BaseOxmlElement, line._p).append(part)
