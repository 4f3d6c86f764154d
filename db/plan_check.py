"""The check of a plan's JSON: every fault with its path and what was expected, all in one go.

A `Part` is a value of the JSON together with its path. Its readers return the value, or note a
fault and return a harmless one of the same type, so that the reading goes on to the next fault.
Whoever reads raises `PlanFaults` at the end, and nothing of a faulty plan is kept.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

from db.errors import PlanError, Refused
from db.plain_text import check_text, is_blank

_ABSENT: Final = object()
_SHOWN = 40
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, what was expected there, what was found."""

    path: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Return the fault as one line: `actions[3].timescale: expected text, found 12`."""
        return f"{self.path or 'the plan'}: expected {self.expected}, found {self.found}"


class PlanFaults(PlanError):
    """A plan's JSON can't be taken. `faults` holds all that is wrong; the first is told."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        number = len(self.faults)
        several = f"{number} faults; the first is" if number > 1 else "a fault:"
        super().__init__(f"the plan has {several} {self.faults[0]}")


class _Object(dict[str, object]):
    """A JSON object that remembers which of its keys were written twice."""

    twice: tuple[str, ...] = ()


def decode(text: str | bytes) -> object:
    """Return what a JSON text holds. Raises PlanFaults, with line and column, if it isn't JSON.

    A byte order mark is allowed. Keys that an object has twice are kept for the check to name.
    """
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        value: object = json.loads(plain, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise _unreadable("text in UTF-8", f"another encoding at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        problem = error.msg[:1].lower() + error.msg[1:]
        where = f"line {error.lineno}, column {error.colno}: {problem}"
        raise _unreadable("JSON", f"a mistake at {where}") from None
    except RecursionError:
        raise _unreadable("JSON", "lists or objects nested too deep") from None
    except ValueError:
        raise _unreadable("JSON", "a number with thousands of digits") from None
    return value


def _unreadable(expected: str, found: str) -> PlanFaults:
    return PlanFaults([Fault("", expected, found)])


def _object(pairs: list[tuple[str, object]]) -> _Object:
    result = _Object(pairs)
    if len(result) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        result.twice = tuple(key for key, count in counts.items() if count > 1)
    return result


class Part:
    """A value of the JSON with its path, and the list that its faults are noted in."""

    __slots__ = ("_faults", "_value", "path")

    def __init__(self, value: object, path: str, faults: list[Fault]) -> None:
        self._value = value
        self._faults = faults
        self.path = path

    @property
    def absent(self) -> bool:
        """Return whether the key isn't there at all."""
        return self._value is _ABSENT

    @property
    def empty(self) -> bool:
        """Return whether the key isn't there, or is null."""
        return self._value is _ABSENT or self._value is None

    @property
    def is_null(self) -> bool:
        """Return whether this is null."""
        return self._value is None

    @property
    def is_text(self) -> bool:
        """Return whether this is text."""
        return isinstance(self._value, str)

    @property
    def sound(self) -> bool:
        """Return whether no fault is noted here."""
        return all(fault.path != self.path for fault in self._faults)

    def fault(self, expected: str, found: str | None = None) -> None:
        """Note a fault here; `found` is the value unless something better is to be said."""
        self._faults.append(Fault(self.path, expected, shown(self._value, found)))

    def __getitem__(self, key: str) -> Part:
        """Return the part of an object under `key`; an absent part if it has none."""
        value = self._value.get(key, _ABSENT) if isinstance(self._value, dict) else _ABSENT
        return Part(value, self._path_of(key), self._faults)

    def has_keys(self, keys: Collection[str]) -> bool:
        """Return whether this is an object; a key that isn't one of `keys` is a fault, by name."""
        if not isinstance(self._value, dict):
            self.fault("an object")
            return False
        for key in self._value:
            if key not in keys:
                near = get_close_matches(str(key)[:_SHOWN].casefold(), keys, 1)
                known = f"the key '{near[0]}'" if near else f"only the keys {', '.join(keys)}"
                self[str(key)].fault(known, f"the key {shown(str(key))}")
        for key in getattr(self._value, "twice", ()):
            self[key].fault("the key once", "it twice")
        return True

    def items(self, *, optional: bool = False) -> Iterator[Part]:
        """Yield the parts of a list; an absent one is empty if `optional`."""
        if isinstance(self._value, list):
            for index, value in enumerate(self._value):
                yield Part(value, f"{self.path}[{index}]", self._faults)
        elif not (optional and self.absent):
            self.fault("a list")

    def objects(self, keys: Collection[str], *, optional: bool = False) -> Iterator[Part]:
        """Yield the objects of a list; whatever else stands in it is a fault."""
        for item in self.items(optional=optional):
            if item.has_keys(keys):
                yield item

    def text(self, default: str | None = None, *, said: bool = False) -> str:
        """Return text; it must not be blank if `said`. `default` stands in for an absent key."""
        if self.absent and default is not None:
            return default
        if not isinstance(self._value, str):
            self.fault("text")
        elif said and is_blank(self._value):
            self.fault("text that says something")
        else:
            try:
                return check_text(self._value, "text that")
            except Refused as refusal:
                self.fault("text that a plan can keep", str(refusal))
        return ""

    def line(self, default: str | None = None, *, said: bool = False) -> str:
        """Return text of one line, without space around it if it must be `said`."""
        text = self.text(default, said=said)
        if "\t" in text or text.splitlines()[:1] not in ([], [text]):
            self.fault("text in one line")
        elif said and text != text.strip():
            self.fault("text without space around it")
        return text

    def one_of(self, words: Iterable[str]) -> str:
        """Return one of `words`."""
        allowed = list(words)
        if isinstance(self._value, str) and self._value in allowed:
            return self._value
        self.fault(f"one of: {', '.join(allowed)}")
        return ""

    def whole(self, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`."""
        value = self._value
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fault(f"a whole number from {least} to {most}")
        return least

    def flag(self, default: bool | None = None) -> bool:
        """Return true or false."""
        if self.absent and default is not None:
            return default
        if not isinstance(self._value, bool):
            self.fault("true or false")
        return self._value is True

    def day(self) -> date:
        """Return a day, written `2020-06-30`."""
        if isinstance(self._value, str) and _ISO_DAY.fullmatch(self._value):
            try:
                return date.fromisoformat(self._value)
            except ValueError:
                self.fault("a day of the calendar")
                return date.min
        self.fault("a day, written 2020-06-30")
        return date.min

    def day_or_none(self) -> date | None:
        """Return a day, or None where the key is absent or null."""
        return None if self.empty else self.day()

    def base64(self) -> bytes:
        """Return the bytes that are written here in base64."""
        try:
            if isinstance(self._value, str):
                data = b64decode(self._value, validate=True)
                if b64encode(data).decode() == self._value:
                    return data
        except ValueError:
            pass
        self.fault("bytes in base64")
        return b""

    def _path_of(self, key: str) -> str:
        if not _PLAIN_KEY.fullmatch(key):
            return f"{self.path}[{shown(key)}]"
        return f"{self.path}.{key}" if self.path else key


def shown(value: object, found: str | None = None) -> str:
    """Return `found`, or else a value of the JSON as one short printable piece of a line."""
    if found is not None:
        return found
    if value is _ABSENT:
        return "nothing"
    if isinstance(value, str):
        return repr(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
