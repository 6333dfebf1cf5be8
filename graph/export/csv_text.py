"""Texts in CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

# A cell that begins like this is computed when a spreadsheet opens the file (CSV injection, OWASP).
_FORMULA, _NUMBER = r"^[=+\-@\t\r＝＋－＠].", r"^[+-]?[0-9][0-9.,]*%?$"


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would compute.

    >>> [harmless(text) for text in ("=1+1", "@SUM(A1)", "-5", "茶", "-")]
    ["'=1+1", "'@SUM(A1)", '-5', '茶', '-']
    """
    is_formula = re.match(_FORMULA, text) and not re.match(_NUMBER, text)
    return f"'{text}" if is_formula else text


def harmless_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with :func:`harmless` texts."""
    import polars as pl

    texts = pl.col(pl.String)
    is_formula = texts.str.contains(_FORMULA) & ~texts.str.contains(_NUMBER)
    return rows.with_columns(pl.when(is_formula).then("'" + texts).otherwise(texts).name.keep())
