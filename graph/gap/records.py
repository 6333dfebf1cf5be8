"""What a gap of records takes for granted, as their quality tells: advertised, or registered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.gap.report import Assumption

HIDDEN = "not_visible"
_MONTHS = 12


@dataclass(frozen=True)
class Records:
    """Records that are a basis of demand: what they cannot show, and the table of their quality.

    shares: of the assumptions, the measures that say how much of the records counts. topic: of the
    assumptions.
    """

    table: str
    limit: Assumption
    topic: str
    shares: tuple[str, ...]


POSTINGS, REGISTRATION = "postings", "registration"
RECORDS: Mapping[str | None, Records] = {
    POSTINGS: Records(
        "posting_quality",
        Assumption("postings_online"),
        "postings",
        ("coded_persons_pct", "stated_pct"),
    ),
    REGISTRATION: Records(
        "registration_quality", Assumption("registered_only"), "registered", ("coded_pct",)
    ),
}


def about_records(
    tables: Mapping[str, pl.DataFrame], basis: str | None, year: int
) -> list[Assumption]:
    """Note what the records of a basis cannot show; nothing on a basis that is none of records."""
    records = RECORDS.get(basis)
    if records is None:
        return []
    notes = [records.limit]
    rows = tables[records.table] if records.table in tables else pl.DataFrame()
    if rows.is_empty():
        return notes
    values = {(name, cell): value for name, cell, value in rows.select(
        "measure", "cell", "value"
    ).iter_rows()}  # fmt: skip
    for measure in records.shares:
        percent = values.get((measure, None))
        if percent is not None and percent < 100:
            notes.append(Assumption(f"{records.topic}_{measure}", {"percent": percent}))
    months = values.get(("months", str(year)))
    if months is not None and months < _MONTHS:
        at = {"year": year, "months": int(months)}
        notes.append(Assumption(f"{records.topic}_months", at))
    if hidden := rows.filter(pl.col("measure") == HIDDEN).height:
        notes.append(Assumption("postings_not_visible", {"occupations": hidden}))
    return notes
