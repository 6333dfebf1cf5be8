"""The verifier: every limit re-checked and every sum re-added, from the model alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from graph.errors import TwinChainError
from graph.plan.limits import Bounds, Limit, is_changed
from graph.plan.model import COST, Model, Values
from graph.plan.report import PlanCut

ALMOST = 0.5  # a place: limits that are no whole numbers


def verify(
    model: Model,
    bounds: Bounds,
    limits: Sequence[Limit],
    places: Values,
    objective: float,
    teachers: Callable[[str], int | None] = lambda _: None,
) -> None:
    """Check a plan against every limit, year by year, and value it anew.

    Raises:
        TwinChainError: the program is at fault; nothing may be printed.
    """
    require(bool((np.abs(places - np.round(places)) < 1e-9).all()), "whole")
    require(bool((np.where(model.decided, 0, places - _held(model, places)) == 0).all()), "known")
    before = np.concatenate([model.base[:, :1], places[:, :-1]], axis=1)
    step = np.where(model.decided, places - before, 0.0)
    require(bool((np.abs(step) <= bounds.ramp + 1e-6).all()), "change")
    open_ones = model.decided & (places > 0)
    require(bool((places[open_ones] >= bounds.least[open_ones] - 1e-6).all()), "class_min")
    require(bool((places[model.decided] <= bounds.cap[model.decided] + 1e-6).all()), "capacity")
    require(bool((places[model.decided] >= bounds.floor[model.decided] - 1e-6).all()), "protected")
    opened, closed = (before <= 0) & (places > 0), (before > 0) & (places <= 0)
    require(not bool(np.where(model.new[:, None], closed, opened).any()), "closed")
    for limit in limits:
        _check(model, limit, places, teachers)
    value = model.empty(model.shortages(places)) + COST * float(np.abs(step).sum())
    require(abs(value - objective) < 1e-6 * max(1.0, value), "value")


def _held(model: Model, places: Values) -> Values:
    """Return what each undecided year must be: the last decided one, else the places as known."""
    held = model.base.copy()
    for t in range(1, places.shape[1]):
        later = model.decided[:, :t].any(axis=1)
        held[:, t] = np.where(later, places[:, t - 1], held[:, t])
    return held


def _check(
    model: Model, limit: Limit, places: Values, teachers: Callable[[str], int | None]
) -> None:
    inside = np.array([limit.covers(programme) for programme in model.programmes], bool)
    value = limit.value
    for t, year in enumerate(model.years):
        if not limit.holds(year) or value is None:
            continue
        total = float(places[inside, t].sum())
        movable = bool((model.column[inside, t] >= 0).any())
        if limit.kind == "places_max" and movable:
            require(total <= value + ALMOST, limit.id)
        if limit.kind == "places_min" and movable:
            require(total >= value - ALMOST, limit.id)
        if limit.kind == "students_per_teacher_max":
            _check_teachers(model, limit, places, t, inside, teachers)
    last = [t for t, year in enumerate(model.years) if limit.holds(year)]
    if not last or value is None:
        return
    base, after = model.base[:, 0], places[:, last[-1]]
    movable_ones = inside & model.decided.any(axis=1)
    if limit.kind == "close_max":
        require(int((movable_ones & (base > 0) & (after <= 0)).sum()) <= value, limit.id)
    if limit.kind == "share_changed_min":
        changed = int((movable_ones & is_changed(base, after)).sum())
        require(changed >= value / 100 * int((inside & (base > 0)).sum()) - 1e-9, limit.id)


def _check_teachers(
    model: Model,
    limit: Limit,
    places: Values,
    t: int,
    inside: Values,
    teachers: Callable[[str], int | None],
) -> None:
    students: dict[str, float] = {}
    for i, programme in enumerate(model.programmes):
        for back in range(programme.length):
            if t - back >= 0:
                present = programme.filled * places[i, t - back]
            else:
                enrolled = programme.students
                present = enrolled[t - back] if back - t <= len(enrolled) else 0.0
            students[programme.college] = students.get(programme.college, 0.0) + present
    for college in {p.college for p, there in zip(model.programmes, inside, strict=True) if there}:
        staff = teachers(college)
        if staff:
            require(students[college] <= (limit.value or 0.0) * staff + ALMOST, limit.id)


def verify_cuts(model: Model, places: Values, cuts: Sequence[PlanCut]) -> None:
    """Re-add the two sums of every cut, and all of a year to its shortage.

    Raises:
        TwinChainError: the program is at fault; nothing may be printed.
    """
    for effect in model.effects:
        of_year = [cut for cut in cuts if cut.year == effect.year]
        supply = effect.supply(places)
        reaching = effect.network
        for cut in of_year:
            inside = np.zeros(len(reaching.demand), bool)
            inside[list(cut.positions)] = True
            entering = np.unique(reaching.major[inside[reaching.occupation]])
            require(int(reaching.demand[inside].sum()) == cut.demand, "cut")
            require(cut.demand - cut.supply == cut.short, "cut")
            require(abs(float(supply[entering].sum()) - cut.supply) < 1.01, "cut")
        total = sum(cut.short for cut in of_year)
        require(abs(total - effect.solved(places)[0]) < 0.51, "cut")


def require(is_met: bool, limit: str) -> None:
    """Raise unless a check is met.

    Raises:
        TwinChainError: the program is at fault; nothing may be printed.
    """
    if not is_met:
        raise TwinChainError("error.plan_certificate", limit=limit)
