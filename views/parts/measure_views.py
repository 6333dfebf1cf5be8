"""The views of the measures page: all measures with their units, or one in full."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.gap.figures import worst
from graph.rules import judge
from graph.rules.duties import Duty, duties, loads, measures, task_sheet
from graph.rules.tabulated import (
    duty_rows,
    load_rows,
    mention_rows,
    target_rows,
    task_rows,
    verdict_rows,
)
from graph.rules.totals import Key, key_of, totals
from graph.rules.verdicts import Clause, RuleParameters, Verdict, gravest_first
from graph.tables import Tables
from graph.words import say
from views.parts import address, exports, scope
from views.parts.clauses import clause_card
from views.parts.duty_matrix import matrix
from views.parts.evidence import evidence
from views.parts.mark import mark
from views.parts.markup import node, show
from views.parts.scope import parameters, rule_parameters
from views.parts.session import build, language, once, tell
from views.parts.table import heads, table

TARGETS = ("item", "heading", "indicator", "threshold", "deadline", "words", "policy", "grade")


def items() -> dict[str, str]:
    """Return the numbered measures: policy and path → number and heading."""
    return {
        f"{measure.policy}/{measure.path}": tell(
            "measures.one_item", number=measure.number, heading=measure.heading or ""
        ).strip()
        for measure in once(measures).values()
        if measure.kind != "goal"
    }


def show_duties(all_duties: Sequence[Duty]) -> None:
    """Show the matrix of duties, the load of each unit, and the targets."""
    lang = language()
    if all_duties:
        grade = worst([duty.grade for duty in all_duties])
        mark(grade)
        st.header(tell("measures.duties"))
        report = exports.paper("annual-report", parameters())
        exports.menu([exports.picture("duties", Wish(Look(lang))), report], grade)
        matrix(all_duties)
        table(
            "duties",
            tell("measures.duties"),
            duty_rows(all_duties, lang),
            heads("item", "heading", "unit", "role", "grade"),
        )
        st.header(tell("measures.load"))
        table(
            "loads",
            tell("measures.load"),
            load_rows(loads(all_duties), lang),
            heads("unit", "measures", "leads", "lead_pct", lead_pct="%.1f%%"),
        )
    st.header(tell("measures.targets"))
    targets = target_rows(build().tables, lang)
    table("targets", tell("measures.targets"), targets, heads(*TARGETS))


def show_measure(item: str) -> None:
    """Show one measure: its text, units, targets and verdicts."""
    lang = language()
    policy, path = _key(item)
    measure = once(measures)[policy, path]
    own_duties = [duty for duty in once(duties) if duty.measure.key == measure.key]
    judged = once(judge, rule_parameters())
    verdicts = [verdict for verdict in judged if verdict.clause.key == measure.key]
    mark(worst([verdict.grade for verdict in verdicts]))
    left, right = st.columns([1, 1.2], gap="large")
    with left:
        clause = Clause("", policy, path, measure.ordinal, measure.heading)
        exits = any(verdict.test for verdict in verdicts)
        link = address.to("warnings") if exits else None
        to_warnings = node("a", "tc-clause-more", tell("measures.to_warnings"), href=link)
        texts = _rows("targets", policy, path)["text"].drop_nulls().unique(maintain_order=True)
        show(clause_card(clause, to_warnings if exits else None, texts.to_list()))
        st.header(tell("measures.duties"))
        table(
            "duties",
            tell("measures.duties"),
            duty_rows(own_duties, lang),
            heads("unit", "role", "grade"),
        )
    with right:
        st.header(tell("measures.targets"))
        rows = target_rows(build().tables, lang).filter(
            pl.col("policy") == policy, pl.col("item") == str(measure.number)
        )
        columns = heads("indicator", "threshold", "deadline", "words", "grade")
        table("targets", tell("measures.targets"), rows, columns)
        mentions = mention_rows(build().tables, policy, path, lang)
        if len(mentions):
            st.header(tell("measures.mentions"))
            if mentions["meant"].null_count():
                st.caption(tell("measures.mentions_note"))
            columns = heads("kind", "words", "meant", "text_position")
            table("mentions", tell("measures.mentions"), mentions, columns)
        st.header(tell("warnings.rests_on"))
        keys = {name: _rows(name, policy, path)["node_key"] for name in ("measures", "targets")}
        evidence("evidence", [(name, key) for name, column in keys.items() for key in column])
    st.header(tell("measures.findings"))
    if not verdicts:
        st.caption(tell("measures.nothing_judged"))
        return
    for text in _together(verdicts):
        st.markdown(text)
    rows = verdict_rows(gravest_first(verdicts), lang)
    columns = heads("subject", "verdict", "rule", "sentence", "evidence", "grade")
    table("findings-of-measure", tell("measures.findings"), rows, columns)


def _together(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the sentences that sum up the measure's clauses over all firms."""
    sentences = once(_totals, rule_parameters(), language())
    keys = dict.fromkeys(key_of(verdict.clause) for verdict in verdicts)
    return [text for key in keys for text in sentences.get(key, ())]


def _totals(tables: Tables, parameters: RuleParameters, lang: str) -> dict[Key, tuple[str, ...]]:
    return totals(tables, once(judge, parameters), lang)


def _key(item: str) -> tuple[str, str]:
    """Return policy and path of an item of the address; policy numbers have no fixed form."""
    return next(key for key in once(measures) if f"{key[0]}/{key[1]}" == item)


def _rows(name: str, policy: str, path: str) -> pl.DataFrame:
    return build().tables[name].filter(pl.col("policy") == policy, pl.col("path") == path)


# The sheet of a unit ------------------------------------------------------------------------------


def show_sheet(unit: str) -> None:
    """Show the sheet of a unit (its key), and offer it as a document."""
    lang = language()
    task_list = task_sheet(build().tables, unit, once(judge, rule_parameters()))
    mark(task_list.grade)
    st.header(say("task_sheet.title", lang, unit=task_list.unit.of(lang)))
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
    st.header(tell("measures.findings"))
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
