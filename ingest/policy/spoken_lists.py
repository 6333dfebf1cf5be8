"""Lists in words whose points have units of their own: 一是A。(责任单位:甲)二是B。(责任单位:乙)."""

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
    """The paragraphs, lists in words parted into their points, each with its number.

    Where not every point names its units, the list is one task and stays as it is.
    """
    found: list[Numbered] = []
    at = 0
    while at < len(paragraphs):
        points, after = _list_from(paragraphs, at)
        if points:
            found += points
            at = after
        else:
            found.append((paragraphs[at], None))
            at += 1
    return found


def _list_from(paragraphs: list[Paragraph], at: int) -> tuple[list[Numbered], int]:
    """The points of a list that begins in a paragraph, and the paragraph behind it; or none."""
    pieces: list[Numbered] = []
    expected = 1
    while at < len(paragraphs):
        told = _pieces(paragraphs[at], expected)
        if not told or (expected > 1 and told[0][1] is None):
            break
        pieces += told
        expected += sum(number is not None for _, number in told)
        at += 1
    points = [piece for piece in pieces if piece[1] is not None]
    if len(points) < _LEAST or not all(
        _UNITS_AT_END.search(p.plain[-_LONGEST_UNITS:]) for p, _ in points
    ):
        return [], at
    return pieces, at


def _pieces(paragraph: Paragraph, expected: int) -> list[Numbered]:
    """A paragraph before its points and the points that go on from a number; or nothing."""
    if paragraph.cells:
        return []
    hits: list[re.Match[str]] = []
    for hit in _POINT.finditer(paragraph.plain):
        if ordinal(hit["n"]) == expected + len(hits):
            hits.append(hit)
    if not hits:
        return []
    ends = [hit.start() for hit in hits[1:]] + [len(paragraph.plain)]
    found: list[Numbered] = []
    if hits[0].start():
        found.append((replace(paragraph, text=paragraph.text.part(0, hits[0].start())), None))
    for number, (hit, end) in enumerate(zip(hits, ends, strict=True), expected):
        point = replace(paragraph, text=paragraph.text.part(hit.start(), end))
        found.append((point, Marker(SPOKEN, number, hit.end() - hit.start())))
    return found
