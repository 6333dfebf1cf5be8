"""The years ahead and the three lists of this session's build, each computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from graph.builds.earlier import before_of_lists
from graph.gap.gap import gap
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters
from graph.lists.before import Before
from graph.lists.facts import Facts
from graph.lists.lists import lists_of
from graph.lists.planned import question_of, with_plan
from graph.lists.report import ListParameters, Lists
from graph.outlook.outlook import outlook
from graph.outlook.parameters import AHEAD, OutlookParameters, newest_scope
from graph.outlook.report import OneSide, Outlook
from views.parts import scope
from views.parts.draws import draws, say_draws
from views.parts.outlook_reports import measured_until, reports_of
from views.parts.plan_reports import plan_of
from views.parts.session import build, once, tell


def ahead(parameters: GapParameters) -> tuple[Outlook, list[GapReport]]:
    """Return the outlook of the whole region, and the years measured before it.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.outlook.outlook.outlook`.
    """
    report = both_sides(parameters)
    say_draws()
    return report, measured_until(report.newest, parameters)


def both_sides(gap: GapParameters, scenarios: tuple[str, ...] = ()) -> Outlook:
    """Return an outlook, asked for as its page does (the last year named): both share the answer.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.outlook.outlook.outlook`.
    """
    until = newest_scope(build().tables, gap).year + AHEAD
    question = OutlookParameters(gap, until, scenarios, draws=draws())
    report = reports_of([question])[0]
    # One side alone gives no gap, which the outlook of both says.
    return outlook(build().tables, question) if isinstance(report, OneSide) else report


def lists_now(college: str | None = None, is_planned: bool = False) -> Lists:
    """Return the three lists for what the header chose; ``college``: only of its majors.

    ``is_planned``: with what the plan of the region does to each entry.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.lists.lists.lists`.
    """
    _facts, lists = _made(college)
    say_draws()
    return with_plan(lists, plan_of(question_of(lists.parameters))) if is_planned else lists


def lists_before(college: str | None = None) -> Before | None:
    """Return what came of the lists of an earlier build; None where there is none."""
    facts, lists = _made(college)

    def follow(_tables: object, _parameters: ListParameters) -> Before | None:
        return before_of_lists(build(), facts, lists)

    with st.spinner(tell("advice.computing")):
        return once(follow, lists.parameters)


def _made(college: str | None) -> tuple[Facts, Lists]:
    chosen = scope.parameters()
    report = both_sides(replace(chosen, area=None, chain=None))  # with its progress

    def make(tables: Mapping[str, pl.DataFrame], parameters: ListParameters) -> tuple[Facts, Lists]:
        facts = Facts(tables, parameters, lambda _asked: report, partial(once, gap))
        return facts, lists_of(facts)

    with st.spinner(tell("advice.computing")):
        return once(make, ListParameters(chosen, college, draws()))
