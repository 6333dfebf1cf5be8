"""The expected gap: its two ends, its optimality, and its calibration."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, minimize

from graph.errors import WrongInput
from graph.gap.flows.expected import allocation, expected, gap_at
from graph.gap.flows.flow import Network, solve
from graph.gap.flows.practices import fixed_share, shares
from graph.gap.gap import GapParameters, GapReport, gap
from graph.telling.as_json import to_json
from tests.test_gap import graduates, openings, said, world
from tests.test_gap_flow import networks, shortage

PERSISTENCES = st.sampled_from([0.2, 0.7, 1.0, 1.3, 2.0, 7.0, 60.0])


def at(network: Network, persistence: float) -> float:
    return gap_at(network, solve(network).matched, persistence)


@given(networks(), PERSISTENCES)
def test_every_allocation_fits_both_sides(network: Network, persistence: float) -> None:
    found = allocation(network, persistence)
    assert (found >= 0).all()
    rows = np.bincount(network.major, found, len(network.supply))
    columns = np.bincount(network.occupation, found, len(network.demand))
    assert (rows <= network.supply + 1e-6).all()
    assert (columns <= network.demand + 1e-6).all()


@settings(max_examples=100)
@given(networks(), PERSISTENCES)
def test_a_side_is_only_scaled_down_where_it_is_full(network: Network, persistence: float) -> None:
    """The Kuhn-Tucker conditions, which are enough since the problem is convex.

    ``log(x / wanted)`` must be a sum of a row's and a column's factor; and whichever arc is scaled
    down must have a full row or a full column.
    """
    found = allocation(network, persistence)
    wanted = persistence * network.supply[network.major] * shares(network)
    rows = np.bincount(network.major, found, len(network.supply))
    columns = np.bincount(network.occupation, found, len(network.demand))
    loose = (rows < network.supply - 1e-4)[network.major]
    loose &= (columns < network.demand - 1e-4)[network.occupation]
    np.testing.assert_allclose(found[loose], wanted[loose], rtol=1e-6)
    assert (found <= wanted * (1 + 1e-9)).all()


@settings(max_examples=20)
@given(networks(majors=3, occupations=4), st.sampled_from([1.5, 2.0, 5.0]))
def test_a_general_solver_finds_the_same_gap(network: Network, persistence: float) -> None:
    wanted = persistence * network.supply[network.major] * shares(network)
    kept = wanted > 0
    if not kept.any():
        return
    major, occupation, wanted = network.major[kept], network.occupation[kept], wanted[kept]

    def divergence(x: np.ndarray[Any, Any]) -> float:
        x = np.maximum(x, 1e-12)
        return float((x * np.log(x / wanted) - x + wanted).sum())

    rows = np.zeros((len(network.supply) + len(network.demand), len(wanted)))
    rows[major, np.arange(len(wanted))] = 1
    rows[occupation + len(network.supply), np.arange(len(wanted))] = 1
    limits = np.concatenate([network.supply, network.demand])
    found = minimize(
        divergence,
        allocation(network, 1.0)[kept] * 0.9 + 1e-6,
        method="SLSQP",
        bounds=[(0, None)] * len(wanted),
        constraints=LinearConstraint(rows, -np.inf, limits),
        options={"maxiter": 500, "ftol": 1e-12},
    )
    if found.success:
        ours = divergence(allocation(network, persistence)[kept])
        assert ours <= found.fun + 1e-5 * max(1, found.fun)


@given(networks())
def test_the_ends_are_fixed_shares_and_the_shortage(network: Network) -> None:
    assert at(network, 1) == pytest.approx(fixed_share(network), abs=1e-9)
    assert at(network, 1) >= shortage(network)
    assert at(network, 1 + 1e-9) == pytest.approx(fixed_share(network), abs=1e-6)
    assert at(network, inf) == shortage(network)
    # Where k people must move on for one to be placed, the rest falls like λ to the power −1/k.
    assert at(network, 1e6) == pytest.approx(shortage(network), abs=1)


@given(networks())
def test_the_gap_falls_with_persistence_within_its_bounds(network: Network) -> None:
    gaps = [at(network, lam) for lam in (0.5, 1, 1.5, 2, 4, 16, 256)]
    assert all(later <= earlier + 1e-6 for earlier, later in pairwise(gaps))
    assert shortage(network) <= gaps[-1]
    assert gaps[2] <= fixed_share(network) + 1e-6


@given(networks(), st.sampled_from([1.0, 1.5, 2.0, 8.0, inf]))
def test_the_gap_is_quantity_composition_and_friction_everywhere(
    network: Network, persistence: float
) -> None:
    demand, supply = int(network.demand.sum()), int(network.supply.sum())
    matched = solve(network).matched
    quantity, composition = max(0, demand - supply), min(demand, supply) - matched
    found = expected(network, matched, persistence, None)
    assert found.gap is not None
    assert found.frictional is not None
    assert found.frictional >= -1e-9
    assert found.gap == pytest.approx(quantity + composition + found.frictional)


def test_a_gap_worked_by_hand() -> None:
    """Major 1 may do both, major 2 only the second; shares 1/2, 1/2 and 1. λ s p is 10, 10, 20.

    Scale down major 1 by u (20 wanted, 10 there) and the second occupation by v (30 wanted, 10):
    10u + 10uv = 10 and 10uv + 20v = 10, so u = 1/(1 + v) and v = (1 − uv)/2, so v² + v = 1/2,
    v = (√3 − 1)/2, u = √3 − 1. The first gets 10u, the second 10: 10 (2 − √3) stay empty.
    """
    network = Network.of([10, 10], [10, 10], [(0, 0), (0, 1), (1, 1)])
    assert at(network, 2) == pytest.approx(10 * (2 - 3**0.5), abs=1e-6)


def gone(persons: int, occupation: str | None = "O", **more: Any) -> dict[str, Any]:
    row = {"college": "C", "major": "M", "year": 2024, "occupation": occupation}
    return row | {"persons": persons} | more


def test_observed_placements_are_the_shares() -> None:
    """M: 18 went to O, 2 to P, and 10 more count by demand: 23 of 30, so 7 of 3 stay empty of O."""
    report = two_majors(placements=[gone(18), gone(2, "P"), gone(7, None), gone(9, "P", year=2020)])
    assert report.fixed_share == pytest.approx(10 - 10 * 23 / 30)
    assert report.shortage == 0
    assert said(report)["placement_shares"] == {"persons": 10, "strength": 10}
    assert "placement_shares" not in said(two_majors())


def test_an_occupation_that_nobody_was_seen_to_enter_stays_possible() -> None:
    """All 20 of M went to P; with λ → ∞ all can still be placed, as the range says."""
    report = two_majors(placements=[gone(20, "P")], asked=GapParameters(persistence=1e6))
    assert (report.shortage, report.expected.lowest) == (0, 0)
    assert report.expected.gap == pytest.approx(0, abs=0.01)


def test_a_range_holds_its_own_centre() -> None:
    for fields in ((4, 3), (9, 8), (10, 10), (0, 0)):
        rows = [{"employed_in_field": fields[0]}, {"major": "N", "employed_in_field": fields[1]}]
        report = two_majors(enrolment=rows)
        highest, lowest = to_json(report, "en", None)["expected"]["range"]
        assert lowest <= report.expected.gap <= highest
        assert lowest == report.shortage


def test_what_no_persistence_places_is_refused() -> None:
    """Whatever λ is, these arcs place 10; 15 were seen, fewer than are said to be matched."""
    network = Network.of([10, 10], [10, 10], [(1, 1)])
    found = expected(network, 20, None, 15)
    assert (found.basis, found.gap, found.persistence) == ("refused", None, None)


def test_classes_of_one_occupation_share_its_placements_by_demand() -> None:
    """All 4 of M went to O, which needs 6 of level 5 and 3 of level 3; 10 more count by demand."""
    demand = [openings(6), openings(3, level=3), openings(10, occupation="P")]
    report = two_majors(demand=demand, placements=[gone(4)])
    assert report.fixed_share == pytest.approx(9 - 10 * (4 + 90 / 19) / 14)
    # By demand, O gets 10 × 9/19 and P 10 × 10/19 + 10.
    assert two_majors(demand=demand).fixed_share == pytest.approx(9 - 90 / 19)


def test_placements_outside_the_crosswalk_change_nothing() -> None:
    """N may not enter O; that its graduates went there says nothing about its shares."""
    report = two_majors(placements=[gone(5, "O", major="N")])
    assert report.fixed_share == 5


# Calibration --------------------------------------------------------------------------------------


@given(networks(), st.floats(0.3, 0.999))
def test_calibration_places_as_many_as_are_observed(network: Network, share: float) -> None:
    matched = solve(network).matched
    observed = matched * share
    found = expected(network, matched, None, observed)
    assert found.basis == "calibrated"
    assert found.gap == pytest.approx(int(network.demand.sum()) - observed)
    if found.persistence and 1e-4 < found.persistence < 1e4:
        placed = float(allocation(network, found.persistence).sum())
        assert placed == pytest.approx(observed, abs=1e-3 * max(1, observed))


def two_majors(**more: Any) -> GapReport:
    """M may do O and P, N only P; 10 graduates each, 10 openings each. All 20 can be placed."""
    majors = [{"code": m, "name": m, "level": 5} for m in "MN"]
    occupations = [{"code": o, "name": o, "level": 5} for o in "OP"]
    crosswalk = [{"major": m, "occupation": o} for m, o in ("MO", "MP", "NP")]
    asked = more.pop("asked", GapParameters())
    told = [graduates(10, **row) for row in more.pop("enrolment", [{}, {"major": "N"}])]
    demand = more.pop("demand", [openings(10), openings(10, occupation="P")])
    tables = world(
        majors=majors,
        occupations=occupations,
        crosswalk=crosswalk,
        enrolment=told,
        demand=demand,
        placements=more.pop("placements", []),
    )
    return gap(tables, asked)


def test_without_observations_two_is_assumed() -> None:
    found = to_json(two_majors(), "zh", None)["expected"]
    assert found == {
        "lambda": 2.0,
        "basis": "assumed",
        "gap": pytest.approx(10 * (2 - 3**0.5), abs=1e-4),
        "frictional": pytest.approx(10 * (2 - 3**0.5), abs=1e-4),
        "range": [5.0, 0],
    }


def test_the_gap_is_quantity_composition_and_friction() -> None:
    report = two_majors()
    parts = report.quantity + report.composition + (report.expected.frictional or 0)
    assert report.expected.gap == pytest.approx(parts)


def test_a_persistence_is_given() -> None:
    one = two_majors(asked=GapParameters(persistence=1)).expected
    assert (one.persistence, one.basis, one.gap) == (1, "given", 5)
    endless = to_json(two_majors(asked=GapParameters(persistence=inf)), "en", None)["expected"]
    assert (endless["lambda"], endless["gap"]) == (None, 0)
    for wrong in (0, -1, float("nan"), 1e308, 1e-300):
        with pytest.raises(WrongInput, match="from 1e-06 to"):
            two_majors(asked=GapParameters(persistence=wrong))


def test_observed_placements_calibrate() -> None:
    rows = [{"employed_in_field": 9}, {"major": "N", "employed": 10, "in_field_pct": 80}]
    report = two_majors(enrolment=rows)
    assert (report.expected.basis, report.expected.gap) == ("calibrated", pytest.approx(3))
    assert 1 < (report.expected.persistence or 0) < 2


def test_unknown_placements_are_taken_like_the_known_and_said() -> None:
    report = two_majors(enrolment=[{"employed_in_field": 8}, {"major": "N"}])
    assert report.expected.observed == pytest.approx(16)
    assert said(report)["in_field_unknown"] == {"persons": 10}


def test_only_those_who_stay_count() -> None:
    """9 of 10 in their field, but half of the employed work elsewhere: 4.5 of the 5 who stay."""
    row = {"employed": 10, "employed_local": 5, "employed_in_field": 9}
    report = two_majors(enrolment=[row, row | {"major": "N"}])
    assert report.expected.observed == pytest.approx(9)
    assert report.supply == 10
    assert said(report)["in_field_local"] == {"persons": 9}


def test_more_observed_than_can_be_matched_is_refused_with_the_reason() -> None:
    report = gap(world(demand=[openings(4)], enrolment=[graduates(10, employed_in_field=7)]))
    found = to_json(report, "en", None)
    assert found["expected"]["basis"] == "refused"
    assert found["expected"]["gap"] is None
    assert any("crosswalk can place" in one for one in found["assumptions"])


def test_fewer_observed_than_fixed_shares_is_said() -> None:
    rows = [{"employed_in_field": 4}, {"major": "N", "employed_in_field": 3}]
    report = two_majors(enrolment=rows)
    assert (report.expected.persistence or 1) < 1
    assert "in_field_below" in said(report)


def test_a_part_of_the_demand_is_never_calibrated() -> None:
    report = two_majors(
        enrolment=[{"employed_in_field": 9}, {"major": "N"}], asked=GapParameters(min_level=5)
    )
    assert report.expected.basis == "assumed"
