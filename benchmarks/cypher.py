"""The property graph: writing it and five graph questions, against the bare engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measured, best, measure
from benchmarks.region import published
from benchmarks.row import Row
from graph.builds.manifest import TABLES
from graph.builds.opened import Build

# Name → the question, and how often it is asked in one process.
QUESTIONS = {
    "1 hop": (
        "MATCH (m:Major {code: 'M7'})-[:PREPARES_FOR]->(o:Occupation) "
        "RETURN o.code AS code, o.name AS name ORDER BY code",
        300,
    ),
    "2 hops": (
        "MATCH (m:Major)-[:PREPARES_FOR]->(o:Occupation)<-[:NEEDS]-(s:Segment) "
        "RETURN m.code AS major, count(s) AS segments ORDER BY segments DESC, major LIMIT 20",
        50,
    ),
    "3 hops": (
        "MATCH (m:Major)-[:PREPARES_FOR]->(o:Occupation)<-[:NEEDS]-(s:Segment)-[:IN_CHAIN]->"
        "(c:Chain) RETURN c.id AS chain, count(DISTINCT m.code) AS majors ORDER BY chain",
        50,
    ),
    "path with two filters": (
        "MATCH (m:Major)-[p:PREPARES_FOR]->(o:Occupation)<-[:FOR_OCCUPATION]-(d:Demand) "
        "WHERE m.level = 5 AND p.tier = 1 AND d.openings > 20 RETURN count(*) AS n",
        50,
    ),
    "aggregation": (
        "MATCH (p:Placement)-[:AT_COLLEGE]->(c:College) "
        "RETURN c.code AS college, sum(p.persons) AS persons ORDER BY college",
        50,
    ),
}


def rows(work: Path, nodes: int) -> Iterator[Row]:
    build = published(work, nodes)
    tables = str(build.folder / TABLES)
    frames = work / "frames"
    frames.mkdir()
    measure("benchmarks.graph_cases:write_frames", tables=tables, folder=str(frames))
    held = build.manifest.counts["cypher"]
    nodes, links = (sum(held[kind].values()) for kind in ("classes", "relations"))
    size = f"{nodes:,} nodes, {links:,} relationships"
    file = str(work / "graph")
    yield Row(
        f"tables → property graph of {size}, opened again and counted",
        best("benchmarks.graph_cases:write_property_graph", tables=tables, file=file),
        "bare ladybug COPY of the same frames",
        best("benchmarks.graph_cases:bare_copy", folder=str(frames), file=file),
        most_ratio=1.5,
    )
    for name, (query, times) in QUESTIONS.items():
        ours, bare = asked(work, build, query, times)
        yield Row(asking(name, times), ours, "bare ladybug", bare, most_ratio=1.2)


def asking(name: str, times: int) -> str:
    return f"Cypher, {name}, {times} times, the store being open"


def asked(work: Path, build: Build, query: str, times: int) -> tuple[Measured, Measured]:
    """A question so many times: by us, and by the bare engine."""
    told = work / "told.json"
    order = {"file": str(build.cypher_file), "query": query, "times": times, "told": str(told)}
    measure("benchmarks.graph_cases:ask_in_turns", **order)
    found = json.loads(told.read_text(encoding="utf-8"))
    ours, bare = (Measured(found[name], found["peak_mib"]) for name in ("ours", "bare"))
    return ours, bare
