"""SHACL constraint components as polars expressions over tables of canonical text.

A million rows are checked in about a second, where a SHACL engine needs minutes; the tests hold
both to the same bad cells. A component without a compiler raises: a check is never skipped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from graph.checks.digits import CHECK_DIGITS
from graph.errors import DeclarationFault
from graph.ontology import Column, Constraint, Ontology, Table, local_name
from graph.references import of_code, of_codes, of_column, of_tables, phrase

VIOLATIONS: dict[str, type[pl.DataType]] = {
    "index": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "component": pl.String,
    "rule": pl.String,
    "reason": pl.String,
    "severity": pl.String,
    "values": pl.String,
}

# Component → rule of the data contract.
RULES = {
    "minCount": "missing-value",
    "datatype": "bad-type",
    "pattern": "bad-type",
    "minLength": "bad-type",
    "maxLength": "bad-type",
    "checkedBy": "bad-type",
    "in": "not-in-list",
    "minInclusive": "out-of-range",
    "maxInclusive": "out-of-range",
    "minExclusive": "out-of-range",
    "maxExclusive": "out-of-range",
    "class": "unknown-reference",
    "lessThan": "conflict",
    "lessThanOrEquals": "conflict",
}

# [0-9], not \d: to polars that is a digit of any script.
_LEXICAL = {
    "integer": r"^[+-]?[0-9]+$",
    "decimal": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$",
    "boolean": r"^(true|false|1|0)$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "gYearMonth": r"^[0-9]{4}-(0[1-9]|1[0-2])$",
}


@dataclass(frozen=True)
class Check:
    """One compiled component. ``bad`` is true for a cell (or list member) that violates it."""

    column: Column
    component: str
    bad: pl.Expr
    per_member: bool
    severity: str = "error"
    values: str | None = None

    @property
    def rule(self) -> str:
        """The rule of the data contract it reports."""
        return RULES[self.component]

    @cached_property
    def columns(self) -> set[str]:
        """The columns that it looks at."""
        return {name for name in self.bad.meta.root_names() if name}


def compile_table(
    ontology: Ontology,
    table: Table,
    existing_keys: Mapping[str, pl.Series] | None = None,
    columns: Collection[str] | None = None,
) -> list[Check]:
    """Compile all checks of a table, over a frame whose cells are canonical text (or lists).

    ``existing_keys``: class → keys, for references; without it references are not checked here
    (the reference resolver does). ``columns``: the checks of these columns only.

    Raises:
        DeclarationFault: a component that has no compiler.
    """
    if existing_keys is None:
        return list(_compile_cells(ontology, table, None if columns is None else tuple(columns)))
    return _compile_all(ontology, table, existing_keys, columns)


@lru_cache(maxsize=256)
def _compile_cells(
    ontology: Ontology, table: Table, columns: tuple[str, ...] | None
) -> tuple[Check, ...]:
    return tuple(_compile_all(ontology, table, None, columns))


def _compile_all(
    ontology: Ontology,
    table: Table,
    existing_keys: Mapping[str, pl.Series] | None,
    columns: Collection[str] | None,
) -> list[Check]:
    return [
        check
        for column in table.columns
        if columns is None or column.name in columns
        for constraint in _effective(column)
        for check in _compile(ontology, table, column, constraint, existing_keys, columns)
    ]


def _effective(column: Column) -> list[Constraint]:
    """List the declared constraints, the code list as ``in``, the check digits.

    A word that is in no list is reported as such, not as a number of the wrong form.
    """
    constraints = list(column.constraints)
    if column.code_list:
        position = 0 if column.datatype != "boolean" else len(constraints)
        constraints.insert(position, Constraint("in", column.code_list))
    if column.checked_by:
        constraints.append(Constraint("checkedBy", column.checked_by))
    return constraints


Compiler = Callable[[pl.Expr, str, Column], pl.Expr]


def _number(cell: pl.Expr) -> pl.Expr:
    return cell.cast(pl.Float64, strict=False)


def _datatype(cell: pl.Expr, datatype: str, column: Column) -> pl.Expr:
    name = local_name(datatype)
    if name in ("string", "langString"):
        return pl.lit(False)
    if name not in _LEXICAL:
        raise DeclarationFault(
            "error.no_compiler", component=f"datatype {name}", column=column.name
        )
    regular = cell.str.contains(_LEXICAL[name])
    if name == "integer":
        regular &= cell.cast(pl.Int64, strict=False).is_not_null()
    if name == "date":
        regular &= cell.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    return ~regular & cell.is_not_null()


_COMPILERS: dict[str, Compiler] = {
    "datatype": _datatype,
    "nodeKind": lambda _cell, _value, _column: pl.lit(False),  # every reference becomes an IRI
    "uniqueLang": lambda _cell, _value, _column: pl.lit(False),  # a cell holds one language
    "minInclusive": lambda cell, value, _: _number(cell) < float(value),
    "maxInclusive": lambda cell, value, _: _number(cell) > float(value),
    "minExclusive": lambda cell, value, _: _number(cell) <= float(value),
    "maxExclusive": lambda cell, value, _: _number(cell) >= float(value),
    "pattern": lambda cell, value, _: ~cell.str.contains(value),
    "minLength": lambda cell, value, _: cell.str.len_chars() < int(value),
    "maxLength": lambda cell, value, _: cell.str.len_chars() > int(value),
    "checkedBy": lambda cell, value, _: CHECK_DIGITS[value](cell),
}


def _compile(
    ontology: Ontology,
    table: Table,
    column: Column,
    constraint: Constraint,
    existing_keys: Mapping[str, pl.Series] | None,
    columns: Collection[str] | None,
) -> list[Check]:
    component, value = constraint.component, constraint.value
    member = pl.element() if column.multiple else pl.col(column.name)
    per_member = column.multiple
    expected: dict[str, Any] = {}
    if component in ("minCount", "maxCount"):
        bad, per_member = _count(column, component, int(value)), False
        if constraint.unless:
            other_name = _column_of(table, constraint.unless, constraint, column).name
            if columns is None or other_name in columns:
                is_true = pl.col(other_name).is_in(["true", "1"]).fill_null(False)
                bad &= ~is_true
    elif component in ("lessThan", "lessThanOrEquals"):
        other_column = _column_of(table, value, constraint, column)
        left, right = _number(pl.col(column.name)), _number(pl.col(other_column.name))
        bad = left >= right if component == "lessThan" else left > right
        expected = {"other": of_column(other_column)}
    elif component == "in":
        bad = ~member.is_in([code.notation for code in ontology.code_lists[value].codes])
        expected = {"allowed": of_codes(value)}
    elif component == "class":
        if existing_keys is None:
            return []
        bad = ~member.is_in(existing_keys[local_name(value)].implode())
        expected = {"target": of_tables(ontology.target_tables(local_name(value)))}
    elif component in _COMPILERS:
        bad = _COMPILERS[component](member, value, column)
        expected = _expectation(column, component, value)
    else:
        raise DeclarationFault("error.no_compiler", component=component, column=column.name)
    return [
        Check(
            column=column,
            component=component,
            bad=bad.fill_null(False),
            per_member=per_member,
            severity="warning" if constraint.warning else "error",
            values=json.dumps(expected, ensure_ascii=False) if expected else None,
        )
    ]


def _expectation(column: Column, component: str, value: str) -> dict[str, Any]:
    unit = phrase("type.unit", unit=of_code("unit", column.unit)) if column.unit else ""
    expected = {"type": phrase(f"type.{column.datatype}"), "unit_hint": unit}
    return expected | ({"limit": value} if component.startswith(("min", "max")) else {})


def _column_of(table: Table, path: str, constraint: Constraint, column: Column) -> Column:
    for candidate in table.columns:
        if candidate.path == path:
            return candidate
    raise DeclarationFault("error.no_compiler", component=constraint.component, column=column.name)


def _count(column: Column, component: str, number: int) -> pl.Expr:
    cell = pl.col(column.name)
    if column.multiple:
        count = cell.list.drop_nulls().list.len().fill_null(0)
        return count < number if component == "minCount" else count > number
    if number > 1 and component == "minCount":
        raise DeclarationFault("error.no_compiler", component="minCount > 1", column=column.name)
    return cell.is_null() if component == "minCount" and number else pl.lit(False)


def violations(checks: list[Check], frame: pl.DataFrame) -> pl.DataFrame:
    """Find the bad cells of a frame: :data:`VIOLATIONS`, ``index`` counting its rows from 0.

    Of several components that one cell violates, the first declared is reported. A column that the
    frame does not have is not checked, nor compared with.
    """
    present = [c for c in checks if _is_answerable(c, frame)]
    counts = frame.lazy().select(
        _flag(check).sum().alias(str(i)) for i, check in enumerate(present)
    )
    bad_counts = counts.collect(engine="in-memory").row(0) if present else ()
    parts = [_rows(check, frame) for check, n in zip(present, bad_counts, strict=True) if n]
    if not parts:
        return pl.DataFrame(schema=VIOLATIONS)
    return pl.concat(parts).unique(["index", "column", "value"], keep="first", maintain_order=True)


def _is_answerable(check: Check, frame: pl.DataFrame) -> bool:
    return check.column.name in frame.columns and check.columns <= set(frame.columns)


def _flag(check: Check) -> pl.Expr:
    if check.per_member:
        return pl.col(check.column.name).list.eval(check.bad).list.any().fill_null(False)
    return check.bad


def _rows(check: Check, frame: pl.DataFrame) -> pl.DataFrame:
    name = check.column.name
    bad = frame.select(pl.col(name), _flag(check).alias("bad")).with_row_index("index")
    bad = bad.filter("bad")
    if check.per_member:
        bad = bad.explode(name).filter(_as_member(check, name))
    elif check.column.multiple:
        bad = bad.with_columns(pl.col(name).list.join(";"))
    return bad.select(
        pl.col("index").cast(pl.Int64),
        pl.lit(name).alias("column"),
        pl.col(name).alias("value"),
        pl.lit(check.component).alias("component"),
        pl.lit(check.rule).alias("rule"),
        pl.lit(None, pl.String).alias("reason"),
        pl.lit(check.severity).alias("severity"),
        pl.lit(check.values, pl.String).alias("values"),
    )


def _as_member(check: Check, name: str) -> pl.Expr:
    """Apply the same test to exploded members."""
    return pl.col(name).implode().list.eval(check.bad).explode()
