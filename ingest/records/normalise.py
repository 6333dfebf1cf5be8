"""Turns each distinct text of the advertisements into a value, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from ingest.records import dates, texts, wages
from ingest.records.engine import Engine
from ingest.records.levels import Levels
from ingest.records.places import Places

_OURS = f"{wages.in_yuan('text')} AS ours"
_VALUES = {
    "enterprise": f"{texts.firm_name('text')} AS value, {texts.firm_key('text')} AS key, {_OURS}",
    "industry": f"{texts.squeezed('text')} AS value",
    "experience_years": f"{texts.years('text')} AS value",
    "firm_size": f"{texts.size_class('text')} AS value",
    "agency": f"{texts.agency('text')} AS value",
    "persons_low": texts.both_ends("text"),
    "persons_high": texts.both_ends("text"),
}


def normalise(engine: Engine, places: Places, levels: Levels) -> None:
    """Make the table ``adverts`` of the texts, one row an advertisement."""
    title = texts.clean_title("text", places.main_names())
    values = {"title": f"{title} AS value, {_OURS}"} | _VALUES
    for name, value in values.items():
        engine.make(f"d_{name}", f"SELECT text, {value} FROM ({distinct(name)})")
    for name in ("wage_low_cny_month", "wage_high_cny_month"):
        engine.make(
            f"d_{name}", f"SELECT *, {_OURS} FROM ({wages.wages_of(f'({distinct(name)})')})"
        )
    date = dates.date_of("text", "file_year", "day_first")
    dated = join_days(engine, {"seen_from": date, "seen_to": date}, "t.file_year")
    engine.take("d_area", lambda: read_once(engine, "area", places.find, pl.String()))
    engine.take("d_level", lambda: read_once(engine, "level", levels.lowest, pl.Int32()))
    joins = dated + " ".join(
        f"LEFT JOIN d_{name} ON d_{name}.text = t.{name}"
        for name in (*values, "wage_low_cny_month", "wage_high_cny_month", "area", "level")
    )
    saying = ("title", "enterprise", "wage_low_cny_month", "wage_high_cny_month")
    ours = "(" + " OR ".join(f"coalesce(d_{name}.ours, false)" for name in saying) + ")"
    engine.make(
        "adverts",
        f"""
        SELECT t.id, t.file, t.line, t.portal, t.posting_id, d_title.value AS title,
            d_enterprise.value AS enterprise,
            coalesce(nullif(d_enterprise.key, ''),
                '#' || t.file || '#' || CAST(t.line AS VARCHAR)) AS firm,
            d_area.value AS area, t.area AS area_text, d_level.value AS level,
            CASE WHEN {ours} THEN d_wage_low_cny_month.low END AS wage_low_cny_month,
            CASE WHEN {ours} THEN coalesce(d_wage_high_cny_month.high, d_wage_low_cny_month.high)
                END AS wage_high_cny_month,
            CASE WHEN coalesce(d_wage_low_cny_month.low, d_wage_low_cny_month.high) IS NULL
                OR NOT {ours} THEN CASE WHEN NOT {wages.states_none("t.wage_low_cny_month")}
                THEN t.wage_low_cny_month END END AS wage_unread,
            d_persons_low.low AS persons_low,
            coalesce(d_persons_high.high, d_persons_low.high) AS persons_high,
            d_experience_years.value AS experience_years,
            d_seen_from.value AS seen_from,
            CASE WHEN d_seen_from.value IS NULL THEN t.seen_from END AS day_unread,
            CASE WHEN d_seen_to.value >= d_seen_from.value THEN d_seen_to.value END AS seen_to,
            d_industry.value AS industry, d_firm_size.value AS firm_size,
            d_agency.value AS agency
        FROM texts t {joins}
        """,
    )


def read_once(
    engine: Engine, name: str, read: Callable[[str], object], values: pl.DataType
) -> pl.DataFrame:
    """Return each distinct text of a column with the value that a function reads in it."""
    rows = [(text, read(text)) for (text,) in engine.rows(distinct(name))]
    return pl.DataFrame(rows, schema={"text": pl.String, "value": values}, orient="row")


def join_days(engine: Engine, days: Mapping[str, str], *by: str) -> str:
    """Make the table of each distinct text of columns of dates; return the SQL that joins them.

    ``days``: column → SQL of the date that ``text`` says. ``by``: of the texts ``t``, what it
    depends on besides the order of days and months of its sheet, ``day_first``.
    """
    engine.make("orders", dates.orders(days))
    orders = f"JOIN orders o ON o.sheet = t.{dates.SHEET} "
    by = (*by, "o.day_first")
    joins = [f"LEFT {orders}"]
    for name, date in days.items():
        engine.make(
            f"d_{name}",
            f"""
            SELECT *, {date} AS value FROM (
                SELECT DISTINCT t.{name} AS text, {", ".join(by)} FROM texts t {orders}
                WHERE t.{name} IS NOT NULL
            )
            """,
        )
        same = [f"d_{name}.{key[2:]} IS NOT DISTINCT FROM {key}" for key in by]
        joins.append(f"LEFT JOIN d_{name} ON d_{name}.text = t.{name} AND {' AND '.join(same)} ")
    return "".join(joins)


def distinct(text: str) -> str:
    """Return the SQL of the distinct texts of a column."""
    return f"SELECT DISTINCT {text} AS text FROM texts WHERE {text} IS NOT NULL"
