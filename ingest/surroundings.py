"""Areas that a name alone does not tell: 鼓楼区 of several cities, 全市.

The heading of the section tells, else the area that ``source.toml`` declares of the file.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.findings import Finding
from ingest.decisions import PlacedFinding
from ingest.forms import AMBIGUOUS, SHOWN_CANDIDATES, UNKNOWN
from ingest.places import Places, is_whole
from ingest.references import AREA, Register
from ingest.rows import BANNER

PART = "__part"
WITHIN = "__within"  # key of the area that a row lies in
# How a name was understood, or not.
CHOSEN, WHOLE, UNSAID, SEVERAL = "surroundings", "whole", "unsaid", "several areas"


def with_surroundings(
    register: Register, rows: pl.DataFrame, declared: Mapping[int, str]
) -> pl.DataFrame:
    """Return rows with :data:`WITHIN`. ``declared``: sheet → key of the area it is of."""
    by_source = pl.lit(None, pl.String)
    if declared:
        by_source = pl.col(PART).replace_strict(declared, default=None, return_dtype=pl.String)
    if BANNER not in rows.columns or rows[BANNER].null_count() == rows.height:
        return rows.with_columns(by_source.alias(WITHIN))
    meanings = register.resolve(rows[BANNER], AREA)
    keys = dict(meanings.select("written", "key").drop_nulls().iter_rows())
    by_banner = pl.col(BANNER).replace_strict(keys, default=None, return_dtype=pl.String)
    return rows.with_columns(pl.coalesce(by_banner, by_source).alias(WITHIN))


def resolve_areas(register: Register, references: pl.DataFrame) -> pl.DataFrame:
    """Return what each ``written`` means in its surroundings, as resolved, with ``meant``.

    ``references``: distinct ``written`` with :data:`WITHIN`. ``meant``: the area in words.
    """
    meanings = references.join(register.resolve(references["written"], AREA), on="written")
    places = register.places or Places()
    meanings = _settled(register, meanings)
    return meanings.with_columns(
        pl.col("key").map_elements(places.described, return_dtype=pl.String).alias("meant"),
        pl.when(pl.col("how") == AMBIGUOUS).then(pl.lit(SEVERAL)).otherwise("how").alias("how"),
        pl.col("several")
        .map_elements(
            lambda keys: "、".join(places.described(key) for key in keys[:SHOWN_CANDIDATES]),
            return_dtype=pl.String,
        )
        .alias("candidates"),
    )


def _settled(register: Register, meanings: pl.DataFrame) -> pl.DataFrame:
    open_rows = meanings.filter(pl.col("how").is_in([AMBIGUOUS, UNKNOWN]))
    settled = [
        settled_row
        for row in open_rows.iter_rows(named=True)
        if (settled_row := _settle(register, row)) is not None
    ]
    if not settled:
        return meanings
    news = pl.DataFrame(settled, schema=meanings.schema)
    on = ["written", WITHIN]
    return pl.concat([meanings.join(news, on=on, how="anti", nulls_equal=True), news])


def _settle(register: Register, row: dict[str, object]) -> dict[str, object] | None:
    """Return a name that is open with what its surroundings tell; None where they do not."""
    places, within = register.places, row[WITHIN]
    if places is None:
        return None
    if row["how"] == UNKNOWN and is_whole(str(row["written"])):
        key = places.of_whole(str(row["written"]), within) if isinstance(within, str) else None
        return row | {"key": key, "how": WHOLE if key else UNSAID}
    candidates = row["several"]
    if not isinstance(candidates, list) or not isinstance(within, str):
        return None
    inside = [key for key in candidates if within == key or within in places.above.get(key, ())]
    if len(inside) != 1:
        return None
    return row | {"key": inside[0], "how": CHOSEN, "several": None, "candidates": None}


def declared_areas(
    register: Register, written: Mapping[int, str]
) -> tuple[dict[int, str], list[PlacedFinding]]:
    """Return sheet → key of the area that its source declares, and findings on unknown ones."""
    meanings = register.resolve(pl.Series(list(written.values()), dtype=pl.String), AREA)
    keys = dict(meanings.select("written", "key").drop_nulls().iter_rows())
    first_places = {
        text: part for part, text in reversed(list(written.items())) if text not in keys
    }
    unknown = [
        (part, Finding("unknown-setting.area", "warning", value=text))
        for text, part in first_places.items()
    ]
    return {part: keys[text] for part, text in written.items() if text in keys}, unknown
