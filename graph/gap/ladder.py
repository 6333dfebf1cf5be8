"""The ladder of levers: the shortage as one rule after the other is relaxed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph.errors import NoAnswer
from graph.gap import effort
from graph.gap.eligible import Rule
from graph.gap.flows.factored import solve
from graph.gap.flows.levels import OverQualified, least_over_qualified
from graph.gap.instance import Instance, prepare, staying
from graph.gap.report import Assumption
from graph.gap.scope import EVERYTHING, GapParameters, Scope, only_top
from graph.things import Thing

# Each step relaxes one rule more. Gains depend on the order, so it never changes.
RUNGS: tuple[tuple[str, Rule], ...] = (
    ("strict", Rule(1, "own", "same", "exact")),
    ("level", Rule(1, "own", "same", "enough")),
    ("field", Rule(2, "own", "same", "enough")),
    ("commuting", Rule(2, "own", "commuting", "enough")),
    ("region", Rule(2, "pooled", "anywhere", "enough")),
)


@dataclass(frozen=True)
class Rung:
    """A step: the rule relaxed, the shortage that is left, and the gain."""

    key: str
    shortage: int
    gain: int


@dataclass(frozen=True)
class Ladder:
    """The steps from the strictest rules to none; only more seats cure what is left at the end.

    ``over_qualified``: at the rules asked for. ``place``: the area and the chain. Figures are
    persons a year.
    """

    scope: Scope
    place: tuple[Thing, ...]
    assumptions: tuple[Assumption, ...]
    demand: int
    rungs: tuple[Rung, ...]
    over_qualified: OverQualified

    @property
    def seats(self) -> int:
        """Places that stay empty though everybody stays and may do anything."""
        return self.rungs[-1].shortage


def ladder(tables: Mapping[str, pl.DataFrame], parameters: GapParameters = EVERYTHING) -> Ladder:
    """Compute the shortage under nested rules: each step can only lower it, and names a lever.

    Exact field, level and area; then higher levels may take lower places (substitution), related
    fields count (retraining), commuters come in, the region is one market (mobility), everybody
    stays (retention), anybody may do anything (the mix of majors). ``tier`` and ``market`` of the
    parameters matter to ``over_qualified`` alone.

    Raises:
        NoAnswer, WrongInput: see ``prepare``; or the pairs are too many for ``over_qualified``.
    """
    instance = prepare(tables, parameters)
    arcs = len(instance.arcs.network.major)
    if arcs > effort.MOST_LP_PAIRS:
        raise NoAnswer("error.ladder_too_large", pairs=arcs, most=effort.MOST_LP_PAIRS)
    demand, supply = instance.demand.classes, instance.supply.classes
    stayers = staying(tables, instance).classes
    scope = instance.scope
    area = scope.area or only_top(tables["areas"])
    shortages = [(key, solve(tables, supply, demand, rule).shortage) for key, rule in RUNGS]
    shortages.append(("stay", solve(tables, stayers, demand, RUNGS[-1][1]).shortage))
    needed, available = (int(side["persons"].sum()) for side in (demand, stayers))
    shortages.append(("anything", max(0, needed - available)))
    before = [shortages[0][1], *(short for _, short in shortages)]
    return Ladder(
        scope,
        tuple(thing for thing in (area, scope.chain) if thing is not None),
        instance.notes,
        needed,
        tuple(
            Rung(key, short, earlier - short)
            for (key, short), earlier in zip(shortages, before, strict=False)
        ),
        over_qualified(instance),
    )


def over_qualified(instance: Instance) -> OverQualified:
    """Return the least over-qualification among the best allocations of an instance."""
    majors, occupations = instance.arcs.nodes
    network = instance.arcs.network
    offered = majors["level"].cast(pl.Int64).to_numpy()[network.major]
    needed = occupations["level"].cast(pl.Int64).to_numpy()[network.occupation]
    return least_over_qualified(network, np.where(needed > 0, offered - needed, 0))
