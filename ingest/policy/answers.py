"""A reading as the JSON of the data contract, and as rows."""

from __future__ import annotations

from typing import Any

from graph.findings import frame, to_records
from ingest.policy.records import DeadlineRecord, EntityRecord, Measure, QuantityRecord, Reading


def to_json(reading: Reading, lang: str, file: str) -> dict[str, Any]:
    """Return the answer of ``policy read`` for one file, with findings in a language."""
    findings = frame(reading.findings).with_columns(file=_literal(file))
    restarts = reading.restarts
    return {
        "title": reading.title,
        "doc_number": reading.doc_number,
        "issuer": reading.issuer,
        "issued": reading.issued,
        "published": reading.published,
        "cites": [{"title": c.title, "number": c.number} for c in reading.cites],
        "sections": [{"ordinal": s.ordinal, "title": s.title} for s in reading.sections],
        "measures": [_measure(m) for m in reading.measures],
        "quantities": [_quantity(q, restarts) for q in reading.quantities],
        "deadlines": [_deadline(d, restarts) for d in reading.deadlines],
        "mentions": [_mention(e, restarts) for e in reading.entities],
        "findings": to_records(findings, lang),
    }


def _literal(text: str) -> Any:
    import polars as pl

    return pl.lit(text)


def _measure(m: Measure) -> dict[str, Any]:
    return {
        "ordinal": m.ordinal,
        "path": m.path,
        "heading": m.heading,
        "section": m.section,
        "kind": m.kind,
        "lead_unit": m.lead_unit,
        "units": [u.written for u in m.units],
        "units_normalised": [u.name for u in m.units],
        "roles": [{"unit": u.name, "role": u.role, "basis": u.basis} for u in m.units],
    }


def _quantity(q: QuantityRecord, restarts: bool) -> dict[str, Any]:
    value = q.value if q.high is None else [q.value, q.high]
    return {
        "measure": q.measure,
        **({"path": q.path} if restarts or q.measure is None else {}),
        "text": q.text,
        "indicator": q.indicator,
        "comparator": q.comparator,
        "value": value,
        "unit": q.unit,
    }


def _deadline(d: DeadlineRecord, restarts: bool) -> dict[str, Any]:
    return {
        "measure": d.measure,
        **({"path": d.path} if restarts or d.measure is None else {}),
        "year": d.year,
        "span_years": d.span_years,
        "text": d.text,
    }


def _mention(e: EntityRecord, restarts: bool) -> dict[str, Any]:
    return {
        "measure": e.measure,
        **({"path": e.path} if restarts or e.measure is None else {}),
        "kind": e.kind,
        "name": e.name,
        "position": e.position,
    }


def rows(reading: Reading, file: str) -> list[dict[str, Any]]:
    """Return a flat table of responsibilities: a row for each measure and unit."""
    result = []
    for m in reading.measures:
        base = {
            "file": file,
            "doc_number": reading.doc_number,
            "path": m.path,
            "ordinal": m.ordinal,
            "section": m.section,
            "heading": m.heading,
            "kind": m.kind,
        }
        none: list[tuple[str | None, str | None, str | None]] = [(None, None, None)]
        roles = [(u.name, u.role, u.basis) for u in m.units] or none
        result += [base | dict(zip(("unit", "role", "basis"), role, strict=True)) for role in roles]
    return result
