"""From classes to a network: which class of graduates may enter which class of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph.analysis.figures import grades_of
from graph.analysis.flow import Network
from graph.analysis.report import Thing, Unreached
from graph.analysis.scope import Scope

Node = tuple[Thing, int, "Thing | None", int]


@dataclass(frozen=True, eq=False)
class Arcs:
    """A network and what its positions mean: ``(thing, level, area, persons)`` a class.

    ``unreached``: position of an occupation without an arc → why. ``grades``: of the crosswalk rows
    that make arcs.
    """

    network: Network
    majors: list[Node]
    occupations: list[Node]
    unreached: dict[int, Unreached]
    grades: list[str | None]


def build(
    tables: Mapping[str, pl.DataFrame], supply: pl.DataFrame, demand: pl.DataFrame, scope: Scope
) -> Arcs:
    """The network of classes ``key, level, area, persons``.

    An arc needs a crosswalk row up to the tier and a level not below the required one; in the
    market ``own`` also the same area or a commuting row, where both areas are known.
    """
    majors, occupations = _nodes(supply, scope.market), _nodes(demand, scope.market)
    crosswalk = tables["crosswalk"]
    arcs = (
        crosswalk.filter(pl.col("tier").fill_null(1) <= scope.tier)
        .select("major", "occupation", pl.col("weight").fill_null(1.0), "grade")
        .join(majors.rename({"key": "major"}), on="major")
        .join(occupations.rename({"key": "occupation"}), on="occupation", suffix="_needed")
        .filter(pl.col("level") >= pl.col("level_needed"))
    )
    if scope.market == "own":
        arcs = _within_reach(arcs, tables["commuting"])
    network = Network(
        majors["persons"].cast(pl.Int64).to_numpy(),
        occupations["persons"].cast(pl.Int64).to_numpy(),
        arcs["node"].cast(pl.Int64).to_numpy(),
        arcs["node_needed"].cast(pl.Int64).to_numpy(),
        arcs["weight"].to_numpy(),
    )
    return Arcs(
        network,
        _named(majors, tables["majors"], tables["areas"]),
        _named(occupations, tables["occupations"], tables["areas"]),
        _unreached(network, occupations, crosswalk),
        grades_of(arcs),
    )


def _nodes(classes: pl.DataFrame, market: str) -> pl.DataFrame:
    """The classes in order, with their position ``node``; areas merged where the market is one."""
    if market == "pooled":
        area = pl.lit(None, dtype=pl.String).alias("area")
        classes = classes.group_by("key", "level").agg(area, pl.col("persons").sum())
    return classes.sort("key", "level", "area").with_row_index("node")


def _within_reach(arcs: pl.DataFrame, commuting: pl.DataFrame) -> pl.DataFrame:
    """The arcs inside an area or along commuting; an unknown area meets every area."""
    ways = commuting.select(area="from_area", area_needed="to_area").unique()
    ways = ways.with_columns(way=pl.lit(True))
    arcs = arcs.join(ways, on=["area", "area_needed"], how="left")
    same = (pl.col("area") == pl.col("area_needed")).fill_null(True)
    return arcs.filter(same | pl.col("way").fill_null(False))


def _named(nodes: pl.DataFrame, things: pl.DataFrame, areas: pl.DataFrame) -> list[Node]:
    """The classes with names instead of keys."""
    known, places = things_by_key(things), things_by_key(areas)
    return [
        (known.get(key) or Thing(key, key), level, places.get(area), int(persons))
        for key, level, area, persons in nodes.select("key", "level", "area", "persons").iter_rows()
    ]


def things_by_key(frame: pl.DataFrame) -> dict[str | None, Thing]:
    """Key → thing."""
    return {row[0]: Thing(*row) for row in frame.select("node_key", "name", "name_en").iter_rows()}


def _unreached(
    network: Network, occupations: pl.DataFrame, crosswalk: pl.DataFrame
) -> dict[int, Unreached]:
    """Occupations without an arc: no crosswalk row of any tier, or none that is eligible."""
    alone = np.setdiff1d(np.arange(len(network.demand)), network.occupation)
    mapped = set(crosswalk["occupation"])
    keys = occupations["key"]
    return {int(j): "no_eligible" if keys[int(j)] in mapped else "no_crosswalk" for j in alone}
