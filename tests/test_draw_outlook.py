"""The picture of the outlook: which years are joined, and how; worked on three years of study."""

from __future__ import annotations

from itertools import pairwise

import pytest

from graph.draw.outlook import outlook as draw
from graph.draw.outlook_panels import major_panel, occupation_panel, panels_ahead
from graph.draw.page import Look
from graph.draw.scene import Scene, Stamp
from graph.export.scenes import formats, scene_bytes
from graph.gap.gap import gap
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.outlook.outlook import outlook
from graph.outlook.parameters import OutlookParameters
from graph.outlook.report import Outlook
from graph.tables import Tables
from tests.test_gap import openings
from tests.test_outlook import CERTAIN, cohorts_of_one_major

MORE = [{"id": "more", "name": "扩招", "scope": "all", "key": None, "from_year": 2025}]


def city(basis: str = "survey") -> Tables:
    """85 places a year; 72, 64 and 56 in class graduate, then 60 of those yet to enrol."""
    later = [openings(85, year=year, basis=basis) for year in range(2025, 2030)]
    now = [openings(n, year=year) for n, year in ((90, 2023), (85, 2024))]
    rows = [*now, *(later if basis == "projection" else [])]
    scenarios = [row | {"side": "demand", "growth_pct": 10} for row in MORE]
    return cohorts_of_one_major(demand=rows, scenarios=scenarios)


def past(tables: Tables) -> list[GapReport]:
    return [gap(tables, GapParameters(year=2024))]


def drawn(tables: Tables, lang: str = "en", wide: float = 900.0, scenario: bool = False) -> Scene:
    report = outlook(tables, CERTAIN)
    asked = OutlookParameters(draws=0, scenarios=("more",))
    others: list[Outlook] = [outlook(tables, asked)] if scenario else []
    return draw(past(tables), report, load(), Stamp(), Look(lang, wide), others)


def strokes(scene: Scene) -> dict[str, str]:
    """The year to which a line leads → its stroke."""
    return {
        edge.id.split("/")[2]: "dashed" if edge.dashed else "dotted" if edge.dotted else "solid"
        for edge in scene.edges
    }


def test_known_years_are_joined_solid_and_open_ones_dashed() -> None:
    scene = drawn(city())
    assert strokes(scene) == {
        "2025": "solid", "2026": "solid", "2027": "solid", "2028": "dashed", "2029": "dashed",
    }  # fmt: skip
    persons = {box.id: box.persons for box in scene.boxes}
    assert persons["outlook/0/2028"] == 25  # of two years the last is continued: 85 − 60
    labels = [text.text for text in scene.texts if text.id.startswith("time/")]
    assert labels == ["measured", "most graduates in class", "still open"]


def test_years_on_another_basis_are_not_joined() -> None:
    scene = drawn(city("projection"))
    assert "2025" not in strokes(scene)
    assert strokes(scene)["2026"] == "solid"
    assert "Demand is on another basis after the break (before: Survey; ahead: Projection)" in (
        scene.note
    )
    persons = {box.id: box.persons for box in scene.boxes}
    shortages = [persons[f"outlook/0/{year}"] for year in range(2025, 2030)]
    assert shortages == [85 - n for n in (72, 64, 56, 60, 60)]


def test_scenarios_have_letters_colours_and_rows_of_their_own() -> None:
    scene = drawn(city("projection"), scenario=True)
    assert [item.label for item in scene.legend] == ["Nothing decided", "A 扩招"]
    assert len({item.key for item in scene.legend}) == 2
    assert [text.text for text in scene.texts if text.id == "outlook/1"] == ["A"]
    ahead = [row for row in scene.rows.rows if row[1] == 2025]
    assert [(row[0], row[5]) for row in ahead] == [
        ("Nothing decided", 13),
        ("扩招", 22),
    ]  # 93.5 − 72


@pytest.mark.parametrize("wide", [384.0, 1_600.0])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_texts_stay_inside_and_apart(lang: str, wide: float) -> None:
    scene = drawn(city("projection"), lang, wide, scenario=True)
    for text in scene.texts:
        left, right = text.span
        assert left >= 0
        assert right <= wide
    years = sorted(t.span for t in scene.texts if t.id.startswith("years/") and t.bold)
    assert all(before[1] < after[0] for before, after in pairwise(years))


def test_small_multiples_have_one_scale_and_their_figures_as_rows() -> None:
    tables = city("projection")
    report, known = outlook(tables, CERTAIN), past(tables)
    panels = [
        occupation_panel(report.occupations[0], report, known, "said", "en"),
        major_panel(report.majors[0], known, "said", "en"),
    ]
    scene = panels_ahead(panels, "Classes", load(), Stamp(), Look("en", 900.0))
    heights: dict[float, set[float]] = {}
    for box in scene.boxes:
        heights.setdefault(box.persons or 0, set()).add(box.y)
    assert len(heights[85.0]) == 1  # demand of every year
    assert ("graduates who do not study on and stay", 2025, 72) in [
        (row[1], row[2], row[4]) for row in scene.rows.rows
    ]
    assert {row[6] for row in scene.rows.rows} == {"measured", "in class", "projected"}


@pytest.mark.parametrize("suffix", formats("outlook"))
def test_it_is_written_in_every_format(suffix: str) -> None:
    assert suffix not in (".graphml", ".gexf")
    content = scene_bytes(drawn(city(), scenario=True), suffix)
    assert len(content) > 500
    if suffix == ".svg":
        assert b"<title" in content
        assert b'stroke-dasharray="5 4"' in content
