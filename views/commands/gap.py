"""``twinchain gap``."""

from __future__ import annotations

from pathlib import Path

from graph.analysis.figures import grade_over
from graph.analysis.gap import GapParameters, gap, to_json
from graph.analysis.parts import By
from graph.builds.opened import open_build
from graph.words import say
from views.terminal import output


def show(parameters: GapParameters, home: Path, lang: str, form: str) -> int:
    """The gap report of the current build."""
    build = open_build(home)
    report = gap(build.tables, parameters)
    if form == "json":
        output.print_json(to_json(report, lang, build.id))
    elif form == "csv":
        from views.terminal.gap import rows

        output.print_csv(rows(report, lang))
    else:
        from views.terminal.gap import render

        render(report, lang, output.console())
    return 0


# What the figures of a page are made of, for its grade.
GAP_TABLES = ("enrolment", "demand", "crosswalk")
COVERAGE_TABLES = ("programmes", "labs", "alliances", "cooperations", "demand")


def _mark(grade: str | None, lang: str) -> None:
    """Say on top of a page that its figures are invented."""
    if grade == "illustrative":
        from views.terminal.page import Page

        page = Page(lang, output.console())
        page.paragraph(say("gap.terminal.illustrative", lang), style="bold yellow")
        page.line()


def show_parts(by: By, parameters: GapParameters, home: Path, lang: str, form: str) -> int:
    """The gap of the current build by area, chain or year."""
    from graph.analysis.listings import parts_json
    from graph.analysis.parts import split

    tables = open_build(home).tables
    parts = split(tables, by, parameters)
    grade = grade_over(tables, GAP_TABLES)
    if form == "json":
        output.print_json(parts_json(parts, lang) | {"grade": grade})
    elif form == "csv":
        output.print_csv(parts_json(parts, lang)["rows"])
    else:
        from views.terminal.gap_levers import render_parts

        _mark(grade, lang)
        render_parts(parts, lang, output.console())
    return 0


def show_ladder(parameters: GapParameters, home: Path, lang: str, form: str) -> int:
    """What each lever could do; as JSON beside the report."""
    from graph.analysis.ladder import ladder
    from graph.analysis.listings import ladder_json

    build = open_build(home)
    steps = ladder(build.tables, parameters)
    if form == "json":
        report = to_json(gap(build.tables, parameters), lang, build.id)
        output.print_json(report | ladder_json(steps, lang))
    elif form == "csv":
        output.print_csv(ladder_json(steps, lang)["ladder"])
    else:
        from views.terminal.gap_levers import render_ladder

        _mark(grade_over(build.tables, GAP_TABLES), lang)
        render_ladder(steps, lang, output.console())
    return 0


def show_candidates(area: str | None, home: Path, lang: str, form: str) -> int:
    """New majors to consider for an area."""
    from graph.analysis.candidates import candidates
    from graph.analysis.listings import candidate_row

    tables = open_build(home).tables
    found = candidates(tables, area)
    grade = grade_over(tables, GAP_TABLES)
    rows = [candidate_row(one, lang) | {"grade": grade} for one in found.candidates]
    if form == "json":
        output.print_json(rows)
    elif form == "csv":
        output.print_csv(rows)
    else:
        from views.terminal.gap_levers import render_candidates

        _mark(grade, lang)
        render_candidates(found, lang, output.console())
    return 0


def show_coverage(chain: str | None, home: Path, lang: str, form: str) -> int:
    """Chains and segments against what education has there."""
    from graph.analysis.coverage import coverage
    from graph.analysis.listings import coverage_json

    tables = open_build(home).tables
    found = coverage(tables, chain)
    grade = grade_over(tables, COVERAGE_TABLES)
    if form == "json":
        output.print_json(coverage_json(found, lang) | {"grade": grade})
    elif form == "csv":
        output.print_csv(coverage_json(found, lang)["rows"])
    else:
        from views.terminal.gap_levers import render_coverage

        _mark(grade, lang)
        render_coverage(found, lang, output.console())
    return 0
