"""From classes to a network: which class of graduates may enter which class of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph.gap.eligible import Rule, matches, reach
from graph.gap.figures import grades_of
from graph.gap.flows.flow import Network
from graph.gap.report import Unreached
from graph.things import Thing, things_by_key

Node = tuple[Thing, int, "Thing | None", int]


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
    majors, occupations = nodes_of(supply, rule), nodes_of(demand, rule)
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
    """Who may enter what: ``node, node_needed, weight, grade`` a pair of classes."""
    there = majors.select("node", "key", "level", "area")
    needed = occupations.select(pl.all().exclude("persons").name.suffix("_needed"))
    at = ["key_needed", "level_needed", "area_needed"]
    return (
        matches(tables, majors, occupations, rule)
        .join(there, on=["key", "level"])
        .join(reach(tables, majors, occupations, rule), on="area", nulls_equal=True)
        .join(needed, on=at, nulls_equal=True)
        .sort("node", "node_needed")
    )


def _network(majors: pl.DataFrame, occupations: pl.DataFrame, arcs: pl.DataFrame) -> Network:
    return Network(
        majors["persons"].cast(pl.Int64).to_numpy(),
        occupations["persons"].cast(pl.Int64).to_numpy(),
        arcs["node"].cast(pl.Int64).to_numpy(),
        arcs["node_needed"].cast(pl.Int64).to_numpy(),
        arcs["weight"].to_numpy(),
    )


def nodes_of(classes: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """The classes in order, with their position ``node``; areas merged where the market is one."""
    if rule.market == "pooled":
        area = pl.lit(None, dtype=pl.String).alias("area")
        classes = classes.group_by("key", "level").agg(area, pl.col("persons").sum())
    return classes.sort("key", "level", "area").with_row_index("node")


def _named(nodes: pl.DataFrame, things: pl.DataFrame, areas: pl.DataFrame) -> list[Node]:
    """The classes with names instead of keys."""
    known, places = things_by_key(things), things_by_key(areas)
    return [
        (known.get(key) or Thing(key, key), level, places.get(area), int(persons))
        for key, level, area, persons in nodes.select("key", "level", "area", "persons").iter_rows()
    ]


def _unreached(
    network: Network, occupations: pl.DataFrame, crosswalk: pl.DataFrame
) -> dict[int, Unreached]:
    """Occupations without an arc: no crosswalk row of any tier, or none that is eligible."""
    arcs = np.bincount(network.occupation, minlength=len(network.demand))
    alone = np.flatnonzero(arcs == 0).tolist()
    mapped = set(crosswalk["occupation"])
    keys = occupations["key"].to_list()
    return {j: "no_eligible" if keys[j] in mapped else "no_crosswalk" for j in alone}
