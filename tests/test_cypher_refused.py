"""What Cypher is refused: what writes, reaches out, or would be answered unlike Neo4j."""

from __future__ import annotations

import time

import pytest

from graph.errors import WrongInput
from graph.ontology import Ontology
from graph.queries.cypher.tokens import tokens
from graph.queries.cypher.translate import translate
from graph.queries.cypher.types import Schema

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
DISTINCT_FIRST = "cypher.distinct_first"
OTHERWISE = {
    "MATCH (n:Major) RETURN id(n)": "cypher.id",
    "MATCH (n:Major) WHERE n.name =~ '.*' RETURN n.name": "cypher.regex",
    "MATCH (n:major) RETURN n.name": "cypher.no_label",
    "MATCH (n:Major)-[:prepares_for]->(o) RETURN o.name": "cypher.no_type",
    "MATCH (n:Major) WHERE n.Name = 'x' RETURN n": "cypher.no_property",
    "MATCH (n:Chain) RETURN n.level": "cypher.no_property",
    "MATCH (n:Major {level: '5'}) RETURN n.name": "cypher.wrong_kinds",
    "MATCH (n:Major) WHERE n.code = 520201 RETURN n.name": "cypher.wrong_kinds",
    "MATCH (n:Policy) WHERE n.issued > '2020-01-01' RETURN n.title": "cypher.date_as_text",
    "MATCH (n:Major:Occupation) RETURN n": "cypher.no_such_node",
    "MATCH (n:Major) RETURN keys(n)": "cypher.properties",
    "MATCH ()-[r:OFFERS]->() RETURN properties(r)": "cypher.properties",
    "RETURN [x IN [1] WHERE NOT x = 1] AS a, [x IN [2] | x + 1] AS b": "cypher.two_lists",
    "MATCH (n:Major) RETURN [1, 'a']": "cypher.mixed",
    "MATCH (n:Major) WITH n ORDER BY n.name RETURN collect(n.name)": "cypher.order_without_limit",
    "MATCH (n:Major) WITH n ORDER BY n.name LIMIT 3 RETURN collect(n)": "cypher.ordered_collect",
    "MATCH (n:Major) RETURN [x IN n.aliases WHERE x = n.name]": "cypher.outside_list",
    "MATCH (a:Area)-[:BROADER*]->(b)<-[:BROADER]-(c) RETURN c.name": "cypher.two_lengths",
    "MATCH (n:Major) CALL { WITH n RETURN 1 AS x } RETURN x": "cypher.call_subquery",
    "MATCH (n:Major) RETURN [(n)-[:PREPARES_FOR]->(o) | o.name]": "cypher.pattern_comprehension",
    "MATCH (n:Major) RETURN COLLECT { MATCH (n)--(o) RETURN o.name }": "cypher.collect_subquery",
    "MATCH (n:Major) RETURN n.level AS l, n.code + toString(count(*))": "cypher.grouping",
    "RETURN reduce(a = 0, x IN [1, 2] | a + x)": "cypher.reduce",
    "MATCH (n:Major": "error.cypher_cut",
    "RETURN": "error.cypher_cut",
    "MATCH (n:Major) DETACH DELETE n": "cypher.writes",
    "DETACH 'x'": "cypher.reaches_out",
    "RETURN rand()": "cypher.not_repeatable",
    "RETURN [1, 2] = [1, 2]": "cypher.compare_lists",
    "MATCH p = (a:Area)-[:BROADER]->() WITH p, p AS q RETURN p = q": "cypher.compare_lists",
    "MATCH (n:Major) RETURN n.level, count(DISTINCT n), count(*)": DISTINCT_FIRST,
    "MATCH (n:Major) RETURN n.level, sum(DISTINCT n.level) + max(n.level)": DISTINCT_FIRST,
    "MATCH (n) WITH n.uri AS u, sum(DISTINCT 1) AS c, min(1) AS m RETURN u": DISTINCT_FIRST,
    "RETURN 9223372036854775808": "cypher.too_large",
}


def refused(query: str, ontology: Ontology) -> str:
    with pytest.raises(WrongInput) as caught:
        translate(query, Schema(ontology), {}, 10)
    assert str(caught.value)
    assert caught.value.text("zh")
    return caught.value.key


@pytest.mark.parametrize("query", OTHERWISE)
def test_what_would_be_answered_otherwise_is_refused(query: str, ontology: Ontology) -> None:
    assert refused(query, ontology) == OTHERWISE[query]


def test_texts_comments_and_names_hide_nothing_and_fake_nothing(ontology: Ontology) -> None:
    query = "MATCH (`LOAD X`:Major) /* COPY */ WHERE `LOAD X`.name = 'x; DELETE' RETURN 1 AS a"
    found = translate(query, Schema(ontology), {}, 10)
    assert found.query == (
        "MATCH (v1:`Major`) WHERE (v1.`name` = 'x; DELETE') RETURN 1 AS c2 LIMIT 11"
    )


def test_nothing_a_person_wrote_reaches_the_engine_but_plain_texts(ontology: Ontology) -> None:
    query = "MATCH (`a``b`:Major {code: 'it\\'s \\\\ \"'}) RETURN `a``b`.name AS `x'; DROP`"
    found = translate(query, Schema(ontology), {}, 10)
    assert (
        found.query == "MATCH (v1:`Major`) WHERE (v1.`code` = $p2) RETURN v1.`name` AS c3 LIMIT 11"
    )
    assert found.values == {"p2": "it's \\ \""}
    assert [name for name, _ in found.columns] == ["x'; DROP"]


def test_one_relationship_never_stands_in_two_places(ontology: Ontology) -> None:
    query = "MATCH (a:College)-[:OFFERS]->(m)<-[:OFFERS]-(b) RETURN a.name"
    assert "WHERE id(v3) <> id(v5)" in translate(query, Schema(ontology), {}, 10).query
    apart = "MATCH (a:College)-[:OFFERS]->(m)-[:PREPARES_FOR]->(o) RETURN a.name"
    assert "id(" not in translate(apart, Schema(ontology), {}, 10).query


def test_tokens_know_every_kind_of_quote() -> None:
    assert [t.text for t in tokens("'a\\'b' \"c\" `d``e` //x\n 1.5 $p <> 1..2")] == [
        "a'b", "c", "d`e", "1.5", "p", "<>", "1", "..", "2", "",
    ]  # fmt: skip


@pytest.mark.parametrize("query", TOO_MUCH, ids=[query[:24] for query in TOO_MUCH])
def test_what_is_too_long_or_too_deep_is_refused_at_once(query: str, ontology: Ontology) -> None:
    begun_s = time.process_time()
    with pytest.raises(WrongInput) as refused:
        translate(query, Schema(ontology), {}, 10)
    assert refused.value.key == TOO_MUCH[query]
    assert len(refused.value.text("zh")) < 200
    assert time.process_time() - begun_s < 10
