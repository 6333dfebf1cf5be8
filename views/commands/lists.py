"""``twinchain lists``."""

from __future__ import annotations

from pathlib import Path

from graph.door import open_build
from graph.lists.report import ListParameters
from views.terminal import output


def show(
    parameters: ListParameters,
    before: str | None,
    planned: bool,
    home: Path,
    lang: str,
    form: str,
) -> int:
    """Print the three lists of majors, and what came of earlier ones."""
    from graph.lists.tabulated import list_rows, lists_json
    from views.terminal.lists import render

    build = open_build(home)
    with output.progress_bar(lang) as report_progress:
        answer = build.lists(
            parameters, lambda share: report_progress("outlook", "", share), before, planned
        )
    return output.print_answer(
        form,
        as_json=lambda: lists_json(answer, lang, build.id),
        as_rows=lambda: list_rows(answer, lang),
        as_page=lambda: render(answer, lang, output.console()),
    )
