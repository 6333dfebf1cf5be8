"""Columns that a sheet does not have, filled with what ``source.toml`` says of all its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.checks.compiled import compile_table, violations
from graph.findings import Finding
from graph.ontology import Column, Ontology, Table
from graph.references import lost
from ingest.cell_findings import ROW, cell_findings
from ingest.cells import Habits, normalise
from ingest.faults import FAULTS
from ingest.headings import column_by_word
from ingest.meanings import Heading

NOT_IN_SHEET = -1  # the index of a column that stands in no column of the sheet


@dataclass(frozen=True)
class Constant:
    """Column with the text that all its cells have."""

    column: Column
    text: str

    @property
    def heading(self) -> Heading:
        """Return the column as one that is headed by its label."""
        return Heading(self.column, NOT_IN_SHEET, self.column.label.zh)


def constants_of(
    texts: Mapping[str, str], table: Table, ontology: Ontology, habits: Habits
) -> tuple[list[Constant], list[Finding]]:
    """Return the constants that a table can have, and a finding for each wrong value."""
    constants, findings = [], []
    for name, text in texts.items():
        if (column := column_by_word(table, name)) is None:
            continue
        constant = Constant(column, text)
        wrong = _why_wrong(constant, table, ontology, habits)
        findings += wrong
        constants += [] if wrong else [constant]
    return constants, findings


def _why_wrong(
    constant: Constant, table: Table, ontology: Ontology, habits: Habits
) -> list[Finding]:
    name = constant.column.name
    cell = pl.DataFrame({name: [constant.text], ROW: [None]}, schema_overrides={ROW: pl.Int64})
    texts = normalise(cell, [constant.column], ontology, habits)
    bad = violations(compile_table(ontology, table, columns=[name]), texts)
    faults = cell_findings(texts, table, bad, pl.DataFrame(schema=FAULTS), [])
    return [
        Finding(
            fault["reason"],
            column=constant.column.label.zh,
            value=constant.text,
            values=json.loads(fault["values"]) | {"lost": lost("setting")},
            rule=fault["rule"],
        )
        for fault in faults.iter_rows(named=True)
    ]


def with_constants(
    cells: pl.DataFrame, headings: list[Heading], constants: list[Constant]
) -> tuple[pl.DataFrame, list[Heading], list[Finding]]:
    """Add the constants to the cells and headings of a sheet, with a finding on each.

    A column that the sheet has counts, and the constant does not.
    """
    findings = []
    written = {heading.column.name: heading.written for heading in headings}
    for constant in constants:
        name = constant.column.name
        if name in written:
            reason, heading = "constant.there", written[name]
        else:
            cells = cells.with_columns(pl.lit(constant.text).alias(name))
            headings = [*headings, constant.heading]
            reason, heading = "constant", constant.column.label.zh
        findings.append(
            Finding(
                reason,
                "info" if reason == "constant" else "warning",
                column=heading,
                value=constant.text,
                values={"count": cells.height},
            )
        )
    return cells, headings, findings
