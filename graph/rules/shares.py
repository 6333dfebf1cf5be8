"""A part of a whole against a percentage that a document sets."""

from __future__ import annotations

from fractions import Fraction

from graph.rules.digits import Exactly
from graph.rules.thresholds import Direction, exact, holds
from graph.rules.verdicts import Clause, Judged, Outcome


def share_of(
    part: float | None,
    whole: float | None,
    clause: Clause,
    direction: Direction,
    missed: Outcome = "fail",
) -> Judged:
    """The share against the threshold; unknown where a figure is missing or they contradict.

    ``missed``: what it is not to keep the threshold.

    >>> from graph.rules.thresholds import Threshold
    >>> half = Threshold("x", ">=", 50.0, measured_in="%")
    >>> share_of(50, 100, Clause("S17", "p", threshold=half), "at_least")
    Judged(outcome='pass', reason='pass', value=50.0)
    >>> share_of(None, 100, Clause("S17", "p", threshold=half), "at_least").outcome
    'unknown'
    """
    threshold = clause.threshold
    reading = threshold.reading(direction) if threshold and threshold.is_share else None
    if reading is None:
        return Judged("unknown", "no_threshold")
    if part is None or whole is None:
        return Judged("unknown", "missing")
    if whole <= 0:
        return Judged("unknown", "nothing")
    pct = 100 * exact(part) / exact(whole)
    if not 0 <= pct <= 100:
        return Judged("unknown", "contradiction")
    kept = holds(Fraction(pct), *reading)
    return Judged("pass" if kept else missed, "pass" if kept else missed, float(pct))


def share_figure(part: float | None, whole: float | None, clause: Clause) -> Exactly | None:
    """The share in per cent for its sentence; None where there is none."""
    if part is None or not whole:
        return None
    return Exactly(100 * exact(part) / exact(whole), clause.number)
