"""The profile of a thing: its properties, its figures by year, the rows behind them.

The declaration says what a profile has: the columns of its own table, and every table of
figures by year in which a column refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph.errors import WrongInput
from graph.gap.figures import worst
from graph.ontology import Column, Ontology, Table
from graph.telling.evidence import PLACE, placed

YEAR, BASIS = "year", "basis"
COUNTED = ("person", "post")  # units whose figures may be added up
WAGES = ("yuan-month",)  # units of which the median of several rows tells something
ORIGIN = ("grade", "ref", "note")  # said with the rows, not as properties
NAMES = ("name_en", "aliases")


@dataclass(frozen=True)
class Property:
    """A property: its label and definition, and its values in the reader's language.

    ``things``: (table, key) of each value that is a thing, None of one that is not.
    """

    label: str
    definition: str
    values: tuple[str, ...]
    things: tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True)
class Series:
    """A figure by year.

    ``unit``: notation of the unit, None where there is none; ``grade``: the worst of the rows.
    ``spread``: the least and the most of the rows of the last year, where the points are medians,
    because wages cannot be added up; None of sums.
    """

    of: str
    label: str
    definition: str
    unit: str | None
    points: tuple[tuple[int, float], ...]
    grade: str | None
    spread: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Profile:
    """A thing in the language of a reader.

    ``rows``: the rows all this rests on: ``table, what, year`` and the place.
    """

    table: str
    key: str
    name: str
    other_names: tuple[str, ...]
    kind: str
    grade: str | None
    properties: tuple[Property, ...]
    series: tuple[Series, ...]
    rows: pl.DataFrame


def profile(
    tables: Mapping[str, pl.DataFrame], ontology: Ontology, table: str, key: str, lang: str
) -> Profile:
    """Build the profile of a thing.

    Raises:
        WrongInput: there is no such thing.
    """
    declared = ontology.tables.get(table)
    matching = tables[table].filter(pl.col("node_key") == key) if declared else pl.DataFrame()
    if declared is None or matching.is_empty():
        raise WrongInput("error.no_thing", thing=f"{table}/{key}")
    reader = _Reader(tables, ontology, lang)
    row = matching.row(0, named=True)
    title = declared.title
    name, english = str(row[title] if title and row[title] else key), row.get("name_en")
    if lang == "en" and english:
        name, english = english, name
    other_names = tuple(
        label for label in (english, *(row.get("aliases") or ())) if label and label != name
    )
    sheets = list(reader.yearly(declared, key))
    rows = [reader.origin(declared, matching)]
    rows += [reader.origin(sheet_table, sheet_rows) for sheet_table, sheet_rows in sheets]
    return Profile(
        table=table,
        key=key,
        name=name,
        other_names=other_names,
        kind=declared.label.of(lang),
        grade=row["grade"],
        properties=tuple(reader.properties(declared, row)),
        series=tuple(
            figures
            for sheet_table, sheet_rows in sheets
            for figures in reader.series(sheet_table, sheet_rows)
        ),
        rows=pl.concat(rows),
    )


@dataclass(frozen=True, eq=False)
class _Reader:
    tables: Mapping[str, pl.DataFrame]
    ontology: Ontology
    lang: str

    def properties(self, table: Table, row: Mapping[str, Any]) -> Iterator[Property]:
        """Yield the properties of a row, a column each."""
        for column in table.columns:
            if column.name in (*ORIGIN, *NAMES, table.title) or row[column.name] in (None, []):
                continue
            values = row[column.name] if column.multiple else [row[column.name]]
            things = tuple(self._thing(column, value) for value in values)
            words = tuple(
                self._name(*thing) if thing else self._word(column, value)
                for thing, value in zip(things, values, strict=True)
            )
            label, definition = column.label.of(self.lang), column.description.of(self.lang)
            yield Property(label, definition, words, things)

    def _thing(self, column: Column, value: Any) -> tuple[str, str] | None:
        if not column.target_class:
            return None
        for target in self.ontology.targets_of(column):
            if value in self.tables[target.name]["node_key"]:
                return target.name, str(value)
        return None

    def _name(self, table: str, key: str) -> str:
        title = self.ontology.tables[table].title
        frame = self.tables[table]
        columns = [column for column in (title, "name_en") if column and column in frame.columns]
        row = frame.filter(pl.col("node_key") == key).select(columns).row(0)
        name = row[-1] if self.lang == "en" and len(row) > 1 and row[-1] else row[0] if row else key
        return str(name or key)

    def _word(self, column: Column, value: Any) -> str:
        words = self.ontology.words_of(column)
        notation = str(value).lower() if isinstance(value, bool) else str(value)
        if words and notation in words.by_notation:
            return words.by_notation[notation].label.of(self.lang)
        return f"{value:,}".removesuffix(".0") if isinstance(value, float) else str(value)

    def yearly(self, table: Table, key: str) -> Iterator[tuple[Table, pl.DataFrame]]:
        """Yield each table of figures by year with its rows on the thing."""
        for yearly_table in self.ontology.input_tables():
            if YEAR not in yearly_table.by_name or yearly_table.group != "link":
                continue
            own_columns = [
                column.name
                for column in yearly_table.references
                if not column.multiple and table in self.ontology.targets_of(column)
            ]
            if own_columns:
                refers = [pl.col(name) == key for name in own_columns]
                rows = self.tables[yearly_table.name].filter(pl.any_horizontal(refers))
                if rows.height:
                    yield yearly_table, rows

    def series(self, table: Table, rows: pl.DataFrame) -> Iterator[Series]:
        """Yield each figure by year: the sum of counts, the median of wages.

        Others, as shares of groups of different sizes, need one row a year.

        Demand of different bases is never added: each is a series of its own.
        """
        parts: list[tuple[str, pl.DataFrame]] = [("", rows)]
        if BASIS in table.by_name:
            split = rows.partition_by(BASIS, as_dict=True, maintain_order=True)
            column = table.by_name[BASIS]
            parts = [(self._word(column, b[0]) if b[0] else "", part) for b, part in split.items()]
        alone = rows.height == rows[YEAR].n_unique()
        for basis, part in parts:
            for column in table.columns:
                if column.datatype not in ("integer", "decimal") or column.name == YEAR:
                    continue
                if column.code_list or (column.unit not in (*COUNTED, *WAGES) and not alone):
                    continue
                yield from self._column_series(table, column, basis, part)

    def _column_series(
        self, table: Table, column: Column, basis: str, rows: pl.DataFrame
    ) -> Iterator[Series]:
        stated = rows.filter(pl.col(column.name).is_not_null() & pl.col(YEAR).is_not_null())
        if stated.is_empty():
            return
        figure = pl.col(column.name).cast(pl.Float64)
        is_sum = column.unit in COUNTED
        by_year = stated.group_by(YEAR).agg(figure.sum() if is_sum else figure.median()).sort(YEAR)
        last = stated.filter(pl.col(YEAR) == by_year[YEAR][-1]).select(figure).to_series()
        low, high = float(last.min()), float(last.max())  # type: ignore[arg-type]
        table_label = table.label.of(self.lang)
        yield Series(
            of=f"{table_label} · {basis}" if basis else table_label,
            label=column.label.of(self.lang),
            definition=column.description.of(self.lang),
            unit=column.unit,
            points=tuple(by_year.iter_rows()),
            grade=worst(stated["grade"].to_list()),
            spread=None if is_sum or low == high else (low, high),
        )

    def origin(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        """List where rows of a table stand in the files handed in."""
        year = pl.col(YEAR).cast(pl.Int64) if YEAR in rows.columns else pl.lit(None, pl.Int64)
        return placed(self.tables, rows, self.lang).select(
            pl.lit(table.name).alias("table"),
            pl.lit(table.label.of(self.lang)).alias("what"),
            year.alias("year"),
            *PLACE,
        )
