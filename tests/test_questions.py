"""Named questions: one heading for all languages, equal rows in every store, helpful refusals."""

from __future__ import annotations

import csv
import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from graph.builds.ask import ask_named, build_data
from graph.builds.manifest import TABLES
from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import WrongInput
from graph.ontology import XSD, Ontology
from graph.processes.limits import QueryLimits
from graph.queries import sql
from graph.queries.answers import Answer, plain
from graph.queries.cypher import ask_cypher
from graph.queries.named import FOLDER, SUFFIXES, Iri, NamedQuestion, named_question, questions
from graph.queries.neo4j import ask_neo4j
from graph.queries.sparql import ask_sparql
from graph.queries.values import possible_values, values_of
from graph.stores.neo4j import Neo4jServer
from graph.stores.targets import Shipment, push
from graph.words import say
from ingest.build import BuildRequest, build
from tests.servers import RunningServer
from views.cli import app

pytestmark = pytest.mark.usefixtures("warm_workers")

MANY = 1_000  # rows of demand: of a large city one value of each parameter will do
ENOUGH = QueryLimits(timeout_s=120, rows=200_000)
ODD = [
    "'", 'x"y', "back\\slash", "\\'", "{brace}", "$name", "`tick`", "//c", "/* c */", "\\u0041",
    "😀", "\u202eabc", "𠀀", "e\u0301", "{{}}", "' OR 1=1", "'}) RETURN n //", "<iri>", "?x", "#",
]  # fmt: skip

Values = dict[str, Any]


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory, homes: dict[str, Path]) -> dict[str, Build]:
    """The hand-checked city, the demonstration, and a city where everything is named to hurt."""
    folder = tmp_path_factory.mktemp("odd") / "city"
    folder.mkdir()
    for table, rows in odd_city().items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    home = folder.parent / "home"
    build(BuildRequest((folder,), None, home))
    return {
        "tiny": open_build(homes["tiny"]),
        "wuzhou": open_build(homes["wuzhou"]),
        "odd": open_build(home),
    }


def odd_city() -> dict[str, list[list[Any]]]:
    """A small city: thing ``i`` of a kind is named by the ``i``-th odd text."""
    each = [(f"{i:02}", name, ODD[(i + 1) % len(ODD)]) for i, name in enumerate(ODD)]
    return {
        "areas": [["code", "name", "parent"], ["00", "全市", ""]]
        + [[f"9{i}", f"区{name}", "00"] for i, name, _ in each],
        "chains": [["id", "name", "area"]] + [[f"c{i}", f"链{name}", "00"] for i, name, _ in each],
        "segments": [["id", "name", "chain", "stage"]]
        + [[f"s{i}", f"环{name}", f"c{i}", "上游"] for i, name, _ in each],
        "occupations": [["code", "name"]] + [[f"o{i}", f"职{name}"] for i, name, _ in each],
        "majors": [["code", "name", "level"]]
        + [[f"m{i}", f"专{name}", "高职"] for i, name, _ in each],
        "colleges": [["code", "name", "level", "area"]]
        + [[f"k{i}", f"校{name}", "高职", f"9{i}"] for i, name, _ in each],
        "enterprises": [["name", "area", "segments"]]
        + [[f"企{name}", f"9{i}", f"s{i}"] for i, name, _ in each],
        "units": [["id", "name"]] + [[f"u{i}", f"局{name}"] for i, name, _ in each],
        "labs": [["id", "name", "kind", "hosts", "segments"]]
        + [[f"l{i}", f"室{name}", "实训基地", f"k{i}", f"s{i}"] for i, name, _ in each],
        "alliances": [["id", "name", "kind", "lead", "chains"]]
        + [[f"a{i}", f"盟{name}", "产学联盟", f"k{i}", f"c{i}"] for i, name, _ in each],
        "crosswalk": [["major", "occupation", "tier"]]
        + [[f"m{i}", f"o{i}", 1 + int(i) % 2] for i, _, _ in each[1:]],
        "programmes": [["college", "major", "track", "since", "capacity"]]
        + [[f"k{i}", f"m{i}", other, 2000 + int(i), 40] for i, _, other in each],
        "enrolment": [["college", "major", "track", "year", "enrolled", "graduates"]]
        + [[f"k{i}", f"m{i}", other, 2024, int(i) * 3, ""] for i, _, other in each],
        "demand": [["occupation", "year", "area", "segment", "openings", "post"]]
        + [[f"o{i}", 2024, f"9{i}", f"s{i}", f"{i}.1", name] for i, name, _ in each[2:]],
        "policies": [["id", "title"], ["p'1", "文'件"]],
        "measures": [["policy", "path", "heading", "kind"]]
        + [["p'1", f"1/{i}", f"任务{name}", "measure"] for i, name, _ in each],
        "duties": [["policy", "path", "unit", "role", "position"]]
        + [["p'1", f"1/{i}", f"u{i}", "牵头" if int(i) % 2 else "配合", 1] for i, _, _ in each],
        "targets": [["policy", "path", "indicator", "comparator", "value", "text"]]
        + [["p'1", f"1/{i}", f"x{i}", ">=", f"{i}.5", name] for i, name, _ in each],
        "pathways": [["from_college", "from_major", "to_college", "to_major", "track", "seats"]]
        + [["k01", "m01", "k02", "m02", name, int(i)] for i, name, _ in each],
    }


def some_values(name: str, made: Build) -> list[Values]:
    """What a question is tried with: its defaults, and two values of each parameter."""
    asked, here = named_question(name), build_data(made)
    tried: list[Values] = []
    for place in (-1,) if made.tables["demand"].height > MANY else (0, -1):
        given = {}
        for parameter in asked.parameters:
            if parameter.kind == "node":
                things = here.keys.filter(here.keys["table"].is_in(["colleges", "chains"]))
                at = place if parameter.name != "to" else -1 - place
                given[parameter.name] = things["uri"][at]
            elif parameter.kind == "thing" and (options := possible_values(parameter, here)):
                given[parameter.name] = options[place][0]
        tried.append(values_of(asked, given, here))
    ends = [parameter.name for parameter in asked.parameters if parameter.kind == "node"]
    if len(ends) > 1:  # from a thing to itself
        tried.append({**tried[0], **dict.fromkeys(ends, tried[0][ends[0]])})
    if all(parameter.default is not None for parameter in asked.parameters):
        tried.append(values_of(asked, {}, here))
    return [values for at, values in enumerate(tried) if values not in tried[:at]]


def in_sparql(name: str, made: Build, values: Values) -> Answer:
    asked = named_question(name)
    return asked.settled(ask_sparql(made.rdf_folder, asked.filled("sparql", values), {}, ENOUGH))


@pytest.fixture(scope="module")
def tables(builds: dict[str, Build]) -> dict[str, Any]:
    """The tables of the cities, as a query in SQL finds them: opened once, not in a worker."""
    connections = {}
    for dataset, made in builds.items():
        connections[dataset] = duckdb.connect(":memory:")
        sql.offer_tables(connections[dataset], made.folder / TABLES)
        sql.offer_links(connections[dataset], str(made.cypher_file))
    return connections


@pytest.mark.parametrize("name", questions())
def test_a_heading_speaks_of_columns_and_lists_that_there_are(
    name: str, ontology: Ontology
) -> None:
    asked = named_question(name)
    of_columns = {*asked.order, *asked.descending, *asked.kinds, *(asked.chart or ())}
    assert of_columns <= set(asked.columns)
    assert not set(asked.columns) & {parameter.name for parameter in asked.parameters}
    assert set(asked.of) <= set(ontology.tables)
    assert say(f"questions.theme.{asked.theme}", "zh") != say(
        f"questions.theme.{asked.theme}", "en"
    )
    for kind in asked.kinds.values():
        what, _, of = kind.partition(":")
        assert of in {
            "code": ontology.code_lists,
            "label": [""],
            "word": [""],
            "relation": [""],
        }.get(what, ["", *ontology.tables])


def test_there_are_questions() -> None:
    assert len(questions()) >= 40
    for suffix in SUFFIXES.values():
        assert {file.stem for file in FOLDER.glob(f"*{suffix}")} == set(questions())


@pytest.mark.parametrize("dataset", ["tiny", "wuzhou", "odd"])
@pytest.mark.parametrize("name", questions())
def test_every_language_gives_the_same_rows(
    name: str, dataset: str, builds: dict[str, Build], tables: dict[str, Any]
) -> None:
    made, asked = builds[dataset], named_question(name)
    for values in some_values(name, made):
        ours = in_sparql(name, made, values)
        theirs = asked.settled(ask_cypher(made.cypher_file, asked.texts["cypher"], values, ENOUGH))
        assert ours.columns == theirs.columns == list(asked.columns)
        assert ours.rows == theirs.rows
        assert ours == in_sql(asked, tables[dataset], values)


def in_sql(asked: NamedQuestion, connection: Any, values: Values) -> Answer:
    result = connection.execute(asked.texts["sql"], values or None)
    columns = [column[0] for column in result.description]
    return asked.settled(Answer(columns, [list(map(plain, row)) for row in result.fetchall()]))


def test_sql_answers_in_a_worker_too(builds: dict[str, Build]) -> None:
    """Relations of any kind come from the property graph, which a query opens only if it must."""
    answers = [
        ask_named(builds["tiny"], name, given, language="sql").rows
        for name, given in (("path", {"from": "demo-a", "to": "tea"}), ("duplicate-majors", {}))
    ]
    assert [row[0] for row in answers[0]] == [2] * len(answers[0])
    assert len(answers[1]) == 2


def test_every_question_has_rows_somewhere(builds: dict[str, Build]) -> None:
    """Equal rows say nothing where there are none."""
    for name in questions():
        assert any(
            in_sparql(name, made, values).rows
            for made in builds.values()
            for values in some_values(name, made)
        ), name


@pytest.fixture(scope="module")
def neo4j_url(
    neo4j_server: RunningServer, builds: dict[str, Build], ontology: Ontology
) -> Iterator[str]:
    """A Neo4j that holds the hand-checked city."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in neo4j_server.environment.items():
            patch.setenv(name, value)
        with Neo4jServer(neo4j_server.url) as server:
            server.rows("MATCH (n) DETACH DELETE n")
        made = builds["tiny"]
        push(Shipment("q", ("tiny",), made.tables, ontology, made.rdf_folder), neo4j_server.url)
        yield neo4j_server.url


@pytest.mark.parametrize("name", questions())
def test_neo4j_gives_the_same_rows(name: str, neo4j_url: str, builds: dict[str, Build]) -> None:
    made, asked = builds["tiny"], named_question(name)
    for values in some_values(name, made):
        theirs = asked.settled(ask_neo4j(neo4j_url, asked.texts["cypher"], values, ENOUGH))
        assert theirs.rows == in_sparql(name, made, values).rows


@pytest.fixture(scope="module")
def fuseki_url(fuseki_server: RunningServer, builds: dict[str, Build], ontology: Ontology) -> str:
    """A Fuseki that holds the hand-checked city."""
    made = builds["tiny"]
    shipment = Shipment("q", ("tiny",), made.tables, ontology, made.rdf_folder)
    push(shipment, f"{fuseki_server.url}/data")
    return f"{fuseki_server.url}/query"


@pytest.mark.parametrize("name", questions())
def test_fuseki_gives_the_same_rows(name: str, fuseki_url: str, builds: dict[str, Build]) -> None:
    made, asked = builds["tiny"], named_question(name)
    for values in some_values(name, made):
        theirs = asked.settled(answered(fuseki_url, asked.filled("sparql", values)))
        assert theirs.rows == in_sparql(name, made, values).rows


def answered(url: str, query: str) -> Answer:
    """The answer of a SPARQL server."""
    body = urllib.parse.urlencode({"query": query}).encode()
    accept = {"Accept": "application/sparql-results+json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, accept)) as answer:
        told = json.load(answer)
    columns = told["head"]["vars"]
    rows = [[value(row.get(name)) for name in columns] for row in told["results"]["bindings"]]
    return Answer(columns, rows)


def value(cell: dict[str, str] | None) -> Any:
    if cell is None:
        return None
    kind = cell.get("datatype", "").removeprefix(XSD)
    if kind == "boolean":
        return cell["value"] == "true"
    if kind in ("integer", "decimal", "double"):
        return float(cell["value"])
    return cell["value"]


# Answers worked out by hand from examples/tiny -----------------------------------------------


def test_the_tables_of_the_small_city_by_hand(builds: dict[str, Build]) -> None:
    tiny = builds["tiny"]

    def rows(name: str, *columns: str, **given: str) -> list[tuple[Any, ...]]:
        answer = in_sparql(name, tiny, values_of(named_question(name), given, build_data(tiny)))
        return [tuple(row[column] for column in columns) for row in answer.records()]

    assert rows("duplicate-majors", "major_code", "college_code") == [
        ("530302", "demo-a"), ("530302", "demo-b"),
    ]  # fmt: skip
    assert rows("majors-without-demand", "code") == [("540101",)]
    assert rows("majors-for-occupation", "code", "tier", occupation="茶叶加工工") == [
        ("410107", 1), ("540109", 1), ("460301", 2),
    ]  # fmt: skip
    assert rows("measures-of-unit", "path", "role", unit="示例市教育局") == [
        ("2/2", "lead"), ("2/3", "joint"),
    ]  # fmt: skip
    assert rows("demand-by-year", "openings", "rows_unknown", occupation="茶艺师") == [
        (17, 0), (20.5, 0),
    ]  # fmt: skip
    assert rows("path", "steps", **{"from": "demo-a", "to": "tea"})[0] == (2,)
    assert rows("path", "steps", **{"from": "tea", "to": "tea"}) == []
    # 旅游管理 enrolled 26 in 2023 and 22 in 2024.
    assert ("540101", 24) in rows("programmes-under-threshold", "major_code", "mean_enrolled")
    # 茶叶生产与加工技术 has 48 + 9 graduates.
    assert rows("top-majors", "place", "major_code", "graduates", college="demo-a", places="2") == [
        (1, "520201", 58), (2, "410107", 57),
    ]  # fmt: skip
    # 茶叶加工工 18 + 11 → 24 + 17, 机电设备维修工 72 → 37, 导游 unknown → 15.
    change = rows("demand-change", "code", "before", "openings", "change", "change_pct")
    assert change[0] == ("6-02-06-10", 29, 41, 12, 41.4)
    assert ("6-31-01-10", 72, 37, -35, -48.6) in change
    assert change[-1] == ("4-07-04-01", None, 15, None, None)
    supply = rows("supply-change", "code", "graduates", "graduates_change", "enrolled_change")
    assert supply[0] == ("790302", 62, 38, 3)
    assert supply[-1] == ("530701", None, None, -2)
    # 社区护士: (29 × 5200 + 18 × 5000) ÷ 47; of 37 机电设备维修工 15 have a wage.
    wages = rows("wages-demand", "code", "openings", "wage_low", "wage_mean", "openings_with_wage")
    assert ("2-05-08-05", 47, 5000, 5123, 47) in wages
    assert ("6-31-01-10", 37, 6100, 6100, 15) in wages
    # A: (27 + 22) of (45 + 25); B: 48 of 64 and 50 % of 66; C tells only a share, of 62 graduates.
    assert rows("kept-by-college", "college_code", "share_pct", "counted", "rows_unknown") == [
        ("demo-a", 70, 70, 3), ("demo-c", 65, 62, 0), ("demo-b", 62.3, 130, 1),
    ]  # fmt: skip
    assert rows("kept-by-major", "major_code", "share_pct", college="demo-a") == [
        ("540101", 88), ("520201", 60),
    ]  # fmt: skip
    # Both have four majors, and one is the same: 1 of 7.
    assert rows("same-majors", "other_code", "shared", "overlap_pct", college="demo-a") == [
        ("demo-b", 1, 14.3),
    ]  # fmt: skip
    assert rows("chains-of-major", "chain_id", "segments", "occupations", major="460301") == [
        ("care", 1, 1), ("tea", 1, 2),
    ]  # fmt: skip
    assert rows("shared-occupations", "code", "chain_id") == [
        ("6-31-01-10", "care"), ("6-31-01-10", "tea"),
    ]  # fmt: skip
    counts = "segments", "enterprises", "occupations", "majors", "colleges", "labs", "alliances"
    assert rows("chain-profile", *counts, chain="tea") == [(3, 2, 4, 3, 2, 1, 1)]
    # A: 58 + 31 + 48 + 9 + 23; B and C: 79 + 70 + 30 + 62; people commute from west to east.
    commuting = rows("commuting-supply", "area_code", "from_code", "commute", "graduates")
    assert commuting == [
        ("990101", "990101", False, 169), ("990101", "990102", True, 241),
        ("990102", "990102", False, 241),
    ]  # fmt: skip
    assert rows("one-provider", "code", "openings", "college_code") == [
        ("6-31-01-10", 37, "demo-b"),
    ]  # fmt: skip
    # care: 60 + 70 + 90; tea: 50 + 15 + 30 + 90.
    assert rows("chain-places", "chain_id", "programmes", "places") == [
        ("care", 3, 220), ("tea", 4, 185),
    ]  # fmt: skip
    quality = rows("data-quality", "node_label", "records", "illustrative", "without_reference")
    assert {("Area", 3, 3, 3), ("Occupation", 8, 8, 0)} <= set(quality)


def test_three_questions_that_the_small_city_cannot_answer(
    builds: dict[str, Build], tables: dict[str, Any]
) -> None:
    """Recomputed from the tables of the demonstration by another way."""
    wuzhou, here = builds["wuzhou"], build_data(builds["wuzhou"])

    def answer(name: str) -> list[dict[str, Any]]:
        asked = named_question(name)
        return in_sql(asked, tables["wuzhou"], values_of(asked, {}, here)).records()

    tied = set(wuzhou.tables["cooperations"]["enterprise"])
    tied |= set(wuzhou.tables["programmes"]["partners"].explode().drop_nulls())
    alliances = wuzhou.tables["alliances"]
    tied |= set(alliances["members"].explode()) | set(alliances["lead"])
    for hosts in wuzhou.tables["labs"]["hosts"].drop_nulls():
        tied |= set(hosts) if set(hosts) & set(wuzhou.tables["colleges"]["node_key"]) else set()
    firms = set(wuzhou.tables["enterprises"]["name"])
    names = {row["node_key"]: row["name"] for row in wuzhou.tables["enterprises"].to_dicts()}
    expected = firms - {names[key] for key in tied & set(names)}
    assert {row["enterprise"] for row in answer("firms-without-tie")} == expected
    placed = wuzhou.tables["placements"].filter(pl.col("year") == 2024)
    assert sum(row["persons"] for row in answer("destinations")) == placed["persons"].sum()
    linked = wuzhou.tables["crosswalk"]
    taught = linked.filter(pl.col("major").is_in(wuzhou.tables["programmes"]["major"].implode()))
    untaught = set(linked["occupation"]) - set(taught["occupation"])
    wanted = wuzhou.tables["demand"].filter(
        pl.col("year") == 2024, pl.col("basis") == "survey", pl.col("openings").is_not_null()
    )
    expected = untaught & set(wanted["occupation"])
    assert {row["code"] for row in answer("occupations-not-taught")} == expected


def test_the_year_is_the_newest_of_the_basis(builds: dict[str, Build]) -> None:
    """The demonstration has projections up to 2027; its surveys end in 2024."""
    asked, here = named_question("demand-change"), build_data(builds["wuzhou"])
    assert values_of(asked, {}, here) == {"basis": "survey", "year": 2024}
    assert values_of(asked, {"basis": "projection"}, here)["year"] == 2027


# What people type ----------------------------------------------------------------------------


def test_a_thing_is_found_by_name_alias_code_and_path(builds: dict[str, Build]) -> None:
    here = build_data(builds["tiny"])
    uri = Iri("https://w3id.org/twinchain/id/chains/tea")
    for text in ("茶产业链", "茶链", "tea", "Tea chain", "chains/tea", '"tea"', str(uri)):
        assert values_of(named_question("firms-by-segment"), {"chain": text}, here) == {
            "chain": uri
        }
    row = "enrolment/demo-a/520201/_/2024"
    node = values_of(named_question("provenance"), {"thing": row}, here)["thing"]
    assert str(node).endswith(row)


def test_defaults_stand_in(builds: dict[str, Build]) -> None:
    here = build_data(builds["tiny"])
    assert values_of(named_question("programmes-under-threshold"), {}, here) == {
        "year": 2024, "enrolled": 30,
    }  # fmt: skip
    assert (
        values_of(named_question("demand-by-year"), {"basis": "预测"}, here)["basis"]
        == "projection"
    )


@pytest.mark.parametrize(
    ("name", "given", "key", "told"),
    [
        ("measures-of-unit", {}, "error.question_wants", "u-edu"),
        ("measures-of-unit", {"unit": "示例市教育"}, "error.question_value", "u-edu"),
        ("measures-of-unit", {"units": "x"}, "error.question_has_no_parameter", "unit"),
        ("demand-by-year", {"basis": "guess"}, "error.question_value", "survey"),
        ("duplicate-majors", {"colleges": "many"}, "error.question_value", "colleges"),
    ],
)
def test_a_wrong_parameter_is_told_what_is_possible(
    name: str,
    given: dict[str, str],
    key: str,
    told: str,
    builds: dict[str, Build],
) -> None:
    with pytest.raises(WrongInput) as refused:
        values_of(named_question(name), given, build_data(builds["tiny"]))
    assert refused.value.key == key
    assert told in refused.value.text("zh")
    assert told in refused.value.text("en")


def test_a_mistaken_name_is_told_what_is_near() -> None:
    with pytest.raises(WrongInput) as refused:
        named_question("neighbors")
    assert "neighbours" in str(refused.value)


def test_the_list_and_the_answers_on_the_command_line(homes: dict[str, Path]) -> None:
    run = CliRunner().invoke
    home = ["--home", str(homes["tiny"]), "--format", "json"]
    listed = json.loads(run(app, ["query", "--list", "--lang", "en", *home]).stdout)
    assert [each["name"] for each in listed] == list(questions())
    options = json.loads(run(app, ["query", "firms-by-segment", "--list", *home]).stdout)
    assert {"parameter": "chain", "value": "tea", "label": "茶产业链"} in options["values"]
    here = build_data(open_build(homes["tiny"]))
    with pytest.raises(WrongInput) as refused:
        values_of(named_question("firms-by-segment"), {"chain": "teas"}, here)
    assert "茶产业链" in refused.value.text("zh")
    assert "Tea chain" in refused.value.text("en")
    asked = ["query", "firms-by-segment", "--param", "chain=tea", *home]
    in_sparql_, in_cypher = (run(app, [*asked, *store]) for store in ([], ["--store", "duckdb"]))
    assert in_sparql_.stdout == in_cypher.stdout
    assert [row["segment_id"] for row in json.loads(in_cypher.stdout)] == [
        "tea-down", "tea-mid", "tea-up",
    ]  # fmt: skip
    mistaken = run(app, ["query", "firms-by-segments", *home])
    assert "firms-by-segment." in str(mistaken.exception)
