"""Years of sheets that no column gives: they were taken from a name or a title."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.gap.report import Assumption

SHOWN = 3  # sheets named in the sentence
_FIGURES = ("enrolment", "demand", "placements")


def assumed_years(tables: Mapping[str, pl.DataFrame], year: int) -> list[Assumption]:
    """Note the sheets with figures of a year whose year was taken from a name or a title."""
    sources = tables["sources"]
    if "year_from" not in sources.columns:  # a build of before
        return []
    assumed = sources.filter(pl.col("year_from").is_not_null())
    if not assumed.height:
        return []
    used = {
        uri
        for name in _FIGURES
        for uri in tables[name].filter(pl.col("year") == year)["source_uri"].unique()
    }
    places = [
        f"{' / '.join(filter(None, (file, sheet)))} (“{text}”)"
        for uri, file, sheet, text in assumed.select(
            "uri", "file", "sheet", "year_from"
        ).iter_rows()
        if uri in used
    ]
    if not places:
        return []
    listed = ", ".join(places[:SHOWN]) + (" …" if len(places) > SHOWN else "")
    values = {"year": year, "sheets": len(places), "places": listed}
    return [Assumption("year_elsewhere", values)]
