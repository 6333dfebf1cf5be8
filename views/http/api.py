"""``/api``: builds, tables, analyses, questions and neighbourhoods as JSON."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from graph.builds.home import Home
from graph.convert.iris import kept_characters
from graph.door import open_build
from graph.errors import TwinChainError
from graph.left_out import as_json, left_out
from graph.ontology import load
from graph.schema.context import json_ld_context
from views.http import exports, openapi, questions, tables
from views.http.analyses import ANALYSES, Kind
from views.http.requests import RETRY, BadRequest, answered, asked_language, fault

if TYPE_CHECKING:
    from starlette.requests import Request

    from graph.processes.pool import WorkerPool
    from views.http.settings import HttpSettings

MOST_NEIGHBOURS = 500
_AROUND = """SELECT ?property ?out ?node ?class ?name {{
  {{ <{uri}> ?property ?node . BIND(true AS ?out) FILTER(isIRI(?node)) }}
  UNION {{ ?node ?property <{uri}> . BIND(false AS ?out) }}
  ?node a ?class . OPTIONAL {{ ?node rdfs:label ?name FILTER(lang(?name) = "{lang}") }}
}} ORDER BY ?property ?node ?name LIMIT {rows}"""
_OF_NODE = """SELECT ?property ?value {{ <{uri}> ?property ?value
  FILTER(isLiteral(?value) || ?property = rdf:type) }} ORDER BY ?property ?value"""


class Api:
    """The routes below ``/api`` of one home."""

    def __init__(self, home: Path, settings: HttpSettings, pool: WorkerPool) -> None:
        self.home, self.settings, self.pool = home, settings, pool

    def routes(self) -> list[Route]:
        """Return all routes."""
        handlers: list[tuple[str, Callable[[Request, str], Response]]] = [
            ("/", self._index),
            ("/health", self._health),
            ("/builds", self._builds),
            ("/builds/{build}", self._build),
            ("/tables", self._tables),
            ("/tables/{name}", self._table),
            ("/context.jsonld", self._context),
            ("/neighbourhood", self._neighbourhood),
            ("/export/{file}", self._export),
            ("/questions", self._questions),
            ("/questions/{name}", self._question),
            ("/questions/{name}/answer", self._answer),
        ]
        handlers += [(f"/{name}", self._analysis) for name in ANALYSES]
        return [Route(path, self._answered(work), methods=["GET"]) for path, work in handlers]

    def _answered(
        self, work: Callable[[Request, str], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            lang = request.query_params.get("lang") or ""
            if lang not in ("zh", "en"):
                lang = asked_language(request.headers.get("accept-language"), self.settings.lang)
            try:
                return await answered(request, work, request, lang)
            except (TwinChainError, BadRequest) as error:
                return fault(error, lang)

        return answer

    def _index(self, request: Request, lang: str) -> Response:
        return JSONResponse(openapi.document(str(request.base_url).rstrip("/"), lang))

    def _health(self, _request: Request, _lang: str) -> Response:
        current = Home(self.home).current()
        status = "ok" if current else "no build"
        health = {"status": status, "build": current}
        return JSONResponse(health) if current else JSONResponse(health, 503, RETRY)

    def _builds(self, _request: Request, _lang: str) -> Response:
        home = Home(self.home)
        return JSONResponse({"current": home.current(), "builds": home.names()})

    def _build(self, request: Request, _lang: str) -> Response:
        name = request.path_params["build"]
        build = open_build(self.home, None if name == "current" else name)
        return JSONResponse(vars(build.manifest) | {"left_out": as_json(left_out(build.tables))})

    def _tables(self, request: Request, lang: str) -> Response:
        return JSONResponse(tables.list_tables(open_build(self.home), lang, _address(request)))

    def _table(self, request: Request, _lang: str) -> Response:
        return tables.table_response(open_build(self.home), request)

    def _context(self, _request: Request, lang: str) -> Response:
        return JSONResponse(json_ld_context(load(), lang), media_type="application/ld+json")

    def _questions(self, request: Request, lang: str) -> Response:
        return JSONResponse(questions.list_questions(lang, _address(request)))

    def _question(self, request: Request, lang: str) -> Response:
        name, build = request.path_params["name"], open_build(self.home)
        return JSONResponse(questions.describe_question(build, name, lang, _address(request)))

    def _answer(self, request: Request, lang: str) -> Response:
        limits = self.settings.limits
        return questions.answer_question(open_build(self.home), request, self.pool, limits, lang)

    def _analysis(self, request: Request, lang: str) -> Response:
        name = request.url.path.rsplit("/", 1)[-1]
        asked = _typed_parameters(request, ANALYSES[name].parameters)
        order = {"analysis": name, "asked": asked, "lang": lang}
        return JSONResponse(self._made("views.http.analyses:analyse_in_child", order))

    def _export(self, request: Request, lang: str) -> Response:
        """Answer with a picture or a document as a file."""
        file, asked = request.path_params["file"], _typed_parameters(request, exports.PARAMETERS)
        order = {"file": file, "asked": asked, "lang": lang}
        return exports.answer(file, self._made("views.http.exports:export_in_child", order))

    def _made(self, target: str, order: dict[str, Any]) -> Any:
        """Have an order on the current build carried out in a worker."""
        folder = str(open_build(self.home).folder)
        return self.pool.call(target, order | {"folder": folder}, self.settings.limits)

    def _neighbourhood(self, request: Request, lang: str) -> Response:
        """Answer with a thing's attributes and its links in both directions."""
        uri = kept_characters(request.query_params.get("uri", ""))
        if not uri or any(sign in uri for sign in '<>"{}|^`\\') or min(map(ord, uri)) <= 32:
            raise BadRequest(400, "http.uri", value=uri)
        build = open_build(self.home)
        properties = self._rows(build.rdf_folder, _OF_NODE.format(uri=uri))
        if not properties:
            raise BadRequest(404, "http.no_node", uri=uri)
        around = _AROUND.format(uri=uri, lang=lang, rows=MOST_NEIGHBOURS + 1)
        neighbours = self._rows(build.rdf_folder, around)
        names = ("property", "out", "node", "class", "name")
        return JSONResponse(
            {
                "build": build.id,
                "uri": uri,
                "properties": [{"property": name, "value": value} for name, value in properties],
                "neighbours": [
                    dict(zip(names, row, strict=True)) for row in neighbours[:MOST_NEIGHBOURS]
                ],
                "more": len(neighbours) > MOST_NEIGHBOURS,
            }
        )

    def _rows(self, folder: Path, query: str) -> list[list[Any]]:
        limits = self.settings.limits
        order = {"folder": str(folder), "query": query, "parameters": {}, "rows": limits.rows}
        answer = self.pool.call("graph.queries.sparql:answer_in_child", order, limits)
        rows: list[list[Any]] = answer["rows"]
        return rows


def _address(request: Request) -> str:
    return str(request.url.replace(query="")).rstrip("/")


def _typed_parameters(request: Request, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """Return the parameters of a request, each converted to its kind.

    Raises:
        BadRequest: a parameter is unknown, or not of its kind.
    """
    parameters: dict[str, Any] = {}
    for name, text in request.query_params.items():
        if name == "lang":
            continue
        if name not in kinds:
            raise BadRequest(400, "http.parameter", name=name, known=", ".join([*kinds, "lang"]))
        kind = kinds[name]
        try:
            parameters[name] = (
                _choice(text, kind) if isinstance(kind, tuple) else _number(text, kind)
            )
        except ValueError:
            raise BadRequest(400, "http.number", name=name, value=text) from None
    return parameters


def _number(text: str, kind: type[int] | type[float] | type[str]) -> Any:
    value = kind(text)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(text)
    return value


def _choice(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise ValueError(text)
    return text
