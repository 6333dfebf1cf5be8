"""A unit's task sheet on the page: its measures, and what the rules found on each."""

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
    """The sheet of a unit (its key), with the document to take along."""
    lang = language()
    found = once(_sheet, unit, scope.rules_year())
    mark(found.grade)
    st.subheader(say("task_sheet.title", lang, unit=found.unit.of(lang)))
    of = (found.unit.of(lang),)
    exports.menu([exports.paper("task-sheet", scope.parameters(), unit, of)], found.grade)
    table(
        "tasks",
        tell("exports.task_sheet"),
        task_rows(found, lang),
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
        grade=found.grade,
    )
    st.subheader(tell("measures.findings"))
    verdicts = [one for task in found.tasks for one in task.findings]
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
