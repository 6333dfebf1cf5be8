"""Keys as IRIs: percent-encoded as RFC 3987 asks, Chinese kept."""

from __future__ import annotations

import re
from urllib.parse import quote

import polars as pl

EMPTY_PART = "_"
_UCS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000efffd"
_PLAIN_PYTHON = re.compile(f"[A-Za-z0-9\\-._~{_UCS}]")
_PLAIN_POLARS = (
    r"^[A-Za-z0-9\-._~\x{A0}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFEF}\x{10000}-\x{EFFFD}]*$"
)


def encode(part: str) -> str:
    """One part of a key as a segment of an IRI.

    >>> encode("护理 A/B"), encode("51.3801-6")
    ('护理%20A%2FB', '51.3801-6')
    """
    return "".join(c if _PLAIN_PYTHON.fullmatch(c) else quote(c, safe="") for c in part)


def encoded(parts: pl.Series) -> pl.Series:
    """:func:`encode` over a column of texts; null stays null."""
    parts = parts.cast(pl.String)
    odd = parts.filter(~parts.str.contains(_PLAIN_POLARS)).drop_nulls().unique()
    return parts.replace({text: encode(text) for text in odd}) if len(odd) else parts


def joined(parts: list[pl.Series]) -> pl.Series:
    """Encoded parts of a key joined by ``/``; an empty part is ``_``."""
    frame = pl.DataFrame({str(i): encoded(part) for i, part in enumerate(parts)})
    return frame.select(
        pl.concat_str([pl.col(c).fill_null(EMPTY_PART) for c in frame.columns], separator="/")
    ).to_series()
