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


def show_warnings(parameters: RuleParameters, how: Exit, home: Path, lang: str, form: str) -> int:
    """Programmes by the tests of the exit clause."""
    found = open_build(home).warnings(how, parameters)
    if not found:
        output.note(say("rules.no_exit_clause", lang))
    if form == "table":
        from views.terminal.warnings import render_warnings

        render_warnings(found, how, lang, output.console())
    else:
        _print(found, lang, form)
    return 0


def show_rules(parameters: RuleParameters, home: Path, lang: str, form: str) -> int:
    """Every rule that a document of the build has a clause for, with its verdicts."""
    build = open_build(home)
    found, silent = build.rules(parameters), not_applied(build.tables, parameters)
    if form == "table":
        from views.terminal.rules import render_rules

        render_rules(found, totals(build.tables, lang, parameters), lang, output.console())
    else:
        _print(found, lang, form)
    if silent:
        output.note(say("rules.not_applied", lang, rules=join(list(silent), lang)))
    judged = {one.rule for one in found}
    idle = [id for id in chosen(parameters) if id not in judged and id not in silent]
    if idle:
        output.note(say("rules.nothing_to_judge", lang, rules=join(idle, lang)))
    return 0


def show_duties(unit: str | None, home: Path, lang: str, form: str) -> int:
    """Who leads and joins what; of one unit its task sheet."""
    build = open_build(home)
    found = build.duties(unit)
    rows = [duty_json(each, lang) for each in found]
    if form == "json":
        output.print_json(rows)
    elif form == "csv":
        output.print_csv(rows)
    elif unit is None:
        from views.terminal.duties import render_loads

        render_loads(found, orphans(build.tables), lang, output.console())
    else:
        from views.terminal.duties import render_sheet

        render_sheet(task_sheet(build.tables, unit, build.rules()), lang, output.console())
    if not found:
        output.note(say("duties.none", lang))
    return 0


def _print(found: Iterable[Verdict], lang: str, form: str) -> None:
    """Verdicts as JSON or CSV, with a note beside them where figures are invented."""
    found = list(found)
    if form == "json":
        output.print_json([verdict_json(one, lang) for one in found])
    else:
        output.print_csv(verdict_row(one, lang) for one in found)
    if any(one.grade == ILLUSTRATIVE for one in found):
        output.note(say("query.illustrative", lang))
