"""The words a query may use, by language: classes and properties, labels and types, tables."""

from __future__ import annotations

import polars as pl

from graph.ontology import PREFIXES, Ontology
from graph.schema.cypher import node_types, relationship_types

SCHEMA = {"of": pl.String, "word": pl.String, "name": pl.String, "meaning": pl.String}


def vocabulary(ontology: Ontology, language: str, lang: str) -> pl.DataFrame:
    """List ``of`` (class, label or table), ``word`` in a query, its ``name``, its ``meaning``.

    For each class, label or table a row with an empty ``word``, then one for each of its
    properties or columns; relationships have in ``of`` the labels they join.
    """
    rows = _tables(ontology, language, lang)
    if language == "cypher":
        rows += _relationships(ontology, lang)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _tables(ontology: Ontology, language: str, lang: str) -> list[tuple[str, str, str, str]]:
    rows = []
    labels = {node.table: node for node in node_types(ontology)}
    for table in ontology.tables.values():
        if language != "sql" and table.name not in labels:
            continue
        owner = table.name if language == "sql" else table.class_name
        owner = short(table.class_name) if language == "sparql" else owner
        rows.append((owner, "", table.label.of(lang), table.definition.of(lang)))
        for column in table.columns:
            if language == "cypher" and column.target_class is not None:
                continue
            word = short(column.path) if language == "sparql" else column.name
            rows.append((owner, word, column.label.of(lang), column.description.of(lang)))
    return rows


def _relationships(ontology: Ontology, lang: str) -> list[tuple[str, str, str, str]]:
    rows = []
    for kind in relationship_types(ontology):
        declared = ontology.properties.get(kind.iri)
        name, meaning = (
            (declared.label.of(lang), declared.definition.of(lang)) if declared else ("", "")
        )
        for source, target in kind.endpoints:
            rows.append((f"{source} → {target}", f"[:{kind.name}]", name, meaning))
    return rows


def short(iri: str) -> str:
    """Shorten an IRI by its prefix; the local name of a class of our own gets ours.

    >>> short("http://www.w3.org/2000/01/rdf-schema#label"), short("Chain")
    ('rdfs:label', 'tc:Chain')
    """
    if ":" not in iri:
        return f"tc:{iri}"
    for prefix, base in PREFIXES.items():
        if iri.startswith(base):
            return f"{prefix}:{iri.removeprefix(base)}"
    return f"<{iri}>"
