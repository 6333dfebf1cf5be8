"""The usual ways beside the plan: last year again, all in proportion to demand, surplus closes."""

from __future__ import annotations

import numpy as np

from graph.plan.model import Model, Values
from graph.plan.report import Way


def ways(model: Model, demand_now: float, planned: Values) -> dict[str, Way]:
    """Return the empty places of the years that a plan reaches, the usual ways and as planned.

    The usual ways keep to no limit. ``proportional``: the places grow evenly, as much as the whole
    demand does from ``demand_now`` to the last year; ``close_warned``: what is in surplus in every
    year closes.
    """
    base = model.base
    factor = model.effects[-1].demand / demand_now if demand_now else 1.0
    steps = np.linspace(1.0, factor, base.shape[1] + 1)[1:]
    surplus = np.ones(len(model.programmes), bool)
    touched = np.zeros(len(model.programmes), bool)
    for effect in model.effects:
        _, cuts = effect.solved(base)
        touched[effect.programme] = True
        surplus[effect.programme] &= cuts.surplus[effect.node]
    closed = np.where((surplus & touched)[:, None] & model.decided, 0.0, base)
    return {
        "unchanged": _way(model, base),
        "proportional": _way(model, np.where(model.decided, base * steps, base)),
        "close_warned": _way(model, closed),
        "planned": _way(model, planned),
    }


def _way(model: Model, places: Values) -> Way:
    moved = np.abs(np.diff(places, axis=1, prepend=model.base[:, :1])).sum()
    return Way(sum(model.shortages(places)), round(float(moved)))
