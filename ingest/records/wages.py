"""SQL of wages: what a text says of pay, in yuan a month.

``6-8千``, ``8千-1.3万``, ``1-1.5万·13薪``, ``15-25K``, ``200元/天``, ``年薪20万`` are read; 面议,
another currency, and a number whose unit nobody says (``6-8``) are not.
"""

from __future__ import annotations

from ingest.records.texts import DAYS, HOURS, WEEKS, squeezed, without

_NUMBER = r"(\d+(?:\.\d+)?)"
_UNIT = r"(万|千|百|k|w|元|块)?"
_FORM = f"{_NUMBER}{_UNIT}(?:[-~–—至到]+{_NUMBER}{_UNIT})?"
LEAST, MOST = 200, 1_000_000  # yuan a month that can be meant


def wage_columns(text: str) -> str:
    """Return the SQL of ``low`` and ``high``, to select from a table of texts."""
    word = without(squeezed(text), "人民币|rmb|cny|税前|税后|[,，¥￥约]", "")
    bare = without(word, r"[·*×x]?(\d{2})薪|[·*×x](\d{2})(?:个)?月", "")
    parts = f"regexp_extract({bare}, '{_FORM}', ['a', 'ua', 'b', 'ub'])"
    months = f"try_cast(nullif(regexp_extract({word}, '(1[2-9]|2[0-4])薪', 1), '') AS DOUBLE)"
    return (
        f"SELECT {text} AS text, {word} AS word, {bare} AS bare, {parts} AS parts, "
        f"coalesce({months}, 12) / 12 AS more"
    )


def states_none(text: str) -> str:
    """Return whether a text leaves the wage open, as 面议 does."""
    words = "(薪资|薪酬|工资|待遇)?面(议|谈)|negotiable|competitive"
    return f"regexp_full_match({squeezed(text)}, '{words}')"


def wages_of(source: str) -> str:
    """Return the SQL of a table ``text, low, high`` from one of distinct texts."""
    amount = (
        "CASE {unit} WHEN '万' THEN 10000 WHEN 'w' THEN 10000 WHEN '千' THEN 1000 "
        "WHEN 'k' THEN 1000 WHEN '百' THEN 100 ELSE 1 END * try_cast({number} AS DOUBLE)"
    )
    first_unit = "CASE WHEN parts.ua = '' THEN parts.ub ELSE parts.ua END"
    last_unit = "CASE WHEN parts.ub = '' THEN parts.ua ELSE parts.ub END"
    low = amount.format(unit=f"({first_unit})", number="nullif(parts.a, '')")
    high = amount.format(
        unit=f"({last_unit})", number="coalesce(nullif(parts.b, ''), nullif(parts.a, ''))"
    )
    period = (
        f"CASE WHEN regexp_matches(bare, '天|日|/day|perday|aday|daily') THEN {DAYS} "
        f"WHEN regexp_matches(bare, '小时|时薪|/时|/h|hour|hr') THEN {HOURS} "
        f"WHEN regexp_matches(bare, '周|week') THEN {WEEKS} "
        "WHEN regexp_matches(bare, '年|year|annum|/yr|annual') THEN 1.0 / 12 ELSE 1 END"
    )
    # A piece, another money, or a number without a unit that a month's pay cannot be.
    unread = (
        "regexp_matches(bare, '次|件|单|节|课时|[$€£]|usd|eur|gbp|hkd|港币|美元|欧元|日元|jpy') "
        f"OR parts.a = '' OR (parts.ua = '' AND parts.ub = '' AND {period} = 1 AND "
        "try_cast(nullif(parts.a, '') AS DOUBLE) < 1000)"
    )
    below = "regexp_matches(bare, '以下|以内|upto')"
    above = "regexp_matches(bare, '以上|起|\\+')"
    return f"""
        WITH words AS ({wage_columns("text")} FROM {source}),
        amounts AS (
            SELECT text, {low} * {period} * more AS a, {high} * {period} * more AS b,
                {below} AS is_below, {above} AND parts.b = '' AS is_above
            FROM words WHERE NOT coalesce({unread}, true)
        )
        SELECT text, CASE WHEN NOT is_below OR a < b THEN round(a, 2) END AS low,
            CASE WHEN NOT is_above THEN round(b, 2) END AS high
        FROM amounts WHERE a <= b AND a >= {LEAST} AND b <= {MOST}
    """
