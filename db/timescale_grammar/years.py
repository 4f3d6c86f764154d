"""Years in the text of a timescale: `2020`, `'20`, `2020/21`, `FY21/22`, `20` after a month."""

from __future__ import annotations

from db.dates import FIRST_YEAR, LAST_YEAR
from db.timescale_grammar.spans import Year, calendar_year
from db.timescale_grammar.tokens import Kind, Token, Tokens
from db.timescale_grammar.words import UNITS, longest, month_of

SEPARATORS = ("/", ".", "-")
FINANCIAL = frozenset({
    ("financial", "year"), ("fy",), ("fiscal", "year"), ("f", "/", "y"), ("fin", "year"),
    ("financial", "years"), ("municipal", "year"), ("budget", "year"), ("financial", "yr"),
})  # fmt: skip
_FARTHEST = 30
_BETWEEN = frozenset({".", ",", "of", "-", "/", "(", "the", "in", ":"})
_CLOCK = frozenset({"am", "pm", "noon", "midnight", "hrs", "o", "%"})


def full_year(token: Token) -> int | None:
    """Return a year of four digits from 1900 to 2099, else None."""
    plain = token.digits == 4 and not token.ordinal
    return token.number if plain and FIRST_YEAR <= token.number <= LAST_YEAR else None


def is_separator(tokens: Tokens, at: int) -> bool:
    """Return whether a slash, dot or hyphen stands at `at` with no space on either side."""
    mark = tokens.at(at)
    return mark.low in SEPARATORS and not mark.gap and not tokens.at(at + 1).gap


def followed_by_month(tokens: Tokens, at: int) -> bool:
    """Return whether a month stands at `at`, so that a number before it is its day."""
    return month_of(tokens.at(at + (tokens.at(at).low == "of")).low) is not None


def double_year(tokens: Tokens, at: int, *, short: bool = False) -> tuple[Year, int] | None:
    """Read `2012/13`, `2012-2013` as April to March, `2023-2027` as the years it spans.

    With `short`, also `12/13`. Returns the year and where it stops.
    """
    left, mark, right = tokens.at(at), tokens.at(at + 1), tokens.at(at + 2)
    first = full_year(left)
    if first is None and short and left.digits == right.digits == 2 and not left.ordinal:
        first = 2000 + left.number
    if first is None or mark.low not in ("/", "-") or right.ordinal:
        return None
    spaced = mark.gap or right.gap
    if right.digits == 2 and not spaced:
        last = first // 100 * 100 + right.number
        last += 100 * (last < first)
    else:
        last = full_year(right) or 0
    stop = at + 3
    to_another = full_year(tokens.at(stop + 1)) is not None
    if not first < last <= first + _FARTHEST or (_goes_on(tokens, stop) and not to_another):
        return None
    if last == first + 1:
        return Year(first, last, financial=True, note=_could_be_month(right)), stop
    if short and left.digits == 2:
        return None
    if right.digits == 2 and right.number <= 12:
        return None
    return Year(first, last, note=f"the years {first} to {last}"), stop


def _could_be_month(right: Token) -> str:
    doubtful = right.digits == 2 and 1 <= right.number <= 12
    return "read as April to March, not as a month" if doubtful else ""


def year_at(tokens: Tokens, at: int) -> tuple[Year, int] | None:
    """Read `2020/21`, `2020`, `FY21/22`, `financial year 2020/21` at `at`."""
    marked = longest(tokens.low(at, at + 3), FINANCIAL)
    at += marked
    if marked and tokens.at(at).low in ("of", ":", "-"):
        at += 1
    if both := double_year(tokens, at, short=bool(marked)):
        return both
    number = full_year(tokens.at(at))
    if number is None and marked and tokens.at(at).digits == 2:
        number = 2000 + tokens.at(at).number
    if number is None:
        return None
    if marked:
        doubt = f"{number} may be the year in which it ends or begins"
        return Year(number - 1, number, financial=True, doubt=doubt), at + 1
    return calendar_year(number), at + 1


def year_after(tokens: Tokens, at: int) -> tuple[Year | None, int, bool]:
    """Read the year that stands after a month, season or quarter that ends before `at`.

    Returns the year (or None), where it stops, and whether it is two bare digits, which may
    mean something else.
    """
    begin = at
    while at < begin + 3 and tokens.at(at).low in _BETWEEN:
        at += 1
    plain = all(
        is_separator(tokens, index) or not tokens.at(index + 1).gap for index in range(begin, at)
    )
    if found := year_at(tokens, at):
        return *_closed(tokens, found, begin, at), False
    quoted = tokens.at(at).low == "'"
    at += quoted
    number = tokens.at(at)
    if number.digits != 2 or number.ordinal or not (plain or quoted):
        return None, begin, False
    if both := double_year(tokens, at, short=True):
        return *both, False
    if (
        _goes_on(tokens, at + 1)
        or tokens.at(at + 1).low in _CLOCK
        or tokens.at(at + 1).low in UNITS
    ):
        return None, begin, False
    return calendar_year(2000 + number.number), at + 1, not quoted


def _closed(tokens: Tokens, found: tuple[Year, int], begin: int, at: int) -> tuple[Year, int]:
    """Take in the bracket that closes `June (2020)`."""
    year, stop = found
    if "(" in tokens.low(begin, at) and tokens.at(stop).low == ")":
        stop += 1
    return year, stop


def wrong_year(tokens: Tokens, at: int) -> int | None:
    """Return where a number stops that stands in a year's place after a month and is none."""
    at += tokens.at(at).low == ","
    number = tokens.at(at)
    if number.kind is not Kind.NUMBER or number.digits < 3 or full_year(number) is not None:
        return None
    return at + 1


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Return whether what stands before `at` is the start of something longer than a year."""
    mark, after = tokens.at(at), tokens.at(at + 1)
    if (
        mark.low in (*SEPARATORS, ":")
        and after.kind is Kind.NUMBER
        and not mark.gap
        and not after.gap
    ):
        return True
    return followed_by_month(tokens, at)
