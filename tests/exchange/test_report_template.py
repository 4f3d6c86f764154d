"""A council's own Word file lends a report its look; what it says, or would do, stays behind."""

import io
import struct
import zipfile
import zlib

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, RGBColor

from db.errors import PlanError
from jtai_tui.exchange.outgoing.shading import HEADER_FILL
from jtai_tui.exchange.report.excel import excel_report
from jtai_tui.exchange.report.word import word_report
from tests.exchange.report_pages import assert_in_order, report_page
from tests.exchange.test_report_word import said

GREEN = RGBColor(0x00, 0x5A, 0x43)
MAIN = "wordprocessingml.document.main+xml"
MACROS = "vnd.ms-word.document.macroEnabled.main+xml"


def picture(wide, high):
    """A green picture as the bytes of a PNG."""
    rows = b"".join(b"\0" + bytes((0, 90, 67)) * wide for _ in range(high))

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def council():
    """A council's template: a logo above, an address beneath, green headings, and old words."""
    template = docx.Document()
    template.styles["Heading 1"].font.color.rgb = GREEN
    section = template.sections[0]
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.orientation, section.left_margin = WD_ORIENT.LANDSCAPE, Mm(31)
    section.header.paragraphs[0].add_run("OFFICIAL ").add_picture(picture(8, 4))
    section.footer.paragraphs[0].text = "Invented Council, Town Hall"
    template.add_paragraph("Old words about a child")
    template.add_picture(picture(9, 5))
    template.core_properties.author = "A Clerk"
    template.core_properties.subject = "Another matter"
    return template


def saved(template, **changes):
    """A template's bytes; `changes` give what stands instead of something in any of its parts."""
    out = io.BytesIO()
    template.save(out)
    return rezipped(out.getvalue(), changes) if changes else out.getvalue()


def rezipped(data, changes, more=()):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            for before, after in changes.items():
                content = content.replace(before.encode(), after.encode())
            new.writestr(entry.filename, content)
        for name, content in more:
            new.writestr(name, content)
    return out.getvalue()


def opened(template):
    return docx.Document(io.BytesIO(word_report(report_page(), template=template)))


@pytest.fixture(scope="module")
def report():
    return opened(saved(council()))


def test_the_report_stands_in_the_template_and_none_of_its_words(report):
    words = said(report)
    assert_in_order(report_page(), words)
    assert "Old words" not in words


def test_styles_page_header_and_footer_are_the_councils(report):
    assert report.styles["Heading 1"].font.color.rgb == GREEN
    (section,) = report.sections
    assert round(section.left_margin / Mm(1)) == 31
    assert "OFFICIAL" in section.header.paragraphs[0].text
    assert list(section.header._element.iter(qn("w:drawing")))
    address, ours = section.footer.paragraphs
    assert address.text == "Invented Council, Town Hall"
    text = "".join(each.text for each in ours._p.iter(qn("w:t")))
    assert text.startswith(report_page().foot)
    head = report.tables[1].rows[0].cells[0]
    assert head._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) == str(GREEN).lower()


def test_pictures_and_properties_of_what_it_said_are_gone(report):
    images = [
        each.partname for each in report.part.package.iter_parts() if "image" in each.content_type
    ]
    assert len(images) == 1  # the logo
    properties = report.core_properties
    assert (properties.author, properties.subject) == ("Demo Coordinator", "")


def test_the_header_that_the_last_section_takes_over_is_kept():
    template = council()
    template.add_section()
    document = opened(saved(template))
    (section,) = document.sections
    assert "OFFICIAL" in section.header.paragraphs[0].text
    assert section.footer.paragraphs[0].text == "Invented Council, Town Hall"


def test_a_template_by_name_is_taken_like_a_document():
    data = saved(council(), **{MAIN: MAIN.replace("document", "template")})
    assert b"template.main+xml" in zipfile.ZipFile(io.BytesIO(data)).read("[Content_Types].xml")
    assert_in_order(report_page(), said(opened(data)))


def test_styles_that_it_lacks_are_added():
    template = council()
    names = (
        "Title",
        "Heading 1",
        "Heading 2",
        "Caption",
        "List Bullet",
        "List Number",
        "Table Grid",
    )
    for name in names:
        template.styles[name].delete()
    document = opened(saved(template))
    styles = {each.style.name for each in document.paragraphs}
    assert styles >= {*names} - {"Table Grid"}
    assert {each.style.name for each in document.tables} == {"Table Grid"}
    head = document.tables[1].rows[0].cells[0]
    assert head._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) == HEADER_FILL


def test_pale_headings_do_not_make_a_head_that_nobody_reads():
    template = council()
    template.styles["Heading 1"].font.color.rgb = RGBColor(0xFF, 0xFF, 0x88)
    head = opened(saved(template)).tables[1].rows[0].cells[0]
    assert head._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) == HEADER_FILL


def test_a_template_of_nothing_but_a_page_will_do():
    template = council()
    template.element.body.remove(template.element.body[-1])
    part = template.part
    for key in [key for key, each in part.rels.items() if each.reltype.endswith("/numbering")]:
        del part.rels[key]
    assert_in_order(report_page(), said(opened(saved(template))))


def test_an_upright_page_is_turned_and_keeps_its_margins():
    template = council()
    section = template.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin = Mm(41), Mm(22)
    (turned,) = opened(saved(template)).sections
    assert turned.orientation == WD_ORIENT.LANDSCAPE
    assert round(turned.page_width / Mm(1)) == 297
    assert round(turned.top_margin / Mm(1)) == 41
    assert round(turned.right_margin / Mm(1)) == 22


def test_text_in_columns_would_part_the_tables():
    template = council()
    columns = template.sections[0]._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), "3")
    assert not list(opened(saved(template)).element.body.iter(qn("w:cols")))


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"PK\x03\x04 and no more", excel_report(report_page())]
)
def test_what_is_no_word_document_is_refused_in_a_line(data):
    with pytest.raises(PlanError, match=r"^the template is not a Word document; .*\.docx$"):
        word_report(report_page(), template=data)


def test_macros_are_refused():
    enabled = saved(
        council(),
        **{f"vnd.openxmlformats-officedocument.{MAIN}": MACROS},
    )
    hidden = rezipped(saved(council()), {}, [("word/vbaProject.bin", b"x")])
    for data in (enabled, hidden):
        with pytest.raises(PlanError, match=r"^the template holds macros; save it as [^\n]*$"):
            word_report(report_page(), template=data)


def test_a_part_that_unpacks_without_end_is_refused():
    bomb = rezipped(saved(council()), {}, [("word/media/image9.png", bytes(70_000_000))])
    assert len(bomb) < 1_000_000
    with pytest.raises(PlanError, match=r"^the template unpacks to far more [^\n]*$"):
        word_report(report_page(), template=bomb)


def test_an_entity_is_refused():
    data = saved(council(), **{"<w:styles ": '<!DOCTYPE x [<!ENTITY a "b">]><w:styles '})
    with pytest.raises(PlanError, match="DOCTYPE"):
        word_report(report_page(), template=data)


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/settings.xml"])
def test_a_part_that_is_cut_off_is_refused(name):
    data = saved(council())
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, content[:300] if entry.filename == name else content)
    with pytest.raises(PlanError, match=r"^the template is not a Word document"):
        word_report(report_page(), template=out.getvalue())


def test_a_picture_from_elsewhere_is_refused_and_named():
    template = council()
    header = template.sections[0].header.part
    header.relate_to("https://tracker.example/a.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    with pytest.raises(PlanError, match=r"fetches its image .*tracker\.example/a\.png"):
        word_report(report_page(), template=saved(template))


def test_a_field_that_fetches_is_refused():
    template = council()
    line = template.sections[0].footer.paragraphs[0]._p
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), ' INCLUDEPICTURE "https://tracker.example/a.png" ')
    line.append(field)
    with pytest.raises(PlanError, match="field that fetches"):
        word_report(report_page(), template=saved(template))


def test_a_link_in_the_footer_is_plain_words_and_no_other_template_is_asked():
    template = council()
    footer = template.sections[0].footer
    link = OxmlElement("w:hyperlink")
    where = footer.part.relate_to(
        "https://council.example/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link.set(qn("r:id"), where)
    run = footer.paragraphs[0].add_run("council.example")
    footer.paragraphs[0]._p.append(link)
    link.append(run._r)
    attached = OxmlElement("w:attachedTemplate")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    settings = template.part._settings_part
    attached.set(
        qn("r:id"), settings.relate_to("https://evil.example/x.dotm", kind, is_external=True)
    )
    template.settings.element.insert(0, attached)
    data = word_report(report_page(), template=saved(template))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            assert b"evil.example" not in content
            assert b'TargetMode="External"' not in content
    foot = docx.Document(io.BytesIO(data)).sections[0].footer._element
    assert "council.example" in "".join(each.text for each in foot.iter(qn("w:t")))


def test_the_same_report_in_the_same_template_gives_the_same_bytes():
    template = saved(council())
    page = report_page()
    assert word_report(page, template=template) == word_report(page, template=template)
