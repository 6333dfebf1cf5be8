"""Unknown shares of rows, imputed from known ones and shrunk towards those of wider groups.

A share of a small group is moved towards that of the group around it, the more the fewer persons it
is of (W. James and C. Stein, 1961): ``(part + K × share of the wider group) ÷ (base + K)``.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

STRENGTH = 30  # K, persons: about one class of a school


def imputed(
    rows: pl.DataFrame, year: int, part: str, base: str, narrower: Sequence[Sequence[str]] = ()
) -> pl.Series:
    """Impute the share ``part ÷ base`` of every row of a year; null if no row of any year has it.

    From all rows to those of the level, of the major class at that level, and to the ``narrower``
    groups. All rows and those of a level are the year's, or of all years where the year has none.

    >>> columns = {"year": [1, 1], "level": [5, 3], "parent": [None, None]}
    >>> rows = pl.DataFrame({**columns, "part": [5.0, None], "base": [30.0, None]})
    >>> [round(share, 3) for share in imputed(rows, 1, "part", "base")]
    [0.167, 0.167]
    """
    with_share = rows.filter(pl.col(part).is_not_null(), pl.col(base).is_not_null())
    of_year, target = with_share.filter(pl.col("year") == year), rows.filter(pl.col("year") == year)
    whole = of_year if float(of_year[base].sum()) > 0 else with_share
    persons = float(whole[base].sum())
    share = pl.lit(float(whole[part].sum()) / persons if persons > 0 else None, pl.Float64)
    target = target.with_columns(share.alias("share"))
    for keys, sample in (
        (["level"], _newest(of_year, with_share)),
        (["level", "parent"], of_year.filter(pl.col("parent").is_not_null())),
        *((list(keys), of_year) for keys in narrower),
    ):
        sums = sample.group_by(keys).agg(_part=pl.col(part).sum(), _base=pl.col(base).sum())
        shrunk = pl.col("_part").fill_null(0) + STRENGTH * pl.col("share")
        target = (
            target.join(sums, on=keys, how="left", maintain_order="left")
            .with_columns((shrunk / (pl.col("_base").fill_null(0) + STRENGTH)).alias("share"))
            .drop("_part", "_base")
        )
    return target["share"].clip(0, 1)


def _newest(of_year: pl.DataFrame, with_share: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the year, and for levels it lacks those of all years."""
    return pl.concat(
        [of_year, with_share.join(of_year.select("level").unique(), on="level", how="anti")]
    )
