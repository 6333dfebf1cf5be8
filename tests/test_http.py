"""``/sparql`` and ``/api`` over real HTTP, asked by the clients that analysts use."""

from __future__ import annotations

import base64
import io
import json
import shlex
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import pytest
import rdflib
import uvicorn
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from graph.builds.ask import ask_named
from graph.builds.opened import Build
from graph.door import open_build
from graph.processes.limits import QueryLimits
from graph.queries.named import questions
from ingest.build import BuildRequest, build
from tests.altered import altered_home
from tests.documented import blocks
from views.http import app, patience
from views.http.patience import PatientProtocol
from views.http.questions import RESERVED
from views.http.settings import HttpSettings

SECRET = "geheim"
ID = "https://w3id.org/twinchain/id/"
MAJORS = "SELECT ?m ?n { ?m a tc:Major ; rdfs:label ?n FILTER(lang(?n) = 'zh') } ORDER BY ?m"
EXPLODES = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
JSON = "application/sparql-results+json"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
UTF16 = {"Content-Type": "application/sparql-query; charset=utf-16"}


@dataclass(frozen=True)
class Reply:
    status: int
    kind: str
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class Client:
    url: str

    def send(
        self, path: str, body: bytes | None = None, method: str | None = None, **headers: str
    ) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, body, named, method=method)
        try:
            answer = urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            kind = answer.headers.get("Content-Type", "").partition(";")[0]
            told = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(answer.status, kind, answer.read(), told)

    def ask(self, query: str, accept: str = JSON, **more: str) -> Reply:
        asked = urllib.parse.urlencode({"query": query, **more})
        return self.send(f"/sparql?{asked}", Accept=accept, Accept_Language="en")


@contextmanager
def served(home: Path, settings: HttpSettings) -> Iterator[Client]:
    configuration = uvicorn.Config(
        app(home, settings), port=0, log_level="error", http=PatientProtocol, ws="none"
    )
    server = uvicorn.Server(configuration)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Client(f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="module")
def published(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


SETTINGS = HttpSettings(hosts=("graph.example",), origins=("https://maps.example",), lang="en")


@pytest.fixture(scope="module")
def client(published: Build) -> Iterator[Client]:
    with served(published.folder.parent.parent, SETTINGS) as found:
        yield found


# The SPARQL protocol ------------------------------------------------------------------------------


def test_get_and_both_posts_answer_alike(client: Client) -> None:
    got = client.ask(MAJORS)
    form = urllib.parse.urlencode({"query": MAJORS}).encode()
    assert (got.status, got.kind) == (200, JSON)
    assert len(got.json["results"]["bindings"]) > 3  # type: ignore[index]
    assert client.send("/sparql", form, Accept=JSON, **FORM).body == got.body
    assert client.send("/sparql", MAJORS.encode(), Accept=JSON, **DIRECT).body == got.body


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv", "text/csv"),
    ],
)
def test_results_come_in_the_form_asked_for(client: Client, accept: str, kind: str) -> None:
    answer = client.ask(MAJORS, accept)
    assert (answer.status, answer.kind) == (200, kind)
    assert "护理" in answer.text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib of itself
@pytest.mark.parametrize(
    ("kind", "reader"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_graphs_come_in_the_form_asked_for(client: Client, kind: str, reader: str) -> None:
    answer = client.ask("CONSTRUCT { ?m a tc:Major } WHERE { ?m a tc:Major }", kind)
    assert (answer.status, answer.kind) == (200, kind)
    count = client.ask("SELECT (COUNT(*) AS ?n) { ?m a tc:Major }", "text/csv").text.split()[1]
    assert len(rdflib.Graph().parse(data=answer.body, format=reader)) == int(count)


def test_ask_and_describe_are_answered(client: Client) -> None:
    assert client.ask("ASK { ?m a tc:Major }").json["boolean"] is True
    told = client.ask("DESCRIBE ?m { ?m a tc:Major } LIMIT 1", "text/turtle")
    assert told.status == 200
    assert len(rdflib.Graph().parse(data=told.body, format="turtle")) > 3


@pytest.mark.parametrize(
    ("status", "method", "path", "body", "headers"),
    [
        (400, "GET", "/sparql?query=SELEC+%3Fx", None, {}),
        (400, "GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}),
        (400, "GET", "/sparql?nothing=1", None, {}),
        (400, "GET", "/sparql?query=%FF", None, {}),
        (400, "POST", "/sparql", b"x=1", FORM),
        (403, "POST", "/sparql", b"update=CLEAR+ALL", FORM),
        (415, "POST", "/sparql", b"ASK {}", {"Content-Type": "text/plain"}),
        (415, "POST", "/sparql", b"CLEAR ALL", {"Content-Type": "application/sparql-update"}),
        (415, "POST", "/sparql", "ASK {}".encode("utf-16"), UTF16),
        (400, "POST", "/sparql", b"\xff\xfe", DIRECT),
        (413, "POST", "/sparql", b"#" * 2_000_000, DIRECT),
        (405, "PUT", "/sparql", b"ASK {}", DIRECT),
        (405, "DELETE", "/sparql?query=ASK%7B%7D", None, {}),
        (406, "GET", "/sparql?query=ASK%7B%7D", None, {"Accept": "image/png"}),
        (400, "GET", "/sparql?query=ASK%7B%7D&default-graph-uri=urn%3Anone", None, {}),
        (400, "GET", "/sparql?query=ASK%7B%7D&timeout=never", None, {}),
    ],
)
def test_what_the_protocol_does_not_allow_is_said(
    client: Client, status: int, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> None:
    answer = client.send(path, body, method, **headers)
    assert answer.status == status
    assert status == 405 or (answer.kind == "text/plain" and answer.text.strip())


def test_the_dataset_of_the_request_goes_before_that_of_the_query(
    client: Client, published: Build
) -> None:
    (graph,) = client.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "text/csv").text.split()[
        1:
    ]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    named = client.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", "text/csv")
    asked = urllib.parse.urlencode({"query": count, "default-graph-uri": graph})
    assert client.send(f"/sparql?{asked}", Accept="text/csv").body == named.body
    assert client.ask(count, "text/csv").body != named.body


def test_the_service_describes_itself(client: Client) -> None:
    answer = client.send("/sparql", Accept="text/turtle")
    described = rdflib.Graph().parse(data=answer.body, format="turtle")
    service = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, service.endpoint, rdflib.URIRef(f"{client.url}/sparql")) in described
    assert (None, service.supportedLanguage, service.SPARQL11Query) in described


def test_rdflib_connects(client: Client) -> None:
    store = rdflib.Graph(SPARQLStore(f"{client.url}/sparql", returnFormat="json"))
    found = list(store.query("SELECT ?n { ?m a tc:Major ; rdfs:label ?n } LIMIT 2"))
    assert len(found) == 2


def test_what_the_documentation_shows_works(
    client: Client, published: Build, require: Callable[..., None]
) -> None:
    (python,) = (code for code in blocks("servers.md", "python") if "SPARQLStore" in code)
    found: dict[str, Any] = {}
    exec(python.replace("http://localhost:8501", client.url), found)
    assert found["majors"]["code"].tolist() == published.tables["majors"]["code"].to_list()
    assert len(found["rows"]) == 5
    require("curl")
    (line,) = (code for code in blocks("servers.md") if code.startswith("curl "))
    command = shlex.split(line.replace("http://localhost:8501", client.url))
    told = subprocess.run([*command, "--silent"], capture_output=True, text=True, check=True)
    assert len(told.stdout.split()) > published.tables["colleges"].height


# Limits -------------------------------------------------------------------------------------------


def test_a_query_without_end_is_503_and_others_go_on(client: Client) -> None:
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(client.ask, EXPLODES, timeout="2")
        assert client.ask("ASK {}").status == 200
        answer = endless.result()
    assert (answer.status, answer.kind) == (503, "text/plain")
    assert "2 s" in answer.text
    assert client.ask("ASK {}").status == 200


def test_work_stops_once_nobody_waits_for_it(published: Build) -> None:
    """The only worker is free again although its question would take minutes."""
    limits = QueryLimits(timeout_s=600)
    with served(published.folder.parent.parent, replace(SETTINGS, limits=limits, workers=1)) as one:
        address = urllib.parse.urlsplit(one.url)
        for _ in range(2):  # the second would wait for the first
            with socket.create_connection((address.hostname, address.port or 0)) as asker:
                path = "/sparql?" + urllib.parse.urlencode({"query": EXPLODES})
                asker.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                time.sleep(0.3)
        assert one.ask("ASK {}").status == 200


def test_a_long_answer_comes_whole_or_not_at_all(published: Build) -> None:
    every = "SELECT * { ?s ?p ?o . ?o ?q ?r }"
    home = published.folder.parent.parent
    with served(home, SETTINGS) as client:
        whole = client.ask(every, "text/csv")
        assert (whole.status, len(whole.body)) == (200, int(whole.headers["content-length"]))
    with served(home, replace(SETTINGS, spool_bytes=len(whole.body) - 1)) as client:
        assert client.ask(every, "text/csv").status == 503
        assert client.ask("ASK {}").status == 200
    with served(home, replace(SETTINGS, limits=QueryLimits(memory_bytes=1))) as client:
        assert client.ask(EXPLODES).status == 503


def test_many_ask_at_once(client: Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.ask(MAJORS), range(40)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1


# Who may ask --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/api/health"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "graph.example:80"}, 200),
        ({"Host": "LOCALHOST"}, 200),
        ({"Host": "[::1]:1"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "localhost.evil.example"}, 421),
        ({"Host": "evil@localhost"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://maps.example"}, 200),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}, 200),
    ],
)
def test_only_known_hosts_and_sites_are_answered(
    client: Client, path: str, headers: dict[str, str], status: int
) -> None:
    answer = client.send(path, **headers)
    assert answer.status == status
    allowed = answer.headers.get("access-control-allow-origin")
    assert allowed == (headers.get("Origin") if status == 200 else None)
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_token_is_asked_for_where_one_is_set(published: Build) -> None:
    home = published.folder.parent.parent
    with served(home, replace(SETTINGS, token=SECRET)) as client:
        basic = base64.b64encode(f"any:{SECRET}".encode()).decode()
        for path in ("/api/tables", "/sparql?query=ASK%7B%7D"):
            assert client.send(path).status == 401
            assert client.send(path, Authorization="Bearer x").status == 401
            assert client.send(path, Authorization="Basic ???").status == 401
            assert client.send(path, Authorization=f"Bearer {SECRET}").status == 200
            assert client.send(path, Authorization=f"Basic {basic}").status == 200
    assert SECRET not in repr(replace(SETTINGS, token=SECRET))


# The other interfaces -----------------------------------------------------------------------------


def test_the_index_names_what_there_is(client: Client) -> None:
    told = client.send("/api/").json
    paths: dict[str, Any] = told["paths"]  # type: ignore[assignment]
    assert told["openapi"] == "3.1.0"
    for path, told in paths.items():
        if any(parameter.get("required") for parameter in told["get"]["parameters"]):
            assert client.send(path).status in (400, 404), path
        else:
            assert client.send(path).status == 200, path


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "x"])
def test_what_is_no_number_is_the_askers_fault(client: Client, number: str) -> None:
    answer = client.send(f"/api/gap?lambda={number}", Accept_Language="en")
    assert (answer.status, answer.kind) == (400, "text/plain")
    assert number in answer.text


def test_builds_and_their_manifests(client: Client, published: Build) -> None:
    assert client.send("/api/health").json == {"status": "ok", "build": published.id}
    assert client.send("/api/builds").json["builds"] == [published.id]
    assert client.send("/api/builds/current").json["build"] == published.id
    assert client.send("/api/builds/nothing").status == 404


def test_a_table_comes_in_pages(client: Client, published: Build) -> None:
    path: str | None = "/api/tables/majors?limit=2"
    rows: list[dict[str, object]] = []
    while path:
        page = client.send(path).json
        rows += page["rows"]  # type: ignore[arg-type]
        following = page["next"]
        path = str(following).removeprefix(client.url) if following else None
    majors = published.tables["majors"]
    assert [row["code"] for row in rows] == majors["code"].to_list()
    assert page["total"] == majors.height


def test_a_table_comes_whole_for_spreadsheets_and_frames(client: Client, published: Build) -> None:
    import pandas as pd

    majors = published.tables["majors"]
    told = client.send("/api/tables/majors?format=csv")
    assert told.body.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(io.BytesIO(told.body), dtype={"code": "str"})
    assert frame["code"].tolist() == majors["code"].to_list()
    parquet = pl.read_parquet(io.BytesIO(client.send("/api/tables/majors?format=parquet").body))
    assert parquet.equals(majors.select(parquet.columns))


def test_analyses_say_what_the_command_says(client: Client, published: Build) -> None:
    from graph.gap.gap import GapParameters, gap
    from graph.telling.as_json import to_json

    told = client.send("/api/gap?tier=2&draws=5&noise=own=5,counts=off&lang=en").json
    asked = GapParameters(tier=2, draws=5, noise="own=5,counts=off")
    ours = to_json(gap(published.tables, asked), "en", published.id)
    assert ours["ranges"]["draws"] == 5
    assert {name: told[name] for name in ours} == json.loads(json.dumps(ours))


def test_a_year_to_come_is_projected(client: Client) -> None:
    told = client.send("/api/gap?year=2026&draws=5&lang=en").json
    assert (told["year"], told["projected"]["from"], told["projected"]["draws"]) == (2026, 2024, 5)
    parts = client.send("/api/outlook?until=2025&draws=0&by=chain").json["parts"]
    assert {row["chain"] for row in parts} >= {"tea", "care"}


def test_supply_alone_is_told_without_a_gap(homes: dict[str, Path], tmp_path: Path) -> None:
    demand = open_build(homes["tiny"]).tables["demand"].clear()
    home = altered_home(homes["tiny"], tmp_path / "home", demand=demand)
    with served(home, SETTINGS) as client:
        told = client.send("/api/outlook?draws=5&lang=en").json
        refused = client.send("/api/gap?year=2026&lang=en")
    assert (told["lacks"], told["occupations"], told["basis"]) == ("demand", [], None)
    years: Any = told["years"]
    assert years[0]["supply"]["median"] > 0
    assert {year["demand"] or year["shortage"] for year in years} == {None}
    assert 400 <= refused.status < 500


def test_the_three_lists_are_those_of_the_command(client: Client, published: Build) -> None:
    from graph.lists.lists import lists
    from graph.lists.report import ListParameters
    from graph.lists.tabulated import lists_json

    told = client.send("/api/lists?draws=0&lang=en").json
    ours = lists_json(lists(published.tables, ListParameters(draws=0)), "en", published.id)
    assert {name: told[name] for name in ours} == json.loads(json.dumps(ours))


def test_the_plan_is_that_of_the_command(client: Client, published: Build) -> None:
    from graph.plan.plan import PlanParameters, plan
    from graph.telling.plan import plan_json

    told = client.send("/api/plan?until=2029&front=2&lang=en").json
    ours = plan(published.tables, PlanParameters(until=2029, front=2))
    expected = json.loads(json.dumps(plan_json(ours, "en", published.id)))
    assert {name: told[name] for name in expected} == expected
    (move, *_) = ours.moves
    name = "/".join(part for part in move.key if part)
    fixed = client.send(f"/api/plan?until=2029&fix={name}={move.before}").json["moves"]
    places = {row["places"] for row in fixed if (row["college"], row["major"]) == move.key[:2]}
    assert places == {move.before}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/plan?fix=nope", 400),
        ("/api/plan?until=2025", 422),
        ("/api/plan?regret=nope", 400),
        ("/api/plan?regret=all", 422),  # of no scenarios
        ("/api/plan?front=2&front_by=cost", 422),  # without costs
        ("/api/plan?front=2&front_by=price", 400),
        ("/api/gap?scenario=none", 400),
        ("/api/gap?year=2026&scenario=none", 400),
        ("/api/gap?year=2099", 422),
        ("/api/gap?tier=3", 400),
        ("/api/gap?year=soon", 400),
        ("/api/gap?draws=1001", 400),
        ("/api/gap?noise=loud", 400),
        ("/api/gap?market=none", 400),
        ("/api/gap?unknown=1", 400),
        ("/api/coverage?chain=none", 400),
        ("/api/tables/none", 404),
        ("/api/tables/majors?format=exe", 400),
        ("/api/tables/majors?limit=-1", 400),
        ("/api/neighbourhood", 400),
        ("/api/neighbourhood?uri=urn:x%3E%20%7D", 400),
        ("/api/neighbourhood?uri=urn:x", 404),
        ("/api/none", 404),
    ],
)
def test_a_wrong_question_is_said(client: Client, path: str, status: int) -> None:
    answer = client.send(path)
    assert (answer.status, answer.kind) == (status, "text/plain")


def test_years_without_figures_are_no_fault_of_the_server(client: Client) -> None:
    answer = client.send("/api/gap?year=1999", Accept_Language="zh")
    assert (answer.status, answer.kind) == (422, "text/plain")
    assert "1999" in answer.text
    answer = client.send("/api/gap?min_level=8&lang=en")
    assert answer.status == 422
    assert answer.text.rstrip().endswith("Lower min_level.")


def test_named_questions_are_listed_described_and_answered(
    client: Client, published: Build
) -> None:
    told = client.send("/api/questions?lang=en").json
    listed: list[dict[str, Any]] = told["questions"]  # type: ignore[assignment]
    assert [each["name"] for each in listed] == list(questions())
    one: dict[str, Any] = client.send("/api/questions/firms-by-segment?lang=en").json
    assert {"value": "tea", "label": "Tea chain"} in one["parameters"][0]["values"]
    path = one["answer"].removeprefix(client.url)
    answer: dict[str, Any] = client.send(f"{path}?chain={quote('茶链')}").json
    ours = ask_named(published, "firms-by-segment", {"chain": "tea"})
    assert (answer["columns"], answer["rows"]) == (ours.columns, ours.records())
    assert answer["parameters"] == {"chain": f"{ID}chains/tea"}
    assert answer["illustrative"] is True
    as_csv = client.send(f"{path}?chain=tea&format=csv")
    assert as_csv.kind == "text/csv"
    assert pl.read_csv(as_csv.body).height == len(ours.rows)


def test_every_named_question_answers_what_the_command_does(
    client: Client, published: Build
) -> None:
    for asked in questions().values():
        if all(parameter.default is not None for parameter in asked.parameters):
            answer: dict[str, Any] = client.send(f"/api/questions/{asked.name}/answer").json
            ours = ask_named(published, asked.name, {})
            assert answer["rows"] == json.loads(json.dumps(ours.records())), asked.name
        assert {p.name for p in asked.parameters}.isdisjoint(RESERVED)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("neighbors", 404, "neighbours"),
        ("neighbors/answer", 404, "neighbours"),
        ("measures-of-unit/answer", 400, "u-edu"),
        ("firms-by-segment/answer?chain=none", 400, "tea"),
        ("firms-by-segment/answer?chain=tea&format=exe", 400, "csv"),
        ("firms-by-segment/answer?chains=tea", 400, "chain"),
    ],
)
def test_a_wrong_named_question_is_told_what_there_is(
    client: Client, path: str, status: int, said: str
) -> None:
    for lang in ("zh", "en"):
        answer = client.send(f"/api/questions/{path}", Accept_Language=lang)
        assert (answer.status, answer.kind) == (status, "text/plain")
        assert said in answer.text
        assert "--" not in answer.text


def test_a_thing_and_what_surrounds_it(client: Client) -> None:
    base = "https://w3id.org/twinchain/id/"
    told = client.send(f"/api/neighbourhood?uri={base}majors/520201").json
    around: list[dict[str, object]] = told["neighbours"]  # type: ignore[assignment]
    offers = [n for n in around if str(n["property"]).endswith("#offers")]
    assert offers
    assert all(n["out"] is False and str(n["class"]).endswith("#College") for n in offers)


def test_a_thing_is_known_by_its_percent_encoded_address(client: Client) -> None:
    listed = client.send("/api/tables/enterprises?limit=1").json
    uri = str(listed["rows"][0]["uri"])  # type: ignore[index]
    assert not uri.isascii()
    for written in (uri, quote(uri, safe=":/%")):  # as an IRI, and as a URI
        answer = client.send(f"/api/neighbourhood?uri={quote(written, safe='')}")
        assert (answer.status, answer.json["uri"]) == (200, uri)


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"GET /api/health HTTP/1.1\r\nHost: 127",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n"
        b"Content-Type: application/sparql-query\r\n\r\nASK",
    ],
    ids=["nothing", "headers", "body"],
)
def test_half_a_request_is_not_waited_for(
    published: Build, monkeypatch: pytest.MonkeyPatch, half: bytes
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_S", 0.3)
    with served(published.folder.parent.parent, SETTINGS) as client:
        host, port = client.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(half)
            assert b"200" not in connection.recv(1024)
            while connection.recv(1024):  # until the server ends it
                pass


def test_who_sends_slowly_but_steadily_is_answered(
    published: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_S", 2.0)
    body = b"ASK { ?m a tc:Major }"
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/sparql-query\r\nConnection: close\r\n\r\n"
    with served(published.folder.parent.parent, SETTINGS) as client:
        host, port = client.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            connection.sendall(head.encode())
            for at in range(0, len(body), 4):  # longer in all than the server waits
                time.sleep(0.5)
                connection.sendall(body[at : at + 4])
            assert b" 200 " in connection.recv(1024)


def test_no_csv_holds_a_formula(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    formula = "=cmd|'/C calc'!A0"
    rows = f'code,name\n1,"{formula}"\n2,@SUM(A1)\n3,-5\n'
    (folder / "areas.csv").write_text(rows, encoding="utf-8")
    home = tmp_path / "home"
    build(BuildRequest((folder,), None, home, stores="tables"))
    with served(home, SETTINGS) as client:
        lines = client.send("/api/tables/areas?format=csv").text.splitlines()
        assert [line.split(",")[1] for line in lines[1:]] == [f"'{formula}", "'@SUM(A1)", "-5"]
        names = [row["name"] for row in client.send("/api/tables/areas").json["rows"]]  # type: ignore[attr-defined]
        assert names == [formula, "@SUM(A1)", "-5"]


def test_the_index_is_openapi(client: Client) -> None:
    for lang in ("zh", "en"):
        paths = client.send("/api/", Accept_Language=lang).json["paths"]
        for path, methods in paths.items():  # type: ignore[attr-defined]
            asked = methods["get"]
            assert {"200", "400", "404", "503"} <= set(asked["responses"]), path
            for parameter in asked["parameters"]:
                kind = parameter["schema"]
                if "enum" in kind and "default" in kind:
                    assert kind["default"] in kind["enum"], (path, parameter)


def test_without_a_build_it_says_so(tmp_path: Path) -> None:
    with served(tmp_path, SETTINGS) as client:
        health = client.send("/api/health")
        assert (health.status, health.headers["retry-after"]) == (503, "5")
        assert client.ask("ASK {}").status == 404
        assert "twinchain build" in client.send("/api/tables").text
