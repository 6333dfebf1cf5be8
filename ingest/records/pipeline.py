"""Runs the steps from files of advertisements to a dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from graph.ontology import CodeList, Ontology
from ingest.readers import BadFileError
from ingest.records.agencies import find_agencies
from ingest.records.code import Coder, code
from ingest.records.count import (
    Scope,
    areas_around,
    count_posts,
    coverage_of,
    demand_of,
    quality_of,
)
from ingest.records.engine import DuckDB, Engine
from ingest.records.levels import NAME as LEVELS
from ingest.records.levels import Levels
from ingest.records.load import load
from ingest.records.normalise import normalise
from ingest.records.queue import queue_of
from ingest.records.read import Opened, RecordSheet, open_records
from ingest.records.reference import Reference
from ingest.records.repeats import find_episodes, find_near_duplicates, find_wider, join_repeats
from ingest.records.working import DATASET, TABLES, publish, working_folder
from ingest.records.write import name_postings, refuse_folder, write_dataset

_NAMED = 5
_FEW, _TOO_MUCH = 20, 0.1  # posts; share of all persons in one of them that is said
ALL = Scope()
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Result:
    """What came of a run on records of any kind.

    refused: files that could not be read, and why. strange: files without titles. days: the first
    and the last. persons_without: under titles that mean no single occupation. assumed: names of
    several areas that counted as the one within the area asked for, with their numbers.
    """

    folder: Path
    sheets: tuple[RecordSheet, ...]
    refused: tuple[tuple[str, BadFileError], ...]
    strange: tuple[str, ...]
    demand: pl.DataFrame
    quality: pl.DataFrame
    queue: pl.DataFrame
    coded_by: dict[str, int]
    unknown_places: tuple[tuple[str, int], ...]
    unread_days: tuple[tuple[str, int], ...]
    days: tuple[date, date] | None
    persons_without: float
    assumed: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class RecordsResult(Result):
    """What came of a run on advertisements.

    agencies: firms taken for agencies by their number of titles alone, with that number. largest:
    title and persons of a single post that makes up a tenth of all persons or more.
    """

    hidden: tuple[str, ...]
    agencies: tuple[tuple[str, int], ...]
    unread_wages: tuple[tuple[str, int], ...]
    largest: tuple[str, float] | None


def make_dataset(
    records: Iterable[Path] | Opened,
    reference: Reference,
    to: Path,
    ontology: Ontology,
    scope: Scope = ALL,
    force: bool = False,
    progress: Progress = lambda _step, _share: None,
    engine: Callable[[Path | None], Engine] = DuckDB,
) -> RecordsResult:
    """Turn files of advertisements into the dataset in a folder; nothing of it is there before.

    ``records``: the files, or what was opened of them.

    Raises:
        WrongInput: nothing can be read as advertisements, or the folder holds something else.
    """
    refuse_folder(to, force)
    progress("read", 0.0)
    opened = records
    if not isinstance(opened, Opened):
        opened = open_records(opened, ontology, reference.places.knows)
    levels = ontology.code_lists[LEVELS]
    inputs = _fingerprint(opened, reference, scope, levels)
    with working_folder(to, inputs) as folder, closing(engine(folder / TABLES)) as tables:
        load(tables, opened.sheets)
        coder = _take_steps(tables, reference, scope, Levels(levels), progress)
        coverage = coverage_of(tables, reference)
        demand = demand_of(tables, coverage.hidden)
        quality = quality_of(tables, coder, coverage, scope)
        queue = queue_of(tables, coder, reference)
        progress("write", 0.8)
        write_dataset(tables, folder / DATASET, demand, quality, queue, reference)
        assumed = assumed_places(tables, reference, scope)
        result = _result(tables, to, opened, demand, quality, queue, coverage.hidden, assumed)
        publish(folder, to)
        return result


def _fingerprint(opened: Opened, reference: Reference, scope: Scope, levels: CodeList) -> str:
    """Return what tells runs apart that must not go on with the tables of one another."""
    digest = hashlib.sha256(repr((reference.as_text(), scope, levels)).encode())
    for sheet in opened.sheets:
        digest.update(repr(replace(sheet, cells=None, rows=None)).encode())
        if sheet.cells is not None:
            digest.update(sheet.cells.write_ipc(None).getvalue())
        elif sheet.path is not None:
            state = sheet.path.stat()
            digest.update(f"{state.st_size} {state.st_mtime_ns}".encode())
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _take_steps(
    engine: Engine, reference: Reference, scope: Scope, levels: Levels, progress: Progress
) -> Coder:
    progress("normalise", 0.2)
    normalise(engine, reference.places.within(scope.area), levels)
    progress("repeats", 0.4)
    find_episodes(engine)
    find_wider(engine, lambda: areas_around(engine, reference))
    find_near_duplicates(engine)
    join_repeats(engine)
    find_agencies(engine)
    progress("code", 0.6)
    coder = code(engine, reference)
    progress("count", 0.7)
    count_posts(engine, reference, scope)
    name_postings(engine)
    return coder


def _result(
    engine: Engine,
    to: Path,
    opened: Opened,
    demand: pl.DataFrame,
    quality: pl.DataFrame,
    queue: pl.DataFrame,
    hidden: tuple[str, ...],
    assumed: tuple[tuple[str, int], ...],
) -> RecordsResult:
    agencies = engine.rows("""
        SELECT enterprise, titles FROM agencies WHERE found_by = 'titles'
        ORDER BY titles DESC, enterprise
    """)
    first, last, posts, persons, without = engine.rows("""
        SELECT min(begun) AS first_day, max(until) AS last_day, count(*) AS posts,
            coalesce(sum(counted), 0e0) AS persons,
            coalesce(sum(CASE WHEN coded_by IS NOT NULL AND occupation IS NULL THEN counted END),
                0e0) AS without
        FROM counted
    """)[0]
    largest = engine.rows(f"""
        SELECT title, counted FROM counted WHERE {posts} > {_FEW}
            AND counted >= {_TOO_MUCH * persons} ORDER BY counted DESC, title LIMIT 1
    """)
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
        coded_by=posts_coded_by(engine),
        unknown_places=most_frequent(
            engine, "area_text", "area IS NULL AND seen_from IS NOT NULL AND title IS NOT NULL"
        ),
        unread_days=most_frequent(
            engine, "day_unread", "length(day_unread) <= 20 AND title IS NOT NULL"
        ),
        unread_wages=most_frequent(engine, "wage_unread", "length(wage_unread) <= 20"),
        days=(first, last) if first else None,
        persons_without=float(without),
        assumed=assumed,
        largest=largest[0] if largest else None,
    )


def assumed_places(
    engine: Engine, reference: Reference, scope: Scope, table: str = "adverts"
) -> tuple[tuple[str, int], ...]:
    """Return the names that mean one area only because an area is asked for, the most frequent."""
    if scope.area is None:
        return ()
    rows = engine.rows(f"""
        SELECT area_text, count(*) AS n FROM {table} WHERE area IS NOT NULL
        GROUP BY area_text ORDER BY n DESC, area_text
    """)
    places = reference.places
    return tuple((text, n) for text, n in rows if not places.has(text) and not places.knows(text))


def posts_coded_by(engine: Engine) -> dict[str, int]:
    """Return how many of what is counted got an occupation by each way."""
    rows = engine.rows("""
        SELECT coded_by, count(*) AS n FROM counted WHERE occupation IS NOT NULL GROUP BY coded_by
        ORDER BY coded_by
    """)
    return dict(rows)


def most_frequent(
    engine: Engine, column: str, where: str, table: str = "adverts"
) -> tuple[tuple[str, int], ...]:
    """Return the most frequent texts of a column of a table, with their numbers."""
    rows = engine.rows(f"""
        SELECT {column}, count(*) AS n FROM {table} WHERE {column} IS NOT NULL AND {where}
        GROUP BY {column} ORDER BY n DESC, {column} LIMIT {_NAMED}
    """)
    return tuple((text, count) for text, count in rows)
