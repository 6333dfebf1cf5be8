"""Days and the time between them, as Neo4j reads and counts them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from graph.queries.cypher.dynamic import fail

_DAY = re.compile(
    r"(?P<year>\d{4})-?(?:(?P<month>\d{2})(?:-?(?P<day>\d{2}))?|W(?P<week>\d{2})(?:-?(?P<dayOfWeek>\d))?"
    r"|Q(?P<quarter>\d)(?:-?(?P<dayOfQuarter>\d{1,2}))?|(?P<ordinalDay>\d{3}))?",
    re.ASCII,
)
_PARTS = (("month", "day"), ("week", "dayOfWeek"), ("quarter", "dayOfQuarter"), ("ordinalDay",))
DATE_PARTS = {
    "year": "year", "month": "month", "day": "day", "quarter": "quarter", "week": "week",
    "weekYear": "isoyear", "dayOfWeek": "isodow", "weekDay": "isodow", "ordinalDay": "dayofyear",
}  # fmt: skip
_MONTHS = "(date_part('year', {0}) * 12 + date_part('month', {0}))"
DURATION_PARTS = {
    "years": "date_part('year', {0})", "quarters": f"({_MONTHS} // 3)", "months": _MONTHS,
    "weeks": "(date_part('day', {0}) // 7)", "days": "date_part('day', {0})",
    "monthsOfYear": "date_part('month', {0})", "daysOfWeek": "(date_part('day', {0}) % 7)",
}  # fmt: skip
# What a duration is made of, in months or days.
UNITS = {"years": (12, 0), "months": (1, 0), "weeks": (0, 7), "days": (0, 1)}
_DURATION = re.compile(
    "P(?=.)" + "".join(rf"(?:(?P<{unit}>\d+){unit[0].upper()})?" for unit in UNITS), re.ASCII
)


def duration_of(text: str) -> dict[str, int]:
    """``P1Y2M10D`` by units; nothing of what holds a time of the day or is no duration."""
    match = _DURATION.fullmatch(text)
    return {name: int(part or 0) for name, part in match.groupdict().items()} if match else {}


def day_of(value: Any) -> date:
    """``date(value)``: of a day, a text, a map."""
    if isinstance(value, date):
        return value
    if isinstance(value, dict):
        return _day_of_map(dict(value))
    match = _DAY.fullmatch(value)
    if not match:
        fail("cypher.no_day")
    return _day_of_map({name: int(part) for name, part in match.groupdict().items() if part})


def _day_of_map(given: dict[str, Any]) -> date:
    """The day of a map; what it leaves out is that of its ``date``, or the first."""
    base = given.pop("date", None)
    parts = next((names for names in _PARTS if given.keys() <= {"year", *names}), None)
    whole = all(type(value) is int for value in given.values())
    named = ["year", *(parts or ())][: len(given)]
    if parts is None or not whole or not (isinstance(base, date) or given.keys() == set(named)):
        fail("cypher.no_day")
    quarter = (base.month - 1) // 3 + 1 if base else 1
    year, week, weekday = base.isocalendar() if base and "week" in parts else (0, 1, 1)
    held = {
        "year": year or (base.year if base else 1),
        "month": base.month if base else 1,
        "day": base.day if base else 1,
        "week": week,
        "dayOfWeek": weekday,
        "quarter": quarter,
        "dayOfQuarter": (base - date(base.year, 3 * quarter - 2, 1)).days + 1 if base else 1,
        "ordinalDay": base.timetuple().tm_yday if base else 1,
    } | given
    try:
        if "week" in parts:
            return date.fromisocalendar(held["year"], held["week"], held["dayOfWeek"])
        if "quarter" in parts:
            return _within(held["year"], 3 * held["quarter"] - 2, 3, held["dayOfQuarter"])
        if "ordinalDay" in parts:
            return _within(held["year"], 1, 12, held["ordinalDay"])
        return date(held["year"], held["month"], held["day"])
    except (ValueError, OverflowError):
        fail("cypher.no_day")


def _within(year: int, month: int, months: int, number: int) -> date:
    """The day of such a number within some months of a year."""
    day = date(year, month, 1) + timedelta(number - 1)
    if day.year != year or not month <= day.month < month + months:
        raise ValueError
    return day


def truncated(unit: str, day: date) -> date:
    """The first day of a week, month, quarter, year …"""
    if unit in ("day", "week", "weekYear"):
        year, _, weekday = day.isocalendar()
        return {
            "day": day,
            "week": day - timedelta(weekday - 1),
            "weekYear": date.fromisocalendar(year, 1, 1),
        }[unit]
    years = {"year": 1, "decade": 10, "century": 100, "millennium": 1000}.get(unit)
    months = {"month": 1, "quarter": 3}.get(unit)
    if not years and not months:
        fail("cypher.no_unit")
    if months:
        return date(day.year, (day.month - 1) // months * months + 1, 1)
    return date(day.year // (years or 1) * (years or 1), 1, 1)


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another, as Java counts them."""
    months = [(day.year * 12 + day.month) * 32 + day.day for day in (first, last)]
    return int((months[1] - months[0]) / 32)


def days_between(first: date, last: date) -> int:
    """The days that are left when whole months have gone by."""
    months = first.year * 12 + first.month - 1 + months_between(first, last)
    year, month = divmod(months, 12)
    day = min(first.day, monthrange(year, month + 1)[1])
    return (last - date(year, month + 1, day)).days
