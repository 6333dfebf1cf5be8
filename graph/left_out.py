"""What a build left out: rows, figures and whole sheets, by table and reason.

Findings say where and why; here they are counted, with the persons in them, so that whatever rests
on the build can say what it rests on. "Reported but unreadable" is not "not reported".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from graph.ontology import load
from graph.tables import Tables
from graph.words import has, join, say

ROW, CELL, SHEET = "row", "cell", "sheet"  # kinds
SHEETS_SHOWN = 4


@dataclass(frozen=True)
class LeftOut:
    """What of one table was left out for one reason.

    ``count``: rows, or refused figures of rows that stayed, or sheets. ``persons``: the sum of the
    figures that can be read, None where none can. ``unreadable``: rows whose figure is there and
    cannot be read. ``places``: of sheets, their files and names.
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
    """List, as ``table/column``, the columns that say how many persons a row stands for.

    >>> figure_places()
    ['enrolment/graduates', 'placements/persons', 'demand/openings']
    """
    tables = load().tables.values()
    return [f"{table.name}/{table.figure.name}" for table in tables if table.figure]


def _figure(table: str) -> str | None:
    figure = load().tables[table].figure
    return figure.name if figure else None


def kept_frame(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What tables say was left out of them, as :data:`Tables.LEFT_OUT`."""
    if isinstance(tables, Tables):
        return tables.left_out
    return pl.DataFrame(schema=Tables.LEFT_OUT)


def left_out(tables: Mapping[str, pl.DataFrame], year: int | None = None) -> tuple[LeftOut, ...]:
    """What was left out, by table and reason, most rows first; of a year, or of all.

    What has no year counts for every year. Refused cells are counted where they say how many
    persons a row stands for.
    """
    frame = kept_frame(tables)
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
            one["kind"],
            one["table"],
            one["column"],
            one["rule"],
            one["count"],
            one["persons"],
            one["unreadable"],
            tuple(one["places"]) if one["kind"] == SHEET else (),
        )
        for one in ordered.iter_rows(named=True)
    )


def rows_left_out(several: Sequence[LeftOut]) -> int:
    """How many rows were left out."""
    return sum(one.count for one in several if one.kind == ROW)


def unreadable_keys(
    tables: Mapping[str, pl.DataFrame], table: str, key: str, year: int
) -> frozenset[str]:
    """The values of ``key`` in rows of a year whose figure was reported and could not be read."""
    frame = kept_frame(tables)
    refused = frame.filter(
        pl.col("kind") == CELL, pl.col("table") == table, pl.col("column") == _figure(table)
    )["uri"]
    rows = tables[table]
    if refused.is_empty() or "uri" not in rows.columns:
        return frozenset()
    unread = rows.filter(pl.col("uri").is_in(refused.implode()), pl.col("year") == year)
    return frozenset(unread[key].drop_nulls())


def as_json(several: Sequence[LeftOut]) -> dict[str, Any]:
    """Rows, figures and sheets left out, as the data contract has them."""
    return {
        "rows": [_record(one, "rows") for one in several if one.kind == ROW],
        "figures": [_record(one, "rows") for one in several if one.kind == CELL],
        "sheets": [
            {"place": place, "table": one.table, "reason": one.rule}
            for one in several
            if one.kind == SHEET
            for place in one.places
        ],
    }


def _record(one: LeftOut, count: str) -> dict[str, Any]:
    told = asdict(one)
    return {
        "table": one.table,
        "column": one.column,
        "reason": one.rule,
        count: one.count,
        **{name: told[name] for name in ("persons", "unreadable") if one.kind == ROW},
    }


def sentences(several: Sequence[LeftOut], lang: str) -> list[str]:
    """One sentence a table for its rows, one for its figures, one for all sheets."""
    told = []
    for table in dict.fromkeys(one.table for one in several if one.table):
        rows = [one for one in several if one.kind == ROW and one.table == table]
        told += [_rows_sentence(table, rows, lang)] if rows else []
        cells = sum(one.count for one in several if one.kind == CELL and one.table == table)
        told += [_say("figures", lang, table, rows=cells)] if cells else []
    places = [place for one in several if one.kind == SHEET for place in one.places]
    if places:
        shown, rest = join(places[:SHEETS_SHOWN], lang), len(places) - SHEETS_SHOWN
        names = say("gap.and_more", lang, names=shown, rest=rest) if rest > 0 else shown
        told.append(say("left_out.sheets", lang, count=len(places), names=names))
    return told


def in_short(rows: int, sheets: int, lang: str) -> str:
    """How much was left out in two figures, for a line of a table; empty where nothing was.

    >>> in_short(7, 1, "zh"), in_short(0, 0, "en")
    ('7 行、1 张表', '')
    """
    parts = [say("left_out.short.rows", lang, rows=rows)] if rows else []
    parts += [say("left_out.short.sheets", lang, count=sheets)] if sheets else []
    return join(parts, lang)


def _rows_sentence(table: str, rows: Sequence[LeftOut], lang: str) -> str:
    figures = [one.persons for one in rows if one.persons is not None]
    unreadable = sum(one.unreadable for one in rows)
    return _say(
        "rows",
        lang,
        table,
        rows=sum(one.count for one in rows),
        persons=_say("persons", lang, table, persons=sum(figures)) if figures else "",
        reasons=join([_reason(one, lang) for one in rows], lang),
        unreadable=_say("unreadable", lang, table, rows=unreadable) if unreadable else "",
    )


def _reason(one: LeftOut, lang: str) -> str:
    key = f"left_out.reason.{one.rule}"
    column = load().tables[one.table or ""].by_name.get(one.column or "")
    if column is None:
        key = key if one.rule == "duplicate-key" else "left_out.reason.unnamed"
    elif not has(key):
        key = "left_out.reason.other"
    return say(key, lang, column=_inside(column.label.of(lang), lang) if column else "",
               rows=one.count)  # fmt: skip


def _say(key: str, lang: str, table: str, **values: Any) -> str:
    """A sentence with what its table and its figure are called."""
    declared = load().tables[table]
    figure = declared.figure
    words = {"table": declared.label.of(lang)}
    words["figure"] = _inside(figure.label.of(lang), lang) if figure else ""
    return say(f"left_out.{key}", lang, **words, **values)


def _inside(label: str, lang: str) -> str:
    """A heading as it stands inside a sentence."""
    return label[:1].lower() + label[1:] if lang == "en" else label
