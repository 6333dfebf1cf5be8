"""The OpenAPI document of the interfaces for programs, generated from their declarations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from graph.queries.named import ALL, NamedQuestion, questions
from graph.queries.values import LATEST, USUAL
from graph.words import LANGUAGES, say
from views.http.analyses import ANALYSES, Kind
from views.http.exports import PARAMETERS as EXPORTS
from views.http.questions import FORMATS as ANSWERS
from views.http.questions import schema
from views.http.tables import FORMATS

_TYPES = {int: "integer", float: "number", str: "string"}
FAULTS, RETRIED = ("400", "401", "403", "404", "406", "421", "422", "503"), ("503",)
_COMMON = [
    {"name": "lang", "in": "query", "schema": {"type": "string", "enum": list(LANGUAGES)}},
]
_PLAIN = ("health", "builds", "tables", "context.jsonld", "questions")


def document(address: str, lang: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document in a language."""
    paths = {f"/api/{name}": _get(name, {}, lang) for name in _PLAIN}
    paths["/api/builds/{build}"] = _get("build", {}, lang, "build")
    paths["/api/tables/{name}"] = _get(
        "table", {"format": tuple(FORMATS), "offset": int, "limit": int}, lang, "name"
    )
    paths["/api/questions/{name}"] = _get("question", {}, lang, "name")
    for question in questions().values():
        paths[f"/api/questions/{question.name}/answer"] = _question(question, lang)
    paths["/api/neighbourhood"] = _get("neighbourhood", {"uri": str}, lang, required=("uri",))
    paths["/api/export/{file}"] = _get("export", EXPORTS, lang, "file")
    for name, analysis in ANALYSES.items():
        paths[f"/api/{name}"] = _get(name, analysis.parameters, lang)
    paths["/sparql"] = _get("sparql", {"query": str, "timeout": float}, lang)
    return {
        "openapi": "3.1.0",
        "info": {"title": say("http.title", lang), "version": "1"},
        "servers": [{"url": address.removesuffix("/api")}],
        "paths": dict(sorted(paths.items())),
    }


def _get(
    name: str,
    kinds: Mapping[str, Kind],
    lang: str,
    in_path: str = "",
    required: Collection[str] = (),
) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": key, "in": "query", "required": key in required, "schema": _schema(kind)}
        for key, kind in kinds.items()
    ]
    if in_path:
        place = {"name": in_path, "in": "path", "required": True, "schema": _schema(str)}
        parameters.insert(0, place)
    summary = say(f"http.about.{name.partition('.')[0]}", lang)
    return _operation(name, summary, parameters, lang)


def _operation(
    name: str, summary: str, parameters: list[dict[str, Any]], lang: str
) -> dict[str, Any]:
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [*parameters, *_COMMON],
            "responses": _responses(summary, lang),
        }
    }


def _question(question: NamedQuestion, lang: str) -> dict[str, Any]:
    """Describe a named question with its parameters."""
    parameters: list[dict[str, Any]] = []
    for parameter in question.parameters:
        kind = schema(parameter)
        if parameter.default == ALL and "enum" in kind:
            kind["enum"] = [ALL, *kind["enum"]]
        if parameter.default in (LATEST, USUAL):
            kind = {"anyOf": [kind, {"const": parameter.default}]}
        if parameter.default is not None:
            kind["default"] = parameter.default
        described = {"name": parameter.name, "in": "query", "description": parameter.label.of(lang)}
        parameters.append(described | {"required": parameter.default is None, "schema": kind})
    parameters.append({"name": "format", "in": "query", "schema": _schema(tuple(ANSWERS))})
    return _operation(question.name, question.title.of(lang), parameters, lang)


def _responses(summary: str, lang: str) -> dict[str, Any]:
    """Describe the responses: each fault is a sentence in plain text."""
    faults = {
        status: {
            "description": say(f"http.status.{status}", lang),
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
        for status in FAULTS
    }
    for status in RETRIED:
        faults[status]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return {"200": {"description": summary}, **faults}


def _schema(kind: Kind) -> dict[str, Any]:
    if isinstance(kind, tuple):
        return {"type": "string", "enum": list(kind)}
    return {"type": _TYPES[kind]}
