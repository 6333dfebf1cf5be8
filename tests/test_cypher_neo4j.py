"""The compiled queries and a real Neo4j side by side: equal answers, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from graph.builds.opened import Build
from graph.convert.property_graph import PropertyGraph
from graph.door import open_build
from graph.ontology import Ontology
from graph.processes.worker import call_in_child
from graph.queries.answers import Answer
from graph.settings import ROOT
from graph.stores.neo4j import MARK, MARKER, Neo4jServer
from graph.stores.targets import Shipment, push
from graph.tables import Tables
from tests import cypher_mixes as mixes
from tests.cypher_peers import (
    Embedded,
    KnownAnswers,
    difference,
    everyday,
    further,
    neo4j_answer,
    rewrite_table,
    rewrites,
    support_table,
)
from tests.hostile_texts import HOSTILE
from tests.servers import RunningServer

FAILED = "error.cypher_failed"
END = "\n<!-- end -->"  # of a table of docs/cypher.md that is written here


@dataclass
class Peers:
    embedded: Embedded
    server: Neo4jServer

    def differ(self, query: str, parameters: dict[str, object]) -> str:
        """What the two answers differ in; nothing where they do not or ours is refused."""
        return self.differs(query, self.embedded.answer(query, parameters), parameters)

    def differs(
        self, query: str, mine: Answer | str, parameters: dict[str, object] | None = None
    ) -> str:
        """What an answer of ours differs in from that of Neo4j."""
        if isinstance(mine, str):
            return "" if not mine.startswith(FAILED) else mine
        other = neo4j_answer(self.server, query, parameters)
        return other if isinstance(other, str) else difference(query, mine, other)


def hostile(tables: Tables) -> Tables:
    """The same things under names made to hurt."""
    frames = dict(tables)
    for name, frame in frames.items():
        for column in {"name", "name_en", "title"} & set(frame.columns):
            texts = [HOSTILE[i % len(HOSTILE)] + str(i) for i in range(frame.height)]
            frames[name] = frames[name].with_columns(pl.Series(column, texts, pl.String))
    return Tables(frames, tables.contributions)


@pytest.fixture(scope="module")
def made(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


def _peers(
    name: str, tables: Tables, made: Build, ontology: Ontology, server: RunningServer, folder: Path
) -> Iterator[Peers]:
    """Both with the same graph; that of Neo4j is gone afterwards."""
    tables.write(folder / "tables")
    file = folder / "graph"
    order = {"tables": str(folder / "tables"), "ontology": str(ontology.file), "file": str(file)}
    call_in_child("graph.stores.property_graph:write_in_child", order)
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in server.environment.items():
            patch.setenv(variable, value)
        with Neo4jServer(server.url) as neo4j:
            neo4j.rows("MATCH (n) DETACH DELETE n")
            push(Shipment(name, ("tiny",), tables, ontology, made.rdf_folder), server.url)
            neo4j.rows(f"MATCH (n:{MARKER}) DELETE n")  # all that is not in the build
            neo4j.rows(f"MATCH (n) REMOVE n.{MARK}")
            yield Peers(Embedded(file), neo4j)
            neo4j.rows("MATCH (n) DETACH DELETE n")


@pytest.fixture(scope="module")
def peers(
    made: Build, ontology: Ontology, neo4j_server: RunningServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Peers]:  # fmt: skip
    folder = tmp_path_factory.mktemp("peers")
    yield from _peers("tiny", made.tables, made, ontology, neo4j_server, folder)


def test_everyday_queries_answer_alike_or_say_what_to_write(
    peers: Peers, request: pytest.FixtureRequest
) -> None:
    outcomes = {}
    for asked in everyday():
        assert peers.differ(asked.cypher, asked.parameters) == "", asked.cypher
        refused = isinstance(peers.embedded.answer(asked.cypher, asked.parameters), str)
        assert refused == bool(asked.write), asked.cypher
        outcomes[asked.asks] = "equal"
        if asked.write:
            rewritten = peers.embedded.answer(asked.write, asked.parameters)
            assert isinstance(rewritten, Answer), rewritten
            assert peers.differ(asked.write, asked.parameters) == ""
            text = " ".join(asked.write.split()).replace("|", "\\|")
            outcomes[asked.asks] = f"refused; write `{text}`"
    assert list(outcomes.values()).count("equal") >= 0.95 * len(outcomes)
    renew = request.config.getoption("--golden")
    _require_fresh("everyday queries", support_table(outcomes), renew=renew)


def test_what_to_write_asks_what_was_refused(peers: Peers, request: pytest.FixtureRequest) -> None:
    for pair in rewrites():
        refused = peers.embedded.answer(pair.refused)
        assert isinstance(refused, str), pair.refused
        assert refused.startswith(f"{pair.key}: "), refused
        mine = peers.embedded.answer(pair.write)
        assert isinstance(mine, Answer), (pair.write, mine)
        assert peers.differ(pair.write, {}) == "", pair.write
        if not pair.meant:
            other = neo4j_answer(peers.server, pair.refused)
            assert isinstance(other, Answer), (pair.refused, other)
            assert difference(pair.write, mine, other) == "", pair.refused
    _require_fresh("rewrites", rewrite_table(), renew=request.config.getoption("--golden"))


def test_no_further_query_is_answered_differently(
    peers: Peers, made: Build, ontology: Ontology, request: pytest.FixtureRequest,
    golden: Callable[[str, str], None],
) -> None:  # fmt: skip
    """And which are refused, each with the message it gets, is known."""
    known = KnownAnswers(PropertyGraph(ontology, made.tables))
    renew = request.config.getoption("--golden")
    answers = [(query, peers.embedded.answer(query)) for query in further()]
    for query, mine in answers:
        if isinstance(mine, str):
            assert not mine.startswith(FAILED), (query, mine)
            continue
        other = known.answer(peers.server, query, anew=renew)
        assert isinstance(other, Answer), (query, other)
        assert difference(query, mine, other) == "", query
    if renew:
        known.write()
    refused = [(query, said) for query, said in answers if isinstance(said, str)]
    lines = [f"{said.partition(':')[0]}\t{query}\n" for query, said in refused]
    golden("cypher/refused.tsv", "".join(lines))
    assert len(refused) < 0.06 * len(answers)


@pytest.mark.parametrize("kind", ["aggregates", "optional", "walks", "subqueries", "lists"])
def test_no_mix_is_answered_differently(peers: Peers, kind: str) -> None:
    answered = []

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(getattr(mixes, kind)())
    def ask(query: str) -> None:
        mine = peers.embedded.answer(query)
        assert peers.differs(query, mine) == "", query
        answered.append(isinstance(mine, Answer))

    ask()
    assert sum(answered) > 0.8 * len(answered)


def test_hostile_texts_are_the_same_everywhere(
    made: Build, ontology: Ontology, neo4j_server: RunningServer, tmp_path: Path
) -> None:
    tables = hostile(made.tables)
    for peers in _peers("hostile", tables, made, ontology, neo4j_server, tmp_path):
        for asked in everyday():
            assert peers.differ(asked.cypher, asked.parameters) == "", asked.cypher
        query = (
            "RETURN $given AS given, $given + 'x' AS longer, [$given] AS listed, {a: $given} AS map"
        )
        found = "MATCH (n) WHERE n.name STARTS WITH $given RETURN n.uri, n.name"
        for text in HOSTILE:
            assert peers.differ(query, {"given": text}) == "", ascii(text)
            assert peers.differ(found, {"given": text}) == "", ascii(text)


def _require_fresh(what: str, written: str, *, renew: bool) -> None:
    page = ROOT / "docs" / "cypher.md"
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(f"<!-- {what} -->\n")
    _, end, after = rest.partition(END)
    assert begin, page
    assert end, page
    fresh = before + begin + written + end + after
    if renew:
        page.write_text(fresh, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == fresh, "run pytest with --golden"
