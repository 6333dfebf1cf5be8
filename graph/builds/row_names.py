"""Names of rows: their own name, or the names of what their key refers to."""

from __future__ import annotations

import polars as pl

from graph.ontology import Ontology, Table
from graph.tables import Tables

SEPARATOR = " · "


def row_names(table: Table, tables: Tables, keys: list[str], ontology: Ontology) -> dict[str, str]:
    """Return key → name of some rows, in the dataset's language; the key where there is no name."""
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
                titles = tables[target.name].select("node_key", target.title).drop_nulls()
                title_of = dict(titles.unique("node_key").iter_rows())
                part = part.replace(title_of)
        parts.append(part.alias(name))
    composed = rows.select(
        "node_key", pl.concat_str(parts, separator=SEPARATOR, ignore_nulls=True).alias("name")
    )
    return names | {key: name or key for key, name in composed.iter_rows()}
