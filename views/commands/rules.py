"""``twinchain warn``, ``rules`` and ``duties``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graph.door import open_build
from graph.rules import Verdict, chosen, not_applied
from graph.rules.duties import duty_json, orphans, task_sheet
from graph.rules.exits import Exit
from graph.rules.sentences import ILLUSTRATIVE, verdict_json, verdict_row
from graph.rules.totals import totals
from graph.rules.verdicts import RuleParameters
from graph.words import join, say
from views.terminal import output


def show_warnings(
    parameters: RuleParameters, joined: Exit, home: Path, lang: str, form: str
) -> int:
    """Print the programmes by the tests of the exit clause."""
    verdicts = open_build(home).warnings(joined, parameters)
    if not verdicts:
        output.note(say("rules.no_exit_clause", lang))
    if form == "table":
        from views.terminal.warnings import render_warnings

        render_warnings(verdicts, joined, lang, output.console())
    else:
        _print(verdicts, lang, form)
    return 0


def show_rules(parameters: RuleParameters, home: Path, lang: str, form: str) -> int:
    """Print the verdicts of every rule that has a clause in the build's documents."""
    build = open_build(home)
    verdicts, silent = build.rules(parameters), not_applied(build.tables, parameters)
    if form == "table":
        from views.terminal.rules import render_rules

        render_rules(verdicts, totals(build.tables, verdicts, lang), lang, output.console())
    else:
        _print(verdicts, lang, form)
    if silent:
        output.note(say("rules.not_applied", lang, rules=join(list(silent), lang)))
    judged = {verdict.rule for verdict in verdicts}
    idle = [id for id in chosen(parameters) if id not in judged and id not in silent]
    if idle:
        output.note(say("rules.nothing_to_judge", lang, rules=join(idle, lang)))
    return 0


def show_duties(unit: str | None, home: Path, lang: str, form: str) -> int:
    """Print which unit leads and joins which measures, or the task sheet of one unit."""
    build = open_build(home)
    duties = build.duties(unit)
    rows = [duty_json(duty, lang) for duty in duties]
    if form == "json":
        output.print_json(rows)
    elif form == "csv":
        output.print_csv(rows)
    elif unit is None:
        from views.terminal.duties import render_loads

        render_loads(duties, orphans(build.tables), lang, output.console())
    else:
        from views.terminal.duties import render_sheet

        render_sheet(task_sheet(build.tables, unit, build.rules()), lang, output.console())
    if not duties:
        output.note(say("duties.none", lang))
    return 0


def _print(verdicts: Iterable[Verdict], lang: str, form: str) -> None:
    """Print verdicts as JSON or CSV, with a note where figures are invented."""
    verdicts = list(verdicts)
    if form == "json":
        output.print_json([verdict_json(verdict, lang) for verdict in verdicts])
    else:
        output.print_csv(verdict_row(verdict, lang) for verdict in verdicts)
    if any(verdict.grade == ILLUSTRATIVE for verdict in verdicts):
        output.note(say("query.illustrative", lang))
