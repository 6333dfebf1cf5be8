"""What Cypher is refused: what writes, reaches out, or would be answered unlike Neo4j."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from graph.door import open_build
from graph.errors import WrongInput
from graph.ontology import Ontology
from graph.queries.cypher import answered, opened
from graph.queries.cypher.compiled import compiled
from graph.queries.cypher.tokens import tokens
from graph.queries.cypher.types import Schema
from graph.stores.property_graph import PropertyGraphStore

TABLES = {table: frozenset({"_label", "_type"}) for table in ("nodes", "relationships")}
TOO_MUCH = {
    "RETURN " + "(" * 5_000 + "1" + ")" * 5_000: "cypher.too_deep",
    "RETURN " + "NOT " * 10_000 + "true": "cypher.too_deep",
    "RETURN " + "-" * 10_000 + "1": "cypher.too_deep",
    "RETURN " + "{a:" * 3_000 + "1" + "}" * 3_000: "cypher.too_deep",
    "MATCH (n:" + "!" * 10_000 + "Area) RETURN n": "cypher.too_deep",
    "RETURN 1" + "+1" * 5_000: "cypher.too_deep",
    "RETURN 1" + "+1" * 500_000: "cypher.too_long",
    "RETURN " + "(" * 500_000: "cypher.too_long",
    "RETURN 1 AS a " + "UNION RETURN 1 AS a " * 20_000: "cypher.too_long",
    "MATCH " + "(a)-->" * 500 + "(b) RETURN 1": "cypher.too_many_relationships",
}
OTHERWISE = {
    "MATCH (n:Major) RETURN id(n)": "cypher.id",
    "MATCH (n:Major) WHERE id(n) = 5 RETURN n.name": "cypher.id",
    "MATCH (n:Major) RETURN collect(elementId(n)) AS ids": "cypher.id",
    "MATCH (n:Major) WHERE n.name =~ '\\\\p{L}+' RETURN n.name": "cypher.regex",
    "MATCH (n:major) RETURN n.name": "cypher.no_label",
    "MATCH (n:Major)-[:prepares_for]->(o) RETURN o.name": "cypher.no_type",
    "MATCH (n:Major) WHERE n.Name = 'x' RETURN n": "cypher.no_property",
    "MATCH (n:Chain) RETURN n.level": "cypher.no_property",
    "MATCH (n:Major {level: '5'}) RETURN n.name": "cypher.wrong_kinds",
    "MATCH (n:Major) WHERE n.code = 520201 RETURN n.name": "cypher.wrong_kinds",
    "MATCH (n:Major) WHERE n.code IN [520201] RETURN n.name": "cypher.wrong_kinds",
    "MATCH (n:Policy) WHERE n.issued > '2020-01-01' RETURN n.title": "cypher.date_as_text",
    "MATCH (n:Major:Occupation) RETURN n": "cypher.no_such_node",
    "MATCH (n:Major) RETURN n.level AS l, n.code + toString(count(*))": "cypher.grouping",
    "MATCH (n:Major) RETURN (n)-[:PREPARES_FOR]->() AS x": "cypher.pattern_alone",
    "MATCH (n:Major) WITH collect(n) AS l MATCH (l)--(o) RETURN o": "cypher.no_node",
    "MATCH (n:Major) RETURN sum(count(n))": "cypher.nested_aggregate",
    "MATCH (n:Major) WHERE count(n) > 1 RETURN n": "cypher.nested_aggregate",
    "MATCH (n:Major) WITH n.code RETURN 1 AS a": "cypher.name_it",
    "MATCH (n:Major) RETURN n.code AS a, n.name AS a": "cypher.name_again",
    "MATCH (n:Major) RETURN DISTINCT n.level AS l ORDER BY n.code": "cypher.no_variable",
    "MATCH (n:Major) RETURN n.code LIMIT -1": "cypher.rows",
    "MATCH (n:Major) RETURN x.code": "cypher.no_variable",
    "MATCH (n:Major": "error.cypher_cut",
    "RETURN": "error.cypher_cut",
    "MATCH (n:Major) DETACH DELETE n": "cypher.writes",
    "MATCH (n:Major) CALL { WITH n DETACH DELETE n } RETURN 1": "cypher.writes",
    "DETACH 'x'": "cypher.reaches_out",
    "MATCH p = shortestPath((a)-[:NEEDS* {tier: 1}]-(b)) RETURN p": "cypher.shortest_shape",
    "MATCH p = ANY SHORTEST (a)-[:NEEDS]-+(b), (c) RETURN p": "cypher.shortest_keyword",
    "RETURN duration.between(date(), date()) AS d": "cypher.duration",
    "RETURN duration({hours: 1}).days AS d": "cypher.duration",
    "RETURN 9223372036854775808": "cypher.too_large",
    "RETURN NOT 1": "cypher.no_condition",
    "RETURN $missing": "cypher.no_parameter",
}
AT_RUN = {
    "UNWIND ['a', 1] AS x RETURN x * 2": "cypher.kinds_met",
    "RETURN 1 / 0": "cypher.by_zero",
    "UNWIND [0] AS x RETURN 7 % x": "cypher.by_zero",
    "RETURN 9223372036854775807 + 1": "cypher.overflow",
    "UNWIND [9223372036854775807, 1] AS x RETURN sum(x)": "cypher.overflow",
    "RETURN date('2024-02-30')": "cypher.no_day",
    "RETURN date('2024-W54')": "cypher.no_day",
    "RETURN date('2023-366')": "cypher.no_day",
    "RETURN date({year: 2024, day: 3})": "cypher.no_day",
    "RETURN date({year: 2024, quarter: 1, dayOfQuarter: 92})": "cypher.no_day",
    "RETURN date.truncate('moon', date('2024-02-03'))": "cypher.no_unit",
    "RETURN substring('abc', -1)": "cypher.out_of_range",
    "RETURN range(1, 100000000)": "cypher.long_list",
    "WITH '(' AS p RETURN 'a' =~ p": "cypher.regex_met",
    "MATCH (a:Area), (b:Area), p = shortestPath((a)-[*]-(b)) RETURN p": "cypher.same_ends",
    "WITH -1 AS n RETURN n LIMIT toInteger('-1')": "cypher.negative_rows",
}


def refused(query: str, ontology: Ontology) -> str:
    with pytest.raises(WrongInput) as caught:
        compiled(query, Schema(ontology), {}, 10, TABLES)
    assert str(caught.value)
    assert caught.value.text("zh")
    return caught.value.key


@pytest.mark.parametrize("query", OTHERWISE)
def test_what_would_be_answered_otherwise_is_refused(query: str, ontology: Ontology) -> None:
    assert refused(query, ontology) == OTHERWISE[query]


@pytest.mark.parametrize("query", AT_RUN)
def test_what_fails_on_the_way_says_why(query: str, tiny_graph: PropertyGraphStore) -> None:
    with pytest.raises(WrongInput) as caught:
        answered(tiny_graph, query, {}, 10)
    assert caught.value.key == AT_RUN[query]
    assert caught.value.text("zh")


@pytest.fixture(scope="module")
def tiny_graph(homes: dict[str, Path]) -> PropertyGraphStore:
    return opened(open_build(homes["tiny"]).cypher_file, 1024**3)


NAMES = (
    "MATCH (`a``b\"'`:Major {code: 'it\\'s \\\\ \"'}) "
    "RETURN `a``b\"'`.name AS `x'; DROP`, {`k'\"`: 1} AS m"
)


def test_nothing_a_person_wrote_reaches_the_engine(ontology: Ontology) -> None:
    query = NAMES + ", 'secret text' + $given AS t, [`z\"'` IN ['q\"'] WHERE `z\"'` = 'w' | 1] AS l"
    found = compiled(query, Schema(ontology), {"given": "also secret"}, 10, TABLES)
    assert {"it's \\ \"", "secret text", "also secret"} <= set(map(str, found.values.values()))
    for written in ("secret", "it's", "a`b", "DROP", "k'", 'z"', "w'"):
        assert written not in found.query
    assert set(re.findall(r"'([^']*)'", found.query)) <= {"Major", "", "null", "{", "}", ","}
    assert [name for name, _ in found.columns][:2] == ["x'; DROP", "m"]


def test_texts_comments_and_names_hide_nothing_and_fake_nothing(
    tiny_graph: PropertyGraphStore,
) -> None:
    query = "MATCH (`LOAD X`:Major) /* COPY */ WHERE `LOAD X`.name = 'x; DELETE' RETURN 1 AS a"
    assert answered(tiny_graph, query, {}, 10).rows == []


def test_one_relationship_never_stands_in_two_places(ontology: Ontology) -> None:
    """Where the types differ nothing needs to be asked."""
    query = "MATCH (a:College)-[:OFFERS]->(m)<-[:OFFERS]-(b) RETURN a.name"
    assert "._id <> " in compiled(query, Schema(ontology), {}, 10, TABLES).query
    apart = "MATCH (a:College)-[:OFFERS]->(m)-[:PREPARES_FOR]->(o) RETURN a.name"
    assert "<>" not in compiled(apart, Schema(ontology), {}, 10, TABLES).query


def test_tokens_know_every_kind_of_quote() -> None:
    assert [t.text for t in tokens("'a\\'b' \"c\" `d``e` //x\n 1.5 $p <> 1..2")] == [
        "a'b", "c", "d`e", "1.5", "p", "<>", "1", "..", "2", "",
    ]  # fmt: skip


@pytest.mark.parametrize("query", TOO_MUCH, ids=[query[:24] for query in TOO_MUCH])
def test_what_is_too_long_or_too_deep_is_refused_at_once(query: str, ontology: Ontology) -> None:
    begun_s = time.process_time()
    with pytest.raises(WrongInput) as refused:
        compiled(query, Schema(ontology), {}, 10, TABLES)
    assert refused.value.key == TOO_MUCH[query]
    assert len(refused.value.text("zh")) < 200
    assert time.process_time() - begun_s < 10
