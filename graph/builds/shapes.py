"""The shapes of areas that a dataset brings, as a build keeps them: points of rings, in degrees."""

from __future__ import annotations

from pathlib import Path

import polars as pl

FILE = "shapes.parquet"
# A row for each point, in order; rings are numbered through all areas. An area is what lies within
# an odd number of its rings.
SCHEMA: dict[str, type[pl.DataType]] = {
    "code": pl.String,
    "ring": pl.Int32,
    "lon": pl.Float64,
    "lat": pl.Float64,
}


def no_shapes() -> pl.DataFrame:
    """Return the shapes of a build that has none."""
    return pl.DataFrame(schema=SCHEMA)


def write_shapes(shapes: pl.DataFrame, folder: Path) -> None:
    """Write the shapes into the folder of a build, where there are any."""
    if not shapes.is_empty():
        shapes.write_parquet(folder / FILE)


def read_shapes(folder: Path) -> pl.DataFrame:
    """Read the shapes of a build; none where it keeps none."""
    file = folder / FILE
    return pl.read_parquet(file) if file.is_file() else no_shapes()
