"""Counts hires in registrations of employment: who was hired in which year, for what, how young.

A hire is a person, a firm and a post; the post is the occupation, or the title where it has none. A
contract renewed goes on with the hire; a pause of 45 days begins another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl

from ingest.records import dates, texts
from ingest.records.code import Coder
from ingest.records.count import Measures, Scope, areas_inside, pct
from ingest.records.engine import Engine
from ingest.records.levels import Levels
from ingest.records.normalise import distinct, join_days, read_once
from ingest.records.reference import Reference
from ingest.records.repeats import PAUSE
from ingest.records.texts import rounded
from ingest.text import fold

BASIS = "registration"
YOUNG, LEAST_AGES = 25, 5  # under this age; known ages from which on a share is given
# Why a registration is no hire that counts, the first reason that holds: with them it is all.
LEFT = (
    "no_person", "undated", "contradictory", "untitled", "no_area", "outside", "continued",
)  # fmt: skip
_FOR_EVER = "DATE '9999-12-31'"
_YOUNGEST, _OLDEST = 14, 99
_AGE = r"^(\d{1,2})(\.0+)?(周?岁|years?(old)?)?$"  # a year of birth is none
_DATES = {"start_date": "", "end_date": "last_day"}  # what is made of a month
_MONTH = r"^((19|20)\d\d)[-/.年]?(0[1-9]|1[0-2]|[1-9])月?$"


def normalise_people(engine: Engine, reference: Reference, levels: Levels) -> None:
    """Make the table ``records`` of the texts, one row a registration."""
    stated = f"regexp_extract({texts.squeezed('text')}, '{_AGE}', 1)"
    values = {
        "title": texts.clean_title("text", reference.places.main_names()),
        "enterprise": texts.firm_key("text"),
        "industry": texts.squeezed("text"),
        "age": f"try_cast(nullif({stated}, '') AS INTEGER)",
    }
    for name, value in values.items():
        column = "coalesce(title, occupation)" if name == "title" else name
        engine.make(f"d_{name}", f"SELECT text, {value} AS value FROM ({distinct(column)})")
    dated = join_days(engine, {name: _day("text", end) for name, end in _DATES.items()})
    for name, find, kind in (
        ("area", _area_finder(reference), pl.String()),
        ("level", levels.lowest, pl.Int32()),
        ("occupation", _occupation_finder(reference), pl.String()),
    ):
        engine.take(f"d_{name}", partial(read_once, engine, name, find, kind))
    texts_of = {name: f"t.{name}" for name in (*values, "area", "level", "occupation")}
    texts_of["title"] = "coalesce(t.title, t.occupation)"
    joins = dated + " ".join(
        f"LEFT JOIN d_{name} ON d_{name}.text = {text}" for name, text in texts_of.items()
    )
    birth = "try_cast(nullif(regexp_extract(t.birth_year, '^((19|20)\\d\\d)', 1), '') AS INTEGER)"
    engine.make(
        "records",
        f"""
        SELECT t.id, t.person, coalesce(d_enterprise.value, '') AS firm, d_title.value AS title,
            d_occupation.value AS stated, d_area.value AS area, t.area AS area_text,
            d_level.value AS level, {birth} AS birth_year, d_age.value AS age,
            d_start_date.value AS begun, d_end_date.value AS until,
            CASE WHEN d_start_date.value IS NULL THEN t.start_date END AS day_unread,
            d_industry.value AS industry
        FROM texts t {joins}
        """,
    )


def count_hires(engine: Engine, reference: Reference, scope: Scope) -> None:
    """Make the table ``counted``: one row a hire inside the area, the first record of each."""
    engine.take("inside", lambda: areas_inside(engine, reference, scope, "records"))
    engine.make(
        "usable",
        """
        SELECT r.*, coalesce(r.stated, CASE WHEN i.title IS NOT NULL THEN i.occupation
                ELSE c.occupation END) AS occupation,
            CASE WHEN r.stated IS NOT NULL THEN 'stated' WHEN i.title IS NOT NULL THEN 'decided'
                ELSE c.coded_by END AS coded_by
        FROM records r LEFT JOIN coded c ON c.title = r.title
            LEFT JOIN coded_in i ON i.title = r.title AND i.industry = r.industry
        WHERE r.person IS NOT NULL AND r.begun IS NOT NULL AND coalesce(r.until >= r.begun, true)
            AND (r.title IS NOT NULL OR r.stated IS NOT NULL)
        """,
    )
    spell = "PARTITION BY person, firm, post"
    before = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    upto = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    engine.make(
        "spells",
        f"""
        WITH posts AS (
            SELECT *, CASE WHEN occupation IS NOT NULL THEN '=' || occupation ELSE title END
                AS post, coalesce(until, {_FOR_EVER}) AS latest
            FROM usable
        ), marked AS (
            SELECT *, max(latest) OVER ({spell} ORDER BY begun, id {before}) AS earlier FROM posts
        ), numbered AS (
            SELECT *, sum(CASE WHEN date_diff('day', earlier, begun) < {PAUSE} THEN 0 ELSE 1 END)
                OVER ({spell} ORDER BY begun, id {upto}) AS turn
            FROM marked
        )
        SELECT id, person, title, industry, area, area_text, level, occupation, coded_by, age,
            begun, max(latest) OVER ({spell}, turn) AS latest,
            max(birth_year) OVER ({spell}, turn) AS birth_year,
            CAST(row_number() OVER ({spell}, turn ORDER BY begun, id) AS BIGINT) AS place
        FROM numbered
        """,
    )
    without_area = "" if scope.area else "OR (s.area IS NULL AND s.area_text IS NULL)"
    years = "coalesce(year(s.begun) - s.birth_year, s.age)"
    engine.make(
        "counted",
        f"""
        SELECT s.id, s.person, s.title, s.industry, s.area, s.level, s.occupation, s.coded_by,
            s.begun, s.latest, 1e0 AS counted,
            CASE WHEN {years} BETWEEN {_YOUNGEST} AND {_OLDEST} THEN {years} < {YOUNG} END AS young
        FROM spells s LEFT JOIN inside ON inside.area = s.area
        WHERE s.place = 1 AND (inside.area IS NOT NULL {without_area})
        """,
    )


def demand_of_hires(engine: Engine) -> pl.DataFrame:
    """Return rows of demand, with the share of the young where enough ages are known."""
    return engine.frame(f"""
        SELECT occupation, CAST(year(begun) AS BIGINT) AS year, area, level, '{BASIS}' AS basis,
            CAST(count(*) AS DOUBLE) AS openings, {_share_of_young(LEAST_AGES)} AS entrant_pct
        FROM counted WHERE occupation IS NOT NULL
        GROUP BY occupation, year(begun), area, level
        ORDER BY occupation, year, area, level
    """)


def quality_of_hires(engine: Engine, coder: Coder, scope: Scope) -> pl.DataFrame:
    """Return the measures of the registrations, one a row."""
    measures = Measures(engine)
    add = measures.add
    nowhere = "r.area IS NULL" + ("" if scope.area else " AND r.area_text IS NOT NULL")
    measures.add_left(
        LEFT,
        f"""
        SELECT CASE WHEN r.person IS NULL THEN 'no_person'
            WHEN r.begun IS NULL THEN 'undated' WHEN r.until < r.begun THEN 'contradictory'
            WHEN r.title IS NULL AND r.stated IS NULL THEN 'untitled'
            WHEN {nowhere} THEN 'no_area'
            WHEN r.area IS NOT NULL AND i.area IS NULL THEN 'outside'
            WHEN s.place > 1 THEN 'continued' END AS left_by
        FROM records r LEFT JOIN inside i ON i.area = r.area LEFT JOIN spells s ON s.id = r.id
        """,
    )
    total, coded, aged, young, last = engine.rows(f"""
        SELECT count(*) AS hires, count(occupation) AS coded, count(young) AS aged,
            {_share_of_young(1)} AS young, max(begun) AS last
        FROM counted
    """)[0]
    add("counted", total, total)
    if total:
        add("coded_pct", pct(coded, total), total)
        add("aged_pct", pct(aged, total), total)
    if aged >= LEAST_AGES:
        add("under_25_pct", young, aged)
    measures.add_precision(coder)
    measures.add_years()
    if (day := scope.day or last) is not None:
        persons, posts = engine.rows(f"""
            SELECT count(DISTINCT person) AS persons, count(*) AS posts FROM counted
            WHERE begun <= DATE '{day}' AND DATE '{day}' <= latest
        """)[0]
        add("stock", persons, posts, day)
    return measures.frame()


def _share_of_young(least: int) -> str:
    share = "100e0 * count(CASE WHEN young THEN 1 END) / nullif(count(young), 0)"
    return f"CASE WHEN count(young) >= {least} THEN {rounded(share, 1)} END"


def _day(text: str, end: str) -> str:
    """Return the SQL of a day; of a month its first, or with ``end`` what that makes of it."""
    word = texts.squeezed(text)
    year, month = (f"regexp_extract({word}, '{_MONTH}', {group})" for group in (1, 3))
    first = f"try_cast({year} || '-' || lpad({month}, 2, '0') || '-01' AS DATE)"
    return (
        f"CASE WHEN regexp_matches({word}, '{_MONTH}') THEN {end}({first}) "
        f"ELSE {dates.date_of(text, 'NULL', 'day_first')} END"
    )


def _area_finder(reference: Reference) -> Callable[[str], str | None]:
    """Return what finds the area that a text states by its code, or names."""
    places = reference.places
    return lambda text: text if places.has(text) else places.find(text)


def _occupation_finder(reference: Reference) -> Callable[[str], str | None]:
    """Return what finds the occupation that a text states by its code or name."""

    def find(text: str) -> str | None:
        code = text.split()[0]
        return code if code in reference.occupations else reference.names.get(fold(text))

    return find
