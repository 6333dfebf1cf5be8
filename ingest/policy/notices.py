"""Files with two notices: only the first is read; a finding states where the second begins."""

from __future__ import annotations

import re

from graph.findings import Finding
from ingest.policy.citations import number_in
from ingest.policy.head_values import NUMBER, TITLE
from ingest.policy.header_labels import labelled
from ingest.policy.markers import marker
from ingest.policy.paragraphs import Paragraph
from ingest.policy.passages import Passage
from ingest.policy.patterns import pattern
from ingest.policy.shapes import is_number_line, title_pattern

_NEAR = 8
_BESIDE = 3  # paragraphs between a title and its number
_MOST_SKIPPED = 12
_OFFICE = re.compile(r".{2,30}(?:文件|政府|办公室|办公厅|局|厅|委员会)")
_LONGEST_LABEL_LINE = 200
_LONGEST_VALUE = 40


def first_notice(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], list[Finding]]:
    """Return the paragraphs of the first notice, and a finding if there is a second.

    A second notice has its own addressee behind its own title, or a title with another number
    behind items of the first. A document that a notice forwards is no second notice.
    """
    start = _second_greeting(paragraphs)
    if start is None:
        start = _second_number(paragraphs)
    if start is None or _forwards(paragraphs[:start]):
        return paragraphs, []
    second = paragraphs[start:]
    title = next(
        (paragraph for paragraph in second[:_MOST_SKIPPED] if _is_title(paragraph)), second[0]
    )
    value = (_labelled(title).get(TITLE) or title.text).original[:_LONGEST_VALUE]
    finding = Finding("several-documents", "warning", row=second[0].line, value=value)
    return paragraphs[:start], [finding]


def _forwards(paragraphs: list[Paragraph]) -> bool:
    """Tell whether the text before the first number says that a document is forwarded."""
    first = next(
        (index for index, paragraph in enumerate(paragraphs) if marker(paragraph.plain)),
        len(paragraphs),
    )
    return any(re.search("转发|批转", paragraph.plain) for paragraph in paragraphs[:first])


def _second_greeting(paragraphs: list[Paragraph]) -> int | None:
    greeting = pattern("header", "salutation")
    greeted = [
        index for index, paragraph in enumerate(paragraphs) if greeting.match(paragraph.plain)
    ]
    for at in greeted[1:]:
        if at - greeted[0] < _BESIDE:
            continue
        for index in range(at - 1, max(greeted[0], at - _NEAR), -1):
            if _is_title(paragraphs[index]):
                return _head(paragraphs, index, after=greeted[0])
    return None


def _second_number(paragraphs: list[Paragraph]) -> int | None:
    first: tuple[int, str] | None = None
    begun = False
    for index, paragraph in enumerate(paragraphs):
        begun = begun or marker(paragraph.plain) is not None
        number = _number(paragraph)
        if number is None:
            continue
        first = first or (index, number)
        near = range(max(0, index - _BESIDE), min(len(paragraphs), index + _BESIDE + 1))
        titles = [near_index for near_index in near if _is_title(paragraphs[near_index])]
        if begun and number != first[1] and titles:
            return _head(paragraphs, min(index, *titles), after=first[0])
    return None


def _number(paragraph: Paragraph) -> str | None:
    """Return the document's own number on a line, by itself or behind a label."""
    text = _labelled(paragraph).get(NUMBER)
    if text is None and is_number_line(paragraph.text):
        text = paragraph.text
    number = number_in(text) if text else None
    return number[0] if number else None


def _is_title(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is the title of a notice, by itself or behind a label."""
    labelled_title = _labelled(paragraph).get(TITLE)
    plain = labelled_title.plain if labelled_title is not None else paragraph.plain
    return bool(title_pattern().fullmatch(plain)) and ("关于" in plain or "印发" in plain)


def _head(paragraphs: list[Paragraph], title: int, after: int) -> int:
    """Return the start of a notice's head: numbers, offices and labelled lines above its title."""
    at = title
    while at - 1 > after and title - at < _MOST_SKIPPED:
        above = paragraphs[at - 1]
        is_number = re.fullmatch(r"\(?.{1,24}号\)?", above.plain)
        if not (is_number or _OFFICE.fullmatch(above.plain) or _labelled(above)):
            break
        at -= 1
    return at


def _labelled(paragraph: Paragraph) -> dict[str, Passage]:
    """Return the texts behind labels of a page's head on a short line."""
    if len(paragraph.plain) > _LONGEST_LABEL_LINE:
        return {}
    return labelled([paragraph]).values
