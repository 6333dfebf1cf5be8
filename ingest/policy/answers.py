"""A reading as the JSON of the data contract, and as rows."""

from __future__ import annotations

from typing import Any

from graph.findings import frame, to_records
from ingest.policy.records import DeadlineRecord, EntityRecord, Measure, QuantityRecord, Reading

OF_READING = ("title", "doc_number", "issuer", "issued", "published")
OF_MEASURE = ("ordinal", "path", "heading", "section", "kind", "lead_unit")
Record = QuantityRecord | DeadlineRecord | EntityRecord


def to_json(reading: Reading, lang: str, file: str) -> dict[str, Any]:
    """Return the answer of ``policy read`` for one file, with findings in a language."""
    findings = frame(reading.findings).with_columns(file=_literal(file))
    restarts = reading.restarts
    return {
        **{name: getattr(reading, name) for name in OF_READING},
        "cites": [{"title": c.title, "number": c.number} for c in reading.cites],
        "sections": [{"ordinal": s.ordinal, "title": s.title} for s in reading.sections],
        "measures": [_measure(m) for m in reading.measures],
        "quantities": [_quantity(q, restarts) for q in reading.quantities],
        "deadlines": [
            _of_measure(d, restarts, "year", "span_years", "text") for d in reading.deadlines
        ],
        "mentions": [
            _of_measure(e, restarts, "kind", "name", "position") for e in reading.entities
        ],
        "findings": to_records(findings, lang),
    }


def _literal(text: str) -> Any:
    import polars as pl

    return pl.lit(text)


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        **{name: getattr(measure, name) for name in OF_MEASURE},
        "units": [unit.written for unit in measure.units],
        "units_normalised": [unit.name for unit in measure.units],
        "roles": [
            {"unit": unit.name, "role": unit.role, "basis": unit.basis} for unit in measure.units
        ],
    }


def _of_measure(record: Record, restarts: bool, *names: str) -> dict[str, Any]:
    """Return fields of a record behind the measure it is of; its path, where numbers restart."""
    path = {"path": record.path} if restarts or record.measure is None else {}
    return {"measure": record.measure, **path} | {name: getattr(record, name) for name in names}


def _quantity(quantity: QuantityRecord, restarts: bool) -> dict[str, Any]:
    fields = ("text", "indicator", "comparator", "value", "unit")
    value = quantity.value if quantity.high is None else [quantity.value, quantity.high]
    return _of_measure(quantity, restarts, *fields) | {"value": value}


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
