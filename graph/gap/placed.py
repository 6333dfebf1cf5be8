"""Placement shares of a major, shrunk towards those by weight × demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from graph.gap.flows.practices import shares
from graph.gap.network import Arcs
from graph.gap.report import Assumption
from graph.gap.scope import Scope

STRENGTH = 10  # persons who go by weight × demand, beside those whose placement is known


def with_placements(
    tables: Mapping[str, pl.DataFrame], arcs: Arcs, scope: Scope
) -> tuple[Arcs, list[Assumption]]:
    """Weight the arcs so that the shares of a major are those of its placements of the year.

    The placements count beside ``STRENGTH`` persons who go by weight × demand: so an occupation
    that nobody was seen to enter stays possible. Only majors with placements on their arcs change.
    Several classes of one occupation share its placements by demand. No structural figure uses
    weights.
    """
    placements = _placements(tables, scope)
    if not placements:
        return arcs, []
    network = arcs.network
    majors, occupations = (side["key"].to_list() for side in arcs.nodes)
    ends = [
        (majors[i], occupations[j])
        for i, j in zip(network.major.tolist(), network.occupation.tolist(), strict=True)
    ]
    persons = np.array([placements.get(pair, 0.0) for pair in ends])
    number_of = {pair: k for k, pair in enumerate(dict.fromkeys(ends))}
    kind = np.array([number_of[pair] for pair in ends]) * len(network.supply) + network.major
    _, kind = np.unique(kind, return_inverse=True)
    needed = network.demand[network.occupation].astype(np.float64)
    total = np.bincount(kind, needed)[kind]
    part = np.divide(needed, total, out=np.zeros_like(needed), where=total > 0)
    observed = persons * part
    has_placements = np.bincount(network.major, observed, len(network.supply)) > 0
    if not has_placements.any():
        return arcs, []
    pull = observed + STRENGTH * shares(network)
    weight = np.divide(pull, needed, out=network.weight.copy(), where=needed > 0)
    weight = np.where(has_placements[network.major], weight, network.weight)
    graduates = int(network.supply[has_placements].sum())
    note = Assumption("placement_shares", {"persons": graduates, "strength": STRENGTH})
    return replace(arcs, network=replace(network, weight=weight)), [note]


def _placements(tables: Mapping[str, pl.DataFrame], scope: Scope) -> dict[tuple[str, str], float]:
    """Return persons placed by major and occupation, of the year and of the colleges in scope."""
    if tables["placements"].is_empty():
        return {}
    places = tables["colleges"].select(college="node_key", college_area="area")
    rows = (
        tables["placements"]
        .filter(pl.col("year") == scope.year, pl.col("occupation").is_not_null())
        .drop("area")
        .join(places, on="college", how="left")
        .rename({"college_area": "area"})
    )
    totals = scope.keep_area(rows).group_by("major", "occupation").agg(pl.col("persons").sum())
    return {(major, occupation): float(n) for major, occupation, n in totals.iter_rows()}
