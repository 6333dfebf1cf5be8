"""A unit's task sheet: its measures, and the verdicts of the rules on each."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from graph.rules import judge
from graph.rules.duties import TaskSheet, task_sheet
from graph.rules.tabulated import task_rows, verdict_rows
from graph.rules.verdicts import RuleParameters
from graph.words import say
from views.parts import exports, scope
from views.parts.mark import mark
from views.parts.session import language, once, tell
from views.parts.table import heads, table


def sheet(unit: str) -> None:
    """Show the sheet of a unit (its key), and offer it as a document."""
    lang = language()
    task_list = once(_sheet, unit, scope.rules_year())
    mark(task_list.grade)
    st.subheader(say("task_sheet.title", lang, unit=task_list.unit.of(lang)))
    of = (task_list.unit.of(lang),)
    exports.menu([exports.paper("task-sheet", scope.parameters(), unit, of)], task_list.grade)
    table(
        "tasks",
        tell("exports.task_sheet"),
        task_rows(task_list, lang),
        heads(
            "item",
            "heading",
            "role",
            "led_by",
            "partners",
            "targets",
            "deadline",
            "findings",
            "early",
        ),
        grade=task_list.grade,
    )
    st.subheader(tell("measures.findings"))
    verdicts = [verdict for task in task_list.tasks for verdict in task.findings]
    if not verdicts:
        st.caption(say("task_sheet.nothing_found", lang))
        return
    table(
        "findings-of-tasks",
        tell("measures.findings"),
        verdict_rows(verdicts, lang),
        heads("item", "subject", "verdict", "rule", "sentence", "evidence", "grade"),
    )


def _sheet(tables: Mapping[str, pl.DataFrame], unit: str, year: int | None) -> TaskSheet:
    return task_sheet(tables, unit, judge(tables, RuleParameters(year=year)))
