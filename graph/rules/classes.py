"""What the gap says of majors, for the rules that must not look at size alone."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.analysis.flow import solve
from graph.analysis.instance import prepare
from graph.analysis.scope import GapParameters
from graph.errors import NoAnswer


def major_classes(
    tables: Mapping[str, pl.DataFrame], year: int | None, area: str | None
) -> dict[str, str]:
    """Major → ``surplus``, ``balanced`` or ``scarce``; empty where the gap has no answer.

    A major none of whose occupations was ever surveyed has none: nobody asked who wants it.
    """
    try:
        arcs = prepare(tables, GapParameters(year=year, area=area)).arcs
    except NoAnswer:
        return {}
    cuts = solve(arcs.network)
    surveyed = tables["demand"].filter(pl.col("openings").is_not_null()).select("occupation")
    asked = set(tables["crosswalk"].join(surveyed, on="occupation", how="semi")["major"])
    unasked = set(tables["crosswalk"]["major"]) - asked
    found = {}
    for i, (thing, _, _, _) in enumerate(arcs.majors):
        if thing.key in unasked:
            continue
        group = "scarce" if cuts.scarce[i] else "balanced"
        found[thing.key] = "surplus" if cuts.surplus[i] else group
    return found
