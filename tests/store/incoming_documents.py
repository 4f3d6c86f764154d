"""Documents to read into the small plan of these tests, as values."""

from dataclasses import replace
from datetime import date

from db.comparing import Incoming
from db.importing import Document
from db.plan_entries import AgencyEntry, UpdateEntry
from tests.store.conftest import small_document

SIGNED = "as in plan.docx"


def document(*entries, agencies=(), given=(), sha256="ab" * 32, name="plan.docx"):
    """A document with these actions, in the plan's agencies and `agencies`."""
    return Document(
        name,
        sha256,
        date(2020, 6, 1),
        (*small_document().agencies, *map(AgencyEntry, agencies)),
        tuple(
            Incoming(entry, f"row {place}", entry.reference in given)
            for place, entry in enumerate(entries, 1)
        ),
        SIGNED,
    )


def published(of, **more):
    """An action of the plan, as a document prints it, with changes."""
    entry = next(each for each in small_document().actions if each.reference == of)
    return replace(entry, evidence=(), **more)


def progress(text, signed=SIGNED):
    return (UpdateEntry(date(2020, 6, 1), signed, text),)
