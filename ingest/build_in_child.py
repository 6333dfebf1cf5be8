"""Part of ``twinchain build`` that runs in a child process: read, check, write, verify."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from graph.builds.make import BuildInput, make
from graph.builds.rdf import usable_base
from graph.errors import BuildFailed, WrongInput
from graph.ontology import load
from graph.processes import Emit
from ingest.datasets import ADAPTER_SUFFIX, letterhead_in, open_datasets, packs_of
from ingest.identity import build_id
from ingest.pipeline import ingest
from ingest.version import code_sha256

# Step → where it begins and its share of the whole, for the progress bar.
_STEPS = {"read": (0.0, 0.25), "tables": (0.25, 0.1), "triples": (0.3, 0.1), "store": (0.4, 0.5)}


def build_in_child(request: dict[str, Any], emit: Emit) -> str:
    """Read, check, write and verify a build in the folder of the request."""
    ontology = load()
    data = Path(request["data"]) if request["data"] else None
    datasets = open_datasets(
        [Path(p) for p in request["datasets"]],
        data,
        ontology,
        request["packs"],
        request["whole_pack"],
        request["ranges"],
    )
    if build_id(datasets, ontology, request["stores"]) != request["build"]:
        raise BuildFailed("error.changed_meanwhile")
    ingested = ingest(datasets, ontology, Path(request["cache"]), _progress(emit, "read"))
    if not any(frame.height for name, frame in ingested.tables.items() if name != "sources"):
        raise WrongInput("error.nothing_read", **_first_fault(ingested.findings))
    sources = [
        {"dataset": d.name, "file": f.name, "sha256": f.sha256}
        for d in datasets
        for f in (*d.files, *filter(None, [d.shapes]))
    ] + [
        {"dataset": d.name, "file": f"data/{download.name}", "sha256": download.sha256}
        for d in datasets
        for f in d.files
        if f.suffix == ADAPTER_SUFFIX
        for download in d.downloads(f)
    ]
    unique = [dict(pairs) for pairs in dict.fromkeys(tuple(s.items()) for s in sources)]
    base = Path(request["base"]) if request["base"] else None
    made_of = BuildInput(
        request["build"],
        ingested.tables,
        ingested.findings,
        ingested.counts,
        unique,
        code_sha256(),
        usable_base(base, ontology, code_sha256()),
        ingested.columns,
        request["stores"],
        packs_of(datasets),
        letterhead_in(datasets),
        ingested.shapes,
        ingested.map_approval_no,
    )
    make(made_of, ontology, Path(request["folder"]), _progress(emit, None))
    return str(request["build"])


def _first_fault(findings: pl.DataFrame) -> dict[str, Any]:
    errors = findings.filter(pl.col("severity") == "error")
    return {"count": errors.height, "file": errors["file"][0] if errors.height else "–"}


def _progress(emit: Emit, step: str | None) -> Callable[[str, float], None]:
    """Return a callback that emits the progress of one step as progress of the whole."""

    def tell(what: str, share: float) -> None:
        if step:
            begin, part = _STEPS[step]
            emit({"step": step, "what": what, "share": begin + part * share})
        elif what in _STEPS:
            emit({"step": what, "what": "", "share": _STEPS[what][0]})
        else:
            emit({"step": what, "what": "", "share": 0.95 if what else 1.0})

    return tell
