"""A zipped document without the moment at which it was made: the same plan gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can say
_PROPERTIES = "docProps/core.xml"
_MOMENTS = re.compile(rb"<(dcterms:created|dcterms:modified|cp:lastPrinted)\b[^>]*>[^<]*</\1>")


def timeless(data: bytes) -> bytes:
    """Return a Word or Excel file whose entries and properties say nothing of a moment."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            plain = zipfile.ZipInfo(entry.filename, _EPOCH)
            plain.compress_type = zipfile.ZIP_DEFLATED
            plain.external_attr = 0o600 << 16
            content = old.read(entry)
            if entry.filename == _PROPERTIES:
                content = _MOMENTS.sub(b"", content)
            new.writestr(plain, content)
    return out.getvalue()
