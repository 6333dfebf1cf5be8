"""The last comparable year before that of a report, in the same scope and on the same basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from graph.errors import NoAnswer
from graph.gap.demand import demand_rows
from graph.gap.gap import gap
from graph.gap.plans import with_supply
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters, years_of
from graph.gap.years import thin_in_both


@dataclass(frozen=True)
class Before:
    """The report of the year before; None: there is none, or (``thin``) none that covers enough."""

    report: GapReport | None
    thin: bool = False


def before(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, report: GapReport
) -> Before:
    """Solve the newest earlier year that can be compared with a report of the parameters."""
    scope = replace(parameters, year=None, basis=report.basis)
    demand = demand_rows(tables, scope.entrants).filter(pl.col("basis") == report.basis)
    years = years_of(tables, scope, demand)
    thin = thin_in_both(with_supply(tables, scope.supply), demand, years)
    earlier = [year for year in years if year < report.year]
    comparable = [year for year in earlier if {year, report.year}.isdisjoint(thin)]
    if not comparable:
        return Before(None, bool(earlier))
    try:
        return Before(gap(tables, replace(scope, year=comparable[-1])))
    except NoAnswer:  # that year has no demand of the chain, or no such level
        return Before(None)
