"""Multiples that a sheet states, applied to the columns of their dimension, with findings."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from graph.findings import Finding
from graph.references import of_meaning
from ingest.head_rows import HeadRows
from ingest.meanings import Heading
from ingest.repeats import Place
from ingest.text import fold
from ingest.units import ANY, Unit, UnitWords, contradict, dimension, fits

_NOTE_CELLS = 2  # at most, filled in a row with a note or the heading of a section
_UNIT_HEADINGS = ("单位", "计量单位", "数量单位", "金额单位", "unit", "units")
_COUNTED = ("person", "post", "yuan")


def with_units(
    place: Place,
    headings: list[Heading],
    rows: HeadRows,
    units: UnitWords,
    declared: tuple[str, ...],
) -> tuple[list[Heading], list[Finding]]:
    """Give headings the multiple of their unit; a column whose units contradict is not read.

    ``declared``: the units that ``source.toml`` names; they count before all that is written.
    """
    declared_units = [unit for word in declared if (unit := units.read(word))]
    everywhere = _units_of_sheet(place, headings, rows, units)
    scaled: list[Heading] = []
    findings: list[Finding] = []
    has_several_dimensions = len({dimension(h.column) for h in headings} & set(_COUNTED)) > 1
    for heading in headings:
        own_units = [unit for cell in heading.path if (unit := _own_unit(cell, heading, units))]
        if dimension(heading.column) not in _COUNTED:
            scaled.append(heading)
            continue
        applied = [u for u in declared_units if fits(u, heading.column)]
        applied = applied or [u for u in [*own_units, *everywhere] if fits(u, heading.column)]
        unclear = has_several_dimensions and any(
            u.dimension == ANY for u in applied if u not in own_units
        )
        if contradict(applied) or unclear:
            findings.append(_contradiction_finding(place, heading, applied))
        elif applied and applied[0].times != 1:
            scaled.append(replace(heading, times=applied[0].times))
            findings.append(_applied_finding(place, heading, applied[0]))
        else:
            scaled.append(heading)
    return scaled, findings


def _own_unit(cell: str, heading: Heading, units: UnitWords) -> Unit | None:
    """Return the unit that a heading cell states; the column's own name states none."""
    column = heading.column
    names = (column.name, column.label.zh, column.label.en, *column.aliases)
    return None if fold(cell) in map(fold, names) else units.of_heading(cell)


def _units_of_sheet(
    place: Place, headings: list[Heading], rows: HeadRows, units: UnitWords
) -> list[Unit]:
    """Return the units of the whole sheet: in its title, a corner of its head, notes, a column.

    A unit that stands between rows of data does not hold for those above it: for them a multiple
    of 1 is added, so that the two contradict.
    """
    of_figures = {h.index for h in headings if dimension(h.column) in (*_COUNTED, "percent")}
    cells = place.sheet.cells
    texts = [cell for row in cells.head(rows.first).iter_rows() for cell in row if cell]
    for i, path in enumerate(rows.paths):
        if i not in of_figures:
            texts += path
            texts += _units_by_row(place, path, i, units)
    stated = [unit for text in dict.fromkeys(texts) for unit in units.stated(text)]
    for text, is_between in _unit_notes(cells.slice(rows.last + 1)):
        noted = units.stated(text)
        stated += noted
        stated += [Unit(unit.dimension, 1, "—") for unit in noted if is_between]
    return stated


def _units_by_row(place: Place, path: tuple[str, ...], index: int, units: UnitWords) -> list[str]:
    """Return the units that a column 单位 names row by row, as notes; none where it names firms."""
    if not path or fold(path[-1]) not in _UNIT_HEADINGS:
        return []
    words = place.cells(index).drop_nulls().unique().to_list()
    words = [word for word in words if fold(word)]
    return [f"单位：{word}" for word in words] if all(map(units.read, words)) else []


def _unit_notes(body: pl.DataFrame) -> list[tuple[str, bool]]:
    """Return notes and section headings about units, and whether they stand between data."""
    speaks = pl.any_horizontal(pl.all().str.contains("单位", literal=True))
    if not body.width or not body.select(speaks.any()).item():
        return []
    filled = pl.sum_horizontal(pl.all().is_not_null().cast(pl.Int32))
    rows = body.select(
        filled.alias("__filled"), (speaks.fill_null(False) & (filled <= _NOTE_CELLS)).alias("__hit")
    )
    if not rows["__hit"].any():
        return []
    data = (rows["__filled"] > _NOTE_CELLS).arg_true()
    first, last = (data[0], data[-1]) if len(data) else (body.height, -1)
    return [
        (cell, bool(first < at < last))
        for at in rows["__hit"].arg_true()
        for cell in body.row(at)
        if cell and "单位" in cell
    ]


def _applied_finding(place: Place, heading: Heading, unit: Unit) -> Finding:
    values = {"unit": unit.written, "times": unit.times}
    return Finding("unit", "info", row=place.row, column=heading.written, values=values)


def _contradiction_finding(place: Place, heading: Heading, applied: list[Unit]) -> Finding:
    column = heading.column
    written = list(dict.fromkeys(unit.written for unit in applied))
    values = {
        "meaning": of_meaning(column),
        "name": column.name,
        "units": written,
    }
    reason = "missing-heading.contradiction" if column.required else "unit.contradiction"
    return Finding(reason, row=place.row, column=heading.written, values=values)
