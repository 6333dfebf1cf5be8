"""A part of a whole against a percentage that a document sets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from graph.rules.digits import Exactly
from graph.rules.thresholds import Direction, exact, holds
from graph.rules.verdicts import Clause, Judgement, judged


def share_of(
    part: float | None, whole: float | None, clause: Clause, direction: Direction
) -> Judgement:
    """Judge the share by the threshold; unknown where a figure is missing or contradicts.

    >>> from graph.rules.thresholds import Threshold
    >>> half = Threshold("x", ">=", 50.0, measured_in="%")
    >>> share_of(50, 100, Clause("S17", "p", threshold=half), "at_least")
    Judgement(outcome='pass', reason='pass', value=50.0)
    >>> share_of(None, 100, Clause("S17", "p", threshold=half), "at_least").outcome
    'unknown'
    """
    threshold = clause.threshold
    reading = threshold.reading(direction) if threshold and threshold.is_share else None
    if reading is None:
        return Judgement("unknown", "no_threshold")
    if part is None or whole is None:
        return Judgement("unknown", "missing")
    if whole <= 0:
        return Judgement("unknown", "nothing")
    pct = 100 * exact(part) / exact(whole)
    if not 0 <= pct <= 100:
        return Judgement("unknown", "contradiction")
    return judged(holds(Fraction(pct), *reading), value=float(pct))


def share_values(part: float | None, whole: float | None, clause: Clause) -> dict[str, Any]:
    """Return the share in per cent (None where there is none) and the threshold, to be said."""
    share = None
    if part is not None and whole:
        share = Exactly(100 * exact(part) / exact(whole), clause.number)
    return {"share": share, "threshold": clause.number}
