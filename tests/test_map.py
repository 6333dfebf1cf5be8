"""The map: shapes read with their faults told, figures of the gap by area, one scene everywhere.

All shapes here are invented: wavy cells of a grid that a seed moves.
"""

from __future__ import annotations

import io
import json
import math
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import expect
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from graph.builds.home import Home
from graph.builds.manifest import FILE
from graph.builds.shapes import no_shapes, write_shapes
from graph.door import OpenBuild, open_build
from graph.draw.area_map import Ground, area_map
from graph.draw.outlines import CELL
from graph.draw.page import Look
from graph.draw.pictures import Wish, picture
from graph.draw.scene import Box, Scene, Stamp
from graph.draw.shades import of_shares
from graph.errors import NoAnswer, WrongInput
from graph.export.by_name import export_bytes
from graph.export.options import ExportOptions
from graph.export.pptx import pptx
from graph.export.svg import svg
from graph.findings import frame, to_records
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.regions.places import places
from graph.words import LANGUAGES, say
from ingest import shapes as reading
from ingest.datasets import Dataset, InputFile, SourceDeclaration, open_dataset, parse_declaration
from ingest.identity import build_id
from ingest.pipeline import ingest
from ingest.shapes import ReadShapes, fitting, shapes_of
from tests.browsers import Visit
from tests.test_web_outlook import open_page
from tests.test_web_pages import texts

__all__ = ["open_page"]
ONTOLOGY = load()
Ring = list[list[float]]
SQUARE: Ring = [[110, 23], [111, 23], [111, 24], [110, 24], [110, 23]]
EAST, WEST = "areas/990101", "areas/990102"
ENGLISH = Look("en")


def mesh(codes: list[str], points: int = 24, columns: int = 2, seed: int = 5) -> dict[str, Ring]:
    """Invented cells with common, wavy borders of so many points a side."""
    rows, rnd = -(-len(codes) // columns), random.Random(seed)
    corner = {
        (i, j): (110 + i + rnd.uniform(-0.2, 0.2), 23 + j + rnd.uniform(-0.2, 0.2))
        for i in range(columns + 1)
        for j in range(rows + 1)
    }

    def side(a: tuple[int, int], b: tuple[int, int]) -> Ring:
        (x0, y0), (x1, y1) = corner[min(a, b)], corner[max(a, b)]
        line = []
        for k in range(points):
            t = k / points
            wave = 0.03 * math.sin(math.pi * t) * math.sin(9 * t + x0)
            line.append([x0 + (x1 - x0) * t - (y1 - y0) * wave, y0 + (y1 - y0) * t + wave])
        line.append([x1, y1])
        return line if a < b else line[::-1]

    cells = {}
    for number, code in enumerate(codes):
        i, j = number % columns, number // columns
        around = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
        ring = [point for a, b in pairwise(around) for point in side(a, b)[:-1]]
        cells[code] = [*ring, ring[0]]
    return cells


def feature(code: Any, *rings: Any, kind: str = "Polygon") -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": list(rings)}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def collection(*features: Any, **more: Any) -> bytes:
    value = {"type": "FeatureCollection", "features": list(features), **more}
    return json.dumps(value).encode()


def read(content: bytes, **declared: str) -> ReadShapes:
    file = InputFile("shapes.geojson", lambda: content)
    return shapes_of(Dataset("d", SourceDeclaration(**declared), (), shapes=file))  # type: ignore[arg-type]


def frame_of(cells: dict[str, Ring]) -> pl.DataFrame:
    return read(collection(*(feature(code, ring) for code, ring in cells.items()))).rows


# Reading ------------------------------------------------------------------------------------------


FAULTS = {
    "shape.no_code": feature(None, SQUARE),
    "shape.twice": feature("a", SQUARE),
    "shape.geometry": feature("b", [1, 2], kind="Point"),
    "shape.swapped": feature("b", [[23, 110], [24, 110], [24, 111], [23, 110]]),
    "shape.range": feature("b", [[4e5, 2e6], [4e5, 3e6], [5e5, 3e6], [4e5, 2e6]]),
    "shape.ring": feature("b", SQUARE[:2]),
    "shape.open": feature("b", SQUARE[:4]),
    "shape.crossing": feature("b", [[110, 23], [111, 24], [111, 23], [110, 24], [110, 23]]),
}
LEFT_OUT = set(FAULTS) - {"shape.open", "shape.crossing"}


@pytest.mark.parametrize("reason", FAULTS)
def test_a_bad_shape_is_told_with_its_place_and_costs_no_good_one(reason: str) -> None:
    got = read(collection(feature("a", SQUARE), FAULTS[reason], feature(990102, SQUARE)))
    assert [(finding.reason, finding.row) for finding in got.findings] == [(reason, 2)]
    assert got.findings[0].severity == ("error" if reason in LEFT_OUT else "warning")
    kept = ["a", "990102"] if reason in LEFT_OUT else ["a", "b", "990102"]
    assert got.rows["code"].unique(maintain_order=True).to_list() == kept
    for lang in LANGUAGES:
        (record,) = to_records(frame(got.findings), lang)
        assert record["message"]
        assert record["remedy"]
        assert "{" not in record["message"] + record["remedy"]


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        {"properties": [], "geometry": {}},
        feature("b"),
        feature("b", 5),
        feature("b", [[1, 2], "x", [3, 4], [1, 2]]),
        feature("b", [["1", "2"], [3, 4], [5, 6], ["1", "2"]]),
        feature("b", [[True, 2], [3, 4], [5, 6], [True, 2]]),
        feature("b", [[float("nan"), 2], [3, 4], [5, 6], [1, 2]]),
        feature("b", [[10**400, 2], [3, 4], [5, 6], [1, 2]]),
        feature("b", {}, kind="MultiPolygon"),
        feature({"$": 1}, SQUARE),
        feature(True, SQUARE),
    ],
)
def test_whatever_stands_in_a_feature_is_one_finding(odd: Any) -> None:
    got = read(collection(odd, feature("a", SQUARE)))
    assert [(finding.severity, finding.row) for finding in got.findings] == [("error", 1)]
    assert got.rows["code"].unique().to_list() == ["a"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "shape.no_geojson"),
        (b"\xff\xfe[", "shape.no_geojson"),
        (b'{"type": "Feature"}', "shape.no_geojson"),
        (b'{"type":"FeatureCollection","features":' + b"[" * 200_000, "shape.no_geojson"),
        (collection(crs={"type": "name", "properties": {"name": "EPSG:3857"}}), "shape.crs"),
        (collection(crs={"type": "name", "properties": {"name": "GCJ-02"}}), "shape.shifted"),
        (collection(crs=[1]), "shape.crs"),
        (collection(*[{}] * 9), "shape.features"),
        (collection(feature("a", SQUARE * 20)), "shape.points"),
        (collection(*(feature(code, SQUARE * 5) for code in "abcd")), "shape.points"),
        (b" " * 5_000, "shape.large"),
    ],
)
def test_a_file_that_is_not_read_is_one_finding(
    content: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_FEATURES", 8)
    monkeypatch.setattr(reading, "MOST_POINTS", 90)
    if reason == "shape.large":
        monkeypatch.setattr(reading, "MOST_BYTES", 4_000)
    got = read(content)
    assert [finding.reason for finding in got.findings] == [reason]
    assert got.rows.is_empty()


@pytest.mark.parametrize(
    "name", ["WGS84", "CGCS2000", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490"]
)
def test_coordinates_on_wgs_84_are_read(name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    got = read(collection(feature("a", SQUARE), crs=crs), crs=name)
    assert got.findings == []
    assert got.rows.height == 5
    assert parse_declaration({"crs": name}, ONTOLOGY)[1] == []


def test_a_declared_system_that_is_shifted_is_refused_once() -> None:
    declared, findings = parse_declaration({"crs": "GCJ-02"}, ONTOLOGY)
    assert [(f.reason, f.column, f.file) for f in findings] == [
        ("shape.shifted", "crs", "source.toml")
    ]
    assert "hundreds of metres" in to_records(frame(findings), "en")[0]["message"]
    got = read(collection(feature("a", SQUARE)), crs=declared.crs)
    assert got.rows.is_empty()
    assert got.findings == []


@pytest.mark.parametrize("number", ["x" * 61, "a\nb", 7, "\u202egs"])
def test_an_approval_number_is_one_short_line(number: object) -> None:
    with pytest.raises(WrongInput):
        parse_declaration({"map_approval_no": number}, ONTOLOGY)


def test_codes_without_an_area_and_areas_without_a_shape_are_told() -> None:
    areas = pl.DataFrame(
        {"node_key": ["t", "a", "b"], "name": ["市", "甲", "乙"], "parent": [None, "t", "t"]}
    )
    got = fitting(read(collection(feature("a", SQUARE), feature("z", SQUARE))), areas, "f")
    assert [(f.reason, f.value) for f in got.findings] == [
        ("shape.unknown", "z"),
        ("shape.without", None),
    ]
    assert "1 个区域没有轮廓：乙；" in to_records(frame(got.findings), "zh")[1]["message"]
    assert got.rows["code"].unique().to_list() == ["a"]


def test_shapes_are_part_of_a_dataset(tmp_path: Path) -> None:
    folder = copytree(Path("examples/tiny"), tmp_path / "tiny")
    before = build_id([open_dataset(folder, None, ONTOLOGY)], ONTOLOGY)
    cells = mesh(["990101", "990102"])
    (folder / "shapes.geojson").write_bytes(collection(*map(feature, cells, cells.values())))
    (folder / "borders.gpkg").write_bytes(b"x")
    text = (folder / "source.toml").read_text(encoding="utf-8")
    (folder / "source.toml").write_text('map_approval_no = "测S(2026)1号"\n' + text, "utf-8")
    dataset = open_dataset(folder, None, ONTOLOGY)
    assert build_id([dataset], ONTOLOGY) != before
    got = ingest([dataset, replace(dataset, name="again")], ONTOLOGY)
    told = {(row["rule"], row["reason"]) for row in got.findings.iter_rows(named=True)}
    assert ("unread-file", "unread-file.shapes") in told
    assert {reason for rule, reason in told if rule == "shape"} == {"shape.second"}
    assert got.shapes["code"].unique(maintain_order=True).to_list() == list(cells)
    assert got.map_approval_no == "测S(2026)1号"


# Drawing ------------------------------------------------------------------------------------------


def drawn(
    build: OpenBuild,
    measure: str = "shortage",
    cells: dict[str, Ring] | None = None,
    approval: str = "",
    look: Look = ENGLISH,
    areas: pl.DataFrame | None = None,
) -> Scene:
    shapes = frame_of(cells) if cells else no_shapes()
    ground = Ground(shapes, build.tables["areas"] if areas is None else areas, approval)
    return area_map(places(build.tables, measure), ground, ONTOLOGY, Stamp(), look)


def boxes(scene: Scene) -> dict[str, Box]:
    return {box.id: box for box in scene.boxes}


def shown(scene: Scene) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for text in scene.texts:
        words.setdefault(text.id, []).append(text.text)
    return words


TINY = {  # see examples/tiny/README.md, and `gap --by area`
    "shortage": ("33", "18"),
    "demand": ("152", "77"),
    "supply": ("80", "140"),
    "fill_rate": ("78.5%", "76.3%"),
    "commuting": ("85.4%", "61.4%"),
}


@pytest.mark.parametrize("measure", TINY)
def test_the_figures_are_those_of_the_gap_by_area(tiny_build: OpenBuild, measure: str) -> None:
    scene = drawn(tiny_build, measure)
    assert tuple(shown(scene)[key][-1] for key in (EAST, WEST)) == TINY[measure]
    assert [row[0] for row in scene.rows.rows] == ["East Example District", "West Example District"]
    assert "no area stated" in scene.note  # 9 places of demand that are not on the map
    told = boxes(drawn(tiny_build))[EAST].tooltip
    assert told == "East Example District: 152 needed, 80 supplied, 33 short, 78.5% filled"


def test_commuting_is_an_arrow_of_each_row(tiny_build: OpenBuild) -> None:
    scene = drawn(tiny_build, "commuting")
    (arrow,) = (box for box in scene.boxes if box.id.startswith("commuting/"))
    assert arrow.id == "commuting/990102/990101"
    west, east = (boxes(scene)[key] for key in (WEST, EAST))
    tip = arrow.rings[0][len(arrow.rings[0]) // 2]
    assert abs(tip[0] - east.x - east.w / 2) < abs(tip[0] - west.x - west.w / 2)
    assert scene.rows.rows[1][-1] == "East Example District"
    assert "may work in East Example District" in west.tooltip


def test_colleges_are_circles_as_large_as_their_graduates(tiny_build: OpenBuild) -> None:
    scene = drawn(tiny_build, "colleges", mesh(["990101", "990102"]))
    circles = {b.id: b for b in scene.boxes if b.id.startswith("colleges/")}
    assert sum(row[2] for row in scene.rows.rows) == 220
    assert {b.persons for b in circles.values()} == {row[2] for row in scene.rows.rows}
    largest, least = (f(circles.values(), key=lambda b: b.persons or 0) for f in (max, min))
    assert (largest.w / least.w) ** 2 == pytest.approx(largest.persons / least.persons, rel=0.05)


def test_without_positions_squares_stand_in_order_and_with_them_by_place(
    tiny_build: OpenBuild,
) -> None:
    scene = drawn(tiny_build)
    east, west = (boxes(scene)[key] for key in (EAST, WEST))
    assert (east.y, east.w) == (west.y, west.w)
    assert east.x + east.w < west.x
    assert "in the order of the codes" in scene.note
    assert "approval" not in shown(scene)
    lon = pl.Series("lon", [None, 112.0, 110.0])
    areas = tiny_build.tables["areas"].with_columns(lon, lat=pl.lit(23.0))
    placed = boxes(drawn(tiny_build, areas=areas))
    assert placed[WEST].x < placed[EAST].x


@pytest.mark.parametrize("lang", LANGUAGES)
def test_shapes_say_whether_they_were_reviewed(tiny_build: OpenBuild, lang: str) -> None:
    cells = mesh(["990101", "990102"])
    said = shown(drawn(tiny_build, cells=cells, look=Look(lang)))["approval"]
    assert said == [
        {"zh": "内部使用 · 未经地图审核", "en": "Internal use · map not reviewed"}[lang]
    ]
    said = shown(drawn(tiny_build, cells=cells, approval="GS1", look=Look(lang)))["approval"]
    assert said == [{"zh": "审图号：GS1", "en": "Map approval no. GS1"}[lang]]


def test_an_area_without_a_shape_is_named(tiny_build: OpenBuild) -> None:
    scene = drawn(tiny_build, cells=mesh(["990102"]))
    assert EAST not in boxes(scene)
    assert "only in the table: East Example District" in scene.note
    assert len(scene.rows.rows) == 2


def test_neighbours_keep_their_border_and_stay_in_the_picture(tiny_build: OpenBuild) -> None:
    cells = mesh(["990101", "990102"], 400)
    for wide in (320.0, 1600.0):
        scene = drawn(tiny_build, cells=cells, look=Look("en", wide))
        rings = [boxes(scene)[key].rings[0] for key in (EAST, WEST)]
        border = set(rings[0]) & set(rings[1])
        assert len(border) > 20
        assert len(rings[0]) < 4 * 400 or wide > 1000
        x, y, w, h = scene.content
        assert all(x <= a <= x + w and y <= b <= y + h for ring in rings for a, b in ring)
        assert all(math.dist(a, b) > 0 for ring in rings for a, b in pairwise(ring))
        assert CELL < 1


def test_holes_islands_and_specks_are_drawn(tiny_build: OpenBuild) -> None:
    hole = [[110.4, 23.4], [110.6, 23.4], [110.6, 23.6], [110.4, 23.4]]
    speck = [[115, 23], [115.0001, 23], [115.0001, 23.0001], [115, 23]]
    rows = read(collection(feature("990101", SQUARE, hole), feature("990102", speck))).rows
    ground = Ground(rows, tiny_build.tables["areas"])
    scene = area_map(places(tiny_build.tables), ground, ONTOLOGY, Stamp(), Look("en"))
    assert len(boxes(scene)[EAST].rings) == 2
    assert 5 < boxes(scene)[WEST].w < 7  # too small to be seen: a mark


def test_parts_make_up_an_area_without_a_shape_of_its_own(tiny_build: OpenBuild) -> None:
    inside = places(tiny_build.tables)
    areas = tiny_build.tables["areas"]
    whole = replace(inside, areas=inside.areas[:1], inside=lambda _code: "990101")
    ground = Ground(frame_of(mesh(["x", "y"])), areas)
    scene = area_map(whole, ground, ONTOLOGY, Stamp(), Look("en"))
    assert len(boxes(scene)[EAST].rings) == 2


def test_shares_are_classed_from_their_lower_end() -> None:
    shades = of_shares()
    assert [shades.of(share) for share in (0, 0.199, 0.2, 0.8, 0.999, 1)] == [0, 0, 1, 4, 4, 5]
    assert list(shades.tints) == sorted(shades.tints, reverse=True)


def test_what_cannot_be_drawn_is_said(tiny_build: OpenBuild) -> None:
    with pytest.raises(WrongInput, match="shortage"):
        places(tiny_build.tables, "nope")
    nobody = replace(places(tiny_build.tables), areas=())
    with pytest.raises(NoAnswer):
        area_map(nobody, Ground(no_shapes(), tiny_build.tables["areas"]), ONTOLOGY, Stamp())


def test_a_map_of_3000_points_is_quick(wuzhou: OpenBuild) -> None:
    codes = [part.thing.key for part in places(wuzhou.tables).areas if part.thing]
    cells = mesh(codes, 110, 3)
    assert sum(map(len, cells.values())) > 3_000
    found, ground = places(wuzhou.tables), Ground(frame_of(cells), wuzhou.tables["areas"])
    taken = []
    for _ in range(3):
        begun = time.process_time()
        area_map(found, ground, ONTOLOGY, Stamp(), Look("en")).as_json()
        taken.append(time.process_time() - begun)
    assert min(taken) < 0.4


# Exports and page ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shaped(homes: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the hand-checked city with invented shapes and an approval number."""
    home = Home(tmp_path_factory.mktemp("shaped"))
    build = Home(homes["tiny"]).folder()
    folder = copytree(build, home.builds / build.name)
    write_shapes(frame_of(mesh(["990101", "990102"])), folder)
    manifest = json.loads((folder / FILE).read_text(encoding="utf-8"))
    manifest["map_approval_no"] = "测S(2026)1号"
    (folder / FILE).write_text(json.dumps(manifest), encoding="utf-8")
    (home.path / "current").write_text(build.name)
    return home.path


def test_one_scene_in_every_format(shaped: Path) -> None:
    build = open_build(shaped)
    scene = picture("map", build, ONTOLOGY, Wish(Look("zh"), GapParameters(), measure="colleges"))
    areas = [box for box in scene.boxes if box.rings]
    markup = svg(scene)
    assert markup.count('fill-rule="evenodd"') == len(areas) > 2
    assert "审图号：测S(2026)1号" in markup
    slide = Presentation(io.BytesIO(pptx(scene))).slides[0]
    freeforms = [shape for shape in slide.shapes if shape._element.xpath(".//a:custGeom")]
    assert len(freeforms) == len(areas)
    names = {shape.name for shape in freeforms}
    assert {"东示例区", "西示例区"} <= names
    options = ExportOptions(measure="commuting")
    assert "通勤方向" in export_bytes("map", ".svg", options, build, "zh").decode()
    for suffix in (".drawio", ".graphml"):
        with pytest.raises(WrongInput, match=r"\.pptx"):
            export_bytes("map", suffix, options, build, "zh")
    with pytest.raises(WrongInput, match="measure"):
        export_bytes("ribbon", ".svg", options, build, "zh")


@pytest.mark.parametrize("measure", ["shortage", "commuting", "colleges"])
def test_the_page_shows_the_figures_and_says_what_borders_are(
    homes: dict[str, Path], shaped: Path, open_page: Callable[..., AppTest], measure: str
) -> None:
    homes["shaped"] = shaped
    test = open_page("shaped", "map", lang="zh", measure=measure)
    assert not test.exception
    told = texts(test)
    assert re.search("审图号：测S.{0,6}2026", told)
    assert say("web.map.bring", "zh")[:12] not in told
    rows = pl.DataFrame(test.dataframe[0].value)
    own = measure == "commuting"
    assert rows["shortage"].to_list() == ([22, 30, 0] if own else [33, 18, 0])
    first = "西示例区（缺 30）" if own else "东示例区（缺 33）"
    assert re.search(
        rf"{say('web.map.lead_own' if own else 'web.map.lead', 'zh')}<a [^>]*>{first}", told
    )
    assert len(test.dataframe) == 1 + (measure in ("commuting", "colleges"))


def test_in_a_browser(visit: Visit) -> None:
    """Arrows move between areas as they lie, Enter says their figures and leads to the area."""
    there = visit.open("/map?lang=en")
    chart = there.locator(".tc-ribbon")
    expect(chart.locator(".box")).to_have_count(7)
    assert chart.locator(".box[tabindex='0']").count() == 1
    chart.locator(".box").first.focus()
    there.keyboard.press("ArrowLeft")
    there.keyboard.press("ArrowDown")
    there.keyboard.press("Enter")
    expect(chart.locator(".told")).to_contain_text("Cenxi: ")
    assert chart.locator(".box[aria-pressed='true'] path.edge").count() == 1
    chart.locator(".told a").click()
    visit.wait()
    assert "450481" in visit.view()
