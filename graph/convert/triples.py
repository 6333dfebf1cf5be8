"""Tables → N-Quads text, by polars string building: two million triples a second.

Facts go once into the default graph. A named graph per dataset holds what the dataset contributed:
which node, from which sheet and row, at which grade, and (where it only added to a row of an
earlier dataset) which properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl

from graph.convert.iris import EMPTY_PART, encode
from graph.convert.relations import DERIVED_FROM, Relations
from graph.ontology import RDF, TC, XSD, Column, Ontology, Table
from graph.tables import Tables

SOURCE_ROW = TC + "sourceRow"
GRADE = TC + "grade"
CONTRIBUTED = TC + "contributed"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NEEDS_ESCAPE = r'[\\"\x00-\x1f\x7f]'
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INTEGER_END = f'"^^<{XSD}integer> .'


def write_nquads(tables: Tables, ontology: Ontology, file: Path) -> None:
    """All statements of the tables into one N-Quads file."""
    with file.open("wb") as stream:
        for lines in statements(tables, ontology):
            lines.write_csv(stream, include_header=False, quote_style="never")


def statements(tables: Tables, ontology: Ontology) -> Iterator[pl.DataFrame]:
    """Frames of one text column; a cell holds the statements of one row, one a line."""
    graphs = _dataset_graphs(tables)
    for table in ontology.tables.values():
        rows = tables[table.name]
        if table.is_node and rows.height:
            yield from _literals(table, rows, tables)
            if table.group != "system":
                yield _named_graph_rows(rows, graphs)
    for relation in Relations(ontology, tables):
        yield relation.pairs.select(
            _line(pl.col("source"), relation.property, _iri(pl.col("target"))).alias("lines")
        )
    if tables.contributions.height:
        yield _later_contributions(tables, ontology, graphs)
    yield _datasets(tables, graphs)


def _iri(term: pl.Expr) -> pl.Expr:
    return pl.concat_str([pl.lit("<"), term, pl.lit(">")])


def _line(subject: pl.Expr, predicate: str, *rest: pl.Expr) -> pl.Expr:
    return pl.concat_str([pl.lit("<"), subject, pl.lit(f"> <{predicate}> "), *rest, pl.lit(" .")])


# Rows ------------------------------------------------------------------------------------------


def _literals(table: Table, rows: pl.DataFrame, tables: Tables) -> Iterator[pl.DataFrame]:
    """Type, attributes and place of every row."""
    if any(column.is_label for column in table.columns):
        rows = _with_language(rows, tables)
    single = [c for c in table.columns if not c.target_class and not c.multiple]
    present = [c for c in single if rows[c.name].null_count() < rows.height]
    texts = rows.with_columns(_text(rows[c.name], c) for c in present)
    start = pl.concat_str([pl.lit("\n<"), pl.col("uri"), pl.lit("> <")])
    pieces = [_line(pl.col("uri"), RDF + "type", pl.lit(f"<{TC}{table.class_name}>"))]
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
    """One statement for each of several values."""
    each = rows.select("uri", pl.col(column.name).alias("value")).explode("value")
    each = each.filter(pl.col("value").is_not_null())
    each = each.with_columns(_text(each["value"], column).alias("value"))
    value = pl.concat_str([pl.lit('"'), pl.col("value"), pl.lit(_type_of(column))])
    return each.select(_line(pl.col("uri"), column.path, value).alias("lines"))


def _with_language(rows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    languages = dict(tables["sources"].select("uri", "language").iter_rows())
    tag = pl.col("source_uri").replace_strict(languages, default="zh", return_dtype=pl.String)
    return rows.with_columns(tag.alias("__language"))


def _type_of(column: Column) -> str:
    """What closes a literal's quotes: nothing more for texts, else the datatype."""
    return '"' if column.datatype == "string" else f'"^^<{XSD}{column.datatype}>'


def _ending(column: Column) -> list[pl.Expr]:
    if not column.is_label:
        return [pl.lit(f"{_type_of(column)} .")]
    if column.name.endswith("_en"):
        return [pl.lit('"@en .')]
    return [pl.lit('"@'), pl.col("__language"), pl.lit(" .")]


def _text(cells: pl.Series, column: Column) -> pl.Series:
    """Lexical forms, escaped."""
    if column.datatype == "decimal":
        return _decimals(cells)
    if column.datatype == "string":
        return escaped(cells)
    return cells.cast(pl.String)


def _decimals(cells: pl.Series) -> pl.Series:
    """Floats as xsd:decimal: no exponent, whole numbers without a point."""
    texts = cells.cast(pl.String).str.strip_suffix(".0")
    odd = texts.filter(texts.str.contains("e")).unique()
    return texts.replace({text: format(Decimal(text), "f") for text in odd}) if len(odd) else texts


def escaped(cells: pl.Series) -> pl.Series:
    r"""Texts as they stand between the quotes of N-Quads.

    >>> escaped(pl.Series(['a "b"\n'])).to_list()
    ['a \\"b\\"\\n']
    """
    if not cells.str.contains(_NEEDS_ESCAPE).any():
        return cells
    texts = cells.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
    odd = texts.filter(texts.str.contains(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")).unique()
    return texts.replace(
        {t: _CONTROL.sub(lambda m: f"\\u{ord(m[0]):04X}", t) for t in odd.drop_nulls()}
    )


# Provenance --------------------------------------------------------------------------------------


def _dataset_graphs(tables: Tables) -> dict[str, str]:
    """IRI of a sheet → IRI of its dataset's graph: the same base, ``datasets/<name>``."""
    graphs = {}
    for source in tables["sources"].iter_rows(named=True):
        parts = (source["dataset"], source["file"], source["sheet"])
        path = "sources/" + "/".join(encode(part) if part else EMPTY_PART for part in parts)
        base = source["uri"].removesuffix(path)
        graphs[source["uri"]] = f"{base}datasets/{encode(source['dataset'])}"
    return graphs


def _in_graph(source: pl.Expr, graphs: dict[str, str]) -> pl.Expr:
    return source.replace_strict(graphs, default=None, return_dtype=pl.String)


def _named_graph_rows(rows: pl.DataFrame, graphs: dict[str, str]) -> pl.DataFrame:
    """What each row's dataset says of the row: sheet, place, grade."""
    end = pl.concat_str([pl.lit(" <"), _in_graph(pl.col("source_uri"), graphs), pl.lit("> .")])
    subject = pl.concat_str([pl.lit("<"), pl.col("uri"), pl.lit("> <")])
    return rows.select(_provenance_lines(subject, end).alias("lines"))


def _provenance_lines(subject: pl.Expr, end: pl.Expr) -> pl.Expr:
    sheet = pl.concat_str(
        [subject, pl.lit(f"{DERIVED_FROM}> <"), pl.col("source_uri"), pl.lit(">"), end]
    )
    row = pl.concat_str(
        [
            pl.lit("\n"),
            subject,
            pl.lit(f'{SOURCE_ROW}> "'),
            pl.col("source_row").cast(pl.String),
            pl.lit(f'"^^<{XSD}integer>'),
            end,
        ]
    ).fill_null("")
    grade = pl.concat_str(
        [pl.lit("\n"), subject, pl.lit(f'{GRADE}> "'), pl.col("grade"), pl.lit('"'), end]
    ).fill_null("")
    return pl.concat_str([sheet, row, grade])


def _later_contributions(
    tables: Tables, ontology: Ontology, graphs: dict[str, str]
) -> pl.DataFrame:
    """What later datasets added to rows of earlier ones, property by property."""
    added = tables.contributions
    end = pl.concat_str([pl.lit(" <"), _in_graph(pl.col("source_uri"), graphs), pl.lit("> .")])
    subject = pl.concat_str([pl.lit("<"), pl.col("uri"), pl.lit("> <")])
    places = added.select(_provenance_lines(subject, end).alias("lines"))
    paths = {
        f"{table.name}.{column.name}": column.path
        for table in ontology.tables.values()
        for column in table.columns
    }
    each = added.explode("columns").filter(pl.col("columns").is_not_null())
    path = pl.concat_str(["table", pl.lit("."), "columns"]).replace_strict(
        paths, default=None, return_dtype=pl.String
    )
    properties = each.select(
        pl.concat_str([subject, pl.lit(f"{CONTRIBUTED}> <"), path, pl.lit(">"), end]).alias("lines")
    )
    return pl.concat([places, properties])


def _datasets(tables: Tables, graphs: dict[str, str]) -> pl.DataFrame:
    """Each dataset as a ``dcat:Dataset`` with its sheets as distributions."""
    lines: list[str] = []
    for source in tables["sources"].iter_rows(named=True):
        graph = graphs[source["uri"]]
        lines.append(f"<{graph}> <{RDF}type> <{DCAT}Dataset> .")
        lines.append(f"<{graph}> <{DCAT}distribution> <{source['uri']}> .")
        told = (
            (
                DCTERMS + "title",
                source["title"] or source["dataset"],
                f"@{source['language'] or 'zh'}",
            ),
            (DCTERMS + "publisher", source["publisher"], ""),
            (DCTERMS + "license", source["licence"], ""),
            (DCTERMS + "issued", source["date"], f"^^<{XSD}date>"),
            (DCAT + "landingPage", source["url"], ""),
        )
        for predicate, value, suffix in told:
            if value is not None:
                (text,) = escaped(pl.Series([str(value)]))
                lines.append(f'<{graph}> <{predicate}> "{text}"{suffix} .')
    return pl.DataFrame({"lines": sorted(set(lines))}, schema={"lines": pl.String})
