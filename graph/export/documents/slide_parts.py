"""What stands on slides: text boxes, native tables, native charts. Places are in inches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.draw.measure import LINE
from graph.export.documents.model import Chart
from graph.export.documents.typefaces import Typefaces
from graph.export.svg import TURNS, UNSAYABLE

PLATE, SHADED, RULE, INK = "FBE9B7", "F2F4F7", "9AA3AD", "1A1A1A"
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """A text that XML can say, on one line."""
    return _SPACES.sub(" ", TURNS.sub("", UNSAYABLE.sub("\ufffd", text)))


def put_text(slide: Any, x: float, y: float, w: float, h: float) -> Any:
    """An empty text box without margins that wraps and keeps its size."""
    from pptx.enum.text import MSO_AUTO_SIZE
    from pptx.util import Inches

    box = slide.shapes.add_textbox(*map(Inches, (x, y, w, h)))
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    return box


def shade(box: Any) -> None:
    """The plate behind a mark."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Inches

    box.fill.solid()
    box.fill.fore_color.rgb = RGBColor.from_string(PLATE)
    box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    box.text_frame.margin_left = box.text_frame.margin_right = Inches(0.08)


def speak(
    paragraph: Any,
    text: str,
    faces: Typefaces,
    size: float,
    *,
    bold: bool = False,
    colour: str = INK,
) -> None:
    """A run with its Latin and its East-Asian font."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    paragraph.line_spacing = Pt(round(size * LINE, 1))
    run = paragraph.add_run()
    run.text = clean(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)
    name_fonts(run.font, faces)
    run._r.get_or_add_rPr().set("lang", faces.language)


def name_fonts(font: Any, faces: Typefaces) -> None:
    """Latin, East-Asian and other scripts: some programs ignore the Latin face for Chinese."""
    from lxml import etree

    latin, asian = faces.slides
    font.name = latin
    properties = font._element if hasattr(font, "_element") else font._rPr
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    after = properties.find(f"{{{space}}}latin")
    for name, face in (("cs", latin), ("ea", asian)):
        old = properties.find(f"{{{space}}}{name}")
        if old is not None:
            properties.remove(old)
        element = etree.Element(f"{{{space}}}{name}", typeface=face)
        after.addnext(element)


@dataclass(frozen=True)
class TableLook:
    """How a table is set. ``right``: which columns stand at the right; ``total``: a bold end."""

    faces: Typefaces
    size: float
    head_size: float
    right: tuple[bool, ...]
    total: bool = False


def table_of(
    slide: Any,
    place: tuple[float, float, Sequence[float], Sequence[float]],
    rows: Sequence[Sequence[str]],
    look: TableLook,
) -> None:
    """A native table; ``place``: left, top, widths and heights. The first row is the heading."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Inches

    x, y, widths, highs = place
    shape = slide.shapes.add_table(
        len(rows), len(widths), *map(Inches, (x, y, sum(widths), sum(highs)))
    )
    table = shape.table
    properties = table._tbl.tblPr
    properties.find(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
    ).text = NO_STYLE
    table.horz_banding = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Inches(wide)
    for k, (texts, high) in enumerate(zip(rows, highs, strict=True)):
        table.rows[k].height = Inches(high)
        strong = k in (0, len(rows) - 1)
        for j, text in enumerate(texts):
            cell = table.cell(k, j)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_left = cell.margin_right = Inches(0.08)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            bold = k == 0 or (look.total and k == len(rows) - 1)
            size = look.size if k else look.head_size
            speak(cell.text_frame.paragraphs[0], text, look.faces, size, bold=bold)
            if look.right[j]:
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
            _lines(cell, top=k == 0, strong=strong, filled=k == 0)


def _lines(cell: Any, *, top: bool, strong: bool, filled: bool) -> None:
    """The rules above and below a cell, and the shade of a heading."""
    from pptx.oxml import parse_xml

    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    properties = cell._tc.get_or_add_tcPr()

    def line(side: str, wide: int, colour: str) -> None:
        properties.append(
            parse_xml(
                f'<a:{side} {space} w="{wide}"><a:solidFill><a:srgbClr val="{colour}"/>'
                f"</a:solidFill></a:{side}>"
            )
        )

    if top:
        line("lnT", 15_875, INK)
    line("lnB", 12_700 if strong else 3_175, INK if strong else RULE)
    fill = f'<a:solidFill {space}><a:srgbClr val="{SHADED}"/></a:solidFill>'
    properties.append(parse_xml(fill if filled else f"<a:noFill {space}/>"))


def chart_of(
    slide: Any, place: tuple[float, float, float, float], chart: Chart, faces: Typefaces
) -> None:
    """A native chart of stacked bars, the first row on top."""
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches, Pt

    frame = chart.frame
    data = CategoryChartData(number_format="#,##0")
    label = frame.column(chart.label)
    data.categories = [clean(str(row[label])) for row in frame.rows]
    for name in chart.values:
        place_of = frame.column(name)
        heading = clean(frame.columns[place_of].heading)
        data.add_series(heading, [float(row[place_of] or 0) for row in frame.rows])
    shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *map(Inches, place), data)
    made = shape.chart
    name_fonts(made.font, faces)
    made.font.size = Pt(11)
    made.has_legend, made.has_title = True, False
    made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    made.category_axis.reverse_order = True
    made.category_axis.format.line.color.rgb = RGBColor.from_string(RULE)
    made.value_axis.visible = False
    made.value_axis.has_major_gridlines = False
    plot = made.plots[0]
    plot.gap_width, plot.overlap = 55, 100
    plot.has_data_labels = True
    plot.data_labels.show_value = True
    plot.data_labels.font.size, plot.data_labels.font.bold = Pt(10), True
    plot.data_labels.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "#,##0;;", False
    for series, colour in zip(plot.series, chart.colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#"))
