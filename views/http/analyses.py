"""The analyses of the command line as JSON (``/api/gap`` and others), each in a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.door import OpenBuild
from graph.processes import Emit

Kind = type[int] | type[float] | type[str] | tuple[str, ...]


@dataclass(frozen=True)
class Analysis:
    """An analysis: the kinds of its parameters, and its computation from a build."""

    parameters: Mapping[str, Kind]
    compute: Callable[[OpenBuild, dict[str, Any], str], Any]


def _gap(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.gap.scope import share_of_entrants
    from graph.telling.sentences import to_json

    if "lambda" in parameters:
        parameters["persistence"] = parameters.pop("lambda")
    parameters["entrants"] = share_of_entrants(parameters.get("entrants"))
    return to_json(build.gap(**parameters), lang, build.id)


def _coverage(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.telling.listings import coverage_json

    return coverage_json(build.coverage(**parameters), lang)


def _candidates(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.telling.listings import candidate_row

    candidates = build.candidates(**parameters).candidates
    return {"candidates": [candidate_row(candidate, lang) for candidate in candidates]}


def _rules(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.rules.sentences import verdict_json

    return {"verdicts": [verdict_json(verdict, lang) for verdict in build.rules(**parameters)]}


def _warnings(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.rules.sentences import verdict_json

    verdicts = build.warnings(parameters.pop("exit", "list"), **parameters)
    return {"verdicts": [verdict_json(verdict, lang) for verdict in verdicts]}


def _duties(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.rules.duties import duty_json

    return {"duties": [duty_json(duty, lang) for duty in build.duties(parameters.get("unit"))]}


_GAP: dict[str, Kind] = {"year": int, "area": str, "chain": str, "min_level": int, "tier": int}
_GAP |= {"market": ("pooled", "own"), "basis": str, "lambda": float, "entrants": str}
_GAP |= {"supply": ("graduates", "plan")}
ANALYSES: dict[str, Analysis] = {
    "gap": Analysis(_GAP, _gap),
    "coverage": Analysis({"chain": str}, _coverage),
    "candidates": Analysis({"area": str}, _candidates),
    "rules": Analysis({"year": int}, _rules),
    "warn": Analysis({"year": int, "exit": ("list", "any", "all")}, _warnings),
    "duties": Analysis({"unit": str}, _duties),
}


def analyse_in_child(request: dict[str, Any], emit: Emit) -> Any:
    """Compute in a worker. ``request``: ``analysis``, ``folder``, ``asked``, ``lang``."""
    del emit
    build = OpenBuild(Path(request["folder"]))
    answer = ANALYSES[request["analysis"]].compute(build, request["asked"], request["lang"])
    return {"build": build.id, "illustrative": is_illustrative(build), **answer}


def is_illustrative(build: OpenBuild) -> bool:
    """Tell whether a build holds invented figures; every answer states it."""
    return bool(build.manifest.grades.get("illustrative"))
