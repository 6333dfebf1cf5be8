"""Errors borrowed from public series, for data too few or too young to have a record of their own.

``borrowed.csv`` is made by ``scripts/make_borrowed_errors.py``, which says where its input comes
from. How good it is: ``docs/benchmarks.md``, bands of the outlook on real series.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from graph.outlook.bands import Errors

FILE = Path(__file__).with_name("borrowed.csv")
LONGEST = 4  # years ahead that the table reaches; a later year has its widest errors
SERIES, TOTALS = "series", "totals"
COMPLETIONS, EMPLOYMENT = "completions", "employment"  # of which totals alone


@cache
def _table() -> pl.DataFrame:
    return pl.read_csv(FILE, comment_prefix="#")


def borrowed(kind: str, of: str, ahead: int) -> Errors:
    """Return errors of a kind (``completions``, ``employment``) of series or of totals.

    They are the quantiles of many errors, so that each stands for as many as any other, in each
    size class once over.
    """
    rows = _table().filter(
        pl.col("kind") == kind, pl.col("of") == of, pl.col("ahead") == min(ahead, LONGEST)
    )
    return Errors(
        rows["error"].to_numpy(),
        rows["size"].cast(pl.Float64).to_numpy(),
        np.full(rows.height, -1, np.int64),
    )
