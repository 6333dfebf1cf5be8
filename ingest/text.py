"""Normalisation of spellings for comparison: width, white space, brackets, company forms."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

WHITE = r"\s\u00a0\u200b\u200c\u200d\u2060\ufeff"  # within a class of characters
_WHITE = f"[{WHITE}]"
_WHITE_PATTERN = re.compile(_WHITE)
_BRACKETS = str.maketrans("〔〕［］【】｛｝[]{}", "()()()()()()")
COMPANY = "有限责任公司"
_COMPANY_SHORT = "有限公司"


def fold(text: str) -> str:
    r"""Fold a heading or word for comparison: half width, no white space, lower case.

    >>> fold(" 毕业\n生 ＡＢ")
    '毕业生ab'
    """
    return _WHITE_PATTERN.sub("", unicodedata.normalize("NFKC", text)).lower()


def normal_name(text: str) -> str:
    """Normalise a name for comparison: as :func:`fold`, one kind of bracket, one company form.

    >>> normal_name("梧州示例（集团）有限责任公司")
    '梧州示例(集团)有限公司'
    """
    return fold(text.translate(_BRACKETS)).translate(_BRACKETS).replace(COMPANY, _COMPANY_SHORT)


def normal_names(names: pl.Expr) -> pl.Expr:
    """Apply :func:`normal_name` to a column."""
    brackets = "〔〕［］【】｛｝[]{}"
    return (
        names.str.normalize("NFKC")
        .str.replace_all(_WHITE, "")
        .str.to_lowercase()
        .str.replace_many(list(brackets), list("()" * (len(brackets) // 2)))
        .str.replace_all(COMPANY, _COMPANY_SHORT, literal=True)
    )


def trimmed(texts: pl.Expr) -> pl.Expr:
    """Return cells without white space around them, also full-width and zero-width."""
    return texts.str.replace_all(rf"^{_WHITE}+|{_WHITE}+$", "")
