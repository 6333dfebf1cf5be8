"""``twinchain outlook``."""

from __future__ import annotations

from pathlib import Path

from graph.door import OpenBuild, open_build
from graph.gap.parts import Parts
from graph.outlook.parameters import OutlookParameters
from graph.words import say
from views.terminal import output


def show(
    parameters: OutlookParameters, part: str | None, keep: bool, home: Path, lang: str, form: str
) -> int:
    """Print the coming years, or a ``part``: by ``area`` … ``major``, or ``backtest``."""
    from graph.telling.outlook import backtest_rows, outlook_json, outlook_rows, parts_rows
    from views.terminal.outlook import render

    build = open_build(home)
    with output.progress_bar(lang) as report_progress:
        report = build.outlook(
            parameters, progress=lambda share: report_progress("outlook", "", share)
        )
    if keep:
        file = build.keep_outlook(report, parameters)
        output.note(say("outlook.kept", lang, file=str(file)))
    parts = _parts(build, part, parameters)
    if part == "backtest":
        rows = backtest_rows(report)
    else:
        rows = parts_rows(parts, lang) if parts else outlook_rows(report, lang, part)
    divided = {"parts": parts_rows(parts, lang)} if parts else {}
    return output.print_answer(
        form,
        as_json=lambda: outlook_json(report, lang, build.id) | divided,
        as_rows=lambda: rows,
        as_page=lambda: render(report, part, parts, lang, output.console()),
    )


def show_scores(home: Path, lang: str, form: str) -> int:
    """Print what came of the kept outlooks."""
    from graph.telling.kept import scored_json, scored_rows
    from views.terminal.outlook_scores import render

    build = open_build(home)
    scores = build.scores()
    return output.print_answer(
        form,
        as_json=lambda: scored_json(scores, lang, build.id),
        as_rows=lambda: scored_rows(scores.scored, lang),
        as_page=lambda: render(scores, lang, output.console()),
    )


def _parts(
    build: OpenBuild, part: str | None, parameters: OutlookParameters
) -> dict[int, Parts] | None:
    """Divide the years by area or chain, where that is asked for."""
    if part == "area" or part == "chain":
        return build.outlook_parts(part, parameters)
    return None
