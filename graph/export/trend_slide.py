"""Supply and demand by year as a native chart, which offices edit, in place of the drawn one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graph.draw.palette import Theme, mixed
from graph.draw.scene import Scene
from graph.draw.trend import MATCHED, SHORT, SURPLUS
from graph.export.documents.slide_parts import name_fonts, plain_chart
from graph.export.documents.typefaces import FACES
from graph.export.slide_shapes import plain
from graph.words import say

KIND = "trend"
# Positions of the columns in the scene's rows: see ``graph.draw.trend``.
YEAR, DEMAND, SUPPLY, MATCH, SHORTAGE, SPARE, BASIS = range(7)
LETTERS = 0.0075  # font size as a share of the chart's width
GAP_PCT = 45


def without_chart(scene: Scene) -> Scene:
    """Return the scene without its chart."""
    return replace(scene, boxes=(), lines=(), texts=(), legend=())


def put_trend(slide: Any, scene: Scene, theme: Theme, emu_a_pixel: float) -> None:
    """Draw a chart of two stacked columns a year: places and graduates, above the matched."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Emu

    data, rows = CategoryChartData(number_format="#,##0"), scene.rows.rows
    sides = [say(f"draw.trend.{side}", scene.lang) for side in ("demand", "supply")]
    for row in rows:
        year = data.add_category(
            say("draw.trend.axis", scene.lang, year=row[YEAR], basis=row[BASIS])
        )
        for side in sides:
            year.add_sub_category(side)
    series = (
        ("matched", MATCHED, 0.35, [(row[MATCH], row[MATCH]) for row in rows]),
        ("empty", SHORT, 0.85, [(row[SHORTAGE], 0) for row in rows]),
        ("surplus", SURPLUS, 0.85, [(0, row[SPARE]) for row in rows]),
    )
    for name, _, _, pairs in series:
        label = scene.rows.columns[SPARE]
        if name != "surplus":
            label = plain(say(f"draw.trend.{name}", scene.lang))
        data.add_series(label, [value for pair in pairs for value in pair])
    place = [Emu(round(pixels * emu_a_pixel)) for pixels in scene.content]
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *place, data).chart
    size = scene.content[2] * LETTERS * emu_a_pixel / 12_700
    paper = scene.colour("paper", theme)
    colours = [
        key_colour if tint >= 1 else mixed(key_colour, paper, tint)
        for key_colour, tint in ((scene.colour(key, theme), tint) for _, key, tint, _ in series)
    ]
    name_fonts(chart.font, FACES[scene.lang])
    plain_chart(chart, colours, size, scene.colour("ink", theme))
    chart.plots[0].gap_width = GAP_PCT
