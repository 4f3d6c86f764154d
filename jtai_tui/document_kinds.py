"""Which files of evidence may be handed to another program: documents and pictures, nothing else.

A plan goes round, and anybody may have put a file into it. What can run is not on the list, by its
ending or by what is in it, and a file that is not what its ending says isn't opened either.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from db.safe_name import ending_of

_PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\x00asm", b"dex\n", b"MSCF", b"ITSF",
    b"L\x00\x00\x00\x01\x14\x02\x00", b"!<arch>\n",
)  # fmt: skip
"""How programs of Windows, Linux and macOS, scripts, links and packages begin."""

_SCRIPTS = (
    "#!", "@echo", "[desktop entry]", "[internetshortcut]", "[autorun]", "<!doctype", "<html",
    "<head", "<body", "<script", "<svg", "<?", "<%", "<job", "<package", "<hta:",
    "windows registry editor", "regedit4", "{\\rtf", "%!ps",
)  # fmt: skip
"""How text begins, in small letters, that some program would run or show as a page."""

_UNFIT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEADER = re.compile(r"(from |[!-9;-~]+:)", re.IGNORECASE)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def why_not_opened(name: str, data: bytes) -> str:
    """Return why a file of evidence is not handed to a viewer, in a sentence; empty if it may be.

    `name` is the name that it would have on the disk.
    """
    ending = ending_of(name)
    kind = _KINDS.get(ending)
    if kind is None:
        what = f"a {ending} file" if ending else "a file whose name has no ending"
        return f"jtai opens documents and pictures only, and this is {what}. It can be saved."
    if data.startswith(_PROGRAMS) or _begins_as_script(data):
        return (
            f"Its content is a program or a script and not the {kind[0]} that its name promises,"
            " so it is not opened. It can be saved."
        )
    if not kind[1](data):
        return f"Its content is not that of a {ending} file, so it is not opened. It can be saved."
    if _holds_macros(data):
        return "It holds macros, which are programs, so it is not opened. It can be saved."
    return ""


def kind_words(name: str) -> str:
    """Return what a file that may be opened is, by its ending: `PDF document`."""
    return _KINDS[ending_of(name)][0]


def _begins_as_script(data: bytes) -> bool:
    text = _as_text(data[:1024], cut=True)
    return text is not None and text.lstrip("\ufeff \t\r\n").casefold().startswith(_SCRIPTS)


def _as_text(data: bytes, *, cut: bool = False) -> str | None:
    """Return data as text in one of the encodings that office programs write, None if it is none.

    Where it is `cut`, half a character at its end is no fault.
    """
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding, "ignore" if cut else "strict")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return None if _UNFIT.search(text) else text


def _is_text(data: bytes) -> bool:
    return _as_text(data) is not None


def _is_mail(data: bytes) -> bool:
    text = _as_text(data)
    return text is not None and _HEADER.match(text.lstrip("\ufeff\r\n")) is not None


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(beginnings)


def _is_webp(data: bytes) -> bool:
    return data.startswith(b"RIFF") and data[8:12] == b"WEBP"


def _is_outlook(data: bytes) -> bool:
    return data.startswith(_COMPOUND) and "__properties_version1.0".encode("utf-16-le") in data


def _office(folder: str) -> Callable[[bytes], bool]:
    def check(data: bytes) -> bool:
        names = _names_in(data)
        return "[Content_Types].xml" in names and any(each.startswith(folder) for each in names)

    return check


def _open_document(kind: bytes) -> Callable[[bytes], bool]:
    said = b"mimetypeapplication/vnd.oasis.opendocument." + kind
    return lambda data: data.startswith(b"PK\x03\x04") and data[30:].startswith(said + b"PK")


def _names_in(data: bytes) -> tuple[str, ...]:
    """Return the names of what a zip holds; nothing of it is unpacked."""
    if not data.startswith(b"PK\x03\x04"):
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return tuple(packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return ()


def _holds_macros(data: bytes) -> bool:
    names = [each.casefold() for each in _names_in(data)]
    return any(
        each.endswith(("vbaproject.bin", "vbadata.xml"))
        or "/macrosheets/" in each
        or "/activex/" in each
        or each.startswith(("basic/", "scripts/"))
        for each in names
    )


_KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    ".pdf": ("PDF document", _starts(b"%PDF-")),
    ".png": ("picture", _starts(b"\x89PNG\r\n\x1a\n")),
    ".jpg": ("picture", _starts(b"\xff\xd8\xff")),
    ".jpeg": ("picture", _starts(b"\xff\xd8\xff")),
    ".gif": ("picture", _starts(b"GIF87a", b"GIF89a")),
    ".tif": ("picture", _starts(b"II*\x00", b"MM\x00*")),
    ".tiff": ("picture", _starts(b"II*\x00", b"MM\x00*")),
    ".webp": ("picture", _is_webp),
    ".txt": ("text", _is_text),
    ".csv": ("table", _is_text),
    ".docx": ("Word document", _office("word/")),
    ".xlsx": ("Excel workbook", _office("xl/")),
    ".pptx": ("PowerPoint presentation", _office("ppt/")),
    ".odt": ("text document", _open_document(b"text")),
    ".ods": ("spreadsheet", _open_document(b"spreadsheet")),
    ".odp": ("presentation", _open_document(b"presentation")),
    ".msg": ("Outlook message", _is_outlook),
    ".eml": ("mail message", _is_mail),
}

OPENED_ENDINGS = tuple(_KINDS)
"""The endings of the files that may be opened."""
