"""``twinchain gap``, ``candidates`` and ``coverage``."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.door import open_build
from graph.gap.figures import grade_over
from graph.gap.gap import GapParameters, GapReport
from graph.gap.parts import By
from graph.telling.as_json import to_json
from graph.words import say
from views.terminal import output

if TYPE_CHECKING:
    from rich.console import Console

# The tables behind the figures of a page; they determine its grade.
GAP_TABLES = ("enrolment", "demand", "crosswalk")
COVERAGE_TABLES = ("programmes", "labs", "alliances", "cooperations", "demand")


def show(
    parameters: GapParameters, scenarios: Sequence[str], home: Path, lang: str, form: str
) -> int:
    """Print the gap report of the current build."""
    from views.terminal.gap import render, rows

    gc.disable()  # a country's report is millions of objects, all kept until the end
    build = open_build(home)
    report = build.gap(parameters, scenarios=scenarios)
    _draw(report, lang)
    return output.print_answer(
        form,
        as_json=lambda: to_json(report, lang, build.id),
        as_rows=lambda: rows(report, lang),
        as_page=lambda: render(report, lang, output.console()),
    )


def show_parts(by: By, parameters: GapParameters, home: Path, lang: str, form: str) -> int:
    """Print the gap of the current build by area, chain or year."""
    from graph.telling.listings import parts_json
    from views.terminal.gap_levers import render_parts

    build = open_build(home)
    parts, grade = build.parts(by, parameters), grade_over(build.tables, GAP_TABLES)

    return output.print_answer(
        form,
        as_json=lambda: parts_json(parts, lang) | {"grade": grade},
        as_rows=lambda: parts_json(parts, lang)["rows"],
        as_page=partial(_page, render_parts, parts, grade, lang),
    )


def show_ladder(parameters: GapParameters, home: Path, lang: str, form: str) -> int:
    """Print what each lever could do; JSON includes the report."""
    from graph.telling.listings import ladder_json
    from views.terminal.gap_levers import render_ladder

    build = open_build(home)
    steps = build.ladder(parameters)

    return output.print_answer(
        form,
        as_json=lambda: to_json(build.gap(parameters), lang, build.id) | ladder_json(steps, lang),
        as_rows=lambda: ladder_json(steps, lang)["ladder"],
        as_page=partial(_page, render_ladder, steps, grade_over(build.tables, GAP_TABLES), lang),
    )


def show_candidates(area: str | None, home: Path, lang: str, form: str) -> int:
    """Print the new majors to consider for an area."""
    from graph.telling.listings import candidate_row
    from views.terminal.gap_levers import render_candidates

    build = open_build(home)
    candidates, grade = build.candidates(area), grade_over(build.tables, GAP_TABLES)
    rows = [
        candidate_row(candidate, lang) | {"grade": grade} for candidate in candidates.candidates
    ]

    return output.print_answer(
        form,
        as_json=lambda: rows,
        as_rows=lambda: rows,
        as_page=partial(_page, render_candidates, candidates, grade, lang),
    )


def show_coverage(chain: str | None, home: Path, lang: str, form: str) -> int:
    """Print chains and segments against what education offers them."""
    from graph.telling.listings import coverage_json
    from views.terminal.gap_levers import render_coverage

    build = open_build(home)
    coverage, grade = build.coverage(chain), grade_over(build.tables, COVERAGE_TABLES)

    return output.print_answer(
        form,
        as_json=lambda: coverage_json(coverage, lang) | {"grade": grade},
        as_rows=lambda: coverage_json(coverage, lang)["rows"],
        as_page=partial(_page, render_coverage, coverage, grade, lang),
    )


def _draw(report: GapReport, lang: str) -> None:
    """Solve the draws that were asked for, showing how far they are."""
    if report.drawing.draws:
        with output.progress_bar(lang) as tell:
            report.ranges_with(lambda share: tell("draws", "", share))


def _page(
    render: Callable[[Any, str, Console], None], answer: Any, grade: str | None, lang: str
) -> None:
    """Print an answer as a page; on top of it, that its figures are invented."""
    console = output.console()
    if grade == "illustrative":
        from views.terminal.page import Page

        page = Page(lang, console)
        page.paragraph(say("gap.terminal.illustrative", lang), style="bold yellow")
        page.line()
    render(answer, lang, console)
