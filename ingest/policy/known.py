"""Units and areas that a document names, found among those the data know already.

A document makes a unit for each name it has; where a table of units has the same unit (by name or
alias, its short form written out, in the same place), the document's duties are that unit's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from graph.findings import Finding, concat, frame
from ingest.policy.areas import Areas
from ingest.policy.prefixes import full_form
from ingest.readers import DOCUMENTS
from ingest.sheets import ROW
from ingest.sources import Part
from ingest.text import normal_name

_FILLED = ("issuer", "issued", "published", "area", "cites")
_UNIT_COLUMNS = {"units": "id", "duties": "unit", "measure_members": "unit"}


@dataclass(frozen=True)
class _Known:
    """The areas; (unit name, area code or None) → the unit's id; policies whose area is given."""

    areas: Areas
    units: dict[tuple[str, str | None], str]
    placed: set[str]


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
    return _under_sheets(done)


def still_without_place(findings: pl.DataFrame, parts: list[Part]) -> pl.DataFrame:
    """The findings, without those on documents whose place a sheet gives."""
    known = _known([part for part in parts if not is_document(part)])
    placed = {
        part.read.file
        for part in parts
        if part.read.table == "policies" and is_document(part) and _is_placed(part, known)
    }
    is_answered = (pl.col("rule") == "policy-place") & pl.col("file").is_in(list(placed))
    return findings.filter(~is_answered.fill_null(False))


def _under_sheets(parts: list[Part]) -> list[Part]:
    """Policies that a sheet has too: its cells hold, the document fills those left empty."""
    rows = [p.read.frame for p in parts if p.read.table == "policies" and is_document(p)]
    sheets = [p.read.frame for p in parts if p.read.table == "policies" and not is_document(p)]
    if not rows or not sheets:
        return parts
    told = pl.concat([frame.select("id", *_FILLED) for frame in rows]).unique("id", keep="first")
    given = pl.concat([frame.select("id") for frame in sheets])["id"].drop_nulls()
    done = []
    for part in parts:
        frame = part.read.frame
        if part.read.table == "policies" and is_document(part):
            frame = frame.filter(~pl.col("id").is_in(given.implode()))
        elif part.read.table == "policies":
            frame = frame.join(told, on="id", how="left", suffix="_told", maintain_order="left")
            filled = [pl.coalesce(name, f"{name}_told") for name in _FILLED]
            frame = frame.with_columns(filled).drop(f"{name}_told" for name in _FILLED)
        done.append(replace(part, read=replace(part.read, frame=frame)))
    return done


def _is_placed(part: Part, known: _Known) -> bool:
    """Whether a sheet gives the area of the document, which stands before those it cites."""
    keys = part.read.frame["id"].head(1).drop_nulls()
    return any(normal_name(key) in known.placed for key in keys)


def is_document(part: Part) -> bool:
    """Whether a part was read from a policy document."""
    return PurePosixPath(part.read.file).suffix.lower() in DOCUMENTS


def unit_form(name: str) -> str:
    """A unit's name for comparison."""
    return full_form(normal_name(name))


def _known(parts: list[Part]) -> _Known:
    areas = Areas.of(_rows(parts, "areas"))
    units: dict[tuple[str, str | None], str] = {}
    for row in _rows(parts, "units"):
        area = areas.code_of(row["area"])[0] if row["area"] else None
        for name in (row["name"], *(row["aliases"] or ())):
            if name and row["id"]:
                units.setdefault((unit_form(name), area), row["id"])
    policies = _rows(parts, "policies")
    placed = {normal_name(row["id"]) for row in policies if row["id"] and row["area"]}
    return _Known(areas, units, placed)


def _rows(parts: list[Part], table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table, whatever part they are in."""
    for part in parts:
        if part.read.table == table:
            yield from part.read.frame.iter_rows(named=True)


def _settle(part: Part, known: _Known) -> pl.DataFrame:
    frame = part.read.frame
    table = part.read.table
    if "area" in frame.columns:
        frame = frame.with_columns(
            pl.col("area").map_elements(
                lambda area: known.areas.code_of(area)[0], return_dtype=pl.String
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
    told = []
    for policy, area, row in rows.select("id", "area", ROW).iter_rows():
        reason = known.areas.code_of(area)[1]
        if reason and normal_name(policy or "") not in known.placed:
            place = {"file": part.read.file, "sheet": part.read.sheet, "row": row}
            told.append(
                Finding(
                    "policy-area",
                    "warning",
                    value=area,
                    reason=f"policy-area.{reason}",
                    values={"policy": policy},
                    **place,
                )
            )
    return told


def _key_of(written: str, known: _Known) -> str | None:
    """The known unit that a document's unit is: of the same place, or of none."""
    place, dash, name = written.rpartition("-")
    area = known.areas.code_of(place)[0] if dash else None
    form = unit_form(name if dash else written)
    if area is not None or not dash:
        areas = [area] if area else list(known.areas.names)
        found = {known.units[form, a] for a in areas if (form, a) in known.units}
        if len(found) == 1:
            return found.pop()
    return known.units.get((form, None))
