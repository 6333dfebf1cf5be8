"""The gap engine: reports of a city and a province, the flow against peers, a nation by factoring.

Peers: networkx here; OR-tools in an environment of its own, on the same network.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

import networkx as nx
import numpy as np

from benchmarks.environments import Peer
from benchmarks.measure import Failed, Measured, measure
from benchmarks.nation import Size, nation
from benchmarks.row import Row
from graph.gap.flows.flow import Network, pieces, solve, verify
from graph.gap.gap import gap
from graph.gap.instance import prepare

SIZES = {
    "city": Size(1, 60, 80, rows_ragged=346, mean_persons=78, ragged=True),
    "province": Size(1, 1_200, 1_500, rows_ragged=18_500, mean_persons=78, ragged=True),
}
REPORT_S = {"city": 0.15, "province": 6.0}
NETWORKX_RATIO = 1 / 50
NATION_CITIES = (40, 80, 160, 330)
NATION_S, NATION_MIB = 20.0, 1_536
WARM = (
    "Reports, flows and their peers: the median of several calls in one process, the tables being "
    "read and the libraries imported; nations: from tables to the answer, in a process of its own."
)
PEER_S = 120  # of wall time
ORTOOLS = Peer("ortools", "9.15.6755", "ortools_flow.py")
PROGRAM = Path(__file__).parent / "peers" / ORTOOLS.program


def rows(work: Path) -> Iterator[Row]:
    """Reports and flows of a city and a province, then nations of growing size."""
    for name, size in SIZES.items():
        tables = nation(size)
        network = prepare(tables).arcs.network
        what = f"{size.majors:,} majors × {size.occupations:,} occupations, "
        what += f"{len(network.major):,} arcs"
        report = cpu_seconds(lambda tables=tables: gap(tables), 3)
        yield Row(f"gap report of a {name}, {what}", report, most_cpu_s=REPORT_S[name], said=WARM)
        ours = cpu_seconds(lambda network=network: proven(network), 15)
        yield from _flows(name, network, ours, work)
    yield from _nations()


def cpu_seconds(what: Callable[[], object], rounds: int) -> Measured:
    """The median CPU of several calls; the first one pays for imports and does not count."""
    what()
    times = []
    for _ in range(rounds):
        began = process_time()
        what()
        times.append(process_time() - began)
    return Measured(median(times), peak_mib())


def peak_mib() -> float:
    """The most memory that this process has held."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def proven(network: Network) -> int:
    """Flow, both cuts, and the checked certificates: the structural part."""
    cuts = solve(network)
    verify(network, cuts, pieces(network, cuts))
    return cuts.matched


def by_networkx(network: Network) -> int:
    """Peer: the flow alone."""
    graph = nx.DiGraph()
    for i, persons in enumerate(network.supply.tolist()):
        graph.add_edge("source", ("major", i), capacity=persons)
    for j, persons in enumerate(network.demand.tolist()):
        graph.add_edge(("occupation", j), "sink", capacity=persons)
    for i, j in zip(network.major.tolist(), network.occupation.tolist(), strict=True):
        graph.add_edge(("major", i), ("occupation", j))
    return int(nx.maximum_flow_value(graph, "source", "sink"))


def _flows(name: str, network: Network, ours: Measured, work: Path) -> Iterator[Row]:
    """The structural part against the flow alone by each peer, with equal values."""
    matched = proven(network)
    assert by_networkx(network) == matched
    what = f"flow, cuts and proof of the {name}"
    theirs = cpu_seconds(lambda: by_networkx(network), 3)
    most = NETWORKX_RATIO if name == "province" else None
    yield Row(what, ours, f"networkx {nx.__version__}, the flow alone", theirs, most)
    theirs, said = by_ortools(network, matched, work)
    yield Row(what, ours, f"{ORTOOLS.title}, the flow alone", theirs, said=said)


def by_ortools(network: Network, matched: int, work: Path) -> tuple[Measured | None, str]:
    """Peer, in its own environment: the flow alone, and whether it is the same."""
    file = work / "network.npz"
    np.savez(file, **{name: getattr(network, name) for name in ("supply", "demand")})
    arcs = work / "arcs.npz"
    np.savez(arcs, major=network.major, occupation=network.occupation)
    try:
        command = [ORTOOLS.python(), str(PROGRAM), str(file), str(arcs)]
        told = json.loads(
            subprocess.run(command, check=True, capture_output=True, timeout=PEER_S).stdout
        )
    except (Failed, subprocess.SubprocessError) as problem:
        return None, f"{ORTOOLS.title}: {problem}."
    same = "the same" if told["matched"] == matched else f"{told['matched']:,} instead of"
    said = f"{ORTOOLS.title} matches {same} {matched:,}; only the solving is measured."
    return Measured(told["cpu_s"], told["peak_mib"]), said


def _nations() -> Iterator[Row]:
    """From tables to the structural figures of nations of growing size, each city a market."""
    for ragged in (False, True):
        for cities in NATION_CITIES:
            made = measure("benchmarks.nation:nation_only", cities=cities, ragged=ragged)
            both = measure("benchmarks.nation:answer", cities=cities, ragged=ragged)
            kind = "rows one by one" if ragged else "classes"
            full = cities == max(NATION_CITIES)
            said = ""
            if full:
                within = "within" if both.peak_mib <= NATION_MIB else "beyond"
                said = f"Nation, {kind}: peak memory {within} {NATION_MIB:,} MiB."
            yield Row(
                f"structural part of {cities} cities as markets of their own, crosswalk of {kind}",
                both.less(made),
                most_cpu_s=NATION_S if full else None,
                said=said,
            )
