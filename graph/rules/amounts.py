"""Amounts of a clause for a firm: its credit in yuan, its quota of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graph.rules.thresholds import Threshold, exact

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Credit:
    """The amount to set off in a year, in yuan. ``capped``: by the surcharges due."""

    by_rate_cny: Fraction
    due_cny: Fraction

    @property
    def amount_cny(self) -> Fraction:
        """The credit in yuan: by the rate, at most the surcharges due."""
        return min(self.by_rate_cny, self.due_cny)

    @property
    def capped(self) -> bool:
        """Tell whether the surcharges due are less than the rate would give."""
        return self.due_cny < self.by_rate_cny


def credit_of(report: Row, threshold: Threshold | None) -> Credit | None:
    """Compute the credit of a firm's report of a year; None where a figure or the rate is missing.

    >>> rate = Threshold("x", "=", 30.0, measured_in="%")
    >>> report = {"education_investment_cny": 500_000, "education_surcharge_due_cny": 90_000}
    >>> credit_of(report | {"local_surcharge_due_cny": 60_000}, rate).amount_cny
    Fraction(150000, 1)
    """
    names = ("education_investment_cny", "education_surcharge_due_cny", "local_surcharge_due_cny")
    invested, *due = (report[name] for name in names)
    if threshold is None or threshold.value is None or not threshold.is_share:
        return None
    if invested is None or None in due:
        return None
    return Credit(exact(invested) * exact(threshold.value) / 100, sum(map(exact, due), Fraction(0)))


@dataclass(frozen=True)
class Quota:
    """Places a firm should offer by its staff (exact), and those it offers (None: unknown)."""

    employees: int
    quota: Fraction
    posts: int | None


def quota_of(
    report: Row | None, offers: Sequence[Row], threshold: Threshold | None
) -> Quota | None:
    """Compute the quota of a firm's report of a year; None where the staff or rate is missing.

    Places are those of the report, else the sum of its offers where there are any.

    >>> rate = Threshold("x", "=", 2.0, measured_in="%")
    >>> quota_of({"employees": 420, "internship_posts": 6}, [], rate)
    Quota(employees=420, quota=Fraction(42, 5), posts=6)
    """
    if report is None or report["employees"] is None:
        return None
    if threshold is None or threshold.value is None or not threshold.is_share:
        return None
    posts = report["internship_posts"]
    if posts is None and offers and all(offer["posts"] is not None for offer in offers):
        posts = sum(offer["posts"] for offer in offers)
    employees = report["employees"]
    return Quota(employees, employees * exact(threshold.value) / 100, posts)
