"""Units and areas of a document, matched with those of the other data.

A document creates a unit for each name in it. Where a table of units has the same unit (by name or
alias, with its short form written out, in the same place), the duties go to that unit.
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
from ingest.policy.sheets import COLUMNS
from ingest.readers import DOCUMENTS
from ingest.sheets import ROW
from ingest.sources import Part
from ingest.text import normal_name

_FILLED = ("issuer", "issued", "published", "area", "cites")
_UNIT_COLUMNS = {"units": "id", "duties": "unit", "measure_members": "unit"}


@dataclass(frozen=True)
class _OtherData:
    """Areas, ids of units by name and area code (or None), and policies with an area."""

    areas: Areas
    units: dict[tuple[str, str | None], str]
    placed: set[str]


def settled(parts: list[Part]) -> list[Part]:
    """Return the parts, those of documents with the keys of other data for units and areas."""
    data = _other_data([part for part in parts if not is_document(part)])
    done = []
    for part in parts:
        if is_document(part) and part.read.frame.height:
            read = replace(part.read, frame=_settle(part, data))
            if strangers := _places_unknown(part, data):
                findings = frame(strangers).with_columns(pl.lit(part.dataset).alias("dataset"))
                read.findings = concat([read.findings, findings])
            part = replace(part, read=read)
        done.append(part)
    return _under_sheets(done)


def still_without_place(findings: pl.DataFrame, parts: list[Part]) -> pl.DataFrame:
    """Return the findings without those on the place of a document whose place a sheet states."""
    data = _other_data([part for part in parts if not is_document(part)])
    placed = {
        part.read.file
        for part in parts
        if part.read.table == "policies" and is_document(part) and _is_placed(part, data)
    }
    is_answered = (pl.col("rule") == "policy-place") & pl.col("file").is_in(list(placed))
    return findings.filter(~is_answered.fill_null(False))


def _under_sheets(parts: list[Part]) -> list[Part]:
    """Merge policies that a sheet has, too: the document fills only empty cells of the sheet."""
    rows = [
        part.read.frame for part in parts if part.read.table == "policies" and is_document(part)
    ]
    sheets = [
        part.read.frame for part in parts if part.read.table == "policies" and not is_document(part)
    ]
    if not rows or not sheets:
        return parts
    document_rows = pl.concat([frame.select("id", *_FILLED) for frame in rows]).unique(
        "id", keep="first"
    )
    sheet_ids = pl.concat([frame.select("id") for frame in sheets])["id"].drop_nulls()
    done = []
    for part in parts:
        frame = part.read.frame
        if part.read.table == "policies" and is_document(part):
            frame = frame.filter(~pl.col("id").is_in(sheet_ids.implode()))
        elif part.read.table == "policies":
            frame = frame.join(
                document_rows, on="id", how="left", suffix="_told", maintain_order="left"
            )
            filled = [pl.coalesce(name, f"{name}_told") for name in _FILLED]
            frame = frame.with_columns(filled).drop(f"{name}_told" for name in _FILLED)
        done.append(replace(part, read=replace(part.read, frame=frame)))
    return done


def _is_placed(part: Part, data: _OtherData) -> bool:
    """Tell whether a sheet states the area of the document, whose row precedes those it cites."""
    keys = part.read.frame["id"].head(1).drop_nulls()
    return any(normal_name(key) in data.placed for key in keys)


def is_document(part: Part) -> bool:
    """Tell whether a part was read from the text of a policy document, and not from its tables."""
    is_read_from_one = PurePosixPath(part.read.file).suffix.lower() in DOCUMENTS
    return is_read_from_one and part.read.sheet in COLUMNS


def unit_form(name: str) -> str:
    """Return a unit's name for comparison."""
    return full_form(normal_name(name))


def _other_data(parts: list[Part]) -> _OtherData:
    areas = Areas.of(_rows(parts, "areas"))
    units: dict[tuple[str, str | None], str] = {}
    for row in _rows(parts, "units"):
        area = areas.code_of(row["area"])[0] if row["area"] else None
        for name in (row["name"], *(row["aliases"] or ())):
            if name and row["id"]:
                units.setdefault((unit_form(name), area), row["id"])
    policies = _rows(parts, "policies")
    placed = {normal_name(row["id"]) for row in policies if row["id"] and row["area"]}
    return _OtherData(areas, units, placed)


def _rows(parts: list[Part], table: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table from all parts."""
    for part in parts:
        if part.read.table == table:
            yield from part.read.frame.iter_rows(named=True)


def _settle(part: Part, data: _OtherData) -> pl.DataFrame:
    frame = part.read.frame
    table = part.read.table
    if "area" in frame.columns:
        frame = frame.with_columns(
            pl.col("area").map_elements(
                lambda area: data.areas.code_of(area)[0], return_dtype=pl.String
            )
        )
    column = _UNIT_COLUMNS.get(table)
    if column is None:
        return frame
    same = {
        written: key
        for written in frame[column].drop_nulls().unique()
        if (key := _key_of(written, data)) is not None
    }
    if table == "units":
        return frame.filter(~pl.col("id").is_in(list(same)))
    return frame.with_columns(pl.col(column).replace(same))


def _places_unknown(part: Part, data: _OtherData) -> list[Finding]:
    """List policies of places that are not in the table of areas; they are kept whole."""
    if part.read.table != "policies" or not data.areas:
        return []
    rows = part.read.frame.filter(pl.col("area").is_not_null())
    findings = []
    for policy, area, row in rows.select("id", "area", ROW).iter_rows():
        reason = data.areas.code_of(area)[1]
        if reason and normal_name(policy or "") not in data.placed:
            place = {"file": part.read.file, "sheet": part.read.sheet, "row": row}
            findings.append(
                Finding(
                    f"policy-area.{reason}",
                    "warning",
                    value=area,
                    values={"policy": policy},
                    **place,
                )
            )
    return findings


def _key_of(written: str, data: _OtherData) -> str | None:
    """Return the id of the unit that a document's unit is: in the same place, or in none."""
    place, dash, name = written.rpartition("-")
    area = data.areas.code_of(place)[0] if dash else None
    form = unit_form(name if dash else written)
    if area is not None or not dash:
        areas = [area] if area else list(data.areas.names)
        ids = {data.units[form, code] for code in areas if (form, code) in data.units}
        if len(ids) == 1:
            return ids.pop()
    return data.units.get((form, None))
