"""The monolithic plan with a flow arc for every pair, by scipy: the referee of the engine."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from graph.plan.limits import CHANGED, Limit
from graph.plan.model import COST, Model

USUAL = {"change_pct_max": 30.0, "change_places_max": 30.0, "class_min": 1.0}


def setting(limits: list[Limit], kind: str, programme: object, year: int, worst: object) -> float:
    values = [
        limit.value
        for limit in limits
        if limit.kind == kind and limit.holds(year) and limit.covers(programme)  # type: ignore[arg-type]
    ]
    return float(worst(values)) if values else USUAL[kind]  # type: ignore[operator]


def best(
    model: Model, limits: list[Limit], gap: float = 1e-6, seconds: float = 60.0
) -> tuple[float | None, float]:
    """The least objective (None: nothing meets the limits) and the bound, written from the design.

    Kinds: class_min, change_pct_max, change_places_max, places_max, places_min, protected,
    close_max, share_changed_min.
    """
    cost: list[float] = []
    low: list[float] = []
    high: list[float] = []
    whole: list[int] = []
    entries: list[tuple[int, int, float]] = []
    ends: list[tuple[float, float]] = []

    def column(price: float, least: float, most: float, is_whole: bool = False) -> int:
        cost.append(price)
        low.append(least)
        high.append(most)
        whole.append(int(is_whole))
        return len(cost) - 1

    def row(terms: list[tuple[int, float]], least: float, most: float) -> None:
        entries.extend((len(ends), k, weight) for k, weight in terms)
        ends.append((least, most))

    place: dict[tuple[int, int], int] = {}
    is_open: dict[tuple[int, int], int] = {}
    for i, programme in enumerate(model.programmes):
        before: int | None = None
        for t, year in enumerate(model.years):
            if not programme.first <= year <= programme.last:
                continue
            pct = setting(limits, "change_pct_max", programme, year, min)
            add = setting(limits, "change_places_max", programme, year, min)
            start = 0 if programme.is_new else programme.places
            ramp = np.floor(pct / 100 * start + add + 1e-9)
            least = setting(limits, "class_min", programme, year, max)
            kept = [
                programme.places if limit.value is None else limit.value
                for limit in limits
                if limit.kind == "protected" and limit.holds(year) and limit.covers(programme)
            ]
            most = start + ramp * len(model.years)
            n, o = column(0, 0, most, True), column(0, 0, 1, True)
            more, fewer = column(COST, 0, ramp), column(COST, 0, ramp)
            if kept:
                least, low[o] = max(kept), 1
            row([(n, 1), (o, -most)], -np.inf, 0)
            row([(n, 1), (o, -max(least, 1.0))], 0, np.inf)
            if before is None:
                row([(n, 1), (more, -1), (fewer, 1)], start, start)
            else:
                row([(n, 1), (before, -1), (more, -1), (fewer, 1)], 0, 0)
                stays = (-np.inf, 0) if programme.is_new else (0, np.inf)
                row([(is_open[i, t - 1], 1), (o, -1)], *stays)
            place[i, t], is_open[i, t], before = n, o, n
    last = len(model.years) - 1
    for limit in limits:
        members = [i for i, p in enumerate(model.programmes) if limit.covers(p)]
        for t, year in enumerate(model.years):
            terms = [(place[i, t], 1.0) for i in members]
            if limit.kind == "places_max" and limit.holds(year):
                row(terms, -np.inf, limit.value or 0)
            if limit.kind == "places_min" and limit.holds(year):
                row(terms, limit.value or 0, np.inf)
        if limit.kind == "close_max":
            row(
                [(is_open[i, last], 1.0) for i in members],
                len(members) - (limit.value or 0),
                np.inf,
            )
        if limit.kind == "share_changed_min":
            marks = []
            for i in members:
                base = model.programmes[i].places
                up, down = column(0, 0, 1, True), column(0, 0, 1, True)
                most = high[place[i, last]]
                row([(place[i, last], 1), (up, -(1 + CHANGED) * base)], 0, np.inf)
                row([(place[i, last], 1), (down, most - (1 - CHANGED) * base)], -np.inf, most)
                row([(up, 1), (down, 1)], 0, 1)
                marks += [(up, 1.0), (down, 1.0)]
            row(marks, np.ceil((limit.value or 0) / 100 * len(members) - 1e-9), np.inf)
    for effect in model.effects:
        out: dict[int, list[tuple[int, float]]] = {}
        into: dict[int, list[tuple[int, float]]] = {}
        for i, j in zip(
            effect.network.major.tolist(), effect.network.occupation.tolist(), strict=True
        ):
            arc = column(0, 0, np.inf)
            out.setdefault(i, []).append((arc, 1.0))
            into.setdefault(j, []).append((arc, 1.0))
        for node, terms in out.items():
            answers = np.flatnonzero(effect.node == node)
            brought = [
                (place[int(effect.programme[k]), int(effect.intake[k])], -float(effect.yields[k]))
                for k in answers
            ]
            row([*terms, *brought], -np.inf, float(effect.fixed[node]))
        for j, needed in enumerate(effect.network.demand.tolist()):
            short = column(1, 0, needed)
            row([*into.get(j, []), (short, 1.0)], needed, np.inf)
    rows, columns, weights = zip(*entries, strict=True)
    matrix = coo_array((weights, (rows, columns)), shape=(len(ends), len(cost))).tocsr()
    least_ends, most_ends = zip(*ends, strict=True)
    answer = milp(
        np.array(cost),
        integrality=np.array(whole),
        bounds=Bounds(np.array(low), np.array(high)),
        constraints=LinearConstraint(matrix, np.array(least_ends), np.array(most_ends)),
        options={"mip_rel_gap": gap, "time_limit": seconds},
    )
    if answer.x is None:
        return None, np.inf
    return float(answer.fun), float(answer.mip_dual_bound)
