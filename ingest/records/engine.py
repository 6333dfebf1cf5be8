"""What runs the SQL of the steps, and keeps its tables: DuckDB here, or Spark.

A table of a run is a Parquet file, or a folder of them, in one folder. A table that is there is not
made again: a run that was killed goes on where it was. Without a folder the tables are in memory
only, and nothing of them ever reaches the disk.

The SQL is written once, in what both engines know; :mod:`ingest.records.spark` spells it for Spark.
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from graph.errors import WrongInput

MEMORY = "3GB"
_MAKING = "making-"


class Engine(ABC):
    """Makes tables by SQL, and answers from them."""

    def __init__(self, folder: Path | None) -> None:
        """Open the tables of a folder; what was being made when a run ended is not one."""
        self._folder = folder
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob(f"{_MAKING}*"):
            _remove(unfinished)

    @property
    def folder(self) -> Path:
        """Return the folder of the tables, where they are not in memory only."""
        assert self._folder is not None
        return self._folder

    def make(self, table: str, query: str) -> None:
        """Make a table of what a query answers, unless it is there."""
        if self._folder is None:
            self._hold(table, query)
        else:
            self.put(table, lambda path: self._write(query, path))

    def take(self, table: str, frame: Callable[[], pl.DataFrame]) -> None:
        """Make a table of a frame, which is only asked for where the table is not there."""
        if self._folder is None:
            self._hold_frame(table, frame())
        else:
            self.put(table, lambda path: frame().write_parquet(path))

    def put(self, table: str, write: Callable[[Path], object]) -> None:
        """Make a table by writing its file or folder, which takes its place when it is whole."""
        path = self.folder / f"{table}.parquet"
        if not path.exists():
            making = self.folder / f"{_MAKING}{table}"
            write(making)
            making.rename(path)
        self._show(table, path)

    @abstractmethod
    def frame(self, query: str) -> pl.DataFrame:
        """Return what a query answers."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows that a query answers."""
        return self.frame(query).rows()

    def files(self, table: str) -> str:
        """Return SQL of the files of a table, to read them with DuckDB."""
        path = self.folder / f"{table}.parquet"
        return quoted(path / "*.parquet" if path.is_dir() else path)

    def close(self) -> None:  # noqa: B027 (an engine may have nothing to end)
        """End what runs the SQL; the tables stay."""

    @abstractmethod
    def _write(self, query: str, path: Path) -> None:
        """Write what a query answers to a file or folder of Parquet."""

    @abstractmethod
    def _show(self, table: str, path: Path) -> None:
        """Let queries name a table."""

    @abstractmethod
    def _hold(self, table: str, query: str) -> None:
        """Keep what a query answers as a table in memory."""

    @abstractmethod
    def _hold_frame(self, table: str, frame: pl.DataFrame) -> None:
        """Keep a frame as a table in memory."""


class DuckDB(Engine):
    """Runs the SQL in this process, within :data:`MEMORY`; what is more goes to the disk.

    Without a folder it takes what memory there is, and nothing goes to the disk.

    Raises:
        WrongInput: the memory is too small.
    """

    def __init__(self, folder: Path | None) -> None:
        super().__init__(folder)
        self._db = database(folder)

    def frame(self, query: str) -> pl.DataFrame:
        """Return what a query answers."""
        frame: pl.DataFrame = self._db.sql(query).pl()
        return frame

    def close(self) -> None:
        """End the database."""
        self._db.close()

    def _write(self, query: str, path: Path) -> None:
        self._db.execute(f"COPY ({query}) TO {quoted(path)} (FORMAT parquet)")

    def _show(self, table: str, path: Path) -> None:
        del path
        files = self.files(table)
        self._db.execute(f"CREATE OR REPLACE VIEW {table} AS FROM read_parquet({files})")

    def _hold(self, table: str, query: str) -> None:
        try:
            self._db.execute(f"CREATE TABLE {table} AS {query}")
        except duckdb.OutOfMemoryException:
            raise WrongInput("error.records_memory") from None

    def _hold_frame(self, table: str, frame: pl.DataFrame) -> None:
        self._db.register("held", frame.to_arrow())
        self._hold(table, "SELECT * FROM held")
        self._db.unregister("held")


def database(folder: Path | None) -> duckdb.DuckDBPyConnection:
    """Return a database that keeps within :data:`MEMORY` and spills into a folder, or nowhere."""
    db = duckdb.connect()
    if folder is None:
        db.execute("SET temp_directory = ''")
        return db
    db.execute(f"SET memory_limit = '{MEMORY}'")
    db.execute(f"SET temp_directory = {quoted(folder / f'{_MAKING}spill')}")
    return db


def quoted(path: Path | str) -> str:
    """Return the SQL of a path or text."""
    return "'" + str(path).replace("'", "''") + "'"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
