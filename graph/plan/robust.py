"""The plan and unchanged places on the same draws of what the years ahead may miss by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from graph.gap.flows.flow import Ints
from graph.gap.flows.many import solve_many
from graph.outlook.draws import YearToSolve
from graph.outlook.parameters import OutlookParameters
from graph.outlook.record import SupplyRecord
from graph.plan.master import seconds_left
from graph.plan.model import Effect, Values
from graph.plan.reading import Case
from graph.plan.report import RobustYear

LOW, HIGH = 10, 90  # percent of the draws


def robust_years(
    case: Case,
    places: Values,
    parameters: OutlookParameters,
    deadline: float,
    progress: Callable[[float], None],
) -> tuple[RobustYear, ...]:
    """Return what stays empty over the draws of each year that the plan reaches.

    Years for which the outlook claims no band are left out, and those after the deadline.
    """
    model, figures = case.model, case.figures
    record = SupplyRecord(figures.programmes, figures.pathways, figures.newest)
    listed = []
    for number, effect in enumerate(model.effects):
        if not seconds_left(deadline):
            break
        year = YearToSolve(figures, record, case.instances[effect.year], parameters)
        drawn = year.drawn()
        if drawn is None:
            continue
        supply, demand = drawn
        as_drawn = np.array([[programme.places] for programme in model.programmes], np.float64)
        expected = effect.supply(np.broadcast_to(as_drawn, model.base.shape))
        unchanged, planned = (
            _empty(effect, supply * _factor(effect.supply(at), expected), demand)
            for at in (model.base, places)
        )
        listed.append(
            RobustYear(
                effect.year,
                _band(unchanged),
                _band(planned),
                100 * float((planned < unchanged).mean()),
            )
        )
        progress((number + 1) / len(model.effects))
    return tuple(listed)


def _factor(now: Values, expected: Values) -> Values:
    """Return by what the persons of each class differ from those that were drawn about."""
    return np.divide(now, expected, out=np.ones_like(now), where=expected > 0)


def _empty(effect: Effect, supply: Values, demand: Ints) -> Values:
    """Return the places that stay empty in each draw."""
    whole = np.floor(supply + 0.5).astype(np.int64)
    solved = solve_many(effect.network, whole, demand, most_fair=0)
    return np.concatenate([part.shortage for part in solved]).astype(np.float64)


def _band(drawn: Values) -> tuple[int, int, int]:
    low, median, high = np.percentile(drawn, [LOW, 50, HIGH])
    return int(np.floor(low)), int(np.floor(median + 0.5)), int(np.ceil(high))
