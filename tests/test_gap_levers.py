"""Ladder, parts, causes, over-qualification and sensitivity: worked by hand, and against peers."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import NoAnswer, WrongInput
from graph.gap.flows.flow import Network, solve
from graph.gap.flows.levels import least_over_qualified
from graph.gap.gap import GapParameters, GapReport, gap
from graph.gap.ladder import Ladder, ladder
from graph.gap.parts import By, Parts, split
from graph.ontology import Ontology
from graph.settings import EXAMPLES
from graph.tables import Tables
from graph.telling.listings import ladder_json, parts_json
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from tests.test_gap import Rows, graduates, openings, regions, world
from tests.test_gap_flow import arcs_of, networks


@pytest.fixture(scope="module")
def city(ontology: Ontology) -> Tables:
    return ingest(open_datasets([EXAMPLES / "tiny"], None, ontology), ontology).tables


def shortages(found: Ladder) -> dict[str, int]:
    return {one.key: one.shortage for one in found.rungs}


# Over-qualification -------------------------------------------------------------------------------


def steps_by_networkx(network: Network, above: list[int]) -> int:
    """The least cost of a maximum flow."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for i, persons in enumerate(network.supply.tolist()):
        graph.add_edge("source", ("major", i), capacity=persons)
    for j, persons in enumerate(network.demand.tolist()):
        graph.add_edge(("occupation", j), "sink", capacity=persons)
    for (i, j), steps in zip(arcs_of(network), above, strict=True):
        graph.add_edge(("major", i), ("occupation", j), weight=steps)
    return int(nx.cost_of_flow(graph, nx.max_flow_min_cost(graph, "source", "sink")))


@settings(max_examples=30)
@given(networks(majors=4, occupations=5), st.data())
def test_least_over_qualification(network: Network, data: st.DataObject) -> None:
    count = len(network.major)
    above = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    found = least_over_qualified(network, np.array(above, dtype=np.int64))
    assert found.matched == solve(network).matched
    assert found.steps == steps_by_networkx(network, above)
    assert found.persons <= found.steps <= 3 * found.persons


def test_over_qualification_never_costs_a_match() -> None:
    """The bachelor must take the lower place, or one place more stays empty."""
    network = Network.of([1, 1], [1, 1], [(0, 0), (0, 1), (1, 1)])
    found = least_over_qualified(network, np.array([3, 0, 0]))
    assert (found.matched, found.persons, found.steps, found.share) == (2, 1, 3, 0.5)


# Ladder -------------------------------------------------------------------------------------------


def test_ladder_one_lever_at_a_time() -> None:
    """10 graduates of level 5 in East; half of those who work do so here, so 5 are supply.

    Openings: East, level 5: 2. East, level 3: 1 (substitution). P, related, East: 1. O in West,
    where East commutes: 1; nobody commutes to North: 3; Q without a major: 4. D = 12.

    Strict: 2 of 12. Level: 3. Field: 4. Commuting: 5, and all 5 are placed. Region: still 5.
    Everybody stays: 10 are there, 8 places can be entered. Anything: 12 − 10 = 2 are left.
    """
    found = ladder(
        world(
            areas=[
                *({"code": "1", "name": "市"},),
                *({"code": c, "name": c, "parent": "1"} for c in ("11", "12", "13")),
            ],
            commuting=[{"from_area": "11", "to_area": "12"}],
            occupations=[{"code": c, "name": c, "level": 5} for c in "OPQ"],
            crosswalk=[
                {"major": "M", "occupation": "O"},
                {"major": "M", "occupation": "P", "tier": 2},
            ],
            enrolment=[graduates(10, employed=8, employed_local=4)],
            demand=[
                openings(2, area="11"),
                openings(1, area="11", level=3),
                openings(1, area="11", occupation="P"),
                openings(1, area="12"),
                openings(3, area="13"),
                openings(4, area="11", occupation="Q"),
            ],
        )
    )
    assert shortages(found) == {
        "strict": 10,
        "level": 9,
        "field": 8,
        "commuting": 7,
        "region": 7,
        "stay": 4,
        "anything": 2,
    }
    assert [one.gain for one in found.rungs] == [0, 1, 1, 1, 0, 3, 2]
    assert found.seats == 2


def test_tiny_ladder(city: Tables) -> None:
    """Anybody, everybody staying: 361 graduates who look for work for 238 places. In between falls.

    The step "region" (tier 2) has the 51 of the tier 2 example in the folder's own page.
    """
    found = ladder(city, GapParameters(year=2024))
    by_key = shortages(found)
    assert by_key["region"] == 51 == gap(city, GapParameters(2024, tier=2)).shortage
    assert by_key["anything"] == 0
    assert by_key["commuting"] == gap(city, GapParameters(2024, tier=2, market="own")).shortage
    assert all(later <= earlier for earlier, later in pairwise(by_key.values()))


def test_ladder_keeps_to_what_is_asked_for_and_ignores_tier_and_market(city: Tables) -> None:
    care = ladder(city, GapParameters(2024, chain="care"))
    assert care.demand == 78
    plain = ladder(city, GapParameters(2024))
    other = ladder(city, GapParameters(2024, tier=2, market="own"))
    assert shortages(plain) == shortages(other)


def test_ladder_as_json_names_the_levers(city: Tables) -> None:
    found = ladder_json(ladder(city, GapParameters(2024)), "en")
    assert [row["step"] for row in found["ladder"]] == [
        *("strict", "level", "field", "commuting", "region", "stay", "anything"),
    ]
    assert [row["lever"] for row in found["ladder"]][:3] == [
        *(None, "level substitution", "retraining"),
    ]
    # The 31 of level 5 in the tea workshop (level 3): 36 + 16 graduates for it and for the tea
    # art specialist, who needs no level; he can take 21 of them, so 31 are above.
    assert found["over_qualified"] == {"persons": 31, "share": round(31 / 187, 6), "steps": 62}


# Parts --------------------------------------------------------------------------------------------


def figures(parts: Parts) -> dict[str | None, tuple[float, float]]:
    return {
        one.thing.key if one.thing else None: (float(one.demand), float(one.shortage))
        for one in parts.parts
    }


def test_tiny_by_chain_is_as_worked_by_hand(city: Tables) -> None:
    """Care 17, tea 10 + 15, no chain 9: 51."""
    assert figures(split(city, "chain", GapParameters(2024))) == {
        "care": (78, 17),
        "tea": (99, 25),
        None: (61, 9),
    }


def test_tiny_by_area(city: Tables) -> None:
    """East: 29 nurses at 30/47, 24 tea workers and 21 tea artists at 26/31, 15 guides at 0."""
    parts = split(city, "area", GapParameters(2024))
    east, west, nowhere = parts.parts
    assert east.shortage == 29 * Fraction(17, 47) + 45 * Fraction(5, 31) + 15
    assert west.shortage == 18 * Fraction(17, 47) + 17 * Fraction(5, 31) + 9
    assert (nowhere.thing, nowhere.demand, nowhere.shortage) == (None, 9, 0)
    assert (east.supply, west.supply) == (80, 140)
    assert sum(one.surplus or 0 for one in parts.parts) == 33


@pytest.mark.parametrize("by", ["area", "chain"])
@pytest.mark.parametrize(
    "asked",
    [
        GapParameters(2024),
        GapParameters(2023),
        GapParameters(2024, market="own"),
        GapParameters(2024, tier=2, min_level=3),
        GapParameters(2024, area="990101"),
        GapParameters(2024, chain="tea"),
    ],
)
def test_parts_add_up_to_the_whole(city: Tables, by: By, asked: GapParameters) -> None:
    whole, together = gap(city, asked), split(city, by, asked).together
    assert (together.demand, together.shortage) == (whole.demand, whole.shortage)
    if by == "area":
        assert (together.supply, together.surplus) == (whole.supply, whole.surplus)


def test_areas_are_those_directly_below() -> None:
    """A town of East counts for East; what is recorded for the city has a row of its own."""
    areas = [
        {"code": "1", "name": "市"},
        {"code": "11", "name": "东区", "parent": "1"},
        {"code": "111", "name": "东镇", "parent": "11"},
    ]
    demand = [openings(4, area="111"), openings(3, area="11"), openings(2, area="1"), openings(1)]
    tables = world(areas=areas, demand=demand)
    places = {key: places for key, (places, _) in figures(split(tables, "area")).items()}
    assert places == {"1": 2, "11": 7, None: 1}
    below = split(tables, "area", GapParameters(area="11"))
    assert {key: places for key, (places, _) in figures(below).items()} == {"11": 3, "111": 4}


def test_by_year_solves_every_year(city: Tables) -> None:
    found = parts_json(split(city, "year"), "zh")
    assert [(row["key"], row["shortage"], row["quantity"]) for row in found["rows"]] == [
        ("2023", 49, 0),
        ("2024", 51, 18),
    ]
    assert "单独计算" in found["note"]
    with pytest.raises(WrongInput, match="--year 2024"):
        split(city, "year", GapParameters(2024))
    tea = split(city, "year", GapParameters(chain="tea"))
    assert [one.demand for one in tea.parts] == [46, 99]


def test_years_without_the_chain_are_left_out_and_none_is_no_answer() -> None:
    demand = [openings(4, segment="tea-1"), openings(3, year=2023)]
    tables = world(demand=demand, enrolment=[graduates(9), graduates(9, year=2023)])
    tea = split(tables, "year", GapParameters(chain="tea"))
    assert [one.thing and one.thing.key for one in tea.parts] == ["2024"]
    with pytest.raises(NoAnswer, match="康养"):
        split(tables, "year", GapParameters(chain="care"))


def test_parts_as_json(city: Tables) -> None:
    found = parts_json(split(city, "chain", GapParameters(2024)), "en")
    assert (found["by"], [row["name"] for row in found["rows"]]) == (
        "chain",
        ["Health and care chain", "Tea chain", "no chain"],
    )
    assert list(found["rows"][0]) == [
        *("key", "name", "demand", "supply", "matched", "shortage", "surplus", "fill_rate"),
    ]
    assert found["rows"][0]["supply"] is None
    assert found["rows"][0]["demand"] == 78


def test_what_nobody_reported_is_unknown_in_the_parts_and_not_nothing() -> None:
    """Tea has 4 places; of care only names are known, of a third chain nothing; West's college
    tells nothing, East's has 10 graduates, North has neither places nor a college."""
    tables = world(
        areas=[
            {"code": "1", "name": "市"},
            *({"code": c, "name": c, "parent": "1"} for c in ("11", "12", "13")),
        ],
        chains=[{"id": c, "name": c} for c in ("tea", "care", "tin")],
        colleges=[
            {"code": "C", "name": "C", "level": 5, "area": "11"},
            {"code": "D", "name": "D", "level": 5, "area": "12"},
        ],
        enrolment=[graduates(10), graduates(None, college="D")],
        demand=[
            openings(4, area="11", segment="tea-1"),
            openings(None, area="12", segment="care-1"),
        ],
    )
    chains = split(tables, "chain")
    told = {one.thing and one.thing.key: (one.demand, one.shortage) for one in chains.parts}
    assert told == {"tea": (4, 0), "care": (None, None), "tin": (None, None)}
    assert (chains.together.demand, chains.together.supply) == (4, None)
    areas = split(tables, "area")
    both = {one.thing and one.thing.key: (one.demand, one.supply) for one in areas.parts}
    assert both == {"11": (4, 10), "12": (None, None), "13": (None, 0)}
    assert (areas.together.demand, areas.together.supply, areas.together.surplus) == (4, 10, 6)
    found = parts_json(areas, "en")
    assert [row["shortage"] for row in found["rows"]] == [0, None, None]
    assert "Unknown is not 0" in found["note"]
    assert "occupations: 1, majors: 1" in found["note"]
    assert found["unknown"] == {"occupations": 1, "majors": 1}
    assert "空白不等于0" in parts_json(chains, "zh")["note"]


def test_what_is_recorded_for_the_area_itself_is_called_so() -> None:
    tables = world(demand=[openings(4, area="11"), openings(3, area="1"), openings(2)])
    named = [row["name"] for row in parts_json(split(tables, "area"), "en")["rows"]]
    assert named == ["City, no smaller area stated", "East", "West", "no area stated"]


def test_parts_say_what_they_rest_on() -> None:
    """Places without an area are no part of East, and the parts of East say so."""
    tables = world(demand=[openings(4, area="11"), openings(2)])
    found = parts_json(split(tables, "area", GapParameters(area="11")), "en")
    assert any("left out here (2 places)" in one for one in found["assumptions"])


def test_years_that_cannot_be_solved_are_named_with_the_reason() -> None:
    """2021: no graduates. 2022: places listed without a figure. 2023: no tea."""
    tables = world(
        enrolment=[graduates(9, year=y) for y in (2022, 2023, 2024)],
        demand=[
            openings(5, year=2021, segment="tea-1"),
            openings(None, year=2022, segment="tea-1"),
            openings(3, year=2023),
            openings(4, segment="tea-1"),
        ],
    )
    found = parts_json(split(tables, "year", GapParameters(chain="tea")), "en")
    assert [row["key"] for row in found["rows"]] == ["2024"]
    assert found["unsolved"] == [
        {"year": 2021, "missing": "supply"},
        {"year": 2022, "missing": "demand"},
        {"year": 2023, "missing": "asked"},
    ]
    assert "the number of graduates is unknown: 2021" in found["note"]
    everything = parts_json(split(tables, "year"), "zh")
    assert [row["key"] for row in everything["rows"]] == ["2023", "2024"]
    assert "没有需求数字、因此没有列出的年份：2022" in everything["note"]


# Nested areas -------------------------------------------------------------------------------------


def test_what_is_recorded_for_the_city_may_be_in_any_of_its_districts() -> None:
    """10 graduates in East; 6 places of the city, 5 of West, where nobody commutes.

    The ladder and the market ``own`` agree, and the report says whom that touches.
    """
    tables = world(demand=[openings(6, area="1"), openings(5, area="12")])
    assert shortages(ladder(tables))["strict"] == 5
    report = gap(tables, GapParameters(market="own"))
    assert report.shortage == 5
    notes = {one.key: one.values for one in report.assumptions}
    assert notes["own_nested"] == {"places": 6, "persons": 0}


def test_the_ladder_and_the_own_market_agree(city: Tables) -> None:
    """The step with commuters is the own market with related fields."""
    found = shortages(ladder(city, GapParameters(2024)))
    own = gap(city, GapParameters(2024, market="own", tier=2))
    assert found["commuting"] == own.shortage == 52


# Causes -------------------------------------------------------------------------------------------


def caused(asked: GapParameters | None = None, **given: Rows) -> list[str]:
    return [b.cause for b in gap(world(**given), asked or GapParameters()).blocks]


def with_others(level: int = 5, **more: Any) -> dict[str, Rows]:
    """A second major N, whose 10 graduates have no place of their own."""
    return {
        "majors": [
            {"code": "M", "name": "M", "level": 5},
            {"code": "N", "name": "N", "level": level},
        ],
        "occupations": [{"code": o, "name": o, "level": 5} for o in "OP"],
        "enrolment": [graduates(10), graduates(10, major="N", **more)],
    }


def test_no_major_is_a_hole_in_the_crosswalk() -> None:
    occupations = with_others()["occupations"]
    assert caused(demand=[openings(3, occupation="P")], occupations=occupations) == ["no_major"]


def test_seats_where_nothing_else_helps() -> None:
    assert caused() == ["seats"]


def test_field_where_related_majors_have_people_to_spare() -> None:
    pairs = [
        {"major": "M", "occupation": "O"},
        {"major": "N", "occupation": "O", "tier": 2},
        {"major": "N", "occupation": "P"},
    ]
    assert caused(**with_others(), crosswalk=pairs) == ["field"]
    assert caused(GapParameters(tier=2), **with_others(), crosswalk=pairs) == []


def test_level_where_those_below_have_people_to_spare() -> None:
    pairs = [{"major": m, "occupation": "O"} for m in "MN"]
    assert caused(**with_others(level=3), crosswalk=pairs) == ["level"]


def test_retention_where_enough_leave() -> None:
    leaving = {"employed": 10, "employed_local": 5}
    assert caused(enrolment=[graduates(20, **leaving)]) == ["retention"]
    assert caused(enrolment=[graduates(12, **leaving)]) == ["retention"]  # 6 of the 9 empty ones
    assert caused(enrolment=[graduates(8, **leaving)]) == ["seats"]  # 4 of the 11


def test_place_where_people_are_in_another_area() -> None:
    tables = {"demand": [openings(4, area="12")]}
    assert caused(GapParameters(market="own"), **tables) == ["place"]
    assert caused(**tables) == []


def test_tiny_causes(city: Tables) -> None:
    """2024: half of the nurses leave (20 of 17 needed); nobody leaves in 2023, so seats lack."""
    causes = [b.cause for b in gap(city, GapParameters(2024)).blocks]
    assert causes == ["no_major", "level", "retention", "retention"]
    assert [b.cause for b in gap(city, GapParameters(2023)).blocks] == ["level", *["seats"] * 3]


# Sensitivity --------------------------------------------------------------------------------------


def test_sensitivity_changes_one_choice_at_a_time(city: Tables) -> None:
    report: GapReport = gap(city, GapParameters(2024))
    found = {one.key: one.shortage for one in report.sensitivity}
    assert found["tier_2"] == gap(city, GapParameters(2024, tier=2)).shortage == 51
    assert found["level_any"] <= 51 <= found["level_exact"]
    assert found["all_stay"] <= 51 <= found["fewer_stay"]
    # A level below is needed by the tea workshop alone: its 31 stay empty without substitution.
    assert found["level_exact"] == 51 + 31
    related = gap(city, GapParameters(2024, tier=2))
    assert {one.key: one.shortage for one in related.sensitivity}["tier_1"] == 51


def test_commuters_are_a_lever() -> None:
    """East has 12 places for its 10; from West, which has 20 for 9 places, people commute."""
    known = regions()["enrolment"].filter(pl.col("college") != "E")
    found = shortages(ladder(Tables({**regions(), "enrolment": known})))
    assert (found["level"], found["commuting"]) == (2, 0)
