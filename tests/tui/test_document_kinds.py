"""Which files may be opened in a viewer: documents that are what their ending says."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtai_tui.document_kinds import OPENED_ENDINGS, kind_words, why_not_opened


def packed(*names, mimetype=""):
    """Return a zip that holds files of these names, as office programs write it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        if mimetype:
            file.writestr("mimetype", f"application/vnd.oasis.opendocument.{mimetype}")
        for name in names:
            file.writestr(name, "<x/>")
    return data.getvalue()


OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
GOOD = {
    ".pdf": b"%PDF-1.7\n%\xe2\xe3",
    ".png": b"\x89PNG\r\n\x1a\n\0\0",
    ".jpg": b"\xff\xd8\xff\xe0\0",
    ".jpeg": b"\xff\xd8\xff\xe1\0",
    ".gif": b"GIF89a\0",
    ".tif": b"II*\0\0",
    ".tiff": b"MM\0*\0",
    ".webp": b"RIFF\0\0\0\0WEBPVP8 ",
    ".txt": "Grüße: 1 < 2 – <not a tag>\n".encode(),
    ".csv": "Referenz;Wert\r\n1;Ü\r\n".encode("cp1252"),
    ".docx": packed("[Content_Types].xml", "word/document.xml"),
    ".xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
    ".pptx": packed("[Content_Types].xml", "ppt/presentation.xml"),
    ".odt": packed("content.xml", mimetype="text"),
    ".ods": packed("content.xml", mimetype="spreadsheet"),
    ".odp": packed("content.xml", mimetype="presentation"),
    ".msg": OUTLOOK + "__properties_version1.0".encode("utf-16-le"),
    ".eml": b"Received: from x\r\nSubject: Audit\r\n\r\nText",
}
PROGRAMS = {
    "Windows": b"MZ\x90\0",
    "Linux": b"\x7fELF\x02",
    "macOS": b"\xcf\xfa\xed\xfe\x07",
    "Java": b"\xca\xfe\xba\xbe\0",
    "a script": b"#!/bin/sh\nrm -rf /",
    "a script behind a mark": b"\xef\xbb\xbf#!/bin/sh",
    "a batch file": b"  \r\n@ECHO OFF\r\n",
    "a starter": b"[Desktop Entry]\nExec=sh",
    "a web page": b"\n<!DOCTYPE html><script>",
    "a picture with scripts": b"<svg onload='x'>",
    "markup": b"<?xml version='1.0'?><x/>",
    "PHP": b"<?php system('x');",
    "wide text": "#!/bin/sh".encode("utf-16"),
    "a link of Windows": b"L\0\0\0\x01\x14\x02\0\0",
    "a web link": b"[InternetShortcut]\r\nURL=file://x",
    "a registry file": b"Windows Registry Editor Version 5.00",
}
NEVER = (
    "exe", "bat", "cmd", "com", "scr", "pif", "msi", "js", "jse", "vbs", "vbe", "wsf", "hta",
    "sh", "bash", "ps1", "psm1", "py", "pl", "rb", "jar", "desktop", "lnk", "url", "html",
    "htm", "xhtml", "svg", "xml", "docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm",
    "ppsm", "doc", "xls", "ppt", "rtf", "reg", "dll", "so", "app", "command", "dmg", "iso",
    "zip", "7z", "chm", "cpl", "deb", "rpm", "AppImage",
)  # fmt: skip


def test_every_kind_on_the_list_is_opened_when_it_is_what_it_says():
    assert GOOD.keys() == set(OPENED_ENDINGS)
    for ending, data in GOOD.items():
        assert why_not_opened(f"Audit{ending}", data) == ""
        assert why_not_opened(f"AUDIT.X{ending.upper()}", data) == ""
        assert kind_words(f"a{ending}")


@pytest.mark.parametrize("ending", NEVER)
def test_what_can_run_or_is_unknown_is_never_opened_whatever_is_in_it(ending):
    for data in GOOD.values():
        said = why_not_opened(f"report.pdf.{ending}", data)
        assert said == (
            f"jtai opens documents and pictures only, and this is a .{ending.casefold()} file."
            " It can be saved."
        )


def test_a_name_without_an_ending_is_not_opened():
    assert "a file whose name has no ending" in why_not_opened("README", b"text")


@pytest.mark.parametrize("data", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_is_not_opened_whatever_its_name(data):
    for ending in OPENED_ENDINGS:
        said = why_not_opened(f"report{ending}", data)
        assert said.startswith("Its content is a program or a script and not the ")
        assert said.endswith("It can be saved.")


def test_a_file_that_is_not_what_its_ending_says_is_not_opened():
    alike = {".jpg", ".jpeg"}, {".tif", ".tiff"}
    for ending in OPENED_ENDINGS:
        for other, data in GOOD.items():
            text = ending in (".txt", ".csv") and other in (".txt", ".csv", ".eml")
            if ending == other or {ending, other} in alike or text:
                continue
            if {ending, other} <= {".txt", ".csv", ".pdf"} and other == ".pdf":
                continue  # the beginning of a PDF is text, and opens as such
            assert "not that of a" in why_not_opened(f"a{ending}", data), (ending, other)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml")),
        ("a.pptx", packed("[Content_Types].xml", "ppt/p.xml", "ppt/activeX/activeX1.bin")),
        ("a.odt", packed("content.xml", "Basic/Standard/Module1.xml", mimetype="text")),
        ("a.ods", packed("Scripts/python/x.py", mimetype="spreadsheet")),
    ],
)
def test_a_document_with_macros_is_not_opened(name, data):
    assert why_not_opened(name, data).startswith("It holds macros, which are programs")


def test_a_broken_or_hostile_archive_is_not_opened_and_breaks_nothing():
    whole = GOOD[".docx"]
    for data in (whole[:-10], whole[:40], b"PK\x03\x04" + bytes(100), whole[:-22] + b"\xff" * 22):
        assert "not that of a" in why_not_opened("a.docx", data)


@given(st.binary(), st.sampled_from([*OPENED_ENDINGS, ".exe", ""]))
def test_whatever_a_file_holds_there_is_an_answer(data, ending):
    assert isinstance(why_not_opened(f"a{ending}", data), str)


@given(st.sampled_from(list(PROGRAMS.values())), st.binary(max_size=50))
def test_what_follows_the_first_bytes_of_a_program_changes_nothing(start, rest):
    assert all(why_not_opened(f"a{ending}", start + rest) for ending in OPENED_ENDINGS)
