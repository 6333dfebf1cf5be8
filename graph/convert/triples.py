"""Tables → N-Quads text, by polars string building: two million triples a second.

Facts go once into the default graph. A named graph per dataset holds what the dataset contributed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from graph.convert import provenance
from graph.convert.lines import NEEDS_ESCAPE, escaped, iri, line
from graph.convert.provenance import SOURCE_ROW
from graph.convert.relations import Relations
from graph.ontology import RDF, TC, XSD, Column, Table
from graph.tables import Tables

DEFAULT_LANGUAGE = "zh"
ROWS_AT_ONCE = 10_000
_INTEGER_END = f'"^^<{XSD}integer> .'


def write_nquads(relations: Relations, file: Path) -> None:
    """Write all statements of the tables into one N-Quads file."""
    with file.open("wb") as stream:
        for lines in _together(statements(relations)):
            lines.write_csv(stream, include_header=False, quote_style="never")


def _together(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Join frames of few rows, as to begin writing one costs more than the rows."""
    waiting: list[pl.DataFrame] = []
    for frame in frames:
        waiting.append(frame)
        if sum(rows.height for rows in waiting) >= ROWS_AT_ONCE:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def statements(relations: Relations) -> Iterator[pl.DataFrame]:
    """Yield frames of one text column; a cell holds the statements of one row, one a line."""
    tables, ontology = relations.tables, relations.ontology
    graphs = provenance.dataset_graphs(tables)
    for table in ontology.tables.values():
        yield from of_rows(table, tables[table.name], tables, graphs)
    for relation in relations:
        yield of_pairs(relation.property, relation.pairs)
    if tables.contributions.height:
        yield provenance.of_contributions(tables.contributions, ontology, graphs)
    yield provenance.of_datasets(tables, graphs)


def of_rows(
    table: Table, rows: pl.DataFrame, tables: Tables, graphs: dict[str, str]
) -> Iterator[pl.DataFrame]:
    """Yield the statements of rows: type, attributes, place; and what their dataset says."""
    if table.is_node and rows.height:
        yield from _literals(table, rows, tables)
        if table.group != "system":
            yield provenance.of_rows(rows, graphs)


def of_pairs(name: str, pairs: pl.DataFrame) -> pl.DataFrame:
    """Write the statements of a property that links ``source`` and ``target``."""
    return pairs.select(line(pl.col("source"), name, iri(pl.col("target"))).alias("lines"))


# Rows ------------------------------------------------------------------------------------------


def _literals(table: Table, rows: pl.DataFrame, tables: Tables) -> Iterator[pl.DataFrame]:
    """Yield type, attributes and place of every row."""
    if any(column.is_label for column in table.columns):
        rows = _with_language(rows, tables)
    single = [c for c in table.columns if not c.target_class and not c.multiple]
    present = [c for c in single if rows[c.name].null_count() < rows.height]
    texts = _texts(rows, present)
    start = pl.concat_str([pl.lit("\n<"), pl.col("uri"), pl.lit("> <")])
    pieces = [line(pl.col("uri"), RDF + "type", pl.lit(f"<{TC}{table.class_name}>"))]
    pieces += [
        pl.concat_str([start, pl.lit(f'{c.path}> "'), pl.col(c.name), *_ending(c)]).fill_null("")
        for c in present
    ]
    row = pl.col("source_row").cast(pl.String)
    pieces.append(
        pl.concat_str([start, pl.lit(f'{SOURCE_ROW}> "'), row, pl.lit(_INTEGER_END)]).fill_null("")
    )
    yield texts.select(pl.concat_str(pieces).alias("lines"))
    for column in table.columns:
        if column.multiple and not column.target_class:
            yield _members(rows, column)


def _members(rows: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Write one statement for each of several values."""
    values = rows.select("uri", pl.col(column.name).alias("value")).explode("value")
    values = values.filter(pl.col("value").is_not_null())
    values = _texts(values, [replace(column, name="value")])
    value = pl.concat_str([pl.lit('"'), pl.col("value"), pl.lit(_type_of(column))])
    return values.select(line(pl.col("uri"), column.path, value).alias("lines"))


def _with_language(rows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    languages = dict(tables["sources"].select("uri", "language").iter_rows())
    if set(languages.values()) <= {DEFAULT_LANGUAGE}:
        return rows.with_columns(pl.lit(DEFAULT_LANGUAGE).alias("__language"))
    tag = pl.col("source_uri").replace_strict(
        languages, default=DEFAULT_LANGUAGE, return_dtype=pl.String
    )
    return rows.with_columns(tag.alias("__language"))


def _type_of(column: Column) -> str:
    """Return the end of a literal: the closing quote, with the datatype unless it is a text."""
    return '"' if column.datatype == "string" else f'"^^<{XSD}{column.datatype}>'


def _ending(column: Column) -> list[pl.Expr]:
    if not column.is_label:
        return [pl.lit(f"{_type_of(column)} .")]
    if column.name.endswith("_en"):
        return [pl.lit('"@en .')]
    return [pl.lit('"@'), pl.col("__language"), pl.lit(" .")]


def _texts(rows: pl.DataFrame, columns: list[Column]) -> pl.DataFrame:
    """Write columns as lexical forms, escaped."""
    kinds = {column.name: column.datatype for column in columns}
    texts = rows.with_columns(_lexical(name, kind) for name, kind in kinds.items())
    odd = texts.select(_is_odd(name, kind).any() for name, kind in kinds.items())
    return texts.with_columns(
        _without_exponent(texts[name]) if kinds[name] == "decimal" else escaped(texts[name])
        for name, is_odd in (odd.row(0, named=True) if kinds else {}).items()
        if is_odd
    )


def _lexical(name: str, datatype: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String)
    return text.str.strip_suffix(".0") if datatype == "decimal" else text


def _is_odd(name: str, datatype: str) -> pl.Expr:
    """Mark the texts that are not yet as they are written."""
    if datatype in ("decimal", "string"):
        return pl.col(name).str.contains("e" if datatype == "decimal" else NEEDS_ESCAPE)
    return pl.lit(False).alias(name)


def _without_exponent(texts: pl.Series) -> pl.Series:
    """Return texts of floats as xsd:decimal has them; whole numbers have no point already."""
    odd = texts.filter(texts.str.contains("e")).unique()
    return texts.replace({text: format(Decimal(text), "f") for text in odd})
