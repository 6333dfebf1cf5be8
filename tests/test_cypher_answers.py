"""Answers in Cypher: the rows that SPARQL and the tables give, readable, within limits."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from graph.builds.ask import Place, Question, ask
from graph.builds.manifest import CYPHER
from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import NoAnswer, NoSuchBuild, WrongInput
from graph.export.answers import write_answer
from graph.processes.limits import QueryLimits
from graph.queries.cypher import ask_cypher, opened
from graph.queries.sparql import ask_sparql
from tests.hostile_texts import HOSTILE

pytestmark = pytest.mark.usefixtures("warm_workers")


@pytest.fixture(scope="module")
def made(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


def rows(made: Build, query: str, **parameters: Any) -> list[list[Any]]:
    return ask_cypher(made.cypher_file, query, parameters).rows


PAIRS = {
    "MATCH (m:Major)-[p:PREPARES_FOR]->(o:Occupation) RETURN m.code, o.code": (
        "SELECT ?m ?o { ?a tc:preparesFor ?b . ?a tc:code ?m . ?b tc:code ?o }"
    ),
    "MATCH (e:Enrolment) RETURN e.year, sum(e.graduates) AS n": (
        "SELECT ?y (SUM(?g) AS ?n) { ?e a tc:Enrolment ; tc:year ?y ; tc:graduates ?g } GROUP BY ?y"
    ),
    "MATCH (o:Occupation) WHERE NOT EXISTS { (o)<-[:PREPARES_FOR]-() } RETURN o.code": (
        "SELECT ?c { ?o a tc:Occupation ; tc:code ?c FILTER NOT EXISTS { ?m tc:preparesFor ?o } }"
    ),
    "MATCH (a:College)-[:OFFERS]->(m)<-[:OFFERS]-(b:College) RETURN a.code, b.code, m.code": (
        "SELECT ?x ?y ?z { ?a tc:offers ?m . ?b tc:offers ?m . ?a tc:code ?x . ?b tc:code ?y . "
        "?m tc:code ?z FILTER (?a != ?b) }"
    ),
    "MATCH (e:Enrolment) RETURN e.year, sum(e.employed) AS n": (
        "SELECT ?y (SUM(COALESCE(?m, 0)) AS ?n) { ?e a tc:Enrolment ; tc:year ?y "
        "OPTIONAL { ?e tc:employed ?m } } GROUP BY ?y"
    ),
    "MATCH (w:Pathway)-[:FROM_PROGRAMME]->(:Programme)-[:AT_COLLEGE]->(x:College), "
    "(w)-[:TO_PROGRAMME]->(:Programme)-[:AT_COLLEGE]->(y:College) "
    "RETURN x.level, y.level, sum(w.seats) AS seats, count(w) AS n": (
        "SELECT ?a ?b (SUM(?s) AS ?seats) (COUNT(?w) AS ?n) { ?w a tc:Pathway ; tc:seats ?s ; "
        "tc:fromProgramme/tc:atCollege/tc:level ?a ; tc:toProgramme/tc:atCollege/tc:level ?b } "
        "GROUP BY ?a ?b"
    ),
    "MATCH (c:College)-[:COOPERATES_WITH]->(e:Enterprise)<-[:OF_ENTERPRISE]-(i:InternshipOffer) "
    "WITH DISTINCT c, i RETURN c.code, sum(i.posts) AS posts": (
        "SELECT ?c (SUM(?p) AS ?posts) { { SELECT DISTINCT ?c ?i ?p { ?x tc:code ?c ; "
        "tc:cooperatesWith ?e . ?i a tc:InternshipOffer ; tc:ofEnterprise ?e ; tc:posts ?p } } } "
        "GROUP BY ?c"
    ),
    "MATCH (n) RETURN count(n) AS n": (
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER STRSTARTS(STR(?c), STR(tc:)) }"
    ),
}


@pytest.mark.parametrize("cypher", PAIRS)
def test_cypher_and_sparql_give_the_same_rows(made: Build, cypher: str) -> None:
    expected = ask_sparql(made.rdf_folder, PAIRS[cypher]).rows
    assert expected
    assert sorted(map(str, rows(made, cypher))) == sorted(map(str, expected))


def test_an_unknown_value_makes_a_sum_of_sparql_unknown(made: Build) -> None:
    """As SPARQL says of errors in a group; Cypher leaves it out. docs/cypher.md tells."""
    query = (
        "SELECT ?y (SUM(?m) AS ?n) { ?e a tc:Enrolment ; tc:year ?y "
        "OPTIONAL { ?e tc:employed ?m } } GROUP BY ?y"
    )
    assert {n for _, n in ask_sparql(made.rdf_folder, query).rows} == {None}
    known = {n for _, n in rows(made, "MATCH (e:Enrolment) RETURN e.year, sum(e.employed) AS n")}
    assert None not in known


def test_two_filters_on_two_relationships_answer_as_the_tables(made: Build) -> None:
    """Some versions of the engine lost rows of just this kind of question."""
    query = (
        "MATCH (a:College)-[o:OFFERS]->(m:Major)-[p:PREPARES_FOR]->(x:Occupation) "
        "WHERE a.level >= 5 AND p.tier = 1 RETURN a.code, m.code, x.code"
    )
    colleges = made.tables["colleges"].filter(pl.col("level") >= 5).select(college="code")
    offers = made.tables["programmes"].select("college", "major").unique()
    works = made.tables["crosswalk"].filter(pl.col("tier") == 1).select("major", "occupation")
    expected = colleges.join(offers, on="college").join(works, on="major").rows()
    assert len(expected) > 3
    assert sorted(map(tuple, rows(made, query))) == sorted(expected)


def test_hostile_texts_come_back_unchanged(made: Build) -> None:
    assert len(set(HOSTILE)) >= 100
    texts = {f"p{at}": text for at, text in enumerate(HOSTILE)}
    given = {name: f'"{text}"' for name, text in texts.items()}
    query = "RETURN " + ", ".join(f"${name} AS {name}" for name in texts)
    assert rows(made, query, **given) == [HOSTILE]
    written = [text.replace("\\", "\\\\").replace("'", "\\'") for text in HOSTILE]
    assert rows(made, "RETURN " + ", ".join(f"'{t}' AS a{at}" for at, t in enumerate(written))) == [
        HOSTILE
    ]


def test_nodes_relationships_and_paths_can_be_read(made: Build, tmp_path: Path) -> None:
    query = "MATCH p = (a:Area {code: '990101'})-[r:BROADER]->(b) RETURN a, r, p"
    answer = ask_cypher(made.cypher_file, query)
    ((a, r, p),) = answer.rows
    assert (a["label"], a["code"], a["uri"][-12:]) == ("Area", "990101", "areas/990101")
    assert r == {"type": "BROADER", "source": a["uri"], "target": a["uri"][:-6] + "990000"}
    assert [node["uri"] for node in p["nodes"]] == [r["source"], r["target"]]
    assert p["relationships"] == [r]
    write_answer(answer, tmp_path / "x.graphml")
    assert 'source="https' in (tmp_path / "x.graphml").read_text(encoding="utf-8")


def test_limits_hold(made: Build) -> None:
    found = ask_cypher(made.cypher_file, "MATCH (n) RETURN n.uri", None, QueryLimits(rows=5))
    assert (len(found.rows), found.truncated) == (5, True)
    endless = (
        "MATCH (a), (b), (c), (d), (e) WHERE a.uri + b.uri + c.uri < d.uri + e.uri RETURN count(*)"
    )
    with pytest.raises(NoAnswer):
        ask_cypher(made.cypher_file, endless, None, QueryLimits(timeout_s=1.5))


def test_a_build_without_tables_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoSuchBuild, match="twinchain build"):
        _ = Build(tmp_path).cypher_file


@pytest.mark.parametrize("store", ["ladybug", "kuzu", "neptune"])
def test_a_store_that_is_not_there_says_what_to_use(made: Build, store: str) -> None:
    with pytest.raises(WrongInput, match="duckdb"):
        ask(made, Question("cypher", "RETURN 1", place=Place(store)))


def test_the_graph_of_an_earlier_build_is_made_anew(made: Build, tmp_path: Path) -> None:
    """Whether it had none that can be read, or was made by another declaration."""
    query = "MATCH (m:Major)-[:PREPARES_FOR]->(o) RETURN m.code, o.code ORDER BY m.code, o.code"
    expected = rows(made, query)
    assert expected
    for name, declared in (("gone", made.manifest.ontology_sha256), ("other", "0" * 64)):
        folder = tmp_path / name / "builds" / made.id
        shutil.copytree(made.folder, folder)
        if name == "gone":
            (folder / CYPHER).unlink()
        replace(made.manifest, ontology_sha256=declared).write(folder)
        before = sorted(each.name for each in folder.iterdir())
        assert rows(Build(folder), query) == expected
        assert rows(Build(folder), query) == expected
        assert sorted(each.name for each in folder.iterdir()) == before
        assert len(list((tmp_path / name / "graphs").iterdir())) == 1


HOSTILE_QUERIES = (
    "RETURN read_text('/etc/passwd')",
    "CALL { LOAD CSV FROM 'file:///etc/passwd' AS x RETURN x } RETURN x",
    "MATCH (n) RETURN n UNION ALL COPY x TO 'y'", "RETURN getenv('HOME')", "ATTACH 'x.duckdb' AS y",
    "MATCH (n:`Major\" UNION SELECT 1 --`) RETURN n",
    "CALL dbms.components() YIELD name RETURN name",
    "MATCH (n) CALL { WITH n DETACH DELETE n } RETURN 1", "RETURN pragma_version()",
)  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE_QUERIES)
def test_hostile_queries_are_refused(made: Build, query: str) -> None:
    with pytest.raises(WrongInput):
        rows(made, query)


def test_the_store_of_queries_sees_no_other_file(made: Build) -> None:
    """The walls behind the compiler: whatever SQL it made, nothing else could be reached."""
    store = opened(made.cypher_file, 256 * 1024**2)
    for statement in (
        "SELECT * FROM read_text('/etc/hostname')",
        "ATTACH '/tmp/x.duckdb' AS x",
        "COPY nodes TO '/tmp/x.csv'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "DELETE FROM nodes",
    ):
        with pytest.raises(duckdb.Error):
            store.connection.execute(statement)
    store.close()


def test_a_query_that_wants_too_much_memory_ends_alone(made: Build) -> None:
    listed = "UNWIND range(1, 9000000) AS x WITH collect({a: toString(x)}) AS xs"
    greedy = f"{listed} UNWIND xs AS y RETURN count(y)"
    with pytest.raises(NoAnswer):
        ask_cypher(made.cypher_file, greedy, None, QueryLimits(memory_bytes=200 * 1024**2))
