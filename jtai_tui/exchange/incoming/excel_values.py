"""What an Excel cell shows: days, months, shares and numbers as people read them on the sheet."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.dates import MONTHS, show_date

_LAST_SERIAL = 2_958_465
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_PLAIN_NUMBER = re.compile(
    r'(?:"(?P<before>[^"]*)")?(?P<grouped>#,##)?(?P<whole>0+)(?:\.(?P<part>0+))?'
    r'(?P<share>%)?(?:"(?P<after>[^"]*)")?'
)
_MOST_PLACES = 20
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FOOT_CODE = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&K\d\d[+-]\d{3}|&\d+|&[A-Za-z]')
_PAGE = re.compile(r"(?:\bpage[ \t]*)?&P(?:[ \t]*(?:of|/)[ \t]*&N)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows, the day that it keeps if it is one, and whether it is an error."""

    text: str
    day: date | None = None
    error: bool = False


def show_number(text: str, form: str, *, since_1904: bool = False) -> Shown:
    """Return what a number of the file shows in its number format, days as `30 Jun 2020`.

    A format without a day shows the month alone (`Jun 2020`), which is then no day; a time of day
    follows its day. Text that is no number stands as it is.
    """
    try:
        number = float(text)
    except ValueError:
        return Shown(text)
    if not math.isfinite(number):
        return Shown(text)
    shown = None
    section = form.partition(";")[0]
    signs = _LITERAL.sub("", section).casefold()
    parts_of_seconds = re.search(r"s\.0+", signs)
    if set(signs) & set("dyhms") and (parts_of_seconds or not set(signs) & set("0#?")):
        shown = _show_moment(number, signs, since_1904=since_1904)
    return shown or Shown(_plain(number, section))


def _show_moment(number: float, signs: str, *, since_1904: bool) -> Shown | None:
    has_day, has_year = "d" in signs, "y" in signs
    timed = bool(set(signs) & set("hs"))
    has_month = "m" in signs and not timed
    if not has_day and not has_year and not has_month:
        minutes = math.floor(round(number * 24 * 3600) / 60)
        hours = minutes // 60 if "[" in signs else minutes // 60 % 24
        return Shown(f"{hours:02d}:{minutes % 60:02d}") if number >= 0 else None
    moment = _moment(number, since_1904=since_1904)
    if moment is None:
        return None
    day = moment.date()
    if not has_day and (has_month or "m" in signs) and not timed:
        name = MONTHS[day.month - 1]
        short = "mmmm" not in signs
        words = name[:3] if short else name
        return Shown(f"{words} {day.year}" if has_year else words)
    if not has_day and not timed:
        return Shown(str(day.year))
    clock = f" {moment:%H:%M}" if moment.hour or moment.minute else ""
    return Shown(f"{show_date(day)}{clock}", day)


def _moment(number: float, *, since_1904: bool) -> datetime | None:
    """Return the moment of a serial number; None for one that Excel has no day for.

    Excel believes in 29 February 1900: what is before it is a day on.
    """
    if not 1 <= number + (1462 if since_1904 else 0) <= _LAST_SERIAL + 1:
        return None
    if since_1904:
        start = datetime(1904, 1, 1)
    elif number < 60:
        start = datetime(1899, 12, 31)
    elif number < 61:
        return None
    else:
        start = datetime(1899, 12, 30)
    try:
        moment = start + timedelta(days=number)
        # Fractions of a day fall short of whole seconds; 23:59:59 is still that day.
        return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    except OverflowError:
        return None


def _plain(number: float, form: str) -> str:
    found = _PLAIN_NUMBER.fullmatch(form.replace("\\", "").replace("General", ""))
    if found is None:
        return _share(number, form) if "%" in _LITERAL.sub("", form) else _general(number)
    places = min(len(found["part"] or ""), _MOST_PLACES)
    if found["share"]:
        number *= 100
    if abs(number) >= 1e15:
        return _general(number)
    # Halves go up in Excel; two digits more than are kept hide what binary fractions add.
    rounded = _round_half_up(number, places)
    width = min(len(found["whole"]), _MOST_PLACES) + (places + 1 if places else 0)
    sign = "-" if rounded < 0 else ""
    digits = f"{abs(rounded):{',' if found['grouped'] else ''}.{places}f}".rjust(width, "0")
    return f"{sign}{found['before'] or ''}{digits}{found['share'] or ''}{found['after'] or ''}"


def _share(number: float, form: str) -> str:
    places = re.search(r"\.([0#?]+)", form)
    return f"{_round_half_up(number * 100, len(places[1]) if places else 0):g}%"


def _round_half_up(number: float, places: int) -> float:
    factor = 10.0**places
    scaled = float(f"{abs(number) * factor:.15g}")
    return float(int(scaled + 0.5)) / factor * (-1 if number < 0 else 1)


def _general(number: float) -> str:
    text = f"{number:.15g}"
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return repr(float(text)) if "e" not in text else text


def unescaped(text: str) -> str:
    """Return a text with what Excel writes as `_x000D_` as the character that it is."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def foot_text(code: str) -> str:
    """Return the words of a page's foot, without its codes and the page's number."""
    plain = re.sub(r"&[LCR]", "\n", code.replace("&&", "\x00"))
    plain = _FOOT_CODE.sub("", _PAGE.sub("", plain)).replace("\x00", "&")
    return "\n".join(filter(None, (line.strip(" \t|·•–-") for line in plain.splitlines())))
