"""The source rows behind a statement, with file and cell."""

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
    """Show source rows (table, key): the first as a list, all of them as a table to download."""
    behind = rows_behind(build(), load(), rows, language())
    first = behind.head(SHOWN).iter_rows(named=True)
    show(node("ul", "tc-evidence", *(_line(row) for row in first)))
    with st.expander(tell("evidence.table", rows=len(behind)), icon=":material/table_rows:"):
        figures = st.column_config.Column(tell("column.figures"), width="large")
        columns = {**heads("what", "year"), "figures": figures}
        table(name, tell("evidence.title"), behind, columns | heads(CELL, "file", "grade", "ref"))


def _line(row: dict[str, Any]) -> Element:
    title = row["what"] if row["year"] is None else f"{row['what']} {row['year']}"
    return node(
        "li",
        "",
        node("strong", "", title),
        node("span", "tc-evidence-place", " ".join(filter(None, (row["file"], row[CELL])))),
        node("span", "tc-evidence-figures", row["figures"] or ""),
    )


def celled(rows: pl.DataFrame, of: str, *columns: str) -> pl.DataFrame:
    """Add to rows of evidence from the table ``of`` the cells of their figures."""
    return with_cells(rows, build().columns, of, columns)
