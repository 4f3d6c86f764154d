"""Plans in Word whose tables and cells are odd, with what they must come out as."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.exchange.odd_plan import (
    AGENCIES,
    AMBER,
    BLUE,
    COLOURS_SAID,
    GREEN,
    JTAI,
    RATED,
    RED,
    TITLE,
    TITLED,
    USUAL,
    Odd,
    by_words,
    coloured,
    filled,
    head,
    line,
    mapped,
    odd,
    sections,
    text_of,
)
from tests.exchange.word_files import (
    LISTS,
    NUMBERS,
    cell,
    content_control,
    paragraph,
    row,
    run,
    table,
)


def two_line_header() -> Odd:
    entries = coloured(JTAI, RED, AMBER, GREEN)
    first = row(
        cell("Ref", down="restart"), cell("Agency", down="restart"),
        cell("What inspectors found", down="restart"), cell("Delivery", span=3),
        cell("Monitoring", span=2), header=True,
    )  # fmt: skip
    second = row(
        cell(down="continue"), cell(down="continue"), cell(down="continue"), cell("Action"),
        cell("Lead officer"), cell("By when"), cell("Progress"), cell("RAG"), header=True,
    )  # fmt: skip
    keys = ("reference", "agency", "finding", "action", "leads", "when", "progress", "status")
    columns = [("", key) for key in keys]
    made = table([first, second, *(line(each, columns) for each in entries)])
    return odd("two-line header", TITLED + made, entries, said=COLOURS_SAID, title=TITLE,
               agencies=AGENCIES)  # fmt: skip


def agencies_down_the_side() -> Odd:
    entries = coloured(JTAI, GREEN, BLUE, RED)
    columns = USUAL[1:]
    rows = [head([("Partner agency", ""), USUAL[0], *columns])]
    before = ""
    for each in entries:
        down = "continue" if each.agency == before else "restart"
        side = cell("" if each.agency == before else each.agency, down=down)
        cells = line(each, [USUAL[0], *columns])
        rows.append(cells.replace("<w:tr>", f"<w:tr>{side}", 1))
        before = each.agency
    return odd("agencies down the side", TITLED + table(rows), entries, said=COLOURS_SAID,
               agencies=AGENCIES)  # fmt: skip


def dropdowns_for_the_rating() -> Odd:
    """Controls around a run, a cell and a row; one shows its placeholder."""
    words = {"Red": "significant-risk", "Amber": "minor-risk", "Green": "on-track"}
    entries = by_words(JTAI[:7], words)
    entries[3] = replace(entries[3], status="", rating=None)
    rows = [head(USUAL)]
    for at, each in enumerate(entries):
        cells = [filled(text_of(each, key)) for _, key in USUAL[:-1]]
        shown = run(each.status or "Choose an item.")
        if at == 3 or at % 3 == 0:
            cells.append(cell(paragraph(content_control(shown, placeholder=at == 3))))
        elif at % 3 == 1:
            cells.append(content_control(cell(each.status)))
        else:
            cells.append(cell(each.status))
        made = row(*cells)
        rows.append(content_control(made) if at % 3 == 2 else made)
    blocks = TITLED + paragraph("Wexborough Council", style="Heading1") + table(rows)
    here = [replace(each, agency="Wexborough Council") for each in entries]
    return odd("drop-downs", blocks, here, said=mapped(words), silent=("Choose an item.",))


def words_with_a_colour() -> Odd:
    words = {
        "Amber - in progress": "minor-risk", "Green – on track": "on-track",
        "Red - behind": "significant-risk", "Blue (complete)": "completed",
        "Not yet due": "not-started",
    }  # fmt: skip
    entries = by_words(JTAI, words)
    return odd("words with a colour", TITLED + sections(entries), entries, said=mapped(words))


def letters_alone() -> Odd:
    words = {"R": "significant-risk", "A": "minor-risk", "G": "on-track", "B": "completed"}
    entries = by_words(JTAI, words)
    return odd("letters alone", TITLED + sections(entries), entries, said=mapped(words))


def parts_with_dates() -> Odd:
    """One cell with numbered parts, each with its own date; beside it their dates again."""
    entries = coloured(JTAI[:6], AMBER, GREEN)
    parts = (
        "1. Agree terms of reference by 15 January 2021\n2. Consult schools by 26 February 2021\n"
        "3. Publish the protocol by 30 April 2021"
    )
    entries[1] = replace(entries[1], action=parts, when="30 April 2021", due=date(2021, 4, 30))
    entries[4] = replace(
        entries[4],
        when="15/01/2021\n\n26/02/2021\n\n30/04/2021\n\n31/05/2021",
        due=date(2021, 5, 31),
    )
    rows = [head(USUAL)]
    for each in entries:
        cells = [filled(text_of(each, key)) for _, key in USUAL[:-1]]
        if each.action == parts:
            lines = (text.partition(" ")[2] for text in parts.split("\n"))
            cells[2] = cell(*(paragraph(text, listed=(NUMBERS, 0)) for text in lines))
        rows.append(row(*cells, cell(fill=each.fill)))
    blocks = TITLED + paragraph("Wexborough Council", style="Heading1") + table(rows)
    here = [replace(each, agency="Wexborough Council") for each in entries]
    return odd("parts with dates", blocks, here, said=COLOURS_SAID, numbering=LISTS,
               warned=(("several-dates", "several days"),))  # fmt: skip


def initials_as_leads() -> Odd:
    short = {"Priya Nandakumar": "PN", "Kofi Mensah": "KM", "Tom Aldous": "TA"}
    entries = coloured(JTAI, GREEN, AMBER)
    entries = [
        replace(each, leads=short.get(each.leads, each.leads) if at % 3 == 2 else each.leads)
        for at, each in enumerate(entries)
    ]
    entries[1] = replace(entries[1], leads="PN\nTA\nDr Anneka Voss")
    return odd("initials", TITLED + sections(entries), entries, said=COLOURS_SAID,
               warned=(("lead-initials", "PN"),))  # fmt: skip


def split_over_pages(*, repeated: bool) -> Odd:
    entries = [replace(each, agency="Wexborough Council") for each in coloured(JTAI, RED, GREEN)]
    pieces = []
    for start in (0, 4, 7):
        rows = [line(each, USUAL) for each in entries[start : (start + 4 if start == 0 else
                                                               start + 3)]]  # fmt: skip
        if start == 0 or repeated:
            rows.insert(0, head(USUAL, repeated=False))
        pieces.append(table(rows))
    between = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    blocks = TITLED + paragraph("Wexborough Council", style="Heading1") + between.join(pieces)
    warned = () if repeated else (("table-goes-on", "no header"),)
    return odd("split, " + ("repeated" if repeated else "once"), blocks, entries,
               said=COLOURS_SAID, warned=warned)  # fmt: skip


def form_of_one_action(*, wide: bool) -> Odd:
    entries = coloured(JTAI[:6], AMBER, BLUE, GREEN, words=("Amber", "Blue", "Green"))
    labels = (
        ("Reference:", "reference"), ("Agency:", "agency"), ("Finding:", "finding"),
        ("Action:", "action"), ("Lead:", "leads"), ("Target date:", "when"),
        ("Progress:", "progress"), ("RAG rating:", "status"),
    )  # fmt: skip
    made = ""
    for each in entries:
        pairs = [
            (cell(paragraph(label, bold=True)),
             filled(text_of(each, key), each.fill if key == "status" else ""))
            for label, key in labels
        ]  # fmt: skip
        if wide:
            rows = [row(*one, *two) for one, two in zip(pairs[::2], pairs[1::2], strict=True)]
        else:
            rows = [row(*pair) for pair in pairs]
        made += table(rows) + paragraph("")
    return odd("form" + (" of four columns" if wide else ""), TITLED + made, entries,
               said=COLOURS_SAID)  # fmt: skip


def tracked_changes() -> Odd:
    entries = coloured(JTAI[:6], RED, AMBER)
    rows = [head(USUAL)]
    for at, each in enumerate(entries):
        cells = [filled(text_of(each, key)) for _, key in USUAL[:-1]]
        if at == 1:
            gone = '<w:del w:id="1"><w:r><w:delText>31 January 2021</w:delText></w:r></w:del>'
            new = f'<w:ins w:id="2" w:author="X">{run(each.when)}</w:ins>'
            cells[4] = cell(paragraph(gone + new))
            half, rest = each.progress[:11], each.progress[11:]
            cells[5] = cell(paragraph(f"{run(half)}<w:ins w:id='3'>{run(rest)}</w:ins>"))
        rows.append(row(*cells, cell(fill=each.fill)))
        if at == 3:
            struck = (
                '<w:del w:id="7"><w:r><w:delText>A row that was struck</w:delText></w:r></w:del>'
            )
            cells = [cell(paragraph(struck)) for _ in USUAL]
            rows.append(row(*cells, properties='<w:del w:id="8" w:author="X"/>'))
        if at == 4:
            rows[-1] = rows[-1].replace("<w:tr>", '<w:tr><w:trPr><w:ins w:id="9"/></w:trPr>', 1)
    blocks = TITLED + paragraph("Northmere Police", style="Heading1") + table(rows)
    here = [replace(each, agency="Northmere Police") for each in entries]
    return odd("tracked", blocks, here, said=COLOURS_SAID,
               warned=(("file-note", "racked changes"),))  # fmt: skip


def numbered_by_word() -> Odd:
    entries = [replace(each, agency="Northmere Police") for each in coloured(JTAI, GREEN, RED)]
    rows = [head(USUAL)]
    for each in entries:
        number = cell(paragraph("", listed=(NUMBERS, 0)))
        rest = line(each, USUAL[1:])
        rows.append(rest.replace("<w:tr>", f"<w:tr>{number}", 1))
    blocks = TITLED + paragraph("Northmere Police", style="Heading1") + table(rows)
    return odd("numbered by Word", blocks, entries, said=COLOURS_SAID, numbering=LISTS)


BANDED = (
    '<w:style w:type="table" w:styleId="Bands"><w:name w:val="Grid Table 4"/>'
    '<w:tblPr><w:tblStyleRowBandSize w:val="1"/></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="4472C4"/></w:tcPr>'
    '</w:tblStylePr><w:tblStylePr w:type="band1Horz"><w:tcPr>'
    '<w:shd w:val="clear" w:fill="D9E2F3"/></w:tcPr></w:tblStylePr></w:style>'
)
_LOOK = '<w:tblStyle w:val="Bands"/><w:tblLook w:val="0420" w:firstRow="1" w:noHBand="0"/>'


def banding_and_fills() -> Odd:
    """Every other row has the style's blue; five cells have a colour of their own."""
    entries = [replace(each, agency="Northmere Police") for each in JTAI]
    for at, fill in ((0, RED), (1, AMBER), (4, GREEN), (5, GREEN), (8, BLUE)):
        entries[at] = replace(entries[at], fill=fill, rating=RATED[fill])
    made = table([head(USUAL), *(line(each, USUAL) for each in entries)], properties=_LOOK)
    blocks = TITLED + paragraph("Northmere Police", style="Heading1") + made
    return odd("banding", blocks, entries, said=COLOURS_SAID, styles=BANDED)


def milestones_within() -> Odd:
    entries = [replace(each, agency="Northmere Police") for each in coloured(JTAI[:7], RED, GREEN)]
    inner = table([["Milestone", "Date"], ["Terms agreed", "15 January 2021"],
                   ["Pilot finished", "12 March 2021"]])  # fmt: skip
    rows = [head(USUAL)]
    for at, each in enumerate(entries):
        cells = [filled(text_of(each, key)) for _, key in USUAL[:-1]]
        if at == 2:
            cells[2] = cell(paragraph(each.action), inner, paragraph(""))
        rows.append(row(*cells, cell(fill=each.fill)))
    blocks = TITLED + paragraph("Northmere Police", style="Heading1") + table(rows)
    entries[2] = replace(entries[2], action=(
        f"{entries[2].action}\n\nMilestone | Date\nTerms agreed | 15 January 2021\n"
        "Pilot finished | 12 March 2021"))  # fmt: skip
    return odd("milestones", blocks, entries, said=COLOURS_SAID)
