"""Limits that contradict each other: a set of which none can be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from graph.errors import NoAnswer
from graph.plan.limits import FREE, Limit, bounds_of, worded
from graph.plan.master import Infeasible, Master
from graph.plan.model import Model
from graph.plan.search import search
from graph.words import join, say

SECONDS = 5.0
CAPACITY = "programmes.capacity"


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
    teachers: Callable[[str], int | None],
    budget: float | None = None,
) -> NoAnswer:
    """Return the error that names the limits, and the budget, which no plan meets together."""
    if budget is not None:
        limits = [*limits, Limit("budget", "all", None, "budget", budget, source="option")]
    ids = conflicting(model, limits, teachers)
    if not ids:
        return NoAnswer("error.plan_conflict_unknown")
    named = {limit.id: limit for limit in limits if limit.id in ids}
    return Contradiction("error.plan_conflict", limits=", ".join(ids), ids=ids, named=named)


def conflicting(
    model: Model, limits: Sequence[Limit], teachers: Callable[[str], int | None]
) -> list[str]:
    """Return the ids of an irreducible set of limits that no plan meets together.

    None where no contradiction was proven in time.
    """
    needs_search = _meets(model, limits, teachers, False)
    if needs_search and _meets(model, limits, teachers, True):
        return []
    kept = list(limits)
    for limit in limits:
        others = _without(kept, limit)
        if not _meets(model, others, teachers, needs_search):
            kept = others
    named = [limit.id for limit in kept if (limit.value or 0.0) < FREE]
    roomy = replace(model, programmes=tuple(replace(p, capacity=None) for p in model.programmes))
    if _meets(roomy, kept, teachers, needs_search):
        named.append(CAPACITY)
    return named


def _without(limits: Sequence[Limit], dropped: Limit) -> list[Limit]:
    """Leave a limit out; the yearly change, which has a usual value, becomes unlimited."""
    if dropped.kind in ("change_pct_max", "change_places_max"):
        free = replace(dropped, value=FREE)
        return [free if limit is dropped else limit for limit in limits]
    return [limit for limit in limits if limit is not dropped]


def _meets(
    model: Model, limits: Sequence[Limit], teachers: Callable[[str], int | None], searches: bool
) -> bool:
    """Tell whether some plan meets the limits; an unfinished search counts as yes."""
    master = Master(model, bounds_of(model, limits, teachers))
    for limit in limits:
        if limit.kind == "budget" and limit.value is not None:
            master.budget(limit.value)
    try:
        if searches:
            search(master, 1.0, SECONDS)
        else:
            master.run()
    except Infeasible:
        return False
    return True
