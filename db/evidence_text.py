"""Evidence out of a line that somebody typed: its link, its title, and what else they said."""

from __future__ import annotations

import re

_LINK = re.compile(r"https?://[^\s<>\"⟨⟩]+", re.IGNORECASE)
_BRACKETED = re.compile(r"\(([^()]+)\)")
_TRAILING = ".,;:!?'’”"
_BEFORE, _AFTER = " \t-–—:([<", " \t-–—:)]>.,;"
_MOST_TITLE = 200


def evidence_cells(text: str) -> dict[str, str]:
    """Return title, link and note of evidence that is told as a text; at least a title.

    The first address in it (http or https) is the link; the first line of the rest is the title,
    and what follows the note. Without other words the address is its own title.
    """
    found = _LINK.search(text)
    link, rest = "", text
    if found is not None:
        link = _whole(found[0])
        before = text[: found.start()].rstrip(_BEFORE)
        rest = f"{before} {text[found.start() + len(link) :].lstrip(_AFTER)}"
    first, _, more = rest.strip().partition("\n")
    title, note = " ".join(first.split()), more.strip()
    if link and (bracketed := _BRACKETED.fullmatch(title)):
        title = bracketed[1]
    if len(title) > _MOST_TITLE:
        title, note = f"{title[: _MOST_TITLE - 1].rstrip()}…", rest.strip()
    return {"title": title or link or " ".join(text.split()), "link": link, "note": note}


def _whole(address: str) -> str:
    """Return an address without the sentence around it: neither full stop nor bracket."""
    while address:
        last = address[-1]
        opened = {")": "(", "]": "["}.get(last)
        if last in _TRAILING or (opened and address.count(last) > address.count(opened)):
            address = address[:-1]
        else:
            break
    return address
