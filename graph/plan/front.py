"""The front: how much change buys how much, by which moves; the least change for a target."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from graph.errors import NoAnswer
from graph.plan.choose import NothingMeets, choose
from graph.plan.costs import Costs, Purse
from graph.plan.decide import Answer, Effort
from graph.plan.limits import FREE, Bounds
from graph.plan.master import seconds_left
from graph.plan.model import Model, Values
from graph.plan.report import By, FrontPoint, Move
from graph.plan.verify import require

NEAR, TRIALS = 0.01, 8


def front_of(
    model: Model,
    bounds: Bounds,
    answer: Answer,
    points: int,
    effort: Effort,
    costs: Costs | None,
    explained: Callable[[Answer], tuple[Move, ...]],
    by: By = "change",
    moved: float = FREE,
) -> tuple[tuple[FrontPoint, ...], tuple[int, ...]]:
    """Return the shortage for budgets between none and what the plan moves, which ends it.

    Budgets within which no plan was found in time are returned too. ``explained``: verifies an
    answer and returns its moves. ``effort``: its seconds are those of all points. ``by``: budgets
    are places moved, or yuan with at most ``moved`` places.

    Raises:
        NoAnswer: the budgets are yuan, and no costs are given.
    """
    if not points:
        return (), ()
    if by == "cost" and costs is None:
        raise NoAnswer("error.plan_no_costs")

    def of(at: Answer) -> FrontPoint:
        change, empty = int(places_moved(model, at.places)), sum(model.shortages(at.places))
        cost = None if costs is None else costs.total(model, at.places)
        return FrontPoint(change, cost, empty, at.bound, explained(at))

    last = of(answer)
    whole = last.along(by)
    deadline = time.monotonic() + effort.seconds
    listed = {whole: last}
    too_small: list[int] = []
    for n in range(points - 1):
        budget = float(np.ceil(whole * n / (points - 1)))
        purse = None if by == "change" or costs is None else Purse(costs, budget)
        seconds = seconds_left(deadline) / (points - 1 - n)
        try:
            if n and not seconds:
                raise NothingMeets
            own = replace(effort, seconds=seconds, prove=False)
            most = moved if purse else budget
            at = choose(model, bounds, own, answer.cuts, most, purse=purse)
        except NothingMeets:
            too_small.append(int(budget))
            continue
        point = of(at)
        require(point.along(by) <= budget + 1e-6 * max(1.0, budget), by)
        listed.setdefault(point.along(by), point)
    return tuple(listed[place] for place in sorted(listed)), tuple(too_small)


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
