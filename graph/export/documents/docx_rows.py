"""Rows of native tables, written as XML: a thousand of them take no time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.export.documents.typefaces import Typefaces
from graph.export.svg import escaped

MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def row_xml(
    texts: Sequence[str],
    faces: Typefaces,
    size: float,
    right: Sequence[bool],
    widths: Sequence[int],
    *,
    bold: bool = False,
    fill: str = "",
) -> Any:
    """One row; ``widths`` in twips, ``right``: which cells stand at the right."""
    from docx.oxml import parse_xml

    latin, asian = faces.heading if bold else faces.body
    fonts = f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{asian}" w:cs="{latin}"/>'
    style = f'{fonts}{"<w:b/>" if bold else ""}<w:sz w:val="{round(2 * size)}"/>'
    style += '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/>'
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="30" w:after="30"/>'
        f'<w:jc w:val="{"right" if last else "left"}"/></w:pPr>'
        f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{escaped(text)}</w:t></w:r></w:p></w:tc>'
        for text, wide, last in zip(texts, widths, right, strict=True)
    )
    return parse_xml(f"<w:tr {MAIN}><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")


def as_heading(row: Any) -> Any:
    """The row repeated on every page."""
    from docx.oxml import OxmlElement

    row.trPr.append(OxmlElement("w:tblHeader"))
    return row


def borders(table: Any, colour: str) -> None:
    """Strong lines above and below, fine ones between the rows, none between columns."""
    from docx.oxml import parse_xml

    strong, fine = 'w:val="single" w:sz="8" w:color="1A1A1A"', f'w:val="single" w:sz="2" w:color="{colour}"'
    lines = f"<w:top {strong}/><w:bottom {strong}/><w:insideH {fine}/>"
    margins = "".join(
        f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right")
    )
    properties = table.tblPr
    for name, inside in (("tblBorders", lines), ("tblCellMar", margins)):
        element = parse_xml(f"<w:{name} {MAIN}>{inside}</w:{name}>")
        properties.insert_element_before(element, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
