"""``twinchain review``: what would change the answer, people's decisions, and the build of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from graph.builds.diff import gap_totals
from graph.door import open_build
from graph.errors import WrongInput
from graph.gap.scope import GapParameters
from graph.review.decided import disputed
from graph.review.review import shortage_with
from graph.telling.review import decision_json, item_json, item_row
from graph.words import say
from views import interrupts
from views.terminal import output


def show(
    parameters: GapParameters, kind: str | None, limit: int, home: Path, lang: str, form: str
) -> int:
    """Print what to decide, the greatest effect first, and the shortage with what was decided."""
    from ingest.review_log import ReviewLog
    from views.terminal.review import render

    build = open_build(home)
    log = ReviewLog(home)
    pending, decisions = log.pending(build), log.all_of(build)
    review = build.review(parameters).open(decisions).of_kind(kind)
    then = shortage_with(build.tables, parameters, pending)
    others = disputed(decisions)
    listed = review.items[: limit or None]
    return output.print_answer(
        form,
        as_json=lambda: {
            "build": build.id,
            "year": review.year,
            "shortage": review.shortage,
            "shortage_with_decisions": then,
            "pending": [decision_json(row) for row in pending.to_dicts()],
            "disputed": [decision_json(row) for row in others.to_dicts()],
            "items": [item_json(item, lang) for item in listed],
            "not_listed": len(review.items) - len(listed),
            "without_effect": review.without_effect,
            "untried": review.untried,
        },
        as_rows=lambda: [item_row(item, lang) for item in listed],
        as_page=lambda: render(
            review, len(listed), pending, then, others, build.tables, lang, output.console()
        ),
    )


def decide(
    item: str | None,
    answer: str | None,
    file: Path | None,
    reviewer: str | None,
    note: str | None,
    home: Path,
    lang: str,
) -> int:
    """Note one decision, or those of a file."""
    from ingest.review_log import ReviewLog, answered, from_file

    build = open_build(home)
    log = ReviewLog(home)
    if file is not None:
        rows = from_file(file, build.tables, lang)
    elif item and answer and reviewer:
        rows = [answered(item, answer, reviewer, note, build.tables)]
    else:
        raise WrongInput("error.review_incomplete")
    log.add(rows, date.today())
    pending = log.pending(build).height
    output.note(say("review.decided", lang, rows=len(rows), pending=pending))
    return 0


def apply(home: Path, lang: str, form: str) -> int:
    """Make one build of all decisions."""
    from ingest.review_log import ReviewLog

    before = open_build(home)
    log = ReviewLog(home)
    rows = log.pending(before).height
    with output.progress_bar(lang) as report:
        interrupts.is_too_late()
        log.publish(report)
    after = open_build(home)
    values: dict[str, Any] = {"build": after.id, "rows": rows}
    totals = gap_totals(before.tables), gap_totals(after.tables)
    for name, figures in zip(("before", "after"), totals, strict=True):
        values[name] = figures["shortage"] if figures else None

    def page() -> None:
        output.line(say("review.applied", lang, **values))
        if all(totals):
            output.line(say("review.applied_gap", lang, **values))

    return output.print_answer(form, as_json=lambda: values, as_rows=lambda: [values], as_page=page)
