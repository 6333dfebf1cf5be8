"""What a plan does to the places of each entry. It is said as a reason, and moves nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

import polars as pl

from graph.gap.scope import GapParameters
from graph.lists.report import Entry, ListParameters, Lists, Reason
from graph.plan.plan import PlanParameters
from graph.plan.plan import plan as plan_of
from graph.plan.report import Move, Plan

Change = Literal["open", "grow", "keep", "shrink", "close"]
MORE: tuple[Change, ...] = ("open", "grow")
FEWER: tuple[Change, ...] = ("shrink", "close")
# What to do → what a plan does to the contrary.
AGAINST: dict[str, tuple[Change, ...]] = {
    **dict.fromkeys(("grow", "new", "strengthen"), FEWER),
    **dict.fromkeys(("turn", "hold", "reduce", "exit", "elsewhere"), MORE),
}


def question_of(parameters: ListParameters) -> PlanParameters:
    """Return the plan that stands beside lists: of the region, with new programmes."""
    own = parameters.gap
    return PlanParameters(GapParameters(basis=own.basis, entrants=own.entrants), opens=True)


def planned(
    tables: Mapping[str, pl.DataFrame],
    lists: Lists,
    progress: Callable[[float], None] = lambda _share: None,
) -> Lists:
    """Return lists with what the plan of the region does to each entry.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.plan.plan.plan`.
    """
    return with_plan(lists, plan_of(tables, question_of(lists.parameters), progress))


def with_plan(lists: Lists, plan: Plan) -> Lists:
    """Return lists with what a plan does to each entry; what is contrary to it is a conflict."""
    moves: dict[tuple[str, str], list[Move]] = defaultdict(list)
    new: dict[str, list[Move]] = defaultdict(list)
    for move in plan.moves:
        if move.is_new:
            new[move.major.key].append(move)
        else:
            moves[move.college.key, move.major.key].append(move)
    entries = []
    for entry in lists.entries:
        taught = [(college.key, entry.major.key) for college in entry.colleges]
        own = new[entry.major.key] if entry.is_new else [m for key in taught for m in moves[key]]
        entries.append(_with(entry, own))
    return replace(lists, entries=tuple(entries), plan_years=(plan.first, plan.until))


def _with(entry: Entry, moves: list[Move]) -> Entry:
    if not moves:
        return entry
    first, last = (edge(move.year for move in moves) for edge in (min, max))
    before = sum(move.before for move in moves if move.year == first)
    places = sum(move.places for move in moves if move.year == last)
    change = _change(before, places)
    years = str(first) if first == last else f"{first}–{last}"
    values = {"before": before, "places": places, "years": years, "last": last}
    is_against = change in AGAINST.get(entry.kind, ())
    conflict = "plan_against" if is_against and entry.conflict is None else entry.conflict
    return replace(
        entry, reasons=(*entry.reasons, Reason("plan", change, values)), conflict=conflict
    )


def _change(before: int, places: int) -> Change:
    if not before or not places:
        return "keep" if before == places else ("close" if before else "open")
    return "keep" if before == places else ("grow" if places > before else "shrink")
