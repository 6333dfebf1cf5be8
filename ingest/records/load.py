"""Loads the texts of advertisements into a database, and turns each distinct text into a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import duckdb
import polars as pl

from graph.errors import WrongInput
from ingest.readers import stem_of
from ingest.records import dates, texts, wages
from ingest.records.places import Places
from ingest.records.read import TEXTS, RecordSheet

Database = duckdb.DuckDBPyConnection
_LONGEST = 300  # characters of a text that is kept at all: no description passes


def load(db: Database, sheets: Iterable[RecordSheet], loaded: Callable[[str], None]) -> None:
    """Fill the table ``texts`` with the named columns of all sheets, numbered as in the files.

    Raises:
        WrongInput: a large file is damaged.
    """
    fields = ", ".join(f"{name} VARCHAR" for name in TEXTS)
    db.execute(f"CREATE TABLE texts (file VARCHAR, line BIGINT, file_year INTEGER, {fields})")
    for sheet in sheets:
        loaded(sheet.file)
        source, line, column = _source(db, sheet)
        chosen = ", ".join(_text(sheet, name, column) for name in TEXTS)
        first = column(sheet.columns["title"]) if "title" in sheet.columns else "''"
        try:
            db.execute(
                f"INSERT INTO texts SELECT ?, {line}, ?, {chosen} FROM {source} "
                f"WHERE {first} IS NOT NULL",
                [sheet.file, sheet.year],
            )
        except duckdb.Error as error:
            if sheet.path is None:
                raise
            problem = str(error).partition("\n")[0]
            raise WrongInput("error.records_large", file=sheet.file, problem=problem) from None
        db.execute("DROP VIEW IF EXISTS cells")


def _source(db: Database, sheet: RecordSheet) -> tuple[str, str, Callable[[int], str]]:
    """Return SQL of a sheet's rows, of their numbers, and of a column by its index."""
    if sheet.path is None:
        assert sheet.cells is not None
        assert sheet.rows is not None
        chosen = sorted(set(sheet.columns.values()))
        cells = sheet.cells.select(pl.nth(chosen)).with_columns(
            sheet.rows.alias("line").cast(pl.Int64)
        )
        db.register("cells", cells.to_arrow())
        return "cells", "line", lambda index: f"c{index}"
    path = str(sheet.path).replace("'", "''")
    if sheet.names:
        names = sheet.names
        return (
            f"read_parquet('{path}', file_row_number = true)",
            "file_row_number + 1",
            lambda index: '"' + names[index].replace('"', '""') + '"::VARCHAR',
        )
    source = (
        f"read_csv('{path}', header = false, all_varchar = true, skip = {sheet.data_from}, "
        f"delim = '{sheet.delimiter}', quote = '\"', escape = '\"', null_padding = true, "
        "strict_mode = false, auto_detect = false, max_line_size = 1048576, "
        f"columns = {{{_columns_of(sheet)}}})"
    )
    return source, f"row_number() OVER () + {sheet.data_from}", lambda index: f"c{index}"


def _columns_of(sheet: RecordSheet) -> str:
    width = sheet.width
    return ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))


def _text(sheet: RecordSheet, name: str, column: Callable[[int], str]) -> str:
    if name in sheet.columns:
        return f"nullif(trim(left({column(sheet.columns[name])}, {_LONGEST})), '') AS {name}"
    constant = sheet.constants.get(name)
    if constant is None and name == "portal":
        constant = stem_of(sheet.file)
    return (
        f"'{constant.replace(chr(39), chr(39) * 2)}' AS {name}" if constant else f"NULL AS {name}"
    )


def normalise(db: Database, places: Places) -> None:
    """Make the table ``rows`` of the texts: each distinct text is read once.

    ``id`` numbers the rows in the order of files and lines.
    """
    _dictionary(db, "title", f"{texts.clean_title('text', places.main_names())} AS value")
    _dictionary(
        db, "enterprise", f"{texts.firm_name('text')} AS value, {texts.firm_key('text')} AS key"
    )
    _dictionary(db, "level", f"{texts.level('text')} AS value")
    _dictionary(db, "experience_years", f"{texts.years('text')} AS value")
    _dictionary(db, "firm_size", f"{texts.size_class('text')} AS value")
    _dictionary(db, "agency", f"{texts.agency('text')} AS value")
    for name in ("persons_low", "persons_high"):
        ends = f"{texts.persons('text', 'low')} AS low, {texts.persons('text', 'high')} AS high"
        _dictionary(db, name, ends)
    for name in ("wage_low_cny_month", "wage_high_cny_month"):
        _distinct(db, name)
        db.execute(f"CREATE TABLE d_{name} AS {wages.wages_of('t_' + name)}")
    for name in ("seen_from", "seen_to"):
        db.execute(
            f"CREATE TABLE d_{name} AS SELECT text, file_year, "
            f"{dates.date_of('text', 'file_year')} AS value FROM (SELECT DISTINCT {name} AS text, "
            f"file_year FROM texts WHERE {name} IS NOT NULL)"
        )
    _distinct(db, "area")
    located = [(text, places.find(text)) for (text,) in db.execute("FROM t_area").fetchall()]
    of_areas = pl.DataFrame(located, schema={"text": pl.String, "value": pl.String}, orient="row")
    db.register("areas_found", of_areas.to_arrow())
    db.execute("CREATE TABLE d_area AS FROM areas_found")
    db.unregister("areas_found")
    joins = " ".join(
        f"LEFT JOIN d_{name} ON d_{name}.text = t.{name}"
        + (f" AND d_{name}.file_year IS NOT DISTINCT FROM t.file_year" if "seen" in name else "")
        for name in TEXTS
        if name not in ("portal", "posting_id", "industry")
    )
    db.execute(f"""
        CREATE TABLE rows AS SELECT
            row_number() OVER (ORDER BY t.file, t.line) AS id, t.file, t.line,
            t.portal, t.posting_id, d_title.value AS title,
            d_enterprise.value AS enterprise,
            coalesce(nullif(d_enterprise.key, ''), '#' || t.file || '#' || t.line) AS firm,
            d_area.value AS area, t.area AS area_text, d_level.value AS level,
            coalesce(d_wage_low_cny_month.low, d_wage_low_cny_month.high) AS wage_low_cny_month,
            coalesce(d_wage_high_cny_month.high, d_wage_low_cny_month.high,
                d_wage_low_cny_month.low) AS wage_high_cny_month,
            CASE WHEN coalesce(d_wage_low_cny_month.low, d_wage_low_cny_month.high) IS NULL
                AND NOT {wages.states_none("t.wage_low_cny_month")}
                THEN t.wage_low_cny_month END AS wage_unread,
            d_persons_low.low AS persons_low,
            coalesce(d_persons_high.high, d_persons_low.high) AS persons_high,
            d_experience_years.value AS experience_years,
            d_seen_from.value AS seen_from,
            CASE WHEN d_seen_to.value >= d_seen_from.value THEN d_seen_to.value END AS seen_to,
            {texts.squeezed("t.industry")} AS industry, d_firm_size.value AS firm_size,
            d_agency.value AS agency
        FROM texts t {joins}
    """)
    db.execute("DROP TABLE texts")


def _distinct(db: Database, name: str) -> None:
    db.execute(
        f"CREATE TABLE t_{name} AS SELECT DISTINCT {name} AS text FROM texts "
        f"WHERE {name} IS NOT NULL"
    )


def _dictionary(db: Database, name: str, values: str) -> None:
    _distinct(db, name)
    db.execute(f"CREATE TABLE d_{name} AS SELECT text, {values} FROM t_{name}")
    db.execute(f"DROP TABLE t_{name}")
