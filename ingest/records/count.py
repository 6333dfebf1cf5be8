"""Counts: persons of each post, the demand of years, what is open on a day, how good it all is."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from ingest.records.code import Coder
from ingest.records.load import Database
from ingest.records.reference import Reference

CAP = 0.99  # quantile of stated persons, above which they count as that
_LEAST_TO_CAP, _LEAST_FOR_MEAN = 100, 5
OPEN_DAYS = 30  # that an advertisement without an end is taken to be open
LEAST_VISIBLE = 0.2  # share of an occupation in postings by its share of people at work
_LEAST_EXPECTED = 5  # posts by its share at work, to call an occupation hidden
_Z = 1.959963984540054


@dataclass(frozen=True)
class Scope:
    """What enters demand. ``area``: with its parts. ``day``: on which open posts are counted."""

    area: str | None = None
    day: date | None = None


def count_posts(db: Database, reference: Reference, scope: Scope) -> None:
    """Make the table ``counted``: one row a post that enters demand, with its persons.

    The largest number of all advertisements of a post; a range at its middle; above the cap at the
    cap. Unstated: the mean of firm size and occupation, of the occupation, of all; and one person
    where no advertisement states any.
    """
    areas = [code for (code,) in db.execute(
        "SELECT DISTINCT area FROM rows WHERE area IS NOT NULL"
    ).fetchall()]  # fmt: skip
    inside = [
        (area,)
        for area in areas
        if (reference.region is None or area in reference.region)
        and (scope.area is None or reference.places.lies_in(area, scope.area))
    ]
    frame = pl.DataFrame(inside, schema={"area": pl.String}, orient="row")
    db.register("new_rows", frame.to_arrow())
    db.execute("CREATE TABLE inside AS FROM new_rows")
    db.unregister("new_rows")
    db.execute("""
        CREATE TABLE stated AS
        SELECT p.root AS id, min(r.seen_from) AS begun,
            max(coalesce(r.seen_to, r.seen_from)) AS until, bool_or(r.seen_to IS NOT NULL) AS ends,
            max((r.persons_low + r.persons_high) / 2.0) AS persons
        FROM posts p JOIN rows r USING (id) GROUP BY p.root
    """)
    without_area = "false" if scope.area else "r.area IS NULL AND r.area_text IS NULL"
    db.execute(f"""
        CREATE TABLE kept AS
        SELECT s.*, r.title, r.industry, r.firm_size, r.area, r.level,
            CASE WHEN i.title IS NOT NULL THEN i.occupation ELSE c.occupation END AS occupation,
            CASE WHEN i.title IS NOT NULL THEN 'decided' ELSE c.coded_by END AS coded_by,
            (r.wage_low_cny_month + r.wage_high_cny_month) / 2 AS wage
        FROM stated s JOIN rows r USING (id)
            LEFT JOIN coded c ON c.title = r.title
            LEFT JOIN coded_in i ON i.title = r.title AND i.industry = r.industry
        WHERE s.begun IS NOT NULL AND r.title IS NOT NULL
            AND (r.area IN (SELECT area FROM inside) OR {without_area})
            AND r.firm NOT IN (SELECT firm FROM agencies)
    """)
    db.execute(f"""
        CREATE TABLE cap AS SELECT CASE WHEN count(persons) >= {_LEAST_TO_CAP}
            THEN quantile_disc(persons, {CAP}) ELSE max(persons) END AS most FROM kept
    """)

    capped = "CASE WHEN persons IS NOT NULL THEN least(persons, most) END"  # least() skips nulls

    def mean_of(groups: str) -> str:
        return (
            f"CASE WHEN count(persons) OVER ({groups}) >= {_LEAST_FOR_MEAN} "
            f"THEN avg({capped}) OVER ({groups}) END"
        )

    db.execute(f"""
        CREATE TABLE counted AS
        SELECT k.*, persons > most AS is_capped, persons IS NULL AS is_imputed,
            coalesce({capped},
                CASE WHEN occupation IS NOT NULL THEN coalesce(
                    {mean_of("PARTITION BY firm_size, occupation")},
                    {mean_of("PARTITION BY occupation")}) END,
                {mean_of("PARTITION BY firm_size")},
                avg({capped}) OVER (), 1) AS counted
        FROM kept k CROSS JOIN cap
    """)


def demand_of(db: Database, hidden: Collection[str]) -> pl.DataFrame:
    """Return rows of demand; an occupation that is hardly advertised online gets none."""
    rows: pl.DataFrame = db.sql("""
        SELECT occupation, year(begun) AS year, area, level, 'postings' AS basis,
            round(sum(counted), 1) AS openings, round(median(wage)) AS wage_cny_month,
            count(*) AS advertisements
        FROM counted WHERE occupation IS NOT NULL
        GROUP BY ALL ORDER BY ALL
    """).pl()
    return rows.filter(~pl.col("occupation").is_in(list(hidden)))


@dataclass(frozen=True)
class Coverage:
    """Visibility of occupations where people at work are known.

    shares: occupation → its share in advertised persons by its share in people at work. hidden:
    those below :data:`LEAST_VISIBLE` where enough advertisements could be expected, the largest
    first.
    """

    shares: Mapping[str, float]
    hidden: tuple[str, ...]


def coverage_of(db: Database, reference: Reference) -> Coverage:
    """Compare the advertised persons of occupations with the people at work in them."""
    coded = db.execute("""
        SELECT occupation, sum(counted), count(*) FROM counted
        WHERE occupation IS NOT NULL GROUP BY ALL
    """).fetchall()
    persons = {code: wanted for code, wanted, _ in coded}
    posts = sum(count for code, _, count in coded if code in reference.employment)
    employed = {code: n for code, n in reference.employment.items() if n > 0}
    seen = sum(persons.get(code, 0.0) for code in employed)
    total = sum(employed.values())
    if not seen or len(employed) < 2:
        return Coverage({}, ())
    shares = {
        code: round(persons.get(code, 0.0) / seen / (count / total), 4)
        for code, count in sorted(employed.items())
    }
    hidden = [
        code
        for code, share in shares.items()
        if share < LEAST_VISIBLE and posts * employed[code] / total >= _LEAST_EXPECTED
    ]
    return Coverage(shares, tuple(sorted(hidden, key=lambda code: (-employed[code], code))))


def quality_of(db: Database, coder: Coder, coverage: Coverage, scope: Scope) -> pl.DataFrame:
    """Return the measures of the postings, one a row."""
    rows: list[dict[str, Any]] = []

    def add(
        measure: str, value: float | None, n: int | None = None, cell: str | None = None,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        rows.append({
            "measure": measure, "cell": cell, "value": value, "low": low, "high": high, "n": n,
        })  # fmt: skip

    def number(sql: str) -> Any:
        return db.execute(sql).fetchall()[0][0]

    read = number("SELECT count(*) FROM rows")
    add("read", read, read)
    undated = "seen_from IS NULL"
    add("undated", number(f"SELECT count(*) FROM rows WHERE {undated}"), read)
    outside = "area IS NOT NULL AND area NOT IN (SELECT area FROM inside)"
    add("outside", number(f"SELECT count(*) FROM rows WHERE {outside}"), read)
    add("no_area", number("SELECT count(*) FROM rows WHERE area IS NULL"), read)
    add("wage_unread", number("SELECT count(wage_unread) FROM rows"), read)
    for measure, kind in (("repeats", "repeat"), ("near_duplicates", "near")):
        add(measure, number(f"SELECT count(*) FROM posts WHERE duplicate = '{kind}'"), read)
    agencies = "SELECT count(*) FROM rows WHERE firm IN (SELECT firm FROM agencies)"
    add("agency", number(agencies), read)
    total, coded, persons, persons_coded, stated, capped = db.execute("""
        SELECT count(*), count(occupation), sum(counted),
            sum(counted) FILTER (occupation IS NOT NULL), count(*) FILTER (NOT is_imputed),
            count(*) FILTER (is_capped) FROM counted
    """).fetchall()[0]
    add("counted", total, total)
    if total:
        add("coded_pct", _pct(coded, total), total)
        add("coded_persons_pct", _pct(persons_coded or 0, persons), total)
        add("stated_pct", _pct(stated, total), total)
        add("capped", capped, total)
    if coder.precision is not None:
        right, accepted = coder.precision.right, coder.precision.accepted
        low, high = wilson(right, accepted)
        add("precision_pct", _pct(right, accepted), accepted, low=low, high=high)
    for year, count, months, people in db.execute("""
        SELECT year(begun), count(*), count(DISTINCT month(begun)), sum(counted) FROM counted
        GROUP BY 1 ORDER BY 1
    """).fetchall():
        add("openings", round(people, 1), count, cell=str(year))
        add("months", months, count, cell=str(year))
    day = scope.day or number("SELECT max(until) FROM counted")
    if day is not None:
        open_now = f"""FROM counted WHERE begun <= DATE '{day}' AND DATE '{day}' <=
            CASE WHEN ends THEN until ELSE until + {OPEN_DAYS} END"""
        posts, people = db.execute(f"SELECT count(*), sum(counted) {open_now}").fetchall()[0]
        add("stock", round(people or 0, 1), posts, cell=str(day))
    for code, share in coverage.shares.items():
        add("coverage_pct", round(100 * share, 1), cell=code)
    for code in coverage.hidden:
        add("not_visible", None, cell=code)
    schema = {
        "measure": pl.String, "cell": pl.String, "value": pl.Float64, "low": pl.Float64,
        "high": pl.Float64, "n": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, in percent.

    >>> wilson(9, 10)
    (59.6, 98.2)
    """
    share, z2 = right / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return round(100 * (middle - half), 1), round(100 * (middle + half), 1)


def _pct(part: float, whole: float) -> float:
    return round(100 * part / whole, 1)
