"""The records left out of a build: rows, figures and whole sheets, by table and reason.

Findings give place and reason; this module counts them, with the persons in them, so that every
result can state its basis. "Reported but unreadable" is not "not reported".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from graph.ontology import load
from graph.tables import Tables
from graph.words import first_few, has, join, say

ROW, CELL, SHEET = "row", "cell", "sheet"  # kinds
SHEETS_SHOWN = 4


@dataclass(frozen=True)
class LeftOut:
    """The records of one table that were left out for one reason.

    ``count``: rows, or refused figures of rows that stayed, or sheets. ``persons``: the sum of
    the readable figures, None if none is readable. ``unreadable``: rows with a figure that is
    unreadable. ``places``: of sheets, their files and names.
    """

    kind: Literal["row", "cell", "sheet"]
    table: str | None
    column: str | None
    rule: str
    count: int
    persons: int | None = None
    unreadable: int = 0
    places: tuple[str, ...] = ()


def figure_places() -> list[str]:
    """List, as ``table/column``, the columns with the number of persons in a row.

    >>> figure_places()
    ['enrolment/graduates', 'placements/persons', 'demand/openings']
    """
    tables = load().tables.values()
    return [f"{table.name}/{table.figure.name}" for table in tables if table.figure]


def _figure(table: str) -> str | None:
    figure = load().tables[table].figure
    return figure.name if figure else None


def left_out_frame(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the records left out of tables, as :data:`Tables.LEFT_OUT`."""
    if isinstance(tables, Tables):
        return tables.left_out
    return pl.DataFrame(schema=Tables.LEFT_OUT)


def left_out(tables: Mapping[str, pl.DataFrame], year: int | None = None) -> tuple[LeftOut, ...]:
    """Count the records left out, by table and reason, most rows first; of a year, or of all.

    Records without a year count for every year. Refused cells count if they hold the number of
    persons in a row.
    """
    frame = left_out_frame(tables)
    if year is not None:
        frame = frame.filter((pl.col("year") == year).fill_null(True))
    figures = pl.concat_str("table", "column", separator="/").is_in(figure_places())
    counted = frame.filter((pl.col("kind") != CELL) | figures)
    place = pl.concat_str("file", "sheet", separator=" / ", ignore_nulls=True)
    grouped = counted.group_by("kind", "table", "column", "rule").agg(
        pl.len().alias("count"),
        pl.when(pl.col("persons").is_not_null().any())
        .then(pl.col("persons").sum().round())
        .cast(pl.Int64)
        .alias("persons"),
        pl.col("unreadable").sum(),
        place.unique().sort().alias("places"),
    )
    ordered = grouped.sort(
        pl.col("kind").replace_strict({ROW: 0, CELL: 1, SHEET: 2}),
        "table",
        -pl.col("count").cast(pl.Int64),
        "rule",
        "column",
        nulls_last=True,
    )
    return tuple(
        LeftOut(
            record["kind"],
            record["table"],
            record["column"],
            record["rule"],
            record["count"],
            record["persons"],
            record["unreadable"],
            tuple(record["places"]) if record["kind"] == SHEET else (),
        )
        for record in ordered.iter_rows(named=True)
    )


def rows_left_out(groups: Sequence[LeftOut]) -> int:
    """Count the rows that were left out."""
    return sum(group.count for group in groups if group.kind == ROW)


def unreadable_keys(
    tables: Mapping[str, pl.DataFrame], table: str, key: str, year: int
) -> frozenset[str]:
    """Return the values of ``key`` in rows of a year whose reported figure is unreadable."""
    frame = left_out_frame(tables)
    refused = frame.filter(
        pl.col("kind") == CELL, pl.col("table") == table, pl.col("column") == _figure(table)
    )["uri"]
    rows = tables[table]
    if refused.is_empty() or "uri" not in rows.columns:
        return frozenset()
    unread = rows.filter(pl.col("uri").is_in(refused.implode()), pl.col("year") == year)
    return frozenset(unread[key].drop_nulls())


def as_json(groups: Sequence[LeftOut]) -> dict[str, Any]:
    """Return rows, figures and sheets left out as the data contract has them."""
    return {
        "rows": [_record(group, "rows") for group in groups if group.kind == ROW],
        "figures": [_record(group, "rows") for group in groups if group.kind == CELL],
        "sheets": [
            {"place": place, "table": group.table, "reason": group.rule}
            for group in groups
            if group.kind == SHEET
            for place in group.places
        ],
    }


def _record(group: LeftOut, count: str) -> dict[str, Any]:
    values = asdict(group)
    return {
        "table": group.table,
        "column": group.column,
        "reason": group.rule,
        count: group.count,
        **{name: values[name] for name in ("persons", "unreadable") if group.kind == ROW},
    }


def sentences(groups: Sequence[LeftOut], lang: str) -> list[str]:
    """Word one sentence a table for its rows, one for its figures, one for all sheets."""
    texts = []
    for table in dict.fromkeys(group.table for group in groups if group.table):
        rows = [group for group in groups if group.kind == ROW and group.table == table]
        texts += [_rows_sentence(table, rows, lang)] if rows else []
        cells = sum(group.count for group in groups if group.kind == CELL and group.table == table)
        texts += [_say("figures", lang, table, rows=cells)] if cells else []
    places = [place for group in groups if group.kind == SHEET for place in group.places]
    if places:
        names = first_few(places, lang, SHEETS_SHOWN)
        texts.append(say("left_out.sheets", lang, count=len(places), names=names))
    return texts


def in_short(rows: int, sheets: int, lang: str) -> str:
    """Word rows and sheets left out in two figures, for a line of a table; empty if none are.

    >>> in_short(7, 1, "zh"), in_short(0, 0, "en")
    ('7 行、1 张表', '')
    """
    parts = [say("left_out.short.rows", lang, rows=rows)] if rows else []
    parts += [say("left_out.short.sheets", lang, count=sheets)] if sheets else []
    return join(parts, lang)


def _rows_sentence(table: str, groups: Sequence[LeftOut], lang: str) -> str:
    figures = [group.persons for group in groups if group.persons is not None]
    unreadable = sum(group.unreadable for group in groups)
    return _say(
        "rows",
        lang,
        table,
        rows=sum(group.count for group in groups),
        persons=_say("persons", lang, table, persons=sum(figures)) if figures else "",
        reasons=join([_reason(group, lang) for group in groups], lang),
        unreadable=_say("unreadable", lang, table, rows=unreadable) if unreadable else "",
    )


def _reason(group: LeftOut, lang: str) -> str:
    key = f"left_out.reason.{group.rule}"
    column = load().tables[group.table or ""].by_name.get(group.column or "")
    if column is None:
        key = key if group.rule == "duplicate-key" else "left_out.reason.unnamed"
    elif not has(key):
        key = "left_out.reason.other"
    return say(key, lang, column=_inside(column.label.of(lang), lang) if column else "",
               rows=group.count)  # fmt: skip


def _say(key: str, lang: str, table: str, **values: Any) -> str:
    """Word a sentence with the names of its table and its figure."""
    declared = load().tables[table]
    figure = declared.figure
    words = {"table": declared.label.of(lang)}
    words["figure"] = _inside(figure.label.of(lang), lang) if figure else ""
    return say(f"left_out.{key}", lang, **words, **values)


def _inside(label: str, lang: str) -> str:
    """Return a heading as it reads inside a sentence."""
    return label[:1].lower() + label[1:] if lang == "en" else label
