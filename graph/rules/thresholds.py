"""Thresholds as documents set them, and the exact comparison of figures with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from graph.words import has, say

Direction = Literal["at_least", "at_most", "below"]

# Direction of a rule → comparators of a target that fit it; a bare number takes the first.
READINGS: Mapping[Direction, tuple[str, ...]] = {
    "at_least": (">=", ">"),
    "at_most": ("<=", "<"),
    "below": ("<", "<="),
}
UNNAMED = "unnamed:"  # prefix of the words of an aim that has no name
YEARS = re.compile(r"_(\d+)y$")  # suffix of an indicator: the years its mean is over
PERCENT = ("%", "％", "百分比", "percent")


@dataclass(frozen=True)
class Threshold:
    """A row of ``targets``: the number, how to compare, its unit, and the row itself.

    ``value`` None: the document has a number that could not be read.
    """

    indicator: str
    comparator: str | None
    value: float | None
    value_high: float | None = None
    measured_in: str | None = None
    deadline: int | None = None
    row: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Threshold:
        """Make a threshold of a row of ``targets``."""
        names = ("indicator", "comparator", "value", "value_high", "measured_in", "deadline")
        return cls(**{name: row[name] for name in names}, row=row)

    def reading(self, direction: Direction) -> tuple[str, Fraction] | None:
        """Return comparator and number for a rule's direction; None where they do not fit.

        A bare number takes the direction's own comparator; of a range the near end counts.

        >>> Threshold("x", "=", 50.0).reading("at_least")
        ('>=', Fraction(50, 1))
        >>> Threshold("x", "<", 50.0).reading("at_least") is None
        True
        """
        allowed = READINGS[direction]
        if self.comparator == "range":
            end = self.value if direction == "at_least" else self.value_high
            return None if end is None else (allowed[0], exact(end))
        comparator = allowed[0] if self.comparator in (None, "=") else self.comparator
        if self.value is None or comparator not in allowed:
            return None
        return comparator, exact(self.value)

    @property
    def words(self) -> str | None:
        """The document's words; of a deadline without a number also what is due by then.

        >>> Threshold("unnamed:建成基地", None, None, row={"text": "到2030年"}).words
        '建成基地（到2030年）'
        """
        text: str | None = self.row["text"] if self.row else None
        aim = self.indicator.removeprefix(UNNAMED)
        if text and self.value is None and aim != self.indicator and aim not in text:
            return f"{aim}（{text}）"
        return text or None

    def name(self, lang: str) -> str:
        """Name the subject of the number for people; another indicator by its own words.

        >>> Threshold("mean_annual_enrolment_3y", "<", 30.0).name("en")
        'Mean annual enrolment over 3 years'
        """
        years = YEARS.search(self.indicator)
        key = f"rules.indicator.{YEARS.sub('', self.indicator)}"
        if not has(key):
            return self.indicator.removeprefix(UNNAMED)
        return say(key, lang, years=years[1] if years else "")

    @property
    def is_share(self) -> bool:
        """Tell whether the number may be read as a percentage: it has no other unit."""
        return self.measured_in is None or any(sign in self.measured_in for sign in PERCENT)


def exact(number: float) -> Fraction:
    """Return the decimal a person wrote, not its binary neighbour.

    >>> exact(0.1) == Fraction(1, 10)
    True
    """
    return Fraction(str(number))


def holds(value: Fraction, comparator: str, threshold: Fraction) -> bool:
    """Tell whether the value stands so to the threshold.

    >>> holds(Fraction(30), "<", Fraction(30)), holds(Fraction(50), ">=", Fraction(50))
    (False, True)
    """
    if comparator == ">=":
        return value >= threshold
    if comparator == ">":
        return value > threshold
    if comparator == "<=":
        return value <= threshold
    return value < threshold
