"""What rows of a table are called: their own name, or the names of what their key refers to."""

from __future__ import annotations

import polars as pl

from graph.ontology import Ontology, Table
from graph.tables import Tables

SEPARATOR = " · "


def row_names(table: Table, tables: Tables, keys: list[str], ontology: Ontology) -> dict[str, str]:
    """Key → name of some rows of a table, in the dataset's language; the key itself where none."""
    names = dict(zip(keys, keys, strict=True))
    rows = tables[table.name].filter(pl.col("node_key").is_in(keys))
    if table.title is not None:
        return names | {k: n for k, n in rows.select("node_key", table.title).iter_rows() if n}
    parts = []
    for name in table.key:
        part = rows[name].cast(pl.String)
        target_class = table.by_name[name].target_class
        for target in ontology.target_tables(target_class) if target_class else ():
            if target.title is not None:
                called = tables[target.name].select("node_key", target.title).drop_nulls()
                known = dict(called.unique("node_key").iter_rows())
                part = part.replace(known)
        parts.append(part.alias(name))
    said = rows.select(
        "node_key", pl.concat_str(parts, separator=SEPARATOR, ignore_nulls=True).alias("name")
    )
    return names | {key: name or key for key, name in said.iter_rows()}
