"""``twinchain gap``."""

from __future__ import annotations

from pathlib import Path

from graph.analysis.gap import GapParameters, gap, to_json
from graph.analysis.parts import By
from graph.builds.opened import open_build
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


def show_parts(by: By, parameters: GapParameters, home: Path, lang: str, form: str) -> int:
    """The gap of the current build by area, chain or year."""
    from graph.analysis.listings import parts_json
    from graph.analysis.parts import split

    parts = split(open_build(home).tables, by, parameters)
    if form == "json":
        output.print_json(parts_json(parts, lang))
    elif form == "csv":
        output.print_csv(parts_json(parts, lang)["rows"])
    else:
        from views.terminal.gap_levers import render_parts

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

        render_ladder(steps, lang, output.console())
    return 0


def show_candidates(area: str | None, home: Path, lang: str, form: str) -> int:
    """New majors to consider for an area."""
    from graph.analysis.candidates import candidates
    from graph.analysis.listings import candidate_row

    found = candidates(open_build(home).tables, area)
    rows = [candidate_row(one, lang) for one in found.candidates]
    if form == "json":
        output.print_json(rows)
    elif form == "csv":
        output.print_csv(rows)
    else:
        from views.terminal.gap_levers import render_candidates

        render_candidates(found, lang, output.console())
    return 0


def show_coverage(chain: str | None, home: Path, lang: str, form: str) -> int:
    """Chains and segments against what education has there."""
    from graph.analysis.coverage import coverage
    from graph.analysis.listings import coverage_json

    found = coverage(open_build(home).tables, chain)
    if form == "json":
        output.print_json(coverage_json(found, lang))
    elif form == "csv":
        output.print_csv(coverage_json(found, lang)["rows"])
    else:
        from views.terminal.gap_levers import render_coverage

        render_coverage(found, lang, output.console())
    return 0
