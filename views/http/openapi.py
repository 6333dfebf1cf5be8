"""The OpenAPI document of the interfaces for programs, made from what there is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graph.queries.named import ALL, NamedQuestion, questions
from graph.queries.values import LATEST
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
    """OpenAPI 3.1, in a language."""
    paths = {f"/api/{name}": _get(name, {}, lang) for name in _PLAIN}
    paths["/api/builds/{build}"] = _get("build", {}, lang, "build")
    paths["/api/tables/{name}"] = _get(
        "table", {"format": tuple(FORMATS), "offset": int, "limit": int}, lang, "name"
    )
    paths["/api/questions/{name}"] = _get("question", {}, lang, "name")
    for asked in questions().values():
        paths[f"/api/questions/{asked.name}/answer"] = _question(asked, lang)
    paths["/api/neighbourhood"] = _get("neighbourhood", {"uri": str}, lang, required=("uri",))
    paths["/api/export/{file}"] = _get("export", dict(EXPORTS), lang, "file")
    for name, analysis in ANALYSES.items():
        paths[f"/api/{name}"] = _get(name, dict(analysis.parameters), lang)
    paths["/sparql"] = _get("sparql", {"query": str, "timeout": float}, lang)
    return {
        "openapi": "3.1.0",
        "info": {"title": say("http.title", lang), "version": "1"},
        "servers": [{"url": address.removesuffix("/api")}],
        "paths": dict(sorted(paths.items())),
    }


def _get(
    name: str,
    asked: dict[str, Kind],
    lang: str,
    in_path: str = "",
    required: Collection[str] = (),
) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": key, "in": "query", "required": key in required, "schema": _schema(kind)}
        for key, kind in asked.items()
    ]
    if in_path:
        one = {"name": in_path, "in": "path", "required": True, "schema": {"type": "string"}}
        parameters.insert(0, one)
    summary = say(f"http.about.{name.partition('.')[0]}", lang)
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [*parameters, *_COMMON],
            "responses": _responses(summary, lang),
        }
    }


def _question(asked: NamedQuestion, lang: str) -> dict[str, Any]:
    """A named question: what it may be given, each as the question itself describes it."""
    parameters: list[dict[str, Any]] = []
    for each in asked.parameters:
        kind = schema(each)
        if each.default == ALL and "enum" in kind:
            kind["enum"] = [ALL, *kind["enum"]]
        if each.default == LATEST:
            kind = {"anyOf": [kind, {"const": LATEST}]}
        if each.default is not None:
            kind["default"] = each.default
        told = {"name": each.name, "in": "query", "description": each.label.of(lang)}
        parameters.append(told | {"required": each.default is None, "schema": kind})
    parameters.append({"name": "format", "in": "query", "schema": _schema(tuple(ANSWERS))})
    title = asked.title.of(lang)
    return {
        "get": {
            "operationId": asked.name,
            "summary": title,
            "parameters": [*parameters, *_COMMON],
            "responses": _responses(title, lang),
        }
    }


def _responses(summary: str, lang: str) -> dict[str, Any]:
    """What may be answered: each fault is a sentence in plain text."""
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
