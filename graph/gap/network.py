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
    """Build the network of classes ``key, level, area, persons`` under a rule."""
    majors, occupations = nodes_of(supply, rule), nodes_of(demand, rule)
    arcs = _entries(tables, majors, occupations, rule)
    network = _network(majors, occupations, arcs)
    return Arcs(
        network,
        _with_things(majors, tables["majors"], tables["areas"]),
        _with_things(occupations, tables["occupations"], tables["areas"]),
        _unreached(network, occupations, tables["crosswalk"]),
        grades_of(arcs),
        (majors, occupations),
    )


def rewire(tables: Mapping[str, pl.DataFrame], arcs: Arcs, rule: Rule) -> Network:
    """Join the same classes, in the same order, under another rule of the same market."""
    return _network(*arcs.nodes, _entries(tables, *arcs.nodes, rule))


def _entries(
    tables: Mapping[str, pl.DataFrame],
    majors: pl.DataFrame,
    occupations: pl.DataFrame,
    rule: Rule,
) -> pl.DataFrame:
    """Join the classes that may enter each other: ``node, node_needed, weight, grade``."""
    offered = majors.select("node", "key", "level", "area")
    needed = occupations.select(pl.all().exclude("persons").name.suffix("_needed"))
    keys = ["key_needed", "level_needed", "area_needed"]
    return (
        matches(tables, majors, occupations, rule)
        .join(offered, on=["key", "level"])
        .join(reach(tables, majors, occupations, rule), on="area", nulls_equal=True)
        .join(needed, on=keys, nulls_equal=True)
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
    """Number the classes in order as ``node``; in a pooled market areas are merged."""
    if rule.market == "pooled":
        area = pl.lit(None, dtype=pl.String).alias("area")
        classes = classes.group_by("key", "level").agg(area, pl.col("persons").sum())
    return classes.sort("key", "level", "area").with_row_index("node")


def _with_things(nodes: pl.DataFrame, things: pl.DataFrame, areas: pl.DataFrame) -> list[Node]:
    """Replace the keys of classes by things."""
    thing_of, places = things_by_key(things), things_by_key(areas)
    return [
        (thing_of.get(key) or Thing(key, key), level, places.get(area), int(persons))
        for key, level, area, persons in nodes.select("key", "level", "area", "persons").iter_rows()
    ]


def _unreached(
    network: Network, occupations: pl.DataFrame, crosswalk: pl.DataFrame
) -> dict[int, Unreached]:
    """Find occupations without an arc: no crosswalk row of any tier, or none that is eligible."""
    arcs = np.bincount(network.occupation, minlength=len(network.demand))
    without_arc = np.flatnonzero(arcs == 0).tolist()
    mapped = set(crosswalk["occupation"])
    keys = occupations["key"].to_list()
    return {j: "no_eligible" if keys[j] in mapped else "no_crosswalk" for j in without_arc}
