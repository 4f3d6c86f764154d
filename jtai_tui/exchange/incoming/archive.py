"""The parts of a zipped document, within bounds: nothing hostile is unpacked, parsed or fetched."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, iterparse

from db.errors import PlanError
from jtai_tui.text import visible

MOST_ENTRIES = 10_000
MOST_PART = 60_000_000
MOST_UNPACKED = 100_000_000
MOST_ELEMENTS = 2_000_000
"""In a part that is kept whole: some twenty thousand rows of a Word table."""
MOST_DEEP = 150
"""How many elements may stand within each other; Word itself stays below fifty."""

_SMALL = 20_000_000
_MOST_PACKED = 200
_CHUNK = 1 << 20

# "Strict" files use other names for the same things.
_STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for strict, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("spreadsheetml/main", "spreadsheetml/2006/main"),
        ("drawingml/main", "drawingml/2006/main"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points to: `kind` is the last word of its type, `target` a part or an address."""

    kind: str
    target: str
    external: bool


class Archive:
    """A zipped document; `name` is the file's, for sentences, `much` what to do if it is too much.

    Raises PlanError from every method where the file is damaged, locked or too much.
    """

    def __init__(
        self, data: bytes, name: str, *, much: str = "copy the tables into a new document"
    ) -> None:
        self.name = name
        self._much = much
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise PlanError(
                f"{name} is damaged or was cut off; ask for it again, or open it and save it anew"
            ) from error
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            raise PlanError(f"{name} holds {len(entries):,} files, so it is no document")
        self._entries = {_part_name(entry.filename): entry for entry in entries}

    def __contains__(self, part: str) -> bool:
        """Return whether there is such a part; small and capital letters are the same."""
        return _part_name(part) in self._entries

    def parts(self) -> tuple[str, ...]:
        """Return the names of all parts, in small letters."""
        return tuple(self._entries)

    def names(self) -> tuple[str, ...]:
        """Return the names of all parts as they are written, each part once."""
        return tuple(entry.filename for entry in self._entries.values())

    def read(self, part: str) -> bytes:
        """Return a part's bytes; what is really unpacked is counted, whatever the file says."""
        entry = self._entries.get(_part_name(part))
        if entry is None:
            raise PlanError(
                f"{self.name} is not whole: {visible(part)} is missing; open it and save it anew"
            )
        if entry.flag_bits & 1:
            raise PlanError(f"{self.name} is protected by a password; save it without one")
        most = min(MOST_PART, MOST_UNPACKED - self._unpacked)
        if entry.file_size > _SMALL:
            most = min(most, max(_SMALL, entry.compress_size * _MOST_PACKED))
        chunks = []
        size = 0
        try:
            with self._zip.open(entry) as packed:
                while chunk := packed.read(min(_CHUNK, most - size + 1)):
                    size += len(chunk)
                    if size > most:
                        raise PlanError(
                            f"{self.name} unpacks to far more than a plan's document holds;"
                            f" {self._much}"
                        )
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError,
                NotImplementedError) as error:  # fmt: skip
            raise PlanError(
                f"{self.name} is damaged ({visible(part)}); ask for it again, or open it and save"
                " it anew"
            ) from error
        self._unpacked += size
        return b"".join(chunks)

    def events(self, part: str) -> Iterator[tuple[str, Element]]:
        """Yield `start` and `end` with each element of an XML part, as `iterparse` does."""
        data = self.read(part)
        # A UTF-16 part has a NUL in each letter of the word.
        if b"<!DOCTYPE" in (data.replace(b"\x00", b"") if b"\x00" in data[:64] else data):
            raise PlanError(f"{self.name} holds a DOCTYPE, which no document needs; save it anew")
        for strict, usual in _STRICT:
            if strict in data[:4096]:
                data = data.replace(strict, usual)
        deep = 0
        try:
            for event, element in iterparse(io.BytesIO(data), events=("start", "end")):
                deep += 1 if event == "start" else -1
                if deep > MOST_DEEP:
                    raise PlanError(
                        f"{self.name} is nested too deeply to be a document ({visible(part)})"
                    )
                yield event, element
        except (ParseError, ValueError, LookupError) as error:
            raise PlanError(
                f"{self.name} is damaged ({visible(part)} is not well-formed); open it and save it"
                " anew"
            ) from error

    def xml(self, part: str) -> Element:
        """Return the root of an XML part."""
        root: Element | None = None
        for number, (_, element) in enumerate(self.events(part)):
            if root is None:
                root = element
            if number > 2 * MOST_ELEMENTS:
                raise PlanError(f"{self.name} is far longer than a plan's document; {self._much}")
        if root is None:
            raise PlanError(
                f"{self.name} is damaged ({visible(part)} is empty); open it and save it anew"
            )
        return root

    def related(self, part: str = "") -> Mapping[str, Relation]:
        """Return what a part points to, by id; the whole file's for no part."""
        folder, _, last = part.rpartition("/")
        relations = posixpath.join(folder, "_rels", f"{last}.rels")
        if relations not in self:
            return {}
        found = {}
        for each in self.xml(relations):
            target = each.get("Target", "")
            external = each.get("TargetMode", "") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = each.get("Type", "").rstrip("/").rpartition("/")[2]
            found[each.get("Id", "")] = Relation(kind, target, external)
        return found

    def related_part(self, part: str, kind: str, usual: str = "") -> str:
        """Return the part of a kind that `part` points to, or `usual`, or no name at all."""
        for relation in self.related(part).values():
            if relation.kind == kind and not relation.external and relation.target in self:
                return relation.target
        return usual if usual and usual in self else ""

    def properties(self) -> tuple[str, str]:
        """Return the document's title and keywords, empty where it has none."""
        part = self.related_part("", "core-properties", "docProps/core.xml")
        if not part:
            return "", ""
        said = {each.tag.rpartition("}")[2]: each.text or "" for each in self.xml(part)}
        return said.get("title", ""), said.get("keywords", "")


def _part_name(name: str) -> str:
    return re.sub(r"[\\/]+", "/", name).lstrip("/").lower()
