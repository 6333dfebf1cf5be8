"""The property graph: writing and asking it, against SQL by hand and the engine before DuckDB."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.environments import Peer
from benchmarks.measure import LONGEST_S, Failed, Measured, best, measure
from benchmarks.region import published
from benchmarks.row import Row
from graph.builds.manifest import TABLES
from graph.builds.opened import Build

EARLIER = Peer("ladybug", "0.20.4", "ladybug_ask.py")
PROGRAM = Path(__file__).parent / "peers" / EARLIER.program
# What our CPU may be of the earlier engine's.
OF_EARLIER = {
    "load": 0.5, "1 hop": 1.0, "2 hops": 1.0, "3 hops": 1.0, "path with two filters": 1.2,
    "aggregation": 1.2,
}  # fmt: skip
# Name → the question, how often it is asked in one process, and the same in SQL by hand.
QUESTIONS = {
    "1 hop": (
        "MATCH (m:Major {code: 'M7'})-[:PREPARES_FOR]->(o:Occupation) "
        "RETURN o.code AS code, o.name AS name ORDER BY code",
        300,
        'SELECT o.code, o.name FROM "nodes Major" m JOIN "relationships PREPARES_FOR" p '
        'ON p._source = m._id JOIN "nodes Occupation" o ON o._id = p._target '
        "WHERE m.code = 'M7' ORDER BY 1",
    ),
    "2 hops": (
        "MATCH (m:Major)-[:PREPARES_FOR]->(o:Occupation)<-[:NEEDS]-(s:Segment) "
        "RETURN m.code AS major, count(s) AS segments ORDER BY segments DESC, major LIMIT 20",
        50,
        'SELECT m.code, count(*) AS n FROM "nodes Major" m JOIN "relationships PREPARES_FOR" p '
        'ON p._source = m._id JOIN "reversed NEEDS" d ON d._target = p._target '
        "GROUP BY m.code ORDER BY n DESC, m.code LIMIT 20",
    ),
    "3 hops": (
        "MATCH (m:Major)-[:PREPARES_FOR]->(o:Occupation)<-[:NEEDS]-(s:Segment)-[:IN_CHAIN]->"
        "(c:Chain) RETURN c.id AS chain, count(DISTINCT m.code) AS majors ORDER BY chain",
        50,
        'SELECT c.id, count(DISTINCT m.code) FROM "nodes Major" m '
        'JOIN "relationships PREPARES_FOR" p ON p._source = m._id '
        'JOIN "reversed NEEDS" d ON d._target = p._target '
        'JOIN "relationships IN_CHAIN" i ON i._source = d._source '
        'JOIN "nodes Chain" c ON c._id = i._target GROUP BY c.id ORDER BY c.id',
    ),
    "path with two filters": (
        "MATCH (m:Major)-[p:PREPARES_FOR]->(o:Occupation)<-[:FOR_OCCUPATION]-(d:Demand) "
        "WHERE m.level = 5 AND p.tier = 1 AND d.openings > 20 RETURN count(*) AS n",
        50,
        'SELECT count(*) FROM "nodes Major" m JOIN "relationships PREPARES_FOR" p '
        'ON p._source = m._id JOIN "reversed FOR_OCCUPATION" f ON f._target = p._target '
        'JOIN "nodes Demand" d ON d._id = f._source '
        "WHERE m.level = 5 AND p.tier = 1 AND d.openings > 20",
    ),
    "aggregation": (
        "MATCH (p:Placement)-[:AT_COLLEGE]->(c:College) "
        "RETURN c.code AS college, sum(p.persons) AS persons ORDER BY college",
        50,
        'SELECT c.code, sum(p.persons) FROM "nodes Placement" p JOIN "relationships AT_COLLEGE" a '
        'ON a._source = p._id JOIN "nodes College" c ON c._id = a._target '
        "GROUP BY c.code ORDER BY c.code",
    ),
    "all within 1–3 hops of a node": (
        "MATCH (m:Major {code: 'M7'})-[:PREPARES_FOR|NEEDS|IN_CHAIN*1..3]-(x) "
        "RETURN count(DISTINCT x) AS n",
        20,
        "",
    ),
    "shortest path": (
        "MATCH p = shortestPath((a:Major {code: 'M7'})-[*..4]-(b:Chain {id: 'L3'})) "
        "RETURN length(p) AS n",
        3,
        "",
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
    file = work / "graph"
    written = best("benchmarks.graph_cases:write_property_graph", tables=tables, file=str(file))
    earlier, said = of_earlier(frames)
    size = f"{nodes:,} nodes, {links:,} relationships, {file.stat().st_size / 1024**2:.0f} MiB"
    what = f"tables → property graph of {size}, opened again and counted"
    theirs = earlier.get("load")
    yield Row(
        what, written, f"{EARLIER.title}: ready frames", theirs, OF_EARLIER["load"], said=said
    )
    yield Row(
        what,
        written,
        "the same frames as they are into DuckDB",
        best("benchmarks.graph_cases:bare_copy", folder=str(frames), file=str(file)),
    )
    for name, (query, times, sql) in QUESTIONS.items():
        ours, bare = asked(work, build, query, times, sql)
        if sql:
            yield Row(asking(name, times), ours, "SQL by hand", bare, most_ratio=1.5)
        else:
            yield Row(asking(name, times), ours)
        if name in OF_EARLIER and earlier:
            yield Row(asking(name, times), ours, EARLIER.title, earlier[name], OF_EARLIER[name])


def of_earlier(frames: Path) -> tuple[dict[str, Measured], str]:
    """What loading and the questions cost the earlier engine, or why that is not known."""
    orders = {
        "statements": json.loads((frames / "statements.json").read_text(encoding="utf-8")),
        "questions": {name: QUESTIONS[name][:2] for name in OF_EARLIER if name in QUESTIONS},
    }
    (frames / "orders.json").write_text(json.dumps(orders), encoding="utf-8")
    try:
        command = [EARLIER.python(), str(PROGRAM), str(frames)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=LONGEST_S
        )
    except Failed as problem:
        return {}, f"{EARLIER.title}: {problem}."
    except subprocess.SubprocessError:
        return {}, f"{EARLIER.title} gave no answer."
    answer = json.loads(done.stdout)
    peak = answer["peak_mib"]
    return {name: Measured(cpu_s, peak) for name, cpu_s in answer["cpu_s"].items()}, ""


def asking(name: str, times: int) -> str:
    return f"Cypher, {name}, {times} times, the store being open"


def asked(work: Path, build: Build, query: str, times: int, sql: str) -> tuple[Measured, Measured]:
    """A question so many times: by us, and in SQL by hand."""
    told = work / "told.json"
    order = {"file": str(build.cypher_file), "query": query, "times": times, "told": str(told)}
    order["sql"] = sql
    measure("benchmarks.graph_cases:ask_in_turns", **order)
    found = json.loads(told.read_text(encoding="utf-8"))
    ours, bare = (Measured(found[name], found["peak_mib"]) for name in ("ours", "bare"))
    return ours, bare
