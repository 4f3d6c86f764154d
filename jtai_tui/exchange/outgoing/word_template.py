"""A Word document to write into: our own, or a council's template without what it says.

Of a template stay the styles, the numbering, the page, its header and footer. What it says, what
was remarked on it, what it was filed under and whatever would be fetched is not carried on.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, cast

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import nsmap, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from db.errors import PlanError
from jtai_tui.exchange.incoming.archive import Archive
from jtai_tui.text import one_line

_NAME = "the template"
_NO_WORD = "the template is not a Word document; open it in Word and save it as .docx"
_MACROS = "the template holds macros; save it as .docx or .dotx, which have none"
_MUCH = "delete what it says and its large pictures, and save it anew"
_MOST_XML = 20_000_000  # bytes of one part: ten times the styles of any council

_CONTENT_TYPES = "[Content_Types].xml"
_DOCUMENT = "wordprocessingml.document.main+xml"
_TEMPLATE = "wordprocessingml.template.main+xml"
_LOOKS = frozenset(
    ("styles", "stylesWithEffects", "numbering", "settings", "theme", "fontTable", "webSettings")
)
_OWN_RELATIONS = frozenset((RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES))
_SETTINGS = (
    "attachedTemplate", "mailMerge", "documentProtection", "writeProtection", "docVars",
    "footnotePr", "endnotePr",
)  # fmt: skip
_FETCHING = re.compile(r"\s*(INCLUDE\w*|LINK|DDE\w*|DATABASE|IMPORT|RD)\b", re.IGNORECASE)
_R = f"{{{nsmap['r']}}}"


def new_document(template: bytes | None) -> Document:
    """Return a document that says nothing, with the last section's page and heads and feet.

    Raises PlanError where the template isn't a Word document, has macros, is far too much, or
    fetches something from elsewhere.
    """
    document = docx.Document() if template is None else _opened(_checked(template))
    if document.element.body is None:
        raise PlanError(_NO_WORD)
    if template is not None:
        _inherit_heads_and_feet(document)
    document._body.clear_content()
    cast(Any, document.element.body).get_or_add_sectPr()
    _drop_relations(document.part.package.rels, RELATIONSHIP_TYPE.THUMBNAIL)
    if template is not None:
        _strip(document)
    return document


def _checked(template: bytes) -> bytes:
    """Return a template as a .docx of which each part was unpacked within bounds."""
    try:
        archive = Archive(template, _NAME, much=_MUCH)
    except PlanError:
        raise PlanError(_NO_WORD) from None
    names = archive.names()
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise PlanError(_MACROS)
    if _CONTENT_TYPES not in names:
        raise PlanError(_NO_WORD)
    types = archive.read(_CONTENT_TYPES)
    if b"macroEnabled" in types:
        raise PlanError(_MACROS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as checked:
        for name in names:
            content = types if name == _CONTENT_TYPES else archive.read(name)
            if name.lower().endswith((".xml", ".rels")):
                _check_xml(content)
            if name == _CONTENT_TYPES:
                content = content.replace(_TEMPLATE.encode(), _DOCUMENT.encode())
            checked.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _check_xml(content: bytes) -> None:
    if len(content) > _MOST_XML:
        raise PlanError(f"{_NAME} holds far more than the look of a document; {_MUCH}")
    if b"<!DOCTYPE" in content.replace(b"\x00", b""):
        raise PlanError(f"{_NAME} holds a DOCTYPE, which no document needs; save it anew")


def _opened(template: bytes) -> Document:
    try:
        return docx.Document(io.BytesIO(template))
    except (ValueError, KeyError, OSError, SyntaxError, AttributeError, zipfile.BadZipFile):
        # lxml's errors of syntax are SyntaxErrors.
        raise PlanError(_NO_WORD) from None


def _inherit_heads_and_feet(document: Document) -> None:
    """Give the last section what it takes over from those before it, which will be gone."""
    *before, last = list(document.element.body.iter(qn("w:sectPr"))) or [None]
    if last is None:
        return
    for tag in ("w:footerReference", "w:headerReference"):
        own = {each.get(qn("w:type")) for each in last.findall(qn(tag))}
        for section in reversed(before):
            for each in section.findall(qn(tag)):
                if each.get(qn("w:type")) not in own:
                    own.add(each.get(qn("w:type")))
                    last.insert(0, copy.deepcopy(each))


def _strip(document: Document) -> None:
    """Leave out whatever a template has beside its look."""
    package = document.part.package
    for name in [key for key, each in package.rels.items() if each.reltype not in _OWN_RELATIONS]:
        del package.rels[name]
    settings = document.settings.element
    for tag in _SETTINGS:
        for each in settings.findall(qn(f"w:{tag}")):
            settings.remove(each)
    _keep_used(document.part)
    _keep_used(document.part._settings_part)
    for part in package.iter_parts():
        kind = str(part.partname).lower()
        if "/embeddings/" in kind or "/activex/" in kind:
            raise PlanError(
                "the template holds an embedded object in its header or footer; take it out"
            )
        _check_outside(part)


def _keep_used(part: XmlPart) -> None:
    """Drop what a part no longer points to; what gives a document its look is not pointed to."""
    used = {
        value
        for each in part.element.iter()
        for name, value in each.attrib.items()
        if str(name).startswith(_R)
    }
    for name in list(part.rels):
        if name not in used and part.rels[name].reltype.rpartition("/")[2] not in _LOOKS:
            del part.rels[name]


def _check_outside(part: Part) -> None:
    """Turn links into plain words. Raises PlanError where opening the document would fetch."""
    links = set()
    for name, relation in list(part.rels.items()):
        if not relation.is_external:
            continue
        kind = relation.reltype.rpartition("/")[2]
        if kind != "hyperlink":
            raise PlanError(
                f"the template fetches its {kind} from outside"
                f" ({one_line(relation.target_ref)[:80]}); put it into the template itself"
            )
        links.add(name)
        del part.rels[name]
    if not isinstance(part, XmlPart):
        return
    for each in list(part.element.iter(qn("w:hyperlink"), f"{{{nsmap['a']}}}hlinkClick")):
        if each.get(f"{_R}id") in links:
            if each.tag == qn("w:hyperlink"):
                del each.attrib[f"{_R}id"]
            else:
                each.getparent().remove(each)
    if found := next((text for text in _instructions(part.element) if _FETCHING.match(text)), ""):
        raise PlanError(
            f"the template has a field that fetches ({one_line(found)[:80]}); take it out"
        )


def _instructions(root: BaseOxmlElement) -> Iterator[str]:
    """Yield what the fields of a part are told, as far as it stands in a paragraph."""
    for each in root.iter(qn("w:fldSimple")):
        yield each.get(qn("w:instr"), "")
    for paragraph in root.iter(qn("w:p")):
        words = ""
        for each in paragraph.iter(qn("w:instrText"), qn("w:fldChar")):
            if each.tag == qn("w:instrText"):
                words += each.text or ""
            elif words:
                yield words
                words = ""
        yield words


def _drop_relations(relations: Any, kind: str) -> None:
    for name in [name for name, each in relations.items() if each.reltype == kind]:
        del relations[name]
