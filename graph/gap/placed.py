"""Where graduates of a major went: their shares, shrunk towards those by weight × demand."""

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
    """The arcs, weighted so that the shares of a major are those of its placements of the year.

    The placements count beside ``STRENGTH`` persons who go by weight × demand: so an occupation
    that nobody was seen to enter stays possible. Only majors with placements on their arcs change.
    Several classes of one occupation share its placements by demand. No structural figure uses
    weights.
    """
    gone = _gone(tables, scope)
    if not gone:
        return arcs, []
    network = arcs.network
    majors, occupations = (side["key"].to_list() for side in arcs.nodes)
    ends = [
        (majors[i], occupations[j])
        for i, j in zip(network.major.tolist(), network.occupation.tolist(), strict=True)
    ]
    persons = np.array([gone.get(pair, 0.0) for pair in ends])
    alike = {pair: k for k, pair in enumerate(dict.fromkeys(ends))}
    kind = np.array([alike[pair] for pair in ends]) * len(network.supply) + network.major
    _, kind = np.unique(kind, return_inverse=True)
    needed = network.demand[network.occupation].astype(np.float64)
    together = np.bincount(kind, needed)[kind]
    part = np.divide(needed, together, out=np.zeros_like(needed), where=together > 0)
    seen = persons * part
    known = np.bincount(network.major, seen, len(network.supply)) > 0
    if not known.any():
        return arcs, []
    pull = seen + STRENGTH * shares(network)
    weight = np.divide(pull, needed, out=network.weight.copy(), where=needed > 0)
    weight = np.where(known[network.major], weight, network.weight)
    told = int(network.supply[known].sum())
    note = Assumption("placement_shares", {"persons": told, "strength": STRENGTH})
    return replace(arcs, network=replace(network, weight=weight)), [note]


def _gone(tables: Mapping[str, pl.DataFrame], scope: Scope) -> dict[tuple[str, str], float]:
    """Persons placed by major and occupation, of the year and of the colleges in scope."""
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
    found = scope.keep_area(rows).group_by("major", "occupation").agg(pl.col("persons").sum())
    return {(major, occupation): float(n) for major, occupation, n in found.iter_rows()}
