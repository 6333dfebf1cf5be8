"""Sources of rows: read sheets with their dataset, and the table of sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

import polars as pl

from graph.builds.cells import COLUMNS_READ
from graph.convert.iris import EMPTY_PART, encode
from graph.ontology import Ontology
from graph.schema.frames import frame_schema
from ingest.datasets import PackRows, SourceDeclaration
from ingest.sheets import ReadTable
from ingest.spellings import is_second

SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")


@dataclass(frozen=True)
class Part:
    """Read sheet with its dataset's name, position and declaration; ``pack`` as the dataset's."""

    read: ReadTable
    dataset: str
    position: int
    declaration: SourceDeclaration
    sha256: str
    pack: PackRows | None = None

    @cached_property
    def source_uri(self) -> str:
        """Return the IRI of the sheet."""
        parts = (self.dataset, self.read.file, self.read.sheet)
        path = "/".join(encode(part) if part else EMPTY_PART for part in parts)
        return f"{self.declaration.base}sources/{path}"

    @property
    def place(self) -> str:
        """Return the file, and the sheet within it, as a person would name them."""
        return " / ".join(name for name in (self.read.file, self.read.sheet) if name)


def sources_frame(parts: list[Part], ontology: Ontology) -> pl.DataFrame:
    """Return the table ``sources``: one row for each sheet that gave rows."""
    schema = frame_schema(ontology.tables["sources"])
    texts = pl.DataFrame(
        [_source(part) for part in parts],
        schema={**dict.fromkeys(schema, pl.String()), "source_row": pl.Int64()},
    )
    return (
        texts.with_columns(pl.col("date").str.to_date("%Y-%m-%d", strict=False))
        .select(list(schema))
        .unique("uri", keep="first", maintain_order=True)
    )


def columns_frame(parts: list[Part]) -> pl.DataFrame:
    """Return where the columns of tables stand in the sheets they were read from.

    ``source_uri, dataset, file, sheet, table, column, heading, letter, year``; files that no
    spreadsheet program opens have no letters, and only years side by side are named.
    """
    rows = [
        (
            part.source_uri,
            part.dataset,
            sheet.file,
            sheet.sheet,
            sheet.table,
            column,
            heading,
            letter,
            sheet.year,
        )
        for part in parts
        if (sheet := part.read).table and PurePosixPath(sheet.file).suffix.lower() in SPREADSHEETS
        for column, letter in sheet.letters.items()
        if not is_second(column) and (heading := sheet.headings.get(column))
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS_READ, pl.String), orient="row")


DECLARED = ("title", "publisher", "date", "licence", "url", "language", "grade")


def _source(part: Part) -> dict[str, str | None]:
    uri = part.source_uri
    return {
        "dataset": part.dataset,
        "file": part.read.file,
        "sheet": part.read.sheet,
        **{name: getattr(part.declaration, name) for name in DECLARED},
        "sha256": part.sha256,
        "year_from": part.read.year_from,
        "node_key": uri.split("sources/", 1)[1],
        "uri": uri,
        "source_uri": None,
        "source_row": None,
    }
