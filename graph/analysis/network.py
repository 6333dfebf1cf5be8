"""From classes to a network: which class of graduates may enter which class of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from graph.analysis.figures import grades_of
from graph.analysis.flow import Network
from graph.analysis.report import Thing, Unreached

Node = tuple[Thing, int, "Thing | None", int]


@dataclass(frozen=True)
class Rule:
    """Who may enter what.

    ``tier``: of the crosswalk, at most. ``market``: ``pooled`` merges the classes of all areas;
    ``own`` keeps them apart, and ``reach`` says who may work where: in the ``same`` area, along
    ``commuting`` too, or ``anywhere``; with ``nested`` what is recorded for a city may be in any of
    its districts.
    ``level``: ``exact`` the required one (any, where none is required), ``enough`` (not below it),
    or ``any``.
    """

    tier: int = 1
    market: Literal["pooled", "own"] = "pooled"
    reach: Literal["same", "commuting", "anywhere"] = "commuting"
    level: Literal["exact", "enough", "any"] = "enough"
    nested: bool = False


@dataclass(frozen=True, eq=False)
class Arcs:
    """A network and what its positions mean: ``(thing, level, area, persons)`` a class.

    ``unreached``: position of an occupation without an arc → why. ``grades``: of the crosswalk rows
    that make arcs. ``nodes``: ``node, key, level, area, persons`` of both sides.
    """

    network: Network
    majors: list[Node]
    occupations: list[Node]
    unreached: dict[int, Unreached]
    grades: list[str | None]
    nodes: tuple[pl.DataFrame, pl.DataFrame]


def build(
    tables: Mapping[str, pl.DataFrame], supply: pl.DataFrame, demand: pl.DataFrame, rule: Rule
) -> Arcs:
    """The network of classes ``key, level, area, persons`` under a rule."""
    majors, occupations = _nodes(supply, rule.market), _nodes(demand, rule.market)
    arcs = _entries(tables, majors, occupations, rule)
    network = _network(majors, occupations, arcs)
    return Arcs(
        network,
        _named(majors, tables["majors"], tables["areas"]),
        _named(occupations, tables["occupations"], tables["areas"]),
        _unreached(network, occupations, tables["crosswalk"]),
        grades_of(arcs),
        (majors, occupations),
    )


def rewire(tables: Mapping[str, pl.DataFrame], arcs: Arcs, rule: Rule) -> Network:
    """The same classes in the same order under another rule of the same market."""
    return _network(*arcs.nodes, _entries(tables, *arcs.nodes, rule))


def _entries(
    tables: Mapping[str, pl.DataFrame],
    majors: pl.DataFrame,
    occupations: pl.DataFrame,
    rule: Rule,
) -> pl.DataFrame:
    """Who may enter what: ``node, node_needed, weight, grade`` a pair, and levels and areas.

    In the market ``own`` an unknown area meets every area.
    """
    arcs = (
        tables["crosswalk"]
        .filter(pl.col("tier").fill_null(1) <= rule.tier)
        .select("major", "occupation", pl.col("weight").fill_null(1.0), "grade")
        .join(majors.rename({"key": "major"}), on="major")
        .join(occupations.rename({"key": "occupation"}), on="occupation", suffix="_needed")
    )
    there, needed = pl.col("level"), pl.col("level_needed")
    if rule.level == "enough":
        arcs = arcs.filter(there >= needed)
    elif rule.level == "exact":
        arcs = arcs.filter((there == needed) | (needed == 0))
    if rule.market == "own" and rule.reach != "anywhere":
        ways = tables["commuting"].select(area="from_area", area_needed="to_area")
        if rule.reach == "same":
            ways = ways.clear()
        if rule.nested:
            ways = pl.concat([ways, _nested(tables["areas"])])
        arcs = _within_reach(arcs, ways)
    return arcs


def _network(majors: pl.DataFrame, occupations: pl.DataFrame, arcs: pl.DataFrame) -> Network:
    return Network(
        majors["persons"].cast(pl.Int64).to_numpy(),
        occupations["persons"].cast(pl.Int64).to_numpy(),
        arcs["node"].cast(pl.Int64).to_numpy(),
        arcs["node_needed"].cast(pl.Int64).to_numpy(),
        arcs["weight"].to_numpy(),
    )


def _nodes(classes: pl.DataFrame, market: str) -> pl.DataFrame:
    """The classes in order, with their position ``node``; areas merged where the market is one."""
    if market == "pooled":
        area = pl.lit(None, dtype=pl.String).alias("area")
        classes = classes.group_by("key", "level").agg(area, pl.col("persons").sum())
    return classes.sort("key", "level", "area").with_row_index("node")


def _within_reach(arcs: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    """The arcs inside an area or along ``ways``; an unknown area meets every area."""
    ways = ways.unique().with_columns(way=pl.lit(True))
    arcs = arcs.join(ways, on=["area", "area_needed"], how="left")
    same = (pl.col("area") == pl.col("area_needed")).fill_null(True)
    return arcs.filter(same | pl.col("way").fill_null(False))


def _nested(areas: pl.DataFrame) -> pl.DataFrame:
    """Every area with each that contains it, both ways round; a circle of parents ends."""
    parents = dict(areas.select("node_key", "parent").iter_rows())
    pairs = [(area, above) for area in parents for above in _above(area, parents)]
    both = [*pairs, *((above, area) for area, above in pairs)]
    return pl.DataFrame(both, schema={"area": pl.String, "area_needed": pl.String}, orient="row")


def _above(area: str, parents: Mapping[str, str | None]) -> list[str]:
    """What contains an area, the nearest first."""
    found: list[str] = []
    above = parents.get(area)
    while above is not None and above not in found and above != area:
        found.append(above)
        above = parents.get(above)
    return found


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
