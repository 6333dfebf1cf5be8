"""Names of issuing bodies: more than one on a line, spaced letters, signatures."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.policy.days import is_damaged_day
from ingest.policy.paragraphs import Paragraph
from ingest.policy.passages import HAN
from ingest.policy.shapes import institution_end, is_date_line, is_institution

_GAPS = re.compile(r"[\s\u3000]{2,}|\u3000|\t")
_SEPARATORS = re.compile("[、,，]")
_PLACE = re.compile(rf"(?:中共)?([{HAN}]{{2,6}}?(?:自治区|省|市|县|区|州|盟))")
_DOCUMENT = re.compile(r"\s*文\s*件\s*$")


def issuers(raw: str) -> list[str]:
    """List the names on a line, without gaps between their letters.

    >>> issuers("浙 江 省 教 育 厅  浙江省财政厅"), issuers("示例市教育局示例市财政局")
    (['浙江省教育厅', '浙江省财政厅'], ['示例市教育局', '示例市财政局'])
    """
    pieces = [piece for piece in _GAPS.split(raw.strip()) if piece]
    if all(len(piece) == 1 for piece in pieces):
        pieces = ["".join(pieces)]
    names: list[str] = []
    for piece in pieces:
        words = piece.split()
        if sum(len(word) == 1 for word in words) * 2 > len(words):
            words = ["".join(words)]
        for word in words:
            for name in _SEPARATORS.split(word):
                names += _repeated_place(name)
    return [name for name in names if name]


def _repeated_place(name: str) -> list[str]:
    """Split names written without a gap where the place begins again."""
    place = _PLACE.match(name)
    if not place:
        return [name]
    ends = re.compile(f"{institution_end()}$")
    repetitions = re.finditer(f"(?:中共)?{re.escape(place[1])}", name)
    cuts = [match.start() for match in repetitions if ends.search(name[: match.start()])]
    return [name[start:end] for start, end in pairwise([0, *cuts, len(name)]) if end > start]


def signature(*parts: list[Paragraph]) -> list[str]:
    """Return the names above a date in one of the parts, else those on the topmost lines."""
    for part in parts:
        if names := _above_a_date([paragraph for paragraph in part if not paragraph.cells]):
            return names
    names = []
    for paragraph in parts[0]:
        raw = _DOCUMENT.sub("", paragraph.raw)
        if paragraph.cells or not is_institution(re.sub(r"\s", "", raw)):
            break
        names += issuers(raw)
    return names


def _above_a_date(texts: list[Paragraph]) -> list[str]:
    for at, paragraph in enumerate(texts):
        if is_date_line(paragraph.plain) or is_damaged_day(paragraph.plain):
            names: list[str] = []
            for above in reversed(texts[:at]):
                if not is_institution(above.plain):
                    break
                names = [*issuers(above.raw), *names]
            if names:
                return names
    return []
