"""SQL of wages: what a text says of pay, in yuan a month.

``6-8千``, ``8千-1.3万``, ``1-1.5万·13薪``, ``15-25K``, ``200元/天``, ``年薪20万`` are read; 面议,
another currency, and a number whose unit nobody says (``6-8``) are not.
"""

from __future__ import annotations

from ingest.records.texts import DAYS, HOURS, WEEKS, is_whole, rounded, squeezed, without

_NUMBER = r"(\d+(?:\.\d+)?)"
_UNIT = r"(万|千|百|k|w|元|块)?"
_FORM = f"{_NUMBER}{_UNIT}(?:[-~–—至到]+{_NUMBER}{_UNIT})?"
LEAST, MOST = 200, 1_000_000  # yuan a month that can be meant


def states_none(text: str) -> str:
    """Return whether a text leaves the wage open, as 面议 does."""
    return is_whole(squeezed(text), "(薪资|薪酬|工资|待遇)?面(议|谈)|negotiable|competitive")


def wages_of(source: str) -> str:
    """Return the SQL of a table ``text, low, high`` from one of distinct texts."""
    word = without(squeezed("text"), "人民币|rmb|cny|税前|税后|[,，¥￥约]")
    bare = without("word", r"[·*×x]?(\d{2})薪|[·*×x](\d{2})(?:个)?月")
    parts = ", ".join(
        f"regexp_extract(bare, '{_FORM}', {group}) AS {name}"
        for group, name in enumerate(
            ("low_number", "low_unit", "high_number", "high_unit"), start=1
        )
    )
    months = "try_cast(nullif(regexp_extract(word, '(1[2-9]|2[0-4])薪', 1), '') AS DOUBLE)"
    amount = (
        "CASE {unit} WHEN '万' THEN 10000 WHEN 'w' THEN 10000 WHEN '千' THEN 1000 "
        "WHEN 'k' THEN 1000 WHEN '百' THEN 100 ELSE 1 END * try_cast({number} AS DOUBLE)"
    )
    unit, last_unit = (
        f"CASE WHEN {own} = '' THEN {other} ELSE {own} END"
        for own, other in (("low_unit", "high_unit"), ("high_unit", "low_unit"))
    )
    low = amount.format(unit=f"({unit})", number="nullif(low_number, '')")
    high = amount.format(
        unit=f"({last_unit})", number="coalesce(nullif(high_number, ''), nullif(low_number, ''))"
    )
    period = (
        f"CASE WHEN regexp_matches(bare, '天|日|/day|perday|aday|daily') THEN {DAYS} "
        f"WHEN regexp_matches(bare, '小时|时薪|/时|/h|hour|hr') THEN {HOURS} "
        f"WHEN regexp_matches(bare, '周|week') THEN {WEEKS} "
        "WHEN regexp_matches(bare, '年|year|annum|/yr|annual') THEN 1e0 / 12 ELSE 1e0 END"
    )
    # A piece, another money, or a number without a unit that a month's pay cannot be.
    unread = (
        "regexp_matches(bare, '次|件|单|节|课时|[$€£]|usd|eur|gbp|hkd|港币|美元|欧元|日元|jpy') "
        f"OR low_number = '' OR (low_unit = '' AND high_unit = '' AND {period} = 1 AND "
        "try_cast(nullif(low_number, '') AS DOUBLE) < 1000)"
    )
    below = "regexp_matches(bare, '以下|以内|upto')"
    above = "regexp_matches(bare, '以上|起|\\+')"
    return f"""
        WITH squeezed AS (SELECT text, {word} AS word FROM {source}),
        stripped AS (
            SELECT text, {bare} AS bare, coalesce({months}, 12e0) / 12 AS more FROM squeezed
        ),
        words AS (SELECT text, bare, more, {parts} FROM stripped),
        amounts AS (
            SELECT text, {low} * {period} * more AS a, {high} * {period} * more AS b,
                {below} AS is_below, {above} AND high_number = '' AS is_above
            FROM words WHERE NOT coalesce({unread}, true)
        )
        SELECT text, CASE WHEN NOT is_below OR a < b THEN {rounded("a", 2)} END AS low,
            CASE WHEN NOT is_above THEN {rounded("b", 2)} END AS high
        FROM amounts WHERE a <= b AND a >= {LEAST} AND b <= {MOST}
    """
