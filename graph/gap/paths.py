"""From industry chain to college: demand, placement and training, in persons a year.

The region's one solution laid out along the twin chains, so that it can be drawn: every figure is
a sum that the gap report contains, but for who goes where, which is the most even placement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.errors import NoAnswer
from graph.gap import effort
from graph.gap.demand import counted_rows
from graph.gap.flows.even import most_even
from graph.gap.gap import report_of
from graph.gap.instance import Instance, prepare
from graph.gap.report import GapReport
from graph.gap.scope import EVERYTHING, GapParameters

CLASS = ["key", "level", "area"]


@dataclass(frozen=True, eq=False)
class Paths:
    """A gap report and what runs between its classes.

    ``place`` and ``seat`` are positions in ``report.occupations`` and ``report.majors``.
    ``needed``: ``place, segment, persons`` (segment null where unknown) adds up to the demand of
    each class; ``matched``: ``place, seat, persons``; ``taught``: ``seat, college, persons`` adds
    up to the supply of each class.
    """

    report: GapReport
    needed: pl.DataFrame
    matched: pl.DataFrame
    taught: pl.DataFrame


def paths(
    tables: Mapping[str, pl.DataFrame],
    parameters: GapParameters = EVERYTHING,
    report: GapReport | None = None,
) -> Paths:
    """Compute the paths through a report; ``report``: that of the parameters, where it is there.

    Raises:
        NoAnswer, WrongInput: see ``prepare``; or the pairs are too many for one allocation.
    """
    return paths_of(tables, prepare(tables, parameters), report)


def paths_of(
    tables: Mapping[str, pl.DataFrame], instance: Instance, report: GapReport | None = None
) -> Paths:
    """Compute the paths through the report of an instance, and the report unless it is there.

    Raises:
        NoAnswer: the pairs are too many for one allocation.
    """
    network = instance.arcs.network
    if len(network.major) > effort.MOST_EVEN_PAIRS:
        sizes = {"pairs": len(network.major), "most": effort.MOST_EVEN_PAIRS}
        raise NoAnswer("error.paths_too_large", **sizes)
    report = report or report_of(tables, instance)
    persons = most_even(
        network,
        [occupation.fill_rate for occupation in report.occupations],
        [major.placement_rate for major in report.majors],
    )
    ends = {"place": network.occupation, "seat": network.major, "persons": persons}
    matched = pl.DataFrame(ends).filter(pl.col("persons") > 0).sort("place", "seat")
    return Paths(report, _needed(instance), matched, _taught(instance))


def _needed(instance: Instance) -> pl.DataFrame:
    """Divide the demand of each class by the openings of its rows."""
    rows = counted_rows(instance.demanded, instance.scope)
    return _divided(rows, instance.arcs.nodes[1], "segment", instance).rename({"node": "place"})


def _taught(instance: Instance) -> pl.DataFrame:
    """Divide the supply of each class by the graduates of its colleges."""
    rows = instance.scope.keep_area(instance.supplied)
    return _divided(rows, instance.arcs.nodes[0], "college", instance).rename({"node": "seat"})


def _divided(
    rows: pl.DataFrame, nodes: pl.DataFrame, column: str, instance: Instance
) -> pl.DataFrame:
    """Divide each node's persons in proportion to those of its rows: ``node, column, persons``."""
    if instance.scope.market == "pooled":
        rows = rows.with_columns(area=pl.lit(None, dtype=pl.String))
    share = pl.col("persons").clip(lower_bound=0)
    return (
        rows.filter(pl.col("persons").is_not_null())
        .group_by(*CLASS, column)
        .agg(pl.col("persons").sum().round(6).clip(lower_bound=0).alias("part"))
        .join(nodes, on=CLASS, nulls_equal=True)
        .sort("node", column)
        .with_columns((share * pl.col("part") / pl.col("part").sum().over("node")).fill_nan(0.0))
        .filter(pl.col("persons") > 0)
        .select("node", column, "persons")
    )
