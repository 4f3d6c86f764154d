"""A draft e-mail that waits to be sent: what a lead is asked, with their return sheet attached."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from db.chasing import Owed, Owes
from db.dates import show_date, show_long_date
from jtai_tui.exchange.outgoing.published import tidy_line
from jtai_tui.text import counted

_SHEET_TYPE = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_MOST_LISTED, _MOST_TITLE, _MOST_TEXT = 40, 80, 160
_BLANK = re.compile(r"\s+")


def draft_mail(
    owes: Owes, *, title: str, by: str, answer_by: date, sheet: bytes, sheet_name: str
) -> bytes:
    """Return a draft as the bytes of an .eml: its `sheet` is attached as `sheet_name`.

    The header X-Unsent lets Outlook open it to be sent. It is from nobody and of no day, which
    whoever sends it is, and goes to the address that the plan has, or to none yet. The same values
    give the same bytes. Nothing of the plan's text can become a header.
    """
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    mail["To"] = _address(owes)
    mail.set_content(
        _text(owes, title, by, answer_by, sheet_name),
        subtype="plain", charset="utf-8", cte="quoted-printable",
    )  # fmt: skip
    kind, subtype = _SHEET_TYPE
    mail.add_attachment(sheet, maintype=kind, subtype=subtype, filename=sheet_name)
    mail.set_boundary(f"=_{hashlib.sha256(sheet).hexdigest()[:32]}_=")
    return _header("Subject", _subject(owes, title, answer_by)) + mail.as_bytes()


def _address(owes: Owes) -> str | Address:
    return Address(addr_spec=owes.address) if owes.address else ""


def _header(name: str, text: str) -> bytes:
    """Return a header of a text; a message's own folding puts a space before what it encodes."""
    charset = "us-ascii" if text.isascii() else "utf-8"
    folded = Header(text, charset, header_name=name).encode(linesep=SMTP.linesep)
    return f"{name}: {folded}{SMTP.linesep}".encode("ascii")


def _subject(owes: Owes, title: str, answer_by: date) -> str:
    number = len(owes.actions)
    asked = counted(number, "overdue action") if owes.overdue == number else owes.words
    return f"{asked}: please answer by {show_date(answer_by)} ({_short(title, _MOST_TITLE)})"


def _text(owes: Owes, title: str, by: str, answer_by: date, sheet_name: str) -> str:
    number = len(owes.actions)
    paragraphs = [
        f"To {_short(owes.lead)}",
        f"You are named as a lead of {_asked(owes, _short(title))} by {show_long_date(answer_by)}.",
        "\n\n".join(map(_line, owes.actions[:_MOST_LISTED])),
    ]
    if number > _MOST_LISTED:
        paragraphs.append(f"And {number - _MOST_LISTED:,} more, which are in the sheet.")
    paragraphs += [
        f"Fill in the yellow cells of the sheet that is attached ({sheet_name}) and send it back:"
        " what was done since the last update, the day you expect to finish, the rating you"
        " propose, and a link to the evidence. What you leave empty stays as it is.",
        _short(by),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _asked(owes: Owes, title: str) -> str:
    number, late = len(owes.actions), owes.overdue
    if number == 1:
        which = ", which is overdue" if late else ""
        return f"this action of {title}{which}. Please tell me how it stands"
    some = "" if not late else f", {'all' if late == number else f'{late:,}'} of them overdue"
    return f"these {number:,} actions of {title}{some}. Please tell me how they stand"


def _line(owed: Owed) -> str:
    row = owed.row
    return (
        f"- Action {_short(row.reference)}, {_short(row.agency)}: {_short(row.action)}\n"
        f"  {_due(owed)}. {_last(owed)}."
    )


def _due(owed: Owed) -> str:
    row = owed.row
    if row.due is None:
        return f"Due: {_short(row.timescale)}" if row.timescale else "No due date"
    due = f"Due {show_date(row.due)}"
    if owed.overdue is not None:
        return f"{due}, {counted(owed.overdue, 'day')} overdue"
    if owed.due_in is not None:
        return f"{due}, in {counted(owed.due_in, 'day')}" if owed.due_in else f"{due}, today"
    return due


def _last(owed: Owed) -> str:
    day = owed.row.last_update
    if day is None:
        return "No update yet"
    ago = "" if owed.silent is None else f", {counted(owed.silent, 'day')} ago"
    return f"Last update {show_date(day)}{ago}"


def _short(text: str, most: int = _MOST_TEXT) -> str:
    """Return the beginning of a text as one line."""
    line = _BLANK.sub(" ", tidy_line(text)).strip()
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
