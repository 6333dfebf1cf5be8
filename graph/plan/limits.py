"""Limits: what a plan keeps to, as bounds of single decisions and as rows over several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.gap.flows.flow import Ints
from graph.ontology import load
from graph.plan.model import Mask, Model, Programme, Values
from graph.things import Thing
from graph.words import join, say

CHANGE_PCT, CHANGE_PLACES = 30.0, 30.0  # of the ramp, where no limit says otherwise
CHANGED = 0.2  # a programme whose places differ by so much counts as changed
FREE = 1e9


@dataclass(frozen=True)
class Limit:
    """A limit. ``source``: ``given``, ``document`` (with its clause), ``usual`` or ``option``.

    ``of``: the thing of the key, None where it is for everything.
    """

    id: str
    scope: str
    key: str | None
    kind: str
    value: float | None
    from_year: int | None = None
    to_year: int | None = None
    source: str = "given"
    policy: str | None = None
    path: str | None = None
    measure: int | str | None = None
    of: Thing | None = None

    def holds(self, year: int) -> bool:
        """Tell whether the limit is for a year of intake."""
        return (self.from_year or 0) <= year <= (self.to_year or 9999)

    def covers(self, programme: Programme) -> bool:
        """Tell whether a programme is in the scope."""
        key = self.key or ""
        if self.scope == "all":
            return True
        if self.scope == "area":
            return key in programme.areas
        if self.scope == "major_group":
            return key in programme.groups
        if self.scope == "programme":
            return key in names(programme)
        return key == str(getattr(programme, self.scope))


# By how much each kind is loosened to see what it costs.
STEPS = {
    "places_max": 30.0,
    "places_min": -30.0,
    "change_pct_max": 5.0,
    "change_places_max": 10.0,
    "close_max": 1.0,
    "class_min": -5.0,
    "students_per_teacher_max": 1.0,
    "share_changed_min": -1.0,
    "protected": -10.0,
    "first_year": -1.0,
}


def loosened(limit: Limit) -> Limit:
    """Return the limit one step looser."""
    return replace(limit, value=max((limit.value or 0.0) + STEPS[limit.kind], 0.0))


def worded(limit: Limit, lang: str) -> str:
    """Name a limit as people know it: usual, fixed, asked for, or given by a row or clause."""
    if limit.source == "usual":
        return say(f"plan.limit.{limit.id}", lang, value=limit.value)
    if limit.kind in ("fixed", "budget"):
        return say(f"plan.limit.{limit.kind}", lang, id=limit.id, value=limit.value)
    kind = load().code_lists["plan_limit_kind"].by_notation[limit.kind].label.of(lang)
    value = "" if limit.value is None else f" {limit.value:,.10g}"
    details = [limit.of.of(lang)] if limit.of else []
    first, last = limit.from_year, limit.to_year
    if first or last:
        key = "years" if first and last else "since" if first else "up_to"
        details.append(say(f"plan.limit.{key}", lang, first=first, last=last))
    together = join([*details, source(limit, lang)], lang)
    return say("plan.limit.given", lang, limit=kind + value, details=together)


def source(limit: Limit, lang: str) -> str:
    """Say where a limit is from: its clause, else its id; set for the occasion, or by default."""
    if limit.source in ("usual", "option"):
        return say(f"plan.source.{limit.source}", lang)
    if limit.source != "document":
        return limit.id
    values = {"policy": limit.policy, "measure": limit.measure}
    return say("rules.clause", lang, heading="", **values).strip()


def names(programme: Programme) -> tuple[str, ...]:
    """Return how a programme may be written: college/major, and with its track."""
    pair = f"{programme.college}/{programme.major}"
    return (f"{pair}/{programme.track}",) if programme.track else (pair,)


@dataclass(frozen=True, eq=False)
class Row:
    """A limit over several decisions: ``low ≤ Σ weight · place ≤ high``, constants taken off."""

    limit: str
    year: int
    columns: Ints
    weights: Values
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Count:
    """A limit on how many programmes close (``closed``) or change (``changed``) until the end."""

    limit: str
    kind: str
    programmes: Ints
    year: int
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Bounds:
    """What the limits allow: programmes × years, then rows and counts.

    ``least``: the fewest places of what stays open; ``floor``: the fewest in any case (protected).
    ``ramp``: by how many places a year; ``closes``: what may close.
    """

    least: Values
    floor: Values
    cap: Values
    ramp: Values
    closes: Mask
    rows: tuple[Row, ...]
    counts: tuple[Count, ...]


def bounds_of(
    model: Model, limits: Sequence[Limit], teachers: Callable[[str], int | None] = lambda _: None
) -> Bounds:
    """Turn limits into bounds, rows and counts."""
    shape = model.base.shape
    least, floor = np.zeros(shape), np.zeros(shape)
    cap = np.full(shape, FREE)
    ramp_share, ramp_places = np.full(shape, FREE), np.full(shape, FREE)
    members = {
        limit.id: np.array([limit.covers(programme) for programme in model.programmes], bool)
        for limit in limits
    }
    years = np.array(model.years)
    for limit in limits:
        applies = np.array([limit.holds(year) for year in model.years])
        where = members[limit.id][:, None] & applies
        value = limit.value or 0.0
        if limit.kind == "class_min":
            least = np.where(where, np.maximum(least, value), least)
        elif limit.kind == "change_pct_max":
            ramp_share = np.where(where, np.minimum(ramp_share, value / 100), ramp_share)
        elif limit.kind == "change_places_max":
            ramp_places = np.where(where, np.minimum(ramp_places, value), ramp_places)
        elif limit.kind == "protected":
            kept = model.base if limit.value is None else np.full(shape, value)
            floor = np.where(where, np.maximum(floor, kept), floor)
        elif limit.kind == "fixed":
            floor = np.where(where, value, floor)
            least, cap = np.where(where, value, least), np.where(where, value, cap)
        elif limit.kind == "first_year":
            early = members[limit.id][:, None] & model.new[:, None] & (years < value)
            cap = np.where(early, 0.0, cap)
    special = np.array([programme.special for programme in model.programmes], bool)
    capacity = [FREE if p.capacity is None else p.capacity for p in model.programmes]
    cap = np.minimum(cap, np.maximum(np.array(capacity, np.float64), model.base[:, 0])[:, None])
    least = np.where(special[:, None], 0.0, least)
    floor = np.where(special[:, None] & (model.base > 0), np.maximum(floor, 1.0), floor)
    share = np.where(ramp_share == FREE, CHANGE_PCT / 100, ramp_share)
    places = np.where(ramp_places == FREE, CHANGE_PLACES, ramp_places)
    ramp = np.floor(share * model.base + places + 1e-9)
    floor = np.where(model.decided, floor, 0.0)
    least = np.where(floor > 0, floor, _reached(model, least, ramp, cap))
    least = np.maximum(np.where(floor > 0, floor, least), 1.0)
    closes, opens = _reach(model, least, floor, cap, ramp)
    return Bounds(
        least,
        np.where(model.decided & ~closes, least, floor),
        np.where(closes & ~opens, 0.0, cap),
        ramp,
        closes,
        tuple(_rows(model, limits, members, teachers)),
        tuple(_counts(model, limits, members)),
    )


def _reached(model: Model, least: Values, ramp: Values, cap: Values) -> Values:
    """Waive the class minimum in years before a programme can have risen to it, or closed."""
    if not least.size:
        return least
    way = np.cumsum(np.where(model.decided, ramp, 0.0), axis=1)
    start = model.base
    can_rise, can_close = np.minimum(start + way, cap) >= least, way >= start
    return np.where((start < least) & ~can_rise & ~can_close, 0.0, least)


def _reach(
    model: Model, least: Values, floor: Values, cap: Values, ramp: Values
) -> tuple[Mask, Mask]:
    """Tell which programmes can have closed by each year, and which can still be open then.

    The fewest and most places of one that is still open are followed, a year's change at a time; a
    new one opens when a year's change brings its minimum.
    """
    closes, opens = np.zeros((2, *model.base.shape), bool)
    low, high = model.base[:, 0].copy(), model.base[:, 0].copy()
    new = model.new
    closed, is_open = new | (low <= 0), ~new
    for t in range(len(model.years)):
        decided, step = model.decided[:, t], ramp[:, t]
        closed = np.where(decided, closed | (is_open & (low <= step)), closed)
        low = np.where(decided, np.maximum(least[:, t], low - step), low)
        before = np.where(is_open, high, 0.0)
        high = np.where(decided, np.minimum(cap[:, t], before + step), high)
        is_open = (is_open | (new & decided)) & (low <= high)
        closes[:, t], opens[:, t] = decided & closed, is_open
    stays = np.maximum.accumulate((floor > 0)[:, ::-1], axis=1)[:, ::-1]  # in this year or later
    return np.asarray(closes & ~stays), opens


def _rows(
    model: Model,
    limits: Sequence[Limit],
    members: dict[str, Mask],
    teachers: Callable[[str], int | None],
) -> list[Row]:
    rows = []
    for limit in limits:
        if limit.value is None:
            continue
        for position, year in enumerate(model.years):
            if not limit.holds(year):
                continue
            if limit.kind in ("places_max", "places_min"):
                where = np.flatnonzero(members[limit.id])
                ends = (0.0, limit.value) if limit.kind == "places_max" else (limit.value, FREE)
                rows.append(_row(model, limit, position, where, np.ones(len(where)), ends))
            elif limit.kind == "students_per_teacher_max":
                rows.extend(_teaching(model, limit, position, members[limit.id], teachers))
    return [row for row in rows if len(row.columns)]


def _row(
    model: Model,
    limit: Limit,
    position: int,
    programmes: Ints,
    weights: Values,
    ends: tuple[float, float],
) -> Row:
    """Make a row over the places of some programmes in a year; those not decided are constants."""
    column = model.column[programmes, position]
    is_free = column >= 0
    constant = float((weights * model.base[programmes, position])[~is_free].sum())
    columns, into = np.unique(column[is_free], return_inverse=True)
    summed = np.bincount(into, weights[is_free], len(columns)).astype(np.float64)
    low = ends[0] - constant if ends[0] > 0 else -FREE
    high = ends[1] - constant if ends[1] < FREE else FREE
    return Row(limit.id, model.years[position], columns.astype(np.int64), summed, low, high)


def _teaching(
    model: Model,
    limit: Limit,
    position: int,
    member: Mask,
    teachers: Callable[[str], int | None],
) -> list[Row]:
    """Limit the students of each college: those of a year and of the years before still there."""
    rows = []
    colleges = sorted(
        {p.college for p, inside in zip(model.programmes, member, strict=True) if inside}
    )
    for college in colleges:
        staff = teachers(college)
        if not staff:
            continue
        columns: list[int] = []
        weights: list[float] = []
        present = 0.0
        for index, programme in enumerate(model.programmes):
            if programme.college != college:
                continue
            for back in range(programme.length):
                earlier = position - back
                if earlier < 0:
                    students = programme.students
                    present += students[earlier] if -earlier <= len(students) else 0.0
                elif (column := int(model.column[index, earlier])) >= 0:
                    columns.append(column)
                    weights.append(programme.filled)
                else:
                    present += programme.filled * model.base[index, earlier]
        kept, into = np.unique(np.array(columns, np.int64), return_inverse=True)
        summed = np.bincount(into, np.array(weights), len(kept)).astype(np.float64)
        high = (limit.value or 0.0) * staff - present
        rows.append(Row(limit.id, model.years[position], kept, summed, -FREE, high))
    return rows


def _counts(model: Model, limits: Sequence[Limit], members: dict[str, Mask]) -> list[Count]:
    counts = []
    existing = ~model.new
    decided = model.decided.any(axis=1)
    for limit in limits:
        if limit.value is None:
            continue
        last = max((year for year in model.years if limit.holds(year)), default=None)
        if last is None:
            continue
        inside = members[limit.id]
        if limit.kind == "close_max":
            where = np.flatnonzero(inside & existing & decided & (model.base[:, 0] > 0))
            counts.append(Count(limit.id, "closed", where, last, 0.0, limit.value))
        elif limit.kind == "share_changed_min":
            where = np.flatnonzero(inside & decided)
            base = int((inside & existing & (model.base[:, 0] > 0)).sum())
            least = float(np.ceil(limit.value / 100 * base - 1e-9))
            counts.append(Count(limit.id, "changed", where, last, least, FREE))
    return counts


def is_changed(before: Values, after: Values) -> Mask:
    """Tell which programmes opened, closed, or have a fifth more or fewer places."""
    moved = np.abs(after - before) >= np.maximum(CHANGED * before, 1e-9) - 1e-6
    return np.asarray(moved & (before + after > 0))
