"""A JSON-LD 1.1 context in which rows of the tables are linked data."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.ontology import PREFIXES, Column, Ontology


def compact(iri: str) -> str:
    """Shorten an IRI by its prefix, where it has one.

    >>> compact("https://w3id.org/twinchain/ontology#offers"), compact("urn:x")
    ('tc:offers', 'urn:x')
    """
    for name, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and not set(local) & set("/#"):
            return f"{name}:{local}"
    return iri


def json_ld_context(ontology: Ontology, language: str = "zh") -> dict[str, Any]:
    """Build the context (value of ``@context``) for rows with the columns' names as keys.

    A row is an object with ``uri``, ``type`` (the class) and its columns; references hold IRIs.
    Columns that mean the same in all tables stand at the top, the others under their class.
    ``language`` is the dataset's own, the language of ``name``. Decimals are to be written as
    strings: JSON-LD turns a fractional number into a double's digits.
    """
    meanings = _meanings(ontology, language)
    shared = {name: terms[0] for name, terms in meanings.items() if _are_equal(terms)}
    context: dict[str, Any] = {"@version": 1.1, **PREFIXES, "uri": "@id", "type": "@type"}
    context |= shared
    for table in ontology.tables.values():
        own_terms = {
            column.name: _term(column, language)
            for column in table.columns
            if column.name not in shared
        }
        term: dict[str, Any] = {"@id": f"tc:{table.class_name}"}
        if own_terms:
            term["@context"] = own_terms
        context[table.class_name] = term
    return {"@context": context}


def _meanings(ontology: Ontology, language: str) -> dict[str, list[dict[str, Any]]]:
    meanings: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for table in ontology.tables.values():
        for column in table.columns:
            meanings[column.name].append(_term(column, language))
    return meanings


def _are_equal(terms: list[dict[str, Any]]) -> bool:
    return all(term == terms[0] for term in terms)


def _term(column: Column, language: str) -> dict[str, Any]:
    term: dict[str, Any] = {"@id": compact(column.path)}
    if column.is_label:
        term["@language"] = "en" if column.name.endswith("_en") else language
    elif column.target_class:
        term["@type"] = "@id"
    else:
        term["@type"] = f"xsd:{column.datatype}"
    if column.multiple:
        term["@container"] = "@set"
    return term
