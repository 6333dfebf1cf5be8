"""The same packed table for two readers."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl


def write(file: str, rows: int) -> None:
    """Plans as an exam authority publishes them: ten columns, four of them numbers."""
    at = pl.int_range(rows, eager=True)
    frame = pl.DataFrame(
        {
            "schoolCode": (at // 200 % 3000 + 10001).cast(pl.String),
            "schoolName": "示例学院" + (at // 200 % 3000).cast(pl.String),
            "majorCode": (at % 400 + 410000).cast(pl.String),
            "majorName": "示例专业" + (at % 400).cast(pl.String),
            "batch": pl.Series(["本科批", "专科批"]).gather(at % 2),
            "subjectType": pl.Series(["物理", "历史"]).gather(at // 2 % 2),
            "year": at % 5 + 2021,
            "planCount": at * 7 % 120,
            "tuition": at % 9 * 500 + 4000.0,
            "city": "示例市" + (at % 340).cast(pl.String),
        }
    )
    text = frame.write_csv().encode() if "csv" in file else frame.write_json().encode()
    with gzip.open(file, "wb", compresslevel=6) as out:
        out.write(text)


def read_ours(file: str, rows: int) -> None:
    """Ours: the sheet of text cells, its headings in a row of their own."""
    from ingest.readers import reader_for, suffix_of

    (sheet,) = reader_for(suffix_of(file))(Path(file).read_bytes(), file)
    assert sheet.cells.height == rows + 1


def read_bare(file: str, rows: int) -> None:
    """Peer: polars alone, into columns of text, or of what JSON says they are."""
    if "csv" in file:
        frame = pl.read_csv(file, infer_schema=False)
    else:
        with gzip.open(file) as packed:
            frame = pl.read_json(packed.read())
    assert frame.height == rows
