"""The OpenAPI document of the interfaces for programs, made from what there is."""

from __future__ import annotations

from typing import Any

from graph.words import say
from views.http.analyses import ANALYSES, Kind
from views.http.tables import FORMATS

_TYPES = {int: "integer", float: "number", str: "string"}
_PLAIN = ("health", "builds", "tables", "context.jsonld")


def document(address: str, lang: str) -> dict[str, Any]:
    """OpenAPI 3.1, in a language."""
    paths = {f"/api/{name}": _get(name, {}, lang) for name in _PLAIN}
    paths["/api/builds/{build}"] = _get("build", {}, lang, "build")
    paths["/api/tables/{name}"] = _get(
        "table", {"format": tuple(FORMATS), "offset": int, "limit": int}, lang, "name"
    )
    paths["/api/neighbourhood"] = _get("neighbourhood", {"uri": str}, lang)
    for name, analysis in ANALYSES.items():
        paths[f"/api/{name}"] = _get(name, dict(analysis.parameters), lang)
    paths["/sparql"] = _get("sparql", {"query": str, "timeout": float}, lang)
    return {
        "openapi": "3.1.0",
        "info": {"title": say("http.title", lang), "version": "1"},
        "servers": [{"url": address.removesuffix("/api")}],
        "paths": dict(sorted(paths.items())),
    }


def _get(name: str, asked: dict[str, Kind], lang: str, in_path: str = "") -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": key, "in": "query", "schema": _schema(kind)} for key, kind in asked.items()
    ]
    if in_path:
        one = {"name": in_path, "in": "path", "required": True, "schema": {"type": "string"}}
        parameters.insert(0, one)
    summary = say(f"http.about.{name.partition('.')[0]}", lang)
    ok = {"200": {"description": summary}}
    return {"get": {"summary": summary, "parameters": parameters, "responses": ok}}


def _schema(kind: Kind) -> dict[str, Any]:
    if isinstance(kind, tuple):
        return {"type": "string", "enum": list(kind)}
    return {"type": _TYPES[kind]}
