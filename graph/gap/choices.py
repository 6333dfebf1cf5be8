"""The years, bases, areas and chains that the tables have figures for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.errors import NoAnswer
from graph.gap import declared
from graph.gap.demand import demand_rows
from graph.gap.scope import EVERYTHING, only_top, years_of
from graph.gap.years import Thin, newest_comparable, thin_in_both
from graph.things import Thing, things


@dataclass(frozen=True)
class Choices:
    """Choices of the tables. ``region``: the area of all data, if any; ``areas``: all below one.

    ``years`` (newest first) have figures on both sides; ``bases`` occur in the demand, ``levels``
    are required by a row of demand or by its occupation. ``year``: the newest that
    is covered as well as others; ``thin``: newer ones that are not.
    """

    region: Thing | None
    years: tuple[int, ...]
    bases: tuple[str, ...]
    areas: tuple[Thing, ...]
    chains: tuple[Thing, ...]
    levels: tuple[int, ...]
    year: int | None = None
    thin: tuple[Thin, ...] = ()


def choices(tables: Mapping[str, pl.DataFrame]) -> Choices:
    """Return the choices that the tables offer; empty where there is nothing to choose from."""
    demand = demand_rows(tables).filter(pl.col("persons").is_not_null())
    try:
        years = years_of(tables, EVERYTHING, demand)
    except NoAnswer:
        years = ()
    thin = thin_in_both(tables, demand, years)
    year, newer = newest_comparable(years, thin) if years else (None, ())
    used_bases = set(demand["basis"])
    levels = demand["level"].drop_nulls().unique().sort()
    return Choices(
        region=only_top(tables["areas"]),
        years=tuple(reversed(years)),
        bases=tuple(basis for basis in declared.bases() if basis in used_bases),
        areas=things(tables["areas"].filter(pl.col("parent").is_not_null())),
        chains=things(tables["chains"]),
        levels=tuple(levels),
        year=year,
        thin=newer,
    )
