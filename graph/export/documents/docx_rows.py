"""Rows of native tables, written as XML: a thousand of them take no time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.export.documents.typefaces import Typefaces
from graph.export.svg import escaped

MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RULE, INK = "9AA3AD", "1A1A1A"
SIDE = 60  # twips at both sides of a cell
APART = 160  # the same at the left of a text behind a column of figures


@dataclass(frozen=True)
class RowStyle:
    """The style of a table's rows.

    ``paragraph``: id of the style of its texts; ``size``: other than that of the style, else 0;
    ``widths`` in twips; ``right``: the columns set flush right.
    """

    paragraph: str
    faces: Typefaces
    size: float
    widths: tuple[int, ...]
    right: tuple[bool, ...]


def row_xml(
    texts: Sequence[str],
    style: RowStyle,
    *,
    bold: bool = False,
    fill: str = "",
    keep: bool = False,
) -> Any:
    """Return a row that no page break divides; ``keep``: nor parts from the next one."""
    from docx.oxml import parse_xml

    latin, asian = style.faces.heading if bold else style.faces.body
    size = f'<w:sz w:val="{round(2 * style.size)}"/>' if style.size else ""
    run = (
        f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{asian}" w:cs="{latin}"/>'
        f"{'<w:b/>' if bold else ''}{size}"
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/>'
    )
    name = f'<w:pStyle w:val="{style.paragraph}"/>'
    start = f"<w:pPr>{name}{'<w:keepNext/>' if keep else ''}"
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    apart = f'<w:tcMar><w:left w:w="{APART}" w:type="dxa"/></w:tcMar>'
    margins = ("", *(apart if right else "" for right in style.right[:-1]))
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{shade}{"" if right else margin}'
        f'<w:vAlign w:val="center"/>'
        f'</w:tcPr><w:p>{start}<w:jc w:val="{"right" if right else "left"}"/></w:pPr>'
        f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escaped(text)}</w:t></w:r></w:p>'
        "</w:tc>"
        for text, wide, right, margin in zip(texts, style.widths, style.right, margins, strict=True)
    )
    return parse_xml(f"<w:tr {MAIN}><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")


def as_heading(row: Any) -> Any:
    """Repeat the row on every page."""
    from docx.oxml import OxmlElement

    row.trPr.append(OxmlElement("w:tblHeader"))
    return row


def borders(table: Any) -> None:
    """Draw strong lines above and below, fine ones between the rows, none between columns."""
    from docx.oxml import parse_xml

    strong = f'w:val="single" w:sz="8" w:color="{INK}"'
    fine = f'w:val="single" w:sz="2" w:color="{RULE}"'
    lines = f"<w:top {strong}/><w:bottom {strong}/><w:insideH {fine}/>"
    margins = "".join(f'<w:{side} w:w="{SIDE}" w:type="dxa"/>' for side in ("left", "right"))
    for name, inside, after in (
        ("tblBorders", lines, ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")),
        ("tblCellMar", margins, ("w:tblLook",)),
    ):
        element = parse_xml(f"<w:{name} {MAIN}>{inside}</w:{name}>")
        table.tblPr.insert_element_before(element, *after)
