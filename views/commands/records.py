"""``twinchain records`` and ``twinchain titles``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from views.terminal import output

if TYPE_CHECKING:
    from ingest.records.run import Run


def make(run: Run, home: Path, lang: str, form: str) -> int:
    """Turn records into a dataset, and print what it holds and cannot show."""
    from graph.ontology import load
    from ingest.records import run as runs
    from ingest.records.pipeline import RecordsResult
    from ingest.records.telling import Telling, TellingOfRun
    from ingest.records.telling_hires import TellingOfHires
    from views.terminal.records import render

    with output.progress_bar(lang) as report_progress:
        result, reference = runs.make(
            run, home, lambda step, share: report_progress(step, "", share)
        )
    names = dict(reference.occupations)
    telling: TellingOfRun = (
        Telling(result, names, lang)
        if isinstance(result, RecordsResult)
        else TellingOfHires(result, names, lang)
    )
    output.print_answer(
        form,
        as_json=telling.as_json,
        as_rows=lambda: result.quality.to_dicts(),
        as_page=lambda: render(telling, load(), output.console()),
    )
    return 1 if result.refused or result.strange or result.days is None else 0


def show_titles(folder: Path | None, count: int, home: Path, lang: str, form: str) -> int:
    """Print the titles that wait for a decision."""
    from ingest.records.telling import queue_json, queue_rows
    from ingest.records.waiting import queue_of_home
    from ingest.records.write import read_queue
    from views.terminal.records import render_queue

    queue = read_queue(folder) if folder else queue_of_home(home)
    first = queue.head(count) if count else queue
    return output.print_answer(
        form,
        as_json=lambda: queue_json(first, lang),
        as_rows=lambda: queue_rows(first, lang),
        as_page=lambda: render_queue(first, queue.height, lang, output.console()),
    )
