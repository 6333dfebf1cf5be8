"""Plans of several scenarios, and the one of least regret, as JSON, as rows and in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import polars as pl

from graph.plan.model import COST
from graph.plan.report import (
    LEAST,
    PROJECTED,
    PROVEN,
    UNCHANGED,
    Plan,
    Regret,
    RobustYear,
    State,
    Weighed,
)
from graph.words import join, say

DIGITS = 1


def regret_json(report: Regret) -> dict[str, Any]:
    """Return the plans of several scenarios as the data contract has them, but for the moves."""
    return {
        "states": [
            {
                "scenario": state.id,
                "name": state.name or None,
                "fewest": round(state.fewest, DIGITS),
                "robust": [
                    {
                        "year": entry.year,
                        **dict(zip(("low", "median", "high"), entry.planned, strict=True)),
                        "better_in_pct": round(entry.better, DIGITS),
                    }
                    for entry in state.robust
                ],
            }
            for state in report.states
        ],
        "plans": [
            {
                "of": plan.of,
                "chosen": plan is report.chosen,
                "change": plan.change,
                "shortage": [round(value, DIGITS) for value in plan.empty],
                "regret": [round(value, DIGITS) for value in plan.regrets],
                "largest": round(plan.largest, DIGITS),
            }
            for plan in report.plans
        ],
        "gap_persons": None if report.gap is None else round(report.gap, DIGITS),
    }


def regrets(report: Plan, lang: str) -> list[str]:
    """Say which plan has the least regret, what each plan risks, and what the draws leave."""
    weighed = report.regret
    if weighed is None:
        return []
    risks = [_risk(weighed, plan, lang) for plan in weighed.plans]
    return [least(weighed, lang), *risks, *over_draws(weighed, lang)]


def least(weighed: Regret, lang: str) -> str:
    """Say which plan has the least regret, and how sure that is."""
    values = {"plan": plan_name(weighed, weighed.chosen, lang)}
    values |= {"states": join([state_name(state, lang) for state in weighed.states], lang)}
    chosen = say("plan.regret.chosen", lang, largest=round(weighed.chosen.largest), **values)
    key = "unknown" if weighed.gap is None else "best" if weighed.gap < PROVEN else "gap"
    return chosen + say(f"plan.regret.{key}", lang, gap=ceil(weighed.gap or 0), price=COST)


def over_draws(weighed: Regret, lang: str) -> list[str]:
    """Say what stays empty under the plan of least regret over the draws of each state and year."""
    return [
        line
        for state in weighed.states
        for line in drawn(state.robust, "plan.regret.drawn", lang, state=state_name(state, lang))
    ]


def drawn(years: Sequence[RobustYear], key: str, lang: str, **words: str) -> list[str]:
    """Say what stays empty over the draws of each year, unchanged and planned."""
    names = ("low_unchanged", "unchanged", "high_unchanged", "low", "planned", "high")
    values = [dict(zip(names, (*year.unchanged, *year.planned), strict=True)) for year in years]
    return [
        say(key, lang, year=year.year, better=year.better, **figures, **words)
        for year, figures in zip(years, values, strict=True)
    ]


def _risk(report: Regret, plan: Weighed, lang: str) -> str:
    parts = [
        say("plan.regret.each", lang, state=state_name(state, lang), regret=round(value))
        for state, value in zip(report.states, plan.regrets, strict=True)
    ]
    values = {"plan": plan_name(report, plan, lang), "largest": round(plan.largest)}
    return say("plan.regret.row", lang, each=join(parts, lang), change=plan.change, **values)


def state_name(state: State, lang: str) -> str:
    """Name a state of the years ahead."""
    if state.id is None:
        return say("plan.regret.projected", lang)
    return say("plan.regret.scenario", lang, name=state.name)


def plan_name(report: Regret, plan: Weighed, lang: str) -> str:
    """Name a plan by what it is best for."""
    if plan.of in (UNCHANGED, PROJECTED, LEAST):
        return say(f"plan.regret.of_{plan.of}", lang)
    own = next(state for state in report.states if state.id == plan.of)
    return say("plan.regret.of_state", lang, state=state_name(own, lang))


def regret_rows(report: Regret, lang: str) -> pl.DataFrame:
    """Return the regret of each plan in each state: ``weighed, moved, largest, state_0, …``."""
    rows = [
        {
            "weighed": plan_name(report, plan, lang),
            "moved": plan.change,
            "largest": round(plan.largest),
            **{f"state_{n}": round(value) for n, value in enumerate(plan.regrets)},
        }
        for plan in report.plans
    ]
    figures = ["moved", "largest", *(f"state_{n}" for n in range(len(report.states)))]
    return pl.DataFrame(rows, schema={"weighed": pl.String} | dict.fromkeys(figures, pl.Int64))
