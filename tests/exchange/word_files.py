"""Word documents for tests, part by part: what Word writes, and what it should never write.

Blocks, rows and cells are XML as text, so that any of them can be wrapped, marked or broken.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": f"{_OFFICE}/relationships",
        "m": f"{_OFFICE}/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
    f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    for level in (1, 2, 3)
) + (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
)
THEME = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4",
    "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5",
    "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip
"""The colours of the theme that Word gives a new document."""


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file of parts by their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def relations(listed: Iterable[tuple[str, str, str]]) -> str:
    """Return a part of relations of (id, kind, target); a target with a colon is outside."""
    outside = ' TargetMode="External"'
    each = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(f'{_OFFICE}/relationships/{kind}')}"
        f" Target={quoteattr(target)}{outside if ':' in target else ''}/>"
        for key, kind, target in listed
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def theme_part(colours: Mapping[str, str] = THEME) -> str:
    """Return a theme of colours by their names."""
    each = "".join(
        f'<a:{name}><a:srgbClr val="{rgb}"/></a:{name}>' for name, rgb in colours.items()
    )
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>'
        f"<a:clrScheme name='Office'>{each}</a:clrScheme></a:themeElements></a:theme>"
    )


def core_part(title: str, keywords: str) -> str:
    """Return a document's properties."""
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><cp:keywords>{escape(keywords)}</cp:keywords>"
        "</cp:coreProperties>"
    )


def word_parts(
    *blocks: str,
    styles: str = "",
    numbering: str = "",
    footer: str | None = None,
    links: Sequence[tuple[str, str, str]] = (),
    title: str = "",
    keywords: str = "",
) -> dict[str, str | bytes]:
    """Return the parts of a Word document by name, to be changed and zipped.

    `styles` and `numbering` are the elements within those parts, `footer` the blocks of a foot,
    `links` relations of the document.
    """
    foot = '<w:sectPr><w:footerReference w:type="default" r:id="foot"/></w:sectPr>'
    body = "".join(blocks) + (foot if footer is not None else "")
    listed = [
        ("styles", "styles", "styles.xml"),
        ("numbering", "numbering", "numbering.xml"),
        ("theme", "theme", "theme/theme1.xml"),
        *links,
    ]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": relations([("main", "officeDocument", "word/document.xml")]),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{STYLES}{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
        "word/theme/theme1.xml": theme_part(),
        "docProps/core.xml": core_part(title, keywords),
    }
    if footer is not None:
        listed.append(("foot", "footer", "footer1.xml"))
        parts["word/footer1.xml"] = f"<w:ftr {NAMESPACES}>{footer}</w:ftr>"
    parts["word/_rels/document.xml.rels"] = relations(listed)
    return parts


def word_file(
    *blocks: str,
    styles: str = "",
    numbering: str = "",
    footer: str | None = None,
    links: Sequence[tuple[str, str, str]] = (),
    title: str = "",
    keywords: str = "",
) -> bytes:
    """Return a Word document of blocks; see `word_parts`."""
    return zipped(
        word_parts(
            *blocks,
            styles=styles,
            numbering=numbering,
            footer=footer,
            links=links,
            title=title,
            keywords=keywords,
        )
    )


def run(text: str, properties: str = "") -> str:
    """Return a run of text with its `w:rPr`."""
    said = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{said}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    *contents: str,
    style: str = "",
    bold: bool = False,
    listed: tuple[int, int] | None = None,
    properties: str = "",
) -> str:
    """Return a paragraph of runs as XML, or of plain texts; `listed` is a list's id and a level."""
    said = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed is not None:
        said += f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>'
    runs = (
        each if each.startswith("<") else run(each, "<w:b/>" if bold else "") for each in contents
    )
    return f"<w:p><w:pPr>{said}{properties}</w:pPr>{''.join(runs)}</w:p>"


def cell(*blocks: str, span: int = 1, down: str = "", fill: str = "", properties: str = "") -> str:
    """Return a cell of blocks as XML, or of plain texts; `down` is `restart` or `continue`."""
    said = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    said += f'<w:vMerge w:val="{down}"/>' if down else ""
    said += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    contents = (each if each.startswith("<") else paragraph(each) for each in blocks or ("",))
    return f"<w:tc><w:tcPr>{said}{properties}</w:tcPr>{''.join(contents)}</w:tc>"


def row(*cells: str, header: bool = False, properties: str = "") -> str:
    """Return a row of cells as XML, or of plain texts."""
    said = ("<w:tblHeader/>" if header else "") + properties
    contents = (each if each.startswith("<") else cell(each) for each in cells)
    return f"<w:tr>{f'<w:trPr>{said}</w:trPr>' if said else ''}{''.join(contents)}</w:tr>"


def table(
    rows: Iterable[str | Sequence[str]],
    *,
    header: int = 0,
    fills: Mapping[tuple[int, int], str] | None = None,
    widths: Sequence[int] = (),
    properties: str = "",
) -> str:
    """Return a table of rows as XML, or of texts for each cell.

    The first `header` of them are repeated on each page; `fills` are colours of plain cells by
    row and column from 0; `widths` are those of the grid.
    """
    fills = fills or {}
    written = [
        each
        if isinstance(each, str)
        else row(
            *(
                text if text.startswith("<") else cell(text, fill=fills.get((place, column), ""))
                for column, text in enumerate(each)
            ),
            header=place < header,
        )
        for place, each in enumerate(rows)
    ]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(written)}</w:tbl>"
    )


def content_control(content: str, *, placeholder: bool = False, properties: str = "") -> str:
    """Return a content control around runs, paragraphs, cells or rows."""
    said = properties + ("<w:showingPlcHdr/>" if placeholder else "")
    return f"<w:sdt><w:sdtPr>{said}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def field(code: str, result: str) -> str:
    """Return a field as Word writes it in runs: its code, and what it shows."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    written = f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
    return mark("begin") + written + mark("separate") + run(result) + mark("end")


def level(depth: int, form: str, text: str, *, start: int = 1, more: str = "") -> str:
    """Return a level of a list: how it counts (`decimal`), what it prints (`%1.`)."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f"<w:lvlText w:val={quoteattr(text)}/></w:lvl>"
    )


def lists(
    levels: Mapping[int, Sequence[str]], numbers: Mapping[int, int], overrides: str = ""
) -> str:
    """Return `numbering.xml`: the levels of kinds of lists, and the kind of each list by its id.

    `overrides` goes into the last list.
    """
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{kind}">{"".join(each)}</w:abstractNum>'
        for kind, each in levels.items()
    )
    last = list(numbers)[-1]
    return kinds + "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{kind}"/>'
        f"{overrides if key == last else ''}</w:num>"
        for key, kind in numbers.items()
    )


BULLETS, NUMBERS, LETTERS, ROMANS, NUMBERS_AGAIN = 1, 2, 3, 4, 5
LISTS = lists(
    {
        0: [level(depth, "bullet", "\uf0b7") for depth in range(3)],
        1: [level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")],
        2: [level(0, "lowerLetter", "%1)"), level(1, "upperRoman", "%2.")],
        3: [level(0, "lowerRoman", "(%1)")],
    },
    {BULLETS: 0, NUMBERS: 1, LETTERS: 2, ROMANS: 3, NUMBERS_AGAIN: 1},
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>',
)
"""Lists of each sort by their ids; `NUMBERS_AGAIN` starts the same sort anew."""
