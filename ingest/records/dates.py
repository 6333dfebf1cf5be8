"""SQL of dates as portals write them; a day without a year takes that of its file's name.

Of 5/6/2024 the other dates of its sheet tell which is the day: 30/6/2024 has one order, 6/30/2024
the other. Where none or both are there, nobody knows. A month is its first day.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.records.load import APART
from ingest.records.texts import squeezed

_SLASHED = r"^(\d{1,2})([-/.])(\d{1,2})[-/.]((19|20)\d\d)"
SHEET = f"id // {APART}"  # number of the sheet that a row is of
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"


def orders(names: Iterable[str]) -> str:
    """Return the SQL of a table ``sheet, day_first`` from the columns of dates of ``texts``.

    day_first: null where nothing tells, or where some dates tell the one and some the other.
    """
    written = " UNION ALL ".join(
        f"SELECT {SHEET} AS sheet, {name} AS text FROM texts WHERE {name} IS NOT NULL"
        for name in names
    )
    first, second = (
        f"coalesce(try_cast(nullif(regexp_extract(word, '{_SLASHED}', {group}), '') AS INTEGER) "
        "> 12, false)"
        for group in (1, 3)
    )
    return f"""
        SELECT sheet, CASE WHEN days <> months THEN days END AS day_first FROM (
            SELECT sheet, bool_or({first}) AS days, bool_or({second}) AS months FROM (
                SELECT sheet, {squeezed("text")} AS word
                FROM (SELECT DISTINCT sheet, text FROM ({written}))
            ) GROUP BY sheet
        )
    """


def date_of(text: str, year: str, day_first: str = "CAST(NULL AS BOOLEAN)") -> str:
    """Return the SQL of the date that a text says.

    ``year``: SQL of the year of its file, or null. ``day_first``: of the order of its sheet. Three
    days ago is no date: nobody knows from when on.
    """
    word = squeezed(text)
    whole = r"(19|20)(\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})"
    packed = r"^((19|20)\d\d)(\d\d)(\d\d)(\d{6})?$"
    short = r"^[^\d]*(\d{1,2})[-/.月](\d{1,2})日?([^\d].*)?$"
    only_month = r"^((19|20)\d\d)[-/.年](\d{1,2})月?$"
    serial = r"^(4\d{4})(\.\d+)?$"  # 2009 to 2036 as spreadsheets count days
    named = rf"({_MONTHS})[a-z]*\.?(\d{{1,2}})(st|nd|rd|th)?,?((19|20)\d\d)"
    british = rf"(\d{{1,2}})(st|nd|rd|th)?[-]?({_MONTHS})[a-z]*\.?[-,]?((19|20)\d\d)"

    def part(form: str, group: int) -> str:
        return f"regexp_extract({word}, '{form}', {group})"

    def day(years: str, months: str, days: str) -> str:
        text = f"{years} || '-' || lpad({months}, 2, '0') || '-' || lpad({days}, 2, '0')"
        return f"try_cast({text} AS DATE)"

    def month(form: str, group: int) -> str:
        place = f"strpos('{_MONTHS}', {part(form, group)})"
        return f"CAST(({place} + 3) // 4 AS VARCHAR)"

    first, second = (f"try_cast({part(_SLASHED, group)} AS INTEGER)" for group in (1, 3))
    is_day_first = (
        f"{first} > 12 OR {first} = {second} OR {part(_SLASHED, 2)} = '.' "
        f"OR ({day_first} AND {second} <= 12)"
    )
    is_month_first = f"{second} > 12 OR NOT {day_first}"
    return f"""CASE
        WHEN regexp_matches({word}, '{whole}')
            THEN {day(f"{part(whole, 1)} || {part(whole, 2)}", part(whole, 3), part(whole, 4))}
        WHEN regexp_matches({word}, '{packed}')
            THEN {day(part(packed, 1), part(packed, 3), part(packed, 4))}
        WHEN regexp_matches({word}, '{_SLASHED}') THEN CASE
            WHEN {is_day_first} THEN {day(part(_SLASHED, 4), part(_SLASHED, 3), part(_SLASHED, 1))}
            WHEN {is_month_first}
                THEN {day(part(_SLASHED, 4), part(_SLASHED, 1), part(_SLASHED, 3))} END
        WHEN regexp_matches({word}, '{only_month}')
            THEN {day(part(only_month, 1), part(only_month, 3), "'1'")}
        WHEN regexp_matches({word}, '{serial}')
            THEN DATE '1899-12-30' + CAST({part(serial, 1)} AS INTEGER)
        WHEN regexp_matches({word}, '{named}')
            THEN {day(part(named, 4), month(named, 1), part(named, 2))}
        WHEN regexp_matches({word}, '{british}')
            THEN {day(part(british, 4), month(british, 3), part(british, 1))}
        WHEN {year} IS NOT NULL AND regexp_matches({word}, '{short}')
            THEN {day(f"CAST({year} AS VARCHAR)", part(short, 1), part(short, 2))}
        END"""
