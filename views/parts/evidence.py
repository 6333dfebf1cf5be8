"""The rows that something rests on, with file and cell, below or beside what they prove."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

import polars as pl
import streamlit as st

from graph.builds.cells import CELL, with_cells
from graph.builds.evidence import rows_behind
from graph.ontology import load
from views.parts.markup import node, show
from views.parts.session import build, language, tell
from views.parts.table import heads, table

SHOWN = 8


def evidence(name: str, rows: Iterable[tuple[str, str]]) -> None:
    """The rows (table, key): the first ones to read, all of them as a table to take along."""
    found = rows_behind(build(), load(), rows, language())
    first = found.head(SHOWN).iter_rows(named=True)
    show(node("ul", "tc-evidence", *(_line(one) for one in first)))
    with st.expander(tell("evidence.table", rows=len(found)), icon=":material/table_rows:"):
        figures = st.column_config.Column(tell("column.figures"), width="large")
        shown = {**heads("what", "year"), "figures": figures}
        table(name, tell("evidence.title"), found, shown | heads(CELL, "file", "grade", "ref"))


def _line(one: dict[str, Any]) -> Element:
    what = one["what"] if one["year"] is None else f"{one['what']} {one['year']}"
    return node(
        "li",
        "",
        node("strong", "", what),
        node("span", "tc-evidence-place", " ".join(filter(None, (one["file"], one[CELL])))),
        node("span", "tc-evidence-figures", one["figures"] or ""),
    )


def celled(rows: pl.DataFrame, of: str, *columns: str) -> pl.DataFrame:
    """Rows of evidence of the table ``of`` with the cell of their figure."""
    return with_cells(rows, build().columns, of, columns)
