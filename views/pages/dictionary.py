"""Dictionary: what every table, column, word and relationship means, as the ontology has it."""

from __future__ import annotations

import streamlit as st

from graph.ontology import load
from graph.schema.tabulated import class_rows, code_rows, column_rows, relationship_rows
from graph.words import say
from views.parts.address import choose
from views.parts.session import language, tell
from views.parts.table import table
from views.parts.view import choose_view

lang, ontology = language(), load()
ROWS = {
    "classes": class_rows,
    "columns": column_rows,
    "lists": code_rows,
    "relationships": relationship_rows,
}
st.caption(tell("dictionary.note"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    view = choose_view("dictionary", ROWS)
    if view == "columns":
        names = {declared.name: declared.label.of(lang) for declared in ontology.tables.values()}
        table_name = choose(
            st.selectbox,
            "table",
            ["", *names],
            label=tell("dictionary.table"),
            label_visibility="collapsed",
            format_func=lambda name: names.get(name, tell("dictionary.every_table")),
            width=300,
        )
rows = (
    column_rows(ontology, lang, table_name or None)
    if view == "columns"
    else ROWS[view](ontology, lang)
)
wide = ("meaning", "values")
table(
    f"dictionary-{view}",
    f"{tell('page.dictionary')}-{tell(f'dictionary.view_{view}')}",
    rows,
    {
        name: st.column_config.Column(say(f"dictionary.{name}", lang), width="large")
        if name in wide
        else say(f"dictionary.{name}", lang)
        for name in rows.columns
    },
)
