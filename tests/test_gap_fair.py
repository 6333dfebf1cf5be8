"""Fair rates, rooms and slacks against enumeration, a linear programme, and one more or fewer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import lcm

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from graph.errors import TwinChainError
from graph.gap.flows.exact import Allocation
from graph.gap.flows.fair import blocks
from graph.gap.flows.flow import Network, Piece, pieces, solve, verify
from graph.gap.flows.solution import solved
from tests.test_gap_flow import arcs_of, networks, swapped, with_supply

ONE = Fraction(1)


# Oracles ------------------------------------------------------------------------------------------


def fair_by_enumeration(network: Network) -> list[Fraction]:
    """The lowest rate is the least s(N(J)) / d(J); its J are fixed, and the rest goes on."""
    entrants: dict[int, set[int]] = {j: set() for j in range(len(network.demand))}
    for i, j in arcs_of(network):
        entrants[j].add(i)
    rate = [ONE] * len(network.demand)
    left, gone = {j for j in entrants if network.demand[j]}, set[int]()
    while left:
        found: dict[Fraction, set[int]] = {}
        for size in range(1, len(left) + 1):
            for some in combinations(sorted(left), size):
                into = set().union(*(entrants[j] for j in some)) - gone
                there = sum(int(network.supply[i]) for i in into)
                ratio = Fraction(there, sum(int(network.demand[j]) for j in some))
                found.setdefault(ratio, set()).update(some)
        lowest = min(found)
        if lowest >= 1:
            break
        for j in found[lowest]:
            rate[j] = lowest
            gone |= entrants[j]
        left -= found[lowest]
    return rate


def fair_by_linear_programmes(network: Network) -> list[float]:
    """Raise all free rates together as far as they go; fix those that can go no further; repeat."""
    m, n, arcs = len(network.supply), len(network.demand), len(network.major)
    rate = np.ones(n)
    free = set(np.flatnonzero(network.demand).tolist())
    supply_rows = np.zeros((m, arcs + 1))
    supply_rows[network.major, np.arange(arcs)] = 1

    def highest(goals: set[int], floor: dict[int, float]) -> float:
        rows, limits = np.zeros((n, arcs + 1)), np.zeros(n)
        rows[network.occupation, np.arange(arcs)] = -1
        for j in range(n):
            if j in goals:
                rows[j, arcs] = network.demand[j]
            else:
                limits[j] = -floor[j] * network.demand[j]
        found = linprog(
            [*np.zeros(arcs), -1],
            A_ub=np.vstack([supply_rows, rows]),
            b_ub=np.concatenate([network.supply, limits + 1e-9]),
            bounds=[(0, None)] * arcs + [(0, 1)],
            method="highs",
        )
        return float(found.x[-1])

    while free:
        fixed = {j: float(rate[j]) for j in range(n) if j not in free}
        level = highest(free, fixed)
        floor = fixed | dict.fromkeys(free, level)
        stuck = {j for j in free if level >= 1 or highest({j}, floor) < level + 1e-7}
        for j in stuck:
            rate[j] = level
        free -= stuck
    return rate.tolist()


def matched(supply: list[int], demand: list[int], network: Network) -> int:
    return sum(demand) - sum(Allocation(supply, demand, arcs_of(network)).need)


# Exact flows --------------------------------------------------------------------------------------


@given(networks(), st.integers(1, 10**12))
def test_exact_flows_are_those_of_the_machine(network: Network, times: int) -> None:
    supply, demand = network.supply.tolist(), network.demand.tolist()
    exact = Allocation([s * times for s in supply], [d * times for d in demand], arcs_of(network))
    cuts = solve(network)
    assert sum(demand) * times - sum(exact.need) == cuts.matched * times
    assert exact.unreached() == np.flatnonzero(~cuts.saturated).tolist()
    assert min([0, *exact.left, *exact.need, *exact.carried]) == 0


# Fair rates ---------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(networks(occupations=6))
def test_rates_are_the_fair_ones(network: Network) -> None:
    assert solved(network).fill_rates == fair_by_enumeration(network)


@settings(max_examples=25)
@given(networks(majors=4, occupations=5))
def test_linear_programmes_agree(network: Network) -> None:
    ours = [float(rate) for rate in solved(network).fill_rates]
    assert ours == pytest.approx(fair_by_linear_programmes(network), abs=1e-5)


@given(networks())
def test_rates_add_up_and_only_the_starved_are_below_one(network: Network) -> None:
    solution = solved(network)
    short = [d * (1 - r) for d, r in zip(network.demand.tolist(), solution.fill_rates, strict=True)]
    assert sum(short) == int(network.demand.sum()) - solution.cuts.matched
    placed = [s * r for s, r in zip(network.supply.tolist(), solution.placement_rates, strict=True)]
    assert sum(placed) == solution.cuts.matched
    below = [r < 1 for r in solution.fill_rates]
    assert below == solution.cuts.starved.tolist()
    unplaced = [r < 1 for r in solution.placement_rates]
    assert unplaced == (solution.cuts.surplus & (network.supply > 0)).tolist()


@given(networks())
def test_one_flow_attains_both_vectors(network: Network) -> None:
    """Mendelsohn and Dulmage: fair to occupations and to majors at the same time."""
    solution = solved(network)
    common = lcm(*(r.denominator for r in (*solution.fill_rates, *solution.placement_rates)))
    demand, supply = (
        [int(persons * rate * common) for persons, rate in zip(side.tolist(), rates, strict=True)]
        for side, rates in (
            (network.demand, solution.fill_rates),
            (network.supply, solution.placement_rates),
        )
    )
    assert sum(demand) == sum(supply) == solution.cuts.matched * common
    assert matched(supply, demand, network) == sum(demand)


@given(networks())
def test_every_threshold_set_is_tight(network: Network) -> None:
    """Whoever may enter the places up to a rate fills exactly those, at exactly their rates."""
    rates = solved(network).fill_rates
    for level in {r for r in rates if r < 1}:
        inside = [j for j, r in enumerate(rates) if r <= level]
        into = {i for i, j in arcs_of(network) if j in inside}
        filled = sum(int(network.demand[j]) * rates[j] for j in inside)
        assert filled == sum(int(network.supply[i]) for i in into)


@given(networks(), st.integers(2, 9))
def test_scale_changes_no_rate(network: Network, times: int) -> None:
    many = replace(network, supply=network.supply * times, demand=network.demand * times)
    one, other = solved(network), solved(many)
    assert one.fill_rates == other.fill_rates
    assert one.placement_rates == other.placement_rates
    assert [r * times for r in one.room] == other.room
    assert [s * times for s in one.slack] == other.slack


@given(networks(), st.data())
def test_clones_change_no_rate(network: Network, data: st.DataObject) -> None:
    j = data.draw(st.integers(0, len(network.demand) - 1))
    part = data.draw(st.integers(0, int(network.demand[j])))
    demand = network.demand.tolist()
    demand[j] -= part
    clone = [(i, len(demand)) for i, other in arcs_of(network) if other == j]
    split = Network.of(network.supply.tolist(), [*demand, part], [*arcs_of(network), *clone])
    one, other = solved(network), solved(split)
    for k, rate in enumerate(one.fill_rates):
        assert other.fill_rates[k] == (rate if demand[k] else ONE)
    assert other.fill_rates[-1] == (one.fill_rates[j] if part else ONE)
    assert other.placement_rates == one.placement_rates
    assert swapped_rates(split) == (other.placement_rates, other.fill_rates)


def swapped_rates(network: Network) -> tuple[list[Fraction], list[Fraction]]:
    mirror = solved(swapped(network))
    return mirror.fill_rates, mirror.placement_rates


@given(networks(), st.integers(0, 2**32 - 1))
def test_order_changes_no_rate(network: Network, seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = rng.permutation(len(network.demand))
    arcs = rng.permutation(len(network.major))
    mixed = Network(
        network.supply,
        network.demand[places],
        network.major[arcs],
        np.argsort(places)[network.occupation][arcs],
        network.weight[arcs],
    )
    one, other = solved(network), solved(mixed)
    assert [one.fill_rates[j] for j in places] == other.fill_rates
    assert (one.room, one.slack) == (other.room, other.slack)


@pytest.mark.parametrize("seed", range(4))
def test_rates_at_city_size_carry_their_own_proof(seed: int) -> None:
    """A flow attains them, and every threshold set is tight: no lower rate can be raised."""
    rng = np.random.default_rng(seed)
    chosen = rng.choice(60 * 80, 240, replace=False)
    supply, demand = rng.integers(0, 90, 60).tolist(), rng.integers(0, 120, 80).tolist()
    network = Network.of(supply, demand, [(int(k) // 80, int(k) % 80) for k in chosen])
    rates = solved(network).fill_rates
    assert len(set(rates)) > 5
    common = lcm(*(rate.denominator for rate in rates))
    filled = [int(d * r * common) for d, r in zip(demand, rates, strict=True)]
    assert matched([s * common for s in supply], filled, network) == sum(filled)
    for level in {r for r in rates if r < 1}:
        inside = [j for j, r in enumerate(rates) if r <= level]
        into = {i for i, j in arcs_of(network) if j in inside}
        assert sum(demand[j] * rates[j] for j in inside) == sum(supply[i] for i in into)


# Blocks -------------------------------------------------------------------------------------------


@given(networks())
def test_blocks_are_certificates(network: Network) -> None:
    solution = solved(network)
    assert verify(network, solution.cuts, solution.blocks) == solution.lower
    for block in solution.blocks:
        rates = {solution.fill_rates[j] for j in block.occupations}
        assert rates == {Fraction(block.supply, block.demand)}
    places = [j for block in solution.blocks for j in block.occupations]
    assert sorted(places) == np.flatnonzero(solution.cuts.starved).tolist()


def test_strangers_of_one_rate_are_two_blocks() -> None:
    """Two pairs, each 1 of 2: equal rates, but nothing in common."""
    network = Network.of([1, 1], [2, 2], [(0, 0), (1, 1)])
    assert [b.occupations.tolist() for b in solved(network).blocks] == [[0], [1]]


def test_blocks_of_one_rate_that_meet_only_through_a_lower_one_are_apart() -> None:
    """Occupations 0 and 1 get 1 of 2 from their own majors; major 2 could enter all, and is needed
    in occupation 2, which it alone may enter: 1 of 4.
    """
    arcs = [(0, 0), (1, 1), (2, 0), (2, 1), (2, 2)]
    solution = solved(Network.of([1, 1, 1], [2, 2, 4], arcs))
    assert solution.fill_rates == [Fraction(1, 2), Fraction(1, 2), Fraction(1, 4)]
    assert [b.majors.tolist() for b in solution.blocks] == [[0], [1], [2]]
    assert solution.lower == [(2,), (2,), ()]


def test_a_false_block_is_never_let_through() -> None:
    network = Network.of([34, 23], [53, 30], [(0, 0), (0, 1), (1, 1)])
    cuts = solve(network)
    nurse, carer = blocks(network, pieces(network, cuts))
    assert verify(network, cuts, [nurse, carer]) == [(), (0,)]
    # The same sums, but the graduates both may enter are counted at the higher rate.
    turned = [
        Piece(nurse.occupations, np.zeros(0, dtype=np.int64), 53, 0),
        Piece(carer.occupations, np.array([0, 1]), 30, 57),
    ]
    for false in (turned, [carer], [nurse], [nurse._replace(supply=33), carer]):
        with pytest.raises(TwinChainError, match="Internal error"):
            verify(network, cuts, false)


# Room and slack -----------------------------------------------------------------------------------


@settings(max_examples=40)
@given(networks())
def test_room_and_slack_are_what_they_say(network: Network) -> None:
    solution = solved(network)
    cuts, everybody = solution.cuts, int(network.demand.sum())
    for i, persons in enumerate(network.supply.tolist()):
        assert solution.room[i] == solve(with_supply(network, i, everybody)).matched - cuts.matched
        without = solve(with_supply(network, i, -persons)).matched
        assert solution.slack[i] == persons - (cuts.matched - without)
        assert (solution.room[i] > 0) == cuts.scarce[i]
        assert (solution.slack[i] > 0) == (cuts.surplus[i] and persons > 0)


@given(networks(), st.data())
def test_joint_gain_is_never_more_than_the_rooms(network: Network, data: st.DataObject) -> None:
    m = len(network.supply)
    more = np.array(data.draw(st.lists(st.integers(0, 9), min_size=m, max_size=m)), dtype=np.int64)
    solution = solved(network)
    joint = solve(replace(network, supply=network.supply + more)).matched - solution.cuts.matched
    rooms = zip(solution.room, more.tolist(), strict=True)
    assert joint <= sum(min(room, extra) for room, extra in rooms)


def test_rooms_must_not_be_added() -> None:
    """Two tea majors: ten places for either, and ten for both."""
    network = Network.of([36, 16], [41, 21], [(0, 0), (0, 1), (1, 0), (1, 1)])
    assert solved(network).room == [10, 10]
    both = replace(network, supply=network.supply + 10)
    assert solve(both).matched - solve(network).matched == 10


@given(networks(majors=4), st.data())
def test_majors_are_substitutes_and_a_major_and_a_place_complements(
    network: Network, data: st.DataObject
) -> None:
    """L. Shapley: one graduate more lowers what another is worth, one opening more raises it."""
    if len(network.supply) < 2:
        return
    i, other = data.draw(
        st.lists(st.integers(0, len(network.supply) - 1), min_size=2, max_size=2, unique=True)
    )
    j = data.draw(st.integers(0, len(network.demand) - 1))

    def worth(some: Network) -> int:
        return solve(with_supply(some, i, 1)).matched - solve(some).matched

    assert worth(with_supply(network, other, 1)) <= worth(network)
    demand = network.demand.copy()
    demand[j] += 1
    assert worth(replace(network, demand=demand)) >= worth(network)
