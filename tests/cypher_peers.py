"""Queries in Cypher asked of the embedded engine and of Neo4j, and what they differ in."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import re
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph.convert.property_graph import Nodes, PropertyGraph, Relationships
from graph.errors import WrongInput
from graph.queries.answers import Answer
from graph.queries.cypher import answered, opened
from graph.queries.neo4j import answered as neo4j_answered
from graph.stores.neo4j import Neo4jServer

FOLDER = Path(__file__).parent / "cypher"
# What every query may use: one parameter of each kind.
PARAMETERS: dict[str, Any] = {
    "n": 5, "f": 4.5, "x": "茶", "t": True, "nothing": None, "code": "520201", "k": 2, "p": 0.25,
    "codes": ["520201", "540113"], "day": "2020-01-01", "row": {"code": "520201", "n": 1},
    "rows": [{"code": "a", "n": 1}, {"code": "b", "n": 2}],
}  # fmt: skip
MOST = 10_000


@dataclass(frozen=True)
class Everyday:
    """A query an analyst would write; ``write``: what to write where it is refused."""

    asks: str
    cypher: str
    parameters: dict[str, Any]
    write: str


def everyday() -> list[Everyday]:
    read = tomllib.loads((FOLDER / "everyday.toml").read_text(encoding="utf-8"))
    return [
        Everyday(q["asks"], q["cypher"], q.get("parameters", {}), q.get("write", ""))
        for q in read["query"]
    ]


@dataclass(frozen=True)
class Rewrite:
    """A query that is refused with the message ``key``, and what to write.

    ``meant``: what the first means to Neo4j, where that is not the same.
    """

    key: str
    refused: str
    write: str
    meant: str = ""


def rewrites() -> list[Rewrite]:
    read = tomllib.loads((FOLDER / "rewrites.toml").read_text(encoding="utf-8"))
    return [Rewrite(**pair) for pair in read["pair"]]


def further() -> list[str]:
    read = tomllib.loads((FOLDER / "further.toml").read_text(encoding="utf-8"))
    return [query for queries in read.values() for query in queries]


class Embedded:
    """The property graph of a build, open in this process; a refusal is a text."""

    def __init__(self, file: Path) -> None:
        self.store = opened(file, 1024**3)

    def answer(self, query: str, parameters: dict[str, Any] | None = None) -> Answer | str:
        try:
            return answered(self.store, query, {**PARAMETERS, **(parameters or {})}, MOST)
        except WrongInput as refused:
            return f"{refused.key}: {refused}"


def neo4j_answer(
    server: Neo4jServer, query: str, parameters: dict[str, Any] | None = None
) -> Answer | str:
    asked = {"query": query, "rows": MOST, "timeout_s": 60}
    try:
        return neo4j_answered(server, {**asked, "parameters": {**PARAMETERS, **(parameters or {})}})
    except WrongInput as refused:
        return str(refused)


class KnownAnswers:
    """What Neo4j answers to fixed queries of one graph: it is asked once, not in every run.

    They hold for one content of the graph, one version of the server and the same parameters. Of
    another graph nothing is known, so that the server itself is asked.
    """

    FILE = FOLDER / "answers.json.gz"

    def __init__(self, graph: PropertyGraph) -> None:
        content = hashlib.sha256((FOLDER.parent / "neo4j" / "pom.xml").read_bytes())
        content.update(json.dumps([PARAMETERS, MOST]).encode())
        graph_parts: list[Nodes | Relationships] = [*graph.nodes(), *graph.relationships()]
        for found in graph_parts:
            of_type = [*_name(found), str(found.rows.schema)]
            lines = sorted(found.rows.write_ndjson().splitlines())
            content.update("\n".join([*of_type, *lines]).encode())
        self.of = content.hexdigest()
        known = json.loads(gzip.decompress(self.FILE.read_bytes())) if self.FILE.exists() else {}
        self._answers: dict[str, Any] = known["answers"] if known.get("of") == self.of else {}

    def answer(self, server: Neo4jServer, query: str, *, anew: bool) -> Answer | str:
        if anew or query not in self._answers:
            answer = neo4j_answer(server, query)
            self._answers[query] = answer if isinstance(answer, str) else asdict(answer)
        known = self._answers[query]
        return known if isinstance(known, str) else Answer(**known)

    def write(self) -> None:
        known = {"of": self.of, "answers": dict(sorted(self._answers.items()))}
        text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
        self.FILE.write_bytes(gzip.compress(text.encode(), mtime=0))


def _name(found: Nodes | Relationships) -> list[str]:
    if isinstance(found, Nodes):
        return [found.type.label]
    return [found.source, found.type.name, found.target]


def difference(query: str, one: Answer, two: Answer) -> str:
    """What differs: columns, their order, rows; the order of rows where one is asked for.

    JSON knows one kind of number: 3 and 3.0 are the same. Lists by ``collect`` or of a pattern
    have no order.
    """
    if one.columns != two.columns:
        return f"columns {one.columns} and {two.columns}"
    loose = re.search(r"collect|keys\(|\[\s*\(", query.lower()) is not None
    left, right = (
        [[_plain(cell, loose) for cell in row] for row in answer.rows] for answer in (one, two)
    )
    if "order by" not in query.lower().rpartition("return")[2]:
        left, right = sorted(left, key=_key), sorted(right, key=_key)
    if len(left) != len(right):
        return f"{len(left)} and {len(right)} rows: {left[:3]} and {right[:3]}"
    pairs = zip(left, right, strict=True)
    return next((f"{a} and {b}" for a, b in pairs if not _alike(a, b)), "")


def _plain(value: Any, loose: bool) -> Any:
    if isinstance(value, dict):
        return {key: _plain(value[key], loose) for key in sorted(value)}
    if isinstance(value, list):
        items = [_plain(item, loose) for item in value]
        return sorted(items, key=_key) if loose else items
    return value


def _key(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _alike(one: Any, two: Any) -> bool:
    if type(one) is not type(two):
        return {type(one), type(two)} == {int, float} and bool(one == two)
    if isinstance(one, float):
        return math.isclose(one, two, rel_tol=1e-12) or (math.isnan(one) and math.isnan(two))
    if isinstance(one, list):
        return len(one) == len(two) and all(map(_alike, one, two))
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(_alike(one[key], two[key]) for key in one)
    return bool(one == two)


def support_table(outcomes: dict[str, str]) -> str:
    """The support table: what is asked, its query, how it is answered."""
    rows = [(query.asks, _code(query.cypher), outcomes[query.asks]) for query in everyday()]
    return _table(("asked", "query", "here"), rows)


def rewrite_table() -> str:
    """What is refused, and what to write."""
    rows = [(_code(pair.refused), _code(pair.write), pair.meant) for pair in rewrites()]
    return _table(("refused", "write", ""), rows)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _code(query: str) -> str:
    return f"`{' '.join(query.split())}`".replace("|", "\\|")
