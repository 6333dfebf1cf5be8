"""Compiled checks: how long, and against a SHACL engine with the same bad cells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Failed, measure
from benchmarks.row import Row

SHACL_ROWS = 20_000
SHORTEST_S = 0.01


def rows(work: Path, most_rows: int = 1_000_000) -> Iterator[Row]:
    """Reading the table, and in the peer's case making its graph, is taken off both."""
    file = str(work / "canonical.parquet")
    measure("benchmarks.cases:canonical_enrolment", file=file, rows=most_rows)
    ours = measure("benchmarks.cases:check_compiled", file=file)
    yield Row(
        f"compiled checks, {most_rows:,} enrolment rows",
        ours.less(measure("benchmarks.cases:read_parquet", file=file)),
        most_cpu_s=1.5,
    )
    yield against_pyshacl(work)


def against_pyshacl(work: Path) -> Row:
    """Both on the same rows; what is too short to be measured counts as a hundredth of a second."""
    from importlib.metadata import version

    file, graph = str(work / "spoilt.parquet"), str(work / "spoilt.nt")
    measure("benchmarks.shacl_cases:spoil", file=file, rows=SHACL_ROWS)
    measure("benchmarks.shacl_cases:as_graph", file=file, graph=graph)
    found, by_peer = str(work / "ours.json"), str(work / "peer.json")
    ours = measure("benchmarks.shacl_cases:check_compiled", file=file, found=found)
    ours = ours.less(measure("benchmarks.cases:read_parquet", file=file))
    ours = replace(ours, cpu_s=max(ours.cpu_s, SHORTEST_S))
    what = f"compiled checks, {SHACL_ROWS:,} enrolment rows with faults"
    name = f"pySHACL {version('pyshacl')}"
    try:
        loaded = measure("benchmarks.shacl_cases:load_graph", graph=graph)
        peer = measure("benchmarks.shacl_cases:check_pyshacl", graph=graph, found=by_peer)
    except Failed as problem:
        return Row(what, ours, name, most_ratio=1 / 50, said=f"pySHACL: {problem}.")
    cells, theirs = (json.loads(Path(p).read_text(encoding="utf-8")) for p in (found, by_peer))
    said = f"pySHACL and the compiled checks name the same {len(cells):,} bad cells."
    if cells != theirs:
        said = f"The bad cells differ: {len(cells):,} against {len(theirs):,} of pySHACL."
    said += f" It is asked about {SHACL_ROWS:,} rows only, so that the run ends in time."
    return Row(what, ours, name, peer.less(loaded), most_ratio=1 / 50, said=said)
