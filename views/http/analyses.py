"""The analyses of the command line as JSON (``/api/gap`` and others), each in a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.door import OpenBuild
from graph.gap.scope import GapParameters, share_of_entrants
from graph.processes import Emit

Kind = type[int] | type[float] | type[str] | tuple[str, ...]


@dataclass(frozen=True)
class Analysis:
    """An analysis: the kinds of its parameters, and its computation from a build."""

    parameters: Mapping[str, Kind]
    compute: Callable[[OpenBuild, dict[str, Any], str], Any]


def _gap(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.telling.as_json import to_json

    if "lambda" in parameters:
        parameters["persistence"] = parameters.pop("lambda")
    parameters["entrants"] = share_of_entrants(parameters.get("entrants"))
    parameters["scenarios"] = _scenarios(parameters)
    return to_json(build.gap(**parameters), lang, build.id)


def _coverage(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.telling.listings import coverage_json

    return coverage_json(build.coverage(**parameters), lang)


def _candidates(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.telling.listings import candidate_row

    candidates = build.candidates(**parameters).candidates
    return {"candidates": [candidate_row(candidate, lang) for candidate in candidates]}


def _outlook(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.outlook.parameters import OutlookParameters
    from graph.telling.outlook import outlook_json, parts_rows

    scope = {name: parameters.pop(name, None) for name in ("area", "chain", "basis")}
    entrants = share_of_entrants(parameters.pop("entrants", None))
    parameters["scenarios"] = _scenarios(parameters)
    if "cover" in parameters:
        parameters["cover"] /= 100
    by = parameters.pop("by", None)
    question = OutlookParameters(GapParameters(**scope, entrants=entrants), **parameters)
    parts = {"parts": parts_rows(build.outlook_parts(by, question), lang)} if by else {}
    return outlook_json(build.outlook(question), lang, build.id) | parts


def _scenarios(parameters: dict[str, Any]) -> tuple[str, ...]:
    """Take the ids of scenarios out of the parameters."""
    return tuple(id_ for id_ in parameters.pop("scenario", "").split(",") if id_)


def _lists(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.lists.tabulated import lists_json

    parameters["entrants"] = share_of_entrants(parameters.get("entrants"))
    return lists_json(build.lists(**parameters), lang, build.id)


def _plan(build: OpenBuild, parameters: dict[str, Any], lang: str) -> Any:
    from graph.plan.plan import PlanParameters
    from graph.telling.plan import plan_json

    parameters["scenarios"] = _scenarios(parameters)
    if fix := parameters.pop("fix", None):
        parameters["fixes"] = tuple(fix.split(","))
    if regret := parameters.pop("regret", None):
        parameters["regret"] = tuple(regret.split(","))
    parameters["opens"] = parameters.pop("new", "no") == "yes"
    return plan_json(build.plan(PlanParameters(**parameters)), lang, build.id)


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
_GAP |= {"supply": ("graduates", "plan"), "draws": int, "seed": int, "noise": str, "scenario": str}
_OUTLOOK: dict[str, Kind] = {"until": int, "scenario": str, "cover": int, "draws": int}
_PLAN: dict[str, Kind] = {"until": int, "scenario": str, "budget": int, "target": int, "front": int}
_PLAN |= {"fix": str, "seed": int, "new": ("no", "yes"), "close": str, "draws": int}
_PLAN |= {"regret": str, "front_by": ("change", "cost")}
_OUTLOOK |= {"seed": int, "area": str, "chain": str, "basis": str, "entrants": str}
_OUTLOOK |= {"by": ("area", "chain")}
_LISTS = {
    name: _GAP[name] for name in _GAP if name not in ("lambda", "supply", "noise", "scenario")
}
_LISTS |= {"college": str}
ANALYSES: dict[str, Analysis] = {
    "gap": Analysis(_GAP, _gap),
    "coverage": Analysis({"chain": str}, _coverage),
    "candidates": Analysis({"area": str}, _candidates),
    "outlook": Analysis(_OUTLOOK, _outlook),
    "lists": Analysis(_LISTS, _lists),
    "plan": Analysis(_PLAN, _plan),
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
