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
from graph.words import join, say

EVIDENCE_SHOWN = 6


def verdict_rows(found: Sequence[Verdict], lang: str) -> pl.DataFrame:
    """One row a verdict, in order.

    ``subject, verdict, gap_class, rule, item, value, threshold, sentence, evidence, grade``;
    ``gap_class``: what the gap says of the subject's major; ``evidence`` are the places of
    the rows it rests on, the first few by name.
    """
    columns = ("subject", "verdict", "gap_class", "rule", "item")
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(columns, pl.String)
    schema |= {"value": pl.Float64, "threshold": pl.Float64}
    schema |= dict.fromkeys(("sentence", "evidence", "grade"), pl.String)
    return pl.DataFrame([_verdict(one, lang) for one in found], schema=schema)


def _verdict(one: Verdict, lang: str) -> dict[str, object]:
    places = [place(evidence) for evidence in one.evidence]
    shown, rest = join(places[:EVIDENCE_SHOWN], lang), len(places) - EVIDENCE_SHOWN
    item = one.clause.measure
    return {
        "subject": one.subject.thing.of(lang),
        "verdict": verdict_word(one, lang),
        "gap_class": join([say(f"rules.page.class.{c}", lang) for c in one.classes], lang) or None,
        "rule": f"{one.rule} {say(f'rules.name.{one.rule}', lang)}",
        "item": None if item is None else str(item),
        "value": _readable(one),
        "threshold": None if one.threshold is None else float(one.threshold),
        "sentence": sentence(one, lang, marked=False),
        "evidence": say("gap.and_more", lang, names=shown, rest=rest) if rest > 0 else shown,
        "grade": None if one.grade is None else word("grade", one.grade, lang),
    }


def _readable(one: Verdict) -> float | None:
    """The value with one decimal, or as many as keep it on its side of the threshold."""
    if one.value is None:
        return None
    against = () if one.threshold is None else (exact(one.threshold),)
    return rounded(exact(one.value), against, 1)


def duty_rows(found: Sequence[Duty], lang: str) -> pl.DataFrame:
    """One row a duty: ``item, heading, unit, role, policy, grade``, in the order of documents."""
    rows = [
        {
            "item": str(one.measure.number),
            "heading": one.measure.heading,
            "unit": one.unit.of(lang),
            "role": word("duty_role", one.role, lang),
            "policy": one.measure.policy,
            "grade": None if one.grade is None else word("grade", one.grade, lang),
        }
        for one in found
    ]
    names = ("item", "heading", "unit", "role", "policy", "grade")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def measure_rows(tables: Mapping[str, pl.DataFrame], lang: str) -> pl.DataFrame:
    """One row a measure: ``item, heading, led_by, partners, targets``, in the document's order.

    ``targets`` in the words of the document.
    """
    every = duties(tables)
    targets: dict[tuple[str, str], list[str]] = {}
    for row in tables["targets"].iter_rows(named=True):
        targets.setdefault((row["policy"], row["path"]), []).append(row["text"] or row["indicator"])
    rows = []
    for key, one in measures(tables).items():
        mine = [each for each in every if (each.measure.policy, each.measure.path) == key]
        units = {
            role: [each.unit.of(lang) for each in mine if each.role == role]
            for role in (LEAD, JOINT)
        }
        rows.append(
            {
                "item": str(one.number),
                "heading": one.heading,
                "led_by": join(units[LEAD], lang) or None,
                "partners": join(units[JOINT], lang) or None,
                "targets": join(targets.get(key, []), lang) or None,
            }
        )
    names = ("item", "heading", "led_by", "partners", "targets")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def load_rows(several: Sequence[Load], lang: str) -> pl.DataFrame:
    """One row a unit: ``unit, measures, leads, lead_pct``."""
    rows = [
        {
            "unit": one.unit.of(lang),
            "measures": one.measures,
            "leads": one.leads,
            "lead_pct": round(float(one.lead_share) * 100, 1),
        }
        for one in several
    ]
    schema = {"unit": pl.String, "measures": pl.Int64, "leads": pl.Int64, "lead_pct": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def target_rows(tables: Mapping[str, pl.DataFrame], lang: str) -> pl.DataFrame:
    """One row a target: ``item, heading, indicator, threshold, deadline, words, policy, grade``.

    ``threshold``: comparator, value and unit; None where the document sets no number. ``words``:
    those of the document.
    """
    known = measures(tables)
    rows = []
    for row in tables["targets"].iter_rows(named=True):
        of, target = known.get((row["policy"], row["path"])), Threshold.of(row)
        rows.append(
            {
                "item": str(of.number if of else row["path"]),
                "heading": of.heading if of else None,
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
    """What a measure's text names: ``kind, words, meant, text_position``, in its order.

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
    """One row a measure of a unit, those it leads first.

    ``item, heading, role, led_by, partners, targets, deadline, findings, early``; ``targets`` in
    the words of the document; ``findings`` and ``early`` notices counted, each by themselves.
    """
    names = ("item", "heading", "role", "led_by", "partners", "targets", "deadline")
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(names, pl.String)
    schema |= {"findings": pl.Int64, "early": pl.Int64}
    return pl.DataFrame([_task(one, lang) for one in sheet.tasks], schema=schema)


def _task(one: Task, lang: str) -> dict[str, object]:
    measure = one.duty.measure
    return {
        "item": str(measure.number),
        "heading": measure.heading,
        "role": word("duty_role", one.duty.role, lang),
        "led_by": join([unit.of(lang) for unit in one.leads], lang) or None,
        "partners": join([unit.of(lang) for unit in one.partners], lang) or None,
        "targets": join(list(one.words), lang) or None,
        "deadline": _year(one.deadline),
        "findings": one.count,
        "early": one.early,
    }
