"""The Word document of a plan: all that a board needs, as it knows it, and nothing hostile."""

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings

from db.errors import PlanError
from db.plan_entries import AgencyEntry
from jtai_tui.exchange.outgoing.excel import plan_xlsx
from jtai_tui.exchange.outgoing.published import HEADINGS, published, sections
from jtai_tui.exchange.outgoing.shading import LEAST_CONTRAST, contrast, fill_of
from jtai_tui.exchange.outgoing.word import plan_docx
from jtai_tui.exchange.published_cells import FORM
from jtai_tui.exchange.published_lines import read_sheet_pieces
from tests.exchange.plans_to_publish import ACTING, ANY_TEXT, SEED, action, large_plan, small_plan


def opened(plan, **more):
    return docx.Document(io.BytesIO(plan_docx(plan, **more)))


@pytest.fixture(scope="module")
def seed():
    return opened(SEED)


def text_of(element):
    """The text of a cell or paragraph, to the letter, its lists as Markdown writes them."""
    parts, before, count = [], None, 0
    for paragraph in element.iter(qn("w:p")):
        signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
        text = "".join(
            each.text or "" if each.tag == qn("w:t") else signs[each.tag]
            for each in paragraph.iter(qn("w:t"), *signs)
        )
        number = paragraph.find(f".//{qn('w:numId')}")
        listed = None if number is None else number.get(qn("w:val"))
        count = count + 1 if listed and listed == before else 1
        if listed:
            text = f"- {text}" if listed == bullets(paragraph) else f"{count}. {text}"
        parts.append(("\n" if listed and listed == before else "\n\n") + text)
        before = listed
    return "".join(parts).removeprefix("\n\n")


def bullets(paragraph):
    return min(
        (each.get(qn("w:val")) for each in paragraph.getroottree().iter(qn("w:numId"))), key=int
    )


def test_the_page_is_landscape_a4_with_sensible_margins(seed):
    (section,) = seed.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert round(section.page_width / Mm(1)) == 297
    assert round(section.page_height / Mm(1)) == 210
    for margin in (section.left_margin, section.right_margin, section.top_margin):
        assert Mm(10) <= margin <= Mm(25)


def test_the_document_starts_with_title_version_introduction_governance_and_key(seed):
    styles = [(each.style.name, each.text) for each in seed.paragraphs]
    assert styles[0] == ("Title", SEED.title)
    assert styles[1][1] == "FINAL · updated 26 March 2020"
    headings = [text for style, text in styles if style == "Heading 1"]
    agencies = [agency.name for agency in SEED.agencies]
    assert headings == ["Introduction", "Governance", "Key of ratings", *agencies]


def test_each_rating_stands_in_the_key_by_letter_name_and_meaning(seed):
    key = [[cell.text for cell in row.cells] for row in seed.tables[0].rows]
    ratings = [[rating.letter, rating.name, rating.meaning] for rating in SEED.scheme]
    assert key == [["Letter", "Rating", "Meaning"], *ratings]


def test_each_agency_has_a_table_of_its_actions_with_seven_columns(seed):
    acting = [section for section in sections(published(SEED)) if section.rows]
    for section, table in zip(acting, seed.tables[1:], strict=True):
        first, *rows = [row.cells for row in table.rows]
        assert [cell.text for cell in first] == list(HEADINGS)
        for cells, row in zip(rows, section.rows, strict=True):
            assert tuple(text_of(cell._tc) for cell in cells) == row.cells


def test_headers_repeat_on_every_page_and_only_long_rows_part(seed):
    for table in seed.tables:
        first, *others = table._tbl.tr_lst
        assert first.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row.find(f".//{qn('w:tblHeader')}") is None for row in others)
    rows = [row for table in seed.tables[1:] for row in table._tbl.tr_lst[1:]]
    whole = [row for row in rows if row.find(f".//{qn('w:cantSplit')}") is not None]
    parting = [row for row in rows if row not in whole]
    assert whole
    assert parting
    assert max(map(length, whole)) < 3 * max(map(length, parting))


def length(row):
    return max(len(text_of(cell)) for cell in row.tc_lst)


def test_tables_have_a_caption_a_description_and_columns_as_wide_as_the_page(seed):
    section = seed.sections[0]
    usable = section.page_width - section.left_margin - section.right_margin
    for table in seed.tables[1:]:
        form = table._tbl.tblPr
        assert form.find(qn("w:tblCaption")).get(qn("w:val")).startswith("Actions of ")
        assert form.find(qn("w:tblDescription")).get(qn("w:val"))
        assert 0.98 * usable <= sum(column.width for column in table.columns) <= usable


def test_ratings_are_letter_and_name_on_a_colour_that_they_can_be_read_on(seed):
    shaded = [
        cell
        for table in seed.tables[1:]
        for row in table._tbl.tr_lst[1:]
        for cell in row.tc_lst[6:]
        if cell.find(f".//{qn('w:shd')}") is not None
    ]
    assert shaded
    fills = {fill_of(rating.colour) for rating in SEED.scheme}
    labels = {f"{rating.letter} {rating.name}" for rating in SEED.scheme}
    for cell in shaded:
        fill = cell.find(f".//{qn('w:shd')}").get(qn("w:fill"))
        ink = cell.find(f".//{qn('w:color')}").get(qn("w:val"))
        assert fill in fills
        assert contrast(ink, fill) >= LEAST_CONTRAST
        assert text_of(cell).partition("\n")[0] in labels


def test_the_foot_counts_pages_by_fields_and_nothing_else_is_a_field(seed):
    foot = seed.sections[0].footer._element
    fields = [each.get(qn("w:instr")) for each in foot.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    words = "".join(each.text for each in foot.iter(qn("w:t")))
    assert words == "FINAL · updated 26 March 2020 · page 1 of 1"
    body = seed.element.body
    assert not list(body.iter(qn("w:fldSimple"), qn("w:instrText"), qn("w:hyperlink")))


def test_the_document_is_in_british_english_and_names_nobody_and_no_moment(seed):
    languages = {each.get(qn("w:val")) for each in seed.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    properties = seed.core_properties
    assert (properties.title, properties.keywords) == (SEED.title, FORM)
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.created is None
    assert properties.modified is None
    with zipfile.ZipFile(io.BytesIO(plan_docx(SEED))) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
        assert not [name for name in parts.namelist() if "thumbnail" in name]


def test_lists_of_a_text_are_lists_of_word_and_each_numbering_starts_at_one():
    text = "First:\n\n- a\n- b\n\nThen:\n\n1. c\n2. d\n\nAgain:\n\n1. e"
    document = opened(small_plan(text))
    cell = document.tables[1].rows[1].cells[1]
    assert text_of(cell._tc) == text
    numbers = [each.get(qn("w:val")) for each in cell._tc.iter(qn("w:numId"))]
    assert [numbers.count(each) for each in dict.fromkeys(numbers)] == [2, 2, 1]
    starts = document.part.numbering_part.element.iter(qn("w:startOverride"))
    assert {each.get(qn("w:val")) for each in starts} == {"1"}


def test_a_list_right_under_the_head_of_an_update_is_a_list_of_word():
    plan = small_plan()
    update = plan.actions[0].updates[1]
    listed = type(update)(update.day, "J Smith", "- one\n- two")
    acting = action("1", "A", updates=(listed,))
    cell = opened(small_plan(agencies=(AgencyEntry("A"),), actions=(acting,))).tables[1].cell(1, 5)
    assert [each.text for each in cell.paragraphs] == ["4 May 2020, J Smith:", "one", "two"]
    assert cell.paragraphs[0].runs[0].bold


def test_an_agency_has_its_other_names_and_one_without_actions_says_so():
    texts = [each.text for each in opened(small_plan("Trust")).paragraphs]
    assert texts[-4:] == ["Trust", "Also called: Trust too", "Trust idle", "No actions."]


@settings(max_examples=15)
@given(ANY_TEXT)
def test_whatever_people_type_stands_in_its_cell_to_the_letter_and_is_never_more(text):
    plan = small_plan(text)
    document = opened(plan)
    (section, _) = sections(published(plan))
    cells = [cell._tc for cell in document.tables[1].rows[1].cells]
    texts = [read_sheet_pieces(text_of(cell)) for cell in cells]
    for column in (0, 1, 2, 3, 4, 6):
        assert texts[column] == section.rows[0].cells[column]
    body = document.element.body
    assert not list(body.iter(qn("w:fldSimple"), qn("w:instrText"), qn("w:hyperlink")))
    fields = list(document.sections[0].footer._element.iter(qn("w:fldSimple")))
    assert [each.get(qn("w:instr")) for each in fields] == ["PAGE", "NUMPAGES"]


@pytest.mark.journey
def test_a_thousand_actions_stand_in_a_small_file():
    content = plan_docx(large_plan())
    assert len(content) < 1_000_000
    rows = docx.Document(io.BytesIO(content)).element.body.iter(qn("w:tr"))
    assert len(list(rows)) == 1000 + len(ACTING) + 1 + len(SEED.scheme)


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_templates_styles_and_foot_are_kept_and_its_text_is_not():
    template = docx.Document()
    template.add_paragraph("Lorem ipsum")
    template.styles["Heading 1"].font.name = "Comic Sans MS"
    template.sections[0].footer.paragraphs[0].text = "Milton Keynes Council"
    template.sections[0].header.paragraphs[0].text = "Official"
    document = opened(SEED, template=saved(template))
    assert document.paragraphs[0].text == SEED.title
    assert "Lorem ipsum" not in [each.text for each in document.paragraphs]
    assert document.styles["Heading 1"].font.name == "Comic Sans MS"
    (section,) = document.sections
    assert section.header.paragraphs[0].text == "Official"
    assert section.footer.paragraphs[0].text == "Milton Keynes Council"
    assert len(section.footer.paragraphs) == 2
    assert section.orientation == WD_ORIENT.LANDSCAPE


def test_a_template_may_lack_the_styles_and_lists_that_a_plan_needs():
    template = docx.Document()
    for name in ("Title", "Heading 1"):
        template.styles[name].delete()
    for found in list(template.styles.element.iter(qn("w:docDefaults"))):
        found.getparent().remove(found)
    template.element.body.remove(template.element.body[-1])
    part = template.part
    for key in [key for key, each in part.rels.items() if each.reltype.endswith("/numbering")]:
        del part.rels[key]
    document = opened(SEED, template=saved(template))
    assert document.paragraphs[0].style.name == "Title"
    assert document.part.numbering_part.element.findall(qn("w:num"))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    languages = [each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))]
    assert languages == ["en-GB"]


@pytest.mark.parametrize("template", [b"", b"hello", b"PK\x03\x04 and no more"])
def test_a_template_that_is_no_word_document_is_refused_in_a_line(template):
    with pytest.raises(PlanError, match=r"^the template is not a Word document"):
        plan_docx(SEED, template=template)


def test_a_workbook_is_no_template():
    with pytest.raises(PlanError, match=r"save it as \.docx$"):
        plan_docx(SEED, template=plan_xlsx(SEED))


def test_a_plan_without_version_and_day_has_the_page_alone_at_its_foot():
    document = opened(small_plan(version_label="", updated=None))
    foot = document.sections[0].footer._element
    assert "".join(each.text for each in foot.iter(qn("w:t"))) == "Page 1 of 1"
    assert opened(small_plan(updated=date(1, 1, 1))).paragraphs[1].text.endswith("1 January 0001")
