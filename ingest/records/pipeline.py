"""Runs the steps from files of advertisements to a dataset, in a database on disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from graph.ontology import Ontology
from ingest.readers import BadFileError
from ingest.records.agencies import find_agencies
from ingest.records.code import Coder, code_titles, coder_of
from ingest.records.count import Scope, count_posts, coverage_of, demand_of, quality_of
from ingest.records.load import Database, load, normalise
from ingest.records.queue import queue_of
from ingest.records.read import Opened, RecordSheet, open_records
from ingest.records.reference import Reference
from ingest.records.repeats import find_episodes, find_near_duplicates, join_repeats
from ingest.records.write import publish, refuse_folder, working_folder, write_dataset

MEMORY = "3GB"
_NAMED = 5
_FEW, _TOO_MUCH = 20, 0.1  # posts; share of all persons in one of them that is said
ALL = Scope()
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class RecordsResult:
    """What came of a run.

    refused: files that could not be read, and why. strange: files without titles. agencies: firms
    taken for agencies by their number of titles alone, with that number. persons_without: wanted
    under titles that mean no single occupation. largest: title and persons of a single post that
    makes up a tenth of all persons or more.
    """

    folder: Path
    sheets: tuple[RecordSheet, ...]
    refused: tuple[tuple[str, BadFileError], ...]
    strange: tuple[str, ...]
    demand: pl.DataFrame
    quality: pl.DataFrame
    queue: pl.DataFrame
    hidden: tuple[str, ...]
    agencies: tuple[tuple[str, int], ...]
    coded_by: dict[str, int]
    unknown_places: tuple[tuple[str, int], ...]
    unread_wages: tuple[tuple[str, int], ...]
    days: tuple[date, date] | None
    persons_without: float
    largest: tuple[str, float] | None


def make_dataset(
    paths: Iterable[Path],
    reference: Reference,
    to: Path,
    ontology: Ontology,
    scope: Scope = ALL,
    force: bool = False,
    progress: Progress = lambda _step, _share: None,
) -> RecordsResult:
    """Turn files of advertisements into the dataset in a folder; nothing of it is there before.

    Raises:
        WrongInput: nothing can be read as advertisements, or the folder holds something else.
    """
    refuse_folder(to, force)
    progress("read", 0.0)
    opened = open_records(paths, ontology, reference.places.knows)
    folder = working_folder(to)
    try:
        with duckdb.connect(str(folder / "work.duckdb")) as db:
            db.execute(f"SET memory_limit = '{MEMORY}'")
            db.execute(
                f"SET temp_directory = '{str(folder / 'spill').replace(chr(39), chr(39) * 2)}'"
            )
            load(db, opened.sheets, lambda _file: None)
            coder = _take_steps(db, reference, scope, progress)
            coverage = coverage_of(db, reference)
            demand = demand_of(db, coverage.hidden)
            quality = quality_of(db, coder, coverage, scope)
            queue = queue_of(db, coder, reference)
            progress("write", 0.8)
            write_dataset(db, folder, demand, quality, queue, reference.packs)
            result = _result(db, to, opened, demand, quality, queue, coverage.hidden)
        (folder / "work.duckdb").unlink()
        shutil.rmtree(folder / "spill", ignore_errors=True)
        publish(folder, to)
        return result
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take_steps(db: Database, reference: Reference, scope: Scope, progress: Progress) -> Coder:
    progress("normalise", 0.2)
    normalise(db, reference.places)
    progress("repeats", 0.4)
    find_episodes(db)
    find_near_duplicates(db)
    join_repeats(db)
    find_agencies(db)
    progress("code", 0.6)
    _keep_decisions(db, reference)
    coder = coder_of(reference)
    code_titles(db, coder, reference.decisions)
    progress("count", 0.7)
    count_posts(db, reference, scope)
    return coder


def _result(
    db: Database,
    to: Path,
    opened: Opened,
    demand: pl.DataFrame,
    quality: pl.DataFrame,
    queue: pl.DataFrame,
    hidden: tuple[str, ...],
) -> RecordsResult:
    agencies = db.execute("""
        SELECT enterprise, titles FROM agencies WHERE found_by = 'titles'
        ORDER BY titles DESC, enterprise
    """).fetchall()
    coded_by = db.execute(
        "SELECT coded_by, count(*) FROM counted WHERE occupation IS NOT NULL GROUP BY 1"
    ).fetchall()
    places = _most_frequent(db, "area_text", "area IS NULL")
    wages = _most_frequent(db, "wage_unread", "length(wage_unread) <= 20")
    first, last = db.execute("SELECT min(begun), max(until) FROM counted").fetchall()[0]
    largest = db.execute(f"""
        SELECT title, counted FROM counted WHERE (SELECT count(*) FROM counted) > {_FEW}
            AND counted >= {_TOO_MUCH} * (SELECT sum(counted) FROM counted)
        ORDER BY counted DESC, title LIMIT 1
    """).fetchall()
    without = db.execute("""
        SELECT coalesce(sum(counted), 0) FROM counted
        WHERE coded_by IS NOT NULL AND occupation IS NULL
    """).fetchall()[0][0]
    return RecordsResult(
        folder=to,
        sheets=tuple(opened.sheets),
        refused=tuple(opened.refused),
        strange=tuple(opened.strange),
        demand=demand,
        quality=quality,
        queue=queue,
        hidden=hidden,
        agencies=tuple(agencies),
        coded_by=dict(coded_by),
        unknown_places=places,
        unread_wages=wages,
        days=(first, last) if first else None,
        persons_without=float(without),
        largest=largest[0] if largest else None,
    )


def _most_frequent(db: Database, column: str, where: str) -> tuple[tuple[str, int], ...]:
    """Return the most frequent texts of a column of rows, with their numbers."""
    return tuple(db.execute(f"""
        SELECT {column}, count(*) AS n FROM rows WHERE {column} IS NOT NULL AND {where}
        GROUP BY 1 ORDER BY n DESC, 1 LIMIT {_NAMED}
    """).fetchall())  # fmt: skip


def _keep_decisions(db: Database, reference: Reference) -> None:
    """Make the table ``decisions``; of several on one title the first counts."""
    frame = pl.DataFrame(
        [(d.title, d.industry, d.occupation, d.reviewer, d.since) for d in reference.decisions],
        schema={
            "title": pl.String,
            "industry": pl.String,
            "occupation": pl.String,
            "reviewer": pl.String,
            "since": pl.Int64,
        },
        orient="row",
    ).unique(["title", "industry"], keep="first", maintain_order=True)
    db.register("new_rows", frame.to_arrow())
    db.execute("CREATE TABLE decisions AS FROM new_rows")
    db.unregister("new_rows")
