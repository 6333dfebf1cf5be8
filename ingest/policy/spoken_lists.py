"""Lists in words whose points name their own units: 一是A。(责任单位:甲)二是B。(责任单位:乙)."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.policy.markers import SPOKEN, Marker
from ingest.policy.numerals import ordinal
from ingest.policy.paragraphs import Paragraph

_POINT = re.compile(r"(?:^|(?<=[。;:)]))(?P<n>[一二三四五六七八九十]{1,3})是")
_UNITS_AT_END = re.compile(
    r"\((?:[^()]|\([^()]*\))*(?:责任|单位|部门|牵头|负责|[局委厅]|政府)(?:[^()]|\([^()]*\))*\)[。;,]*$"
)
_LEAST = 2
_LONGEST_UNITS = 600

Numbered = tuple[Paragraph, Marker | None]


def with_points(paragraphs: list[Paragraph]) -> list[Numbered]:
    """Return the paragraphs, with lists in words split into their points, each with its number.

    If not every point names its units, the list is a single task and stays as it is.
    """
    result: list[Numbered] = []
    at = 0
    while at < len(paragraphs):
        points, after = _list_from(paragraphs, at)
        if points:
            result += points
            at = after
        else:
            result.append((paragraphs[at], None))
            at += 1
    return result


def _list_from(paragraphs: list[Paragraph], at: int) -> tuple[list[Numbered], int]:
    """Return the points of a list that begins in a paragraph, if any, and the paragraph behind."""
    pieces: list[Numbered] = []
    expected = 1
    while at < len(paragraphs):
        next_pieces = _pieces(paragraphs[at], expected)
        if not next_pieces or (expected > 1 and next_pieces[0][1] is None):
            break
        pieces += next_pieces
        expected += sum(number is not None for _, number in next_pieces)
        at += 1
    points = [piece for piece in pieces if piece[1] is not None]
    if len(points) < _LEAST or not all(
        _UNITS_AT_END.search(paragraph.plain[-_LONGEST_UNITS:]) for paragraph, _ in points
    ):
        return [], at
    return pieces, at


def _pieces(paragraph: Paragraph, expected: int) -> list[Numbered]:
    """List the text before the points of a paragraph and the points from a number on, if any."""
    if paragraph.cells:
        return []
    matches: list[re.Match[str]] = []
    for match in _POINT.finditer(paragraph.plain):
        if ordinal(match["n"]) == expected + len(matches):
            matches.append(match)
    if not matches:
        return []
    ends = [match.start() for match in matches[1:]] + [len(paragraph.plain)]
    result: list[Numbered] = []
    if matches[0].start():
        result.append((replace(paragraph, text=paragraph.text.part(0, matches[0].start())), None))
    for number, (match, end) in enumerate(zip(matches, ends, strict=True), expected):
        point = replace(paragraph, text=paragraph.text.part(match.start(), end))
        result.append((point, Marker(SPOKEN, number, match.end() - match.start())))
    return result
