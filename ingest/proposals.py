"""Proposals of new builds: what would be read, what would change, and their publication.

The published build's datasets are the base: an upload takes the place of one of them, joins them,
or stands alone. Reading and comparing happen in a child process with limits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
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
from graph.left_out import ROW
from graph.ontology import Ontology, load
from graph.processes import Emit
from graph.processes.limits import UploadLimits
from graph.processes.worker import call_in_child
from graph.tables import Tables
from ingest.build import BuildOutcome, BuildProgress, BuildRequest, build
from ingest.corrections import Settings, kept_for, read_settings
from ingest.datasets import Dataset, InputFile, open_datasets
from ingest.identity import build_id
from ingest.pipeline import ingest, read_file_once
from ingest.readers import stem_of
from ingest.sheet_view import SheetView, sheet_views
from ingest.sheets import ReadTable

DOWNLOADS = "data/"  # prefix of adapters' downloads in a manifest; too large to check again
POLICY = ("policies", "measures", "duties", "targets", "units")
REPLACE, ADD, ANEW = "replace", "add", "anew"
Totals = dict[str, Any]


@dataclass(frozen=True)
class PublishedDataset:
    """Dataset of the published build, with its path and the text of its ``source.toml``.

    ``is_unchanged``: it is as it was read.
    """

    name: str
    path: Path
    is_unchanged: bool
    settings: str = ""


@dataclass(frozen=True)
class Plan:
    """Datasets of a build to come, in order; ``position`` is the upload's among them.

    ``after``: the build it was planned on, '' where there is none. ``stores``, ``packs``,
    ``whole_pack``: those of that build.
    """

    home: Path
    datasets: tuple[Path, ...]
    data: Path | None
    position: int
    after: str
    stores: str = ALL
    packs: tuple[str, ...] = ()
    whole_pack: bool = False


@dataclass(frozen=True)
class Proposal:
    """Result of checking a plan.

    ``build``: the id of the build to come. ``upload``: the name of the uploaded dataset.
    ``counts``: rows read and kept per table. ``gap``: main figures of one year before and after,
    None where there is no gap; ``new_years``: those of years that are new; ``thin``: years that
    cover too little to be compared. ``front``: main figures of the year that is shown first,
    before and after. ``columns``: where columns stand in the sheets, as ``Build.columns``.
    ``sheets``: what the upload's sheets were taken for; ``more_sheets``: how many follow.
    ``policy``: the tables of :data:`POLICY` of the documents whose measures the upload holds.
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
    sheets: tuple[SheetView, ...] = ()
    more_sheets: int = 0

    @property
    def has_rows(self) -> bool:
        """Tell whether anything could be read, of the upload too."""
        is_read = bool(self.changes) or any(view.read > view.lost for view in self.sheets)
        return is_read and any(count["kept"] for count in self.counts.values())

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the published build is made of exactly this already."""
        return self.build == self.plan.after

    @property
    def own_findings(self) -> pl.DataFrame:
        """Return the findings on the upload itself."""
        return self.findings.filter(pl.col("dataset") == self.upload)


# Planning -----------------------------------------------------------------------------------------


def published_datasets(home: Path) -> tuple[PublishedDataset, ...]:
    """Return the datasets of the published build, if recorded; none where there is no build."""
    place = Home(home)
    published = place.current()
    origins = Origins.of(place, published) if published else None
    if published is None or origins is None:
        return ()
    read_files = {
        (source["dataset"], source["file"], source["sha256"])
        for source in Build(place.builds / published).manifest.sources
    }
    datasets: list[PublishedDataset] = []
    for path in origins.datasets:
        name = _free_name(path, [dataset.name for dataset in datasets])
        datasets.append(_published_dataset(name, path, origins.data, read_files))
    return tuple(datasets)


def _free_name(path: Path, names: list[str]) -> str:
    """Return the name :func:`ingest.datasets.open_datasets` gives a dataset after others."""
    stem = path.name if path.is_dir() else stem_of(path.name)
    name, number = stem, 2
    while name in names:
        name, number = f"{stem}-{number}", number + 1
    return name


def _published_dataset(
    name: str, path: Path, data: Path | None, read_files: set[tuple[str, str, str]]
) -> PublishedDataset:
    try:
        dataset, *_packs = open_datasets([path], data, load())
    except WrongInput:
        return PublishedDataset(name, path, is_unchanged=False)
    files = {(name, file.name, file.sha256) for file in dataset.files}
    earlier = {entry for entry in read_files if entry[0] == name}
    is_as_read = files <= earlier and all(
        file.startswith(DOWNLOADS) for _, file, _ in earlier - files
    )
    return PublishedDataset(name, path, is_as_read, dataset.declaration_text)


def kept_settings(
    datasets: tuple[PublishedDataset, ...], files: Collection[str]
) -> tuple[str, Settings]:
    """Return the settings kept for files of these names, and the dataset that has them.

    The newest dataset counts first. Both are empty where none has any.
    """
    for dataset in reversed(datasets):
        if dataset.settings and (kept := kept_for(read_settings(dataset.settings), files)):
            return dataset.name, kept
    return "", {}


def suggested(datasets: tuple[PublishedDataset, ...], upload: Path) -> tuple[str, str | None]:
    """Return how an upload most likely joins: replacing a dataset of its name, added, or alone."""
    stem = stem_of(upload.name)
    if any(dataset.name == stem for dataset in datasets):
        return REPLACE, stem
    return (ADD if datasets else ANEW), None


def plan(home: Path, upload: Path, how: str, replaced: str | None = None) -> Plan:
    """Plan the datasets of the next build.

    ``how``: :data:`REPLACE` the dataset ``replaced``, :data:`ADD` one, or begin :data:`ANEW`.

    Raises:
        WrongInput: a dataset that would be read again is no longer what it was.
    """
    place = Home(home)
    after = place.current() or ""
    origins = Origins.of(place, after) if after else None
    alone = Plan(home, (upload,), None, 0, after)
    if origins is None:
        return alone
    alone = replace(alone, packs=origins.packs, whole_pack=origins.whole_pack)
    if how == ANEW:
        return alone
    datasets = published_datasets(home)
    unreplaced = [dataset for dataset in datasets if how == ADD or dataset.name != replaced]
    changed = next((dataset for dataset in unreplaced if not dataset.is_unchanged), None)
    if changed is not None:
        raise WrongInput("error.source_changed", dataset=changed.name, path=str(changed.path))
    paths = [dataset.path for dataset in datasets]
    position = next(
        (i for i, dataset in enumerate(datasets) if dataset.name == replaced), len(datasets)
    )
    if how == REPLACE and position < len(datasets):
        paths[position] = upload
    else:
        position = len(paths)
        paths.append(upload)
    stores = Build(place.folder(after)).manifest.stores
    return replace(
        alone, datasets=tuple(paths), data=origins.data, position=position, stores=stores
    )


# Checking -----------------------------------------------------------------------------------------


def propose(planned: Plan, progress: Callable[[float], None] = lambda _share: None) -> Proposal:
    """Read all datasets of a plan, and compare with the published build. Changes nothing.

    Raises:
        WrongInput: a dataset cannot be opened, or reading takes too much time or memory.
    """
    limits = UploadLimits()
    Home(planned.home).prepare()
    with tempfile.TemporaryDirectory(prefix="twinchain-check-") as folder:
        request = _request(planned) | {"folder": folder}
        try:
            answer = call_in_child(
                "ingest.proposals:check_in_child",
                request,
                on_event=lambda event: progress(event["share"]),
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
    changed = tuple(TableChange.from_json(change) for change in answer["changes"])
    old, new = answer["gap"]
    return Proposal(
        planned,
        answer["build"],
        answer["upload"],
        answer["counts"],
        findings,
        changed,
        (old, new),
        columns,
        policy,
        tuple(answer["new_years"]),
        (answer["front"][0], answer["front"][1]),
        tuple(Assumption(key, values) for key, values in answer["thin"]),
        tuple(SheetView.from_json(view) for view in answer["sheets"]),
        answer["more_sheets"],
    )


def _request(planned: Plan) -> dict[str, Any]:
    return {
        "home": str(planned.home),
        "datasets": [str(path) for path in planned.datasets],
        "data": str(planned.data) if planned.data else None,
        "position": planned.position,
        "after": planned.after,
        "stores": planned.stores,
        "packs": list(planned.packs),
        "whole_pack": planned.whole_pack,
    }


def _open_requested(request: dict[str, Any]) -> list[Dataset]:
    data = Path(request["data"]) if request["data"] else None
    paths = [Path(path) for path in request["datasets"]]
    return open_datasets(paths, data, load(), request["packs"], request["whole_pack"])


def check_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """Check a plan in the child process, for :func:`propose`."""
    ontology = load()
    place = Home(Path(request["home"]))
    datasets = _open_requested(request)
    ingested = ingest(
        datasets, ontology, place.read_cache, lambda _what, share: emit({"share": 0.8 * share})
    )
    ingested.findings.write_parquet(Path(request["folder"]) / "findings.parquet")
    ingested.columns.write_parquet(Path(request["folder"]) / "columns.parquet")
    upload = datasets[request["position"]].name
    for name, rows in _policy_tables(ingested.tables, upload).items():
        rows.write_parquet(Path(request["folder"]) / f"{name}.parquet")
    base: Tables = Tables.of(ontology, {})
    if request["after"]:
        base = Build(place.folder(request["after"])).tables
    differ = diff_tables(base, ingested.tables, ontology)
    emit({"share": 0.9})
    views, more = _views(datasets[request["position"]], ingested.tables, place, ontology)
    moved = gap_diff(base, ingested.tables)
    return {
        "build": build_id(datasets, ontology, request["stores"]),
        "upload": upload,
        "counts": ingested.counts,
        "changes": [item.as_json() for item in changes(differ, base, ingested.tables, ontology)],
        "gap": [moved.old, moved.new],
        "new_years": list(moved.new_years),
        "thin": [(item.key, item.values) for item in moved.thin],
        "front": [gap_totals(base), gap_totals(ingested.tables)],
        "sheets": [view.as_json() for view in views],
        "more_sheets": more,
    }


def _views(
    dataset: Dataset, tables: Tables, place: Home, ontology: Ontology
) -> tuple[list[SheetView], int]:
    """Return what the sheets of the upload were taken for; they have just been read."""
    rows = tables.left_out.filter(pl.col("dataset") == dataset.name, pl.col("kind") == ROW)
    lost = {(file, sheet): n for file, sheet, n in rows.group_by("file", "sheet").len().iter_rows()}

    def reads_of(file: InputFile) -> list[ReadTable]:
        return read_file_once(dataset, file, ontology, place.read_cache)

    return sheet_views(dataset, reads_of, lost, ontology)


def _policy_tables(tables: Tables, upload: str) -> dict[str, pl.DataFrame]:
    """Return the documents whose measures a dataset holds, as they would be; all units.

    A measure that another dataset has too keeps that one's place: what the upload adds counts.
    """
    sources = tables["sources"].filter(pl.col("dataset") == upload)["uri"].implode()
    contributed = tables.contributions.filter(pl.col("source_uri").is_in(sources))["uri"].implode()
    is_of_upload = pl.col("source_uri").is_in(sources) | pl.col("uri").is_in(contributed)
    policies = tables["measures"].filter(is_of_upload)["policy"].unique().implode()
    policy_columns = {"policies": "node_key", "units": None}
    return {
        name: tables[name]
        if (column := policy_columns.get(name, "policy")) is None
        else tables[name].filter(pl.col(column).is_in(policies))
        for name in POLICY
    }


def annotated(proposal: Proposal, lang: str) -> bytes:
    """Return the upload as a workbook with every bad cell marked and a note on it.

    Raises:
        WrongInput: marking takes too much time or memory.
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
    """Mark the upload in the child process, for :func:`annotated`."""
    from ingest.annotate import annotate

    del emit
    folder = Path(request["folder"])
    dataset = _open_requested(request)[request["position"]]
    findings = pl.read_parquet(folder / "findings.parquet")
    return annotate([dataset], findings, folder / "marked.xlsx", request["lang"])


# Publishing ---------------------------------------------------------------------------------------


def publish(
    planned: Plan, progress: BuildProgress = lambda _step, _what, _share: None
) -> BuildOutcome:
    """Make and publish the build of a plan.

    Raises:
        BuildFailed: ``error.published_meanwhile`` where another build has been published since it
            was planned; or it could not be made.
    """
    request = BuildRequest(
        planned.datasets,
        planned.data,
        planned.home,
        after=planned.after,
        stores=planned.stores,
        packs=planned.packs,
        whole_pack=planned.whole_pack,
    )
    return build(request, progress)
