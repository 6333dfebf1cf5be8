"""Building and publishing from datasets; reading and writing happen in a child process.

The id is a hash of what goes in, so a build that is already there is only pointed to. What reads
and writes is loaded by the child alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from graph.builds.home import Home
from graph.builds.manifest import ALL
from graph.builds.opened import Build
from graph.builds.origins import Origins
from graph.builds.vanished import Vanished, vanished
from graph.errors import BuildFailed
from graph.findings import is_refused
from graph.ontology import load
from graph.processes.worker import call_in_child
from ingest.datasets import open_datasets, packs_of
from ingest.identity import build_id

# Takes the step ("read", "tables", …), the name of a file, and the share done of the whole, 0–1.
BuildProgress = Callable[[str, str, float], None]


@dataclass(frozen=True)
class BuildRequest:
    """Request to build: from which datasets, and where.

    ``strict``: errors in the data, and things that are only mentioned, keep it unpublished.
    ``after``: the id of the build that must stay the published one until then, so that nobody's
    work is lost; '' for none. ``stores``: ``ALL``, or ``TABLES_ALONE``. ``packs``: reference packs,
    beside those that the datasets name themselves; ``whole_pack``: with all their rows.
    ``ranges``: how ranges of persons are read.
    """

    datasets: tuple[Path, ...]
    data: Path | None
    home: Path
    strict: bool = False
    after: str | None = None
    stores: str = ALL
    packs: tuple[str, ...] = ()
    whole_pack: bool = False
    ranges: str | None = None


@dataclass(frozen=True)
class BuildOutcome:
    """Result of building; ``build`` is None where ``strict`` kept it back.

    ``vanished``: tables that the build published before had rows of.
    """

    build: Build | None
    tables: dict[str, dict[str, int]]
    findings: pl.DataFrame
    reused: bool = False
    vanished: tuple[Vanished, ...] = ()


def build(
    request: BuildRequest,
    progress: BuildProgress = lambda _step, _what, _share: None,
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
    datasets = open_datasets(
        request.datasets,
        request.data,
        load(),
        request.packs,
        request.whole_pack,
        request.ranges,
    )
    request = replace(request, packs=packs_of(datasets))
    with home.lock(on_wait):
        _require_after(home, request.after)
        name = build_id(datasets, load(), request.stores)
        del datasets  # their bytes: the child reads them for itself
        if name in home.names():
            return _outcome(Build(home.builds / name), request, home, on_publish, reused=True)
        with home.new_folder(name) as folder:
            call_in_child(
                "ingest.build_in_child:build_in_child",
                {
                    "datasets": [str(path.resolve()) for path in request.datasets],
                    "data": str(request.data.resolve()) if request.data else None,
                    "cache": str(home.read_cache),
                    "folder": str(folder),
                    "build": name,
                    "stores": request.stores,
                    "packs": request.packs,
                    "whole_pack": request.whole_pack,
                    "ranges": request.ranges,
                    "base": str(home.folder()) if home.current() else None,
                },
                on_event=lambda event: progress(event["step"], event["what"], event["share"]),
            )
            return _outcome(Build(folder), request, home, on_publish, reused=False, build=name)


def _require_after(home: Home, after: str | None) -> None:
    published = home.current() or ""
    if after is not None and published != after:
        raise BuildFailed("error.published_meanwhile", build=published)


def _outcome(
    new: Build,
    request: BuildRequest,
    home: Home,
    on_publish: Callable[[], None],
    *,
    reused: bool,
    build: str | None = None,
) -> BuildOutcome:
    """Publish a new or existing build; ``strict`` keeps faulty data back."""
    counts, findings = new.manifest.tables, new.findings
    tables = {name: counts[name] for name in load().tables if name in counts}
    lost_tables = _lost_tables(home, new)
    if request.strict and is_refused(findings):
        return BuildOutcome(None, tables, findings, reused, lost_tables)
    _require_after(home, request.after)
    on_publish()
    origins = Origins(request.datasets, request.data, request.packs, request.whole_pack)
    origins.keep(home, build or new.id)
    home.publish(new.folder, build or new.id)
    return BuildOutcome(
        Build(home.builds / (build or new.id)), tables, findings, reused, lost_tables
    )


def _lost_tables(home: Home, new: Build) -> tuple[Vanished, ...]:
    """Return tables that have rows in the published build and none in the new one."""
    published = home.current()
    if published is None:
        return ()
    try:
        before = Build(home.builds / published).manifest
    except (OSError, ValueError, TypeError):  # damaged, or written by other code
        return ()
    return vanished(before, new.manifest)
