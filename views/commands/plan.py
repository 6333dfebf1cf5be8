"""``twinchain plan``."""

from __future__ import annotations

from pathlib import Path

from graph.door import open_build
from graph.errors import WrongInput, require_suffix
from graph.findings import has_errors
from graph.ontology import load
from graph.plan.limits import Limit
from graph.plan.plan import PlanParameters
from graph.plan.reading import limits_in
from graph.words import say
from views.terminal import output


def show(parameters: PlanParameters, to: Path | None, home: Path, lang: str, form: str) -> int:
    """Print which places to open and close, or write them for the colleges to sign."""
    from graph.telling.plan import plan_json, plan_rows
    from views.terminal.plan import render

    if to is not None:
        require_suffix(to, (".xlsx",))
    build = open_build(home)
    with output.progress_bar(lang) as report_progress:
        report = build.plan(parameters, progress=lambda share: report_progress("plan", "", share))
    if to is not None:
        from graph.export.plan_workbook import write_plan

        write_plan(to, report, lang)
        output.line(say("plan.wrote", lang, file=str(to)))
        return 0
    return output.print_answer(
        form,
        as_json=lambda: plan_json(report, lang, build.id),
        as_rows=lambda: plan_rows(report, lang),
        as_page=lambda: render(report, lang, output.console()),
    )


def limits_of_file(file: Path) -> tuple[Limit, ...]:
    """Read the rows of ``plan_limits`` in a file, with the checks of any file.

    Raises:
        WrongInput: it has none, or a row has a fault.
    """
    from ingest.datasets import open_datasets
    from ingest.pipeline import ingest

    read = ingest(open_datasets([file], None, load()), load())
    rows = read.tables["plan_limits"]
    if has_errors(read.findings) or not rows.height:
        raise WrongInput("error.plan_limits_file", file=str(file))
    return limits_in(rows)
