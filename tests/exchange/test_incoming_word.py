"""The paragraphs of a Word document are read as a reader of the page sees them."""

import io

import pytest
from docx import Document
from docx.enum.text import WD_BREAK
from hypothesis import given
from hypothesis import strategies as st

from db.plain_text import check_text
from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.incoming.source import Paragraph
from tests.exchange.word_files import (
    LISTS,
    NAMESPACES,
    cell,
    content_control,
    field,
    paragraph,
    row,
    run,
    table,
    word_file,
    word_parts,
    zipped,
)

PLAN = table([["Ref", "Action"], ["1", "Review"]])


def read(*blocks, **parts):
    return read_source(word_file(*blocks, **parts), "plan.docx")


def text_of(*contents, **parts):
    """Return the text of a cell that holds these blocks."""
    source = read(table([row(cell("Ref"), cell(*contents))]), **parts)
    return source.tables[0].rows[0].cells[1].text


def in_paragraph(*runs, **parts):
    return text_of(paragraph(*runs), **parts)


def test_paragraphs_stand_above_the_table_that_follows_and_below_the_last():
    source = read(
        paragraph("Introduction"), PLAN, paragraph("Police"), paragraph("Lead: Jo"), PLAN,
        paragraph("The end"),
    )  # fmt: skip
    assert [table.name for table in source.tables] == ["table 1", "table 2"]
    above = [[each.text for each in table.above] for table in source.tables]
    assert above == [["Introduction"], ["Police", "Lead: Jo"]]
    assert source.below == (Paragraph("The end"),)
    assert [row.place for row in source.tables[1].rows] == ["table 2, row 1", "table 2, row 2"]


def test_what_a_library_writes_is_read_with_its_headings_properties_and_foot():
    document = Document()
    document.core_properties.title = "Joint action plan"
    document.core_properties.keywords = "JTAI"
    document.add_heading("Plan", 0)
    document.add_heading("Police", 2)
    document.add_paragraph("Key actions", style="List Bullet")
    made = document.add_table(rows=2, cols=2)
    made.rows[0].cells[0].text = "Ref"
    made.rows[1].cells[1].text = "Review\nthe panel"
    document.sections[0].footer.paragraphs[0].text = "Version 3"
    out = io.BytesIO()
    document.save(out)
    source = read_source(out.getvalue(), "plan.docx")
    assert (source.title, source.keywords) == ("Joint action plan", "JTAI")
    assert (source.footer, source.form, source.name) == ("Version 3", "Word", "plan.docx")
    assert source.tables[0].above == (
        Paragraph("Plan", 0),
        Paragraph("Police", 2, bold=True),
        Paragraph("- Key actions"),
    )
    assert source.tables[0].rows[1].cells[1].text == "Review\nthe panel"
    assert len(source.sha256) == 64


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        ({"style": "Heading2"}, 2),
        ({"style": "Title"}, 0),
        ({"style": "Own"}, 1),
        ({"style": "Outlined"}, 4),
        ({"properties": '<w:outlineLvl w:val="2"/>'}, 3),
        ({"style": "Heading1", "properties": '<w:outlineLvl w:val="9"/>'}, None),
        ({}, None),
    ],
)
def test_a_heading_is_known_by_its_style_by_what_that_is_based_on_or_by_its_outline(
    properties, level
):
    styles = (
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Agency"/>'
        '<w:basedOn w:val="Heading1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Outlined"><w:name w:val="Part"/>'
        '<w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>'
    )
    source = read(paragraph("Police", **properties), PLAN, styles=styles)
    assert source.tables[0].above[0].level == level


def test_styles_based_on_each_other_in_a_circle_do_no_harm():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{one}"/>'
        f'<w:basedOn w:val="{other}"/></w:style>'
        for one, other in (("A", "B"), ("B", "A"))
    )
    assert read(paragraph("x", style="A"), PLAN, styles=styles).tables[0].above[0].text == "x"


@pytest.mark.parametrize(
    ("block", "bold"),
    [
        (paragraph("Police", bold=True), True),
        (paragraph(run("Police", "<w:b/>"), run(" ")), True),
        (paragraph(run("Police", "<w:b/>"), run(" force")), False),
        (paragraph(run("Police", '<w:rStyle w:val="Strong"/>')), True),
        (paragraph("Police", style="Heading1"), True),
        (paragraph(run("Police", '<w:b w:val="0"/>'), style="Heading1"), False),
    ],
)
def test_a_paragraph_is_bold_where_all_that_shows_is(block, bold):
    styles = (
        '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/>'
        "<w:rPr><w:b/></w:rPr></w:style>"
    )
    assert read(block, PLAN, styles=styles).tables[0].above[0].bold is bold


@pytest.mark.parametrize(
    "wrapped",
    [
        content_control(paragraph("Police")),
        f"<w:ins>{paragraph('Police')}</w:ins>",
        f"<w:customXml>{paragraph('Police')}</w:customXml>",
        "<mc:AlternateContent><mc:Choice>" + paragraph("Police") + "</mc:Choice><mc:Fallback>"
        + paragraph("Police") + "</mc:Fallback></mc:AlternateContent>",
        f"<mc:AlternateContent><mc:Fallback>{paragraph('Police')}</mc:Fallback>"
        "</mc:AlternateContent>",
        paragraph(content_control(run("Police"))),
        paragraph("<w:ins>" + run("Police") + "</w:ins>"),
        paragraph("<w:moveTo>" + run("Police") + "</w:moveTo>"),
        paragraph("<w:smartTag>" + run("Police") + "</w:smartTag>"),
        paragraph('<w:hyperlink w:anchor="x">' + run("Police") + "</w:hyperlink>"),
        paragraph("<w:dir>" + run("Police") + "</w:dir>"),
    ],
)  # fmt: skip
def test_a_paragraph_is_read_once_whatever_wraps_it(wrapped):
    assert [each.text for each in read(wrapped, PLAN).tables[0].above] == ["Police"]


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent>{paragraph('In a box')}</w:txbxContent>"
    drawn = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    source = read(paragraph(f"<w:r>{drawn}</w:r>", "Beside"), PLAN)
    assert [each.text for each in source.tables[0].above] == ["Beside", "In a box"]
    assert text_of(paragraph(f"<w:r>{drawn}</w:r>", "Beside")) == "Beside\n\nIn a box"


def test_a_table_in_a_text_box_is_a_table():
    box = f"<w:r><w:pict><w:txbxContent>{PLAN}</w:txbxContent></w:pict></w:r>"
    assert read(paragraph(box)).tables[0].rows[1].cells[1].text == "Review"


def test_a_table_of_one_cell_is_a_frame_around_text():
    frame = table([[cell(paragraph("Our vision", bold=True), "Safe children")]])
    source = read(frame, PLAN, table([["Only a note"]]))
    assert len(source.tables) == 1
    assert source.tables[0].above == (
        Paragraph("Our vision", bold=True),
        Paragraph("Safe children"),
    )
    assert source.below == (Paragraph("Only a note"),)


def test_a_table_within_a_frame_is_a_table():
    source = read(table([[cell(paragraph("Police"), PLAN, paragraph(""))]]))
    assert [each.text for each in source.tables[0].above] == ["Police"]
    assert len(source.tables[0].rows) == 2


def test_the_table_of_contents_is_left_out_and_a_note_says_so():
    styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    source = read(paragraph("Police\t4", style="TOC1"), paragraph("Police"), PLAN, styles=styles)
    assert [each.text for each in source.tables[0].above] == ["Police"]
    assert source.notes == ("Its table of contents was left out.",)


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>", "a\nb"),
        ("<w:r><w:t>a</w:t><w:cr/><w:t>b</w:t></w:r>", "a\nb"),
        ('<w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r>', "ab"),
        ("<w:r><w:t>a</w:t><w:lastRenderedPageBreak/><w:t>b</w:t></w:r>", "ab"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        ("<w:r><w:t>multi</w:t><w:noBreakHyphen/><w:t>agency</w:t></w:r>", "multi-agency"),
        ("<w:r><w:t>multi</w:t><w:softHyphen/><w:t>agency</w:t></w:r>", "multiagency"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FB"/></w:r>', "✗"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F06C"/></w:r>', "●"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', "→"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r>', "✓"),
        ('<w:r><w:sym w:font="Arial" w:char="2713"/></w:r>', "✓"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>ü</w:t></w:r>', "✓"),
        ('<w:r><w:sym w:font="Symbol" w:char="F032"/></w:r>', "2"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F020"/></w:r>' + run("x"), "x"),
        ('<w:r><w:sym w:font="Wingdings" w:char="nonsense"/></w:r>', ""),
        ('<w:r><w:sym w:font="Arial" w:char="D800"/></w:r>' + run("x"), "x"),
        ("<w:r><w:t>\uf021 x</w:t></w:r>", "x"),
        ("<w:r><w:t>\uf0fc done</w:t></w:r>", "✓ done"),
        (run("a") + "<w:del><w:r><w:delText>b</w:delText></w:r></w:del>" + run("c"), "ac"),
        (run("a") + "<w:moveFrom>" + run("b") + "</w:moveFrom>" + run("c"), "ac"),
        (run("a") + run("b", "<w:vanish/>") + run("c", '<w:vanish w:val="0"/>'), "ac"),
        (run("loud", "<w:caps/>"), "loud"),
        (run("a ") + run("b", "<w:strike/>") + run("c", '<w:strike w:val="0"/>'), "a ~~b~~c"),
        (run("b", "<w:dstrike/>") + run("c", "<w:strike/>"), "~~bc~~"),
        (run("a\u00a0b\u202fc"), "a b c"),
        ("<w:r><w:t>  trimmed  </w:t></w:r>" + run("."), "trimmed."),
        ("<w:r><w:t>one\nline</w:t></w:r>", "one line"),
        (run("a") + field(" REF x ", "12") + run("c"), "a12c"),
        (run("page ") + field(" PAGE ", "7"), "page 7"),
        ('<w:fldSimple w:instr="DATE">' + run("today") + "</w:fldSimple>", "today"),
        ("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>", "x=1"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>up</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r>"
         "</w:rubyBase></w:ruby></w:r>", "base"),
        (content_control(run("Choose an item."), placeholder=True), ""),
        (content_control(run("☐"), properties="<w14:checkbox><w14:checked w14:val='0'/>"
         "</w14:checkbox>") + run(" Yes"), "☐ Yes"),
        (content_control("<w:r/>", properties="<w14:checkbox><w14:checked w14:val='1'/>"
         "</w14:checkbox>") + run(" Yes"), "☒ Yes"),
    ],
)  # fmt: skip
def test_text_is_what_shows_on_the_page(xml, text):
    assert in_paragraph(xml) == text


def test_an_old_form_shows_its_ticked_boxes_and_chosen_words():
    begin = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r>'.format
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ticked = begin('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>') + end
    empty = begin('<w:checkBox><w:default w:val="0"/></w:checkBox>') + end
    chosen = (
        '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Red"/><w:listEntry w:val="Green"/>'
        "</w:ddList>"
    )
    assert (
        in_paragraph(ticked, run(" a "), empty, run(" b "), begin(chosen) + end) == "☒ a ☐ b Green"
    )


def test_a_field_within_the_code_of_a_field_does_not_show():
    begin, middle, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    inner = field(" MERGEFIELD x ", "inner")
    assert in_paragraph(begin, inner, middle, run("shown"), end) == "shown"


def test_a_field_that_never_ends_does_not_swallow_what_follows():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert text_of(paragraph(begin, "lost?"), paragraph("still here")) == "still here"


def test_a_field_whose_marks_are_hidden_still_ends():
    mark = '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="{}"/></w:r>'.format
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert in_paragraph(begin, mark("separate"), run("shown"), mark("end"), run(".")) == "shown."


def test_a_struck_paragraph_mark_joins_with_the_next_paragraph():
    struck = "<w:rPr><w:del/></w:rPr>"
    blocks = paragraph("Review ", properties=struck), paragraph("the panel"), paragraph("Then")
    assert text_of(*blocks) == "Review the panel\n\nThen"


def test_nothing_is_lost_where_no_paragraph_follows_a_struck_mark():
    struck = paragraph("Review", properties="<w:rPr><w:del/></w:rPr>")
    assert text_of(struck) == "Review"
    assert text_of(struck, PLAN, paragraph("Then")) == (
        "Review\n\nRef | Action\n1 | Review\n\nThen"
    )
    assert read(PLAN, struck).below == (Paragraph("Review"),)


def test_an_address_behind_words_stands_in_brackets():
    links = [("a", "hyperlink", "https://example.org/plan"), ("b", "hyperlink", "mailto:jo@x.uk"),
             ("c", "hyperlink", "file:///c:/secret.docx")]  # fmt: skip
    link = '<w:hyperlink r:id="{}">{}</w:hyperlink>'.format
    assert in_paragraph(link("a", run("the plan")), links=links) == (
        "the plan (https://example.org/plan)"
    )
    same = link("a", run("https://example.org/plan"))
    assert in_paragraph(same, links=links) == "https://example.org/plan"
    assert in_paragraph(link("b", run("Jo")), links=links) == "Jo"
    assert in_paragraph(link("c", run("file")), links=links) == "file"
    assert in_paragraph(link("a", run("28")), links=links) == "28"
    assert in_paragraph(field(' HYPERLINK "https://x.uk/a" ', "the plan")) == (
        "the plan (https://x.uk/a)"
    )


def test_paragraphs_are_parted_by_a_blank_line_and_empty_ones_say_nothing():
    assert text_of("One", "", "Two", "   ", "Three") == "One\n\nTwo\n\nThree"


@pytest.mark.parametrize(
    ("block", "note"),
    [
        (paragraph("<w:r><w:commentReference/></w:r>"), "Its comments were not read."),
        (paragraph("<w:r><w:footnoteReference/></w:r>"),
         "Its footnotes and endnotes were not read."),
        (paragraph("<w:r><w:endnoteReference/></w:r>"),
         "Its footnotes and endnotes were not read."),
        (paragraph("<w:ins>" + run("x") + "</w:ins>"),
         "Tracked changes were read as if all were accepted."),
        (paragraph("<w:del>" + run("x") + "</w:del>"),
         "Tracked changes were read as if all were accepted."),
        (paragraph(run("x", "<w:vanish/>")), "Hidden text was left out."),
        (paragraph(run("x", "<w:strike/>")),
         "Text that is struck through stands between ~~ and was read."),
        (paragraph("<w:r><w:drawing><pic:pic/></w:drawing></w:r>"),
         "Pictures and diagrams were not read; words in them have to be typed."),
        ('<w:altChunk r:id="x"/>',
         "Another document is set into it as a whole, and was not read."),
        (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r>'),
         "Some signs of a symbol font are not known and were left out."),
    ],
)  # fmt: skip
def test_what_is_left_out_is_noted_once(block, note):
    assert read(block, block, PLAN).notes == (note,)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("a\u0085b", "1 control character, which is no text, was left out."),
        ("\u0080\u009f", "2 control characters, which are no text, were left out."),
    ],
)
def test_control_characters_are_left_out_and_counted(text, note):
    assert read(paragraph(run(text)), PLAN).notes == (note,)


def test_a_plain_document_has_no_notes():
    assert read(paragraph("Plan"), PLAN).notes == ()


def test_macros_are_not_run_and_a_note_says_so():
    parts = word_parts(PLAN)
    parts["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 macros"
    assert read_source(zipped(parts), "plan.docm").notes == ("Its macros were not run.",)


@pytest.mark.parametrize(
    ("blocks", "footer"),
    [
        (paragraph("Version 3, June 2020"), "Version 3, June 2020"),
        (paragraph("Version 3\tPage ", field(" PAGE ", "1"), " of ", field("NUMPAGES", "9")),
         "Version 3"),
        (paragraph('<w:fldSimple w:instr=" PAGE ">' + run("4") + "</w:fldSimple>", " | Draft"),
         "Draft"),
        (paragraph("Final · Page ", field("PAGE", "2"), " · "), "Final"),
        (paragraph("Page ", field("PAGE", "2")), ""),
        (paragraph(run("12")), ""),
        (content_control(paragraph("Official"), properties="<w:docPartObj/>"), "Official"),
    ],
)  # fmt: skip
def test_the_foot_is_its_words_without_the_page_number(blocks, footer):
    assert read(PLAN, footer=blocks).footer == footer


def test_the_first_foot_with_words_counts():
    section = '<w:p><w:pPr><w:sectPr><w:footerReference r:id="{}"/></w:sectPr></w:pPr></w:p>'.format
    links = [("a", "footer", "a.xml"), ("b", "footer", "b.xml")]
    parts = word_parts(PLAN, section("a"), section("a"), section("b"), links=links)
    for name, words in (("a", ""), ("b", "Version 3")):
        parts[f"word/{name}.xml"] = f"<w:ftr {NAMESPACES}>{paragraph(words)}</w:ftr>"
    assert read_source(zipped(parts), "plan.docx").footer == "Version 3"


def test_a_foot_that_is_missing_or_outside_is_none():
    parts = word_parts(PLAN, footer=paragraph("Version 3"))
    del parts["word/footer1.xml"]
    assert read_source(zipped(parts), "plan.docx").footer == ""


def test_the_strict_form_of_word_is_read_as_well():
    parts = word_parts(PLAN, paragraph("End"))
    for name, content in parts.items():
        parts[name] = content.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    source = read_source(zipped(parts), "plan.docx")
    assert source.tables[0].rows[1].cells[1].text == "Review"
    assert source.below[0].text == "End"


def test_a_document_with_nothing_but_its_main_part_is_read():
    parts = word_parts(PLAN)
    only = {name: parts[name] for name in ("word/document.xml", "[Content_Types].xml")}
    assert len(read_source(zipped(only), "plan.docx").tables) == 1


WRITABLE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(32)])
    .filter(lambda sign: sign not in "\ufffe\uffff"),
    max_size=30,
)  # fmt: skip


@given(st.lists(WRITABLE, max_size=4))
def test_whatever_a_cell_holds_comes_out_as_text_that_a_plan_takes(texts):
    text = text_of(*(paragraph(run(each)) for each in texts), numbering=LISTS)
    assert check_text(text, "cell") == text
    assert text == text.strip()


def test_a_page_break_of_a_library_is_no_text():
    document = Document()
    document.add_paragraph("one").add_run().add_break(WD_BREAK.PAGE)
    document.add_table(rows=1, cols=2).rows[0].cells[0].text = "Ref"
    out = io.BytesIO()
    document.save(out)
    assert [each.text for each in read_source(out.getvalue(), "x").tables[0].above] == ["one"]
