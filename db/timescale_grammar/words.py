"""The words of timescales, as published English and Northern Irish plans write them.

Every phrase is a tuple of tokens in lower case, without the hyphens that join words.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from enum import Enum, auto
from typing import TypeVar

from db.dates import MONTHS, month_number
from db.timescale_grammar.spans import Place

T = TypeVar("T")
Phrase = tuple[str, ...]


class Cue(Enum):
    """What the words just before a day say about it."""

    DUE = auto()
    BY = auto()
    BEFORE = auto()
    UNTIL = auto()
    START = auto()
    EARLIER = auto()
    ROUGHLY = auto()


class Period(Enum):
    """A stretch that is named as seen from the day of writing."""

    THIS_MONTH = auto()
    NEXT_MONTH = auto()
    THIS_QUARTER = auto()
    NEXT_QUARTER = auto()
    THIS_YEAR = auto()
    NEXT_YEAR = auto()
    THIS_FINANCIAL_YEAR = auto()
    NEXT_FINANCIAL_YEAR = auto()


def _phrases(text: str) -> frozenset[Phrase]:
    """Return the phrases of `text`, which stand one a line or between commas."""
    return frozenset(
        tuple(phrase.split()) for line in text.splitlines() for phrase in line.split(",") if phrase
    )


def _table(rows: Mapping[T, str]) -> dict[Phrase, T]:
    return {phrase: value for value, text in rows.items() for phrase in _phrases(text)}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONTH_SLIPS = {
    "janurary": 1, "janaury": 1, "januray": 1, "febuary": 2, "feburary": 2, "februrary": 2,
    "febraury": 2, "marhc": 3, "arpil": 4, "aprl": 4, "agust": 8, "augst": 8, "septmber": 9,
    "septemeber": 9, "setember": 9, "sepember": 9, "octber": 10, "ocotber": 10, "novmber": 11,
    "novemeber": 11, "noveber": 11, "decmber": 12, "decemeber": 12,
}  # fmt: skip


def month_of(word: str) -> int | None:
    """Return 1 to 12 for a month's name, short form or usual slip of the pen, else None."""
    return month_number(word) or _MONTH_SLIPS.get(word)


ORDINAL_ENDINGS = _words("st nd rd th")
ABBREVIATIONS = _words("approx circa sept ref")
SEASONS = _words("spring summer autumn winter")
WEEKDAYS = _words(
    "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday"
    " sat saturday sun sunday"
)
CALENDAR_WORDS = SEASONS | WEEKDAYS | frozenset(
    short for name in MONTHS for size in (3, 4, 9) for short in (name[:size].casefold(),)
)  # fmt: skip
FEASTS = _table({"christmas": "christmas,xmas", "easter": "easter", "new year": "new year"})
NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "twenty": 20,
    "twentyfour": 24, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
ORDINAL_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}

QUARTER_WORDS = _words("q qtr quarter qu")
HOLIDAYS = _words("term terms holiday holidays break")
TERM_FEASTS = _words("christmas xmas easter michaelmas lent trinity")
TERM_WORDS = _words("term terms ht")
TERM_BEFORE = _words("of the this next school end each new current")
VERB_AFTER = _words("""
    be not have need take also require change vary include well extend continue result only still
    then affect cause impact lead seek wish differ slip move alter occur begin start
    """)

PLACES = _table({
    Place.END: """end,ends,ending,end of,the end of,close of,the close of,month end,quarter end
        last day of,the last day of,last working day of,the last working day of,year end
        last week,last week of,last week in,final week of,end of the month of
        last half of,second half of,the second half of,h 2,h 2 of""",
    Place.LATE: "late,latter part of,the latter part of,later in,mid to late,mid late",
    Place.MID: "mid,middle of,the middle of,mid point of,mid way through",
    Place.EARLY: "early,early part of,the early part of,early in,early to mid,early mid",
    Place.START: """start of,the start of,beginning of,the beginning of,by start,by the start
        first day of,the first day of,first working day of,outset of,the outset of,turn of""",
    Place.FIRST_HALF: "first half of,the first half of,h 1,h 1 of",
    Place.WEEK_1: "first week of,first week in,first week,1 week of,1 week in,1 week",
    Place.WEEK_2: "second week of,second week in,second week,2 week of,2 week in,2 week",
    Place.WEEK_3: "third week of,third week in,third week,3 week of,3 week in,3 week",
    Place.WEEK_4: "fourth week of,fourth week in,fourth week,4 week of,4 week in,4 week",
})  # fmt: skip
PLACE_LINKS = _words("of the in month calendar")

WEEKS = _table({
    "commencing": """w / c,wc,w . c .,w / b,wb,week commencing,week beginning,week of
        week starting,wk commencing,wk beginning""",
    "ending": "w / e,week ending,week end,week ended,wk ending",
})  # fmt: skip

CUES = _table({
    Cue.BY: "by,by the,by or before,on or before,no later than,not later than,by no later than",
    Cue.BEFORE: "before,prior to,ahead of,in advance of,pre,in time for",
    Cue.UNTIL: "until,till,untill,up to,up until,to,through,through to,running to,til,up till",
    Cue.DUE: """due,due by,due on,due date,deadline,deadline of,target,target date,target of
        completion,completion date,completion by,complete by,completed by,for completion,latest
        end,ends,ending,end date,finish,finish date,finishes,final date,implementation date
        revised,revised to,revised date,extended to,moved to,deferred to,slipped to,changed to
        now,new date,review,review date""",
    Cue.START: """from,since,starting,started,start,starts,start date,starting from,starting in
        begin,begins,began,begun,beginning,commence,commences,commenced,commencing,commencement
        effective,effective from,with effect from,w . e . f,wef,as from,as of,after,following,post
        not before,onwards from,to start,to commence,to begin,in line with,rolling out from""",
    Cue.EARLIER: """was,were,previously,original,originally,original date,formerly,revised from
        extended from,moved from,changed from,deferred from,slipped from,carried forward from
        brought forward from,previous,previous date,dated,as at,updated,last updated,initially
        initial date,amended from,delayed from,postponed from,rolled over from,last reviewed""",
    Cue.ROUGHLY: """towards,toward,around,circa,ca,approx,approx .,approximately,roughly,about
        sometime,some time,nearer,c .,sometime in,hopefully,potentially""",
})  # fmt: skip
CUE_FILLERS = _words("the of in on at during : ( - ' \" . , [ ~ / date dates for within")

LIST_MARKS = _words("- / & , + and or to until till through")
CONNECTORS = LIST_MARKS | _words("by end the of")
START_AFTER = _phrases("onwards,onward,and onwards,and beyond,and onward,and thereafter,start,+")
OPEN_END = _words("ongoing present date continuing continuous continue current open now")

STATUS_OPENERS = _words("""
    achieved actioned adopted agreed appointed approved circulated closed commissioned complete
    completed concluded confirmed delivered done embedded established finalised finished held
    implemented introduced issued launched met presented published ratified received recruited
    resolved reviewed signed submitted
    """)
DONE = _words("achieved actioned closed complete completed concluded done finished")
STATUS_BEFORE = _words("""
    - : ( , / action actions all already been have has is task this was were are fully now
    """)
NOT_YET = _words("be being not never yet to for until once when if unless")

IMMEDIATE = _phrases("""
    immediate,immediately,with immediate effect,with immediate affect,urgent,urgently,asap,a s a p
    as soon as possible,as soon as practicable,now,forthwith,straight away,at once,today
    """)
ONGOING = _phrases("ongoing,on going,continuous,continuing,continual")
STATUSES = (
    ONGOING
    | IMMEDIATE
    | _phrases("""
    now complete,now completed,now in place,no date,no date set,unknown,not known,not yet known
    to be scheduled,suspended,cancelled,postponed,incomplete,not complete,not completed
    partially complete,partially completed,partly complete,part complete,all year,year round
    duration of plan,lifetime of plan,life of plan,not yet agreed,not agreed,not specified
    not stated,n / k,awaited,undated,date tbc,in progress,underway,under way,on track,in hand
    not started,not yet started,not due,tbc,tba,tbd,to be confirmed,to be agreed,t b c
    to be determined,to be decided,to be advised,to be set,to be arranged,not set,none,nil,n / a
    na,not applicable,complete,completed,completes,done,achieved,closed,implemented,embedded
    maintained,in place,live,business as usual,bau,as required,as needed,when required
    as and when,as and when required,as necessary,when needed,as appropriate,superseded
    withdrawn,on hold,paused,delayed,deferred,no longer required,subject to,dependent
    dependent on,dependant on,depends on,subject to funding,throughout,permanent,established
    approved,agreed,delivered,published,awaiting,outstanding,overdue,duration of the plan
    life of the plan,lifetime of the plan,started,commenced,begun,active,open,in development
    various,see above,as above
    """)
)
VAGUE = _phrases("""
    short term,medium term,long term,longer term,short to medium term,medium to long term,soon
    shortly,in due course,in the near future,when resources permit,when resources allow,later
    at the earliest opportunity,at the next opportunity,imminent,imminently,early in the new year
    short / medium term,medium / long term,short,medium,long,next phase,as resources allow
    """)
ALSO_SAYS = ONGOING | _phrases("""
    expected,anticipated,estimated,provisional,provisionally,proposed,tentative,tentatively,est
    predicted,projected,indicative,aspirational,subject to,tbc,tba,tbd,to be confirmed,on hold
    to be agreed,dependent on,dependant on,delayed,deferred,slipped,paused,superseded
    no longer required
    """)
"""Words beside a day that a person should know of: they don't change the reading."""
ALSO_AFTER = _phrases("""
    complete,completed,done,achieved,closed,overdue,outstanding,in progress,not started,approx
    approximately,circa,or thereabouts,at the earliest,earliest
    """)
"""The same, where they stand after the day: "March 2020 - completed"."""

UNITS = {
    "hour": "hours", "hours": "hours", "hr": "hours", "hrs": "hours",
    "day": "days", "days": "days", "week": "weeks", "weeks": "weeks", "wk": "weeks", "wks": "weeks",
    "fortnight": "fortnights", "month": "months", "months": "months", "mth": "months",
    "mths": "months", "quarter": "quarters", "quarters": "quarters", "year": "years",
    "years": "years", "yr": "years", "yrs": "years", "term": "terms", "terms": "terms",
    "meeting": "meetings", "meetings": "meetings",
}  # fmt: skip
WORKING = _words("working calendar school business clear term full consecutive")
TRIGGERS = _words("of from after following post prior before once upon on since when for")
PERIODS = _table({
    Period.THIS_MONTH: "this month,end of month,end of the month,month end,current month",
    Period.NEXT_MONTH: "next month",
    Period.THIS_QUARTER: "this quarter,end of quarter,end of the quarter,quarter end",
    Period.NEXT_QUARTER: "next quarter",
    Period.THIS_YEAR: """this year,end of the year,end of year,calendar year,the calendar year
        current year,later this year,this calendar year,year end,within the year,in year""",
    Period.NEXT_YEAR: "next year,next calendar year,the following year,coming year",
    Period.THIS_FINANCIAL_YEAR: """financial year,the financial year,this financial year
        current financial year,fiscal year,financial year end,end of financial year""",
    Period.NEXT_FINANCIAL_YEAR: "next financial year,following financial year,new financial year",
})  # fmt: skip
STEPS = _words("year years month months week weeks day days phase stage quarter")
"""Words that count a plan's own time: "Year 2", "Month 6"."""

LABELS = STEPS | _words("""
    action cohort group item key level milestone no number objective option part point priority
    recommendation ref round section step strand target tier tranche wave workstream draft version
    table appendix annex page band line outcome standard theme goal aim area
    """)
"""Words whose number is a label: in "Phase 1 March 2020" there is no 1 March."""

FREQUENCIES = _words("""
    annual annually anually annualy yearly biannual biannually biennial biennially bimonthly
    biweekly cyclical daily fortnightly hourly monthly nightly periodically quarterly quaterly
    recurring regular regularly rolling semesterly termly triennially weekly
    """)
FREQUENCY_PARTS = _words("bi tri six three four two half twice once semi multi every 3 4 6 2 12")
YEARLY = _words("annually annual yearly")
AFTER_ADVERB = _words("""
    and as at basis by before commencing during each every for from in on ongoing onwards or
    starting then thereafter through throughout till to until up via when with within
    """)

YEAR_CUES = _words(
    "by in during throughout across within before until till to for through over since from"
)
WORDS_WITH_YEARS = STEPS | _words("financial fiscal calendar ongoing on going and")
NOT_A_YEAR_AFTER = _words("""
    act acts order orders regulations code practice guidance education together version paper bill
    circular framework vision iso standard standards £ $ € # room page census no number ref
    """)
"""Words after which a number of four digits is part of a name: "Care Act 2014"."""


def longest(lows: Phrase, phrases: Container[Phrase], *, at_end: bool = False) -> int:
    """Return how many tokens the longest phrase has that `lows` begins with (or ends with)."""
    for size in range(min(len(lows), 5), 0, -1):
        if (lows[-size:] if at_end else lows[:size]) in phrases:
            return size
    return 0
