"""Plans of planted cities and provinces, loose and tight, beside one programme with all flows.

``python -m benchmarks.measure benchmarks.plans:chosen '{"kind": "tight", "name": "province"}'``
runs one. The peer is the whole model in HiGHS, on one thread as ours: a flow along every arc of
every year and a switch for every decision, without cuts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.measure import Failed, Measured, measure
from benchmarks.row import Row
from graph.gap.flows.flow import Network
from graph.plan.choose import choose
from graph.plan.decide import Effort
from graph.plan.limits import Limit, bounds_of
from graph.plan.master import Master
from graph.plan.model import Effect, Model, Programme, of
from graph.plan.search import search
from graph.plan.verify import verify

SIZES = {"city": (60, 80), "province": (1_200, 1_500)}
MOST_S = {"city": 2.0, "exact": 20.0, "province": 60.0}
NARROW = ("tight", "narrow")
YEARS, FIRST, ARCS, COLLEGES = 4, 2025, 11, 120
CLOCK_S = 240.0  # ours and the peer, on the clock: more than the usual 60, as machines are busy
CASES = (
    ("loose", "city", False), ("tight", "city", False),
    ("loose", "city", True), ("tight", "city", True),
    ("loose", "province", False), ("tight", "province", False), ("narrow", "province", False),
)  # fmt: skip
SAID = (
    "Plans: from a made-up model to the verified plan, in a process of its own; % of today's "
    "shortage. Loose: the usual yearly change; tight: a tenth more demand, no places more in all, "
    "10 % and 30 places a year; narrow: 5 % and 5 places. HiGHS stops after 240 s of the clock."
)


def rows(work: Path) -> Iterator[Row]:
    """Each case and the whole model, each in a process of its own."""
    for kind, name, exact in CASES:
        programmes, occupations = SIZES[name]
        most_s = MOST_S["exact" if exact else name]
        way = f"{kind}, exact" if exact else kind
        what = f"plan of a {name}, {programmes:,} programmes × {occupations:,} occupations, {way}"
        ours, near = _measured(work, "chosen", kind=kind, name=name, exact=exact)
        if ours is None:
            raise Failed(near)
        peer, peer_name = None, ""
        if not exact and kind != "narrow":
            peer, far = _measured(work, "whole", kind=kind, name=name)
            peer_name = f"HiGHS, the whole model: {far}"
        yield Row(f"{what}: {near}", ours, peer_name, peer, most_cpu_s=most_s, said=SAID)


def _measured(work: Path, way: str, **asked: object) -> tuple[Measured | None, str]:
    """Return what a way took, and how near it came to its bound."""
    file = work / "told.json"
    file.unlink(missing_ok=True)
    try:
        took = measure(f"benchmarks.plans:{way}", 2 * CLOCK_S, file=str(file), **asked)
    except Failed as problem:
        return None, str(problem)
    value, bound, today = json.loads(file.read_text(encoding="utf-8"))
    if value is None:
        return took, "no plan in time"
    gap = value - bound
    return took, f"{gap:,.0f} persons from the bound ({100 * gap / today:.2f} %)"


def planted(name: str, kind: str, seed: int = 1) -> tuple[Model, list[Limit]]:
    """Make a region whose crosswalk leads to neighbouring occupations, and its limits.

    ``loose``: demand as supply, the usual yearly change. ``tight``: a tenth more demand, no places
    more in all, a yearly change of 10 % and 30 places. ``narrow``: of 5 % and 5 places.
    ``colleges``: as loose, without a place more in any of the colleges.
    """
    programmes, occupations = SIZES[name]
    draw = np.random.default_rng(seed)
    places = np.maximum(draw.negative_binomial(2, 2 / 80, programmes), 5)
    lengths = draw.choice([2, 3, 4], programmes, p=[0.1, 0.7, 0.2])
    until = FIRST + YEARS + 2
    given = [
        Programme(f"C{i % COLLEGES:03}", f"M{i:04}", None, n, FIRST, until - length, length)
        for i, (n, length) in enumerate(zip(places.tolist(), lengths.tolist(), strict=True))
    ]
    arcs = {
        (i, int(i * occupations / programmes + step) % occupations)
        for i in range(programmes)
        for step in draw.normal(0, 6, max(1, draw.poisson(ARCS))).round()
    }
    yields = draw.uniform(0.4, 0.9, programmes)
    share = draw.gamma(1.0, 1.0, occupations)
    needed = share / share.sum() * (places * yields).sum() * (1.1 if kind in NARROW else 1.0)
    effects = []
    for year in range(FIRST + 2, until + 1):
        intake = year - lengths
        decided = (intake >= FIRST) & (intake <= until - lengths)
        demand = np.round(needed * (1 + 0.03 * (year - FIRST))).astype(int)
        effects.append(
            Effect(
                year,
                Network.of([0] * programmes, demand.tolist(), sorted(arcs)),
                np.where(decided, 0.0, places * yields),
                np.flatnonzero(decided),
                (intake - FIRST)[decided],
                np.flatnonzero(decided),
                yields[decided],
            )
        )
    limits = [_limit("class_min", 30)]
    if kind == "colleges":
        own = {f"C{i % COLLEGES:03}": float(places[i::COLLEGES].sum()) for i in range(COLLEGES)}
        limits += [
            Limit(f"places_max {key}", "college", key, "places_max", most)
            for key, most in own.items()
        ]
    if kind in NARROW:
        percent, more = (5, 5) if kind == "narrow" else (10, 30)
        limits += [_limit("places_max", float(places.sum()))]
        limits += [_limit("change_pct_max", percent), _limit("change_places_max", more)]
    return of(range(FIRST, until - 1), given, effects), limits


def _limit(kind: str, value: float) -> Limit:
    return Limit(kind, "all", None, kind, value)


def chosen(
    kind: str, name: str, file: str, exact: bool = False, seed: int = 1, seconds: float = CLOCK_S
) -> None:
    """Choose a plan, verify it, and write value, bound and today's shortage to a file."""
    model, limits = planted(name, kind, seed)
    bounds = bounds_of(model, limits)
    answer = choose(model, bounds, Effort(seconds=seconds, exact=exact))
    verify(model, bounds, limits, answer.places, answer.objective)
    _tell(file, model, answer.objective, answer.bound)


def whole(kind: str, name: str, file: str, seed: int = 1) -> None:
    """Solve the whole model, with a flow along every arc."""
    model, limits = planted(name, kind, seed)
    master = Master(model, bounds_of(model, limits))
    point, bound = search(master, 1e-4, CLOCK_S, is_limited=False, is_exact=True)
    _tell(file, model, None if point is None else point.objective, bound)


def _tell(file: str, model: Model, value: float | None, bound: float) -> None:
    figures = [value, bound, sum(model.shortages(model.base))]
    Path(file).write_text(json.dumps(figures), encoding="utf-8")
