"""Loads registrations of employment into memory, with a number in the place of each person's key.

The number is drawn anew in every run and is known to nobody after it. No key is kept, told, or
written to a disk; one that tells who the person is refuses the run.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import closing

import duckdb
import polars as pl

from graph.errors import WrongInput
from graph.masking import PERSONAL_NUMBER
from ingest.records.engine import Engine, database
from ingest.records.load import APART, damage_told, source_of, text_of
from ingest.records.read import PERSON, REGISTRATIONS, TEXTS, RecordSheet

_ABSENT = "无|不详|未知|空|null|none|nan|-|/"
_TELLING = (
    rf"^\D{{0,6}}({PERSONAL_NUMBER})\D{{0,3}}$"  # a word may stand before the number
    r"|^[^\p{L}]*[\p{Han}·]{2,5}[^\p{L}]*$"  # a name in Chinese
    r"|^\D{1,20}$|^[\p{L}.'’-]+([ ,]+[\p{L}.'’-]+)+$"  # words: no hash is without a digit
    # Numbers of Hong Kong, Taiwan, passports, of the United States; a number half hidden.
    r"|^[A-Za-z]{1,2}\d{6}[(（][0-9Aa][)）]$|^[A-Za-z][12]\d{8}$|^[EeGg][A-Za-z]?\d{7,8}$"
    r"|^\d{3}-\d\d-\d{4}$|\*\*|@"
)


def load_people(engine: Engine, sheets: Sequence[RecordSheet]) -> None:
    """Make the table ``texts`` of the named columns of all sheets, in memory.

    Raises:
        WrongInput: a key is an identity number, a phone number or a name; or a large file is
            damaged, or too large for the memory.
    """
    engine.take("texts", lambda: _texts(sheets))


def _texts(sheets: Sequence[RecordSheet]) -> pl.DataFrame:
    salt = secrets.token_hex(16)
    in_order = sorted(sheets, key=lambda sheet: sheet.file)
    with closing(database(None)) as db:
        return pl.concat(_of_sheet(db, sheet, n, salt) for n, sheet in enumerate(in_order))


def _of_sheet(
    db: duckdb.DuckDBPyConnection, sheet: RecordSheet, number: int, salt: str
) -> pl.DataFrame:
    source, line, column = source_of(db, sheet)
    key = f"trim({column(sheet.columns[PERSON])})"
    chosen = ", ".join(text_of(sheet, name, column) for name in TEXTS[REGISTRATIONS])
    telling = _TELLING.replace("'", "''")
    try:
        with damage_told(sheet):
            rows: pl.DataFrame = db.sql(f"""
                SELECT {number * APART} + line AS id, line, CASE WHEN has_key
                    THEN CAST(hash('{salt}' || key) >> 1 AS BIGINT) END AS person,
                    has_key AND regexp_matches(key, '{telling}') AS tells, * EXCLUDE (line, key,
                    has_key)
                FROM (
                    SELECT CAST({line} AS BIGINT) AS line, {key} AS key,
                        coalesce({key} <> '' AND NOT regexp_matches(lower({key}),
                            '^({_ABSENT})$'), false) AS has_key, {chosen}
                    FROM {source}
                ) WHERE has_key OR start_date IS NOT NULL OR title IS NOT NULL
            """).pl()
    except duckdb.OutOfMemoryException:
        raise WrongInput("error.records_memory") from None
    telling_rows = rows.filter("tells")
    if telling_rows.height:
        raise WrongInput(
            "error.person_keys",
            file=sheet.file,
            count=telling_rows.height,
            line=telling_rows["line"][0],
        )
    return rows.drop("line", "tells")
