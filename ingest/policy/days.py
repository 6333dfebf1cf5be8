"""Days as a head or a signature writes them, or damaged."""

from __future__ import annotations

import re
from datetime import date

from ingest.policy.numerals import ordinal

_ARABIC = re.compile(r"(?P<y>(?:19|20)\d{2})[-./年](?P<m>\d{1,2})[-./月](?P<d>\d{1,2})(?!\d)")
_CHINESE = re.compile(
    r"(?P<y>(?:19|20)\d{2}|[二一][〇零○Ｏ0九][〇零○Ｏ0一二三四五六七八九]{2})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_ROUND = re.compile("[○Ｏ0]")
_DAMAGED = re.compile(r"(?:19|20)\d{2}(?:[\s年月日]{0,4}\d){2,5}[\s日]{0,4}")


def read_day(plain: str) -> str | None:
    """Return a date as YYYY-MM-DD, or None.

    >>> read_day("2024年4月9日"), read_day("二〇二四年十月二十一日"), read_day("201554")
    ('2024-04-09', '2024-10-21', None)
    """
    if match := _ARABIC.search(plain):
        parts = [int(match[part]) for part in "ymd"]
    elif match := _CHINESE.search(plain):
        parts = [_count(match[part]) for part in "ymd"]
    else:
        return None
    try:
        return date(*parts).isoformat()
    except ValueError:
        return None


def _count(text: str) -> int:
    return ordinal(text if text.isdecimal() else _ROUND.sub("〇", text)) or 0


def is_damaged_day(plain: str) -> bool:
    """Tell whether a line was a date before its marks were lost.

    >>> is_damaged_day("201554"), is_damaged_day("2015年5月4日前完成")
    (True, False)
    """
    return bool(_DAMAGED.fullmatch(plain.strip()))
