"""Adapters: DuckDB SQL whose result has a table's columns, over a folder of official downloads.

Adapters are the operator's own files, run with the operator's rights, without network.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ingest.readers import BadFileError, Sheet
from ingest.readers.parquet import sheet_of

PLACE_COLUMN = "source_row"
LONGEST_MESSAGE = 400


def run(sql: str, data: Path) -> Sheet:
    """Run an adapter and return its result as a sheet; ``source_row`` gives the rows' places.

    Raises:
        BadFileError: DuckDB refuses the statement or a file it reads.
    """
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        try:
            connection.execute("SET VARIABLE data = $data", {"data": str(data)})
            frame = connection.sql(sql).pl()
        except (duckdb.Error, AttributeError) as error:
            problem = str(error).replace(str(data), "…")[:LONGEST_MESSAGE]
            raise BadFileError("bad-file.adapter", problem=problem) from None
    places = pl.Series([None] * frame.height, dtype=pl.Int64)
    if PLACE_COLUMN in frame.columns:
        places = frame[PLACE_COLUMN].cast(pl.Int64)
        frame = frame.drop(PLACE_COLUMN)
    sheet = sheet_of(frame)
    sheet.rows = pl.concat([pl.Series([0], dtype=pl.Int64), places])
    return sheet
