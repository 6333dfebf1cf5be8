"""``/api/gap`` and its like: the analyses of the command line as JSON, each in a worker."""

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
    """One analysis: what may be asked of it, and how it is computed from a build."""

    parameters: Mapping[str, Kind]
    compute: Callable[[OpenBuild, dict[str, Any], str], Any]


def _gap(build: OpenBuild, asked: dict[str, Any], lang: str) -> Any:
    from graph.telling.sentences import to_json

    if "lambda" in asked:
        asked["persistence"] = asked.pop("lambda")
    return to_json(build.gap(**asked), lang, build.id)


def _coverage(build: OpenBuild, asked: dict[str, Any], lang: str) -> Any:
    from graph.telling.listings import coverage_json

    return coverage_json(build.coverage(**asked), lang)


def _candidates(build: OpenBuild, asked: dict[str, Any], lang: str) -> Any:
    from graph.telling.listings import candidate_row

    found = build.candidates(**asked).candidates
    return {"candidates": [candidate_row(each, lang) for each in found]}


def _rules(build: OpenBuild, asked: dict[str, Any], lang: str) -> Any:
    from graph.rules.sentences import verdict_json

    return {"verdicts": [verdict_json(each, lang) for each in build.rules(**asked)]}


def _warnings(build: OpenBuild, asked: dict[str, Any], lang: str) -> Any:
    from graph.rules.sentences import verdict_json

    found = build.warnings(asked.pop("exit", "list"), **asked)
    return {"verdicts": [verdict_json(each, lang) for each in found]}


def _duties(build: OpenBuild, asked: dict[str, Any], lang: str) -> Any:
    from graph.rules.duties import duty_json

    return {"duties": [duty_json(each, lang) for each in build.duties(asked.get("unit"))]}


_GAP: dict[str, Kind] = {"year": int, "area": str, "chain": str, "min_level": int, "tier": int}
_GAP |= {"market": ("pooled", "own"), "basis": str, "lambda": float}
ANALYSES: dict[str, Analysis] = {
    "gap": Analysis(_GAP, _gap),
    "coverage": Analysis({"chain": str}, _coverage),
    "candidates": Analysis({"area": str}, _candidates),
    "rules": Analysis({"year": int}, _rules),
    "warn": Analysis({"year": int, "exit": ("list", "any", "all")}, _warnings),
    "duties": Analysis({"unit": str}, _duties),
}


def analyse_in_child(request: dict[str, Any], emit: Emit) -> Any:
    """The worker's part. ``request``: ``analysis``, ``folder``, ``asked``, ``lang``."""
    del emit
    build = OpenBuild(Path(request["folder"]))
    found = ANALYSES[request["analysis"]].compute(build, request["asked"], request["lang"])
    return {"build": build.id, "illustrative": is_illustrative(build), **found}


def is_illustrative(build: OpenBuild) -> bool:
    """Whether a build holds invented figures, which every answer says."""
    return bool(build.manifest.grades.get("illustrative"))
