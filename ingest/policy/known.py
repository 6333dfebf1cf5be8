"""Units and areas that a document names, found among those the data know already.

A document makes a unit for each name it has; where a table of units has the same unit (by name or
alias, its short form written out, in the same place), the document's duties are that unit's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import polars as pl

from graph.findings import Finding, concat, frame
from ingest.policy.prefixes import full_form
from ingest.readers import DOCUMENTS
from ingest.sheets import ROW
from ingest.sources import Part
from ingest.text import normal_name

_UNIT_COLUMNS = {"units": "id", "duties": "unit", "measure_members": "unit"}


@dataclass(frozen=True)
class _Known:
    """Area name → code; (unit name, area code or None) → the unit's id."""

    areas: dict[str, str]
    units: dict[tuple[str, str | None], str]


def settled(parts: list[Part]) -> list[Part]:
    """The parts; those of documents have the keys that other data give their units and areas."""
    known = _known([part for part in parts if not is_document(part)])
    done = []
    for part in parts:
        if is_document(part) and part.read.frame.height:
            read = replace(part.read, frame=_settle(part, known))
            if strangers := _places_unknown(part, known):
                told = frame(strangers).with_columns(pl.lit(part.dataset).alias("dataset"))
                read.findings = concat([read.findings, told])
            part = replace(part, read=read)
        done.append(part)
    return done


def is_document(part: Part) -> bool:
    """Whether a part was read from a policy document."""
    return PurePosixPath(part.read.file).suffix.lower() in DOCUMENTS


def unit_form(name: str) -> str:
    """A unit's name for comparison."""
    return full_form(normal_name(name))


def _known(parts: list[Part]) -> _Known:
    areas: dict[str, str] = {}
    units: dict[tuple[str, str | None], str] = {}
    for part in parts:
        if part.read.table == "areas":
            for row in part.read.frame.iter_rows(named=True):
                for name in (row["code"], row["name"], *(row["aliases"] or ())):
                    areas.setdefault(normal_name(name), row["code"]) if name else None
    for part in parts:
        if part.read.table == "units":
            for row in part.read.frame.iter_rows(named=True):
                area = areas.get(normal_name(row["area"])) if row["area"] else None
                for name in (row["name"], *(row["aliases"] or ())):
                    if name and row["id"]:
                        units.setdefault((unit_form(name), area), row["id"])
    return _Known(areas, units)


def _settle(part: Part, known: _Known) -> pl.DataFrame:
    frame = part.read.frame
    table = part.read.table
    if "area" in frame.columns:
        frame = frame.with_columns(
            pl.col("area").map_elements(
                lambda area: known.areas.get(normal_name(area)), return_dtype=pl.String
            )
        )
    column = _UNIT_COLUMNS.get(table)
    if column is None:
        return frame
    same = {
        written: key
        for written in frame[column].drop_nulls().unique()
        if (key := _key_of(written, known)) is not None
    }
    if table == "units":
        return frame.filter(~pl.col("id").is_in(list(same)))
    return frame.with_columns(pl.col(column).replace(same))


def _places_unknown(part: Part, known: _Known) -> list[Finding]:
    """Policies of a place that the table of areas does not have: nothing is left out of them."""
    if part.read.table != "policies" or not known.areas:
        return []
    rows = part.read.frame.filter(pl.col("area").is_not_null())
    return [
        Finding(
            "policy-area",
            "warning",
            file=part.read.file,
            sheet=part.read.sheet,
            row=row,
            value=area,
            values={"policy": policy},
        )
        for policy, area, row in rows.select("id", "area", ROW).iter_rows()
        if normal_name(area) not in known.areas
    ]


def _key_of(written: str, known: _Known) -> str | None:
    """The known unit that a document's unit is: of the same place, or of none."""
    place, dash, name = written.rpartition("-")
    area = known.areas.get(normal_name(place)) if dash else None
    form = unit_form(name if dash else written)
    if area is not None or not dash:
        areas = [area] if area else list(dict.fromkeys(known.areas.values()))
        found = {known.units[form, a] for a in areas if (form, a) in known.units}
        if len(found) == 1:
            return found.pop()
    return known.units.get((form, None))
