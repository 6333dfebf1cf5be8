"""What a plan costs in money: opening, closing, places added, by the most specific row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph.plan.limits import Limit
from graph.plan.model import Model, Programme, Values

SPECIFIC = ("programme", "major", "college", "major_group", "level", "area", "all")
KINDS = ("open_cny", "close_cny", "place_cny")
Rows = list[tuple[Limit, Mapping[str, float | None]]]


@dataclass(frozen=True, eq=False)
class Costs:
    """Programmes × kinds: what each costs, NaN where no row tells."""

    yuan: Values

    @property
    def of_steps(self) -> Values:
        """Return what each step costs, nothing where no row tells."""
        return np.nan_to_num(self.yuan)

    def total(self, model: Model, places: Values) -> float:
        """Return what the places cost in all, without what no row tells."""
        return float(np.nansum(self.yuan * steps(model, places)))

    def unpriced(self, model: Model, places: Values) -> int:
        """Count the programmes that take a step whose cost no row tells."""
        return int((np.isnan(self.yuan) & (steps(model, places) > 0)).any(axis=1).sum())


@dataclass(frozen=True, eq=False)
class Purse:
    """The most yuan that a plan may cost."""

    costs: Costs
    most: float


def steps(model: Model, places: Values) -> Values:
    """Return what each programme does, in the order of ``KINDS``: opens, closes, adds places."""
    more, _ = model.changes(places)
    before, after = model.base[:, 0], places[:, -1]
    opened, closed = (before <= 0) & (after > 0), (before > 0) & (after <= 0)
    return np.stack([opened, closed, more.sum(axis=1)], axis=1).astype(np.float64)


def costs_of(rows: Rows, model: Model) -> Costs | None:
    """Return the costs of every programme; None where no row is given."""
    if not rows:
        return None
    ordered = sorted(rows, key=lambda row: SPECIFIC.index(row[0].scope))
    return Costs(np.array([_of(programme, ordered) for programme in model.programmes], np.float64))


def _of(programme: Programme, ordered: Rows) -> list[float]:
    own = [values for scope, values in ordered if scope.covers(programme)]
    return [
        next((value for values in own if (value := values[kind]) is not None), np.nan)
        for kind in KINDS
    ]


def cost_rows(costs: pl.DataFrame) -> list[tuple[dict[str, object], dict[str, float | None]]]:
    """Return each row as the scope of a limit and its costs."""
    return [
        (
            {
                "id": f"plan_costs {number}",
                "scope": row["scope"],
                "key": row["key"],
                "kind": "cost",
            },
            {kind: row[kind] for kind in KINDS},
        )
        for number, row in enumerate(costs.sort("scope", "key").iter_rows(named=True), 1)
    ]
