"""A new build before it is made: what would be read, what would change, then publish it.

The published build's datasets are the base: an upload takes the place of one of them, joins them,
or stands alone. Reading and comparing happen in a child process with limits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from graph.builds.changes import TableChange, changes
from graph.builds.diff import diff_tables, gap_diff, gap_totals
from graph.builds.home import Home
from graph.builds.manifest import ALL
from graph.builds.opened import Build
from graph.builds.origins import Origins
from graph.errors import NoAnswer, WrongInput
from graph.gap.report import Assumption
from graph.ontology import load
from graph.processes import Emit
from graph.processes.limits import UploadLimits
from graph.processes.worker import call_in_child
from graph.tables import Tables
from ingest.build import BuildOutcome, BuildRequest, Told, build
from ingest.datasets import Dataset, open_datasets
from ingest.identity import build_id
from ingest.pipeline import ingest

DOWNLOADS = "data/"  # how a manifest names what adapters read; too large to look at again
POLICY = ("policies", "measures", "duties", "targets", "units")
REPLACE, ADD, ANEW = "replace", "add", "anew"
Totals = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """A dataset of the published build: its name, where it lies, whether it is as it was read."""

    name: str
    path: Path
    is_unchanged: bool


@dataclass(frozen=True)
class Plan:
    """The datasets of a build to come, in order; ``position`` is the upload's among them.

    ``after``: the build it was planned on, '' where there is none. ``stores``: as that one has.
    """

    home: Path
    datasets: tuple[Path, ...]
    data: Path | None
    position: int
    after: str
    stores: str = ALL


@dataclass(frozen=True)
class Proposal:
    """What came of checking a plan.

    ``build``: the id it will have. ``upload``: the name of the uploaded dataset. ``counts``: rows
    read and kept per table. ``gap``: main figures of one year before and after, None where there
    is no gap; ``new_years``: those of years that are there for the first time; ``thin``: years that
    cover too little to be compared. ``front``: those of
    the year that is shown first, before and after.
    ``columns``: where columns stand in the sheets, as ``Build.columns``. ``policy``: the tables of
    :data:`POLICY` of the documents whose measures the upload holds.
    """

    plan: Plan
    build: str
    upload: str
    counts: dict[str, dict[str, int]]
    findings: pl.DataFrame
    changes: tuple[TableChange, ...]
    gap: tuple[Totals | None, Totals | None]
    columns: pl.DataFrame
    policy: Mapping[str, pl.DataFrame]
    new_years: tuple[Totals, ...] = ()
    front: tuple[Totals | None, Totals | None] = (None, None)
    thin: tuple[Assumption, ...] = ()

    @property
    def has_rows(self) -> bool:
        """Whether anything at all could be read, of the upload too."""
        refused = self.own_findings.filter(pl.col("rule") == "bad-file")
        unread = refused.height > 0 and not self.changes
        return not unread and any(count["kept"] for count in self.counts.values())

    @property
    def changes_nothing(self) -> bool:
        """Whether the published build is made of exactly this already."""
        return self.build == self.plan.after

    @property
    def own_findings(self) -> pl.DataFrame:
        """What was found in the upload itself."""
        return self.findings.filter(pl.col("dataset") == self.upload)


# Planning -----------------------------------------------------------------------------------------


def kept_datasets(home: Path) -> tuple[Kept, ...]:
    """The datasets of the published build that are known; none where there is no build."""
    place = Home(home)
    published = place.current()
    origins = Origins.of(place, published) if published else None
    if published is None or origins is None:
        return ()
    read = {
        (source["dataset"], source["file"], source["sha256"])
        for source in Build(place.builds / published).manifest.sources
    }
    kept: list[Kept] = []
    for path in origins.datasets:
        name = _free_name(path, [one.name for one in kept])
        kept.append(Kept(name, path, _is_as_read(name, path, origins.data, read)))
    return tuple(kept)


def _free_name(path: Path, taken: list[str]) -> str:
    """The name :func:`ingest.datasets.open_datasets` gives a dataset behind others."""
    stem = path.name if path.is_dir() or not path.suffix else path.stem
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


def _is_as_read(name: str, path: Path, data: Path | None, read: set[tuple[str, str, str]]) -> bool:
    try:
        (found,) = open_datasets([path], data, load())
    except WrongInput:
        return False
    here = {(name, file.name, file.sha256) for file in found.files}
    there = {one for one in read if one[0] == name}
    return here <= there and all(file.startswith(DOWNLOADS) for _, file, _ in there - here)


def suggested(kept: tuple[Kept, ...], upload: Path) -> tuple[str, str | None]:
    """What an upload most likely is: a newer dataset of the same name, a further one, the first."""
    if any(one.name == upload.stem for one in kept):
        return REPLACE, upload.stem
    return (ADD if kept else ANEW), None


def plan(home: Path, upload: Path, how: str, replaced: str | None = None) -> Plan:
    """The datasets of the next build.

    ``how``: :data:`REPLACE` the dataset ``replaced``, :data:`ADD` one, or begin :data:`ANEW`.

    Raises:
        WrongInput: a dataset that would be read again is no longer what it was.
    """
    place = Home(home)
    after = place.current() or ""
    origins = Origins.of(place, after) if after else None
    if how == ANEW or origins is None:
        return Plan(home, (upload,), None, 0, after)
    kept = kept_datasets(home)
    others = [one for one in kept if how == ADD or one.name != replaced]
    changed = next((one for one in others if not one.is_unchanged), None)
    if changed is not None:
        raise WrongInput("error.source_changed", dataset=changed.name, path=str(changed.path))
    paths = [one.path for one in kept]
    position = next((i for i, one in enumerate(kept) if one.name == replaced), len(kept))
    if how == REPLACE and position < len(kept):
        paths[position] = upload
    else:
        position = len(paths)
        paths.append(upload)
    stores = Build(place.folder(after)).manifest.stores
    return Plan(home, tuple(paths), origins.data, position, after, stores)


# Checking -----------------------------------------------------------------------------------------


def propose(planned: Plan, told: Callable[[float], None] = lambda _share: None) -> Proposal:
    """Read all datasets of a plan, and compare with the published build. Changes nothing.

    Raises:
        WrongInput: a dataset cannot be opened, or reading takes too much time or memory.
    """
    limits = UploadLimits()
    Home(planned.home).prepare()
    with tempfile.TemporaryDirectory(prefix="twinchain-check-") as folder:
        request = _request(planned) | {"folder": folder}
        try:
            found = call_in_child(
                "ingest.proposals:check_in_child",
                request,
                on_event=lambda event: told(event["share"]),
                timeout_s=limits.check_s,
                memory_bytes=limits.check_memory_bytes,
            )
        except NoAnswer as refused:
            if refused.key == "error.stopped":
                raise
            raise WrongInput("error.upload_greedy", seconds=round(limits.check_s)) from None
        findings = pl.read_parquet(Path(folder) / "findings.parquet")
        columns = pl.read_parquet(Path(folder) / "columns.parquet")
        policy = {name: pl.read_parquet(Path(folder) / f"{name}.parquet") for name in POLICY}
    changed = tuple(TableChange.from_json(one) for one in found["changes"])
    old, new = found["gap"]
    return Proposal(
        planned,
        found["build"],
        found["upload"],
        found["counts"],
        findings,
        changed,
        (old, new),
        columns,
        policy,
        tuple(found["new_years"]),
        (found["front"][0], found["front"][1]),
        tuple(Assumption(key, values) for key, values in found["thin"]),
    )


def _request(planned: Plan) -> dict[str, Any]:
    return {
        "home": str(planned.home),
        "datasets": [str(path) for path in planned.datasets],
        "data": str(planned.data) if planned.data else None,
        "position": planned.position,
        "after": planned.after,
        "stores": planned.stores,
    }


def _opened(request: dict[str, Any]) -> list[Dataset]:
    data = Path(request["data"]) if request["data"] else None
    return open_datasets([Path(path) for path in request["datasets"]], data, load())


def check_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """The child's part of :func:`propose`."""
    ontology = load()
    place = Home(Path(request["home"]))
    datasets = _opened(request)
    read = ingest(
        datasets, ontology, place.read_cache, lambda _what, share: emit({"share": 0.8 * share})
    )
    read.findings.write_parquet(Path(request["folder"]) / "findings.parquet")
    read.columns.write_parquet(Path(request["folder"]) / "columns.parquet")
    upload = datasets[request["position"]].name
    for name, rows in _policy(read.tables, upload).items():
        rows.write_parquet(Path(request["folder"]) / f"{name}.parquet")
    base: Tables = Tables.of(ontology, {})
    if request["after"]:
        base = Build(place.folder(request["after"])).tables
    differ = diff_tables(base, read.tables, ontology)
    emit({"share": 0.9})
    moved = gap_diff(base, read.tables)
    return {
        "build": build_id(datasets, ontology, request["stores"]),
        "upload": upload,
        "counts": read.counts,
        "changes": [one.as_json() for one in changes(differ, base, read.tables, ontology)],
        "gap": [moved.old, moved.new],
        "new_years": list(moved.new_years),
        "thin": [(one.key, one.values) for one in moved.thin],
        "front": [gap_totals(base), gap_totals(read.tables)],
    }


def _policy(tables: Tables, upload: str) -> dict[str, pl.DataFrame]:
    """The documents whose measures a dataset holds, as they would be; all units.

    A measure that another dataset has too keeps that one's place: what the upload adds counts.
    """
    own = tables["sources"].filter(pl.col("dataset") == upload)["uri"].implode()
    given = tables.contributions.filter(pl.col("source_uri").is_in(own))["uri"].implode()
    said = pl.col("source_uri").is_in(own) | pl.col("uri").is_in(given)
    named = tables["measures"].filter(said)["policy"].unique().implode()
    of = {"policies": "node_key", "units": None}
    return {
        name: tables[name]
        if (column := of.get(name, "policy")) is None
        else tables[name].filter(pl.col(column).is_in(named))
        for name in POLICY
    }


def annotated(proposal: Proposal, lang: str) -> bytes:
    """The upload as a workbook with every bad cell marked and a note on it.

    Raises:
        WrongInput: that takes too much time or memory.
    """
    limits = UploadLimits()
    with tempfile.TemporaryDirectory(prefix="twinchain-mark-") as folder:
        proposal.own_findings.write_parquet(Path(folder) / "findings.parquet")
        try:
            call_in_child(
                "ingest.proposals:annotate_in_child",
                _request(proposal.plan) | {"folder": folder, "lang": lang},
                timeout_s=limits.check_s,
                memory_bytes=limits.check_memory_bytes,
            )
        except NoAnswer:
            raise WrongInput("error.upload_greedy", seconds=round(limits.check_s)) from None
        return (Path(folder) / "marked.xlsx").read_bytes()


def annotate_in_child(request: dict[str, Any], emit: Emit) -> int:
    """The child's part of :func:`annotated`."""
    from ingest.annotate import annotate

    del emit
    folder = Path(request["folder"])
    dataset = _opened(request)[request["position"]]
    findings = pl.read_parquet(folder / "findings.parquet")
    return annotate([dataset], findings, folder / "marked.xlsx", request["lang"])


# Publishing ---------------------------------------------------------------------------------------


def publish(planned: Plan, told: Told = lambda _step, _what, _share: None) -> BuildOutcome:
    """Make the build of a plan and publish it.

    Raises:
        BuildFailed: ``error.published_meanwhile`` where another build has been published since it
            was planned; or it could not be made.
    """
    request = BuildRequest(
        planned.datasets, planned.data, planned.home, after=planned.after, stores=planned.stores
    )
    return build(request, told)
