"""A zipped document without the moment at which it was made: the same plan gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can say
_PROPERTIES = "docProps/core.xml"
_MOMENTS = re.compile(rb"(<(dcterms:created|dcterms:modified|cp:lastPrinted)\b[^>]*>)[^<]*(</\2>)")


def timeless(data: bytes, made: datetime | None = None) -> bytes:
    """Return a Word or Excel file whose entries and properties say no moment but `made`."""
    moment = b"" if made is None else made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
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
                content = _MOMENTS.sub(lambda found: _moment(found, moment), content)
            new.writestr(plain, content)
    return out.getvalue()


def _moment(found: re.Match[bytes], moment: bytes) -> bytes:
    if not moment or found[2] == b"cp:lastPrinted":
        return b""
    return found[1] + moment + found[3]
