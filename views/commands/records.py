"""``twinchain records`` and ``twinchain titles``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import WrongInput
from views.terminal import output

if TYPE_CHECKING:
    from ingest.records.engine import Engine


@dataclass(frozen=True)
class RecordsOptions:
    """What ``twinchain records`` is given."""

    titles: Sequence[Path]
    datasets: Sequence[Path]
    packs: Sequence[str]
    area: str | None
    day: date | None
    to: Path | None
    force: bool
    engine: str = "duckdb"
    master: str | None = None


def make(paths: Sequence[Path], options: RecordsOptions, home: Path, lang: str, form: str) -> int:
    """Turn job advertisements into a dataset, and print what it holds and cannot show."""
    from graph.ontology import load
    from ingest.records.count import Scope
    from ingest.records.pipeline import make_dataset
    from ingest.records.reference import read_reference
    from ingest.records.telling import Telling
    from ingest.records.title_log import TitleLog
    from ingest.records.waiting import FOLDER
    from views.terminal.records import render

    ontology = load()
    log = TitleLog(home).file
    titles = [*options.titles, *([log] if log.is_file() else [])]
    reference = read_reference(options.datasets, titles, options.packs, ontology)
    scope = Scope(reference.area_of(options.area), options.day)
    to = options.to or home / FOLDER
    with output.progress_bar(lang) as report_progress:
        result = make_dataset(
            paths, reference, to, ontology, scope, options.force,
            lambda step, share: report_progress(step, "", share),
            engine_of(options.engine, options.master),
        )  # fmt: skip
    telling = Telling(result, dict(reference.occupations), lang)
    output.print_answer(
        form,
        as_json=telling.as_json,
        as_rows=lambda: result.quality.to_dicts(),
        as_page=lambda: render(telling, ontology, output.console()),
    )
    return 1 if result.refused or result.strange else 0


def engine_of(name: str, master: str | None) -> Callable[[Path], Engine]:
    """Return what opens the engine of a name, on the machines of ``master``."""
    if name == "spark":
        from ingest.records.spark import Spark

        return lambda folder: Spark(folder, master)
    from ingest.records.engine import DuckDB

    if master is not None:
        raise WrongInput("error.records_master")
    return DuckDB


def show_titles(folder: Path | None, count: int, home: Path, lang: str, form: str) -> int:
    """Print the titles that wait for a decision."""
    from ingest.records.telling import queue_json, queue_rows
    from ingest.records.waiting import FOLDER
    from ingest.records.write import read_queue
    from views.terminal.records import render_queue

    queue = read_queue(folder or home / FOLDER)
    first = queue.head(count) if count else queue
    return output.print_answer(
        form,
        as_json=lambda: queue_json(first, lang),
        as_rows=lambda: queue_rows(first, lang),
        as_page=lambda: render_queue(first, queue.height, lang, output.console()),
    )


def day_of(text: str | None) -> date | None:
    """Return the day that an option names."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongInput("error.records_day", day=text) from None
