"""``twinchain gap``, ``candidates`` and ``coverage``."""

from __future__ import annotations

import gc
from pathlib import Path

from graph.door import open_build
from graph.gap.figures import grade_over
from graph.gap.gap import GapParameters
from graph.gap.parts import By
from graph.telling.sentences import to_json
from graph.words import say
from views.terminal import output

# The tables behind the figures of a page; they determine its grade.
GAP_TABLES = ("enrolment", "demand", "crosswalk")
COVERAGE_TABLES = ("programmes", "labs", "alliances", "cooperations", "demand")


def show(parameters: GapParameters, home: Path, lang: str, form: str) -> int:
    """Print the gap report of the current build."""
    from views.terminal.gap import render, rows

    gc.disable()  # a country's report is millions of objects, all kept until the end
    build = open_build(home)
    report = build.gap(parameters)
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

    def page() -> None:
        _mark(grade, lang)
        render_parts(parts, lang, output.console())

    return output.print_answer(
        form,
        as_json=lambda: parts_json(parts, lang) | {"grade": grade},
        as_rows=lambda: parts_json(parts, lang)["rows"],
        as_page=page,
    )


def show_ladder(parameters: GapParameters, home: Path, lang: str, form: str) -> int:
    """Print what each lever could do; JSON includes the report."""
    from graph.telling.listings import ladder_json
    from views.terminal.gap_levers import render_ladder

    build = open_build(home)
    steps = build.ladder(parameters)

    def page() -> None:
        _mark(grade_over(build.tables, GAP_TABLES), lang)
        render_ladder(steps, lang, output.console())

    return output.print_answer(
        form,
        as_json=lambda: to_json(build.gap(parameters), lang, build.id) | ladder_json(steps, lang),
        as_rows=lambda: ladder_json(steps, lang)["ladder"],
        as_page=page,
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

    def page() -> None:
        _mark(grade, lang)
        render_candidates(candidates, lang, output.console())

    return output.print_answer(form, as_json=lambda: rows, as_rows=lambda: rows, as_page=page)


def show_coverage(chain: str | None, home: Path, lang: str, form: str) -> int:
    """Print chains and segments against what education offers them."""
    from graph.telling.listings import coverage_json
    from views.terminal.gap_levers import render_coverage

    build = open_build(home)
    coverage, grade = build.coverage(chain), grade_over(build.tables, COVERAGE_TABLES)

    def page() -> None:
        _mark(grade, lang)
        render_coverage(coverage, lang, output.console())

    return output.print_answer(
        form,
        as_json=lambda: coverage_json(coverage, lang) | {"grade": grade},
        as_rows=lambda: coverage_json(coverage, lang)["rows"],
        as_page=page,
    )


def _mark(grade: str | None, lang: str) -> None:
    """Say on top of a page that its figures are invented."""
    if grade == "illustrative":
        from views.terminal.page import Page

        page = Page(lang, output.console())
        page.paragraph(say("gap.terminal.illustrative", lang), style="bold yellow")
        page.line()
