"""``twinchain demo``: build the shipped example, print its report, serve it in a browser."""

from __future__ import annotations

from pathlib import Path

from graph.gap.gap import GapParameters
from graph.settings import DEMO
from graph.words import say
from views.commands import gap
from views.terminal import output


def demo(home: Path, lang: str, port: int | None, *, with_web: bool) -> int:
    """Build the example, print its gap report, and serve it."""
    from ingest.build import BuildRequest, build

    with output.progress_bar(lang) as report:
        outcome = build(BuildRequest((DEMO,), None, home), report)
    assert outcome.build is not None
    console = output.console()
    rows = sum(counts["kept"] for counts in outcome.tables.values())
    console.print(
        say(
            "demo.built",
            lang,
            example=DEMO.name,
            build=outcome.build.id,
            rows=rows,
            tables=len(outcome.tables),
        ),
        markup=False,
        style="dim",
    )
    console.print()
    code = gap.show(GapParameters(), (), home, lang, "table")
    console.print()
    output.line(say("demo.next", lang))
    if code or not with_web:
        return code
    from views.commands.serve import serve
    from views.web.settings import ServeOptions

    return serve(ServeOptions(home, port=port, lang=lang))
