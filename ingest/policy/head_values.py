"""Labels of a page's head (文号:, 发布日期:), and values of theirs that a line break splits."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from ingest.policy.citations import number_in
from ingest.policy.days import read_day
from ingest.policy.passages import passage
from ingest.policy.patterns import any_of, pattern, patterns
from ingest.policy.shapes import is_unfinished_notice, title_pattern

NUMBER, TITLE, ISSUER, ISSUED, PUBLISHED, OTHER = (
    f"{name}_labels" for name in ("number", "title", "issuer", "issued", "published", "other")
)
HEAD_KINDS = (NUMBER, TITLE, ISSUER, ISSUED, PUBLISHED, OTHER)
LONGEST_HEAD_LINE = 200  # a longer line is a text that happens to hold a label
_LONGEST_DAY, _LONGEST_LABEL = 16, 10


@cache
def head_label() -> re.Pattern[str]:
    """Return a pattern of the labels of a head, with a group for each kind."""
    groups = "|".join(f"(?P<{kind}>{any_of(patterns('header')[kind])})" for kind in HEAD_KINDS)
    return re.compile(rf"(?:\(|“)?(?:{groups})\)?:")


def is_broken_head(before: str, following: str) -> bool:
    """Tell whether a line ends within a label of a head or its value, completed by the next line.

    >>> is_broken_head("标题:示例市关于深化产教融合的实施意", "见")
    True
    >>> is_broken_head("文号:示政发(2024)9号 印发日期:2024年", "3月1日")
    True
    >>> is_broken_head("发布日期:2024年3月1日", "示例市关于深化产教融合的实施意见")
    False
    """
    if len(before) > LONGEST_HEAD_LINE:
        return False
    end, seam = before[-_LONGEST_LABEL:], before[-_LONGEST_LABEL:] + following[:_LONGEST_LABEL]
    if any(match.start() < len(end) < match.end() for match in head_label().finditer(seam)):
        return True
    if not (matches := list(head_label().finditer(before))):
        return False
    if head_label().match(following):
        return False
    reads = _READS.get(matches[-1].lastgroup or OTHER)
    value = before[matches[-1].end() :].strip(" |")
    if reads is None or not value:
        return False
    if matches[-1].lastgroup == TITLE and (
        is_unfinished_notice(value) or pattern("header", "title_rest").fullmatch(following)
    ):
        return True
    return not reads(value) and reads(value + following)


def _is_day(value: str) -> bool:
    return len(value) <= _LONGEST_DAY and read_day(value) is not None


def _is_number(value: str) -> bool:
    number = number_in(passage(value, 1))
    return number is not None and number[1] <= 1


_READS: dict[str, Callable[[str], bool]] = {
    TITLE: lambda value: bool(title_pattern().fullmatch(value)),
    NUMBER: _is_number,
    ISSUED: _is_day,
    PUBLISHED: _is_day,
}
