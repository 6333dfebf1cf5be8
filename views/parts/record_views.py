"""How good the records of a build are: first what they cannot show, then measures."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graph.gap.records import HIDDEN, POSTINGS, RECORDS, REGISTRATION
from graph.ontology import load
from graph.telling.sentences import assumption
from graph.things import names_of
from ingest.records.count import LEAST_VISIBLE
from views.parts.markup import bullets, plain
from views.parts.markup import show as show_html
from views.parts.session import build, language, tell
from views.parts.table import heads, table

COVERAGE = "coverage_pct"
GRADE = "estimated"


def quality() -> None:
    """Show of each kind of records its limits and measures, with their meaning."""
    tables = build().tables
    kinds = [basis for basis in (POSTINGS, REGISTRATION) if not _measures(basis).is_empty()]
    if not kinds:
        st.info(plain(tell("quality.bring")), icon=":material/info:")
    for basis in kinds:
        _limits_and_measures(basis)
        if basis == POSTINGS:
            _how_well_seen(tables[RECORDS[basis].table])


def _measures(basis: str) -> pl.DataFrame:
    return build().tables[RECORDS[basis].table]


def _limits_and_measures(basis: str) -> None:
    topic = {POSTINGS: "quality", REGISTRATION: "registered"}[basis]
    st.header(tell(f"{topic}.limits"))
    limits = [assumption(RECORDS[basis].limit, language()), tell(f"{topic}.limits_more")]
    show_html(bullets(limits))
    st.header(tell(f"{topic}.measures"))
    table(
        topic,
        tell(f"{topic}.measures"),
        pl.DataFrame(_rows(basis, topic), infer_schema_length=None),
        heads("measure_name", "cell_of", "measured", "interval", "cases", "meaning"),
        GRADE,
    )


def _how_well_seen(measures: pl.DataFrame) -> None:
    """Show how well each occupation is seen in advertisements."""
    st.header(tell("quality.coverage"))
    if rows := _coverage(measures):
        st.caption(plain(tell("quality.coverage_note")))
        columns = heads("occupation_name", "visible", "openings_seen")
        table("coverage", tell("quality.coverage"), pl.DataFrame(rows), columns, GRADE)
    else:
        st.caption(plain(tell("quality.no_employment")))


def _rows(basis: str, topic: str) -> list[dict[str, object]]:
    words = load().words_of(load().tables[RECORDS[basis].table].by_name["measure"])
    assert words is not None
    labels = words.by_notation
    kept = _measures(basis).filter(~pl.col("measure").is_in([COVERAGE, HIDDEN]))
    return [
        {
            "measure_name": labels[row["measure"]].label.of(language()),
            "cell_of": row["cell"],
            "measured": f"{row['value']:,g}" if row["value"] is not None else None,
            "interval": None if row["low"] is None else f"{row['low']:g}–{row['high']:g}",
            "cases": row["n"],
            "meaning": tell(f"{topic}.{row['measure']}"),
        }
        for row in kept.iter_rows(named=True)
    ]


def _coverage(measures: pl.DataFrame) -> list[dict[str, object]]:
    """Return each occupation with people at work; one that cannot be seen has no figure."""
    shares = dict(measures.filter(measure=COVERAGE).select("cell", "value").iter_rows())
    hidden = set(measures.filter(measure=HIDDEN)["cell"])
    demand = build().tables["demand"].filter(basis=POSTINGS)
    openings = dict(demand.group_by("occupation").agg(pl.col("openings").sum()).iter_rows())
    names = names_of(build().tables, "occupations", language())
    return [
        {
            "occupation_name": names.get(code, code),
            "visible": _visible(code in hidden, share),
            "openings_seen": None if code in hidden else openings.get(code),
        }
        for code, share in sorted(shares.items(), key=lambda entry: -entry[1])
    ]


def _visible(is_hidden: bool, share: float) -> str:
    if is_hidden:
        return tell("quality.hidden")
    few = share < 100 * LEAST_VISIBLE  # and fewer than five posts could be expected
    return tell("quality.too_few") if few else f"{share:g}%"
