"""What can be asked of the tables: whatever is offered has an answer, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.door import open_build
from graph.errors import NoAnswer
from graph.gap.choices import choices
from graph.gap.gap import GapParameters, gap
from graph.tables import Tables
from tests.test_gap import graduates, openings, world


@pytest.fixture(scope="module", params=["tiny", "wuzhou"])
def tables(request: pytest.FixtureRequest, homes: dict[str, Path]) -> Tables:
    return open_build(homes[request.param]).tables


def test_every_year_and_basis_offered_has_an_answer(tables: Tables) -> None:
    found = choices(tables)
    assert found.years == tuple(sorted(found.years, reverse=True))
    for year in found.years:
        assert gap(tables, GapParameters(year=year)).year == year
    for basis in found.bases:
        assert gap(tables, GapParameters(basis=basis)).basis == basis


def test_every_level_offered_leaves_demand(tables: Tables) -> None:
    for level in choices(tables).levels:
        try:
            report = gap(tables, GapParameters(min_level=level))
        except NoAnswer:
            pytest.fail(f"level {level} is offered but leaves nothing")
        assert min(one.level for one in report.occupations) >= level


def test_years_need_figures_on_both_sides() -> None:
    """2022: no graduates; 2023: places listed without a figure; 2025: graduates unknown."""
    found = choices(
        world(
            enrolment=[
                graduates(9, year=2021),
                graduates(9, year=2023),
                graduates(9),
                graduates(None, year=2025),
            ],
            demand=[
                openings(3, year=2021),
                openings(3, year=2022),
                openings(None, year=2023),
                openings(3),
                openings(3, year=2025),
            ],
        )
    )
    assert found.years == (2024, 2021)


def test_bases_are_in_the_order_in_which_one_is_chosen() -> None:
    bases = ["postings", None, "registration", "projection"]
    found = choices(world(demand=[openings(k + 1, basis=b) for k, b in enumerate(bases)]))
    assert found.bases == ("survey", "projection", "registration", "postings")
    unknown = choices(world(demand=[openings(4), openings(None, basis="postings")]))
    assert unknown.bases == ("survey",)


def test_levels_are_those_required_by_a_row_or_its_occupation() -> None:
    found = choices(
        world(
            occupations=[{"code": "O", "name": "O", "level": 5}, {"code": "P", "name": "P"}],
            demand=[openings(4), openings(3, level=3), openings(2, occupation="P")],
        )
    )
    assert found.levels == (3, 5)


def test_areas_are_those_below_the_region() -> None:
    found = choices(world())
    assert found.region is not None
    assert found.region.key == "1"
    assert [one.key for one in found.areas] == ["11", "12"]
    assert [one.key for one in found.chains] == ["tea", "care"]
    two = choices(world(areas=[{"code": c, "name": c} for c in "12"]))
    assert two.region is None


def test_without_figures_nothing_is_offered_and_nothing_breaks() -> None:
    found = choices(world(enrolment=[], demand=[]))
    assert (found.years, found.bases, found.levels) == ((), (), ())
