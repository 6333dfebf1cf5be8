"""What a gap of advertised demand takes for granted, as the quality of the postings tells."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.gap.report import Assumption

BASIS, TABLE = "postings", "posting_quality"
ONLINE = Assumption("postings_online")
HIDDEN = "not_visible"
_MONTHS = 12


def about_postings(
    tables: Mapping[str, pl.DataFrame], basis: str | None, year: int
) -> list[Assumption]:
    """Note what advertisements cannot show; nothing on another basis."""
    if basis != BASIS:
        return []
    notes = [ONLINE]
    rows = tables[TABLE] if TABLE in tables else pl.DataFrame()
    if rows.is_empty():
        return notes
    values = {(name, cell): value for name, cell, value in rows.select(
        "measure", "cell", "value"
    ).iter_rows()}  # fmt: skip
    for measure in ("coded_persons_pct", "stated_pct"):
        percent = values.get((measure, None))
        if percent is not None and percent < 100:
            notes.append(Assumption(f"postings_{measure}", {"percent": percent}))
    months = values.get(("months", str(year)))
    if months is not None and months < _MONTHS:
        notes.append(Assumption("postings_months", {"year": year, "months": int(months)}))
    if hidden := rows.filter(pl.col("measure") == HIDDEN).height:
        notes.append(Assumption("postings_not_visible", {"occupations": hidden}))
    return notes
