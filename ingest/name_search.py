"""Known names sought in texts: exactly, the longest first, whatever width, brackets or script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from ingest.policy.passages import can_convert, is_traditional, plain_form
from ingest.text import COMPANY, normal_name


@dataclass(frozen=True)
class Hit:
    """A name in a text. start, end: its characters in the text as given, from 0; form: which."""

    start: int
    end: int
    form: str


def plain_text(text: str) -> str:
    """The text for matching, equally long: one width of signs, simplified characters."""
    return plain_form(text, convert=is_traditional(text) and can_convert())


def find(texts: Sequence[str], forms: Sequence[str]) -> list[list[Hit]]:
    """Where normalised names stand in each text: no two overlap, the longer of two goes first.

    >>> find(["支持示例（集团）有限责任公司"], ["示例(集团)有限公司", "示例"])
    [[Hit(start=2, end=14, form='示例(集团)有限公司')]]
    """
    folded = [_folded(text) for text in texts]
    sought = set(forms)
    if not sought or not folded:
        return [[] for _ in texts]
    # Among names that begin at one place the first pattern wins, so the longest stands first.
    patterns = sorted(sought, key=len, reverse=True)
    lengths = list(dict.fromkeys(map(len, patterns)))
    series = pl.Series([text for text, _ in folded], dtype=pl.String)
    found = []
    places = series.str.find_many(patterns, leftmost=True)
    for (text, origin), offsets in zip(folded, places, strict=True):
        hits = []
        for start in _characters(text.encode(), offsets):
            here = (text[start : start + length] for length in lengths)
            name = next(one for one in here if one in sought)
            hits.append(Hit(origin[start], origin[start + len(name) - 1] + 1, name))
        found.append(hits)
    return found


def _characters(data: bytes, offsets: Iterable[int]) -> Iterator[int]:
    """Ascending offsets in bytes of UTF-8 as offsets in characters."""
    before, count = 0, 0
    for offset in offsets:
        count += len(data[before:offset].decode())
        before = offset
        yield count


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in the form of normalised names, and for each character where it came from."""
    told, origin = [], []
    for at, character in enumerate(plain_text(text)):
        for one in normal_name(character):
            told.append(one)
            origin.append(at)
    joined = "".join(told)
    for hit in reversed(list(re.finditer(COMPANY, joined))):
        cut = slice(hit.start() + 2, hit.end() - 2)  # 责任
        del told[cut], origin[cut]
    return "".join(told), origin
