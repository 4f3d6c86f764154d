"""What holds for a whole Word document: its page, foot, styles, language and properties."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from jtai_tui.exchange.outgoing.shading import HEADER_FILL
from jtai_tui.exchange.outgoing.word_styles import set_font, set_spacing, style_of
from jtai_tui.exchange.outgoing.word_template import new_document
from jtai_tui.exchange.outgoing.word_xml import element, field, run

TITLE, HEADING = "Title", "Heading 1"
TEXT, CELL, FOOT = "Plan Text", "Plan Cell", "Plan Foot"

_LANGUAGE = "en-GB"
_LEAST_WIDTH = 4_500  # twentieths of a point: no table is read in less than eight centimetres
_SIDE, _TOP, _FOOT = Mm(15), Mm(14), Mm(8)


def empty_document(template: bytes | None, *, keep_page: bool = False) -> Document:
    """Return a document without content, in landscape A4, with the styles that a plan needs.

    With `keep_page` a template's own page stays, turned to landscape if it is upright. Raises
    PlanError where the template can't be one; `new_document` says when.
    """
    document = new_document(template)
    _set_language(document)
    own = template is None
    if own or not keep_page or usable_width(document) < _LEAST_WIDTH:
        _set_page(document.sections[-1], own=own)
    else:
        _turn_page(document.sections[-1])
    for columns in list(document.element.body.iter(qn("w:cols"))):
        columns.getparent().remove(columns)  # no table is read in a column of text
    _set_styles(document, own=own)
    return document


def usable_width(document: Document) -> int:
    """Return how wide a line is, in twentieths of a point."""
    section = document.sections[-1]
    parts = (section.page_width, section.left_margin, section.right_margin)
    width, left, right = (int(part or 0) for part in parts)
    return (width - left - right) // 635


def usable_height(document: Document) -> int:
    """Return how high the text of a page may be, in twentieths of a point."""
    section = document.sections[-1]
    parts = (section.page_height, section.top_margin, section.bottom_margin)
    height, top, bottom = (abs(int(part or 0)) for part in parts)
    return (height - top - bottom) // 635


def write_footers(document: Document, words: str) -> None:
    """Write words and page beneath every page; what a template has there stays above."""
    section = document.sections[-1]
    footers = [section.footer]
    if section.different_first_page_header_footer:
        footers.append(section.first_page_footer)
    if document.settings.odd_and_even_pages_header_footer:
        footers.append(section.even_page_footer)
    for footer in footers:
        _write_footer(footer, words)


def write_properties(
    document: Document,
    title: str,
    *,
    form: str = "",
    author: str = "",
    made: datetime | None = None,
) -> None:
    """Write the properties: title, form, and who made it and when, as far as that is given."""
    properties = document.core_properties
    properties.title = title[:255]
    properties.keywords = form
    properties.language = _LANGUAGE
    properties.author = properties.last_modified_by = author[:255]
    properties.subject = properties.category = properties.comments = ""
    properties.content_status = properties.identifier = properties.version = ""
    if made is not None:
        properties.created = properties.modified = made
    properties.revision = 1


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


def _turn_page(section: Section) -> None:
    """Turn an upright page: a table of many columns isn't read on it.

    Its margins stay where they are, for those above and below have room for header and footer.
    """
    wide, high = section.page_width, section.page_height
    if wide is None or high is None or wide >= high:
        return
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = high, wide


def _set_styles(document: Document, *, own: bool) -> None:
    if own:
        set_font(cast(ParagraphStyle, document.styles["Normal"]), 10.5)
    title, made = style_of(document, TITLE, builtin=True)
    if own or made:
        set_font(title, 22, bold=True, colour=HEADER_FILL, named=own)
        set_spacing(title, 0, 2)
        for edges in list(title.element.iter(qn("w:pBdr"))):
            edges.getparent().remove(edges)
    heading, made = style_of(document, HEADING, builtin=True)
    if own or made:
        set_font(heading, 14, bold=True, colour=HEADER_FILL, named=own)
        set_spacing(heading, 14, 4)
        heading.paragraph_format.keep_with_next = True
        if made:
            heading.element.get_or_add_pPr().append(element("outlineLvl", val=0))
    text, _ = style_of(document, TEXT)
    cell, _ = style_of(document, CELL)
    foot, _ = style_of(document, FOOT)
    set_spacing(foot, 0, 0)
    foot.font.size = Pt(8.5)
    set_spacing(text, 0, 6)
    set_spacing(cell, 0, 3)
    cell.font.size = Pt(9)


def _write_footer(footer: _Footer, words: str) -> None:
    footer.is_linked_to_previous = False
    used = any(each.text.strip() for each in footer.paragraphs) or footer.tables
    line = footer.add_paragraph() if used else footer.paragraphs[0]
    line.style = FOOT
    start = f"{words} · page " if words else "Page "
    for part in (run(start), field("PAGE"), run(" of "), field("NUMPAGES")):
        cast(BaseOxmlElement, line._p).append(part)
