"""Exact search for known names in texts, longest first, whatever width, brackets or script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from ingest.policy.passages import can_convert, is_traditional, plain_form
from ingest.text import COMPANY, normal_name


@dataclass(frozen=True)
class Hit:
    """Name in a text. start, end: its characters in the text as given, from 0; form: the name."""

    start: int
    end: int
    form: str


def plain_text(text: str) -> str:
    """Return the text for matching, equally long: one width of signs, simplified characters."""
    return plain_form(text, convert=is_traditional(text) and can_convert())


def find(texts: Sequence[str], forms: Sequence[str]) -> list[list[Hit]]:
    """Find normalised names in each text; no two overlap, and the longer of two goes first.

    >>> find(["支持示例（集团）有限责任公司"], ["示例(集团)有限公司", "示例"])
    [[Hit(start=2, end=14, form='示例(集团)有限公司')]]
    """
    folded = [_fold_with_positions(text) for text in texts]
    sought = set(forms)
    if not sought or not folded:
        return [[] for _ in texts]
    # Among names that begin at one place the first pattern wins, so the longest stands first.
    patterns = sorted(sought, key=len, reverse=True)
    lengths = list(dict.fromkeys(map(len, patterns)))
    series = pl.Series([text for text, _ in folded], dtype=pl.String)
    hits_by_text = []
    places = series.str.find_many(patterns, leftmost=True)
    for (text, origin), offsets in zip(folded, places, strict=True):
        hits = []
        for start in _character_offsets(text.encode(), offsets):
            candidates = (text[start : start + length] for length in lengths)
            name = next(candidate for candidate in candidates if candidate in sought)
            hits.append(Hit(origin[start], origin[start + len(name) - 1] + 1, name))
        hits_by_text.append(hits)
    return hits_by_text


def _character_offsets(data: bytes, offsets: Iterable[int]) -> Iterator[int]:
    """Convert ascending offsets in bytes of UTF-8 to offsets in characters."""
    before, count = 0, 0
    for offset in offsets:
        count += len(data[before:offset].decode())
        before = offset
        yield count


def _fold_with_positions(text: str) -> tuple[str, list[int]]:
    """Return the text in the form of normalised names, and each character's original position."""
    characters, origin = [], []
    for position, character in enumerate(plain_text(text)):
        for normal in normal_name(character):
            characters.append(normal)
            origin.append(position)
    joined = "".join(characters)
    for hit in reversed(list(re.finditer(COMPANY, joined))):
        cut = slice(hit.start() + 2, hit.end() - 2)  # 责任
        del characters[cut], origin[cut]
    return "".join(characters), origin
