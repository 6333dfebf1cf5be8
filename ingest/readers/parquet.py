"""Reader of Parquet files: columns of any type, as text; the headings count as row 1."""

from __future__ import annotations

import io

import polars as pl

from ingest.readers import MOST_COLUMNS, BadFileError, Sheet


def read(content: bytes, _name: str) -> list[Sheet]:
    """Read the one sheet of a Parquet file, with its column names as the first row."""
    if not content.startswith(b"PAR1"):
        raise BadFileError("bad-file.not_its_name", kind=".parquet")
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError):
        raise BadFileError("bad-file.damaged", kind="Parquet") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader meets some damage
            raise
        raise BadFileError("bad-file.damaged", kind="Parquet") from None
    if frame.width > MOST_COLUMNS:
        raise BadFileError("bad-file.columns", count=frame.width, limit=MOST_COLUMNS)
    return [sheet_of(frame)]


def sheet_of(frame: pl.DataFrame) -> Sheet:
    """Return a typed frame as a sheet of text cells with its headings on top."""
    texts = [
        pl.col(name).list.eval(pl.element().cast(pl.String)).list.join(";").alias(f"c{i}")
        if isinstance(dtype, pl.List)
        else pl.col(name).cast(pl.String).alias(f"c{i}")
        for i, (name, dtype) in enumerate(frame.schema.items())
    ]
    head = pl.DataFrame(
        {f"c{i}": [name] for i, name in enumerate(frame.columns)},
        schema={f"c{i}": pl.String for i in range(frame.width)},
    )
    cells = pl.concat([head, frame.select(texts)])
    return Sheet(None, cells, pl.int_range(1, cells.height + 1, dtype=pl.Int64, eager=True))
