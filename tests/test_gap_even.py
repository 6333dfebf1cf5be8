"""The most even fair placement: its margins are the fair rates, order is nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.gap.flows.even import most_even
from graph.gap.flows.flow import Network
from graph.gap.flows.solution import solved


def even(network: Network) -> np.ndarray:
    solution = solved(network)
    return most_even(network, solution.fill_rates, solution.placement_rates)


def test_a_shortage_is_shared_by_the_fair_rates() -> None:
    # 30 graduates for 20 + 40 places: half of each is filled, 10 and 20, and no way is left free
    found = even(Network.of([30], [20, 40], [(0, 0), (0, 1)]))
    assert found == pytest.approx([10, 20])


def test_of_many_placements_the_most_even_is_taken() -> None:
    # two majors of 6 for two occupations of 6, all may do all: 3 each, not 6 and 0
    arcs = [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert even(Network.of([6, 6], [6, 6], arcs)) == pytest.approx([3, 3, 3, 3])


def test_who_is_needed_elsewhere_goes_nowhere_else() -> None:
    # occupation 0 (10 places) has only major 0 (4); occupation 1 has major 1 too, who fill it
    found = even(Network.of([4, 9], [10, 9], [(0, 0), (0, 1), (1, 1)]))
    assert found == pytest.approx([4, 0, 9])


@st.composite
def networks(draw: st.DrawFn) -> Network:
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    supply = draw(st.lists(st.integers(0, 40), min_size=m, max_size=m))
    demand = draw(st.lists(st.integers(0, 40), min_size=n, max_size=n))
    pairs = [(i, j) for i in range(m) for j in range(n)]
    return Network.of(supply, demand, sorted(draw(st.sets(st.sampled_from(pairs)))))


@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_margins_are_the_fair_rates_and_order_does_not_matter(network: Network, chance) -> None:
    solution, found = solved(network), even(network)
    rows = np.bincount(network.major, found, len(network.supply))
    columns = np.bincount(network.occupation, found, len(network.demand))
    assert (found >= 0).all()
    assert rows == pytest.approx(
        [int(s) * float(r) for s, r in zip(network.supply, solution.placement_rates, strict=True)],
        abs=1e-4,
    )
    assert columns == pytest.approx(
        [int(d) * float(r) for d, r in zip(network.demand, solution.fill_rates, strict=True)],
        abs=1e-4,
    )
    order = list(range(len(found)))
    chance.shuffle(order)
    shuffled = Network(
        network.supply,
        network.demand,
        network.major[order],
        network.occupation[order],
        network.weight[order],
    )
    assert even(shuffled) == pytest.approx(found[order], abs=1e-3)
