"""The property graph: writing it and five graph questions, against the bare engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measured, best, measure
from benchmarks.region import published
from benchmarks.row import Row
from graph.builds.manifest import TABLES

# Name → the question, and how often it is asked in one process.
QUESTIONS = {
    "1 hop": (
        "MATCH (m:Major {code: 'M7'})-[:PREPARES_FOR]->(o:Occupation) "
        "RETURN o.code AS code, o.name AS name ORDER BY code",
        200,
    ),
    "2 hops": (
        "MATCH (m:Major)-[:PREPARES_FOR]->(o:Occupation)<-[:NEEDS]-(s:Segment) "
        "RETURN m.code AS major, count(s) AS segments ORDER BY segments DESC, major LIMIT 20",
        20,
    ),
    "3 hops": (
        "MATCH (m:Major)-[:PREPARES_FOR]->(o:Occupation)<-[:NEEDS]-(s:Segment)-[:IN_CHAIN]->"
        "(c:Chain) RETURN c.id AS chain, count(DISTINCT m.code) AS majors ORDER BY chain",
        20,
    ),
    "path with two filters": (
        "MATCH (m:Major)-[p:PREPARES_FOR]->(o:Occupation)<-[:FOR_OCCUPATION]-(d:Demand) "
        "WHERE m.level = 5 AND p.tier = 1 AND d.openings > 20 RETURN count(*) AS n",
        20,
    ),
    "aggregation": (
        "MATCH (p:Placement)-[:AT_COLLEGE]->(c:College) "
        "RETURN c.code AS college, sum(p.persons) AS persons ORDER BY college",
        20,
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
    graph = str(build.cypher_file)
    for name, (query, times) in QUESTIONS.items():
        yield Row(
            f"Cypher, {name}, {times} times, without the start",
            asked("ask_ours", graph, query, times),
            "bare ladybug",
            asked("ask_bare", graph, query, times),
            most_ratio=1.2,
        )


def asked(how: str, file: str, query: str, times: int) -> Measured:
    """A question so many times more than once: without the start of the process."""
    case = {"target": f"benchmarks.graph_cases:{how}", "file": file, "query": query}
    return best(**case, times=times + 1).less(best(**case, times=1))
