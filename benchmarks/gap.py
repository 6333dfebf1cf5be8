"""How long does a gap report take once the tables are there? Peer: networkx on the same network.

``python -m benchmarks.gap [--data DIR]``: medians of wall time. ``--data`` names the folder of the
Californian downloads; without it California is left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import networkx as nx
import numpy as np

from graph.analysis.expected import expected, gap_at
from graph.analysis.flow import Network, matched, pieces, solve, verify
from graph.analysis.gap import GapParameters, gap
from graph.analysis.ladder import ladder
from graph.analysis.solution import solved
from graph.ontology import load
from graph.settings import EXAMPLES
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import ingest

ROUNDS = 15


def milliseconds(what: Callable[[], object], rounds: int = ROUNDS) -> float:
    what()  # the first call pays for imports
    times = []
    for _ in range(rounds):
        start = perf_counter()
        what()
        times.append(perf_counter() - start)
    return median(times) * 1000


def random_network(majors: int, occupations: int, arcs: int) -> Network:
    """A network with the sizes given; the same on every run."""
    rng = np.random.default_rng(0)
    chosen = rng.choice(majors * occupations, arcs, replace=False)
    supply, demand = (rng.integers(1, 160, side) for side in (majors, occupations))
    return Network(supply, demand, chosen // occupations, chosen % occupations, np.ones(arcs))


def proven(network: Network) -> int:
    """Flow, both cuts, and the checked certificates."""
    cuts = solve(network)
    verify(network, cuts, pieces(network, cuts))
    return cuts.matched


STEPS: dict[str, Callable[[Network], object]] = {
    "fair rates, blocks, rooms, slacks of both sides, all proven": solved,
    "expected gap at λ = 2": lambda network: gap_at(network, 0, 2.0),
    "expected gap calibrated": lambda network: expected(
        network, matched(network), None, 0.97 * matched(network)
    ),
}


def by_networkx(network: Network) -> int:
    graph = nx.DiGraph()
    for i, persons in enumerate(network.supply.tolist()):
        graph.add_edge("source", ("major", i), capacity=persons)
    for j, persons in enumerate(network.demand.tolist()):
        graph.add_edge(("occupation", j), "sink", capacity=persons)
    for i, j in zip(network.major.tolist(), network.occupation.tolist(), strict=True):
        graph.add_edge(("major", i), ("occupation", j))
    return int(nx.maximum_flow_value(graph, "source", "sink"))


def tables(example: str, data: Path | None) -> Tables:
    return ingest(open_datasets([EXAMPLES / example], data, load()), load()).tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the Californian downloads")
    data = parser.parse_args().data
    for name, sizes in (("city", (60, 80, 346)), ("province", (1200, 1500, 13_835))):
        network = random_network(*sizes)
        assert proven(network) == by_networkx(network)
        ours = milliseconds(lambda network=network: proven(network))
        peer = milliseconds(lambda network=network: by_networkx(network), 3)
        print(f"{name} {sizes}: flow, cuts, proof {ours:.1f} ms; networkx, flow only {peer:.0f} ms")
        for step, what in STEPS.items():
            took = milliseconds(lambda network=network, what=what: what(network), 5)
            print(f"{name}: {step} {took:.1f} ms")
    city = tables("tiny", None)
    print(f"report, examples/tiny: {milliseconds(lambda: gap(city)):.1f} ms")
    if data:
        state = tables("california", data)
        for level in (4, None):
            asked = GapParameters(min_level=level)
            took = milliseconds(lambda asked=asked: gap(state, asked))
            print(f"report, examples/california, min_level {level}: {took:.0f} ms")
        took = milliseconds(lambda: ladder(state, GapParameters(min_level=4)), 3)
        print(f"ladder, examples/california, min_level 4: {took:.0f} ms")


if __name__ == "__main__":
    main()
