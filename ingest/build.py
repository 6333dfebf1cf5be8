"""``twinchain build``: datasets → a published build. Reading and writing happen in a child process.

The id is a hash of what goes in, so a build that is already there is only pointed to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from graph.builds.home import Home
from graph.builds.make import BuildInput, make
from graph.builds.opened import Build
from graph.builds.origins import Origins
from graph.builds.rdf import usable_base
from graph.builds.vanished import Vanished, vanished
from graph.errors import BuildFailed, WrongInput
from graph.findings import has_errors
from graph.ontology import load
from graph.processes import Emit
from graph.processes.worker import call_in_child
from ingest.datasets import ADAPTER_SUFFIX, Dataset, open_datasets
from ingest.pipeline import ingest, input_hash
from ingest.version import code_sha256

ID_CHARACTERS = 12

# told: step ("read", "tables", …), what (a file's name), share done of the whole (0–1)
Told = Callable[[str, str, float], None]

# What share of the whole each step is, for the progress bar.
_STEPS = {"read": (0.0, 0.25), "tables": (0.25, 0.1), "triples": (0.3, 0.1), "store": (0.4, 0.5)}


@dataclass(frozen=True)
class BuildRequest:
    """What to build from, and where.

    ``strict``: errors in the data keep the build unpublished. ``after``: the id of the build that
    must be the published one all the time, so that nobody's is passed over; '' for none at all.
    """

    datasets: tuple[Path, ...]
    data: Path | None
    home: Path
    strict: bool = False
    after: str | None = None


@dataclass(frozen=True)
class BuildOutcome:
    """What came of it. ``build`` is None where ``strict`` kept it back.

    ``vanished``: tables that the build published before had rows of.
    """

    build: Build | None
    tables: dict[str, dict[str, int]]
    findings: pl.DataFrame
    reused: bool = False
    vanished: tuple[Vanished, ...] = ()


def build(
    request: BuildRequest,
    told: Told = lambda _step, _what, _share: None,
    on_wait: Callable[[], None] = lambda: None,
    on_publish: Callable[[], None] = lambda: None,
) -> BuildOutcome:
    """Build and publish; ``on_publish`` is called just before.

    Raises:
        TwinChainError: nothing could be read, or the build could not be made; what was published
            before stays published. BuildFailed ``error.published_meanwhile``: another build than
            ``after`` is published.
    """
    home = Home(request.home)
    datasets = open_datasets(request.datasets, request.data, load())
    with home.lock(on_wait):
        _require_after(home, request.after)
        name = build_id(datasets)
        del datasets  # their bytes: the child reads them for itself
        if name in home.names():
            return _outcome(Build(home.builds / name), request, home, on_publish, reused=True)
        with home.new_folder(name) as folder:
            call_in_child(
                "ingest.build:build_in_child",
                {
                    "datasets": [str(path.resolve()) for path in request.datasets],
                    "data": str(request.data.resolve()) if request.data else None,
                    "cache": str(home.read_cache),
                    "folder": str(folder),
                    "build": name,
                    "base": str(home.folder()) if home.current() else None,
                },
                on_event=lambda event: told(event["step"], event["what"], event["share"]),
            )
            return _outcome(Build(folder), request, home, on_publish, reused=False, build=name)


def build_id(datasets: list[Dataset]) -> str:
    """The id of the build these datasets give: equal inputs, equal id."""
    return input_hash(datasets, load())[:ID_CHARACTERS]


def _require_after(home: Home, after: str | None) -> None:
    published = home.current() or ""
    if after is not None and published != after:
        raise BuildFailed("error.published_meanwhile", build=published)


def _outcome(
    made: Build,
    request: BuildRequest,
    home: Home,
    on_publish: Callable[[], None],
    *,
    reused: bool,
    build: str | None = None,
) -> BuildOutcome:
    """Publish what was made, or point to what is there; ``strict`` keeps faulty data back."""
    counts, findings = made.manifest.tables, made.findings
    tables = {name: counts[name] for name in load().tables if name in counts}
    gone = _gone(home, made)
    if request.strict and has_errors(findings):
        return BuildOutcome(None, tables, findings, reused, gone)
    _require_after(home, request.after)
    on_publish()
    Origins(request.datasets, request.data).keep(home, build or made.id)
    home.publish(made.folder, build or made.id)
    return BuildOutcome(Build(home.builds / (build or made.id)), tables, findings, reused, gone)


def _gone(home: Home, made: Build) -> tuple[Vanished, ...]:
    """Tables that the published build has rows of and the new one has not."""
    published = home.current()
    if published is None:
        return ()
    try:
        before = Build(home.builds / published).manifest
    except (OSError, ValueError, TypeError):  # damaged, or written by other code
        return ()
    return vanished(before, made.manifest)


def build_in_child(request: dict[str, Any], emit: Emit) -> str:
    """The child's part: read, check, write, verify into the folder of the request."""
    ontology = load()
    data = Path(request["data"]) if request["data"] else None
    datasets = open_datasets([Path(p) for p in request["datasets"]], data, ontology)
    if build_id(datasets) != request["build"]:
        raise BuildFailed("error.changed_meanwhile")
    read = ingest(datasets, ontology, Path(request["cache"]), _progress(emit, "read"))
    if not any(frame.height for name, frame in read.tables.items() if name != "sources"):
        raise WrongInput("error.nothing_read", **_first_fault(read.findings))
    sources = [
        {"dataset": d.name, "file": f.name, "sha256": f.sha256} for d in datasets for f in d.files
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
        read.tables,
        read.findings,
        read.counts,
        unique,
        code_sha256(),
        usable_base(base, ontology, code_sha256()),
        read.columns,
    )
    make(made_of, ontology, Path(request["folder"]), _progress(emit, None))
    return str(request["build"])


def _first_fault(findings: pl.DataFrame) -> dict[str, Any]:
    errors = findings.filter(pl.col("severity") == "error")
    return {"count": errors.height, "file": errors["file"][0] if errors.height else "–"}


def _progress(emit: Emit, step: str | None) -> Callable[[str, float], None]:
    """Progress of one step as progress of the whole."""

    def tell(what: str, share: float) -> None:
        if step:
            begin, part = _STEPS[step]
            emit({"step": step, "what": what, "share": begin + part * share})
        elif what in _STEPS:
            emit({"step": what, "what": "", "share": _STEPS[what][0]})
        else:
            emit({"step": what, "what": "", "share": 0.95 if what else 1.0})

    return tell
