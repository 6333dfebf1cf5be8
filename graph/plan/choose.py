"""The choice of a plan: the relaxed bound, the better of dive and search, whole places, a proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from graph.plan.costs import Purse
from graph.plan.cuts import Cut
from graph.plan.decide import EXACT_GAP, GOOD, SEARCH_SHARE, Answer, Chooser, Effort, Progress
from graph.plan.limits import FREE, Bounds
from graph.plan.master import Infeasible, Master, Point, seconds_left
from graph.plan.model import Model
from graph.plan.search import search

USUAL = Effort()
SHARE = 0.5  # of the time, at most, for the bound


class NothingMeets(Exception):
    """No plan meets the limits."""


def choose(
    model: Model,
    bounds: Bounds,
    effort: Effort = USUAL,
    kept: Sequence[Cut] = (),
    budget: float = FREE,
    progress: Progress = lambda _share: None,
    purse: Purse | None = None,
) -> Answer:
    """Choose the places of every programme and year, within a budget of places and of yuan.

    Raises:
        NothingMeets: no plan meets the limits.
    """
    begun = time.monotonic()
    master = Master(model, bounds, effort.seed)
    if budget < FREE:
        master.budget(budget)
    if purse is not None:
        master.spend(purse.costs.of_steps, purse.most)
    master.add(kept)
    today = model.value(model.base)
    main = Chooser(model, bounds, effort, master, today, begun + SHARE * effort.seconds)
    try:
        relaxed = main.relaxed()
    except Infeasible:
        raise NothingMeets from None
    bound, is_short = relaxed.objective, main.ran_out
    main.ran_out, main.deadline = False, begun + effort.seconds
    progress(0.3)
    best: Answer | None = None
    for name, way in (("dive", main.dive), ("search", main.rens)):
        if best is not None and (main.is_late or best.objective - bound <= GOOD * max(1.0, today)):
            break
        main.master.release()
        answer = _whole(main, way, relaxed, name)
        if answer is not None and (best is None or answer.objective < best.objective - 1e-9):
            best = answer
        progress(0.6)
    if best is None:
        best = _last_resort(main)
    if effort.exact:
        best, bound = _exactly(main, best, bound)
    if effort.prove:
        main.master.release()
        seconds = begun + 2 * effort.seconds - time.monotonic()
        _, proven = search(main.master, 1e-4, seconds, is_limited=False)
        bound = max(bound, proven)
    best.bound = min(bound, best.objective)
    best.ran_out, best.cuts = main.ran_out or is_short, tuple(main.master.kept.values())
    return best


def _exactly(chooser: Chooser, best: Answer, bound: float) -> tuple[Answer, float]:
    """Search on with a flow along every arc, in whole places, from the best plan so far.

    Returns:
        The better plan, and the better bound; the time may run out before they meet.
    """
    chooser.master.release()
    master = chooser.master
    start = best.places[master.programme, master.intake]
    point, proven = search(master, EXACT_GAP, seconds_left(chooser.deadline), start, False, True)
    bound = max(bound, proven)
    if point is not None:
        places = np.floor(point.places + 0.5)
        objective = chooser.model.value(places)
        if objective < best.objective - 1e-9:
            best = Answer(places, objective, -np.inf, "exact")
    gap = best.objective - bound
    chooser.ran_out = chooser.ran_out or gap > max(1.0, EXACT_GAP * best.objective)
    return best, bound


def _whole(
    chooser: Chooser, way: Callable[[Point], Point | None], relaxed: Point, name: str
) -> Answer | None:
    """Follow a way to whole decisions and whole places; None where it leads nowhere."""
    try:
        point = way(relaxed)
        if point is None:
            return None
        places = chooser.whole(point).places
    except Infeasible:
        return None
    places = np.floor(places + 0.5)
    return Answer(places, chooser.model.value(places), -np.inf, name)


def _last_resort(chooser: Chooser) -> Answer:
    """Search over everything at once.

    Raises:
        NothingMeets: there is no such plan, or none was found in time.
    """
    chooser.master.release()
    seconds = max(seconds_left(chooser.deadline), SEARCH_SHARE * chooser.effort.seconds)
    try:
        point, _ = search(chooser.master, 1.0, seconds, is_limited=False)
    except Infeasible:
        raise NothingMeets from None
    if point is None:
        raise NothingMeets
    try:
        places = np.floor(chooser.whole(point).places + 0.5)
    except Infeasible:
        raise NothingMeets from None
    return Answer(places, chooser.model.value(places), -np.inf, "search")
