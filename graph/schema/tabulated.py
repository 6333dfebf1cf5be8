"""The declaration as tables for people: classes, columns, code lists, relationships."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from graph.ontology import CodeList, Column, Ontology, Table
from graph.schema.context import compact
from graph.schema.cypher import RelationshipType, relationship_types
from graph.schema.notes import targets, unit_word, value_range
from graph.schema.sheets import code_words
from graph.words import join, say


def class_rows(ontology: Ontology, lang: str) -> pl.DataFrame:
    """List tables as rows ``name, table, class, meaning, key, columns, aliases``, in order."""
    rows = [
        {
            "name": table.label.of(lang),
            "table": table.name,
            "class": f"tc:{table.class_name}",
            "meaning": table.definition.of(lang),
            "key": ", ".join(table.key),
            "columns": len(table.columns),
            "aliases": join(list(table.aliases), lang),
        }
        for table in ontology.tables.values()
    ]
    names = ("name", "table", "class", "meaning", "key", "columns", "aliases")
    return _frame(rows, names, columns=pl.Int64)


def column_rows(ontology: Ontology, lang: str, table: str | None = None) -> pl.DataFrame:
    """List columns as rows, of every table or of one.

    ``table, column, heading, meaning, required, key, type, unit, values, aliases``; ``values`` is
    what a cell may hold: the table it refers to, the words of its list, its bounds.
    """
    chosen = [
        each_table for each_table in ontology.tables.values() if table in (None, each_table.name)
    ]
    rows = [
        _column(ontology, each_table, column, lang)
        for each_table in chosen
        for column in each_table.columns
    ]
    names = ("table", "column", "heading", "meaning", "required", "key", "type", "unit", "values")
    return _frame(rows, (*names, "aliases"), required=pl.Boolean, key=pl.Int64)


def _column(ontology: Ontology, table: Table, column: Column, lang: str) -> dict[str, object]:
    reference = column.target_class is not None
    return {
        "table": table.label.of(lang),
        "column": column.name,
        "heading": column.label.of(lang),
        "meaning": column.description.of(lang),
        "required": column.required,
        "key": column.key_part,
        "type": None if reference else say(f"dictionary.type_{column.datatype}", lang),
        "unit": unit_word(ontology, column, lang) or None,
        "values": _values(ontology, column, lang),
        "aliases": join(list(column.aliases), lang),
    }


def _values(ontology: Ontology, column: Column, lang: str) -> str | None:
    if column.target_class is not None:
        return f"→ {targets(ontology, column, lang)}"
    if words := code_words(ontology, column, lang):
        return join(list(words.values()), lang)
    return value_range(column) or None


def code_rows(ontology: Ontology, lang: str) -> pl.DataFrame:
    """List words of code lists: ``list, notation, name, words, meaning``; lists by name."""
    lists = sorted(ontology.code_lists.values(), key=lambda codes: codes.name)
    rows = [row for codes in lists for row in _codes(codes, lang)]
    return _frame(rows, ("list", "notation", "name", "words", "meaning"))


def _codes(codes: CodeList, lang: str) -> list[dict[str, object]]:
    return [
        {
            "list": codes.label.of(lang),
            "notation": code.notation,
            "name": code.label.of(lang),
            "words": join(list(code.words), lang),
            "meaning": codes.definition.of(lang),
        }
        for code in codes.codes
    ]


def relationship_rows(ontology: Ontology, lang: str) -> pl.DataFrame:
    """List relationship types: ``name, from, to, meaning, rdf, cypher, attributes``."""
    rows = [_relationship(ontology, kind, lang) for kind in relationship_types(ontology)]
    return _frame(rows, ("name", "from", "to", "meaning", "rdf", "cypher", "attributes"))


def _relationship(ontology: Ontology, kind: RelationshipType, lang: str) -> dict[str, object]:
    declared = ontology.properties[kind.iri]
    names = {table.class_name: table.label.of(lang) for table in ontology.tables.values()}
    sources, goals = (
        join(list(dict.fromkeys(names[end[side]] for end in kind.endpoints)), lang)
        for side in (0, 1)
    )
    return {
        "name": declared.label.of(lang),
        "from": sources,
        "to": goals,
        "meaning": declared.definition.of(lang),
        "rdf": compact(kind.iri),
        "cypher": kind.name,
        "attributes": ", ".join(attribute.name for attribute in kind.properties),
    }


def _frame(
    rows: Sequence[dict[str, object]], names: Sequence[str], **kinds: type[pl.DataType]
) -> pl.DataFrame:
    """Make a frame of texts, but for the columns named in ``kinds``."""
    return pl.DataFrame(rows, schema={name: kinds.get(name, pl.String) for name in names})
