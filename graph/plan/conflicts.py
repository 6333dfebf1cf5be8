"""Limits that contradict each other: a set of which none can be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from graph.errors import NoAnswer
from graph.plan.limits import FREE, Limit, bounds_of, worded
from graph.plan.master import Infeasible, Master, OutOfTime, seconds_left
from graph.plan.model import Model
from graph.plan.search import search
from graph.words import join, say

SEARCH_S, LEAST_S = 5.0, 1.0  # for one search at most; with less time than that none is begun
CAPACITY = "programmes.capacity"
Teachers = Callable[[str], int | None]


@dataclass(frozen=True)
class Conflict:
    """Ids of limits that no plan meets together; none where that was not proven.

    ``is_least``: without any of them the others can be met; else the time was too short to tell.
    """

    ids: tuple[str, ...] = ()
    is_least: bool = True


class Contradiction(NoAnswer):
    """Limits that contradict each other; it words each as people know it."""

    def text(self, lang: str) -> str:
        """Return the message, in which each limit has its name."""
        named: dict[str, Limit] = self.values["named"]
        limits = [
            worded(named[id_], lang) if id_ in named else say("plan.limit.capacity", lang)
            for id_ in self.values["ids"]
        ]
        return say(self.key, lang, limits=join(limits, lang))


def contradiction(
    model: Model,
    limits: Sequence[Limit],
    teachers: Teachers,
    deadline: float,
    budget: float | None = None,
) -> NoAnswer:
    """Return the error that names the limits, and the budget, which no plan meets together."""
    if budget is not None:
        limits = [*limits, Limit("budget", "all", None, "budget", budget, source="option")]
    conflict = conflicting(model, limits, teachers, deadline)
    if not conflict.ids:
        return NoAnswer("error.plan_conflict_unknown")
    named = {limit.id: limit for limit in limits if limit.id in conflict.ids}
    key = "error.plan_conflict" if conflict.is_least else "error.plan_conflict_among"
    return Contradiction(key, limits=", ".join(conflict.ids), ids=list(conflict.ids), named=named)


def conflicting(
    model: Model, limits: Sequence[Limit], teachers: Teachers, deadline: float = FREE
) -> Conflict:
    """Return a set of limits that no plan meets together, and leave out what is not needed.

    When the time runs out, the limits that were not tried yet stay in the set.
    """

    def meets(tried: Sequence[Limit], searches: bool, of: Model = model) -> bool | None:
        return _meets(of, tried, teachers, searches, deadline)

    try:
        needs_search = meets(limits, False) is not False
        if needs_search and meets(limits, True) is not False:
            return Conflict()
    except OutOfTime:
        return Conflict()
    kept, is_least = list(limits), True
    capacities: list[str] = []
    try:
        for limit in limits:
            others = _without(kept, limit)
            met = meets(others, needs_search)
            kept = others if met is False else kept
            is_least = is_least and met is not None
        roomy = tuple(replace(programme, capacity=None) for programme in model.programmes)
        if meets(kept, needs_search, replace(model, programmes=roomy)):
            capacities = [CAPACITY]
    except OutOfTime:
        is_least = False
    named = [limit.id for limit in kept if (limit.value or 0.0) < FREE]
    return Conflict((*named, *capacities), is_least)


def _without(limits: Sequence[Limit], dropped: Limit) -> list[Limit]:
    """Leave a limit out; the yearly change, which has a usual value, becomes unlimited."""
    if dropped.kind in ("change_pct_max", "change_places_max"):
        free = replace(dropped, value=FREE)
        return [free if limit is dropped else limit for limit in limits]
    return [limit for limit in limits if limit is not dropped]


def _meets(
    model: Model, limits: Sequence[Limit], teachers: Teachers, searches: bool, deadline: float
) -> bool | None:
    """Tell whether some plan meets the limits; None where a search came to no end.

    Raises:
        OutOfTime: the deadline is too near to tell.
    """
    seconds = min(SEARCH_S, seconds_left(deadline))
    if seconds < LEAST_S:
        raise OutOfTime
    master = Master(model, bounds_of(model, limits, teachers))
    for limit in limits:
        if limit.kind == "budget" and limit.value is not None:
            master.budget(limit.value)
    try:
        if searches:
            point, _ = search(master, 1.0, seconds)
            return None if point is None else True
        master.run(seconds_left(deadline))
    except Infeasible:
        return False
    return True
