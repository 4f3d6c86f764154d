"""A draft e-mail that waits to be sent: what a lead is asked, with their return sheet attached."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from db.chasing import Owed, Owes
from db.dates import show_date, show_long_date
from jtai_tui.exchange.outgoing.published import tidy_line

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
    mail["Subject"] = f"{_short(title, _MOST_TITLE)}: {owes.words}, by {show_date(answer_by)}"
    mail.set_content(
        _text(owes, title, by, answer_by, sheet_name),
        subtype="plain", charset="utf-8", cte="quoted-printable",
    )  # fmt: skip
    kind, subtype = _SHEET_TYPE
    mail.add_attachment(sheet, maintype=kind, subtype=subtype, filename=sheet_name)
    mail.set_boundary(f"=_{hashlib.sha256(sheet).hexdigest()[:32]}_=")
    return mail.as_bytes()


def _address(owes: Owes) -> str | Address:
    return Address(addr_spec=owes.address) if owes.address else ""


def _text(owes: Owes, title: str, by: str, answer_by: date, sheet_name: str) -> str:
    number = len(owes.actions)
    what = "this action" if number == 1 else f"these {number:,} actions"
    paragraphs = [
        f"To {_short(owes.lead)}",
        f"Please tell how {what} of {_short(title)} {'stands' if number == 1 else 'stand'}, by"
        f" {show_long_date(answer_by)}.",
        "\n\n".join(map(_line, owes.actions[:_MOST_LISTED])),
    ]
    if number > _MOST_LISTED:
        paragraphs.append(f"And {number - _MOST_LISTED:,} more, which are in the sheet.")
    paragraphs += [
        f"Fill in the yellow cells of the sheet that is attached ({sheet_name}) and send it back:"
        " what was done since, the day you expect to finish, the rating you propose, and a link to"
        " the evidence. What you leave empty stays as it is.",
        _short(by),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _line(owed: Owed) -> str:
    row = owed.row
    due = _short(row.timescale) or "no date" if row.due is None else show_date(row.due)
    last = "" if row.last_update is None else f"; last update {show_date(row.last_update)}"
    return (
        f"- Action {_short(row.reference)}, {_short(row.agency)}: {_short(row.action)}\n"
        f"  Due {due}: {owed.why}{last}"
    )


def _short(text: str, most: int = _MOST_TEXT) -> str:
    """Return the beginning of a text as one line."""
    line = _BLANK.sub(" ", tidy_line(text)).strip()
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
