"""The bullets and numbers of a Word document: one list for all bullets, one for each numbering."""

from __future__ import annotations

from typing import cast

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.numbering import NumberingPart

_LEVEL = (
    '<w:abstractNum {names} w:abstractNumId="{id}"><w:multiLevelType w:val="singleLevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="284" w:hanging="284"/></w:pPr></w:lvl>'
    "</w:abstractNum>"
)


class Lists:
    """The lists of a document; `bullets` is the number of the list that all bullets are in.

    It may be set to None where the style of a paragraph says its bullets itself.
    """

    def __init__(self, document: Document) -> None:
        self._root = _numbering(document)
        first = 1 + max(self._ids("abstractNum", "abstractNumId"), default=-1)
        self._numbered = first + 1
        names = nsdecls("w")
        made = [
            parse_xml(_LEVEL.format(names=names, id=first, form="bullet", text="•")),
            parse_xml(_LEVEL.format(names=names, id=first + 1, form="decimal", text="%1.")),
        ]
        at = len(self._root.findall(qn("w:abstractNum")))
        at += len(self._root.findall(qn("w:numPicBullet")))
        for place, definition in enumerate(made, at):
            self._root.insert(place, definition)
        self._last = max(self._ids("num", "numId"), default=0)
        self.bullets: int | None = self._add(first)

    def numbers(self) -> int:
        """Return the number of a list that counts from one."""
        return self._add(self._numbered, anew=True)

    def _add(self, definition: int, *, anew: bool = False) -> int:
        self._last += 1
        level = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        made = parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{self._last}">'
            f'<w:abstractNumId w:val="{definition}"/>{level if anew else ""}</w:num>'
        )
        tail = self._root.find(qn("w:numIdMacAtCleanup"))
        if tail is None:
            self._root.append(made)
        else:
            tail.addprevious(made)
        return self._last

    def _ids(self, tag: str, name: str) -> list[int]:
        found = (each.get(qn(f"w:{name}"), "") for each in self._root.findall(qn(f"w:{tag}")))
        return [int(text) for text in found if text.isascii() and text.isdigit()]


def _numbering(document: Document) -> BaseOxmlElement:
    """Return the part of lists; a template may come without one."""
    part = document.part
    try:
        found = cast(XmlPart, part.part_related_by(RELATIONSHIP_TYPE.NUMBERING))
    except KeyError:
        root = parse_xml(f"<w:numbering {nsdecls('w')}/>")
        name = PackURI("/word/numbering.xml")
        made = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, root, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return root
    return cast(BaseOxmlElement, found.element)
