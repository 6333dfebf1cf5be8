"""The decisions of a plan explained: what changes, why, and which limit it meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from graph.plan.fixes import named
from graph.plan.limits import Bounds, Limit
from graph.plan.model import Key, Model, Values
from graph.plan.opening import Openings
from graph.plan.report import Kind, Move, PlanCut, Reason
from graph.things import things_by_key


def moves_of(
    tables: Mapping[str, pl.DataFrame],
    model: Model,
    bounds: Bounds,
    limits: Sequence[Limit],
    places: Values,
    cuts: Sequence[PlanCut],
    openings: Openings,
) -> tuple[Move, ...]:
    """List every decision, with why and the limit it meets: what opens and closes first.

    What could open and does not is left out.
    """
    colleges, majors = things_by_key(tables["colleges"]), things_by_key(tables["majors"])
    served: dict[Key, list[PlanCut]] = {}
    for cut in cuts:
        for key in cut.programmes:
            served.setdefault(key, []).append(cut)
    full = _full(model, bounds, places)
    listed = []
    for i, t in zip(*(part.tolist() for part in model.decisions), strict=True):
        programme = model.programmes[i]
        start = int(places[i, t - 1] if t else model.base[i, 0])
        after = int(places[i, t])
        if programme.is_new and not after:
            continue
        kind = _kind(start, after)
        due = model.years[t] + programme.length
        serves = max(
            served.get(programme.key, ()) if after > start else (),
            key=lambda cut: (cut.year == due, cut.short),
            default=None,
        )
        listed.append(
            Move(
                programme.key,
                named(colleges, programme.college),
                named(majors, programme.major),
                model.years[t],
                start,
                after,
                kind,
                _reason(kind, start, float(bounds.least[i, t]), serves, programme.key in served),
                None if serves is None else serves.id,
                _met(model, bounds, limits, full, places, i, t, start),
                openings.get(programme.key),
            )
        )
    ends = "open", "close"
    listed.sort(key=lambda m: (m.kind not in ends, m.year, -abs(m.change), m.key[0], m.key[1]))
    return tuple(listed)


def _kind(before: int, after: int) -> Kind:
    if before == after:
        return "keep"
    if not before or not after:
        return "close" if before else "open"
    return "grow" if after > before else "shrink"


def _reason(kind: Kind, start: int, least: float, cut: PlanCut | None, is_needed: bool) -> Reason:
    if kind == "keep":
        return "keep"
    if start < least and kind in ("grow", "close"):
        return "short" if cut is not None else "class_min"
    if kind in ("grow", "open"):
        return "short" if cut is not None else "elsewhere"
    return "elsewhere" if is_needed else "surplus"


def _met(
    model: Model,
    bounds: Bounds,
    limits: Sequence[Limit],
    full: Mapping[tuple[int, int], str],
    places: Values,
    i: int,
    t: int,
    start: int,
) -> str | None:
    """Return the limit that the places of a decision meet, None where none."""
    value, programme, year = places[i, t], model.programmes[i], model.years[t]
    own = [limit for limit in limits if limit.covers(programme) and limit.holds(year)]

    def first(*kinds: str) -> str | None:
        return next((limit.id for limit in own if limit.kind in kinds), None)

    if value and value == bounds.least[i, t] and value != start:
        return first("fixed", "protected", "class_min")
    if value == bounds.cap[i, t]:
        return first("fixed") or ("capacity" if value else first("class_min"))
    if value != start and abs(value - start) >= bounds.ramp[i, t]:
        return first("change_pct_max") or first("change_places_max")
    return full.get((year, int(model.column[i, t])))


def _full(model: Model, bounds: Bounds, places: Values) -> dict[tuple[int, int], str]:
    """Return the limit over several decisions that each decision of a year meets, if any."""
    values = places[model.decisions]
    full: dict[tuple[int, int], str] = {}
    for row in bounds.rows:
        total = float(row.weights @ values[row.columns])
        if row.high - total < 0.5 or total - row.low < 0.5:
            for column in row.columns.tolist():
                full.setdefault((row.year, column), row.limit)
    return full
