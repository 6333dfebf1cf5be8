"""Reading of a sheet into a typed frame: head, rows that are no data, canonical cells, checks."""

from __future__ import annotations

from collections.abc import Mapping
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
from ingest.constants import Constant, constants_of, with_constants
from ingest.datasets import SourceDeclaration
from ingest.faults import without_faults
from ingest.finer import hashes_beside, summed_columns
from ingest.heading_words import YEAR, column_words
from ingest.headings import Head, find_head
from ingest.headless import report_without_header_row, without_header_row
from ingest.hidden import shown_rows
from ingest.left_out import figures_of, no_rows
from ingest.level_columns import LEVEL as LEVEL_COLUMN
from ingest.level_columns import heads_of_levels, rows_of_level
from ingest.levels import HINT, LEVEL, MAJORS, is_about, is_batch, level_column, level_in
from ingest.marks import without_marks
from ingest.meanings import Heading
from ingest.merged import (
    cells_emptied_by_merging,
    missing_by_merging,
    report_merged_cells,
    shared_figures,
)
from ingest.plausible import without_implausible
from ingest.ranges import without_ranges
from ingest.rates import rates_as_percent
from ingest.readers import Sheet
from ingest.repeats import Place, column_letter
from ingest.rows import BANNER, data_rows
from ingest.rules import FileRules
from ingest.second_heads import until_second_head
from ingest.side_by_side import years_of_sheet
from ingest.spellings import fill_first_spellings, with_seconds
from ingest.stand_ins import fill_from_stand_ins
from ingest.taken_for import BASIS, BY_NAME, basis_of, report_taken_for
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
    is_recognised: the headings alone said which table it is. year: of years side by side, this one.
    year_from: the name or title that gave the year.
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
    is_recognised: bool = False
    year: str | None = None
    year_from: str | None = None


@dataclass(frozen=True)
class _Task:
    """Reading of a sheet as a table, by the rules of its source.

    constants: of ``source.toml``. ranges: the end by which ranges of persons are read.
    """

    sheet: Sheet
    table: Table
    ontology: Ontology
    habits: Habits
    rules: FileRules
    words: Mapping[str, Column]
    constants: list[Constant]
    ranges: str | None


def read_sheet(
    sheet: Sheet,
    table: Table,
    ontology: Ontology,
    declaration: SourceDeclaration,
    rules: FileRules,
    file: str = "",
    by: str = BY_NAME,
) -> list[ReadTable]:
    """Read the typed rows of a sheet, with findings whose file and sheet are not filled in yet.

    Years side by side give a table each. ``by``: how the table was chosen.
    """
    habits = Habits(declaration.school_year)  # type: ignore[arg-type]
    words = column_words(ontology, table, rules.rename)
    constants, wrong = constants_of(rules.constants, table, ontology, habits)
    task = _Task(sheet, table, ontology, habits, rules, words, constants, declaration.ranges)
    names = {c.column.name: c.text for c in constants}
    head = find_head(sheet, ontology, table, rules, names, file)
    notes = [*sheet.notes, *wrong]
    if head is None:
        notes.append(_report_no_head(sheet, table, ontology))
        return [ReadTable(table.name, "", None, _empty_frame(table), 0, {}, frame(notes))]
    place = Place(sheet, head.data_from - 1)
    years = years_of_sheet(place, head, table, names, file, habits)
    basis = None if BASIS in names else basis_of(place, head, table, file)
    heads = [
        (year, of_level)
        for year, of_year in years.heads.items()
        for of_level in heads_of_levels(place, of_year, table, ontology, names)
    ]
    levels = [of_level for _, of_level in heads if of_level.figure]
    notes += [*years.findings, *report_taken_for(place, table, by, years, basis, levels)]
    if years.letters and names.get(YEAR) in years.heads:  # it says the year of other columns
        task = replace(task, constants=[c for c in constants if c.column.name != YEAR])
    reads = []
    for year, of_level in heads:
        implicit = {YEAR: year, BASIS: basis and basis.notation, LEVEL_COLUMN: of_level.level}
        implied = [Constant(table.by_name[name], text) for name, text in implicit.items() if text]
        read_table = _read_rows(task, of_level.head, implied, notes)
        if of_level.figure:
            read_table = _of_one_level(read_table, place, of_level.figure)
        reads.append(replace(read_table, year=year if years.letters else None))
    if years.elsewhere:
        reads = [replace(read, year_from=years.elsewhere.text) for read in reads]
    for position, read_table in enumerate(reads[1:], start=1):
        earlier = concat(read.findings for read in reads[:position])
        read_table.findings = read_table.findings.join(
            earlier, on=list(SCHEMA), how="anti", nulls_equal=True
        )
    return reads


def _of_one_level(read_table: ReadTable, place: Place, figure: Heading) -> ReadTable:
    """Keep the rows that say something of a level; its column is not the figure's own."""
    rows = rows_of_level(place, figure, read_table.frame)
    silent = read_table.frame.height - rows.height
    letters = {name: at for name, at in read_table.letters.items() if name != figure.column.name}
    return replace(read_table, frame=rows, read=read_table.read - silent, letters=letters)


def lacks_headings(read_table: ReadTable) -> bool:
    """Tell whether a sheet lacks required headings of its table, so that it may be another."""
    return read_table.findings["reason"].is_in(["missing-heading", "missing-heading.none"]).any()


def _read_rows(task: _Task, head: Head, implied: list[Constant], notes: list[Finding]) -> ReadTable:
    """Read the rows below a head; ``implied``: what headings and names say of all of them."""
    sheet, table, ontology, rules = task.sheet, task.table, task.ontology, task.rules
    level = level_column(head.undeclared, table, ontology)
    about_head = [f for f in head.findings if not is_about(f, level, head.undeclared)]
    findings = [frame([*notes, *about_head])]
    headings = {h.column.name: h.written for h in head.headings}
    letters = {h.column.name: column_letter(h.index + sheet.first_column) for h in head.headings}
    unused = list(head.undeclared.values())
    if head.is_refused or any(f.rule == "missing-heading" for f in notes):
        rows, reported = _empty_frame(table), concat(findings)
        return ReadTable(table.name, "", None, rows, 0, headings, reported, letters, unused=unused)
    sheet, notices = within_rows(sheet, rules, head.data_from)
    findings.append(frame(notices))
    cells = _named_cells(sheet, head, ontology)
    cells, not_data = data_rows(
        cells, [h.column for h in head.headings], sheet, head.data_from, table.group != "thing"
    )
    findings.append(not_data)
    cells, second_heads = until_second_head(cells, head, task.words)
    findings.append(second_heads)
    filled = carry_down(cells, replace(head, headings=[*head.headings, *head.filters]), rules)
    cells, notices = chosen_rows(filled.cells, head.filters, rules)
    cells = shown_rows(cells, sheet, rules, ROW)
    findings += [filled.findings, frame(notices)]
    cells, read_headings, _ = with_constants(cells, head.headings, implied)
    cells, read_headings, notices = with_constants(cells, read_headings, task.constants)
    cells, columns, headings, stand_ins = fill_from_stand_ins(cells, read_headings, table, ROW)
    findings += [frame(notices), stand_ins]
    declared, table = [c.name for c in columns if c in table.columns], with_seconds(table, columns)
    cells, marks = without_marks(cells, columns, headings, ROW)
    cells, shares, rate_findings = rates_as_percent(cells, columns, headings, rules.unit, ROW)
    findings += [marks, rate_findings]
    times = {h.column.name: h.times for h in head.headings if not h.parts}
    texts = normalise(cells, columns, ontology, task.habits, times)
    levels = _levels_beside(sheet, head, level, ontology)
    texts, faults = without_faults(texts, columns, head, sheet.faults)
    texts = fill_first_spellings(texts)
    texts, ranges = without_ranges(texts, columns, table, ontology, headings, times, task.ranges)
    findings.append(pl.concat([frame([]), ranges], how="diagonal"))
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
    lost = all_texts.join(texts.select(ROW), on=ROW, how="anti")
    return ReadTable(
        table.name,
        "",
        None,
        _typed(texts, table, levels),
        cells.height,
        headings,
        concat(findings),
        letters,
        figures_of(table, lost),
        _beside(sheet, head, table),
        unused,
    )


def _typed(texts: pl.DataFrame, table: Table, levels: pl.DataFrame | None) -> pl.DataFrame:
    """Return the rows as the table declares them, with their banner and the level beside them."""
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
    return typed


def _levels_beside(
    sheet: Sheet, head: Head, index: int | None, ontology: Ontology
) -> pl.DataFrame | None:
    """Return ``__row`` and the level of each row, from a column that the table does not have."""
    if index is None:
        return None
    is_hint = is_batch(head.undeclared[index])
    name = HINT if is_hint else LEVEL
    cells = sheet.cells.slice(head.data_from).select(pl.col(f"c{index}").alias(name))
    if is_hint:
        named = {text: level_in(text, ontology) for text in cells[name].drop_nulls().unique()}
        levels = cells.select(
            pl.col(name).replace_strict(named, default=None, return_dtype=pl.Int64)
        )
    else:
        column = replace(ontology.tables[MAJORS].by_name["level"], name=name)
        levels = normalise(cells, [column], ontology, Habits())
    return levels.select(
        sheet.rows.slice(head.data_from).alias(ROW),
        pl.col(name).cast(pl.Int64, strict=False),
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


def _report_no_head(sheet: Sheet, table: Table, ontology: Ontology) -> Finding:
    """Report that no heading was found, and the lines or headings that would help."""
    if without_header_row(sheet):
        return report_without_header_row(sheet, ontology, table)
    required = [of_column(column) for column in table.columns if column.required]
    values = {"table": of_table(table), "required": required}
    return Finding("missing-heading.none", values=values)


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
            for h in head.filters
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
