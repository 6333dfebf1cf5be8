"""The twin-chain ribbon: persons are conserved, nothing overlaps, nothing runs out of its box."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

import polars as pl
import pytest

from graph.draw.page import Look
from graph.draw.ribbon import Filter, ribbon
from graph.draw.scene import Band, Box, Scene, Stamp
from graph.errors import NoAnswer, WrongInput
from graph.gap.paths import Paths, paths
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.settings import EXAMPLES
from ingest.datasets import open_datasets
from ingest.pipeline import ingest

ONTOLOGY = load()
Tables = Mapping[str, pl.DataFrame]
FILTERS = {
    "whole": Filter(),
    "chain": Filter(chain="tea"),
    "college": Filter(college="ex-A"),
    "block": Filter(block="B44"),
    "both": Filter(chain="electronics", college="ex-A"),
}
LOOKS = {"zh": Look("zh"), "en": Look("en", 1280, 720), "tall": Look("zh", 900, 1400)}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return ingest(open_datasets([EXAMPLES / "wuzhou"], None, ONTOLOGY), ONTOLOGY).tables


@pytest.fixture(scope="module")
def found(tables: Tables) -> Paths:
    return paths(tables)


@pytest.fixture(scope="module", params=[(f, look) for f in FILTERS for look in LOOKS], ids=str)
def scene(request: pytest.FixtureRequest, tables: Tables, found: Paths) -> Scene:
    chosen, look = request.param
    return drawn(tables, found, LOOKS[look], FILTERS[chosen])


def drawn(
    tables: Tables, found: Paths, look: Look = LOOKS["zh"], chosen: Filter = FILTERS["whole"]
) -> Scene:
    stamp = Stamp("0123abcd", "2024-12-31", found.report.grade, ("TwinChain",))
    return ribbon(found, tables, ONTOLOGY, stamp, look, chosen)


def streams(scene: Scene) -> tuple[dict[str, list[Band]], dict[str, list[Band]]]:
    out, into = defaultdict(list), defaultdict(list)
    for band in scene.bands:
        out[band.source].append(band)
        into[band.target].append(band)
    return out, into


def in_column(scene: Scene, column: int) -> list[Box]:
    return [box for box in scene.boxes if box.column == column]


def test_the_whole_is_the_report(tables: Tables, found: Paths) -> None:
    scene, report = drawn(tables, found), found.report
    out, _ = streams(scene)
    needed = sum(box.persons or 0 for box in in_column(scene, 2))
    supplied = sum(box.persons or 0 for box in in_column(scene, 3))
    matched = sum(band.persons for box in in_column(scene, 2) for band in out[box.id])
    assert needed == pytest.approx(report.demand)
    assert supplied == pytest.approx(report.supply)
    assert matched == pytest.approx(report.matched, abs=1e-2)
    assert f"{report.shortage:,}" in scene.subtitle


def test_what_enters_a_box_leaves_it_or_stays(scene: Scene) -> None:
    out, into = streams(scene)
    for box in scene.boxes:
        entering = sum(band.persons for band in into[box.id])
        leaving = sum(band.persons for band in out[box.id])
        whole = box.persons or 0
        if box.column == 0:
            assert leaving == pytest.approx(whole, abs=1e-2)
        elif box.column in (1, 4):
            assert entering == pytest.approx(whole, abs=1e-2)
        elif box.column == 2:
            assert entering == pytest.approx(whole, abs=1e-2)
            assert leaving <= whole + 1e-2
        else:
            assert leaving == pytest.approx(whole, abs=1e-2)
            assert entering <= whole + 1e-2


def test_widths_are_persons_and_add_up_to_the_strip_of_the_box(scene: Scene) -> None:
    widest = max(scene.bands, key=lambda band: band.w)
    for band in scene.bands:
        assert band.w == pytest.approx(band.persons * widest.w / widest.persons, abs=2e-3)
    out, into = streams(scene)
    for box in scene.boxes:
        strip = box.bars[-1].h
        fuller = max(sum(b.w for b in out[box.id]), sum(b.w for b in into[box.id]))
        assert fuller == pytest.approx(strip, abs=0.3)
        assert strip <= box.h + 0.01


def test_streams_of_a_box_do_not_overlap(scene: Scene) -> None:
    for several, edge in zip(streams(scene), ("y0", "y1"), strict=True):
        for bands in several.values():
            spans = sorted((getattr(b, edge), getattr(b, edge) + b.w) for b in bands)
            for (_, end), (start, _) in pairwise(spans):
                assert start >= end - 0.05


def test_boxes_of_a_column_do_not_overlap_and_stay_inside(scene: Scene) -> None:
    for column in range(5):
        boxes = sorted(in_column(scene, column), key=lambda box: box.y)
        assert boxes
        for upper, lower in pairwise(boxes):
            assert lower.y >= upper.y + upper.h + 1
        assert boxes[0].y >= scene.content[1]
        assert boxes[-1].y + boxes[-1].h <= scene.content[1] + scene.content[3] + 1


def test_texts_stay_in_their_boxes_and_do_not_meet(scene: Scene) -> None:
    for box in scene.boxes:
        texts = list(box.texts())
        for text in texts:
            left, right = text.span
            assert left >= box.x
            assert right <= box.x + box.w + 0.1
            assert box.y <= text.y - text.size * 0.75
            assert text.y + text.size * 0.2 <= box.y + box.h + 0.1
        first = next((t for t in texts if t.anchor == "start"), None)
        mark = next((t for t in texts if t.anchor == "end"), None)
        if first and mark:
            assert first.span[1] < mark.span[0]
    for text in scene.furniture:
        assert text.span[0] >= 0
        assert text.span[1] <= scene.width


def test_ids_are_unique_and_ends_exist(scene: Scene) -> None:
    ids = [box.id for box in scene.boxes]
    assert len(ids) == len(set(ids))
    assert {band.source for band in scene.bands} | {band.target for band in scene.bands} <= set(ids)


def test_occupations_nobody_may_enter_stand_apart_in_their_column(
    tables: Tables, found: Paths
) -> None:
    scene = drawn(tables, found)
    out, _ = streams(scene)
    alone = [box for box in in_column(scene, 2) if box.key == "reason-no_major"]
    assert alone
    assert all(not out[box.id] for box in alone)
    assert min(box.y for box in alone) > max(
        box.y for box in in_column(scene, 2) if box.key != "reason-no_major"
    )
    assert any(text.key == "reason-no_major" for text in scene.texts)


def test_chains_add_up_to_the_whole(tables: Tables, found: Paths) -> None:
    whole = drawn(tables, found).rows.rows
    chains = [row[1] for row in whole if row[0] == "产业链"]
    needed = sum(
        row[3]
        for chain in chains
        for row in drawn(tables, found, LOOKS["zh"], Filter(chain=chain)).rows.rows
        if row[0] == "职业"
    )
    assert needed == pytest.approx(found.report.demand, abs=0.5)


def test_the_same_input_gives_the_same_scene_as_json(tables: Tables, found: Paths) -> None:
    one, other = drawn(tables, found), drawn(tables, paths(tables))
    assert json.dumps(one.as_json()) == json.dumps(other.as_json())
    told = one.as_json()
    assert told["version"] == 1
    assert told["boxes"][0]["texts"]
    assert told["palette"]["paper"] == {"light": "#FFFFFF", "dark": "#14181F"}


def test_illustrative_data_carry_the_mark(tables: Tables, found: Paths) -> None:
    scene = drawn(tables, found)
    assert scene.mark == "示意数据"
    assert any(text.text == scene.mark for text in scene.furniture)
    assert "2024-12-31" in scene.source
    assert "0123abcd" in scene.source


def test_what_is_not_there_is_named(tables: Tables, found: Paths) -> None:
    with pytest.raises(WrongInput, match="B44"):
        drawn(tables, found, chosen=Filter(block="B999"))
    with pytest.raises(WrongInput, match="ex-A"):
        drawn(tables, found, chosen=Filter(college="ex-AA"))
    with pytest.raises(NoAnswer):
        drawn(tables, found, chosen=Filter(chain="tea", college="ex-S12", block="B1"))


def test_the_tiny_city_by_hand() -> None:
    tables = ingest(open_datasets([EXAMPLES / "tiny"], None, ONTOLOGY), ONTOLOGY).tables
    for parameters in (GapParameters(), GapParameters(market="own")):
        found = paths(tables, parameters)
        assert found.needed["persons"].sum() == pytest.approx(found.report.demand)
        assert found.taught["persons"].sum() == pytest.approx(found.report.supply)
        assert found.matched["persons"].sum() == pytest.approx(found.report.matched)
        assert drawn(tables, found).boxes
