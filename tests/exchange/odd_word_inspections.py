"""Plans in Word in the forms of several inspectorates, with what they must come out as."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.exchange.odd_plan import (
    COLOURS_SAID,
    GREEN,
    RED,
    TITLED,
    Entry,
    Odd,
    by_words,
    coloured,
    head,
    line,
    mapped,
    odd,
    plan_table,
)
from tests.exchange.word_files import (
    cell,
    paragraph,
    row,
    table,
)

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
