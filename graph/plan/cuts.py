"""Cuts: occupations that hang together, and who may enter them; two sums prove what stays empty.

With N(J) for all who may enter a set J of occupations, ``Σ short ≥ demand(J) − supply(N(J))``.
All of them together tell the shortage exactly (D. König, P. Hall, O. Ore), so that a plan needs no
flows: only the cuts that matter, found by one maximum flow a year.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

import numpy as np

from graph.gap.flows.flow import Cuts, Ints, pieces
from graph.plan.model import Effect, Model, Values

Key = tuple[int, bytes]


@dataclass(frozen=True, eq=False)
class Cut:
    """A set of occupations of an effect year (``effect``: its position) and who may enter them.

    ``demand − fixed − Σ weight · place`` of the decisions stays empty at least.
    """

    effect: int
    occupations: Ints
    nodes: Ints
    demand: int
    fixed: float
    columns: Ints
    weights: Values

    @property
    def key(self) -> Key:
        """Tell cuts apart."""
        return self.effect, self.occupations.tobytes()

    def supply(self, values: Values) -> float:
        """Return the persons who may enter, under the values of the decisions."""
        return self.fixed + float(self.weights @ values[self.columns])


def cuts_at(model: Model, places: Values, kept: Container[Key] = ()) -> tuple[float, list[Cut]]:
    """Return the places that stay empty in all, and a cut for each piece that is short.

    ``kept``: the keys of cuts that are there already and are left out.
    """
    shortages: list[float] = []
    listed: list[Cut] = []
    for number, effect in enumerate(model.effects):
        short, solution = effect.solved(places)
        shortages.append(short)
        listed.extend(_cuts(model, number, effect, solution, kept))
    return model.empty(shortages), listed


def _cuts(
    model: Model, number: int, effect: Effect, solution: Cuts, kept: Container[Key]
) -> Iterator[Cut]:
    for piece in pieces(effect.network, solution):
        occupations = piece.occupations[effect.network.demand[piece.occupations] > 0]
        if len(occupations) and (number, occupations.tobytes()) not in kept:
            yield cut_of(model, number, occupations, piece.majors)


def cut_of(model: Model, number: int, occupations: Ints, nodes: Ints) -> Cut:
    """Make the cut of some occupations and all that may enter them."""
    effect = model.effects[number]
    inside = np.zeros(len(effect.fixed), bool)
    inside[nodes] = True
    answers = inside[effect.node]
    column = model.column[effect.programme[answers], effect.intake[answers]]
    columns, into = np.unique(column, return_inverse=True)
    weights = np.bincount(into, effect.yields[answers], len(columns))
    return Cut(
        number,
        occupations,
        nodes,
        int(effect.network.demand[occupations].sum()),
        float(effect.fixed[nodes].sum()),
        columns.astype(np.int64),
        weights.astype(np.float64),
    )
