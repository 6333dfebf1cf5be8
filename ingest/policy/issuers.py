"""Names of issuing bodies: several on one line, spaced letters, signatures."""

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
    """The names on one line: spaced letters closed, several names told apart.

    >>> issuers("浙 江 省 教 育 厅  浙江省财政厅"), issuers("示例市教育局示例市财政局")
    (['浙江省教育厅', '浙江省财政厅'], ['示例市教育局', '示例市财政局'])
    """
    pieces = [p for p in _GAPS.split(raw.strip()) if p]
    if all(len(piece) == 1 for piece in pieces):
        pieces = ["".join(pieces)]
    found: list[str] = []
    for piece in pieces:
        words = piece.split()
        if sum(len(w) == 1 for w in words) * 2 > len(words):
            words = ["".join(words)]
        for word in words:
            for name in _SEPARATORS.split(word):
                found += _repeated_place(name)
    return [name for name in found if name]


def _repeated_place(name: str) -> list[str]:
    """Names written without a gap, told apart where the place begins again."""
    place = _PLACE.match(name)
    if not place:
        return [name]
    ends = re.compile(f"{institution_end()}$")
    again = re.finditer(f"(?:中共)?{re.escape(place[1])}", name)
    cuts = [hit.start() for hit in again if ends.search(name[: hit.start()])]
    return [name[a:b] for a, b in pairwise([0, *cuts, len(name)]) if b > a]


def signature(*parts: list[Paragraph]) -> list[str]:
    """Names on the lines above a date in one of the parts, else on the lines at the very top."""
    for part in parts:
        if names := _above_a_date([p for p in part if not p.cells]):
            return names
    names = []
    for p in parts[0]:
        raw = _DOCUMENT.sub("", p.raw)
        if p.cells or not is_institution(re.sub(r"\s", "", raw)):
            break
        names += issuers(raw)
    return names


def _above_a_date(texts: list[Paragraph]) -> list[str]:
    for at, p in enumerate(texts):
        if is_date_line(p.plain) or is_damaged_day(p.plain):
            names: list[str] = []
            for above in reversed(texts[:at]):
                if not is_institution(above.plain):
                    break
                names = [*issuers(above.raw), *names]
            if names:
                return names
    return []
