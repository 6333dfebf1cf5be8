"""A reading as sheets of a dataset: policies, measures, duties, targets, units, measure_members.

The number of each row is the line of the document it was read from.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import polars as pl

from ingest.policy.isolated import read_document
from ingest.policy.places import components
from ingest.policy.prefixes import full_form
from ingest.policy.records import Measure, Reading, UnitRole
from ingest.policy.tables import sheets_of
from ingest.readers import Sheet

GRADE = "official"
_LEAST_TITLE = 5
_LIST_SEPARATORS = "、；;"
Row = dict[str, Any]
COLUMNS: dict[str, tuple[str, ...]] = {
    "policies": ("id", "title", "issuer", "issued", "published", "area", "cites", "grade", "ref"),
    "measures": ("policy", "path", "ordinal", "heading", "section", "kind", "text", "grade", "ref"),
    "units": ("id", "name", "area", "aliases", "grade", "ref"),
    "duties": ("policy", "path", "unit", "role", "basis", "position", "grade", "ref"),
    "targets": (
        "policy", "path", "indicator", "comparator", "value", "value_high", "measured_in",
        "deadline", "text", "grade", "ref",
    ),
    "measure_members": ("policy", "path", "name", "unit", "grade", "ref"),
}  # fmt: skip


def read(content: bytes, name: str) -> list[Sheet]:
    """Read a policy document into one sheet for each table; findings are with the first sheet.

    A document that assigns no tasks gives its own tables, if it has any.

    Raises:
        BadFileError: the document cannot be read.
    """
    reading = read_document(content, name)
    if reading.tables:
        data = sheets_of(reading.tables)
        data[0].about_file = list(reading.findings)
        return data
    return sheets(reading, PurePosixPath(name).stem)


def sheets(reading: Reading, stem: str) -> list[Sheet]:
    """Return the sheets of a reading; ``stem`` names a document without number and title."""
    rows = _Rows(reading, reading.doc_number or reading.title or stem).tables()
    result = [_sheet(table, rows[table]) for table in COLUMNS if rows[table]]
    if not result:
        result = [Sheet("policies", _frame("policies", []), pl.Series([1], dtype=pl.Int64))]
    result[0].about_file = list(reading.findings)
    return result


def _sheet(table: str, rows: list[tuple[int, Row]]) -> Sheet:
    lines = pl.Series([1, *(line for line, _ in rows)], dtype=pl.Int64)
    return Sheet(table, _frame(table, [row for _, row in rows]), lines)


def _frame(table: str, rows: list[Row]) -> pl.DataFrame:
    names = COLUMNS[table]
    cells = [names, *([_text(row.get(name)) for name in names] for row in rows)]
    columns = {f"c{k}": [row[k] for row in cells] for k in range(len(names))}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String()))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return f"{value:.10g}" if isinstance(value, float) and value < 1e10 else str(value)


def _is_full(title: str | None) -> bool:
    """Tell whether a title without number can be looked up: 《纲要》 alone is too vague."""
    return title is not None and len(title) >= _LEAST_TITLE


def unit_id(place: str | None, plain: str) -> str:
    """Return the identifier of a unit: its full name and its place.

    >>> unit_id("梧州市", "市发改委"), unit_id("梧州市", "梧州市税务局"), unit_id(None, "市教育局")
    ('梧州市-市发展改革委', '梧州市税务局', '市教育局')
    """
    name = full_form(plain)
    stems = [part[:2] for part in components(place or "")] or [(place or "")[:2]]
    return name if not place or name.startswith(tuple(stems)) else f"{place}-{name}"


class _Rows:
    """The rows of all tables, each with its line in the document."""

    def __init__(self, reading: Reading, policy: str) -> None:
        self.reading = reading
        self.policy = policy
        self.common_cells = {"grade": GRADE, "ref": policy}
        self.rows: dict[str, list[tuple[int, Row]]] = {table: [] for table in COLUMNS}
        self.units: dict[str, Row] = {}

    def tables(self) -> dict[str, list[tuple[int, Row]]]:
        reading = self.reading
        if not reading.is_plan or not (reading.measures or reading.doc_number or reading.title):
            return self.rows
        self._policies()
        for measure in [*reading.measures, *reading.goals]:
            self._measure(measure)
        self._targets()
        for m in reading.members:
            unit = self._unit_of(m.unit) if m.unit else None
            self._put("measure_members", m.line, path=m.path, name=m.name, unit=unit)
        return self.rows

    def _put(self, table: str, line: int, **row: Any) -> None:
        if table not in ("policies", "units"):
            row["policy"] = self.policy
        self.rows[table].append((line, {**self.common_cells, **row}))

    def _policies(self) -> None:
        reading = self.reading
        names = [
            citation.number or citation.title or ""
            for citation in reading.cites
            if citation.number or _is_full(citation.title)
        ]
        cites = [
            name
            for name in dict.fromkeys(names)
            if not any(separator in name for separator in _LIST_SEPARATORS)
        ]
        self._put(
            "policies", 1, id=self.policy, title=reading.title or self.policy,
            issuer=reading.issuer, issued=reading.issued, published=reading.published,
            area=reading.place, cites=";".join(cites) or None,
        )  # fmt: skip
        for citation in reading.cites:
            if citation.number and citation.title:
                self._put("policies", citation.line, id=citation.number, title=citation.title)

    def _measure(self, m: Measure) -> None:
        self._put(
            "measures", m.line, path=m.path, ordinal=m.ordinal, heading=m.heading,
            section=m.section_written, kind=m.kind, text=m.text,
        )  # fmt: skip
        keys: set[str] = set()
        for position, unit in enumerate(m.units, 1):
            key = self._unit(unit, m.line)
            if key not in keys:
                keys.add(key)
                self._put(
                    "duties", m.line, path=m.path, unit=key, role=unit.role, basis=unit.basis,
                    position=position,
                )  # fmt: skip

    def _unit(self, unit: UnitRole, line: int) -> str:
        key = self._unit_of(unit.plain)
        if key not in self.units:
            name = full_form(unit.plain)
            alias = (
                unit.name
                if unit.name != name
                and not any(separator in unit.name for separator in _LIST_SEPARATORS)
                else None
            )
            self.units[key] = {"aliases": alias}
            self._put("units", line, id=key, name=name, area=self.reading.place, aliases=alias)
        return key

    def _unit_of(self, plain: str) -> str:
        return unit_id(self.reading.place, plain)

    def _targets(self) -> None:
        counts: dict[tuple[str | None, str], int] = {}

        def name(path: str | None, indicator: str) -> str:
            count = counts[path, indicator] = counts.get((path, indicator), 0) + 1
            return indicator if count == 1 else f"{indicator} ({count})"

        for q in self.reading.quantities:
            self._put(
                "targets", q.line, path=q.path, indicator=name(q.path, q.indicator),
                comparator=q.comparator, value=q.value, value_high=q.high, measured_in=q.unit,
                deadline=q.deadline, text=q.text,
            )  # fmt: skip
        for deadline in self.reading.deadlines:
            if deadline.has_quantity:
                continue
            span: Row = (
                {"comparator": "<=", "value": deadline.span_years, "measured_in": "年"}
                if deadline.span_years
                else {}
            )
            indicator = name(deadline.path, f"unnamed:{deadline.about}")
            self._put(
                "targets",
                deadline.line,
                path=deadline.path,
                indicator=indicator,
                deadline=deadline.year,
                text=deadline.text,
                **span,
            )
