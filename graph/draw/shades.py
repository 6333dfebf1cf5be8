"""Figures as shades of one colour: the classes of a map's legend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from graph.draw.axes import STEPS, rounded_up

NOTHING, TINTS = 0.04, (0.12, 0.22, 0.33, 0.44, 0.55)  # letters stay legible on all of them
PERCENT = (20, 40, 60, 80)


@dataclass(frozen=True)
class Shades:
    """Classes in the order of their figures: label, tint. ``of`` tells the class of a figure."""

    labels: tuple[str, ...]
    tints: tuple[float, ...]
    bounds: tuple[float, ...]

    def of(self, figure: float | Fraction) -> int:
        """Return the number of the class: how many upper bounds the figure is beyond."""
        return sum(figure > bound for bound in self.bounds)

    def tint(self, figure: float | Fraction) -> float:
        """Return the tint of the figure's class."""
        return self.tints[self.of(figure)]


def of_persons(figures: Iterable[int]) -> Shades:
    """Divide whole persons from 0 to a round figure into five equal classes, and nobody.

    >>> of_persons([0, 37, 180]).labels
    ('0', '1–40', '41–80', '81–120', '121–160', '161–200')
    >>> of_persons([3]).labels, of_persons([0, 37, 180]).of(41)
    (('0', '1', '2', '3', '4', '5'), 2)
    """
    step = int(rounded_up(max(figures, default=0)) / STEPS)
    tops = [step * k for k in range(1, STEPS + 1)]
    labels = [f"{top - step + 1:,}–{top:,}" if step > 1 else f"{top:,}" for top in tops]
    return Shades(("0", *labels), (NOTHING, *TINTS), (0, *tops[:-1]))


def of_shares() -> Shades:
    """Divide shares of filled places into five classes, the emptiest strongest, and all filled.

    >>> of_shares().labels, of_shares().of(Fraction(1, 5)), of_shares().of(1)
    (('<20%', '20–<40%', '40–<60%', '60–<80%', '80–<100%', '100%'), 1, 5)
    """
    ends = (0, *PERCENT, 100)
    labels = [f"{low}–<{high}%" for low, high in pairwise(ends[1:])]
    # A share belongs to the class that begins with it: bounds lie just below.
    bounds = tuple(Fraction(end, 100) - Fraction(1, 10**12) for end in ends[1:])
    return Shades(
        (f"<{PERCENT[0]}%", *labels, "100%"),
        (*reversed(TINTS), NOTHING),
        bounds,  # type: ignore[arg-type]
    )
