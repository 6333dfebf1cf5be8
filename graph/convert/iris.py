"""Keys as IRIs: percent-encoded as RFC 3987 asks, Chinese kept."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import polars as pl

EMPTY_PART = "_"

# ``iunreserved`` of RFC 3987: the last two characters of each plane are none.
_RANGES = (
    (0xA0, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFEF),
    *((plane << 16, (plane << 16) + 0xFFFD) for plane in range(0x1, 0xE)),
    (0xE1000, 0xEFFFD),
)
_PLAIN = r"A-Za-z0-9\-._~" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
_PLAIN_CHARACTER, _PLAIN_TEXT = re.compile(f"[{_PLAIN}]"), f"^[{_PLAIN}]*$"


def encode(part: str) -> str:
    """Encode one part of a key as a segment of an IRI.

    >>> encode("护理 A/B"), encode("51.3801-6")
    ('护理%20A%2FB', '51.3801-6')
    """
    return "".join(c if _PLAIN_CHARACTER.fullmatch(c) else quote(c, safe="") for c in part)


def kept_characters(iri: str) -> str:
    """Return an IRI as builds write it: of a percent-encoded URI the same thing's IRI.

    >>> kept_characters("https://x/id/majors/%E6%8A%A4%E7%90%86%20a%2fb")
    'https://x/id/majors/护理%20a%2Fb'
    >>> kept_characters("https://x/%FF")
    'https://x/%FF'
    """

    def decoded(match: re.Match[str]) -> str:
        try:
            return encode(unquote(match[0], errors="strict"))
        except UnicodeDecodeError:
            return match[0]

    return re.sub("(?:%[0-9A-Fa-f]{2})+", decoded, iri)


def encoded(parts: pl.Series) -> pl.Series:
    """Apply :func:`encode` to a column of texts; null stays null."""
    return _all_encoded([parts]).to_series()


def joined(parts: list[pl.Series]) -> pl.Series:
    """Join the encoded parts of a key by ``/``; an empty part is ``_``."""
    together = pl.concat_str(pl.all().fill_null(EMPTY_PART), separator="/")
    return _all_encoded(parts).select(together).to_series()


def _all_encoded(parts: list[pl.Series]) -> pl.DataFrame:
    """Apply :func:`encode` to several columns."""
    texts = pl.DataFrame([part.cast(pl.String).alias(str(i)) for i, part in enumerate(parts)])
    odd = texts.select(pl.all().filter(~pl.all().str.contains(_PLAIN_TEXT)).unique().implode())
    odd_texts = {name: odd[name][0] for name in odd.columns}
    return texts.with_columns(
        pl.col(name).replace({text: encode(text) for text in texts_of_column})
        for name, texts_of_column in odd_texts.items()
        if len(texts_of_column)
    )
