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
