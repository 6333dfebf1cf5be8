"""Native tables of slides, written as XML: a thousand rows take no time."""

from __future__ import annotations

from collections.abc import Sequence

from graph.draw.measure import LINE
from graph.export.documents.slide_flow import CELL_SIDE, Grid
from graph.export.documents.slide_parts import INK, NO_STYLE, RULE, SHADED, clean
from graph.export.documents.typefaces import Typefaces
from graph.export.svg import escaped

EMU = 914_400  # an inch
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
STRONG, FINE, EDGE = 12_700, 3_175, 15_875


def table_xml(grid: Grid, faces: Typefaces, number: int) -> str:
    """Return the frame of a table; ``number``: of the shape on its slide."""
    wides = [_emu(wide) for wide in grid.widths]
    highs = [_emu(high) for high in grid.highs]
    last = len(grid.rows) - 1
    rows = "".join(
        f'<a:tr h="{high}">{_cells(texts, grid, faces, k, last)}</a:tr>'
        for k, (texts, high) in enumerate(zip(grid.rows, highs, strict=True))
    )
    columns = "".join(f'<a:gridCol w="{wide}"/>' for wide in wides)
    x, y = map(_emu, grid.place)
    return (
        f"<p:graphicFrame {SPACES}><p:nvGraphicFramePr>"
        f'<p:cNvPr id="{number}" name="{number}"/><p:cNvGraphicFramePr>'
        '<a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
        f'<p:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{sum(wides)}" cy="{sum(highs)}"/></p:xfrm>'
        f'<a:graphic><a:graphicData uri="{TABLE}"><a:tbl><a:tblPr firstRow="1"><a:tableStyleId>'
        f"{NO_STYLE}</a:tableStyleId></a:tblPr><a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl>"
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def _cells(texts: Sequence[str], grid: Grid, faces: Typefaces, row: int, last: int) -> str:
    bold = row == 0 or (grid.total and row == last)
    size = grid.sizes[row == 0]
    latin, asian = faces.slides
    points = round(size * 100)
    run = (
        f'<a:rPr lang="{faces.language}" sz="{points}" b="{int(bold)}"><a:solidFill>'
        f'<a:srgbClr val="{INK}"/></a:solidFill><a:latin typeface="{latin}"/>'
        f'<a:ea typeface="{asian}"/><a:cs typeface="{latin}"/></a:rPr>'
    )
    spacing = f'<a:lnSpc><a:spcPts val="{round(points * LINE)}"/></a:lnSpc>'
    strong = row in (0, last)
    lines = _line("lnT", EDGE, INK) if row == 0 else ""
    lines += _line("lnB", STRONG if strong else FINE, INK if strong else RULE)
    fill = f'<a:solidFill><a:srgbClr val="{SHADED}"/></a:solidFill>' if row == 0 else "<a:noFill/>"
    side, edge = _emu(CELL_SIDE), _emu(0.03)
    around = f'marL="{side}" marR="{side}" marT="{edge}" marB="{edge}" anchor="ctr"'
    return "".join(
        "<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>"
        f'<a:p><a:pPr algn="{"r" if right else "l"}">{spacing}</a:pPr>'
        f"<a:r>{run}<a:t>{escaped(clean(text))}</a:t></a:r></a:p></a:txBody>"
        f"<a:tcPr {around}>{lines}{fill}</a:tcPr></a:tc>"
        for text, right in zip(texts, grid.right, strict=True)
    )


def _line(side: str, wide: int, colour: str) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    return f'<a:{side} w="{wide}">{fill}</a:{side}>'


def _emu(inches: float) -> int:
    return round(inches * EMU)
