"""What stands in the way: each limit one step looser, solved again; and what no plan can fill."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from graph.plan.cuts import Cut
from graph.plan.decide import Answer, Chooser, Effort
from graph.plan.limits import STEPS, Bounds, Limit, bounds_of, loosened
from graph.plan.master import (
    CLOSED,
    OPEN,
    UNDECIDED,
    Infeasible,
    Master,
    OutOfTime,
    seconds_left,
)
from graph.plan.model import Model
from graph.plan.report import LimitEffect, PlanCut

ROUNDS, MOST_CUTS = 30, 20
FINE = 1e-4


def effects_of_limits(
    model: Model,
    limits: Sequence[Limit],
    answer: Answer,
    effort: Effort,
    teachers: Callable[[str], int | None],
    deadline: float,
) -> tuple[LimitEffect, ...]:
    """Loosen each limit by one step and solve again, with what is open and closed as in the plan.

    Where closings or changes are counted, or what is open could not stay so, it may close.
    """
    before = _value(model, bounds_of(model, limits, teachers), answer, effort, False, deadline)
    listed = []
    for limit in limits:
        step = STEPS.get(limit.kind)
        if step is None or (limit.value is None and limit.kind != "protected"):
            continue
        if limit.value is None:
            others = [other for other in limits if other is not limit]
        else:
            others = [loosened(limit) if other is limit else other for other in limits]
        effect = None
        bounds = bounds_of(model, others, teachers)
        ways = (True,) if limit.kind in ("close_max", "share_changed_min") else (False, True)
        for is_free in ways:
            if before is None or time.monotonic() > deadline:
                break
            base = before
            if is_free:
                own = bounds_of(model, limits, teachers)
                base = _value(model, own, answer, effort, True, deadline) or before
            after = _value(model, bounds, answer, effort, is_free, deadline)
            if after is not None:
                effect = max(base - after, 0.0)
                break
        listed.append(LimitEffect(limit, step, effect))
    return tuple(listed)


def _value(
    model: Model,
    bounds: Bounds,
    answer: Answer,
    effort: Effort,
    is_free: bool,
    deadline: float,
) -> float | None:
    master = Master(model, bounds, effort.seed)
    master.add(answer.cuts)
    if not is_free:
        status = np.where(answer.places > 0, OPEN, CLOSED)
        master.decide(np.where(model.decided, status, UNDECIDED).astype(np.int8))
    chooser = Chooser(model, bounds, effort, master, 0.0, deadline)
    try:
        value = chooser.relaxed(ROUNDS, FINE).objective
    except Infeasible:
        return None
    return None if chooser.ran_out else value


def most_of(
    model: Model, bounds: Bounds, cuts: Sequence[PlanCut], raw: Sequence[Cut], deadline: float
) -> tuple[PlanCut, ...]:
    """Add to the largest cuts who could enter at most under any plan within the limits, in time."""
    of = {(model.effects[cut.effect].year, tuple(cut.occupations.tolist())): cut for cut in raw}
    largest = {cut.id for cut in sorted(cuts, key=lambda c: -c.short)[:MOST_CUTS]}
    listed = []
    master = Master(model, bounds)
    for cut in cuts:
        most = None
        if cut.id in largest:
            most = most_in_time(master, of[cut.year, cut.positions], deadline)
        listed.append(replace(cut, most=None if most is None else max(most, cut.supply)))
    return tuple(listed)


def most_in_time(master: Master, cut: Cut, deadline: float) -> int | None:
    """Return who could enter at most, None where the time is too short to tell."""
    seconds = seconds_left(deadline)
    try:
        return int(np.ceil(master.most(cut, seconds) - 1e-6)) if seconds else None
    except OutOfTime:
        return None
