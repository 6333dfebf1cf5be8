"""The front: how much change buys how much, by which moves; the least change for a target."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from graph.errors import NoAnswer
from graph.plan.choose import NothingMeets, choose
from graph.plan.costs import Costs
from graph.plan.decide import Answer, Effort
from graph.plan.limits import Bounds
from graph.plan.master import seconds_left
from graph.plan.model import Model, Values
from graph.plan.report import FrontPoint, Move

NEAR, TRIALS = 0.01, 8


def front_of(
    model: Model,
    bounds: Bounds,
    answer: Answer,
    points: int,
    effort: Effort,
    costs: Costs | None,
    explained: Callable[[Answer], tuple[Move, ...]],
) -> tuple[tuple[FrontPoint, ...], tuple[int, ...]]:
    """Return the shortage for budgets between none and what the plan moves, which ends it.

    Budgets within which no plan was found in time are returned too. ``explained``: verifies an
    answer and returns its moves. ``effort``: its seconds are those of all points.
    """
    if not points:
        return (), ()
    whole = places_moved(model, answer.places)
    deadline = time.monotonic() + effort.seconds
    by_change: dict[int, FrontPoint] = {}
    too_small: list[int] = []
    for n in range(points):
        at = answer
        if n < points - 1:
            budget = np.ceil(whole * n / (points - 1))
            seconds = seconds_left(deadline) / (points - 1 - n)
            try:
                if n and not seconds:
                    raise NothingMeets
                own = replace(effort, seconds=seconds, prove=False)
                at = choose(model, bounds, own, answer.cuts, budget)
            except NothingMeets:
                too_small.append(int(budget))
                continue
        cost = None if costs is None else costs.total(model, at.places)
        moved, shortage = int(places_moved(model, at.places)), sum(model.shortages(at.places))
        by_change[moved] = FrontPoint(moved, cost, shortage, at.bound, explained(at))
    return tuple(by_change[moved] for moved in sorted(by_change)), tuple(too_small)


def least_change(
    model: Model, bounds: Bounds, answer: Answer, effort: Effort, target: int
) -> tuple[Answer, int]:
    """Return the plan that leaves no more jobs empty than a target and moves fewest places.

    Also the most places with which no plan did: halved until the two are ``NEAR`` each other.

    Raises:
        NoAnswer: even the plan that may move all leaves more.
    """
    left = sum(model.shortages(answer.places))
    if left > target:
        raise NoAnswer("error.plan_target", target=target, least=int(np.ceil(left)))
    whole, least = int(places_moved(model, answer.places)), -1
    deadline = time.monotonic() + effort.seconds
    effort = replace(effort, seconds=effort.seconds / TRIALS, prove=False)
    best = answer
    while (most := int(places_moved(model, best.places))) - least > max(1, NEAR * whole):
        if not seconds_left(deadline):
            break
        budget = (least + most) // 2
        try:
            at = choose(model, bounds, effort, best.cuts, budget)
        except NothingMeets:
            least = budget
            continue
        if sum(model.shortages(at.places)) <= target:
            best = at
        else:
            least = budget
    return best, max(least, 0)


def places_moved(model: Model, places: Values) -> float:
    """Return the places moved, all years together."""
    more, fewer = model.changes(places)
    return float(more.sum() + fewer.sum())
