"""A picture as a slide: native shapes, opened by python-pptx and LibreOffice."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.door import open_build
from graph.draw.page import Caption, Elements, Look, framed
from graph.draw.pictures import Wish, picture
from graph.draw.scene import Band, Bar, Box, Edge, Node, Rows, Scene, Stamp
from graph.export.fonts import FAMILY
from graph.export.pptx import LARGEST, pptx
from graph.export.slide_shapes import EMU
from graph.ontology import load
from tests.offices import office_pdf

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
ONTOLOGY = load()
NAMES = ("数控机床操作工", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "长" * 300)


def scene(lang: str = "zh", wide: float = 1200) -> Scene:
    inside = Elements()
    for k, name in enumerate(NAMES):
        y, shown = 100.0 + 60 * k, name[:14]
        bars = (Bar("Occupation", 40, y + 30, 220, 10),)
        inside.boxes.append(
            Box(f"a{k}", "Occupation", 40, y, 220, 40, name, (shown, "需 20"), "缺 5", bars=bars)
        )
        inside.boxes.append(Box(f"b{k}", "Major", 500, y, 220, 40, name, (shown,), centred=True))
        stream = Band(f"s{k}", "Major", f"a{k}", f"b{k}", 260, y, 500, y + 8, 12, 7.0, name)
        inside.bands.append(stream)
        shape = ("star", "diamond", "hexagon", "dot")[k]
        inside.nodes.append(Node(f"n{k}", "Chain", shape, 900, y, 12, name, (shown,), "9"))
    for k in range(3):
        line = ((900.0, 100.0 + 60 * k), (900.0, 160.0 + 60 * k))
        inside.edges.append(Edge(f"e{k}", "quiet", f"n{k}", f"n{k + 1}", line, "needs"))
    stamp = Stamp("0123abcd", "2024-12-31", "illustrative", ("某局",))
    words = Caption("梧州的图", "副标题", "怎样读", "x" * 400)
    legend = [("", ("Chain",))]
    return framed("network", ONTOLOGY, Look(lang, wide), stamp, words, inside, 400, legend, ROWS)


ROWS = Rows((), ())


def shapes_of(tree: Any) -> Iterator[Any]:
    for one in tree:
        yield one
        if one.shape_type is not None and hasattr(one, "shapes"):
            yield from shapes_of(one.shapes)


def slide_of(one: Scene) -> tuple[Any, Any]:
    from pptx import Presentation

    file = Presentation(io.BytesIO(pptx(one)))
    return file, file.slides[0]


def test_the_slide_is_as_large_as_the_picture_and_says_its_title() -> None:
    file, slide = slide_of(scene())
    assert file.slide_width == 1200 * EMU
    assert slide.shapes.title.text == "梧州的图"
    assert slide.notes_slide.notes_text_frame.text.startswith("x" * 400)
    assert file.core_properties.created.year == 2024


def test_connectors_are_glued_and_lie_below() -> None:
    _, slide = slide_of(scene())
    order = [one.tag.rpartition("}")[2] for one in slide.shapes._spTree]
    last = max(k for k, tag in enumerate(order) if tag == "cxnSp")
    assert last < min(k for k, tag in enumerate(order) if tag == "grpSp")
    found = list(shapes_of(slide.shapes))
    numbers = [one.shape_id for one in found]
    assert len(numbers) == len(set(numbers))
    ends = {e.get("id") for e in slide.shapes._spTree.iter(f"{A}stCxn", f"{A}endCxn")}
    named = {str(one.shape_id): one.name for one in found}
    assert {named[end] for end in ends} == {" ".join(name.split()) for name in NAMES}
    assert len(list(slide.shapes._spTree.iter(f"{A}stCxn"))) == 3


def test_a_connector_ends_where_its_site_is() -> None:
    _, slide = slide_of(scene())
    lines = [one for one in slide.shapes if one._element.tag.endswith("cxnSp")]
    assert lines[0].end_x == lines[1].begin_x == 900 * EMU
    assert lines[0].end_y == (160 - 12) * EMU  # the diamond's upper corner
    assert lines[1].begin_y == (160 + 12) * EMU


def test_hostile_labels_are_whole_and_inert() -> None:
    _, slide = slide_of(scene())
    told = {one._element.xpath(".//p:cNvPr")[0].get("descr") for one in shapes_of(slide.shapes)}
    assert set(NAMES) <= told
    tags = {one.tag.rpartition("}")[2] for one in slide.shapes._spTree.iter()}
    assert not tags & {"hlinkClick", "hlinkMouseOver", "script", "fld"}


def test_every_run_names_its_east_asian_font() -> None:
    _, slide = slide_of(scene())
    runs = list(slide.shapes._spTree.iter(f"{A}rPr"))
    assert len(runs) > 20
    assert all(run.find(f"{A}ea").get("typeface") for run in runs)
    bodies = list(slide.shapes._spTree.iter(f"{A}bodyPr"))
    assert {body.get("wrap") for body in bodies if body.get("wrap")} == {"none"}


def test_a_picture_larger_than_any_slide_is_made_smaller() -> None:
    file, slide = slide_of(scene(wide=2 * LARGEST))
    assert file.slide_width == LARGEST * EMU
    assert all(one.left + one.width <= file.slide_width for one in slide.shapes)


def test_same_input_same_bytes() -> None:
    assert pptx(scene()) == pptx(scene())
    assert pptx(scene(), "dark") != pptx(scene())


def test_libreoffice_shows_every_text_inside_its_shape(
    tmp_path: Path, require: Callable[..., None]
) -> None:
    require("soffice")
    pdfplumber = pytest.importorskip("pdfplumber")
    told = replace(scene(), source="来源：某局")
    printed = office_pdf(pptx(told), ".pptx", tmp_path)
    with pdfplumber.open(io.BytesIO(printed)) as book:
        assert len(book.pages) == 1
        page = book.pages[0]
        shown = page.extract_text()
        scale = float(page.width) / told.width
        words = page.extract_words(keep_blank_chars=True, use_text_flow=True)
        fonts = {one["fontname"].partition("+")[2] for one in page.chars}
    assert all(FAMILY.replace(" ", "") in font for font in fonts)
    assert "数控机床操作工" in shown
    assert "缺 5" in shown
    boxed = [one for one in words if one["text"].startswith(NAMES[0])]
    assert len(boxed) == 3
    boxed.sort(key=lambda word: float(word["x0"]))
    for box, word in zip(told.boxes[:2], boxed, strict=False):
        assert box.x * scale <= word["x0"]
        assert word["x1"] <= (box.x + box.w) * scale
        assert box.y * scale - 1 <= word["top"]
        assert word["bottom"] <= (box.y + box.h) * scale + 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_trend_is_a_native_chart_of_the_rows(homes: dict[str, Path], lang: str) -> None:
    """Offices edit it; its figures are those of the picture."""
    drawn = picture("trend", open_build(homes["wuzhou"]), ONTOLOGY, Wish(Look(lang)))
    content = pptx(drawn)
    assert content == pptx(drawn)
    (slide,) = pytest.importorskip("pptx").Presentation(io.BytesIO(content)).slides
    (chart,) = (shape.chart for shape in slide.shapes if shape.has_chart)
    matched, empty, surplus = (list(one.values) for one in chart.plots[0].series)
    for k, (_, demand, supply, *_) in enumerate(drawn.rows.rows):
        assert matched[2 * k] + empty[2 * k] == demand
        assert matched[2 * k + 1] + surplus[2 * k + 1] == supply
    assert len(chart.plots[0].categories) == 2 * len(drawn.rows.rows)
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert drawn.title in texts
    assert drawn.mark in texts
