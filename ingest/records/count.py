"""Counts: persons of each post, the demand of years, what is open on a day, how good it all is."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from ingest.records.code import Coder
from ingest.records.engine import Engine
from ingest.records.reference import Reference
from ingest.records.texts import rounded

CAP = 0.99  # quantile of stated persons, above which they count as that
_LEAST_TO_CAP, _LEAST_FOR_MEAN = 100, 5
# Why an advertisement is none of those counted, the first reason that holds: with them it is all.
LEFT = (
    "untitled", "undated", "agency", "no_area", "outside", "repeats", "near_duplicates",
)  # fmt: skip
OPEN_DAYS = 30  # that an advertisement without an end is taken to be open
LEAST_VISIBLE = 0.2  # share of an occupation in postings by its share of people at work
_LEAST_EXPECTED = 5  # posts by its share at work, to call an occupation hidden
_Z = 1.959963984540054


@dataclass(frozen=True)
class Scope:
    """What enters demand. ``area``: with its parts. ``day``: on which open posts are counted."""

    area: str | None = None
    day: date | None = None


def count_posts(engine: Engine, reference: Reference, scope: Scope) -> None:
    """Make the table ``counted``: one row a post that enters demand, with its persons.

    The largest number of all advertisements of a post; a range at its middle, without an upper end
    at the lower; above the cap at the cap. Unstated: the mean of firm size and occupation, of the
    occupation, of the size, of all; and one person where no advertisement states any.
    """
    engine.take("inside", lambda: areas_inside(engine, reference, scope))
    engine.make(
        "stated",
        """
        SELECT p.root AS id, min(r.seen_from) AS begun,
            max(coalesce(r.seen_to, r.seen_from)) AS until, bool_or(r.seen_to IS NOT NULL) AS ends,
            max((r.persons_low + coalesce(r.persons_high, r.persons_low)) / 2e0) AS persons
        FROM posts p JOIN adverts r ON r.id = p.id GROUP BY p.root
        """,
    )
    without_area = "" if scope.area else "OR (r.area IS NULL AND r.area_text IS NULL)"
    engine.make(
        "kept",
        f"""
        SELECT s.*, r.title, r.industry, r.firm_size, r.area, r.level,
            CASE WHEN i.title IS NOT NULL THEN i.occupation ELSE c.occupation END AS occupation,
            CASE WHEN i.title IS NOT NULL THEN 'decided' ELSE c.coded_by END AS coded_by,
            (coalesce(r.wage_low_cny_month, r.wage_high_cny_month)
                + coalesce(r.wage_high_cny_month, r.wage_low_cny_month)) / 2 AS wage
        FROM stated s JOIN adverts r ON r.id = s.id
            LEFT JOIN coded c ON c.title = r.title
            LEFT JOIN coded_in i ON i.title = r.title AND i.industry = r.industry
            LEFT JOIN inside ON inside.area = r.area
            LEFT JOIN agencies a ON a.firm = r.firm
        WHERE s.begun IS NOT NULL AND r.title IS NOT NULL AND a.firm IS NULL
            AND (inside.area IS NOT NULL {without_area})
        """,
    )
    engine.make(
        "cap",
        f"""
        WITH numbers AS (
            SELECT persons, count(*) AS n FROM kept WHERE persons IS NOT NULL GROUP BY persons
        ), running AS (
            SELECT persons, sum(n) OVER (ORDER BY persons ROWS BETWEEN UNBOUNDED PRECEDING
                AND CURRENT ROW) AS upto, sum(n) OVER () AS total
            FROM numbers
        )
        SELECT CASE WHEN max(total) >= {_LEAST_TO_CAP}
            THEN min(CASE WHEN upto >= {CAP}e0 * total THEN persons END)
            ELSE max(persons) END AS most FROM running
        """,
    )
    means = "".join(
        f""", {name} AS (SELECT {columns}, avg(within) AS mean FROM numbers
            GROUP BY {columns} HAVING count(*) >= {_LEAST_FOR_MEAN})"""
        for name, columns in (
            ("of_both", "firm_size, occupation"),
            ("of_occupation", "occupation"),
            ("of_size", "firm_size"),
        )
    )
    same_size = "firm_size IS NOT DISTINCT FROM k.firm_size"
    engine.make(
        "counted",
        f"""
        WITH capped AS (
            SELECT kept.*, persons > most AS is_capped, persons IS NULL AS is_imputed,
                CASE WHEN persons IS NOT NULL THEN least(persons, most) END AS within
            FROM kept CROSS JOIN cap
        ), numbers AS (SELECT firm_size, occupation, within FROM capped WHERE within IS NOT NULL)
        {means}, of_all AS (SELECT avg(within) AS mean FROM numbers)
        SELECT k.id, k.begun, k.until, k.ends, k.persons, k.title, k.industry, k.firm_size, k.area,
            k.level, k.occupation, k.coded_by, k.wage, k.is_capped, k.is_imputed,
            coalesce(k.within, b.mean, o.mean, z.mean, e.mean, 1e0) AS counted
        FROM capped k CROSS JOIN of_all e
            LEFT JOIN of_both b ON b.occupation = k.occupation AND b.{same_size}
            LEFT JOIN of_occupation o ON o.occupation = k.occupation
            LEFT JOIN of_size z ON z.{same_size}
        """,
    )


def areas_inside(
    engine: Engine, reference: Reference, scope: Scope, table: str = "adverts"
) -> pl.DataFrame:
    """Return the areas of a table that demand is for."""
    areas = engine.rows(f"SELECT DISTINCT area FROM {table} WHERE area IS NOT NULL ORDER BY area")
    inside = [
        (area,)
        for (area,) in areas
        if reference.is_of_region(area)
        and (scope.area is None or reference.places.lies_in(area, scope.area))
    ]
    return pl.DataFrame(inside, schema={"area": pl.String}, orient="row")


def areas_around(engine: Engine, reference: Reference) -> pl.DataFrame:
    """Return the areas of advertisements with those around them that others name.

    One that demand is not for takes no advertisement from one that it is for.
    """
    named = {
        area for (area,) in engine.rows("SELECT DISTINCT area FROM adverts WHERE area IS NOT NULL")
    }
    pairs = [
        (area, around)
        for area in sorted(named)
        for around in reference.places.around(area)
        if around in named and reference.is_of_region(area) >= reference.is_of_region(around)
    ]
    return pl.DataFrame(pairs, schema={"area": pl.String, "around": pl.String}, orient="row")


def demand_of(engine: Engine, hidden: Collection[str]) -> pl.DataFrame:
    """Return rows of demand; an occupation that is hardly advertised online gets none."""
    rows = engine.frame(f"""
        SELECT occupation, CAST(year(begun) AS BIGINT) AS year, area, level, 'postings' AS basis,
            {rounded("sum(counted)", 1)} AS openings,
            {rounded("median(wage)", 0)} AS wage_cny_month, count(*) AS advertisements
        FROM counted WHERE occupation IS NOT NULL
        GROUP BY occupation, year(begun), area, level
        ORDER BY occupation, year, area, level, openings, wage_cny_month
    """)
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


def coverage_of(engine: Engine, reference: Reference) -> Coverage:
    """Compare the advertised persons of occupations with the people at work in them."""
    coded = engine.rows("""
        SELECT occupation, sum(counted) AS persons, count(*) AS posts FROM counted
        WHERE occupation IS NOT NULL GROUP BY occupation
    """)
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


class Measures:
    """The measures of a run, one a row."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rows: list[tuple[Any, ...]] = []

    def add(
        self, measure: str, value: float | None, n: int | None = None, cell: object = None,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a measure; ``cell``: what it is of, where it is not of all."""
        self._rows.append((measure, None if cell is None else str(cell), value, low, high, n))

    def add_left(self, reasons: Iterable[str], query: str) -> int:
        """Add how many were read, and how many of them each reason left out; return the first.

        ``query``: a row each, with the reason as ``left_by``.
        """
        counted = f"SELECT left_by, count(*) AS n FROM ({query}) GROUP BY left_by"
        left = dict(self._engine.rows(counted))
        read = sum(left.values())
        self.add("read", read, read)
        for reason in reasons:
            self.add(reason, left.get(reason, 0), read)
        return read

    def add_precision(self, coder: Coder) -> None:
        """Add how often the model was right on decided titles left out."""
        if coder.precision is not None:
            right, accepted = coder.precision.right, coder.precision.accepted
            low, high = wilson(right, accepted)
            self.add("precision_pct", pct(right, accepted), accepted, low=low, high=high)

    def add_years(self) -> None:
        """Add the persons of each year, and of how many months something counts."""
        for year, count, months, people in self._engine.rows("""
            SELECT year(begun) AS year, count(*) AS posts, count(DISTINCT month(begun)) AS months,
                sum(counted) AS persons
            FROM counted GROUP BY year(begun) ORDER BY year
        """):
            self.add("openings", round(people, 1), count, year)
            self.add("months", months, count, year)

    def frame(self) -> pl.DataFrame:
        """Return the measures as a table."""
        schema = {
            "measure": pl.String, "cell": pl.String, "value": pl.Float64, "low": pl.Float64,
            "high": pl.Float64, "n": pl.Int64,
        }  # fmt: skip
        return pl.DataFrame(self._rows, schema=schema, orient="row")


def quality_of(engine: Engine, coder: Coder, coverage: Coverage, scope: Scope) -> pl.DataFrame:
    """Return the measures of the postings, one a row."""
    measures = Measures(engine)
    add = measures.add
    read = measures.add_left(LEFT, _left(scope))
    add("wage_unread", engine.rows("SELECT count(wage_unread) FROM adverts")[0][0], read)
    total, coded, persons, persons_coded, stated, capped, last = engine.rows("""
        SELECT count(*) AS total, count(occupation) AS coded, sum(counted) AS persons,
            sum(CASE WHEN occupation IS NOT NULL THEN counted END) AS persons_coded,
            count(CASE WHEN NOT is_imputed THEN 1 END) AS stated,
            count(CASE WHEN is_capped THEN 1 END) AS capped, max(until) AS last
        FROM counted
    """)[0]
    add("counted", total, total)
    if total:
        add("coded_pct", pct(coded, total), total)
        add("coded_persons_pct", pct(persons_coded or 0, persons), total)
        add("stated_pct", pct(stated, total), total)
        add("capped", capped, total)
    measures.add_precision(coder)
    measures.add_years()
    if (day := scope.day or last) is not None:
        posts, people = engine.rows(f"""
            SELECT count(*) AS posts, sum(counted) AS persons FROM counted
            WHERE begun <= DATE '{day}' AND DATE '{day}' <=
                CASE WHEN ends THEN until ELSE until + {OPEN_DAYS} END
        """)[0]
        add("stock", round(people or 0, 1), posts, day)
    for code, share in coverage.shares.items():
        add("coverage_pct", round(100 * share, 1), cell=code)
    for code in coverage.hidden:
        add("not_visible", None, cell=code)
    return measures.frame()


def _left(scope: Scope) -> str:
    """Return the SQL of the first reason why each advertisement is none of those counted."""
    nowhere = "r.area IS NULL" + ("" if scope.area else " AND r.area_text IS NOT NULL")
    return f"""
        SELECT CASE WHEN r.title IS NULL THEN 'untitled' WHEN r.seen_from IS NULL THEN 'undated'
            WHEN a.firm IS NOT NULL THEN 'agency' WHEN {nowhere} THEN 'no_area'
            WHEN r.area IS NOT NULL AND i.area IS NULL THEN 'outside'
            WHEN p.duplicate = 'repeat' THEN 'repeats'
            WHEN p.duplicate = 'near' THEN 'near_duplicates' END AS left_by
        FROM adverts r JOIN posts p ON p.id = r.id LEFT JOIN agencies a ON a.firm = r.firm
            LEFT JOIN inside i ON i.area = r.area
    """


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, in percent.

    >>> wilson(9, 10)
    (59.6, 98.2)
    """
    share, z2 = right / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return round(100 * (middle - half), 1), round(100 * (middle + half), 1)


def pct(part: float, whole: float) -> float:
    """Return a share in percent.

    >>> pct(2, 3)
    66.7
    """
    return round(100 * part / whole, 1)
