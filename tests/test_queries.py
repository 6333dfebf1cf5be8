"""Questions: plain JSON answers, limits that hold, and no way to write or to read outside."""

from __future__ import annotations

import http.server
import platform
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.builds.manifest import TABLES
from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import NoAnswer, TwinChainError, WrongInput
from graph.ontology import Ontology
from graph.processes import walls
from graph.processes.limits import QueryLimits
from graph.processes.worker import call_in_child
from graph.queries import answers
from graph.queries.answers import Answer
from graph.queries.guards import guard_sparql
from graph.queries.sparql import ask_sparql
from graph.queries.sql import ask_sql

pytestmark = pytest.mark.usefixtures("warm_workers")

MIB = 1024**2
ID = "https://w3id.org/twinchain/id/"


@pytest.fixture(scope="module")
def published(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


@pytest.fixture
def own_worker(warm_workers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each question have a worker of its own, as a command does."""
    monkeypatch.setattr(answers, "call_in_child", call_in_child)


def sparql(build: Build, query: str, limits: QueryLimits = QueryLimits(), **values: str) -> Answer:
    return ask_sparql(build.rdf_folder, query, values, limits)


def sql(build: Build, query: str, limits: QueryLimits = QueryLimits(), **values: str) -> Answer:
    return ask_sql(build.folder / TABLES, query, values, limits)


# SPARQL answers -----------------------------------------------------------------------------------


def test_select_gives_numbers_as_numbers_and_iris_as_text(published: Build) -> None:
    answer = sparql(
        published,
        """SELECT ?c ?name ?level ?public ?missing (1/3 AS ?third) (2.0 AS ?whole) (1e0 AS ?double)
        WHERE { ?c a tc:College ; rdfs:label ?name ; tc:level ?level ; tc:public ?public ;
                   tc:code "demo-c" FILTER(LANG(?name) = "zh") OPTIONAL { ?c tc:nothing ?missing } }
        """,
    )
    (row,) = answer.records()
    assert row == {
        "c": f"{ID}colleges/demo-c",
        "name": "示例中等职业学校 C",
        "level": 3,
        "public": False,
        "missing": None,
        "third": pytest.approx(1 / 3),
        "whole": 2,
        "double": 1,
    }
    assert [type(row[k]) for k in ("level", "public", "whole")] == [int, bool, int]


def test_a_sum_of_whole_numbers_is_whole(published: Build) -> None:
    # graduates of 2024, of examples/tiny/招生就业.csv
    expected = sql(published, "SELECT sum(graduates) FROM enrolment WHERE year = 2024").rows[0][0]
    answer = sparql(published, "SELECT (SUM(?g) AS ?s) { ?e tc:graduates ?g ; tc:year 2024 }")
    assert answer.rows == [[expected]]
    assert isinstance(answer.rows[0][0], int)
    assert isinstance(expected, int)


def test_ask_construct_and_describe(published: Build) -> None:
    assert sparql(published, "ASK { ?x a tc:Area }").records() == [{"answer": True}]
    assert sparql(published, "ASK { ?x a tc:Nothing }").records() == [{"answer": False}]
    answer = sparql(published, "CONSTRUCT { ?s tc:x ?l } { ?s a tc:College ; tc:level ?l }")
    assert answer.columns == ["subject", "predicate", "object"]
    assert {row[2] for row in answer.rows} == {3, 5}
    described = sparql(published, f"DESCRIBE <{ID}areas/990101>").records()
    assert {
        "subject": f"{ID}areas/990101",
        "predicate": "https://w3id.org/twinchain/ontology#broader",
        "object": f"{ID}areas/990000",
    } in described


@pytest.mark.parametrize(
    ("query", "values", "expected"),
    [
        ("SELECT ?a { ?a tc:code ?code }", {"code": '"990101"'}, [f"{ID}areas/990101"]),
        ("SELECT ?a ?code { ?a tc:code ?code }", {"code": '"990101"'}, [f"{ID}areas/990101"]),
        (
            "SELECT * { ?a tc:broader ?up }",
            {"up": f"{ID}areas/990000"},
            [f"{ID}areas/990101", f"{ID}areas/990102"],
        ),
        ("SELECT ?a { ?a tc:code $code }", {"code": "demo-a"}, [f"{ID}colleges/demo-a"]),
        ("SELECT (COUNT(?d) AS ?n) { ?d a tc:Demand ; tc:year ?y }", {"y": "2023"}, [15]),
        (
            "SELECT ?a { ?a a tc:Area ; tc:code ?code FILTER(?code = ?x || '?x' = 'b') }",
            {"x": '"990102"'},
            [f"{ID}areas/990102"],
        ),
        ("ASK { ?a tc:code ?code }", {"code": "demo-a"}, [True]),
        (
            "SELECT ?d { ?d tc:openings ?n }",
            {"n": "12.4"},
            [f"{ID}demand/4-03-02-07/2024/990101/tea-down/_/_/survey"],
        ),
        ('SELECT ?a { ?a tc:code ?code }', {"code": '"} ; DROP ALL # \\"'}, []),
    ],
)  # fmt: skip
def test_parameters_of_sparql(
    published: Build, query: str, values: dict[str, str], expected: list[object]
) -> None:
    answer = sparql(published, query, **values)
    assert sorted(row[0] for row in answer.rows) == expected


def test_parameters_that_mean_nothing_are_said(published: Build) -> None:
    with pytest.raises(WrongInput, match=r"\?cod.*code"):
        sparql(published, "SELECT ?a { ?a tc:code ?code }", cod="x")
    with pytest.raises(WrongInput, match="not a valid IRI"):
        sparql(published, "SELECT ?a { ?a tc:broader ?up }", up="http://x/> ?y } #")


# SQL answers --------------------------------------------------------------------------------------


def test_every_table_is_there_with_the_columns_of_the_contract(
    published: Build, ontology: Ontology
) -> None:
    system = {"node_key", "uri", "source_uri", "source_row"}
    listed = sql(
        published,
        """SELECT table_name, list(column_name ORDER BY ordinal_position)
           FROM information_schema.columns GROUP BY table_name""",
    )
    columns: dict[str, list[str]] = dict(listed.rows)  # type: ignore[arg-type]
    assert set(columns) == {*ontology.tables, "nodes"}  # and links, for a query that mentions them
    for table in ontology.tables.values():
        declared = [column.name for column in table.columns]
        assert columns[table.name][: len(declared)] == declared
        assert set(columns[table.name][len(declared) :]) == system - set(declared)
    assert sql(published, "SELECT count(*) FROM placements").rows == [[0]]  # nobody sent it


def test_references_hold_keys_levels_are_integers_kinds_english(published: Build) -> None:
    answer = sql(
        published,
        """SELECT m.name, p.partners, c.level, k.kind, e.node_key
           FROM programmes p JOIN majors m ON p.major = m.code
           JOIN colleges c ON p.college = c.code
           JOIN cooperations k ON k.college = p.college AND k.major = p.major
           JOIN enterprises e ON e.node_key = k.enterprise
           WHERE p.track IS NULL""",
    )
    assert answer.rows == [["茶叶生产与加工技术", ["示例企业01"], 5, "order_class", "示例企业01"]]


def test_sql_values_as_json_has_them(published: Build) -> None:
    answer = sql(
        published,
        """SELECT sum(capacity) AS whole, 1.50::DECIMAL(4, 2) AS exact, 2.0::DOUBLE AS float,
           DATE '2024-04-24' AS day, [1, NULL] AS list, {'a': 1.0} AS struct, NULL AS nothing,
           count(*) > 1 AS yes, 'inf'::DOUBLE AS endless,
           170141183460469231731687303715884105727 AS huge
           FROM programmes""",
    )  # fmt: skip
    assert answer.records() == [
        {
            "whole": 505,
            "exact": 1.5,
            "float": 2.0,
            "day": "2024-04-24",
            "list": [1, None],
            "struct": {"a": 1},
            "nothing": None,
            "yes": True,
            "endless": "inf",
            "huge": 170141183460469231731687303715884105727,
        }
    ]
    assert isinstance(answer.rows[0][0], int)


def test_parameters_of_sql(published: Build) -> None:
    query = "SELECT count(*) FROM demand WHERE year = $y AND area = $area"
    expected = sql(published, "SELECT count(*) FROM demand WHERE year = 2023 AND area = '990101'")
    assert sql(published, query, y="2023", area="990101").rows == expected.rows
    with pytest.raises(WrongInput, match="area"):
        sql(published, query, y="2023")
    with pytest.raises(WrongInput, match="excess"):
        sql(published, query, y="2023", area="1", more="1")


# Limits -------------------------------------------------------------------------------------------


def test_the_row_limit_is_said_when_hit(published: Build) -> None:
    limits = QueryLimits(rows=3)
    for answer in (
        sparql(published, "SELECT ?a { ?a a tc:Area }", limits),
        sql(published, "SELECT code FROM areas", limits),
    ):
        assert (len(answer.rows), answer.truncated) == (3, False)
    for answer in (
        sparql(published, "SELECT ?a { ?a a tc:Demand }", limits),
        sparql(published, "CONSTRUCT WHERE { ?a a ?b }", limits),
        sql(published, "SELECT year FROM demand", limits),
    ):
        assert (len(answer.rows), answer.truncated) == (3, True)


ENDLESS = {
    sparql: "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    sql: "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range % 7 < b.range % 9",
}  # fmt: skip


@pytest.mark.usefixtures("own_worker")
@pytest.mark.parametrize("ask", [sparql, sql])
def test_the_time_limit_holds_and_the_next_question_is_answered(published: Build, ask) -> None:  # type: ignore[no-untyped-def]
    begun = time.monotonic()
    with pytest.raises(NoAnswer, match=r"1\.5 s"):
        ask(published, ENDLESS[ask], QueryLimits(timeout_s=1.5))
    assert time.monotonic() - begun < 6
    one = {sparql: "SELECT (1 AS ?n) {}", sql: "SELECT 1"}[ask]
    assert ask(published, one).rows == [[1]]


@pytest.mark.usefixtures("own_worker")
@pytest.mark.parametrize(
    ("ask", "query"),
    [
        (sparql, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY DESC(?f) ?c"),
        (sql, "SELECT list(a.range || '-' || b.range) FROM range(10000) a, range(100000) b"),
    ],
)
def test_the_memory_limit_holds(published: Build, ask, query: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NoAnswer, match="memory"):
        ask(published, query, QueryLimits(timeout_s=30, memory_bytes=300 * MIB))


# Refusals: SPARQL ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX select: <a:b> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "# SELECT\nCLEAR ALL",
        "DROP DEFAULT",
        "CREATE GRAPH <a:b>",
        "LOAD <http://127.0.0.1/x>",
        "COPY <a:b> TO <a:c>",
        "MOVE <a:b> TO <a:c>",
        "ADD <a:b> TO <a:c>",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_sparql_updates_are_refused(published: Build, query: str) -> None:
    before = sparql(published, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
    with pytest.raises(WrongInput, match="read-only"):
        sparql(published, query)
    assert sparql(published, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows == before


@pytest.fixture(scope="module")
def outside() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that nothing is to reach, and what has been asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(500)

        do_POST = do_GET  # noqa: N815 - the library asks for it

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()
    thread.join()


CALLS_OUT = {
    "plain": "SELECT * { SERVICE <$> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <$> { ?s ?p ?o } }",
    "small letters": "SELECT * { service x:a { ?s ?p ?o } }",
    "variable": "SELECT * { BIND(<$> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "escaped letter": r"SELECT * { \u0053ERVICE <$> { ?s ?p ?o } }",
    "long escape": r"SELECT * { SERVIC\U00000045 <$> { ?s ?p ?o } }",
    "no space, so it looks like a name": "SELECT * { SERVICE:a { ?s ?p ?o } }",
    "silent without space": "SELECT * { SERVICESILENT:a { ?s ?p ?o } }",
    "grown onto a word": "SELECT * { ?a ?b trueSERVICE:a { ?s ?p ?o } }",
    "grown onto a word and a stop": "SELECT * { ?a ?b true.SERVICE:a { ?s ?p ?o } }",
    "grown onto a bracket": "SELECT * { FILTER(1<2)SERVICE:a { ?s ?p ?o } }",
    "grown onto a number": "SELECT * { ?a ?b 5.SERVICE:a { ?s ?p ?o } }",
    "grown onto a direction": 'SELECT * { ?a ?b "a"@en--ltrSERVICE:a { ?s ?p ?o } }',
    "behind a string that seems open": "SELECT * { ?a ?b '\"' . SERVICE <$> { ?s ?p '\"' } }",
    "behind a long string": "SELECT * { ?a ?b '''a''b\\'''' . SERVICE <$> { ?s ?p ?o } }",
    "behind a comment that ends with a return": "SELECT * { # \r SERVICE <$> { ?s ?p ?o }\n }",
    "behind an IRI with a number sign": "SELECT * { ?a <a:b#c> ?d . SERVICE <$> { ?s ?p ?o } }",
    "behind an escaped IRI and a string that only seem to hold comments":
        r'SELECT * { ?a ?b "\u0022 #" . ?a <a:\u0041#x> ?d . SERVICE <$> { ?s ?p ?o } }',
    "in an exists": "ASK { FILTER EXISTS { SERVICE <$> { ?s ?p ?o } } }",
    "in a subselect": "SELECT * { { SELECT * { SERVICE <$> { ?s ?p ?o } } } }",
}  # fmt: skip


@pytest.mark.usefixtures("own_worker")
@pytest.mark.parametrize("how", CALLS_OUT)
def test_no_query_calls_out(published: Build, outside: tuple[str, list[str]], how: str) -> None:
    url, asked = outside
    query = f"PREFIX : <{url}> PREFIX x: <{url}> " + CALLS_OUT[how].replace("$", url)
    with pytest.raises(WrongInput, match="SERVICE"):
        sparql(published, query)
    assert asked == []


def test_behind_the_guard_the_system_itself_refuses_the_network(
    published: Build,
    outside: tuple[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    url, asked = outside
    (tmp_path / "unguarded.py").write_text(
        "from graph.queries import sparql\n"
        "sparql.guard_sparql = lambda *_: None\n"
        "answer = sparql.answer_in_child\n",
        encoding="ascii",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    if not sys.platform.startswith("linux") or platform.machine() not in walls.MACHINES:
        pytest.skip("this system has no such filter")
    request = {
        "folder": str(published.rdf_folder),
        "query": f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "parameters": {},
        "rows": 5,
    }
    with pytest.raises(TwinChainError, match="Permission denied"):
        call_in_child("unguarded:answer", request)
    assert asked == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <http://example.org/g> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://example.org/g> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * from tc:graph { ?s ?p ?o }",
    ],
)
def test_from_names_only_graphs_of_the_build(published: Build, query: str) -> None:
    with pytest.raises(WrongInput, match="datasets/tiny"):
        sparql(published, query)


def test_from_a_graph_of_the_build_is_answered(published: Build) -> None:
    graph = f"<{ID}datasets/tiny>"
    count = "SELECT (COUNT(*) AS ?n) FROM {} {{ ?s tc:sourceRow ?row }}"
    assert sparql(published, count.format(graph)).rows[0][0] > 100
    named = f"SELECT (COUNT(*) AS ?n) FROM NAMED {graph} {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert sparql(published, named).rows[0][0] > 100


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s rdfs:label 'SERVICE <http://x> { }' }",
        'SELECT * { ?s rdfs:label """INSERT "SERVICE" DROP""" } # SERVICE <http://x> {}',
        "SELECT ?service ?insert { ?service tc:service_income_cny ?insert }",
        "SELECT * { ?s <http://x/SERVICE#LOAD> 'FROM <a:b>'@en-gb }",
        "SELECT * { ?s ?from ?with FILTER(?from < ?with || ?s > ?with) }",
        "SELECT * { ?s tc:from ?drop ; a tc:Area }",
    ],
)
def test_words_that_are_only_names_or_texts_are_let_through(query: str) -> None:
    guard_sparql(query, frozenset())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {" + "{" * 10_000 + "}" * 10_000 + "}",
        "SELECT (" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) {}",
        "ASK { FILTER(" + "!" * 10_000 + "true) }",
        "SELECT * { ?a " + "(" * 10_000 + "<a:b>" + ")" * 10_000 + " ?b }",
    ],
    ids=["groups", "brackets", "signs", "paths"],
)
def test_a_query_that_would_fell_the_engine_is_refused(query: str) -> None:
    with pytest.raises(WrongInput) as refused:
        guard_sparql(query, frozenset())
    assert refused.value.key == "error.query_too_deep"
    guard_sparql("ASK { FILTER(" + "(" * 50 + "!!true" + ")" * 50 + ") }", frozenset())


def test_a_syntax_error_is_said_with_its_place(published: Build) -> None:
    with pytest.raises(WrongInput, match="line 1, character 23"):
        sparql(published, "SELECT ?x WHERE { ?x }")
    with pytest.raises(WrongInput):
        sparql(published, "")


# Refusals: SQL ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "COPY areas TO '{there}/out.csv'",
        "COPY (SELECT 1) TO '{tables}/areas.parquet'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{there}/out.csv'",
        "EXPORT DATABASE '{there}/out'",
        "IMPORT DATABASE '{there}/out'",
        "ATTACH '{there}/out.db'",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "PRAGMA database_list",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CALL pragma_version()",
        "CREATE TABLE x AS SELECT 1",
        "CREATE VIEW x AS SELECT 1",
        "DROP VIEW areas",
        "INSERT INTO areas SELECT * FROM areas",
        "UPDATE areas SET name = ''",
        "DELETE FROM areas",
        "WITH x AS (INSERT INTO areas VALUES (1) RETURNING *) SELECT * FROM x",
        "PREPARE x AS SELECT 1",
        "BEGIN",
        "CHECKPOINT",
        "VACUUM",
        "SELECT 1; SELECT 2",
        "SELECT 1; COPY areas TO '{there}/out.csv'",
        "",
        "-- nothing",
        "SELECT * FROM '{there}/secret.csv'",
        'SELECT * FROM "{there}/secret.csv"',
        "SELECT * FROM read_csv('{there}/secret.csv')",
        "SELECT * FROM read_text('{there}/secret.csv')",
        "SELECT * FROM read_blob('{there}/secret.csv')",
        "SELECT * FROM sniff_csv('{there}/secret.csv')",
        "SELECT * FROM glob('{there}/*')",
        "SELECT * FROM read_parquet('{tables}/_contributions.parquet')",
        "SELECT * FROM parquet_metadata('{tables}/areas.parquet')",
        "SELECT * FROM '{tables}/_contributions.parquet'",
        "SELECT * FROM 'http://127.0.0.1:9/x.csv'",
        "SELECT * FROM read_csv('https://127.0.0.1:9/x.csv')",
        "SELECT * FROM read_json('s3://bucket/x.json')",
        "SELECT (SELECT count(*) FROM read_text('{there}/secret.csv'))",
        "WITH t AS MATERIALIZED (FROM read_text('{there}/secret.csv')) SELECT * FROM t",
        "FROM query('SELECT * FROM read_text(''{there}/secret.csv'')')",
        "SELECT * FROM query_table('{there}/secret.csv')",
        "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
        "SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = '{there}/log')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM force_checkpoint()",
        "SELECT * FROM sqlite_scan('{there}/secret.csv', 'x')",
        "SELECT * FROM pandas_scan(1)",
        "SELECT getenv('HOME')",
        "SELECT nextval('x')",
        "SELECT * FROM connection",
    ],
)
def test_sql_that_writes_or_looks_elsewhere_is_refused(
    published: Build, tmp_path: Path, query: str
) -> None:
    (tmp_path / "secret.csv").write_text("a,b\nsecret,2\n", encoding="ascii")
    tables = published.folder / TABLES
    before = {file: file.stat() for file in tables.iterdir()}
    with pytest.raises(WrongInput) as caught:
        sql(published, query.format(there=tmp_path, tables=tables))
    assert "secret,2" not in str(caught.value)
    assert {file: file.stat() for file in tables.iterdir()} == before
    assert [file.name for file in tmp_path.iterdir()] == ["secret.csv"]


@pytest.mark.parametrize(
    "query",
    [
        "FROM areas",
        "VALUES (1), (2)",
        "SELECT unnest([1, 2])",
        "SELECT * FROM generate_series(1, 3)",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) FROM t",
        "DESCRIBE areas",
        "SHOW TABLES",
        "SELECT 'COPY x TO y; ATTACH' AS text -- read_csv('x'); DROP",
    ],
)
def test_plain_selects_are_answered(published: Build, query: str) -> None:
    assert sql(published, query).rows
