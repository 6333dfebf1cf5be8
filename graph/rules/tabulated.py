"""Verdicts and duties as tables for people, in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from graph.rules.digits import rounded
from graph.rules.duties import JOINT, LEAD, Duty, Load, Task, TaskSheet, duties, measures
from graph.rules.sentences import place, sentence, verdict_word
from graph.rules.thresholds import Threshold, exact
from graph.rules.verdicts import Verdict
from graph.telling.sentences import word
from graph.things import things_by_key
from graph.words import first_few, join, say

EVIDENCE_SHOWN = 6


def verdict_rows(verdicts: Sequence[Verdict], lang: str) -> pl.DataFrame:
    """List verdicts, a row each, in order.

    ``subject, verdict, gap_class, rule, item, value, threshold, sentence, evidence, grade``;
    ``gap_class``: what the gap says of the subject's major; ``evidence`` are the places of
    the rows it rests on, the first few by name.
    """
    columns = ("subject", "verdict", "gap_class", "rule", "item")
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(columns, pl.String)
    schema |= {"value": pl.Float64, "threshold": pl.Float64}
    schema |= dict.fromkeys(("sentence", "evidence", "grade"), pl.String)
    return pl.DataFrame([_verdict(verdict, lang) for verdict in verdicts], schema=schema)


def _verdict(verdict: Verdict, lang: str) -> dict[str, object]:
    places = [place(evidence) for evidence in verdict.evidence]
    item = verdict.clause.measure
    return {
        "subject": verdict.subject.thing.of(lang),
        "verdict": verdict_word(verdict, lang),
        "gap_class": join([say(f"rules.page.class.{c}", lang) for c in verdict.classes], lang)
        or None,
        "rule": f"{verdict.rule} {say(f'rules.name.{verdict.rule}', lang)}",
        "item": None if item is None else str(item),
        "value": _readable(verdict),
        "threshold": None if verdict.threshold is None else float(verdict.threshold),
        "sentence": sentence(verdict, lang, marked=False),
        "evidence": first_few(places, lang, EVIDENCE_SHOWN),
        "grade": None if verdict.grade is None else word("grade", verdict.grade, lang),
    }


def _readable(verdict: Verdict) -> float | None:
    """Return the value with one decimal, or as many as keep it on its side of the threshold."""
    if verdict.value is None:
        return None
    against = () if verdict.threshold is None else (exact(verdict.threshold),)
    return rounded(exact(verdict.value), against, 1)


def duty_rows(listed: Sequence[Duty], lang: str) -> pl.DataFrame:
    """List duties as rows ``item, heading, unit, role, policy, grade``, in document order."""
    rows = [
        {
            "item": str(duty.measure.number),
            "heading": duty.measure.heading,
            "unit": duty.unit.of(lang),
            "role": word("duty_role", duty.role, lang),
            "policy": duty.measure.policy,
            "grade": None if duty.grade is None else word("grade", duty.grade, lang),
        }
        for duty in listed
    ]
    names = ("item", "heading", "unit", "role", "policy", "grade")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def measure_rows(tables: Mapping[str, pl.DataFrame], lang: str) -> pl.DataFrame:
    """List measures as rows ``item, heading, led_by, partners, targets``, in document order.

    ``targets`` in the words of the document.
    """
    all_duties = duties(tables)
    targets: dict[tuple[str, str], list[str]] = {}
    for row in tables["targets"].iter_rows(named=True):
        targets.setdefault((row["policy"], row["path"]), []).append(row["text"] or row["indicator"])
    rows = []
    for key, measure in measures(tables).items():
        own_duties = [duty for duty in all_duties if duty.measure.key == key]
        units = {
            role: [duty.unit.of(lang) for duty in own_duties if duty.role == role]
            for role in (LEAD, JOINT)
        }
        rows.append(
            {
                "item": str(measure.number),
                "heading": measure.heading,
                "led_by": join(units[LEAD], lang) or None,
                "partners": join(units[JOINT], lang) or None,
                "targets": join(targets.get(key, []), lang) or None,
            }
        )
    names = ("item", "heading", "led_by", "partners", "targets")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def load_rows(loads: Sequence[Load], lang: str) -> pl.DataFrame:
    """List units as rows ``unit, measures, leads, lead_pct``."""
    rows = [
        {
            "unit": load.unit.of(lang),
            "measures": load.measures,
            "leads": load.leads,
            "lead_pct": round(float(load.lead_share) * 100, 1),
        }
        for load in loads
    ]
    schema = {"unit": pl.String, "measures": pl.Int64, "leads": pl.Int64, "lead_pct": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def target_rows(tables: Mapping[str, pl.DataFrame], lang: str) -> pl.DataFrame:
    """List targets: ``item, heading, indicator, threshold, deadline, words, policy, grade``.

    ``threshold``: comparator, value and unit; None where the document sets no number. ``words``:
    those of the document.
    """
    measure_of = measures(tables)
    rows = []
    for row in tables["targets"].iter_rows(named=True):
        measure, target = measure_of.get((row["policy"], row["path"])), Threshold.of(row)
        rows.append(
            {
                "item": str(measure.number if measure else row["path"]),
                "heading": measure.heading if measure else None,
                "indicator": target.name(lang),
                "threshold": _number_set(target, lang),
                "deadline": _year(target.deadline),
                "words": row["text"],
                "policy": row["policy"],
                "grade": None if row["grade"] is None else word("grade", row["grade"], lang),
            }
        )
    names = (
        "item", "heading", "indicator", "threshold", "deadline", "words", "policy", "grade",
    )  # fmt: skip
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def mention_rows(
    tables: Mapping[str, pl.DataFrame], policy: str, path: str, lang: str
) -> pl.DataFrame:
    """List the names in a measure's text: ``kind, words, meant, text_position``, in order.

    ``meant``: the thing a name is linked to; None where it is nothing the build knows.
    """
    rows = []
    for row in tables["mentions"].iter_rows(named=True):
        if (row["policy"], row["path"]) == (policy, path):
            table, key = row["thing_table"], row["thing_key"]
            things = things_by_key(tables[table]) if table else {}
            rows.append(
                {
                    "kind": word("mention_kind", row["kind"], lang),
                    "words": row["name"],
                    "meant": things[key].of(lang) if key in things else None,
                    "text_position": row["text_position"],
                }
            )
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(("kind", "words", "meant"), pl.String)
    return pl.DataFrame(rows, schema=schema | {"text_position": pl.Int64})


def _number_set(target: Threshold, lang: str) -> str | None:
    if target.value is None:
        return None
    high = "" if target.value_high is None else f"–{target.value_high:,.10g}"
    compared = word("comparator", target.comparator, lang) if target.comparator else ""
    return f"{compared} {target.value:,.10g}{high} {target.measured_in or ''}".strip()


def _year(year: int | None) -> str | None:
    return None if year is None else str(year)


def task_rows(sheet: TaskSheet, lang: str) -> pl.DataFrame:
    """List the measures of a unit, those it leads first.

    ``item, heading, role, led_by, partners, targets, deadline, findings, early``; ``targets`` in
    the words of the document; ``findings`` and ``early`` notices counted, each by themselves.
    """
    names = ("item", "heading", "role", "led_by", "partners", "targets", "deadline")
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(names, pl.String)
    schema |= {"findings": pl.Int64, "early": pl.Int64}
    return pl.DataFrame([_task(task, lang) for task in sheet.tasks], schema=schema)


def _task(task: Task, lang: str) -> dict[str, object]:
    measure = task.duty.measure
    return {
        "item": str(measure.number),
        "heading": measure.heading,
        "role": word("duty_role", task.duty.role, lang),
        "led_by": join([unit.of(lang) for unit in task.leads], lang) or None,
        "partners": join([unit.of(lang) for unit in task.partners], lang) or None,
        "targets": join(list(task.words), lang) or None,
        "deadline": _year(task.deadline),
        "findings": task.count,
        "early": task.early,
    }
