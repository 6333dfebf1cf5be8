"""The embedded engine and a real Neo4j side by side: equal answers, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from graph.builds.opened import Build, open_build
from graph.ontology import Ontology
from graph.processes import call_in_child
from graph.queries.answers import Answer
from graph.settings import ROOT
from graph.stores.neo4j import MARKER, Neo4jServer
from graph.stores.targets import Shipment, push
from graph.tables import Tables
from tests.cypher_peers import (
    Embedded,
    aggregate_mixes,
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

END = "\n<!-- end -->"  # of a table of docs/cypher.md that is written here


@dataclass
class Peers:
    embedded: Embedded
    server: Neo4jServer

    def differ(self, query: str, parameters: dict[str, object]) -> str:
        """What the two answers differ in; nothing where they do not or the embedded refuses."""
        mine = self.embedded.answer(query, parameters)
        if isinstance(mine, str):
            return "" if not mine.startswith("ENGINE") else mine
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


@pytest.fixture(scope="module", params=["tiny", "hostile"])
def peers(
    request: pytest.FixtureRequest, made: Build, ontology: Ontology, neo4j_server: RunningServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Peers]:  # fmt: skip
    tables = made.tables if request.param == "tiny" else hostile(made.tables)
    folder = tmp_path_factory.mktemp(request.param)
    tables.write(folder / "tables")
    order = {
        "store": "ladybug",
        "tables": str(folder / "tables"),
        "ontology": str(ontology.file),
        "file": str(folder / "graph"),
    }
    call_in_child("graph.stores.embedded:write_in_child", order)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in neo4j_server.environment.items():
            patch.setenv(name, value)
        with Neo4jServer(neo4j_server.url) as server:
            server.rows("MATCH (n) DETACH DELETE n")
            shipment = Shipment(request.param, ("tiny",), tables, ontology, made.rdf_folder)
            push(shipment, neo4j_server.url)
            server.rows(f"MATCH (n:{MARKER}) DELETE n")  # all that is not in the build
            yield Peers(Embedded(folder / "graph", "ladybug"), server)
            server.rows("MATCH (n) DETACH DELETE n")


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


def test_no_further_query_is_answered_differently(peers: Peers) -> None:
    different = {query: peers.differ(query, {}) for query in further()}
    assert {query: told for query, told in different.items() if told} == {}


def test_no_mix_of_aggregates_is_answered_differently(peers: Peers) -> None:
    queries = aggregate_mixes(120)
    different = {query: peers.differ(query, {}) for query in queries}
    assert {query: told for query, told in different.items() if told} == {}
    answered = [q for q in queries if isinstance(peers.embedded.answer(q), Answer)]
    assert len(answered) > 60


def test_what_is_refused_is_known(peers: Peers, golden: Callable[[str, str], None]) -> None:
    """Of the further queries: each with the message it gets."""
    told = [(query, peers.embedded.answer(query)) for query in further()]
    refused = [(query, said) for query, said in told if isinstance(said, str)]
    lines = [f"{said.partition(':')[0]}\t{query}\n" for query, said in refused]
    golden("cypher/refused.tsv", "".join(lines))


def test_hostile_texts_are_the_same_everywhere(peers: Peers) -> None:
    for text in HOSTILE:
        written = text.replace("\\", "\\\\").replace("'", "\\'")
        name = text.replace("\\", "").replace("`", "") or "x"
        query = f"RETURN $given AS given, '{written}' AS written, $given AS `{name}`"
        mine = peers.embedded.answer(query, {"given": text})
        assert isinstance(mine, Answer), (text, mine)
        assert (mine.columns, mine.rows) == (["given", "written", name], [[text] * 3])
        found = "MATCH (n) WHERE n.name STARTS WITH $given RETURN n.uri, n.name"
        assert peers.differ(query, {"given": text}) == "", ascii(text)
        assert peers.differ(found, {"given": text}) == "", ascii(text)


def test_kuzu_answers_alike_or_not(
    made: Build, tmp_path: Path, require: Callable[..., None]
) -> None:
    require("kuzu")
    ladybug = Embedded(made.cypher_file, "ladybug")
    order = {"tables": str(made.folder / "tables"), "file": str(tmp_path / "graph")}
    queries = [asked.cypher for asked in everyday()] + further()
    found = call_in_child("tests.cypher_peers:answers_in_child", {**order, "queries": queries})
    different = {}
    for query, told in zip(queries, found, strict=True):
        mine = ladybug.answer(query)
        if isinstance(mine, Answer):
            said = "" if isinstance(told, str) else difference(query, mine, Answer(**told))
            different |= {query: said} if said else {}
    assert different == {}
    assert len([told for told in found if not isinstance(told, str)]) > 270


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
