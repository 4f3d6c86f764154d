"""A timescale is read to the day it means, or to the reason why it means none; never to a guess."""

from __future__ import annotations

import re
import string
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from db.dates import MONTHS, WEEKDAYS
from db.timescale import NoDate, Part, Precision, explain, read_timescale

PLAN_DATE = date(2020, 3, 26)


def read_rows() -> list[tuple[str, date | None, str]]:
    path = Path(__file__).with_name("timescales.tsv")
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, due, remark = line.split("\t")
            rows.append((text, None if due == "none" else date.fromisoformat(due), remark))
    return rows


ROWS = read_rows()
TEXTS = [text for text, _, _ in ROWS]
PIECES = sorted({piece for text in TEXTS for piece in re.findall(r"\w+|\W", text)})
YEARLESS = [piece for piece in PIECES if not any(map(str.isdigit, piece))] + ["5th", "30th", "1st"]

dates = st.dates(min_value=date(2000, 1, 1), max_value=date(2098, 12, 31))
jumbles = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
glued = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
anything = st.one_of(st.text(), jumbles, glued)
plan_dates = st.one_of(st.none(), st.dates())


def numbers(text: str) -> list[str]:
    return re.findall("[0-9]+", text)


@pytest.mark.parametrize(("text", "due", "remark"), ROWS, ids=TEXTS)
def test_a_published_timescale_is_read_as_a_person_reads_it(
    text: str, due: date | None, remark: str
) -> None:
    reading = read_timescale(text, PLAN_DATE)
    assert (reading.text, reading.due) == (text, due), explain(reading)
    assert (reading.due is None) == (reading.precision is None) == (reading.reason is not None)


@pytest.mark.parametrize(("text", "_due", "remark"), ROWS, ids=TEXTS)
def test_what_is_remarked_of_a_timescale_is_told_with_its_reading(
    text: str, _due: date | None, remark: str
) -> None:
    reading = read_timescale(text, PLAN_DATE)
    if re.search(r"note:|low confidence|is the year|ambiguous|last day$", remark):
        assert reading.note
    if suggested := re.search(r"(?:suggests?|would be) (\d{4}-\d\d-\d\d)", remark):
        assert reading.suggestion == date.fromisoformat(suggested[1])
    if reason := re.search(r"reason (\w+)", remark):
        assert reading.reason == NoDate(reason[1])
    if remark.startswith("recurring"):
        assert reading.reason is NoDate.RECURRING
        assert reading.note and "every" in reading.note


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("End June 2020", "Tue 30 Jun 2020 (last day of the month)"),
        ("30 June 2020", "Tue 30 Jun 2020"),
        ("By 2018", "Mon 31 Dec 2018 (last day of the year; could mean 31 Dec 2017)"),
        (
            "February 15",
            "Sat 28 Feb 2015 (15 read as the year 2015; could be 15 February; last day of the"
            " month)",
        ),
        ("By end of March annually", "no date: recurring, every 31 March; perhaps Tue 31 Mar 2020"),
        ("By end of February annually", "no date: recurring, every end of February; perhaps "),
        ("Every August", "no date: recurring, every August; perhaps Mon 31 Aug 2020"),
        ("Six monthly", "no date: recurring, six monthly"),
        ("March & September each year", "no date: recurring, every March and September; perhaps "),
        ("Completed January 2016", "no date: a status, not a day, “Completed January 2016”"),
        (
            "Within the next 3 months",
            "no date: it counts from another day, “Within the next 3 months”;"
            " perhaps Fri 26 Jun 2020",
        ),
        ("31 June 2020", "no date: there is no such day, June 2020 has 30 days; perhaps Tue 30"),
        ("", "no date: nothing is written"),
    ],
)
def test_a_reading_is_explained_in_one_line(text: str, line: str) -> None:
    assert explain(read_timescale(text, PLAN_DATE)).startswith(line)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("30/6/20", Precision.DAY),
        ("w/c 6 July 2020", Precision.DAY),
        ("Christmas 2020", Precision.DAY),
        ("mid-June 2020", Precision.MONTH),
        ("April – June 2023", Precision.MONTH),
        ("Q1 2022/23", Precision.QUARTER),
        ("late Summer 2020", Precision.SEASON),
        ("2012/13", Precision.YEAR),
        ("early 2021", Precision.YEAR),
    ],
)
def test_the_precision_is_what_the_plan_named(text: str, precision: Precision) -> None:
    assert read_timescale(text).precision is precision


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("30 June 2020", []),
        ("Jan, Feb & March 2021", ["Jan 31/1", "Feb 28/2", "March 2021 31/3"]),
        ("June/July 2012", ["June 30/6", "July 2012 31/7"]),
        ("1 to 30 June 2020", ["1 1/6", "30 June 2020 30/6"]),
        ("Dec/Jan 2021", ["Dec none", "Jan 2021 31/1"]),
        ("Draft: May 2020; Final: June 2020", ["Draft: May 2020 31/5", "Final: June 2020 30/6"]),
        ("Draft - July 2020\nFinal -\nSept 2020", ["Draft - July 2020 31/7", "Sept 2020 30/9"]),
        ("By June 2020 (was March 2020)", []),
        ("from June 2020 to July 2020", ["from June 2020 30/6", "July 2020 31/7"]),
    ],
)  # fmt: skip
def test_the_parts_of_a_range_a_list_and_milestones_are_kept(text: str, parts: list[str]) -> None:
    def shown(part: Part) -> str:
        return f"{part.text} {part.due.day}/{part.due.month}" if part.due else f"{part.text} none"

    assert [shown(part) for part in read_timescale(text).parts] == parts


def test_a_later_milestone_that_does_not_count_is_noted() -> None:
    reading = read_timescale("Draft: June 2020; Final: March 2020")
    assert reading.due == date(2020, 3, 31)
    assert reading.note and "30 Jun 2020 is later" in reading.note


@given(anything, plan_dates)
def test_any_text_gives_either_a_day_or_a_reason(text: str, plan_date: date | None) -> None:
    reading = read_timescale(text, plan_date)
    assert reading.text == text
    assert (reading.due is None) == (reading.precision is None) == (reading.reason is not None)
    assert reading.due is None or reading.suggestion is None
    line = explain(reading)
    assert line and not any(unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") for each in line)


@given(anything, plan_dates)
def test_the_date_of_the_plan_suggests_and_never_decides(text: str, plan: date | None) -> None:
    alone, planned = read_timescale(text), read_timescale(text, plan)
    assert (alone.due, alone.reason, alone.parts) == (planned.due, planned.reason, planned.parts)


@given(st.lists(st.sampled_from(YEARLESS), max_size=12).map(" ".join), plan_dates)
def test_without_a_year_there_is_no_due_date(text: str, plan_date: date | None) -> None:
    assert read_timescale(text, plan_date).due is None


@given(anything)
def test_the_year_of_a_due_date_stands_in_the_text(text: str) -> None:
    reading = read_timescale(text)
    if reading.due is not None:
        year, written = reading.due.year, numbers(text)
        winter = reading.precision is Precision.SEASON and reading.due.month == 2
        meant = {year, year - 1} if winter else {year}
        assert any(str(each) in written or f"{each % 100:02d}" in written for each in meant)


@given(anything)
def test_the_day_of_a_due_date_that_is_exact_stands_in_the_text(text: str) -> None:
    reading = read_timescale(text)
    feast = re.search("christmas|xmas|easter|new year", text, re.IGNORECASE)
    if reading.due is not None and reading.precision is Precision.DAY and not feast:
        written = [int(each) for each in numbers(text) if len(each) <= 2]
        assert reading.due.day in written


def test_no_clock_is_read() -> None:
    readings = []
    for moment in (datetime(1999, 1, 1, tzinfo=UTC), datetime(2031, 7, 31, tzinfo=UTC)):
        with time_machine.travel(moment):
            readings.append([read_timescale(text, PLAN_DATE) for text in TEXTS])
    assert readings[0] == readings[1]


@given(dates, st.integers(min_value=0))
def test_a_written_day_is_read_as_that_day(day: date, pick: int) -> None:
    name, short, year = MONTHS[day.month - 1], MONTHS[day.month - 1][:3], day.year
    weekday = WEEKDAYS[day.weekday()]
    texts = [
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%y}",
        f"{day:%d %m %Y}",
        f"{day.day} {name} {year}",
        f"by {day.day}th of {name}, {year}.",
        f"{weekday} {day.day} {short} {year}",
        f"{day.day}-{short}-{year % 100:02d}",
        f"{day.day} {short} '{year % 100:02d}",
        f"{name} {day.day}, {year}",
        f"Strategy in place no later than {day.day} {name} {year}",
        f"{day.isoformat()} 00:00:00",
    ]
    reading = read_timescale(texts[pick % len(texts)])
    assert (reading.due, reading.precision) == (day, Precision.DAY)


@given(st.integers(2000, 2098), st.integers(1, 12), st.integers(min_value=0))
def test_a_month_means_its_last_day(year: int, month: int, pick: int) -> None:
    name = MONTHS[month - 1]
    texts = [f"{name} {year}", f"By end of {name} {year}", f"{name[:3]}-{year % 100:02d}"]
    texts += [f"END {name.upper()} {year}", f"{month:02d}/{year}", f"{year}-{month:02d}"]
    texts += [f"Jan – {name} {year}", f"{name} '{year % 100:02d}", f"late {name[:3]}. {year}"]
    texts = [text for text in texts if text != f"{year}-{(year + 1) % 100:02d}"]
    reading = read_timescale(texts[pick % len(texts)])
    assert reading.due == date(year, month, monthrange(year, month)[1])
    assert reading.precision is Precision.MONTH


@given(st.integers(2000, 2097), st.integers(1, 4))
def test_a_quarter_of_a_double_year_is_that_of_the_financial_year(year: int, quarter: int) -> None:
    month = 3 * quarter + 3
    ends = date(year + (month > 12), (month - 1) % 12 + 1, 30 + (quarter in (3, 4)))
    for text in ("Q{0} {1}/{2:02d}", "quarter {0} {1}-{2:02d}", "End of Q{0} FY{1}/{2:02d}"):
        written = text.format(quarter, year, (year + 1) % 100)
        assert read_timescale(written).due == ends, written


@given(st.integers(2000, 2097))
def test_a_double_year_runs_from_april_to_march(year: int) -> None:
    for text in (f"{year}/{(year + 1) % 100:02d}", f"{year}-{year + 1}", f"FY{year}/{year + 1}"):
        reading = read_timescale(text)
        assert (reading.due, reading.precision) == (date(year + 1, 3, 31), Precision.YEAR)


@given(st.integers(2000, 2098))
def test_seasons_and_feasts_are_read_with_a_note(year: int) -> None:
    ends = {"Spring": (5, 31), "Summer": (8, 31), "Autumn": (11, 30)}
    for season, (month, day) in ends.items():
        reading = read_timescale(f"{season} {year}")
        assert reading.due == date(year, month, day) and reading.note
    winter = read_timescale(f"Winter {year}")
    assert winter.due == date(year + 1, 2, monthrange(year + 1, 2)[1]) and winter.note
    assert read_timescale(f"by Easter {year}").due == easter(year)


@given(st.integers(2000, 2098), st.integers(1, 12), st.integers(1, 99), st.booleans())
def test_an_impossible_day_gives_none_and_suggests_the_last_of_its_month(
    year: int, month: int, day: int, in_words: bool
) -> None:
    last = monthrange(year, month)[1]
    text = f"{day} {MONTHS[month - 1]} {year}" if in_words else f"{day}/{month}/{year}"
    reading = read_timescale(text)
    if day <= last:
        assert reading.due == date(year, month, day)
    else:
        assert (reading.due, reading.reason) == (None, NoDate.IMPOSSIBLE)
        assert reading.suggestion == date(year, month, last)


@pytest.mark.parametrize("text", TEXTS)
def test_capitals_spaces_tags_and_full_stops_do_not_disturb(text: str) -> None:
    plain = read_timescale(text, PLAN_DATE)
    spaced = text.replace(" ", "\N{NO-BREAK SPACE} ")
    dressed = [text.upper(), text.lower(), f"<p>{spaced}</p>", f"  {text}\t\r\n", f"“{text}”"]
    dressed += ["\n".join(text.rsplit(" ", breaks)) for breaks in (1, 2)]
    dressed += [f"<td><b>{text}</b><br/></td>", f"{text.rstrip('.')}.."]
    dressed += [text.replace("–", "-"), text.replace("-", "\N{NON-BREAKING HYPHEN}"), f"• {text}"]
    for other in dressed:
        reading = read_timescale(other, PLAN_DATE)
        assert (reading.due, reading.precision) == (plain.due, plain.precision), other


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\u0966", "\uff10", "\U0001d7ce"])
@pytest.mark.parametrize("text", ["30 June 2020", "30/06/2020", "June 2020", "Q1 2022/23"])
def test_digits_of_other_scripts_are_never_read(text: str, zero: str) -> None:
    table = {digit: ord(zero) + int(chr(digit)) for digit in map(ord, string.digits)}
    for other in (text.translate(table), text.translate({ord("3"): table[ord("3")]})):
        if other != text:
            assert read_timescale(other, PLAN_DATE).reason is NoDate.UNREADABLE


@pytest.mark.parametrize("raised", ["\u00b9", "\u00b2\u2070", "\u2460", "\u00bd"])
def test_raised_digits_are_footnotes(raised: str) -> None:
    assert read_timescale(f"30 June 2020{raised}").due == date(2020, 6, 30)
    assert read_timescale(f"June {raised}").due is None


@pytest.mark.parametrize(
    "unit",
    [
        "9", "1/", "( ", "<p", "&#9", "every ", "end of ", "June 2020 ", "Q1-", "6 ", "w/c ",
        "the ", "mon, ", "2020-", "- ", "x;", "\u0661", "a", "within 3 months of ", "1 to ",
        "\ud800",
    ],
)  # fmt: skip
def test_a_megabyte_is_read_as_far_as_a_timescale_goes(unit: str) -> None:
    reading = read_timescale(unit * (1_000_000 // len(unit)), PLAN_DATE)
    assert reading.note and "only the first 3,000 characters were read" in reading.note


def test_a_cut_never_goes_through_a_word_or_a_number() -> None:
    text = "x " * 1490 + "by 30 June 2020" + "1" * 5000
    assert read_timescale(text).due is None


@given(st.text(alphabet=string.printable, max_size=30), st.sampled_from(["\x1b[2J", "\x07", "\n"]))
def test_notes_carry_nothing_that_a_terminal_obeys(text: str, control: str) -> None:
    note = read_timescale(f"Completed {text}{control} May 2016").note or ""
    assert note.isprintable()


def test_the_examples_for_coordinators_are_what_is_read() -> None:
    page = Path(__file__).parents[2] / "docs" / "timescales.md"
    row = re.compile(r"^\| ([^`|]+) \| ((?:\w{3} \d|no date: ).+) \|$", re.MULTILINE)
    examples = row.findall(page.read_text("utf-8"))
    assert len(examples) > 50
    for text, line in examples:
        assert explain(read_timescale(text, PLAN_DATE)) == line


@pytest.mark.parametrize("reason", NoDate)
def test_every_reason_is_a_sentence_for_people(reason: NoDate) -> None:
    assert re.fullmatch("No due date: .+[.]", reason.sentence)
