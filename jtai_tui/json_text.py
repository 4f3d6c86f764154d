"""JSON as text that people can read and that steers no terminal."""

from __future__ import annotations

import json
import re

# What a terminal obeys or hides, and halves of pairs that UTF-8 has no bytes for: JSON's own
# escapes say the same, so nothing is lost.
_UNSAFE = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                     "\ud800-\udfff]")  # fmt: skip


def json_text(value: object) -> str:
    """Return `value` as indented JSON with a line end.

    Letters stand as they are; control, invisible and direction characters are escaped.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"
