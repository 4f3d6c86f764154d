"""Plans in Word with odd headings, keys and texts around, with what they must come out as."""

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
    plan_table,
    sections,
    text_of,
)
from tests.exchange.odd_word_inspections import HMICFRS, SEND
from tests.exchange.word_files import (
    cell,
    paragraph,
    row,
    table,
)


def much_before_the_actions() -> Odd:
    """A list of contents, control of versions, abbreviations and a key with colours come first."""
    entries = coloured(JTAI, RED, AMBER, GREEN, BLUE)
    contents = "".join(
        paragraph(f"{at}. {name}")
        for at, name in enumerate(("Introduction", "Governance", "Key", "Action plan"), 1)
    )
    versions = table([
        ["Version", "Author", "Date", "Change"],
        ["0.1", "L. Oader", "2 December 2020", "First draft"],
        ["1.0", "L. Oader", "11 January 2021", "Agreed by the partnership"],
    ])  # fmt: skip
    words = table([
        ["Abbreviation", "Meaning"], ["MASH", "Multi-agency safeguarding hub"],
        ["PPN", "Public protection notice"],
    ])  # fmt: skip
    key = table([
        [cell("Red", fill=RED), "Significant risk"], [cell("Amber", fill=AMBER), "Minor risk"],
        [cell("Green", fill=GREEN), "On track"], [cell("Blue", fill=BLUE), "Completed"],
    ])  # fmt: skip
    blocks = (
        TITLED + paragraph("Contents", style="Heading1") + contents
        + paragraph("Version control", style="Heading1") + versions
        + paragraph("Introduction", style="Heading1")
        + paragraph("Inspectors visited Wexborough in November 2020.")
        + paragraph("Abbreviations", style="Heading2") + words
        + paragraph("Governance", style="Heading1")
        + paragraph("The partnership board reviews this plan each quarter.")
        + paragraph("Key", style="Heading2") + key + sections(entries)
    )  # fmt: skip
    return odd("much before", blocks, entries, said=COLOURS_SAID, title=TITLE, agencies=AGENCIES,
               warned=(("table-left-out", "versions"), ("table-left-out", "abbreviations"),
                       ("table-left-out", "key of the ratings")),
               silent=("0.1", "1.0", "L. Oader", "2 December 2020", "First draft", "Change",
                       "11 January 2021", "Agreed by the partnership", "Author", "Date",
                       "MASH", "Multi-agency safeguarding hub", "PPN", "Meaning",
                       "Public protection notice"))  # fmt: skip


def green_means_complete() -> Odd:
    """The document's own key says that green is done: that, and no other, is proposed for it."""
    meant = {GREEN: "completed", AMBER: "on-track", RED: "significant-risk"}
    entries = [replace(each, rating=meant[each.fill]) for each in coloured(JTAI, GREEN, AMBER, RED)]
    key = table([
        [cell("Green", fill=GREEN), "Action completed"],
        [cell("Amber", fill=AMBER), "Action in progress and on track for completion"],
        [cell("Red", fill=RED), "Significant risk"],
    ])  # fmt: skip
    blocks = TITLED + paragraph("Key", style="Heading1") + key + sections(entries)
    return odd("green is complete", blocks, entries, said=("proposed",))


def percentages() -> Odd:
    words = {"Complete 100%": "completed", "Ongoing 40%": "on-track", "Ongoing 75%": "on-track",
             "Not started 0%": "not-started"}  # fmt: skip
    entries = by_words(JTAI, words)
    columns = (*USUAL[:-1], ("Complete/Ongoing (% done)", "status"))
    return odd("percentages", TITLED + sections(entries, columns), entries, said=mapped(words))


def fourteen_columns() -> Odd:
    names = ("Theme", "Start date", "Resources", "Success measure", "Evidence", "Risk", "Board")
    notes = (
        "Front door", "1 February 2021", "Within budget", "All discussions are quorate", "Rota",
        "Sickness of staff", "Quality board",
    )  # fmt: skip
    entries = [
        replace(each, notes=tuple(zip(names, notes, strict=True)))
        for each in coloured(JTAI[:8], AMBER, GREEN, words=("Amber", "Green"))
    ]
    columns = (
        ("Ref", "reference"), ("Theme", "Theme"), ("Agency", "agency"), ("Finding", "finding"),
        ("Action", "action"), ("Lead", "leads"), ("Start date", "Start date"), ("Due date", "when"),
        ("Resources", "Resources"), ("Success measure", "Success measure"),
        ("Progress", "progress"), ("Evidence", "Evidence"), ("Risk", "Risk"), ("Board", "Board"),
        ("RAG", "status"),
    )  # fmt: skip
    made = TITLED + plan_table(entries, columns)
    entries = [
        replace(each, finding=f"{each.finding}\n\nTheme: Front door", notes=each.notes[1:])
        for each in entries
    ]
    return odd("wide", made, entries, said=COLOURS_SAID,
               warned=(("column-kept", "Success measure"),))  # fmt: skip


def without_references() -> Odd:
    entries = coloured(JTAI, RED, AMBER)
    return odd("no references", TITLED + sections(entries, USUAL[1:]), entries, said=COLOURS_SAID,
               warned=(("reference-missing", "they were numbered"),))  # fmt: skip


def capitals_as_headings() -> Odd:
    entries = [replace(each, agency=each.agency.upper()) for each in coloured(JTAI, RED, GREEN)]
    made = "".join(
        paragraph(agency, bold=True)
        + plan_table([each for each in entries if each.agency == agency])
        for agency in dict.fromkeys(each.agency for each in entries)
    )
    return odd("capitals", TITLED + made, entries, said=COLOURS_SAID,
               agencies=tuple(name.upper() for name in AGENCIES))  # fmt: skip


def priorities_each_with_a_table() -> Odd:
    """The first row of each table is a priority over the whole width, the header stands below."""
    words = {"On track": "on-track", "Complete": "completed"}
    entries = by_words(SEND, words)
    columns = (
        ("Ref", "reference"), ("Action", "action"), ("Lead", "leads"), ("Timescale", "when"),
        ("Progress", "progress"), ("Impact", "Impact"), ("BRAG", "status"),
    )  # fmt: skip
    title = "Aldermoor local area: written statement of action"
    blocks = paragraph(title, style="Title")
    for priority in dict.fromkeys(each.finding for each in entries):
        over = row(cell(paragraph(priority, bold=True), span=7, fill="DEEAF6"))
        rows = [line(each, columns) for each in entries if each.finding == priority]
        blocks += table([over, head(columns), *rows]) + paragraph("")
    return odd("priorities", blocks, entries, said=mapped(words), title=title)


def ratings_by_quarter() -> Odd:
    """A rating for each quarter: the last that is said counts, the others are kept."""
    words = {"Green": "on-track", "Amber": "minor-risk", "Red": "significant-risk"}
    entries = by_words(JTAI, words)
    names = ("RAG Q1", "RAG Q2")
    entries = [replace(each, notes=tuple((name, "Amber") for name in names)) for each in entries]
    columns = (*USUAL[:-1], *((name, name) for name in names), ("RAG Q3", "status"))
    return odd("ratings by quarter", TITLED + sections(entries, columns), entries,
               said=mapped(words))  # fmt: skip


def two_leads_and_a_revised_date() -> Odd:
    entries = coloured(JTAI, AMBER, GREEN)
    columns = (
        ("No", "reference"), ("Finding", "finding"), ("Action", "action"),
        ("Strategic lead", "Strategic lead"), ("Operational lead", "leads"),
        ("Original timescale", "when"), ("Revised timescale", "Revised timescale"),
        ("Update", "progress"), ("RAG", "status"),
    )  # fmt: skip
    entries = [
        replace(each, notes=(("Strategic lead", "Bronwen Pryce"), ("Revised timescale",
                                                                   "30 November 2021")))
        for each in entries
    ]  # fmt: skip
    made = TITLED + sections(entries, columns)
    entries = [
        replace(
            each, leads="\n".join(dict.fromkeys(("Bronwen Pryce", each.leads))), notes=(),
            forecast=date(2021, 11, 30),
        )
        for each in entries
    ]  # fmt: skip
    return odd("two leads", made, entries, said=COLOURS_SAID)


def headings_actions_for() -> Odd:
    entries = coloured(JTAI, RED, GREEN)
    made = "".join(
        paragraph(f"Actions for {agency}", style="Heading2")
        + plan_table([each for each in entries if each.agency == agency])
        for agency in AGENCIES
    )
    return odd("headings Actions for", TITLED + made, entries, said=COLOURS_SAID,
               agencies=AGENCIES,
               silent=tuple(f"Actions for {each}" for each in AGENCIES))  # fmt: skip


def agency_without_actions() -> Odd:
    """One agency's table says that there are none, another's has nothing below its header."""
    names = ("Merrow Valley Probation", "Aldermoor Fire and Rescue Service")
    entries = coloured(JTAI[:6], RED, GREEN)
    nothing = table([head(USUAL), row(cell("No actions at present", span=7))])
    blocks = (
        TITLED + sections(entries) + paragraph(names[0], style="Heading1") + nothing
        + paragraph(names[1], style="Heading1") + table([head(USUAL)])
    )  # fmt: skip
    return odd("agency without actions", blocks, entries, said=COLOURS_SAID,
               agencies=(*AGENCIES[:2], *names), silent=("No actions at present",))  # fmt: skip


def themes_as_banners() -> Odd:
    """Rows such as `Leadership and management` and `Within three months` name no agency."""
    words = {"Open": "on-track", "Closed": "completed"}
    entries = by_words(HMICFRS, words)
    columns = (
        ("Reference", "reference"), ("Recommendation", "finding"), ("Force response", "action"),
        ("Owner", "leads"), ("Target date", "when"), ("Latest update", "progress"),
        ("Status", "status"),
    )  # fmt: skip
    themes = ("Leadership and management", "Initial response", "Within six months")
    rows = [head(columns)]
    for at, each in enumerate(entries):
        if at % 2 == 0:
            rows.append(row(cell(themes[at // 2], span=7)))
        rows.append(line(each, columns))
    entries = [
        replace(each, finding=f"{themes[at // 2]}\n\n{each.finding}")
        for at, each in enumerate(entries)
    ]
    return odd("themes", TITLED + table(rows), entries, said=mapped(words))


def agencies_as_banners() -> Odd:
    """Rows over the whole width name the agencies; one is not like an agency's name by itself."""
    entries = coloured(JTAI, RED, GREEN)
    entries = [
        replace(each, agency="Barnlea" if "Youth" in each.agency else each.agency)
        for each in entries
    ]
    rows = [head(USUAL)]
    before = ""
    for each in entries:
        if each.agency != before:
            rows.append(row(cell(paragraph(each.agency, bold=True), span=7)))
            before = each.agency
        rows.append(line(each, USUAL))
    return odd("agencies as banners", TITLED + table(rows), entries, said=COLOURS_SAID,
               agencies=(*AGENCIES[:3], "Barnlea"))  # fmt: skip


def headings_as_questions() -> Odd:
    words = {"Green": "on-track", "Red": "significant-risk"}
    columns = (
        ("What inspectors told us", "finding"),
        ("What we are going to do about it", "action"),
        ("Who will lead this", "leads"),
        ("When we will have done this by", "when"),
        ("How we will know it has worked", "How we will know it has worked"),
        ("Where we are now", "progress"),
        ("RAG", "status"),
    )
    entries = [
        replace(each, agency="", notes=(("How we will know it has worked", "Fewer delays."),))
        for each in by_words(JTAI[:7], words)
    ]
    made = TITLED + plan_table(entries, columns)
    return odd("questions", made, entries, said=mapped(words))


def numbers_within_actions() -> Odd:
    """No column of references: each action begins with its number."""
    entries = [
        replace(each, reference=f"{1 + at // 4}.{1 + at % 4}")
        for at, each in enumerate(coloured(JTAI, RED, GREEN))
    ]
    written = [replace(each, action=f"{each.reference} {each.action}") for each in entries]
    return odd("numbers within", TITLED + sections(written, USUAL[1:]), entries,
               said=COLOURS_SAID, silent=tuple(each.action for each in written))  # fmt: skip


def labels_as_headings() -> Odd:
    entries = coloured(JTAI, RED, GREEN)
    made = "".join(
        paragraph(f"Lead agency: {agency}", bold=True)
        + plan_table([each for each in entries if each.agency == agency])
        for agency in AGENCIES
    )
    return odd("labels", TITLED + made, entries, said=COLOURS_SAID, agencies=AGENCIES,
               silent=tuple(f"Lead agency: {each}" for each in AGENCIES))  # fmt: skip


def one_agency_over_all() -> Odd:
    """The only heading is an agency's: it is no title, but whose actions these are."""
    entries = [replace(each, agency="Northmere Police") for each in coloured(JTAI, RED, GREEN)]
    made = paragraph("Northmere Police", style="Heading1") + plan_table(entries)
    return odd("one agency", made, entries, said=COLOURS_SAID, title="one agency",
               agencies=("Northmere Police",))  # fmt: skip


def recommendations_as_headings() -> Odd:
    """Each recommendation has a heading, a paragraph with its words, and a table of actions."""
    words = {"Open": "on-track", "Closed": "completed"}
    entries = by_words(HMICFRS, words)
    columns = (
        ("Ref", "reference"), ("Action", "action"), ("Owner", "leads"), ("Target date", "when"),
        ("Update", "progress"), ("Status", "status"),
    )  # fmt: skip
    blocks = TITLED + "".join(
        paragraph(f"Recommendation {at}", style="Heading1")
        + paragraph(each.finding)
        + plan_table([each], columns)
        for at, each in enumerate(entries, 1)
    )
    entries = [
        replace(each, finding=f"Recommendation {at}\n\n{each.finding}")
        for at, each in enumerate(entries, 1)
    ]
    return odd("recommendations", blocks, entries, said=mapped(words), title=TITLE)


def forms_under_their_action() -> Odd:
    """Forms of which the first row, over the whole width, is number and words of the action."""
    entries = [
        replace(each, agency="", finding="")
        for each in coloured(JTAI[:6], AMBER, BLUE, words=("Amber", "Blue"))
    ]
    labels = (("Lead", "leads"), ("Target date", "when"), ("Progress", "progress"),
              ("RAG rating", "status"))  # fmt: skip
    made = "".join(
        table(
            [
                row(cell(f"Action {each.reference}: {each.action}", span=2)),
                *(
                    row(label, filled(text_of(each, key), each.fill if key == "status" else ""))
                    for label, key in labels
                ),
            ]
        )
        + paragraph("")
        for each in entries
    )
    return odd("forms under their action", TITLED + made, entries, said=COLOURS_SAID,
               silent=tuple(f"Action {e.reference}: {e.action}" for e in entries))  # fmt: skip


def facts_over_the_header() -> Odd:
    """A row of labels stands over each table's header: whose it is, and who leads."""
    entries = coloured(JTAI, RED, GREEN)
    made = ""
    for agency in AGENCIES:
        over = row(cell(f"Agency: {agency}", span=4), cell("Sponsor: Ada Lowe", span=3))
        rows = [line(each, USUAL) for each in entries if each.agency == agency]
        made += table([over, head(USUAL), *rows]) + paragraph("")
    return odd("facts over the header", TITLED + made, entries, said=COLOURS_SAID,
               agencies=AGENCIES)  # fmt: skip


def statuses_with_dates() -> Odd:
    """`Completed March 2021` is proposed to be what `Completed` is."""
    words = {"Completed March 2021": "completed", "Closed 04/05/2021": "completed",
             "On track": "on-track"}  # fmt: skip
    entries = by_words(JTAI, words)
    return odd("statuses with dates", TITLED + sections(entries), entries, said=("proposed",))


def partnership_over_all() -> Odd:
    """The heading is the partnership's, whose plan it is; a column names the agencies."""
    entries = coloured(JTAI, RED, GREEN)
    columns = (("Lead agency", "agency"), *USUAL)
    made = paragraph("Wexborough Safeguarding Children Partnership", style="Heading1")
    return odd("partnership", made + plan_table(entries, columns), entries, said=COLOURS_SAID,
               agencies=AGENCIES, warned=(("text-unplaced", "Children Partnership"),))  # fmt: skip
