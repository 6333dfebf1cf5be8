"""Numbers at the beginning of sections and items: 第一章 · 一、 · 任务1 · (一) · 1. · (1) · ①."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.policy.numerals import ordinal
from ingest.policy.patterns import patterns

_CN = f"[{patterns('numbering')['digits']}]{{1,4}}"
_COUNTERS = re.escape(patterns("numbering")["counters"])
_WORD = "(?:重点)?(?:任务|工程|举措|措施|行动)"  # 任务1, 行动一:
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"

CHAPTER, SECTION, ARTICLE, ITEM, POINT, SUBPOINT, CIRCLED, SPOKEN = range(8)
# Rank → how its numbers are written.
_SURE: tuple[tuple[int, re.Pattern[str]], ...] = (
    (CHAPTER, re.compile(rf"第(?P<n>{_CN}|\d{{1,3}})(?:章|部分)[、:.]?")),
    (SECTION, re.compile(rf"(?P<n>{_CN})(?:、+|\.(?!\d))")),
    (ARTICLE, re.compile(rf"第(?P<n>{_CN}|\d{{1,3}})条[、:.]?(?!第)")),
    (ARTICLE, re.compile(rf"{_WORD}(?P<n>{_CN})[:、.]")),
    (
        ARTICLE,
        re.compile(
            rf"{_WORD}(?P<n>\d{{1,2}})(?:[:、.](?!\d)|(?=[\u3400-\u9fff“])(?![{_COUNTERS}]))"
        ),
    ),
    (ITEM, re.compile(rf"\(+(?P<n>{_CN})\)+[、.,:]?")),
    (ITEM, re.compile(rf"(?P<n>[{_BRACKETED}])[、.]?")),
    (POINT, re.compile(r"(?P<n>\d{1,3})(?:、+|\.+(?!\d))")),
    (SUBPOINT, re.compile(r"\(+(?P<n>\d{1,3})\)+[、.]?")),
    (SUBPOINT, re.compile(r"(?P<n>\d{1,3})\)[、.]?")),
    (CIRCLED, re.compile(rf"(?P<n>[{_CIRCLED}])")),
)
# Damaged ones count only where they continue the numbering.
_DAMAGED: tuple[tuple[int, re.Pattern[str]], ...] = (
    (ITEM, re.compile(rf"\((?P<n>{_CN})(?=[^){patterns('numbering')['digits']}])[、.]?")),
    (ITEM, re.compile(rf"(?P<n>{_CN})\)")),
    (SECTION, re.compile(rf"(?P<n>{_CN})[,:]")),
    (POINT, re.compile(rf"(?P<n>\d{{1,3}})(?=[\u3400-\u9fff“])(?![{_COUNTERS}])")),
    (POINT, re.compile(r"(?P<n>\d{1,3}),(?!\d)")),
)


@dataclass(frozen=True)
class Marker:
    """A number before a text. rank: 0 is outermost; length: with its punctuation."""

    rank: int
    ordinal: int
    length: int
    damaged: bool = False


def marker(plain: str) -> Marker | None:
    """Return the number that a line certainly begins with.

    >>> marker("(二十三)强化"), marker("1.5万人")
    (Marker(rank=3, ordinal=23, length=5, damaged=False), None)
    """
    for rank, pattern in _SURE:
        if (match := pattern.match(plain)) and (value := _value(match["n"])) is not None:
            return Marker(rank, value, match.end())
    return None


def damaged_markers(plain: str) -> list[Marker]:
    """List the damaged numbers that a line may begin with.

    >>> [m.ordinal for m in damaged_markers("3加强领导")], damaged_markers("3个基地")
    ([3], [])
    """
    result = []
    for rank, pattern in _DAMAGED:
        if (match := pattern.match(plain)) and (value := _value(match["n"])) is not None:
            result.append(Marker(rank, value, match.end(), damaged=True))
    return result


def _value(text: str) -> int | None:
    for signs in (_CIRCLED, _BRACKETED):
        if text in signs:
            return signs.index(text) + 1
    return ordinal(text)
