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
# Units of a duration in months and days.
UNITS = {"years": (12, 0), "months": (1, 0), "weeks": (0, 7), "days": (0, 1)}
_DURATION = re.compile(
    "P(?=.)" + "".join(rf"(?:(?P<{unit}>\d+){unit[0].upper()})?" for unit in UNITS), re.ASCII
)


def duration_of(text: str) -> dict[str, int]:
    """Return the counts of ``P1Y2M10D`` by unit; empty for a time of day or no duration."""
    match = _DURATION.fullmatch(text)
    return {name: int(part or 0) for name, part in match.groupdict().items()} if match else {}


def day_of(value: Any) -> date:
    """Evaluate ``date(value)`` for a day, a text or a map."""
    if isinstance(value, date):
        return value
    if isinstance(value, dict):
        return _day_of_map(dict(value))
    match = _DAY.fullmatch(value)
    if not match:
        fail("cypher.no_day")
    return _day_of_map({name: int(part) for name, part in match.groupdict().items() if part})


def _day_of_map(fields: dict[str, Any]) -> date:
    """Return the day of a map; parts it lacks come from its ``date``, else the first is taken."""
    base = fields.pop("date", None)
    parts = next((names for names in _PARTS if fields.keys() <= {"year", *names}), None)
    all_integers = all(type(value) is int for value in fields.values())
    expected = ["year", *(parts or ())][: len(fields)]
    if (
        parts is None
        or not all_integers
        or not (isinstance(base, date) or fields.keys() == set(expected))
    ):
        fail("cypher.no_day")
    quarter = (base.month - 1) // 3 + 1 if base else 1
    year, week, weekday = base.isocalendar() if base and "week" in parts else (0, 1, 1)
    values = {
        "year": year or (base.year if base else 1),
        "month": base.month if base else 1,
        "day": base.day if base else 1,
        "week": week,
        "dayOfWeek": weekday,
        "quarter": quarter,
        "dayOfQuarter": (base - date(base.year, 3 * quarter - 2, 1)).days + 1 if base else 1,
        "ordinalDay": base.timetuple().tm_yday if base else 1,
    } | fields
    try:
        if "week" in parts:
            return date.fromisocalendar(values["year"], values["week"], values["dayOfWeek"])
        if "quarter" in parts:
            return _within(values["year"], 3 * values["quarter"] - 2, 3, values["dayOfQuarter"])
        if "ordinalDay" in parts:
            return _within(values["year"], 1, 12, values["ordinalDay"])
        return date(values["year"], values["month"], values["day"])
    except (ValueError, OverflowError):
        fail("cypher.no_day")


def _within(year: int, month: int, months: int, number: int) -> date:
    """Return the day with a number within some months of a year."""
    day = date(year, month, 1) + timedelta(number - 1)
    if day.year != year or not month <= day.month < month + months:
        raise ValueError
    return day


def truncated(unit: str, day: date) -> date:
    """Return the first day of a week, month, quarter, year …"""
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
    """Return the whole months from one day to another, as Java counts them."""
    months = [(day.year * 12 + day.month) * 32 + day.day for day in (first, last)]
    return int((months[1] - months[0]) / 32)


def days_between(first: date, last: date) -> int:
    """Return the days from one day to another beyond the whole months."""
    months = first.year * 12 + first.month - 1 + months_between(first, last)
    year, month = divmod(months, 12)
    day = min(first.day, monthrange(year, month + 1)[1])
    return (last - date(year, month + 1, day)).days
