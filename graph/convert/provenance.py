"""The provenance of facts as statements: a named graph per dataset, and the datasets.

The graph of a dataset says what the dataset contributed: which node, from which sheet and row, at
which grade, and (where it only added to a row of an earlier dataset) which properties.
"""

from __future__ import annotations

import polars as pl

from graph.convert.iris import EMPTY_PART, encode
from graph.convert.lines import escaped
from graph.convert.relations import DERIVED_FROM
from graph.ontology import RDF, TC, XSD, Ontology
from graph.tables import Tables

SOURCE_ROW = TC + "sourceRow"
GRADE = TC + "grade"
CONTRIBUTED = TC + "contributed"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"


def dataset_graphs(tables: Tables) -> dict[str, str]:
    """Return IRI of a sheet → IRI of its dataset's graph: the same base, ``datasets/<name>``."""
    graphs = {}
    for source in tables["sources"].iter_rows(named=True):
        parts = (source["dataset"], source["file"], source["sheet"])
        path = "sources/" + "/".join(encode(part) if part else EMPTY_PART for part in parts)
        base = source["uri"].removesuffix(path)
        graphs[source["uri"]] = f"{base}datasets/{encode(source['dataset'])}"
    return graphs


def _in_graph(source: pl.Expr, graphs: dict[str, str]) -> pl.Expr:
    return source.replace_strict(graphs, default=None, return_dtype=pl.String)


def of_rows(rows: pl.DataFrame, graphs: dict[str, str]) -> pl.DataFrame:
    """State what each row's dataset says of the row: sheet, place, grade."""
    end = pl.concat_str([pl.lit(" <"), _in_graph(pl.col("source_uri"), graphs), pl.lit("> .")])
    subject = pl.concat_str([pl.lit("<"), pl.col("uri"), pl.lit("> <")])
    in_graph = rows.with_columns(end.alias("__end"))
    return in_graph.select(_provenance_lines(subject, pl.col("__end")).alias("lines"))


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


def of_contributions(
    added: pl.DataFrame, ontology: Ontology, graphs: dict[str, str]
) -> pl.DataFrame:
    """State what later datasets added to rows of earlier ones, property by property."""
    end = pl.concat_str([pl.lit(" <"), _in_graph(pl.col("source_uri"), graphs), pl.lit("> .")])
    subject = pl.concat_str([pl.lit("<"), pl.col("uri"), pl.lit("> <")])
    places = added.select(_provenance_lines(subject, end).alias("lines"))
    paths = {
        f"{table.name}.{column.name}": column.path
        for table in ontology.tables.values()
        for column in table.columns
    }
    by_property = added.explode("columns").filter(pl.col("columns").is_not_null())
    path = pl.concat_str(["table", pl.lit("."), "columns"]).replace_strict(
        paths, default=None, return_dtype=pl.String
    )
    properties = by_property.select(
        pl.concat_str([subject, pl.lit(f"{CONTRIBUTED}> <"), path, pl.lit(">"), end]).alias("lines")
    )
    return pl.concat([places, properties])


def of_datasets(tables: Tables, graphs: dict[str, str]) -> pl.DataFrame:
    """Describe each dataset as a ``dcat:Dataset`` with its sheets as distributions."""
    lines: list[str] = []
    for source in tables["sources"].iter_rows(named=True):
        graph = graphs[source["uri"]]
        lines.append(f"<{graph}> <{RDF}type> <{DCAT}Dataset> .")
        lines.append(f"<{graph}> <{DCAT}distribution> <{source['uri']}> .")
        facts = (
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
        for predicate, value, suffix in facts:
            if value is not None:
                (text,) = escaped(pl.Series([str(value)]))
                lines.append(f'<{graph}> <{predicate}> "{text}"{suffix} .')
    return pl.DataFrame({"lines": sorted(set(lines))}, schema={"lines": pl.String})
