"""The numbers in front of headings, as each language counts."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Return a number below a hundred as headings of documents write it.

    >>> chinese_number(3), chinese_number(12), chinese_number(25)
    ('三', '十二', '二十五')
    """
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones or not tens else "")


def heading_number(number: int, lang: str) -> str:
    """Return the number in front of a heading.

    >>> heading_number(2, "zh"), heading_number(2, "en")
    ('二、', '2 ')
    """
    return f"{chinese_number(number)}、" if lang == "zh" else f"{number} "
