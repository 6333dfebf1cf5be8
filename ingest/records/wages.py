"""SQL of wages: what a text says of pay, in yuan a month.

``6-8千``, ``8千-1.3万``, ``1-1.5万·13薪``, ``15-25K``, ``200元/天``, ``年薪20万`` are read; 面议,
another currency, and a number whose unit nobody says (``6-8``) are not.
"""

from __future__ import annotations

from ingest.records.texts import DAYS, HOURS, WEEKS, is_whole, rounded, squeezed, without

_NUMBER = r"(\d+(?:\.\d+)?)"
_UNIT = r"(万|千|百|k|w|元|块)?"
_FORM = f"{_NUMBER}{_UNIT}(?:[-~–—至到]+{_NUMBER}{_UNIT})?"
_PERIODS = "小时|天|日|周|年|月|时|hour|hr|h|day|week|wk|year|yr|annum|month|mo"
_PER = f"(?:元|块|/|每|一|个|per|an?)*({_PERIODS})"
_PAID = "(年|月|周|日|时)薪|(annual|annum|hourly|daily|weekly|monthly)"  # no word behind the number
# Words of other things than the period of the number.
_ASIDE = "年底双薪|年终[奖双]?[金薪]?|带薪年假|年假|周末|[双单]休|大小周|[日周月半]+结"
_FOREIGN = (
    "[$€£₹₩฿]|usd|eur|gbp|hkd|aud|cad|sgd|jpy|krw|inr|港[币元]|美[元金]|欧元|英镑|日[元币]|韩[元币]|澳元|"
    "加元|新[台加]?币|台币"
)
_OURS = r"[\p{Han}¥￥]|rmb|cny|yuan"
LEAST, MOST = 200, 1_000_000  # yuan a month that can be meant


def states_none(text: str) -> str:
    """Return whether a text leaves the wage open, as 面议 does."""
    return is_whole(squeezed(text), "(薪资|薪酬|工资|待遇)?面(议|谈)|negotiable|competitive")


def in_yuan(text: str) -> str:
    """Return whether a text of an advertisement is in Chinese, or names yuan.

    65,000 in English might be dollars, and a year's.
    """
    return f"regexp_matches({text}, '(?i){_OURS}')"


def wages_of(source: str) -> str:
    """Return the SQL of a table ``text, low, high`` from one of distinct texts."""
    word = without(squeezed("text"), f"人民币|rmb|cny|yuan|税前|税后|{_ASIDE}|[,，¥￥约]")
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
    behind = f"regexp_extract(bare, '{_FORM}{_PER}', 5)"
    said = f"CASE WHEN {behind} = '' THEN regexp_extract(bare, '{_PAID}', 0) ELSE {behind} END"
    period = (
        f"CASE WHEN regexp_matches({said}, '^(小?时|h)') THEN {HOURS} "
        f"WHEN regexp_matches({said}, '^(天|日|da)') THEN {DAYS} "
        f"WHEN regexp_matches({said}, '^(周|w)') THEN {WEEKS} "
        f"WHEN regexp_matches({said}, '^(年|y|an)') THEN 1e0 / 12 ELSE 1e0 END"
    )
    # A piece, another money, or a number without a unit that a month's pay cannot be.
    unread = (
        f"regexp_matches(bare, '次|件|单|节|课时|{_FOREIGN}') "
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
