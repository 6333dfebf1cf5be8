"""The table of contents of a DOCX: a native field whose entries are already filled in, as links.

The page number of each entry is a reference that the office program computes when it opens the
file; until then it is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.export.documents.docx_rows import MAIN
from graph.export.documents.docx_styles import CONTENTS, Styles, run_properties
from graph.export.documents.model import Document
from graph.export.documents.slide_parts import clean
from graph.export.svg import escaped
from graph.words import say

DEEPEST = 2  # headings that readers may add are listed, too
ENTRY = "TOC 1"
# The elements that the schema wants after the request to update fields.
AFTER_UPDATE = tuple(
    f"w:{name}"
    for name in (
        "hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr",
        "attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats",
        "doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown",
        "smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol",
        "listSeparator",
    )
)  # fmt: skip


def add_contents(file: Any, document: Document, styles: Styles) -> None:
    """Add the contents, and ask the office program to count pages when it opens the file."""
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import qn

    for entry in (_title(document, styles), *_entries(document, styles)):
        file.element.body.insert_element_before(parse_xml(entry), "w:sectPr")
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    file.settings.element.insert_element_before(update, *AFTER_UPDATE)


def _title(document: Document, styles: Styles) -> str:
    text = escaped(say("document.contents", document.lang))
    run = run_properties(styles.settings[CONTENTS].face)
    style = f'<w:pStyle w:val="{styles.id(CONTENTS)}"/><w:keepNext/><w:pageBreakBefore/>'
    return f"<w:p {MAIN}><w:pPr>{style}</w:pPr><w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def _entries(document: Document, styles: Styles) -> Iterator[str]:
    """Yield the paragraphs; the field begins in the first and ends in the last."""
    right = round(20 * document.paper.wide_points)
    run = run_properties(styles.settings[ENTRY].face)
    numbered = zip(document.numbers(), document.sections, strict=True)
    for k, (number, section) in enumerate(numbered, 1):
        text = f'<w:t xml:space="preserve">{escaped(clean(number + section.heading))}</w:t>'
        page = "".join(_field(f"PAGEREF _Toc{k} \\h"))
        begin = _field(f'TOC \\o "1-{DEEPEST}" \\h \\z \\u')[0] if k == 1 else ""
        end = _field("")[1] if k == len(document.sections) else ""
        yield (
            f'<w:p {MAIN}><w:pPr><w:pStyle w:val="{styles.id(ENTRY)}"/><w:tabs>'
            f'<w:tab w:val="right" w:leader="dot" w:pos="{right}"/></w:tabs>'
            f'<w:ind w:left="0"/></w:pPr>{begin}'
            f'<w:hyperlink w:anchor="_Toc{k}"><w:r>{run}{text}</w:r><w:r>{run}<w:tab/></w:r>'
            f"{page}</w:hyperlink>{end}</w:p>"
        )


def _field(code: str) -> tuple[str, str]:
    """Return the two ends of a field that the office program still has to compute."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    return begin, '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
