"""Reading of a sheet into a typed frame: head, rows that are no data, canonical cells, checks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from graph.checks.compiled import compile_table, violations
from graph.findings import SCHEMA, Finding, concat, empty, frame
from graph.ontology import Column, Ontology, Table
from graph.references import of_column, of_table
from graph.schema.frames import polars_type
from ingest.bad_cells import without_bad_cells
from ingest.carried import carry_down, missing_after
from ingest.cells import Habits, normalise, sum_of, unit_words
from ingest.chosen_rows import chosen_rows, within_rows, without_merging
from ingest.constants import constants_of, with_constants
from ingest.datasets import SourceDeclaration
from ingest.faults import without_faults
from ingest.finer import hashes_beside, summed_columns
from ingest.headings import Head, column_words, find_head
from ingest.headless import report_without_header_row, without_header_row
from ingest.hidden import shown_rows
from ingest.left_out import figures_of, no_rows
from ingest.levels import LEVEL, MAJORS, is_about, level_column
from ingest.marks import without_marks
from ingest.meanings import Heading
from ingest.merged import (
    cells_emptied_by_merging,
    missing_by_merging,
    report_merged_cells,
    shared_figures,
)
from ingest.plausible import without_implausible
from ingest.rates import rates_as_percent
from ingest.readers import Sheet
from ingest.repeats import column_letter
from ingest.rows import BANNER, data_rows
from ingest.rules import FileRules
from ingest.second_heads import until_second_head
from ingest.spellings import fill_first_spellings, with_seconds
from ingest.stand_ins import fill_from_stand_ins
from ingest.two_levels import one_level

ROW = "__row"


@dataclass
class ReadTable:
    """Rows of one sheet for one table, with findings.

    frame: declared columns (references still as written) and ``__row``, the file's row number.
    headings: column name → heading as written; letters: column name → letter of the spreadsheet.
    unused: headings of columns that the table does not take.
    read: number of rows of data in the sheet.
    left_out: rows of data that are not in the frame, with their figures, as :data:`LEFT_OUT`.
    beside: ``__row`` and hashes of cells under undeclared headings, see ``ingest.finer``.
    """

    table: str
    file: str
    sheet: str | None
    frame: pl.DataFrame
    read: int
    headings: dict[str, str] = field(default_factory=dict)
    findings: pl.DataFrame = field(default_factory=empty)
    letters: dict[str, str] = field(default_factory=dict)
    left_out: pl.DataFrame = field(default_factory=no_rows)
    beside: pl.DataFrame = field(default_factory=pl.DataFrame)
    unused: list[str] = field(default_factory=list)


def read_sheet(
    sheet: Sheet,
    table: Table,
    ontology: Ontology,
    declaration: SourceDeclaration,
    rules: FileRules,
) -> ReadTable:
    """Read the typed rows of a sheet, with findings whose file and sheet are not filled in yet."""
    words = column_words(ontology, table, rules.rename)
    constants, wrong = constants_of(rules.constants, table, ontology, _habits_of(declaration))
    notes = frame([*sheet.notes, *wrong])
    head = find_head(sheet, ontology, table, rules, {c.column.name for c in constants})
    if head is None:
        no_head = _report_no_head(sheet, table, ontology)
        return ReadTable(
            table.name, "", None, _empty_frame(table), 0, {}, concat([notes, frame([no_head])])
        )
    level = level_column(head.undeclared, table, ontology)
    findings = [notes, frame(f for f in head.findings if not is_about(f, level, head.undeclared))]
    headings = {h.column.name: h.written for h in head.headings}
    letters = {h.column.name: column_letter(h.index + sheet.first_column) for h in head.headings}
    unused = list(head.undeclared.values())
    if head.is_refused:
        rows, reported = _empty_frame(table), concat(findings)
        return ReadTable(table.name, "", None, rows, 0, headings, reported, letters, unused=unused)
    sheet, told = within_rows(sheet, rules, head.data_from)
    findings.append(frame(told))
    cells = _named_cells(sheet, head, ontology)
    cells, not_data = data_rows(
        cells, [h.column for h in head.headings], sheet, head.data_from, table.group != "thing"
    )
    findings.append(not_data)
    cells, second_heads = until_second_head(cells, head, words)
    findings.append(second_heads)
    filled = carry_down(cells, replace(head, headings=[*head.headings, *head.asked]), rules)
    cells, told = chosen_rows(filled.cells, head.asked, rules)
    cells = shown_rows(cells, sheet, rules, ROW)
    findings += [filled.findings, frame(told)]
    cells, read_headings, told = with_constants(cells, head.headings, constants)
    cells, columns, headings, stand_ins = fill_from_stand_ins(cells, read_headings, table, ROW)
    findings += [frame(told), stand_ins]
    declared, table = [c.name for c in columns if c in table.columns], with_seconds(table, columns)
    cells, marks = without_marks(cells, columns, headings, ROW)
    cells, shares, rate_findings = rates_as_percent(cells, columns, headings, rules.unit, ROW)
    findings += [marks, rate_findings]
    times = {h.column.name: h.times for h in head.headings if not h.parts}
    texts = normalise(cells, columns, ontology, _habits_of(declaration), times)
    levels = _levels_beside(sheet, head, level, ontology)
    texts, faults = without_faults(texts, columns, head, sheet.faults)
    texts = fill_first_spellings(texts)
    faults = pl.concat([faults, shares, shared_figures(sheet, head, texts)])
    texts, level_findings = one_level(texts, columns, table, ontology, headings)
    findings.append(level_findings)
    checks = compile_table(ontology, table, columns=declared)
    bad = violations(checks, texts)
    all_texts = texts
    merged = cells_emptied_by_merging(sheet, head, texts)
    bad = missing_after(missing_by_merging(bad, merged), filled, texts["__index"])
    findings.append(report_merged_cells(merged, bad, texts[ROW], headings))
    if bad.height or faults.height:
        texts, reported = without_bad_cells(texts, table, bad, faults, headings)
        findings.append(reported)
    texts, implausible = without_implausible(
        texts, table, columns, headings, dict(rules.plausible_up_to), ROW
    )
    findings.append(implausible)
    typed = texts.select(
        ROW,
        *(
            _cast(pl.col(c.name), c)
            if c.name in texts.columns
            else pl.lit(None, polars_type(c)).alias(c.name)
            for c in table.columns
        ),
    )
    if texts[BANNER].null_count() < texts.height:
        typed = typed.with_columns(texts[BANNER])
    if levels is not None:
        typed = typed.join(levels, on=ROW, how="left", maintain_order="left")
    all_findings = concat(findings)
    left_out = figures_of(table, all_texts.join(typed.select(ROW), on=ROW, how="anti"))
    return ReadTable(
        table.name,
        "",
        None,
        typed,
        cells.height,
        headings,
        all_findings,
        letters,
        left_out,
        _beside(sheet, head, table),
        unused,
    )


def _levels_beside(
    sheet: Sheet, head: Head, index: int | None, ontology: Ontology
) -> pl.DataFrame | None:
    """Return ``__row`` and the level of each row, from a column that the table does not have."""
    if index is None:
        return None
    column = replace(ontology.tables[MAJORS].by_name["level"], name=LEVEL)
    cells = sheet.cells.slice(head.data_from)
    levels = normalise(cells.select(pl.col(f"c{index}").alias(LEVEL)), [column], ontology, Habits())
    return levels.select(
        sheet.rows.slice(head.data_from).alias(ROW),
        pl.col(LEVEL).cast(pl.Int64, strict=False),
    ).unique(ROW, keep="first")


def _beside(sheet: Sheet, head: Head, table: Table) -> pl.DataFrame:
    """Return ``__row`` and what may tell rows apart in columns that the table does not have."""
    if not head.undeclared or not summed_columns(table):
        return pl.DataFrame()
    headings = {f"c{index}": written for index, written in head.undeclared.items()}
    hashes = hashes_beside(sheet.cells.slice(head.data_from), headings)
    if not hashes.width:
        return hashes
    return hashes.with_columns(sheet.rows.slice(head.data_from).alias(ROW))


def _habits_of(declaration: SourceDeclaration) -> Habits:
    return Habits(declaration.school_year)  # type: ignore[arg-type]


def _report_no_head(sheet: Sheet, table: Table, ontology: Ontology) -> Finding:
    """Report that no heading was found, and the lines or headings that would help."""
    if without_header_row(sheet):
        return report_without_header_row(sheet, ontology, table)
    required = [of_column(column) for column in table.columns if column.required]
    values = {"table": of_table(table), "required": required}
    return Finding("missing-heading", reason="missing-heading.none", values=values)


def _empty_frame(table: Table) -> pl.DataFrame:
    schema = {c.name: polars_type(c) for c in table.columns}
    return pl.DataFrame(schema={ROW: pl.Int64(), **schema})


def _named_cells(sheet: Sheet, head: Head, ontology: Ontology) -> pl.DataFrame:
    """Return the cells below the head under their columns' names, with row numbers."""
    body = sheet.cells.slice(head.data_from)
    return body.select(
        sheet.rows.slice(head.data_from).alias(ROW),
        pl.int_range(head.data_from, head.data_from + body.height).alias("__index"),
        *(_cells_of(body, h, ontology).alias(h.column.name) for h in head.headings),
        *(
            without_merging(sheet, h, sheet.cells[f"c{h.index}"])
            .slice(head.data_from)
            .alias(h.column.name)
            for h in head.asked
        ),
    )


def _cells_of(body: pl.DataFrame, heading: Heading, ontology: Ontology) -> pl.Series:
    """Return the cells of one column, or the sums of its parts."""
    if not heading.parts:
        return body[f"c{heading.index}"]
    units = unit_words(ontology, heading.column)
    parts = body.select(f"c{index}" for index in heading.parts)
    sums = [sum_of(row, units, heading.times) for row in parts.iter_rows()]
    return pl.Series(sums, dtype=pl.String)


def _cast(cell: pl.Expr, column: Column) -> pl.Expr:
    dtype = polars_type(column)
    if column.datatype == "boolean":
        truth = {"true": True, "1": True, "false": False, "0": False}
        return cell.replace_strict(truth, default=None, return_dtype=pl.Boolean)
    if column.datatype == "date":
        return cell.str.to_date("%Y-%m-%d", strict=False)
    return cell.cast(dtype)


def at_place(table: ReadTable, dataset: str, file: str, sheet: str | None) -> ReadTable:
    """Fill in the dataset, file and sheet of what was read."""
    placed = table.findings.with_columns(
        pl.lit(dataset).alias("dataset"),
        pl.lit(file).alias("file"),
        pl.lit(sheet, pl.String).alias("sheet"),
    ).select(list(SCHEMA))
    return replace(table, file=file, sheet=sheet, findings=placed)
