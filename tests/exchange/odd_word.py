"""Plans as councils publish them in Word, each odd in its own way, with what they must come out as.

The councils and people are invented. `ODD_WORD` has a maker of each file by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tests.exchange.word_files import (
    LISTS,
    NUMBERS,
    cell,
    content_control,
    paragraph,
    row,
    run,
    table,
    word_file,
)

RED, AMBER, GREEN, BLUE, GREY = "FF0000", "FFC000", "92D050", "0070C0", "BFBFBF"
RATED = {
    RED: "significant-risk", AMBER: "minor-risk", GREEN: "on-track", BLUE: "completed",
    GREY: "not-started",
}  # fmt: skip
HUES = {
    RED: "red=significant-risk", AMBER: "amber=minor-risk", GREEN: "green=on-track",
    BLUE: "blue=completed", GREY: "grey=not-started",
}  # fmt: skip
COLOURS_SAID = tuple(HUES.values())
"""What is said of colours; of those, that is, which the actions of a file have."""


@dataclass(frozen=True)
class Entry:
    """An action: what is written, and so what must be read. Leads are one a line.

    `notes` are heading and text of columns that have no place in a plan; `kept` is the progress
    with all that is kept there, where it isn't simply put together of those.
    """

    reference: str = ""
    agency: str = ""
    finding: str = ""
    action: str = ""
    leads: str = ""
    when: str = ""
    due: date | None = None
    progress: str = ""
    status: str = ""
    fill: str = ""
    rating: str | None = None
    notes: tuple[tuple[str, str], ...] = ()
    kept: str | None = None
    forecast: date | None = None

    @property
    def told(self) -> str:
        """Return the progress as it must be read."""
        notes = (f"{heading}: {text}" for heading, text in self.notes)
        found = "\n\n".join(text for text in (self.progress, *notes) if text)
        return found if self.kept is None else self.kept


@dataclass(frozen=True)
class Odd:
    """A file, what is said of its marks, and what must come out: actions, agencies, doubts.

    `warned` are kinds of doubt with a part of what is told. `silent` are texts of the file that
    are no content: they may be missing.
    """

    name: str
    data: bytes
    actions: tuple[Entry, ...]
    said: tuple[str, ...] = ()
    warned: tuple[tuple[str, str], ...] = ()
    agencies: tuple[str, ...] | None = None
    title: str | None = None
    updated: date | None = None
    silent: tuple[str, ...] = ()
    form: str = "Word"
    introduction: str | None = None


JTAI = tuple(
    Entry(str(number), agency, finding, action, leads, when, due, progress)
    for number, (agency, finding, action, leads, when, due, progress) in enumerate(
        (
            ("Wexborough Council", "Strategy discussions do not always include health partners.",
             "Agree a rota of named health practitioners for every strategy discussion.",
             "Priya Nandakumar", "End March 2021", date(2021, 3, 31),
             "Rota agreed with all three trusts on 4 February."),
            ("Wexborough Council", "Chronologies are missing from too many case records.",
             "Audit 60 case records and coach the teams where chronologies are weak.",
             "Tom Aldous", "30 April 2021", date(2021, 4, 30),
             "First sample of 20 audited; report to the board in May."),
            ("Wexborough Council", "Contacts at weekends wait until Monday for a decision.",
             "Extend the duty desk of the front door to Saturdays and Sundays.",
             "Priya Nandakumar", "June 2021", date(2021, 6, 30), "Consultation with staff open."),
            ("Northmere Police", "Officers do not record the voice of the child consistently.",
             "Brief all response officers on recording what children say and how they seem.",
             "DCI Helen Stroud", "31 May 2021", date(2021, 5, 31),
             "Briefing delivered to four of six shifts."),
            ("Northmere Police", "Public protection notices are submitted late.",
             "Report weekly to the force lead on notices that took longer than a day.",
             "DCI Helen Stroud", "End April 2021", date(2021, 4, 30),
             "Weekly report in place since 1 March."),
            ("Northmere Police", "Bail conditions are not shared with schools.",
             "Write a protocol with schools on sharing conditions of bail.",
             "Sgt Ray Obuya", "September 2021", date(2021, 9, 30), "Draft with legal services."),
            ("Wexborough Hospitals NHS Trust",
             "The emergency department does not always check for a child protection plan.",
             "Put a mandatory check into the triage screen for everyone under 18.",
             "Dr Anneka Voss", "31/07/2021", date(2021, 7, 31), "Screen changed in test system."),
            ("Wexborough Hospitals NHS Trust", "Supervision of midwives is irregular.",
             "Start quarterly safeguarding supervision for all community midwives.",
             "Bronwen Pryce", "End June 2021", date(2021, 6, 30), "Two of four sessions held."),
            ("Wexborough Youth Justice Service",
             "Plans for children at risk of exploitation lack contingency.",
             "Revise the planning template and sample ten plans a month.",
             "Kofi Mensah", "May 2021", date(2021, 5, 31), "Template revised and in use."),
            ("Wexborough Youth Justice Service", "Transitions to probation start too late.",
             "Begin transition meetings six months before a child turns eighteen.",
             "Kofi Mensah", "31 August 2021", date(2021, 8, 31), "Three meetings held so far."),
        ),
        1,
    )
)  # fmt: skip
AGENCIES = tuple(dict.fromkeys(each.agency for each in JTAI))

KEYS = {
    "reference": "reference", "agency": "agency", "finding": "finding", "action": "action",
    "leads": "leads", "when": "when", "progress": "progress", "status": "status",
}  # fmt: skip
USUAL = (
    ("No.", "reference"), ("Area for improvement", "finding"), ("Action", "action"),
    ("Lead", "leads"), ("Timescale", "when"), ("Progress", "progress"), ("RAG", "status"),
)  # fmt: skip
Columns = Sequence[tuple[str, str]]


def text_of(entry: Entry, key: str) -> str:
    """Return what an entry has in a column: one of its own, or a note by its heading."""
    return str(getattr(entry, key)) if key in KEYS else dict(entry.notes).get(key, "")


def filled(text: str, fill: str = "", **more: str) -> str:
    """Return a cell of paragraphs."""
    return cell(*text.replace("\n\n", "\n").split("\n"), fill=fill, **more)


def line(entry: Entry, columns: Columns) -> str:
    """Return an entry's row; its colour is behind its status."""
    return row(
        *(filled(text_of(entry, key), entry.fill if key == "status" else "") for _, key in columns)
    )


def head(columns: Columns, *, repeated: bool = True) -> str:
    """Return the row of headings."""
    return row(*(cell(paragraph(text, bold=True)) for text, _ in columns), header=repeated)


def plan_table(entries: Sequence[Entry], columns: Columns = USUAL) -> str:
    """Return a table of entries below its header."""
    return table([head(columns), *(line(each, columns) for each in entries)])


def coloured(entries: Sequence[Entry], *fills: str, words: Sequence[str] = ("",)) -> list[Entry]:
    """Return the entries rated by colours in turn."""
    return [
        replace(
            each, fill=fills[at % len(fills)], rating=RATED[fills[at % len(fills)]],
            status=words[at % len(words)],
        )
        for at, each in enumerate(entries)
    ]  # fmt: skip


def by_words(entries: Sequence[Entry], words: dict[str, str | None]) -> list[Entry]:
    """Return the entries rated by words in turn."""
    listed = list(words.items())
    return [
        replace(each, status=listed[at % len(listed)][0], rating=listed[at % len(listed)][1])
        for at, each in enumerate(entries)
    ]


def mapped(words: dict[str, str | None]) -> tuple[str, ...]:
    """Return what somebody says of words."""
    return tuple(f"{word}={code or 'none'}" for word, code in words.items() if word)


def sections(entries: Sequence[Entry], columns: Columns = USUAL, style: str = "Heading1") -> str:
    """Return a heading and a table for each agency."""
    return "".join(
        paragraph(agency, style=style)
        + plan_table([each for each in entries if each.agency == agency], columns)
        for agency in dict.fromkeys(each.agency for each in entries)
    )


TITLE = "Wexborough joint targeted area inspection: joint action plan"
TITLED = paragraph(TITLE, style="Title")


def odd(name: str, blocks: str, actions: Sequence[Entry], **more: object) -> Odd:
    """Return an odd Word file."""
    used = {each.fill for each in actions}
    if more.get("said") is COLOURS_SAID:
        more["said"] = tuple(HUES[fill] for fill in RATED if fill in used)
    made = {key: str(more.pop(key)) for key in ("numbering", "styles") if key in more}
    data = word_file(blocks, numbering=made.get("numbering", ""), styles=made.get("styles", ""))
    return Odd(f"{name}.docx", data, tuple(actions), **more)


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


SEND = tuple(
    Entry(reference, "", priority, action, leads, when, due, progress, notes=(("Impact", impact),))
    for reference, priority, action, leads, when, due, progress, impact in (
        ("1.1", "Priority 1: Joint commissioning of speech and language therapy",
         "Agree one specification for therapy across school, home and clinic.",
         "Head of Joint Commissioning", "July 2022", date(2022, 7, 31),
         "Specification went to the partnership board on 9 May.", "Waits fall below 18 weeks."),
        ("1.2", "Priority 1: Joint commissioning of speech and language therapy",
         "Publish waiting times on the local offer each month.", "Designated Clinical Officer",
         "End of September 2022", date(2022, 9, 30), "Page designed with parents.",
         "Families know what to expect."),
        ("1.3", "Priority 1: Joint commissioning of speech and language therapy",
         "Recruit two therapists for the early years pathway.", "Designated Clinical Officer",
         "31 October 2022", date(2022, 10, 31), "One post filled.", "Earlier help."),
        ("2.1", "Priority 2: Quality of education, health and care plans",
         "Introduce a shared quality framework and audit 30 plans each term.",
         "SEND Service Manager", "Autumn term 2022", None, "First audit finished.",
         "85% of plans are good or better."),
        ("2.2", "Priority 2: Quality of education, health and care plans",
         "Train social workers in writing advice for plans.", "Principal Social Worker",
         "30/11/2022", date(2022, 11, 30), "Two courses run; 41 attended.", "Advice is specific."),
        ("3.1", "Priority 3: Co-production with parents and carers",
         "Refresh the co-production charter with the parent carer forum.",
         "Chair of Parent Carer Forum", "June 2022", date(2022, 6, 30), "Charter signed.",
         "Parents shape what is bought."),
    )
)  # fmt: skip


def send_with_priorities() -> Odd:
    """A banner over each priority's actions; impact is a column that a plan has not."""
    words = {"On track": "on-track", "Complete": "completed", "Some delay": "minor-risk"}
    entries = by_words(SEND, words)
    columns = (
        ("Ref", "reference"), ("Action", "action"), ("Lead", "leads"), ("Timescale", "when"),
        ("Progress", "progress"), ("Impact", "Impact"), ("BRAG", "status"),
    )  # fmt: skip
    rows, before = [head(columns)], ""
    for each in entries:
        if each.finding != before:
            rows.append(row(cell(paragraph(each.finding, bold=True), span=7, fill="DEEAF6")))
            before = each.finding
        rows.append(line(each, columns))
    title = "Aldermoor local area: written statement of action"
    blocks = paragraph(title, style="Title") + table(rows)
    return odd("SEND", blocks, entries, said=mapped(words), title=title,
               warned=(("column-kept", "Impact"), ("no-agency", "any action"),
                       ("timescale-unreadable", "term")))  # fmt: skip


ILACS = tuple(
    Entry(str(number), "", finding, action, leads, when, due,
          notes=(("What difference will it make", impact),))
    for number, (finding, action, leads, when, due, impact) in enumerate(
        (
            ("The quality and timeliness of assessments for disabled children.",
             "Recruit a practice lead for the disabled children team.", "Imogen Fairley",
             "October 2023", date(2023, 10, 31), "Assessments are finished within 45 days."),
            ("Management oversight and supervision, so that plans progress without drift.",
             "Set a standard of monthly supervision with a recorded reflection.", "Imogen Fairley",
             "End November 2023", date(2023, 11, 30), "Records show why decisions were taken."),
            ("The response to children aged 16 and 17 who are homeless.",
             "Rewrite the joint protocol with housing.\n\nTrain both duty teams in it.",
             "Deon Carrick\nHead of Housing Options", "31 December 2023", date(2023, 12, 31),
             "No young person is placed in bed and breakfast."),
            ("Life-story work for children in long-term care.",
             "Commission life-story training and check every plan for permanence.",
             "Deon Carrick", "January 2024", date(2024, 1, 31), "Children know their story."),
            ("Return home interviews after children go missing.",
             "Move interviews in-house and track them within 72 hours.", "Sunita Rao",
             "29/02/2024", date(2024, 2, 29), "What children say shapes their safety plan."),
            ("The sufficiency of placements close to home.",
             "Open two children's homes and widen the campaign for foster carers.", "Sunita Rao",
             "March 2024", date(2024, 3, 31), "More children live within twenty miles."),
        ),
        1,
    )
)  # fmt: skip


def ilacs_by_recommendation() -> Odd:
    words = {"Blue": "completed", "Red": "significant-risk", "Amber": "minor-risk",
             "Green": "on-track"}  # fmt: skip
    entries = [
        replace(each, finding=f"Recommendation {each.reference}: {each.finding}", reference=str(at))
        for at, each in enumerate(by_words(ILACS, words), 1)
    ]
    columns = (
        ("Recommendation", "finding"), ("What we will do", "action"), ("Who", "leads"),
        ("By when", "when"), ("What difference will it make", "What difference will it make"),
        ("BRAG", "status"),
    )  # fmt: skip
    title = "Children's services improvement plan following inspection, 2023"
    blocks = paragraph(title, style="Heading1") + paragraph(
        "This plan answers the six recommendations of the inspection of July 2023."
    ) + plan_table(entries, columns)  # fmt: skip
    return odd("ILACS", blocks, entries, said=mapped(words), title=title,
               warned=(("reference-missing", "no references"),
                       ("column-kept", "difference")))  # fmt: skip


def recommendation_by_number() -> Odd:
    """The column Recommendation holds only the number of one."""
    entries = coloured(ILACS, RED, GREEN)
    columns = (
        ("Recommendation", "reference"), ("Area for improvement", "finding"),
        ("Action", "action"), ("Owner", "leads"), ("Deadline", "when"),
        ("What difference will it make", "What difference will it make"), ("Status", "status"),
    )  # fmt: skip
    return odd("recommendations by number", TITLED + plan_table(entries, columns), entries,
               said=COLOURS_SAID)  # fmt: skip


CQC = tuple(
    Entry(reference, "", finding, action, leads, when, due, progress)
    for reference, finding, action, leads, when, due, progress in (
        ("MD1", "The trust must ensure that staff complete safeguarding training at level 3.",
         "Run six extra courses and book every clinician who is overdue.", "Director of Nursing",
         "30 June 2022", date(2022, 6, 30), "Compliance rose from 61% to 78%."),
        ("MD2", "The trust must ensure that medicines in children's wards are stored safely.",
         "Fit monitored fridges on wards 4 and 6.", "Chief Pharmacist", "May 2022",
         date(2022, 5, 31), "Fridges fitted."),
        ("MD3", "The trust must make sure that risk assessments are reviewed after incidents.",
         "Add a review prompt to the incident system.", "Head of Patient Safety",
         "End of July 2022", date(2022, 7, 31), "Prompt being tested."),
        ("SD1", "The trust should consider how young people are involved in design.",
         "Set up a youth forum that meets every quarter.", "Head of Patient Experience",
         "September 2022", date(2022, 9, 30), "Eleven members recruited."),
        ("SD2", "The trust should reduce the cancellation of clinics.",
         "Review cancellations weekly at the divisional meeting.", "Divisional Manager",
         "31/08/2022", date(2022, 8, 31), "First review held."),
        ("SD3", "The trust should improve signage in the emergency department.",
         "Replace the signs and ask families to walk the route.", "Head of Estates",
         "October 2022", date(2022, 10, 31), "Signs ordered."),
    )
)  # fmt: skip


def cqc_must_and_should() -> Odd:
    """Banners `Must do` and `Should do`, which head what inspectors asked for."""
    words = {"In progress": None, "Completed": "completed", "Overdue": "significant-risk"}
    entries = by_words(CQC, words)
    columns = (
        ("Ref", "reference"), ("CQC requirement", "finding"), ("Action to be taken", "action"),
        ("Responsible officer", "leads"), ("Completion date", "when"), ("Update", "progress"),
        ("Status", "status"),
    )  # fmt: skip
    rows = [head(columns)]
    for at, each in enumerate(entries):
        if at in (0, 3):
            rows.append(row(cell("Must do" if at == 0 else "Should do", span=7)))
        rows.append(line(each, columns))
    entries = [
        replace(each, finding=f"{'Must do' if at < 3 else 'Should do'}\n\n{each.finding}")
        for at, each in enumerate(entries)
    ]
    title = "Merrow Valley Community NHS Foundation Trust: CQC action plan"
    blocks = paragraph(title, style="Title") + table(rows)
    return odd("CQC", blocks, entries, said=mapped(words), title=title)


HMICFRS = tuple(
    Entry(reference, "", recommendation, action, leads, when, due, progress)
    for reference, recommendation, action, leads, when, due, progress in (
        ("R1", "Within three months the force should assess risk better at first contact.",
         "Retrain all call handlers in the use of the risk model.", "Supt Carla Whitmore",
         "30/09/2022", date(2022, 9, 30), "All 112 handlers trained; dip sampling continues."),
        ("R2", "Immediately the force should review children detained overnight in custody.",
         "Review every overnight detention at the daily meeting.", "CI Ben Okafor",
         "1 July 2022", date(2022, 7, 1), "In place since June."),
        ("R3", "Within six months the force should act on missing children who are at high risk.",
         "Give each district a coordinator for missing children.", "Supt Carla Whitmore",
         "31/12/2022", date(2022, 12, 31), "Three of five appointed."),
        ("AFI 1", "The force should improve its recording of ethnicity.",
         "Make the field mandatory and publish monthly figures.", "Head of Data Quality",
         "December 2022", date(2022, 12, 31), "Field goes live with the next release."),
        ("AFI 2", "The force should improve attendance at child protection conferences.",
         "Create a desk that prepares reports and attends remotely.", "CI Ben Okafor",
         "End October 2022", date(2022, 10, 31), "Attendance at 83%."),
        ("AFI 3", "The force should make sure that officers recognise signs of neglect.",
         "Produce a film on neglect with local practitioners.", "Head of Learning",
         "November 2022", date(2022, 11, 30), "Script agreed."),
    )
)  # fmt: skip


def hmicfrs_statuses() -> Odd:
    words = {"Closed": "completed", "Open": "on-track", "Awaiting verification": "evidenced"}
    entries = by_words(HMICFRS, words)
    columns = (
        ("Reference", "reference"), ("Recommendation", "finding"), ("Force response", "action"),
        ("Owner", "leads"), ("Target date", "when"), ("Latest update", "progress"),
        ("Status", "status"),
    )  # fmt: skip
    title = "Northmere Police: national child protection inspection"
    blocks = paragraph(title, style="Title") + plan_table(entries, columns)
    return odd("HMICFRS", blocks, entries, said=mapped(words), title=title)


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


ODD_WORD: dict[str, Callable[[], Odd]] = {
    "two-line header": two_line_header,
    "agencies down the side": agencies_down_the_side,
    "drop-downs": dropdowns_for_the_rating,
    "words with a colour": words_with_a_colour,
    "letters alone": letters_alone,
    "parts with dates": parts_with_dates,
    "initials": initials_as_leads,
    "split, header once": lambda: split_over_pages(repeated=False),
    "split, header repeated": lambda: split_over_pages(repeated=True),
    "form": lambda: form_of_one_action(wide=False),
    "form of four columns": lambda: form_of_one_action(wide=True),
    "tracked changes": tracked_changes,
    "numbered by Word": numbered_by_word,
    "banding": banding_and_fills,
    "milestones": milestones_within,
    "SEND": send_with_priorities,
    "ILACS": ilacs_by_recommendation,
    "recommendations by number": recommendation_by_number,
    "CQC": cqc_must_and_should,
    "HMICFRS": hmicfrs_statuses,
    "much before": much_before_the_actions,
    "green is complete": green_means_complete,
    "percentages": percentages,
    "fourteen columns": fourteen_columns,
    "no references": without_references,
    "capitals": capitals_as_headings,
    "priorities": priorities_each_with_a_table,
    "ratings by quarter": ratings_by_quarter,
    "two leads": two_leads_and_a_revised_date,
    "headings Actions for": headings_actions_for,
    "agency without actions": agency_without_actions,
    "themes as banners": themes_as_banners,
    "agencies as banners": agencies_as_banners,
    "headings as questions": headings_as_questions,
    "numbers within actions": numbers_within_actions,
    "labels as headings": labels_as_headings,
    "one agency": one_agency_over_all,
    "partnership over all": partnership_over_all,
    "recommendations as headings": recommendations_as_headings,
    "forms under their action": forms_under_their_action,
    "facts over the header": facts_over_the_header,
    "statuses with dates": statuses_with_dates,
}
