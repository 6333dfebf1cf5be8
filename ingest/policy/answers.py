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


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "ordinal": measure.ordinal,
        "path": measure.path,
        "heading": measure.heading,
        "section": measure.section,
        "kind": measure.kind,
        "lead_unit": measure.lead_unit,
        "units": [unit.written for unit in measure.units],
        "units_normalised": [unit.name for unit in measure.units],
        "roles": [
            {"unit": unit.name, "role": unit.role, "basis": unit.basis} for unit in measure.units
        ],
    }


def _quantity(quantity: QuantityRecord, restarts: bool) -> dict[str, Any]:
    value = quantity.value if quantity.high is None else [quantity.value, quantity.high]
    return {
        "measure": quantity.measure,
        **({"path": quantity.path} if restarts or quantity.measure is None else {}),
        "text": quantity.text,
        "indicator": quantity.indicator,
        "comparator": quantity.comparator,
        "value": value,
        "unit": quantity.unit,
    }


def _deadline(deadline: DeadlineRecord, restarts: bool) -> dict[str, Any]:
    return {
        "measure": deadline.measure,
        **({"path": deadline.path} if restarts or deadline.measure is None else {}),
        "year": deadline.year,
        "span_years": deadline.span_years,
        "text": deadline.text,
    }


def _mention(entity: EntityRecord, restarts: bool) -> dict[str, Any]:
    return {
        "measure": entity.measure,
        **({"path": entity.path} if restarts or entity.measure is None else {}),
        "kind": entity.kind,
        "name": entity.name,
        "position": entity.position,
    }


def rows(reading: Reading, file: str) -> list[dict[str, Any]]:
    """Return a flat table of responsibilities: a row for each measure and unit."""
    result = []
    for measure in reading.measures:
        base = {
            "file": file,
            "doc_number": reading.doc_number,
            "path": measure.path,
            "ordinal": measure.ordinal,
            "section": measure.section,
            "heading": measure.heading,
            "kind": measure.kind,
        }
        none: list[tuple[str | None, str | None, str | None]] = [(None, None, None)]
        roles = [(unit.name, unit.role, unit.basis) for unit in measure.units] or none
        result += [base | dict(zip(("unit", "role", "basis"), role, strict=True)) for role in roles]
    return result
