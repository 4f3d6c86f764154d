"""Texts with which somebody may try to harm whoever reads a plan, and how to tell that they fail.

`TEXTS` are short, and each stands for a kind. `HUGE` makes those that are harmful by their size.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

ESC, CSI8, OSC8, DCS8, ST8 = "\x1b", "\x9b", "\x9d", "\x90", "\x9c"

CONTROLS: dict[str, str] = {
    "NUL": "a\x00b",
    "bell": "a\x07b",
    "backspace over what was read": "paid\x08\x08\x08\x08late",
    "carriage return over what was read": "late\rpaid",
    "lines of Windows": "one\r\ntwo",
    "vertical tab": "a\x0bb",
    "form feed": "a\x0cb",
    "shift out": "a\x0eb",
    "information separators": "a\x1cb\x1db\x1eb\x1fb",
    "delete": "a\x7fb",
    "next line": "a\x85b",
    "colour": f"{ESC}[6;7;8mgreen{ESC}[0m",
    "clearing the screen": f"{ESC}[2J{ESC}[H",
    "moving the cursor": f"{ESC}[99A{ESC}[1G over",
    "a title for the window": f"{ESC}]2;owned\x07",
    "a clipboard": f"{ESC}]52;c;cm0gLXJmIH4=\x07",
    "a link": f"{ESC}]8;;http://example.org/evil{ESC}\\here{ESC}]8;;{ESC}\\",
    "a device string": f'{ESC}P$q"p{ESC}\\',
    "a report of the title": f"{ESC}[21t",
    "a report of the place": f"{ESC}[6n",
    "another character set": f"{ESC}(0lqqqk{ESC}(B",
    "a reset": f"{ESC}c",
    "a picture": f"{ESC}_Gf=100;AAAA{ESC}\\",
    "the end of a paste": f"a{ESC}[201~b",
    "half a sequence": f"a{ESC}[",
    "a sequence in 8 bits": f"{CSI8}31;5mred",
    "a clipboard in 8 bits": f"{OSC8}52;c;eA=={ST8}",
    "a device string in 8 bits": f"{DCS8}q{ST8}",
    "half a character": "a\ud800b",
    "the other half": "a\udc00b",
    "a byte of another encoding": "a\udcffb",
}
"""What a terminal obeys, or what is no text: a plan refuses it."""

UNSEEN: dict[str, str] = {
    "an override": "user\u202egnp.exe",
    "an override to the left": "\u202dabc\u202c",
    "embeddings": "\u202aa\u202b\u05d0\u202c\u202c",
    "isolates": "\u2066a\u2067\u05d0\u2068b\u2069\u2069\u2069",
    "isolates that don't end": "a\u2067b\u2066c",
    "direction marks": "a\u200eb\u200fc\u061cd",
    "nothing wide": "ad\u200bm\u2060in\ufeff",
    "joiners where nothing is joined": "ad\u200cm\u200din",
    "joiners in a row": "👩\u200d\u200d\u200d👩",
    "invisible operators": "a\u2061b\u2062c\u2063d\u2064e",
    "deprecated formats": "a\u206ab\u206fc",
    "variation selectors": "a\ufe00b\ufe0fc\U000e0100d",
    "a message in selectors": "x" + "\ufe0e\ufe0f" * 20,
    "tags": "x" + "".join(chr(0xE0000 + ord(each)) for each in "rm -rf ~"),
    "a soft hyphen that parts nothing": "\xada \xad b",
    "letters drawn as nothing": "a\u3164b\u115fc\u1160d\uffa0e\u2800f",
    "a line separator": "one\u2028two",
    "a paragraph separator": "one\u2029two",
    "annotations": "a\ufff9b\ufffac\ufffb",
    "private": "a\ue000b\uf8ffc\U000f0000d\U0010fffd",
    "no characters": "a\ufffeb\uffffc\ufdd0d\U0001ffffe",
    "unassigned": "a\u0378b\U000e0fffc",
    "marks with nothing beneath": "\u0301\u0308\u20dd",
    "a tower of marks": "e" + "\u0301" * 300 + "x",
    "musical controls": "a\U0001d173b\U0001d17a",
}
"""What hides or turns about: a plan keeps it, as names need some of it, and shows that it is there.

(The separators of lines are refused where a text is one line.)
"""

PLAIN: dict[str, str] = {
    "wide letters": "漢字かな",
    "letters of either width": "Ω±¡§¤αЯ①",
    "right to left": "שלום عليكم",
    "Persian": "می\u200cخواهم",
    "Hindi": "क्षत्रिय",
    "emoji that are joined": "👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f 🏴\U000e0067\U000e0062\U000e007f",
    "emoji of two": "👍🏽 🇬🇧 1\ufe0f\u20e3",
    "accents apart": "e\u0301 A\u030a",
    "spaces of all sorts": "a\xa0b\u2003c\u3000d\u202fe",
    "a broken close": "[/]",
    "a close of nothing": "see [/old]",
    "markup": "[red]x[/red]",
    "an action in markup": "[@click=app.quit]x[/]",
    "a link in markup": "[link=http://example.org/evil]x[/link]",
    "open markup": "[bold",
    "a reference in brackets": "see [ref 4] [4]",
    "Markdown with HTML": '# h\n<script>alert(1)</script> ![x](javascript:a) <img onerror="a">',
    "a formula": '=HYPERLINK("http://example.org/evil","x")',
    "formulas by other signs": "+1+1",
    "a formula with @": "@SUM(A1)",
    "a formula in wide signs": "＝1+1",
    "a formula of old": "-2+3+cmd|' /C calc'!A0",
    "an option": "--force",
    "a short option": "-rf",
    "standard input": "-",
    "the end of options": "--",
    "a path": "../../../etc/passwd",
    "a path from home": "~/.ssh/id_rsa",
    "a URL's signs": "%41?x=1#y&z",
    "a pattern": "%_\\%*?[a-z]",
    "SQL": "'; DROP TABLE event; --",
    "SQL in quotes": '" OR ""="',
    "JSON": '"},{"rating":"completed"',
    "JSON's escapes": "\\u001b[2J \\n \\x1b",
    "a format": "{0.__class__} %s %(x)s ${HOME} $(id) `id`",
    "a template": "{{7*7}} {% raw %}",
    "quotes": "' \" ` ´ „ “",
    "blank lines": "a\n\n\n\nb",
    "space around": "  a  ",
    "a tab": "a\tb",
    "a number of many digits": "9" * 400,
    "one long word": "x" * 5000,
}
"""What programs take for something else: a plan keeps it to the letter, and it is only text."""

TEXTS: dict[str, str] = {**CONTROLS, **UNSEEN, **PLAIN}

SOME = (
    "NUL", "a clipboard", "a sequence in 8 bits", "half a character", "an override", "isolates",
    "nothing wide", "tags", "a line separator", "private", "a tower of marks", "a broken close",
    "emoji that are joined", "an action in markup", "a formula", "Persian", "lines of Windows",
)  # fmt: skip
"""Names of texts that stand for the others where each of them costs time."""

HUGE: dict[str, Callable[[], str]] = {
    "10 MB in one line": lambda: "x" * 10_000_000,
    "10 MB in words": lambda: "lorem ipsum " * 833_333,
    "10,000 marks on one letter": lambda: "e" + "\u0301" * 10_000,
    "a million marks": lambda: "e" + "\u0301" * 999_999,
    "100,000 lines": lambda: "line\n" * 99_999 + "end",
    "a million wide letters": lambda: "漢" * 1_000_000,
    "a million overrides": lambda: "a" + "\u202e" * 999_999,
    "half a million joiners": lambda: "👩\u200d" * 499_999 + "x",
    "a million digits and letters": lambda: "1a" * 500_000,
    "half a million commas": lambda: "a," * 500_000,
    "half a million open brackets": lambda: "(" * 500_000,
    "a million spaces of another sort": lambda: "a" + "\xa0" * 999_998 + "b",
}

_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DRAWN_AS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, range(0xFE00, 0xFE10))
)
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def steering(text: str) -> set[str]:
    """Return the characters of a text that a terminal would obey, hide, or draw as nothing.

    A newline ends a line, and that is all.
    """
    return {
        each
        for each in set(text) - {"\n"}
        if unicodedata.category(each) in _STEERING or each in _DRAWN_AS_NOTHING
    }


def steering_beside_colours(printed: str) -> set[str]:
    """Return what steers a terminal in what a command has printed there, but for its colours.

    A terminal itself puts a return before each new line.
    """
    return steering(_STYLE.sub("", printed.replace("\r\n", "\n")))


def tower(text: str) -> int:
    """Return how many marks the highest tower in a text has."""
    highest = here = 0
    for each in text:
        here = here + 1 if unicodedata.category(each) in ("Mn", "Me") else 0
        highest = max(highest, here)
    return highest
