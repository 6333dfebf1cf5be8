"""Kinds of lines by their shape: a date, a number, a title, the name of a body, a sentence."""

from __future__ import annotations

import re
from functools import cache

from ingest.policy.citations import number_in
from ingest.policy.passages import HAN, Passage
from ingest.policy.patterns import any_of, pattern, patterns, words

_DATE = re.compile(
    r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日?(?:印发)?|(?:(?:19|20)\d{2}|[二一〇零○九八]{2}[〇零○Ｏ一二三四五六七八九]{2})年.{1,3}月.{1,4}日"
)
_LONGEST_NAME = 160


def is_date_line(plain: str) -> bool:
    """Tell whether a line holds only a date.

    >>> is_date_line("2024年4月24日"), is_date_line("二〇二四年三月十一日"), is_date_line("2024年")
    (True, True, False)
    """
    return bool(_DATE.fullmatch(plain.strip("。")))


def is_number_line(text: Passage) -> bool:
    """Tell whether a line holds only a document number."""
    number = number_in(text)
    return number is not None and number[1] <= 1 and number[2] >= len(text) - 1


def is_sentence(plain: str) -> bool:
    """Tell whether a text begins as the first sentence of a document, which is no title.

    >>> is_sentence("为贯彻落实方案"), is_sentence("关于印发方案的通知")
    (True, False)
    """
    return bool(pattern("header", "sentence").match(plain))


@cache
def title_pattern() -> re.Pattern[str]:
    """Return a pattern of lines that may be the title of a document."""
    endings = any_of(patterns("header")["title_endings"])
    return re.compile(rf"[^。;]{{4,120}}{endings}(?:\([^)]{{1,12}}\))?")


def is_unfinished_notice(plain: str) -> bool:
    """Tell whether the title of a notice that publishes a document stops before its 通知.

    >>> is_unfinished_notice("关于印发三年行动"), is_unfinished_notice("关于印发三年行动方案的通知")
    (True, False)
    """
    is_printing = words("header", "print_verbs").search(plain)
    return bool(is_printing) and not pattern("header", "notice_end").search(plain)


@cache
def _institution() -> re.Pattern[str]:
    return re.compile(rf"[{HAN}()、 等\d]{{2,120}}?{institution_end()}(?:\([^)]*\))?")


def institution_end() -> str:
    """Return a pattern of the ending of a body's name."""
    return any_of(patterns("header")["institution_endings"])


def is_institution(plain: str) -> bool:
    """Tell whether a line is the name of a body, or of more than one.

    >>> [is_institution(t) for t in ("示例市教育局", "示例市教育局、财政局", "加强领导")]
    [True, True, False]
    """
    return len(plain) < _LONGEST_NAME and bool(_institution().fullmatch(plain.strip()))


@cache
def label_start() -> re.Pattern[str]:
    """Return a pattern of the beginning of a line that names units or a deadline."""
    rules = patterns("units")
    labels = [word for name, words in rules.items() if name.endswith("_labels") for word in words]
    return re.compile(rf"\(?{any_of(labels)}(?:\([^)]{{1,8}}\))?:")
