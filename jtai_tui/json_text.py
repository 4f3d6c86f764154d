"""JSON as text that people can read and that steers no terminal."""

from __future__ import annotations

import json
import re

# What a terminal obeys or hides, and halves of pairs that UTF-8 has no bytes for: JSON's own
# escapes say the same, so nothing is lost.
_UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)


def json_text(value: object) -> str:
    """Return `value` as indented JSON with a line end.

    Letters stand as they are; control, invisible and direction characters are escaped.
    """
    return escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def escaped(text: str) -> str:
    """Return JSON as the same JSON, with an escape for each character that is not to be seen."""
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], text)
