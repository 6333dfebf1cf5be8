"""Reading of datasets into checked tables and findings. A bad row never costs a good one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import polars as pl

from graph.builds.shapes import no_shapes
from graph.findings import Finding, concat, frame
from graph.ontology import Ontology, Table
from graph.processes.limits import FileLimits
from graph.schema.sheets import NOT_TABLES
from graph.tables import Tables
from ingest.cache import ReadCache
from ingest.combine import combine
from ingest.datasets import ADAPTER_SUFFIX, Dataset, InputFile
from ingest.heading_words import table_names
from ingest.hidden import shown_sheets
from ingest.identity import identity
from ingest.left_out import left_out_frame
from ingest.readers import (
    DOCUMENTS,
    NO_RECORDS,
    BadFileError,
    Sheet,
    adapter,
    reader_for,
    stem_of,
    suffix_of,
)
from ingest.recognised import recognised, records_in
from ingest.rules import NO_RULES, FileRules
from ingest.settings_used import settings_without_effect
from ingest.sheets import ReadTable, at_place, lacks_headings, read_sheet
from ingest.sources import Part, columns_frame
from ingest.taken_for import BY_HEADINGS
from ingest.text import fold
from ingest.version import code_sha256

Progress = Callable[[str, float], None]
_COPY = re.compile(r"\s*[(（]\d+[)）]$| - 副本$")  # added to a file's name by a browser or system


@dataclass(frozen=True)
class Ingested:
    """Result of reading datasets: tables, findings, rows read and kept per table.

    ``columns``: where columns stand in the sheets, see ``columns_frame``. ``offered``: table → all
    rows of those tables that reference packs have. ``shapes``: see :mod:`graph.builds.shapes`;
    ``map_approval_no``: of them.
    """

    tables: Tables
    findings: pl.DataFrame
    counts: dict[str, dict[str, int]]
    columns: pl.DataFrame
    offered: Mapping[str, pl.DataFrame]
    shapes: pl.DataFrame = field(default_factory=no_shapes)
    map_approval_no: str = ""


def ingest(
    datasets: list[Dataset],
    ontology: Ontology,
    cache: Path | None = None,
    progress: Progress = lambda _what, _share: None,
) -> Ingested:
    """Read, check and combine datasets; ``progress`` takes a file name and the share done, 0–1."""
    parts: list[Part] = []
    findings: list[pl.DataFrame] = []
    total = sum(len(d.files) for d in datasets)
    done = 0
    for position, dataset in enumerate(datasets):
        findings.append(frame(dataset.findings).with_columns(pl.lit(dataset.name).alias("dataset")))
        for file in dataset.files:
            progress(file.name, done / max(total, 1))
            reads = read_file_once(dataset, file, ontology, cache)
            for read_table in reads:
                placed_table = at_place(read_table, dataset.name, file.name, read_table.sheet)
                if placed_table.table:
                    parts.append(
                        Part(
                            placed_table,
                            dataset.name,
                            position,
                            dataset.declaration,
                            file.sha256,
                            dataset.pack,
                        )
                    )
                else:
                    findings.append(placed_table.findings)
            done += 1
    progress("", 1.0)
    if any(suffix_of(part.read.file) in DOCUMENTS for part in parts):
        from ingest.policy.known import settled, still_without_place

        findings = [still_without_place(rows, parts) for rows in findings]
        parts = settled(parts)
    parts.sort(key=lambda part: (part.position, part.read.is_recognised))
    combined = combine(parts, ontology)
    shapes, approval, of_shapes = _shapes(datasets, combined.tables)
    all_findings = concat([*findings, *of_shapes, combined.findings]).unique(maintain_order=True)
    combined.tables.left_out = left_out_frame(
        parts, combined.left_out, combined.tables, all_findings, ontology
    )
    return Ingested(
        combined.tables,
        all_findings,
        combined.counts,
        columns_frame(parts),
        combined.offered,
        shapes,
        approval,
    )


def _shapes(
    datasets: list[Dataset], tables: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, str, list[pl.DataFrame]]:
    """Read the shapes of the areas; of two datasets that bring some, the first counts."""
    shapes, approval, findings = no_shapes(), "", []
    for dataset in datasets:
        if dataset.shapes is None:
            continue
        from ingest.shapes import fitting, shapes_of, twice

        read = fitting(shapes_of(dataset), tables["areas"], dataset.shapes.name)
        if not shapes.is_empty():
            read = twice(dataset.shapes.name)
        if not read.rows.is_empty():
            shapes, approval = read.rows, dataset.declaration.map_approval_no
        findings.append(frame(read.findings).with_columns(pl.lit(dataset.name).alias("dataset")))
    return shapes, approval, findings


# One file -----------------------------------------------------------------------------------


def read_file_once(
    dataset: Dataset, file: InputFile, ontology: Ontology, cache: Path | None
) -> list[ReadTable]:
    """Read the tables of a file, or take them from a cache where they have been read before."""
    reading = ReadCache(cache, f"{code_sha256()}:{ontology.sha256}")
    read = partial(read_file, dataset, file, ontology)
    return reading.get_or_read(identity(dataset, file), read)


def read_file(dataset: Dataset, file: InputFile, ontology: Ontology) -> list[ReadTable]:
    """Read the tables of a file; faults of the file are findings in a table without a name."""
    rules = dataset.declaration.rules_of(file.name)
    if rules.skip and all(of_sheet.skip for of_sheet in rules.sheets.values()):
        return [_without_table([Finding("skipped", "info")])]
    try:
        sheets = sheets_of(dataset, file)
    except BadFileError as fault:
        if fault.reason == NO_RECORDS and rules is NO_RULES and len(dataset.files) > 1:
            return []  # settings or results beside the data
        return [_without_table([_report_unreadable(fault)])]
    about_file = [note for sheet in sheets for note in sheet.about_file]
    names = table_names(ontology)
    stem = names.get(fold(_COPY.sub("", stem_of(file.name))))
    if rules.sheet is not None:
        sheets = [s for s in sheets if s.name == rules.sheet]
        if not sheets:
            missing = Finding("unknown-table.no_sheet", "error", sheet=rules.sheet)
            return [_without_table([missing], rules.sheet)]
    sheets, hidden = shown_sheets(sheets, rules)
    reads: list[ReadTable] = [_without_table([finding], finding.sheet) for finding in hidden]
    for sheet in sheets:
        if sheet.name is not None and fold(sheet.name) in NOT_TABLES:
            continue
        of_sheet = rules.of_sheet(sheet.name)
        if of_sheet.skip:
            reads.append(_without_table([Finding("skipped", "info")], sheet.name))
            continue
        table = _table_of(sheet, of_sheet, stem, names, ontology, alone=len(sheets) == 1)
        of_file = (ontology, dataset.declaration, of_sheet, file.name)
        of_name = read_sheet(sheet, table, *of_file) if table else []
        if of_sheet.table is None and all(map(lacks_headings, of_name)):
            by_headings, findings = recognised(sheet, file.name, ontology, of_sheet)
            if by_headings is not None:
                of_name = read_sheet(sheet, by_headings, *of_file, BY_HEADINGS)
                of_name = [replace(read_table, is_recognised=True) for read_table in of_name]
            elif table is None:
                of_name = [_without_table(findings)]
            is_unread = all(map(_is_unread, of_name))
            records = records_in(sheet, file.name, ontology, of_sheet, is_unread)
            of_name = [_without_table([records])] if records else of_name
        reads += [replace(read_table, sheet=sheet.name) for read_table in of_name]
    if file.suffix in DOCUMENTS:
        reads = _strange_tables_at_once(reads)
    if about_file := [*about_file, *settings_without_effect(rules, reads, ontology)]:
        reads.append(_without_table(about_file))
    return reads


def _is_unread(read_table: ReadTable) -> bool:
    """Tell whether no row of a sheet was read, as its table or a heading is not known."""
    return not read_table.table or "missing-heading" in read_table.findings["rule"]


def _strange_tables_at_once(reads: list[ReadTable]) -> list[ReadTable]:
    """Report in one finding the tables of a document that are like none of ours: most are not."""
    strange = [
        read_table
        for read_table in reads
        if not read_table.table and set(read_table.findings["reason"]) == {"unknown-table"}
    ]
    if len(strange) < 2:
        return reads
    names = [read_table.sheet for read_table in strange]
    values = {"count": len(names), "sheets": names}
    finding = Finding("unknown-table.document", "info", values=values)
    return [*(r for r in reads if r not in strange), _without_table([finding])]


def _report_unreadable(fault: BadFileError) -> Finding:
    """Report a file that cannot be read; one without records may be no data at all."""
    if fault.reason == NO_RECORDS:
        return Finding(NO_RECORDS, "warning", values=dict(fault.values))
    return fault.finding()


def sheets_of(dataset: Dataset, file: InputFile) -> list[Sheet]:
    """Read the grids of cells of a file.

    Raises:
        BadFileError: it cannot be read.
    """
    if len(file.content) > FileLimits().file_bytes:
        raise BadFileError("bad-file.too_large", megabytes=len(file.content) // 1024**2)
    if not file.content:
        raise BadFileError("bad-file.empty")
    if file.suffix == ADAPTER_SUFFIX:
        assert dataset.data is not None
        return [adapter.run(file.content.decode("utf-8-sig", errors="replace"), dataset.data)]
    return reader_for(file.suffix)(file.content, file.name)


def _table_of(
    sheet: Sheet,
    rules: FileRules,
    stem: Table | None,
    names: Mapping[str, Table],
    ontology: Ontology,
    alone: bool,
) -> Table | None:
    """Return the table a sheet is: as declared, by its name, or by the file's where it is alone."""
    if rules.table is not None:
        return ontology.tables[rules.table]
    if sheet.name is None:
        return stem
    return names.get(fold(sheet.name)) or (stem if alone else None)


def _without_table(findings: list[Finding], sheet: str | None = None) -> ReadTable:
    return ReadTable("", "", sheet, pl.DataFrame(), 0, {}, frame(findings))
