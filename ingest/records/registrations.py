"""Runs the steps from registrations of employment to a dataset, all of them in memory.

Persons enter no file: what is written are counts by occupation, year, area and level.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from graph.ontology import Ontology
from ingest.records.code import code
from ingest.records.count import Scope
from ingest.records.engine import DuckDB, Engine
from ingest.records.hires import (
    count_hires,
    demand_of_hires,
    normalise_people,
    quality_of_hires,
)
from ingest.records.levels import NAME as LEVELS
from ingest.records.levels import Levels
from ingest.records.people import load_people
from ingest.records.pipeline import (
    ALL,
    Progress,
    Result,
    assumed_places,
    most_frequent,
    posts_coded_by,
)
from ingest.records.queue import queue_of
from ingest.records.read import Opened
from ingest.records.reference import Reference
from ingest.records.waiting import REGISTERED
from ingest.records.working import DATASET, publish, working_folder
from ingest.records.write import REGISTERED_QUALITY, refuse_folder, write_figures

RECORDS = "records"  # the table of one row a registration


def make_registrations(
    opened: Opened,
    reference: Reference,
    to: Path,
    ontology: Ontology,
    scope: Scope = ALL,
    force: bool = False,
    progress: Progress = lambda _step, _share: None,
    engine: Callable[[Path | None], Engine] = DuckDB,
) -> Result:
    """Turn registrations into the dataset in a folder; nothing of it is there before.

    Raises:
        WrongInput: a key tells who the person is, the memory is too small, or the folder holds
            something else.
    """
    refuse_folder(to, force, REGISTERED_QUALITY)
    with closing(engine(None)) as tables, working_folder(to, REGISTERED) as folder:
        progress("read", 0.0)
        load_people(tables, opened.sheets)
        progress("normalise", 0.3)
        within = replace(reference, places=reference.places.within(scope.area))
        normalise_people(tables, within, Levels(ontology.code_lists[LEVELS]))
        progress("code", 0.5)
        coder = code(tables, reference, RECORDS)
        progress("count", 0.6)
        count_hires(tables, reference, scope)
        demand, quality = demand_of_hires(tables), quality_of_hires(tables, coder, scope)
        queue = queue_of(tables, coder, reference)
        progress("write", 0.9)
        first, last, without = tables.rows("""
            SELECT min(begun) AS first_day, max(begun) AS last_day, count(CASE WHEN coded_by
                IS NOT NULL AND occupation IS NULL THEN 1 END) AS without
            FROM counted
        """)[0]
        result = Result(
            folder=to,
            sheets=tuple(opened.sheets),
            refused=tuple(opened.refused),
            strange=tuple(opened.strange),
            demand=demand,
            quality=quality,
            queue=queue,
            coded_by=posts_coded_by(tables),
            unknown_places=most_frequent(tables, "area_text", "area IS NULL", RECORDS),
            unread_days=most_frequent(tables, "day_unread", "length(day_unread) <= 20", RECORDS),
            days=(first, last) if first else None,
            persons_without=float(without),
            assumed=assumed_places(tables, reference, scope, RECORDS),
        )
        about = ("就业登记 registrations", last, "")
        figures = (demand, quality, queue)
        write_figures(tables, folder / DATASET, figures, reference, REGISTERED_QUALITY, about)
        publish(folder, to)
        return result
