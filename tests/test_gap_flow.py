"""The maximum flow, its cuts and its certificates, against oracles from outside."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from graph.errors import TwinChainError, WrongInput
from graph.gap.flows.flow import LARGEST, Cuts, Network, allocate, check_size, pieces, solve, verify
from graph.gap.flows.practices import fixed_share, multi_count


@st.composite
def networks(draw: st.DrawFn, majors: int = 6, occupations: int = 8, most: int = 12) -> Network:
    m, n = draw(st.integers(0, majors)), draw(st.integers(1, occupations))
    figures = st.integers(0, most)
    supply = draw(st.lists(figures, min_size=m, max_size=m))
    demand = draw(st.lists(figures, min_size=n, max_size=n))
    every = [(i, j) for i in range(m) for j in range(n)]
    density = draw(st.sampled_from([0.15, 0.3, 0.6]))
    chance = draw(st.lists(st.floats(0, 1), min_size=len(every), max_size=len(every)))
    arcs = [arc for arc, c in zip(every, chance, strict=True) if c < density]
    weight = draw(
        st.lists(st.sampled_from([0.5, 1.0, 3.0]), min_size=len(arcs), max_size=len(arcs))
    )
    return Network.of(supply, demand, arcs, weight)


def shortage(network: Network) -> int:
    return int(network.demand.sum()) - solve(network).matched


def with_supply(network: Network, i: int, change: int) -> Network:
    supply = network.supply.copy()
    supply[i] += change
    return replace(network, supply=supply)


def with_demand(network: Network, j: int, change: int) -> Network:
    demand = network.demand.copy()
    demand[j] += change
    return replace(network, demand=demand)


def swapped(network: Network) -> Network:
    return Network(
        network.demand, network.supply, network.occupation, network.major, network.weight
    )


def arcs_of(network: Network) -> list[tuple[int, int]]:
    return list(zip(network.major.tolist(), network.occupation.tolist(), strict=True))


# Oracles ------------------------------------------------------------------------------------------


def deficiencies(network: Network) -> dict[frozenset[int], int]:
    """``d(J) − s(N(J))`` of every set of occupations, by enumeration."""
    entrants: dict[int, set[int]] = {j: set() for j in range(len(network.demand))}
    for i, j in arcs_of(network):
        entrants[j].add(i)
    found = {}
    for size in range(len(network.demand) + 1):
        for some in combinations(range(len(network.demand)), size):
            into = set().union(*(entrants[j] for j in some)) if some else set()
            needed = sum(int(network.demand[j]) for j in some)
            found[frozenset(some)] = needed - sum(int(network.supply[i]) for i in into)
    return found


def networkx_matched(network: Network) -> int:
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for i, persons in enumerate(network.supply.tolist()):
        graph.add_edge("source", ("major", i), capacity=persons)
    for j, persons in enumerate(network.demand.tolist()):
        graph.add_edge(("occupation", j), "sink", capacity=persons)
    for i, j in arcs_of(network):
        graph.add_edge(("major", i), ("occupation", j))
    return int(nx.maximum_flow_value(graph, "source", "sink"))


def linear_matched(network: Network) -> float:
    count = len(network.major)
    if count == 0:
        return 0.0
    rows = np.zeros((len(network.supply) + len(network.demand), count))
    rows[network.major, np.arange(count)] = 1
    rows[network.occupation + len(network.supply), np.arange(count)] = 1
    limits = np.concatenate([network.supply, network.demand])
    return float(-linprog(-np.ones(count), A_ub=rows, b_ub=limits, method="highs").fun)


# Properties ---------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(networks())
def test_shortage_is_halls_and_cuts_are_the_extreme_maximisers(network: Network) -> None:
    cuts, hall = solve(network), deficiencies(network)
    worst = max(hall.values())
    assert shortage(network) == worst
    assert cuts.matched == networkx_matched(network)
    assert cuts.matched == pytest.approx(linear_matched(network), abs=1e-6)
    maximisers = [some for some, value in hall.items() if value == worst]
    assert set(np.flatnonzero(cuts.starved)) == frozenset.intersection(*maximisers)
    assert set(np.flatnonzero(~cuts.saturated)) == frozenset.union(*maximisers)


@given(networks())
def test_certificates_hold_and_add_up(network: Network) -> None:
    cuts = solve(network)
    found = pieces(network, cuts)
    verify(network, cuts, found)
    assert sum(piece.short for piece in found) == shortage(network)
    assert all(piece.short > 0 for piece in found)
    occupations = [j for piece in found for j in piece.occupations]
    majors = [i for piece in found for i in piece.majors]
    assert sorted(occupations) == np.flatnonzero(cuts.starved).tolist()
    assert len(majors) == len(set(majors))


@given(networks())
def test_parts_are_conserved_and_bounded(network: Network) -> None:
    demand, supply = int(network.demand.sum()), int(network.supply.sum())
    short = shortage(network)
    matched = demand - short
    assert short - (supply - matched) == demand - supply
    assert short == max(0, demand - supply) + (min(demand, supply) - matched)
    assert 0 <= matched <= min(demand, supply)
    assert multi_count(network) <= short <= fixed_share(network) + 1e-9


@given(networks())
def test_an_allocation_is_feasible(network: Network) -> None:
    if not len(network.major):
        return
    tail, head, amount = allocate(network)
    assert set(zip(tail.tolist(), head.tolist(), strict=True)) <= set(arcs_of(network))
    assert (np.bincount(tail, amount, len(network.supply)) <= network.supply).all()
    assert (np.bincount(head, amount, len(network.demand)) <= network.demand).all()


@given(networks(), st.data())
def test_shortage_is_monotone(network: Network, data: st.DataObject) -> None:
    short = shortage(network)
    j = data.draw(st.integers(0, len(network.demand) - 1))
    assert 0 <= shortage(with_demand(network, j, 1)) - short <= 1
    if len(network.supply):
        i = data.draw(st.integers(0, len(network.supply) - 1))
        assert -1 <= shortage(with_supply(network, i, 1)) - short <= 0
        more = [*arcs_of(network), (i, j)]
        supply, demand = network.supply.tolist(), network.demand.tolist()
        assert shortage(Network.of(supply, demand, list(set(more)))) <= short


@given(networks(), st.integers(2, 7))
def test_scale_changes_no_class(network: Network, times: int) -> None:
    one = solve(network)
    scaled = replace(network, supply=network.supply * times, demand=network.demand * times)
    many = solve(scaled)
    assert many.matched == times * one.matched
    assert_same_classes(one, many)


@given(networks(), st.data())
def test_clones_change_nothing(network: Network, data: st.DataObject) -> None:
    j = data.draw(st.integers(0, len(network.demand) - 1))
    part = data.draw(st.integers(0, int(network.demand[j])))
    demand = network.demand.tolist()
    demand[j] -= part
    clone = [(i, len(demand)) for i, other in arcs_of(network) if other == j]
    split = Network.of(network.supply.tolist(), [*demand, part], [*arcs_of(network), *clone])
    assert solve(split).matched == solve(network).matched
    mirror = swapped(split)  # the same for a major
    assert solve(mirror).matched == solve(network).matched


@given(networks())
def test_swapping_the_sides_swaps_the_classes(network: Network) -> None:
    one, other = solve(network), solve(swapped(network))
    assert one.matched == other.matched
    np.testing.assert_array_equal(one.surplus, other.starved)
    np.testing.assert_array_equal(one.scarce, other.saturated)


@given(networks(), st.integers(0, 2**32 - 1))
def test_order_changes_no_class(network: Network, seed: int) -> None:
    rng = np.random.default_rng(seed)
    majors, occupations = (rng.permutation(len(side)) for side in (network.supply, network.demand))
    arcs = rng.permutation(len(network.major))
    place_i, place_j = np.argsort(majors), np.argsort(occupations)
    mixed = Network(
        network.supply[majors],
        network.demand[occupations],
        place_i[network.major][arcs],
        place_j[network.occupation][arcs],
        network.weight[arcs],
    )
    one, other = solve(network), solve(mixed)
    np.testing.assert_array_equal(one.surplus[majors], other.surplus)
    np.testing.assert_array_equal(one.scarce[majors], other.scarce)
    np.testing.assert_array_equal(one.starved[occupations], other.starved)
    np.testing.assert_array_equal(one.saturated[occupations], other.saturated)


@given(networks(majors=5, occupations=5))
def test_classes_are_what_one_more_and_one_fewer_do(network: Network) -> None:
    cuts = solve(network)
    for i in range(len(network.supply)):
        assert solve(with_supply(network, i, 1)).matched - cuts.matched == cuts.scarce[i]
        if network.supply[i]:
            fewer = solve(with_supply(network, i, -1)).matched
            assert cuts.matched - fewer == (not cuts.surplus[i])
    for j in range(len(network.demand)):
        assert solve(with_demand(network, j, 1)).matched - cuts.matched == cuts.saturated[j]
        if network.demand[j]:
            fewer = solve(with_demand(network, j, -1)).matched
            assert cuts.matched - fewer == (not cuts.starved[j])


@given(networks(), st.data())
def test_pooling_never_raises_the_shortage(network: Network, data: st.DataObject) -> None:
    figures = st.integers(0, 12)
    m, n = len(network.supply), len(network.demand)
    supply = np.array(data.draw(st.lists(figures, min_size=m, max_size=m)), dtype=np.int64)
    demand = np.array(data.draw(st.lists(figures, min_size=n, max_size=n)), dtype=np.int64)
    other = replace(network, supply=supply, demand=demand)
    both = replace(network, supply=network.supply + supply, demand=network.demand + demand)
    assert shortage(both) <= shortage(network) + shortage(other)


@given(networks(), st.data())
def test_the_mean_of_draws_is_never_less_than_the_shortage_at_the_mean(
    network: Network, data: st.DataObject
) -> None:
    """Convex: five draws, each with other figures on the same arcs, added up, not averaged."""
    m, n = len(network.supply), len(network.demand)
    figures = st.integers(0, 12)
    draws = [
        replace(
            network,
            supply=np.array(data.draw(st.lists(figures, min_size=m, max_size=m)), dtype=np.int64),
            demand=np.array(data.draw(st.lists(figures, min_size=n, max_size=n)), dtype=np.int64),
        )
        for _ in range(5)
    ]
    supply, demand = sum(one.supply for one in draws), sum(one.demand for one in draws)
    at_the_mean = replace(network, supply=np.asarray(supply), demand=np.asarray(demand))
    assert sum(shortage(one) for one in draws) >= shortage(at_the_mean)


ALLOCATIONS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 9)), min_size=1, max_size=8
)


@given(ALLOCATIONS, st.lists(st.integers(0, 5), min_size=4, max_size=4))
def test_a_planted_zero_gap_is_found(
    allocation: list[tuple[int, int, int]], spare: list[int]
) -> None:
    """Demand made from an allocation can be met: nothing is short, nobody is starved."""
    supply, demand = list(spare), [0] * 4
    for i, j, persons in allocation:
        supply[i] += persons
        demand[j] += persons
    met = Network.of(supply, demand, sorted({(i, j) for i, j, _ in allocation}))
    cuts = solve(met)
    assert shortage(met) == 0
    assert pieces(met, cuts) == []
    assert not cuts.starved.any()


@given(
    ALLOCATIONS,
    ALLOCATIONS,
    st.lists(st.integers(0, 5), min_size=4, max_size=4),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3))),
    st.integers(1, 20),
)
def test_a_planted_violator_is_found_with_its_size(
    inside: list[tuple[int, int, int]],
    outside: list[tuple[int, int, int]],
    spare: list[int],
    also: set[tuple[int, int]],
    missing: int,
) -> None:
    """Places 0–3 are for majors 0–3 alone, who are all needed there; one lacks ``missing`` more.

    Majors 4–7 fill places 4–7, with graduates to spare; majors 0–3 may enter these too.
    """
    supply, demand = [0] * 4 + spare, [0] * 8
    for shift, allocation in ((0, inside), (4, outside)):
        for i, j, persons in allocation:
            supply[i + shift] += persons
            demand[j + shift] += persons
    demand[inside[0][1]] += missing
    arcs = {(i, j) for i, j, _ in inside} | {(i + 4, j + 4) for i, j, _ in outside}
    network = Network.of(supply, demand, sorted(arcs | {(i, j + 4) for i, j in also}))
    cuts = solve(network)
    assert shortage(network) == missing
    assert cuts.starved[:4].any()
    assert not cuts.starved[4:].any()


def assert_same_classes(one: Cuts, other: Cuts) -> None:
    for name in ("surplus", "scarce", "starved", "saturated"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


# Named examples -----------------------------------------------------------------------------------


def test_double_count() -> None:
    """10 graduates may enter either of two occupations that need 10 each: 10 places stay empty.

    Counting everybody for each occupation shows no shortage at all.
    """
    network = Network.of([10], [10, 10], [(0, 0), (0, 1)])
    assert multi_count(network) == 0
    assert shortage(network) == 10
    (piece,) = pieces(network, solve(network))
    assert (piece.demand, piece.supply, piece.short) == (20, 10, 10)


def test_fixed_shares_invent_a_shortage() -> None:
    """Major 1 splits 5 : 5 by demand, though major 2 can only do the second: 1 can do the first.

    Sent: 5 to the first (short 5), 15 to the second. Nobody need be short.
    """
    network = Network.of([10, 10], [10, 10], [(0, 0), (0, 1), (1, 1)])
    assert shortage(network) == 0
    assert fixed_share(network) == 5


def test_dual_trap() -> None:
    """A linear programme may price both majors at 0; yet one fewer graduate loses one match."""
    network = Network.of([10, 10], [10, 10], [(0, 0), (0, 1), (1, 1)])
    cuts = solve(network)
    assert not cuts.surplus.any()
    assert not cuts.scarce.any()
    assert [solve(with_supply(network, i, -1)).matched for i in (0, 1)] == [19, 19]
    rows = np.array([[1, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 1]])  # majors, then occupations
    priced = linprog([-1, -1, -1], A_ub=rows, b_ub=[10, 10, 10, 10], method="highs")
    for price in -priced.ineqlin.marginals[:2]:  # anything between gaining 0 and losing 1 is legal
        assert 0 <= price <= 1


def test_no_cut_runs_through_an_arc() -> None:
    """An arc as small as a side (3 of 3) is no bottleneck: the certificate names whole sides."""
    network = Network.of([3, 4], [3, 9], [(0, 0), (0, 1), (1, 1)])
    (piece,) = pieces(network, solve(network))
    assert (piece.occupations.tolist(), piece.majors.tolist()) == ([0, 1], [0, 1])
    assert piece.short == 12 - 7


def test_empty_sides_are_legal() -> None:
    network = Network.of([], [4], [])
    cuts = solve(network)
    assert (cuts.matched, cuts.starved.tolist()) == (0, [True])
    assert solve(Network.of([4], [], [])).surplus.tolist() == [True]


def test_a_false_certificate_is_never_let_through() -> None:
    network = Network.of([3, 9], [5, 2], [(0, 0), (1, 1)])
    cuts = solve(network)
    (piece,) = pieces(network, cuts)
    for false in (
        [piece._replace(demand=6)],
        [piece._replace(majors=np.array([0, 1]), supply=12)],
        [],
        [piece, piece],
    ):
        with pytest.raises(TwinChainError, match="Internal error"):
            verify(network, cuts, false)
    with pytest.raises(TwinChainError, match="Internal error"):
        verify(network, replace(cuts, matched=cuts.matched - 1), [piece])


def test_counts_beyond_32_bits_are_refused() -> None:
    check_size(LARGEST, LARGEST)
    with pytest.raises(WrongInput, match="2,147,483,647"):
        solve(Network.of([2**31], [1], [(0, 0)]))
    half = 2**30
    assert solve(Network.of([half, half - 1], [LARGEST], [(0, 0), (1, 0)])).matched == LARGEST
