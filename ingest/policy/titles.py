"""Titles of a document: lines that read as titles, its own title, and the issuer in it."""

from __future__ import annotations

import re

from ingest.policy.citations import number_in
from ingest.policy.issuers import issuers
from ingest.policy.paragraphs import Paragraph
from ingest.policy.passages import HAN, Passage, joined, passage
from ingest.policy.patterns import pattern, words
from ingest.policy.shapes import (
    is_date_line,
    is_institution,
    is_number_line,
    is_sentence,
    is_unfinished_notice,
    title_pattern,
)

_MOST_LINES, _LONGEST, _LEAST, _LEAST_LABELLED = 4, 150, 6, 5
_NOT_AT_END = ("。", ":", ";", ",")
_EDGES = " 《()“"


def title_lines(preface: list[Paragraph], not_lines: set[int]) -> list[Passage]:
    """List titles in the preface, each of one to four lines.

    ``not_lines``: lines with other content.
    """
    texts = [paragraph for paragraph in preface if not paragraph.cells]
    titles: list[Passage] = []
    at = 0
    while at < len(texts):
        title, run = _title_at(texts, at, not_lines)
        if title:
            following = texts[at + run : at + run + 1]
            if following and pattern("header", "title_rest").fullmatch(following[0].plain):
                title, run = joined([title, following[0].text]), run + 1
            titles.append(title)
        at += run
    return titles


def _title_at(texts: list[Paragraph], at: int, not_lines: set[int]) -> tuple[Passage | None, int]:
    """Return the title that begins with a line, and the count of its lines.

    A title that stops before the 通知 of a notice that publishes a document is incomplete.
    """
    first: tuple[Passage | None, int] = (None, 1)
    for count in range(1, _MOST_LINES + 1):
        group = texts[at : at + count]
        if len(group) < count or any(_is_no_title(paragraph, not_lines) for paragraph in group):
            break
        candidate = joined(paragraph.text for paragraph in group)
        bare = _without_number(candidate.plain)
        if _reads_as_title(bare, alone=count == 1):
            if not is_unfinished_notice(bare):
                return candidate, count
            first = first if first[0] else (candidate, count)
    return first


def _is_no_title(paragraph: Paragraph, not_lines: set[int]) -> bool:
    return (
        paragraph.line in not_lines
        or paragraph.plain.endswith(_NOT_AT_END)
        or is_date_line(paragraph.plain)
        or len(paragraph.plain) > _LONGEST
        or bool(pattern("header", "closing").search(paragraph.plain))
        or is_number_line(paragraph.text)
        or bool(pattern("header", "not_title").match(paragraph.plain))
    )


def _reads_as_title(bare: str, *, alone: bool) -> bool:
    if is_sentence(bare) or not title_pattern().fullmatch(bare):
        return False
    return bool(words("header", "title_verbs").search(bare)) or (alone and len(bare) >= _LEAST)


def own_title(titles: list[Passage], labelled: Passage | None) -> Passage | None:
    """Return the document's own title: the labelled, else the notice's, else the first.

    A labelled title with which another title line begins was cut off.
    """
    if labelled and len(labelled) >= _LEAST_LABELLED:
        return next((title for title in titles if title.plain.startswith(labelled.plain)), labelled)
    notices = [title for title in titles if words("header", "title_verbs").search(title.plain)]
    with_issuer = [title for title in notices if issuer_in(title)]
    printing = [
        title for title in with_issuer if words("header", "print_verbs").search(title.plain)
    ]
    return next((choice[0] for choice in (printing, with_issuer, notices, titles) if choice), None)


def _without_number(plain: str) -> str:
    number = number_in(passage(plain, 1))
    if number is None:
        return plain
    _, start, end = number
    if start <= 1:
        return plain[end:].strip(" ()《》")
    return plain[:start].rstrip("( ") if end >= len(plain) - 1 else plain


def clean_title(title: Passage) -> str:
    """Return a title without document number, outer marks and gaps, its issuers joined by 、."""
    number = number_in(title)
    if number and number[1] < 3:  # glued to the front
        title = title.part(number[2]).stripped(" ()")
    if title.plain.startswith("《") and title.plain.endswith("》"):
        title = title.part(1, len(title) - 1)
    number = number_in(title)
    if number and number[2] >= len(title) - 1 and "《" not in title.plain[number[1] :]:
        title = title.part(0, number[1]).stripped(" (")
    text = title.original.strip()
    issuer = issuer_in(title)
    if issuer and len(names := issuers(issuer)) > 1:
        start = text.find(issuer[:2])
        text = "、".join(names) + text[start + len(issuer) :]
    return re.sub(rf"(?<=[{HAN}》]) +(?=[{HAN}《])", "", text)


def issuer_in(title: Passage) -> str | None:
    """Return the issuer before 关于, 印发 in a title.

    >>> issuer_in(passage("南昌市人民政府印发关于大力发展的实施意见的通知", 1))
    '南昌市人民政府'
    """
    number = number_in(title)
    start = number[2] if number and number[1] <= 1 else 0
    match = words("header", "title_verbs").search(title.plain, start)
    if not match or match.start() <= start + 2:
        return None
    name = title.part(start, match.start()).stripped(_EDGES)
    return name.original if is_institution(name.plain) or "等" in name.plain else None
