"""The words that published plans put over their columns, and what each of them may mean.

A heading may mean several things; the cells below decide then. The weights only rank meanings:
10 is a heading that means one thing everywhere, 5 one that needs the cells to bear it out.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jtai_tui.exchange.reading.rows import Column
from jtai_tui.exchange.reading.words import folded, one_line

STRONG = 5.0
"""The score from which a heading is one that plans use."""

_LONGEST_HEADING = 160
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_QUESTIONS: tuple[tuple[Column, re.Pattern[str]], ...] = tuple(
    (column, re.compile(rf"(?:{pattern})\b.*"))
    for column, pattern in (
        (Column.NOTE, r"what (?:difference|impact|will success|good|outcome)"),
        (Column.NOTE, r"how (?:will |do |can )?(?:we|you|they) (?:will )?(?:know|measure|tell|"
                      r"evidence|monitor)"),
        (Column.FINDING, r"what (?:did |do |have |has )?(?:the )?(?:inspector|ofsted|cqc|"
                         r"inspectorate|hmicfr|hmip|inspection|review)"),
        (Column.FINDING, r"what (?:do we |we |is |need )(?:need )?(?:to )?(?:the )?(?:improve|"
                         r"issue|problem|change|wrong|improving)"),
        (Column.PROGRESS, r"what (?:have|has) (?:we|been|happened|changed)|what (?:we have|weve) "
                          r"(?:done|achieved)|where are we|where we are|how are we doing|how far"),
        (Column.ACTION, r"(?:what|how) (?:are |will |do |is |shall |should )?(?:we|be|you|happen|"
                        r"need)\b.*\b(?:do|doing|done|take|taken|happen|achieve|improve|address)"),
        (Column.LEAD, r"who"),
        (Column.TIMESCALE, r"(?:by |and |date )?when"),
    )
)  # fmt: skip
"""Headings in plain words: `When we will have done this by`. The first that fits counts."""
_MOST_QUESTION, _QUESTION_WORTH = 14, 9.0
_DATED = re.compile(
    r"\d+(?:st|nd|rd|th)?|q[1-4]|fy\d*|jan\w*|feb\w*|mar|march|apr|april|may|june?|july?|aug|august|"
    r"sept?|september|oct|october|nov|november|dec|december"
)
_SIGNS = {"#": "no", "№": "no", "nº": "no", "n°": "no", "no.": "no", "✓": "status", "✔": "status"}

_WORDS: dict[Column, dict[float, str]] = {
    Column.REFERENCE: {
        10: "no|number|ref|ref no|reference|reference no|reference number|ref number|id|action no|"
        "action number|action ref|action reference|action id|recommendation no|"
        "recommendation number|recommendation ref|rec no|rec number|rec ref|item no|"
        "item number|line no|row no|serial no|serial|s no|unique id|unique reference|"
        "finding no|finding number|objective no|priority no|standard no|kloe",
        7: "rec|item|para|paragraph|priority number|page",
        4: "recommendation|action|priority|standard|objective",
    },
    Column.FINDING: {
        10: "area for development|area for development identified|area for improvement|"
        "recommendation|issue identified|requirement|cqc requirement|finding|"
        "what need to improve|what need improving|what need to change|inspection finding|"
        "key finding|area of concern|area for priority action|priority action area|"
        "development area|concern|issue|inspection recommendation|area identified|"
        "what inspector said|what inspector found|inspector finding|what ofsted said|"
        "area for action|improvement area|improvement need|weakness|gap identified|"
        "ofsted recommendation|jtai recommendation|hmip recommendation|area|regulation",
        7: "why|rationale|reason|problem|gap|objective|priority|theme|aim|standard|concern raised|"
        "where are we now|background|priority area|strategic objective|what is the issue",
        4: "improvement|development|outcome sought",
    },
    Column.ACTION: {
        11: "action|action required|action to be taken|key action|action to take|agreed action|"
        "planned action|proposed action|what we will do|what will we do|what we are going to do|"
        "what are we going to do|what need to happen|what will happen|what do we need to do|"
        "action needed|improvement action|specific action|action plan|action description|"
        "description of action|what action will be taken|what need to be done|what will be done",
        8: "improvement|how|task|activity|milestone|how we will do it|how will we do it|"
        "how will we achieve this|how we will achieve this|deliverable|step|key step|what|"
        "intervention|response|management response|commitment|how will this be achieved|"
        "improvement required|key task|key activity|what we are doing|work to be done",
        3: "recommendation|objective|requirement|description|detail|area for improvement|priority",
    },
    Column.LEAD: {
        10: "lead|by whom|responsible officer|person responsible|owner|accountable|"
        "accountable lead|who|lead officer|responsibility|responsible|responsible person|"
        "action owner|lead person|action lead|lead name|named lead|senior responsible officer|"
        "sro|accountable officer|accountable person|who is responsible|who will do it|"
        "who by|lead responsible|responsible lead|operational lead|strategic lead|"
        "executive lead|lead professional|officer|officer responsible|lead manager|"
        "manager responsible|responsible manager|assigned to|owned by|lead agency officer|"
        "lead officer agency|responsible owner|who is accountable|lead s|lead role",
        6: "lead agency|name|resp|by who|accountability|lead organisation",
    },
    Column.AGENCY: {
        10: "agency|organisation|partner|lead agency|partner agency|agency responsible|"
        "responsible agency|partner organisation|lead organisation|lead partner|"
        "responsible organisation|accountable agency|agency lead|accountable organisation|"
        "service|directorate|trust|provider",
        6: "department|team|sector|division|lead service|service area",
    },
    Column.TIMESCALE: {
        10: "timescale|by when|target date|deadline|target completion date|due|due date|"
        "when|timeframe|time frame|time scale|timeline|target|complete by|"
        "to be completed by|date due|date for completion|target timescale|end date|"
        "date to be completed|completion due|agreed date|planned completion date|"
        "planned completion|completion target|by when date|when by|to be complete by|"
        "original timescale|original due date|original target date|original deadline|"
        "when will it be done|when by date|timing|implementation date|target for completion",
        8: "completion date",
        6: "date|completion|by|delivery date|time",
    },
    Column.PROGRESS: {
        10: "progress|update|progress to date|progress evidence|comment|commentary|"
        "latest position|narrative|progress update|latest update|current position|"
        "progress made|progress note|action taken|action taken to date|position statement|"
        "progress comment|status update|update on progress|progress report|what we have done|"
        "what have we done|current progress|progress and evidence|highlight|progress summary|"
        "progress against action|progress so far|update evidence|latest progress|action update",
        6: "note|remark|position|monitoring|current status|what has been done|"
        "progress and impact|review|exception",
    },
    Column.RATING: {
        10: "rag|rag rating|status|completed|progress indicator|signed off|brag|rating|"
        "rag status|brag rating|brag status|progress rating|progress status|action status|"
        "current rag|overall rag|overall status|delivery status|delivery confidence|ragb|"
        "rag rated|status rag|completion status|current rating|brags|bragg|rag b",
        6: "complete|done|colour|closed|sign off|state|current status|progress rag|y n",
    },
    Column.FORECAST: {
        10: "forecast|expected date|revised date|revised timescale|revised due date|"
        "revised target date|revised deadline|forecast date|expected completion|"
        "expected completion date|revised completion date|forecast completion|new date|"
        "forecast completion date|anticipated completion|anticipated date|extended date|"
        "extension date|revised target|revised timeframe|new due date|projected date|"
        "anticipated completion date|revised",
    },
    Column.EVIDENCE: {
        10: "evidence|evidence of impact|evidence of completion|impact evidence|"
        "evidence of progress|supporting evidence|evidence required|evidence provided|"
        "evidence link|link to evidence|source of evidence|evidence base|evidence and impact|"
        "impact and evidence|evidence source|how will we evidence this|assurance evidence",
    },
    Column.NOTE: {
        9: "start date|date started|date completed|actual completion date|actual date|"
        "date of completion|completed date|date closed|date signed off|resource|cost|outcome|"
        "outcome measure|success criterion|success criteria|success measure|impact|risk|"
        "measure of success|what will success look like|what difference will this make|"
        "what difference will it make|what difference this will make|what difference it will make|"
        "what difference has it made|what difference has this made|what difference did it make|"
        "what will be different|what will good look like|what good look like|difference made|"
        "intended outcome|expected outcome|desired outcome|kpi|measure|budget|"
        "resource required|governance|monitored by|monitoring arrangement|outcome sought|"
        "how will we know|barrier|mitigation|dependency|date added|date of update|"
        "date updated|last updated|reporting to|assurance|source|category|action type",
    },
}  # fmt: skip


def _table() -> dict[tuple[str, ...], dict[Column, float]]:
    found: dict[tuple[str, ...], dict[Column, float]] = {}
    for column, weighted in _WORDS.items():
        for weight, phrases in weighted.items():
            for phrase in phrases.split("|"):
                found.setdefault(folded(phrase), {})[column] = weight
    return found


_PHRASES = _table()
_MOST_WORDS = max(map(len, _PHRASES))


@lru_cache(maxsize=4096)
def meanings(heading: str) -> dict[Column, float]:
    """Return what a heading may mean, with scores above 0; empty where plans don't use it.

    The whole heading counts fully, a phrase within it by the share of words that it has: first
    words count more than last ones, and what stands in brackets or behind a slash least.
    """
    plain = one_line(heading)
    if not plain or len(plain) > _LONGEST_HEADING:
        return {}
    words = heading_words(plain)
    if exact := _PHRASES.get(words):
        return dict(exact)
    if asked := _asked(words):
        return {asked: _QUESTION_WORTH}
    scores: dict[Column, float] = {}
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            for column, weight in _PHRASES.get(words[start : start + length], {}).items():
                share = length / len(words)
                score = weight * (0.45 + 0.4 * share) * (1.0 if start == 0 else 0.85)
                scores[column] = max(scores.get(column, 0.0), round(score, 3))
    if Column.LEAD in scores and Column.AGENCY in scores:
        # `Organisation and lead` holds people: as agencies they would all be different ones.
        scores[Column.LEAD] = max(scores[Column.LEAD], scores[Column.AGENCY]) + 0.5
    return {column: score for column, score in scores.items() if score >= 2}


def heading_words(heading: str) -> tuple[str, ...]:
    """Return the folded words of a heading without what it has in brackets, and without dates."""
    plain = one_line(heading)
    plain = _BRACKETS.sub(" ", plain).strip() or plain
    words = folded(_SIGNS.get(plain.casefold(), plain))
    told = tuple(word for word in words if not _DATED.fullmatch(word))
    return told or words


def _asked(words: tuple[str, ...]) -> Column | None:
    """Return what a heading that is a question, or the answer's first words, stands over."""
    if not 1 < len(words) <= _MOST_QUESTION:
        return None
    said = " ".join(words)
    return next((column for column, each in _QUESTIONS if each.fullmatch(said)), None)


def shared_share(heading: str) -> float:
    """Return the share of a heading's words that the phrase it is known by has."""
    words = heading_words(heading)
    if words not in _PHRASES and _asked(words):
        return 1.0
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        if any(words[at : at + length] in _PHRASES for at in range(len(words) - length + 1)):
            return length / len(words)
    return 0.0
