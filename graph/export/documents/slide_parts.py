"""The parts of slides: text boxes, native tables, native charts. Places are in inches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from graph.draw.measure import LINE, width
from graph.export.documents.model import Chart
from graph.export.documents.typefaces import Typefaces
from graph.export.svg import sayable

PLATE, SHADED, RULE, INK, QUIET = "FBE9B7", "F2F4F7", "9AA3AD", "1A1A1A", "5B6470"
PLATE_INK = "8A5A00"  # colour of the word for illustrative data without a plate
BARS = 0.6  # share that the longest bar takes of the room beside the names, at least
NUMBER_FIELD = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """Put a text on one line, without what XML cannot hold or what turns its direction."""
    return _SPACES.sub(" ", sayable(text))


def put_text(slide: Any, x: float, y: float, w: float, h: float) -> Any:
    """Add an empty text box without margins that wraps and keeps its size."""
    from pptx.enum.text import MSO_AUTO_SIZE
    from pptx.util import Inches

    box = slide.shapes.add_textbox(*map(Inches, (x, y, w, h)))
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    return box


def shade(box: Any) -> None:
    """Draw the plate behind a mark."""
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
    """Add a run with its Latin and its East-Asian font."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    paragraph.line_spacing = Pt(round(size * LINE, 1))
    run = paragraph.add_run()
    run.text = clean(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)
    name_fonts(run.font, faces)
    run._r.get_or_add_rPr().set("lang", faces.language)


def as_slide_number(paragraph: Any) -> None:
    """Make the number in a paragraph a field, which stays right when slides are moved."""
    from lxml import etree

    run = paragraph.runs[0]._r
    field = etree.SubElement(
        paragraph._p, run.tag.replace("}r", "}fld"), id=NUMBER_FIELD, type="slidenum"
    )
    field.extend(list(run))
    paragraph._p.replace(run, field)


def name_fonts(font: Any, faces: Typefaces) -> None:
    """Set Latin, East-Asian and other fonts: some programs ignore the Latin face for Chinese."""
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


def bullet(paragraph: Any, indent: float) -> None:
    """Make a paragraph a point of a list, with a hanging indent in inches."""
    from lxml import etree

    wide = round(indent * 914_400)
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(wide))
    properties.set("indent", str(-wide))
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    etree.SubElement(properties, f"{{{space}}}buFont", typeface="Arial")
    etree.SubElement(properties, f"{{{space}}}buChar", char="•")


def chart_of(
    slide: Any,
    place: tuple[float, float, float, float],
    chart: Chart,
    faces: Typefaces,
    size: float = 11.0,
) -> None:
    """Add a native chart of stacked bars, the first row on top."""
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    frame = chart.frame
    data = CategoryChartData(number_format="#,##0")
    data.categories = [clean(name) for name in chart.names]
    for name in chart.values:
        place_of = frame.column(name)
        heading = clean(frame.columns[place_of].heading)
        data.add_series(heading, [float(row[place_of] or 0) for row in chart.bars])
    shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *map(Inches, place), data)
    native = shape.chart
    name_fonts(native.font, faces)
    plain_chart(native, chart.colours, size)
    native.category_axis.reverse_order = True
    plot = native.plots[0]
    plot.gap_width = 55
    plot.data_labels.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    # A figure that does not fit its bar stands in the table alone.
    form = f'[<={_without_label(chart, place[2], size):.2f}]"";#,##0'
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = form, False


def _without_label(chart: Chart, wide: float, size: float) -> float:
    """Return the largest figure that is wider than its bar; ``wide``: of the chart, in inches."""
    places = [chart.frame.column(name) for name in chart.values]
    bars = [[float(row[place] or 0) for place in places] for row in chart.bars]
    longest = max(map(sum, bars), default=0.0) or 1.0
    names = max((width(name, size) for name in chart.names), default=0.0) / 72
    inch = (wide - min(names, wide / 2)) * BARS / longest
    figures = [value for bar in bars for value in bar]
    hidden = (v for v in figures if v * inch * 72 < width(f"{v:,.0f}", size, True))
    return max(hidden, default=0.0)


def plain_chart(native: Any, colours: Sequence[str], size: float, ink: str = INK) -> None:
    """Style a stacked chart with its legend below and its figures inside, without a scale."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    native.font.size, native.font.color.rgb = Pt(size), RGBColor.from_string(ink.lstrip("#"))
    native.has_legend, native.has_title = True, False
    native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    native.category_axis.format.line.color.rgb = RGBColor.from_string(RULE)
    native.value_axis.visible, native.value_axis.minimum_scale = False, 0
    native.value_axis.has_major_gridlines = False
    plot = native.plots[0]
    plot.overlap, plot.has_data_labels = 100, True
    labels = plot.data_labels
    labels.show_value, labels.font.size, labels.font.bold = True, Pt(size), True
    labels.number_format, labels.number_format_is_linked = "#,##0;;", False
    labels._element.txPr.bodyPr.set("wrap", "none")
    for series, colour in zip(plot.series, colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#"))
