"""``twinchain gap``."""

from __future__ import annotations

from pathlib import Path

from graph.analysis.gap import GapParameters, gap, to_json
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
