"""Tables, the system of record: one polars frame each, columns as declared, rows with sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import polars as pl

from graph.errors import NoSuchBuild
from graph.ontology import Ontology
from graph.schema.frames import empty_frame


class Tables(Mapping[str, pl.DataFrame]):
    """All tables of a build, by name; a table without data has no rows.

    Shapes: each frame has the declared columns and ``node_key, uri, source_uri, source_row``.
    ``contributions``: the cells that later datasets added to rows of earlier ones: ``table,
    uri, source_uri, source_row, grade, columns``. ``left_out``: the records of the sources that
    are missing, as :data:`LEFT_OUT`: rows and sheets that were not read, and cells refused in
    rows that were read (``uri``).
    """

    CONTRIBUTIONS: ClassVar[dict[str, Any]] = {
        "table": pl.String,
        "uri": pl.String,
        "source_uri": pl.String,
        "source_row": pl.Int64,
        "grade": pl.String,
        "columns": pl.List(pl.String),
    }
    LEFT_OUT: ClassVar[dict[str, Any]] = {
        "kind": pl.String,
        "table": pl.String,
        "dataset": pl.String,
        "file": pl.String,
        "sheet": pl.String,
        "row": pl.Int64,
        "column": pl.String,
        "rule": pl.String,
        "year": pl.Int64,
        "persons": pl.Float64,
        "unreadable": pl.Boolean,
        "uri": pl.String,
    }

    def __init__(
        self,
        frames: Mapping[str, pl.DataFrame],
        contributions: pl.DataFrame | None = None,
        left_out: pl.DataFrame | None = None,
    ) -> None:
        self._frames = dict(frames)
        self.contributions = (
            pl.DataFrame(schema=self.CONTRIBUTIONS) if contributions is None else contributions
        )
        self.left_out = pl.DataFrame(schema=self.LEFT_OUT) if left_out is None else left_out

    @classmethod
    def of(cls, ontology: Ontology, frames: Mapping[str, pl.DataFrame]) -> Tables:
        """Return tables with an empty frame for each declared table that is not given."""
        return cls({t.name: frames.get(t.name, empty_frame(t)) for t in ontology.tables.values()})

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self._frames[name]

    def __getattr__(self, name: str) -> pl.DataFrame:
        """Return a table by its name: ``tables.enrolment`` is ``tables["enrolment"]``."""
        if not name.startswith("_") and name in set(self):
            return self[name]
        raise AttributeError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def write(self, folder: Path) -> None:
        """Write one Parquet file a table."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in self.items():
            frame.write_parquet(folder / f"{name}.parquet", compression="zstd", compression_level=1)
        self.contributions.write_parquet(folder / CONTRIBUTIONS_FILE)
        self.left_out.write_parquet(folder / LEFT_OUT_FILE)


CONTRIBUTIONS_FILE = "_contributions.parquet"
LEFT_OUT_FILE = "_left_out.parquet"


def stored_frame(file: Path) -> pl.DataFrame:
    """Read a frame that a published build keeps in a file.

    Raises:
        NoSuchBuild: the file is gone.
    """
    try:
        return pl.read_parquet(file)
    except FileNotFoundError:
        raise NoSuchBuild("error.incomplete_build", folder=str(file.parent)) from None


class StoredTables(Tables):
    """The tables of a published build, each read on first use.

    With an ontology, what has been declared since the build was made is there, empty.
    """

    def __init__(self, folder: Path, ontology: Ontology | None = None) -> None:
        self.folder = folder
        self._declared = ontology.tables if ontology else {}
        self._names = sorted(p.stem for p in folder.glob("*.parquet") if not p.stem.startswith("_"))
        contributions = stored_frame(folder / CONTRIBUTIONS_FILE)
        super().__init__({}, contributions, stored_frame(folder / LEFT_OUT_FILE))

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._frames:
            declared = empty_frame(self._declared[name]) if name in self._declared else None
            if declared is not None and name not in self._names:
                self._frames[name] = declared
            else:
                rows = stored_frame(self.folder / f"{name}.parquet")
                schema = declared.schema if declared is not None else {}
                added = [n for n in schema if n not in rows.columns]
                self._frames[name] = rows.with_columns(
                    pl.lit(None, schema[n]).alias(n) for n in added
                )
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
