"""Small multiples: which years and parts are drawn, worked by hand, and that all have one scale."""

from __future__ import annotations

from itertools import pairwise

import pytest

from graph.draw.page import Look
from graph.draw.panels import MOST, panels
from graph.draw.scene import Scene, Stamp
from graph.gap.over_years import OverYears, over_years
from graph.gap.parts import By, split
from graph.gap.scope import EVERYTHING, GapParameters
from graph.ontology import load
from graph.tables import Tables
from tests.test_gap import graduates, openings, world

# Openings of East and West by year; 10 graduates of the college in East serve both.
NEEDED = {2021: (15, 5), 2022: (15, 6), 2023: (18, 6)}
PAPER_PT = 17.2 / 2.54 * 72  # width of a picture on paper


def region(needed: dict[int, tuple[int, int]] = NEEDED, basis: str = "survey") -> Tables:
    return world(
        enrolment=[graduates(10, year=year) for year in (2020, *needed)],
        demand=[
            openings(persons, area=area, year=year, segment=segment, basis="survey")
            for year, both in needed.items()
            for persons, area, segment in zip(both, ("11", "12"), ("tea-1", "care-1"), strict=True)
        ]
        + [openings(40, area="11", year=2020, segment="tea-1", basis=basis)],
    )


def found(tables: Tables, by: By = "area", parameters: GapParameters = EVERYTHING) -> OverYears:
    courses = over_years(tables, by, parameters, split(tables, "year", parameters))
    assert courses
    return courses


def drawn(courses: OverYears, lang: str = "en", wide: float = 640.0) -> Scene:
    return panels(courses, load(), Stamp(), Look(lang, wide))


def test_parts_by_year_add_up_to_each_year_s_own_gap() -> None:
    courses = found(region())
    assert courses.years == (2020, 2021, 2022, 2023)
    assert [course.thing.key for course in courses.courses] == ["11", "12"]
    east, west = (course.parts for course in courses.courses)
    assert {year: part.demand for year, part in east.items()} == {
        2020: 40, 2021: 15, 2022: 15, 2023: 18,
    }  # fmt: skip
    assert {part.supply for part in west.values()} == {0}
    assert west[2020].demand is None  # no row, which is not 0
    for year, both in NEEDED.items():
        assert (east[year].shortage or 0) + (west[year].shortage or 0) == sum(both) - 10


def test_a_year_on_another_basis_is_not_comparable() -> None:
    assert found(region(basis="projection")).years == (2021, 2022, 2023)


@pytest.mark.parametrize("needed", [{2021: (15, 5)}, dict.fromkeys(NEEDED, (15, 0))])
def test_too_few_years_or_parts_are_not_drawn(needed: dict[int, tuple[int, int]]) -> None:
    tables = region(needed)
    if len(needed) > 1:  # East alone has rows
        tables = world(
            areas=[{"code": "1", "name": "市"}, {"code": "11", "name": "东", "parent": "1"}],
            enrolment=[graduates(10, year=year) for year in needed],
            demand=[openings(15, area="11", year=year) for year in needed],
        )
    assert over_years(tables, "area", EVERYTHING, split(tables, "year")) is None


def test_all_columns_have_one_scale_and_say_their_figures() -> None:
    """2023: 10 graduates for 24 places fill 7.5 of East's 18, as whole persons 8."""
    scene = drawn(found(region()))
    persons = {box.id: (box.persons, box.h) for box in scene.boxes}
    scales = {round(high / count, 2) for count, high in persons.values() if count and count >= 10}
    assert len(scales) == 1
    assert persons["panels/11/2023/demand"][0] == 18
    east = next(box for box in scene.boxes if box.id == "panels/11/2023/demand")
    assert east.tooltip == "East, 2023: 18 needed, 10 supplied, 8 matched, 10 short"
    shown = {text.text for text in scene.texts if text.id == "panels/11/2023"}
    assert shown == {"10", "2023"}
    assert ("East", 2023, 18, 10, 8, 10) in scene.rows.rows


def test_chains_share_graduates_so_only_their_demand_is_drawn() -> None:
    scene = drawn(found(region(), "chain"))
    assert {box.id.rsplit("/")[-1] for box in scene.boxes} == {"demand"}
    assert [item.label for item in scene.legend] == ["matched", "places that stay empty"]
    assert "Chains share graduates" in scene.note


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("wide", [640.0, 1_040.0])
def test_names_and_figures_are_legible_and_apart(lang: str, wide: float) -> None:
    """Fourteen areas with long names over nine years: twelve are drawn, the note counts two."""
    areas = [{"code": "1", "name": "市", "name_en": "City"}]
    areas += [
        {
            "code": f"1{k:02d}", "name": f"某某自治县第{k}工业园区管理委员会", "parent": "1",
            "name_en": f"Administrative committee of industrial park {k} of the county",
        }
        for k in range(14)
    ]  # fmt: skip
    tables = world(
        areas=areas,
        colleges=[{"code": "C", "name": "学院", "level": 5, "area": "100"}],
        enrolment=[graduates(1_000, year=year) for year in range(2015, 2024)],
        demand=[
            openings(1_200 - k, area=f"1{k:02d}", year=year)
            for k in range(14)
            for year in range(2015, 2024)
        ],
    )
    scene = drawn(found(tables), lang, wide)
    assert len({box.id.split("/")[1] for box in scene.boxes}) == MOST
    assert ("2 more are not drawn" if lang == "en" else "另有2个未画") in scene.note
    if wide == 640.0:
        assert min(text.size for text in scene.texts) * PAPER_PT / (wide - 48) >= 9
    assert all(text.span[1] <= wide - 31 for text in scene.texts)
    lines: dict[float, list[tuple[float, float]]] = {}
    for text in scene.texts:
        lines.setdefault(text.y, []).append(text.span)
    for spans in lines.values():
        assert all(left[1] <= right[0] for left, right in pairwise(sorted(spans)))
