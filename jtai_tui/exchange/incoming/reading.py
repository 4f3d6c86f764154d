"""From the bytes of any file to its tables: what sort of file it is, and why it can't be read."""

from __future__ import annotations

from hashlib import sha256

from db.errors import PlanError, typed
from jtai_tui.exchange.incoming.archive import Archive
from jtai_tui.exchange.incoming.delimited import decoded, is_table, read_delimited
from jtai_tui.exchange.incoming.excel import read_excel
from jtai_tui.exchange.incoming.source import Source
from jtai_tui.exchange.incoming.word import read_word
from jtai_tui.text import visible

MOST_BYTES = 50_000_000

_TEXT_ENDINGS = (".csv", ".tsv", ".tab")
_GIVE = "give a Word (.docx), Excel (.xlsx) or CSV file"
_STARTS = (
    (b"{\\rtf", "is in Rich Text Format; open it in Word and save it as .docx"),
    (b"\x1f\x8b", f"is packed (gzip); {_GIVE}"),
    (b"7z\xbc\xaf\x27\x1c", f"is packed (7z); {_GIVE}"),
    (b"Rar!", f"is packed (rar); {_GIVE}"),
    (b"\x89PNG", f"is a picture; {_GIVE}"),
    (b"\xff\xd8\xff", f"is a picture; {_GIVE}"),
    (b"GIF8", f"is a picture; {_GIVE}"),
)
_STREAMS = (
    (
        "EncryptedPackage",
        "is protected by a password; open it in Word or Excel and save it without",
    ),
    ("PowerPoint Document", f"is a PowerPoint presentation; {_GIVE}"),
    (
        "__properties_version1.0",
        "is an e-mail of Outlook; save what is attached to it, and give that",
    ),
    ("WordDocument", "is in the form of old Word (.doc); open it in Word and save it as .docx"),
    ("Workbook", "is in the form of old Excel (.xls); open it in Excel and save it as .xlsx"),
    ("Book", "is in the form of old Excel (.xls); open it in Excel and save it as .xlsx"),
)
_OPEN_DOCUMENT = (
    ("text", "is an OpenDocument text (.odt); save it as .docx"),
    ("spreadsheet", "is an OpenDocument spreadsheet (.ods); save it as .xlsx"),
    ("", f"is an OpenDocument file; {_GIVE}"),
)


def read_source(data: bytes, name: str) -> Source:
    """Return what a document holds: `data` are the bytes of a Word, Excel or CSV file.

    What sort of file it is shows in its bytes; only text goes by the ending of `name`. Raises
    PlanError, in one line, for what is no such file, is damaged, locked or too big, or has no
    table. Nothing outside the bytes is ever looked at.
    """
    name = visible(name)
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise PlanError(f"{name} is empty")
    if len(data) > MOST_BYTES:
        raise PlanError(
            f"{name} has {len(data) / 1e6:,.0f} MB, and {MOST_BYTES / 1e6:,.0f} MB is the most;"
            " take the pictures out, or copy the tables into a new document"
        )
    try:
        source = _read(data, name)
    except RecursionError as error:
        raise PlanError(f"{name} is nested too deeply to be a document") from error
    if not source.tables:
        raise PlanError(f"{name} has no table in it")
    return source


def _read(data: bytes, name: str) -> Source:
    digest = sha256(data).hexdigest()
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _read_zipped(Archive(data, name), digest)
    _refuse(data, name)
    if not name.lower().endswith(_TEXT_ENDINGS):
        text, _ = decoded(data, name)
        if not is_table(text):
            raise PlanError(f"{name} has no table in it; {_GIVE}")
    return read_delimited(data, name, digest)


def _read_zipped(archive: Archive, digest: str) -> Source:
    name = archive.name
    if "mimetype" in archive:
        kind = archive.read("mimetype").decode("ascii", errors="replace")
        if "opendocument" in kind:
            raise PlanError(f"{name} {next(why for word, why in _OPEN_DOCUMENT if word in kind)}")
    main = archive.related_part("", "officeDocument")
    folder = main.lower().partition("/")[0]
    if main.lower().endswith(".bin"):
        raise PlanError(f"{name} is a binary workbook (.xlsb); save it as .xlsx")
    if folder == "ppt" or "ppt/presentation.xml" in archive:
        raise PlanError(f"{name} is a PowerPoint presentation; {_GIVE}")
    if "word/document.xml" in archive or folder == "word":
        return read_word(archive, main or "word/document.xml", digest)
    if "xl/workbook.xml" in archive or folder == "xl":
        return read_excel(archive, main or "xl/workbook.xml", digest)
    if "[content_types].xml" in archive or main:
        raise PlanError(
            f"{name} is not whole: what it is about is missing; open it and save it anew"
        )
    raise PlanError(f"{name} is a zip file and no document; unpack it, and {_GIVE}")


def _refuse(data: bytes, name: str) -> None:
    """Raise PlanError for any sort of file that is known and can't be read."""
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        lowered = data.lower()
        for stream, why in _STREAMS:
            if stream.lower().encode("utf-16-le") in lowered:
                raise PlanError(f"{name} {why}")
        raise PlanError(f"{name} is in an old form of Office; save it as .docx or .xlsx")
    if data.startswith(b"SQLite format 3\x00"):
        command = typed("merge", "PLAN", name)
        raise PlanError(f"{name} is a plan of its own; bring it in with: {command}")
    for start, why in _STARTS:
        if data.startswith(start):
            raise PlanError(f"{name} {why}")
    if b"%PDF-" in data[:1024]:
        raise PlanError(f"{name} is a PDF, which has no tables inside; ask for the Word document")
    head = data[:2048].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if head.startswith(b"<?xml") and b"word.document" in head:
        raise PlanError(f"{name} is a Word document in XML; open it in Word and save it as .docx")
    if head.startswith((b"mime-version:", b"from: <saved by")):
        raise PlanError(f"{name} is a web page; open it in Word and save it as .docx")
    if head.startswith((b"<!doctype html", b"<html")) or (head[:1] == b"<" and b"<html" in head):
        raise PlanError(f"{name} is a web page; open it in Word and save it as .docx")
    if head.startswith(b"<?xml"):
        raise PlanError(f"{name} is XML; {_GIVE}")
