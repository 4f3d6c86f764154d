"""What is no document, is damaged, locked or hostile is refused in one clear line."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import PlanError
from jtai_tui.exchange.incoming import archive, reading
from jtai_tui.exchange.incoming.reading import read_source
from tests.exchange.excel_files import excel_parts, text_cell
from tests.exchange.word_files import (
    cell,
    paragraph,
    relations,
    table,
    word_file,
    word_parts,
    zipped,
)

PLAN = table([["Ref", "Action"], ["1", "Review"]])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def ole(stream):
    return OLE + stream.encode("utf-16-le") + b"\x00" * 64


def changed(**parts):
    """Return a Word document in which parts are other than they should be; None takes one out."""
    made = word_parts(PLAN)
    for name, content in parts.items():
        if content is None:
            del made[name]
        else:
            made[name] = content
    return zipped(made)


def main(content):
    return changed(**{"word/document.xml": content})


DOCUMENT = word_parts(PLAN)["word/document.xml"]
DEEP = "<a>" * 200_000 + "</a>" * 200_000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "x is empty"),
        (b"\r\n \x00", "x is empty"),
        (ole("WordDocument"), "x is in the form of old Word (.doc); open it in Word and save it"),
        (ole("Workbook"), "x is in the form of old Excel (.xls); open it in Excel and save it"),
        (ole("EncryptedPackage"), "x is protected by a password; open it in Word or Excel and"),
        (ole("PowerPoint Document"), "x is a PowerPoint presentation"),
        (ole("__properties_version1.0"), "x is an e-mail of Outlook"),
        (OLE, "x is in an old form of Office; save it as .docx or .xlsx"),
        (b"%PDF-1.7\n...", "x is a PDF, which has no tables inside; ask for the Word document"),
        (b"\n%PDF-1.7\n...", "x is a PDF"),
        (b"{\\rtf1 ...}", "x is in Rich Text Format; open it in Word and save it as .docx"),
        (b"<html><table><tr><td>Ref</td></tr></table></html>", "x is a web page"),
        (b"\xef\xbb\xbf<!DOCTYPE html>\n<html>", "x is a web page; open it in Word and save"),
        ("\ufeff<html>".encode("utf-16-le"), "x is a web page"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "x is a web page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "x is a web page"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?>",
         "x is a Word document in XML; open it in Word and save it as .docx"),
        (b"<?xml version='1.0'?><plan/>", "x is XML; give a Word"),
        (b"SQLite format 3\x00....", "x is a plan of its own; bring it in with: jtai merge PLAN x"),
        (b"\x89PNG\r\n\x1a\n", "x is a picture"),
        (b"\xff\xd8\xff\xe0", "x is a picture"),
        (b"\x1f\x8b\x08", "x is packed (gzip)"),
        (b"\x7fELF\x00\x01", "x is no text; give a Word, Excel or CSV file"),
        (b"Dear all,\nplease find the plan\n", "x has no table in it; give a Word"),
    ],
)  # fmt: skip
def test_what_is_no_document_of_ours_is_refused_with_what_to_do(data, why):
    with pytest.raises(PlanError) as refused:
        read_source(data, "x")
    assert str(refused.value).startswith(why)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text"},
         "x is an OpenDocument text (.odt); save it as .docx"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
         "x is an OpenDocument spreadsheet (.ods); save it as .xlsx"),
        ({"mimetype": "application/vnd.oasis.opendocument.graphics"}, "x is an OpenDocument file"),
        ({"ppt/presentation.xml": "<p/>"}, "x is a PowerPoint presentation"),
        ({"readme.txt": "hello"}, "x is a zip file and no document; unpack it, and give a Word"),
        ({"[Content_Types].xml": "<Types/>"}, "x is not whole: what it is about is missing"),
        ({"_rels/.rels": relations([("a", "officeDocument", "xl/workbook.bin")]),
          "xl/workbook.bin": "x"}, "x is a binary workbook (.xlsb); save it as .xlsx"),
        ({}, "x is a zip file and no document"),
    ],
)  # fmt: skip
def test_a_zip_file_that_is_no_word_or_excel_file_is_refused(parts, why):
    with pytest.raises(PlanError) as refused:
        read_source(zipped(parts), "x")
    assert str(refused.value).startswith(why)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (changed(**{"word/document.xml": None}), "x is not whole"),
        (main("<w:document"), "x is damaged (word/document.xml is not well-formed)"),
        (main(""), "x is damaged (word/document.xml is not well-formed)"),
        (main("\x00\x01"), "x is damaged (word/document.xml is not well-formed)"),
        (main(b"<?xml version='1.0' encoding='nonsense'?><a/>"), "x is damaged"),
        (main("<other/>"), "x has no table in it"),
        (main('<!DOCTYPE a [<!ENTITY x "y">]>' + DOCUMENT), "x holds a DOCTYPE, which no document"),
        (main(('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "file:///etc/passwd">'
               + DOCUMENT).encode("utf-16")), "x holds a DOCTYPE"),
        (changed(**{"word/styles.xml": "<!DOCTYPE a><a/>"}), "x holds a DOCTYPE"),
        (main(DEEP), "x is nested too deeply to be a document (word/document.xml)"),
        (word_file(paragraph("No table here")), "x has no table in it"),
        (word_file(), "x has no table in it"),
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_document_is_refused(data, why):
    with pytest.raises(PlanError) as refused:
        read_source(data, "x")
    assert str(refused.value).startswith(why)


def test_a_file_that_was_cut_off_is_refused_wherever_it_was():
    data = word_file(PLAN)
    for length in range(4, len(data) - 1, 97):
        with pytest.raises(PlanError):
            read_source(data[:length], "x")


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_read_or_refused_and_never_a_crash(place, by):
    data = bytearray(word_file(PLAN))
    data[place % len(data)] ^= by
    try:
        read_source(bytes(data), "x")
    except PlanError as error:
        assert str(error) == " ".join(str(error).splitlines())


def test_a_part_that_does_not_match_its_checksum_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, content in word_parts(PLAN).items():
            file.writestr(name, content)
    data = out.getvalue().replace(b"Review", b"Rewiev")
    with pytest.raises(PlanError, match=r"x is damaged \(word/document.xml\); ask for it again"):
        read_source(data, "x")


def test_a_locked_zip_file_is_refused():
    data = bytearray(word_file(PLAN))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    for place in (at for at in range(len(data)) if data[at : at + 4] == b"PK\x01\x02"):
        data[place + 8] |= 1
    with pytest.raises(PlanError, match="x is protected by a password"):
        read_source(bytes(data), "x")


def bomb(size):
    parts = word_parts(PLAN)
    parts["word/document.xml"] = b"<a>" + b" " * size + b"</a>"
    return bytearray(zipped(parts))


def test_a_file_that_unpacks_to_far_more_is_refused():
    with pytest.raises(PlanError, match="x unpacks to far more than a plan's document holds"):
        read_source(bytes(bomb(archive.MOST_PART + 1)), "x")


def test_it_is_refused_even_where_it_lies_about_its_size():
    data = bomb(archive.MOST_PART + 1)
    size = (archive.MOST_PART + 8).to_bytes(4, "little")
    assert data.count(size) == 2
    with pytest.raises(PlanError, match=r"unpacks to far more|is damaged"):
        read_source(bytes(data.replace(size, (1000).to_bytes(4, "little"))), "x")


def test_a_document_of_far_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_ELEMENTS", 100)
    with pytest.raises(PlanError, match="x is far longer than a plan's document; copy the tables"):
        read_source(word_file(PLAN, *[paragraph("")] * 100), "x")


def test_tables_within_tables_are_read_as_deep_as_a_document_may_go():
    made = table([["in the middle", "x"]])
    for _ in range(34):
        made = table([[cell(made), "x"]])
    assert read_source(word_file(made), "x").tables[0].rows[0].cells[0].text.count("in the") == 1


def test_what_is_never_unpacked_may_be_large():
    parts = word_parts(PLAN)
    parts["word/media/photo.png"] = b"\x00" * 3_000_000
    parts["word/media/video.mp4"] = b"\x00" * (archive.MOST_PART + 1)
    assert len(read_source(zipped(parts), "x").tables) == 1


def test_many_small_parts_that_are_too_much_together_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 3000)
    with pytest.raises(PlanError, match="unpacks to far more"):
        read_source(word_file(PLAN), "x")


def test_a_zip_file_of_too_many_files_is_refused():
    parts = {f"{each}.xml": "" for each in range(archive.MOST_ENTRIES + 1)}
    with pytest.raises(PlanError, match="x holds 10,001 files, so it is no document"):
        read_source(zipped(parts), "x")


def test_a_file_that_is_too_large_is_refused_with_the_limit():
    with pytest.raises(PlanError, match="x has 50 MB, and 50 MB is the most; take the pictures"):
        read_source(b"PK\x03\x04" + b"\x01" * reading.MOST_BYTES, "x")


def test_nothing_outside_the_file_is_ever_looked_at(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text("<w:styles>secret</w:styles>")
    links = [("t", "attachedTemplate", secret.as_uri()), ("s", "styles", secret.as_uri())]
    parts = word_parts(PLAN, links=links)
    parts["word/_rels/document.xml.rels"] = relations(
        [("x", "styles", "../../../../../../etc/passwd"), ("n", "numbering", "NULL"), *links]
    )
    assert "secret" not in repr(read_source(zipped(parts), "x"))


def test_a_hostile_name_is_shown_and_never_obeyed():
    with pytest.raises(PlanError) as refused:
        read_source(b"%PDF-", "\x1b[31mplan\n.pdf")
    assert "\x1b" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_hostile_name_of_a_part_is_shown_and_never_obeyed():
    rels = relations([("a", "officeDocument", "word/a\u009b31m.xml")])
    parts = {"_rels/.rels": rels, "word/a\u009b31m.xml": "<w"}
    with pytest.raises(PlanError, match="is damaged") as refused:
        read_source(zipped(parts), "x")
    assert "\u009b" not in str(refused.value)


@pytest.mark.parametrize("part", sorted(excel_parts("")))
def test_a_workbook_with_any_part_broken_is_read_or_refused(part):
    data = f"<row r='1'>{text_cell('A1', 'Ref')}</row>"
    for broken in ("", "<a", "<a/>", '<a xmlns="http://x" b="c">text</a>', None):
        parts = excel_parts(data)
        if broken is None:
            del parts[part]
        else:
            parts[part] = broken
        try:
            assert read_source(zipped(parts), "x").form == "Excel"
        except PlanError as error:
            assert str(error).startswith("x ")


@pytest.mark.parametrize("part", sorted(word_parts(PLAN, footer="")))
def test_a_document_with_any_part_broken_is_read_or_refused(part):
    for broken in ("", "<a", "<a/>", '<a xmlns="http://x" b="c">text</a>', None):
        parts = word_parts(PLAN, footer=paragraph("Version 3"))
        if broken is None:
            del parts[part]
        else:
            parts[part] = broken
        try:
            assert read_source(zipped(parts), "x").form == "Word"
        except PlanError as error:
            assert str(error).startswith("x ")


READING = """
import sys
from jtai_tui.exchange.incoming.reading import read_source
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        assert read_source(file.read(), path).tables
print(sorted({"docx", "openpyxl", "lxml", "textual", "sqlalchemy"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("name", "data", "brought"),
    [
        ("plan.docx", word_file(PLAN), "[]"),
        ("plan.csv", b"Ref,Action\n1,Train staff\n", "[]"),
        (
            "plan.xlsx",
            zipped(excel_parts(f"<row r='1'>{text_cell('A1', 'Ref')}</row>")),
            "['lxml', 'openpyxl']",
        ),
    ],
)
def test_reading_brings_in_what_it_needs_and_no_screen(tmp_path, name, data, brought):
    path = tmp_path / name
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-B", "-c", READING, path],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == brought


def test_a_word_file_is_known_by_what_is_in_it_and_not_by_its_name():
    assert read_source(word_file(PLAN), "plan.csv").form == "Word"
    assert (
        read_source(zipped(excel_parts(f"<row r='1'>{text_cell('A1', 'x')}</row>")), "x.docx").form
        == "Excel"
    )
