"""The gap of a year to come: the report of any year, with bands and probabilities beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Literal

import polars as pl

from graph.errors import NoAnswer, WrongInput
from graph.gap.gap import report_of
from graph.gap.parts import Parts, in_whole_persons, split
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters
from graph.outlook.outlook import assembled, check_drawn, projected, solved
from graph.outlook.parameters import MOST_AHEAD, OutlookParameters, check, newest_scope, of_gap
from graph.outlook.record import SupplyRecord
from graph.outlook.report import GapAhead


def gap_ahead(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, scenarios: Sequence[str] = ()
) -> GapAhead:
    """Compute the gap of a year after the newest known one, at its expected figures.

    ``draws`` and ``seed`` of the parameters are those of the band.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.outlook.outlook.outlook`; or the year is too far.
    """
    if parameters.noise is not None:
        raise WrongInput("error.gap_ahead_noise")
    question = of_gap(parameters, parameters.year, scenarios)
    check(question)
    newest = newest_scope(tables, question.gap).year
    if question.until is None or question.until > newest + MOST_AHEAD:
        values = {"year": question.until, "newest": newest, "most": newest + MOST_AHEAD}
        raise NoAnswer("error.gap_too_far", **values)
    check_drawn(tables, question)
    figures = projected(tables, question)
    record = SupplyRecord(figures.programmes, figures.pathways, figures.newest)
    years = solved(figures, record, question, [question.until])
    report = report_of(figures.tables, years[0].instance)
    beside = assembled(tables, question, figures, record, [question.until], years)
    parts: dict[str, Any] = {f.name: getattr(report, f.name) for f in fields(GapReport)}
    more = (note for note in report.assumptions if note not in beside.assumptions)
    return GapAhead(**parts | {"assumptions": (*beside.assumptions, *more)}, beside=beside)


def parts_ahead(
    tables: Mapping[str, pl.DataFrame], by: Literal["area", "chain"], parameters: OutlookParameters
) -> dict[int, Parts]:
    """Divide every year to come among areas or chains, in whole persons, as a known year is.

    Without bands: parts of one market miss by more than their share of what all miss.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.outlook.outlook.outlook`.
    """
    figures = projected(tables, parameters)
    divided: dict[int, Parts] = {}
    reason: NoAnswer | None = None
    for year in figures.years:
        question = replace(parameters.gap, year=year, basis=figures.basis)
        try:
            parts = split(figures.tables, by, question)
        except NoAnswer as no_answer:
            reason = no_answer
            continue
        divided[year] = replace(parts, parts=in_whole_persons(parts))
    if reason and not divided:
        raise reason
    return divided
