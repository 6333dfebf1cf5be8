"""SQL of dates as portals write them; a day without a year takes that of its file's name."""

from __future__ import annotations

from ingest.records.texts import squeezed

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"


def date_of(text: str, year: str) -> str:
    """Return the SQL of the date that a text says; ``year``: SQL of the year of its file, or null.

    Three days ago is no date: nobody knows from when on.
    """
    word = squeezed(text)
    whole = r"(19|20)(\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})"
    packed = r"^((19|20)\d\d)(\d\d)(\d\d)(\d{6})?$"
    short = r"^[^\d]*(\d{1,2})[-/.月](\d{1,2})日?([^\d].*)?$"
    american = r"^(\d{1,2})/(\d{1,2})/((19|20)\d\d)"
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

    return f"""CASE
        WHEN regexp_matches({word}, '{whole}')
            THEN {day(f"{part(whole, 1)} || {part(whole, 2)}", part(whole, 3), part(whole, 4))}
        WHEN regexp_matches({word}, '{packed}')
            THEN {day(part(packed, 1), part(packed, 3), part(packed, 4))}
        WHEN regexp_matches({word}, '{american}')
            THEN {day(part(american, 3), part(american, 1), part(american, 2))}
        WHEN regexp_matches({word}, '{named}')
            THEN {day(part(named, 4), month(named, 1), part(named, 2))}
        WHEN regexp_matches({word}, '{british}')
            THEN {day(part(british, 4), month(british, 3), part(british, 1))}
        WHEN {year} IS NOT NULL AND regexp_matches({word}, '{short}')
            THEN {day(f"CAST({year} AS VARCHAR)", part(short, 1), part(short, 2))}
        END"""
