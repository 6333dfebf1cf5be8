"""Figures printed with digits enough that rounding never contradicts the verdict on them."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from graph.rules.thresholds import exact

MOST_DIGITS = 12


class Exactly(float):
    """A figure that knows what it was held against; printed, it stands where it stands.

    >>> f"{Exactly(Fraction(59999, 1000), 60):.1f} {Exactly(Fraction(119, 2), 60):.1f}"
    '59.999 59.5'
    >>> f"{Exactly(Fraction(8), 8, places=True):g} {Exactly(Fraction('9.04'), 9, places=True):g}"
    '8 9.04'
    """

    value: Fraction
    against: tuple[Fraction, ...]

    def __new__(
        cls, value: Fraction, *against: float | Fraction | None, places: bool = False
    ) -> Exactly:
        """``against``: numbers it must not seem to be; ``places``: nor any whole number."""
        figure = super().__new__(cls, float(value))
        figure.value = value
        numbers = [number for number in against if number is not None]
        fractions = [
            number if isinstance(number, Fraction) else exact(number) for number in numbers
        ]
        if places:
            fractions += [Fraction(floor(value)), Fraction(ceil(value))]
        figure.against = tuple(fractions)
        return figure

    def __format__(self, spec: str) -> str:
        first = 0 if spec == "g" else int(spec.strip(",.f"))
        count = digits(self.value, self.against, first)
        return format(float(round(self.value, count)), f",.{count}f")


def digits(value: Fraction, against: tuple[Fraction, ...], first: int) -> int:
    """Count the decimals, from the first on, that keep the value on its side of all numbers."""
    for count in range(first, MOST_DIGITS):
        near = round(value, count)
        if all(_side(near, number) == _side(value, number) for number in against):
            return count
    return MOST_DIGITS


def rounded(value: Fraction, against: tuple[Fraction, ...], first: int) -> float:
    """Round the value to as few decimals as keep it on its side.

    >>> rounded(Fraction("59.9999999"), (Fraction(60),), 6)
    59.9999999
    """
    return float(round(value, digits(value, against, first)))


def _side(value: Fraction, number: Fraction) -> int:
    return (value > number) - (value < number)
