"""The words that head the columns of each table, and what headings mean by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from graph.ontology import Column, Ontology, Table
from ingest.head_rows import is_whole
from ingest.meanings import FIGURES, Meanings
from ingest.text import fold
from ingest.units import UnitWords

YEAR = "year"


@lru_cache(maxsize=4)
def table_names(ontology: Ontology) -> Mapping[str, Table]:
    """Return folded name, label or alias → table, for files and sheets."""
    names: dict[str, Table] = {}
    for table in ontology.input_tables():
        for word in (table.name, table.label.zh, table.label.en, table.class_name, *table.aliases):
            names.setdefault(fold(word), table)
    return names


def column_words(
    ontology: Ontology, table: Table, rename: Mapping[str, str] | None = None
) -> dict[str, Column]:
    """Return folded heading → column: declared renames first, then names, labels, aliases.

    A reference may also be headed by the label of its target, where that is unambiguous.
    """
    declared = {fold(word): c for c in table.columns for word in (c.label.zh, c.name)}
    renamed = {
        fold(written): declared[fold(name)]
        for written, name in (rename or {}).items()
        if fold(name) in declared
    }
    others = _declared_words(ontology, table)
    return renamed | {word: column for word, column in others.items() if word not in renamed}


@lru_cache(maxsize=256)
def _declared_words(ontology: Ontology, table: Table) -> Mapping[str, Column]:
    words: dict[str, Column] = {}
    for pick in (
        lambda c: [c.name],
        lambda c: [c.label.zh, c.label.en],
        lambda c: list(c.aliases),
        lambda c: _target_labels(ontology, c),
    ):
        claimed: dict[str, list[Column]] = {}
        for column in table.columns:
            for word in pick(column):
                claimed.setdefault(fold(word), []).append(column)
        for word, columns in claimed.items():
            if len({c.name for c in columns}) == 1:
                words.setdefault(word, columns[0])
    return words


def _target_labels(ontology: Ontology, column: Column) -> list[str]:
    """Return the labels of a column's target, and that table's headings for its code and name."""
    if not column.target_class or column.target_class in ontology.unions:
        return []
    (target,) = ontology.target_tables(column.target_class)
    naming = [c for c in target.columns if c.name in (*target.key, "name")]
    aliases = [word for c in naming for word in c.aliases if is_only_of(ontology, word, target)]
    return [target.label.zh, target.label.en, *aliases]


def is_only_of(ontology: Ontology, word: str, table: Table) -> bool:
    """Tell whether a heading stands above the codes or names of one kind of thing only."""
    return all(
        word not in c.aliases
        for other_table in ontology.input_tables()
        if other_table.group == "thing" and other_table.name != table.name
        for c in other_table.columns
        if c.name in (*other_table.key, "name")
    )


def meanings_of(
    ontology: Ontology, table: Table, rename: Mapping[str, str] | None = None
) -> Meanings:
    """Return what headings mean in a table."""
    words = column_words(ontology, table, rename)
    figures = [c for c in table.columns if c.required and c.unit in FIGURES]
    has_years = YEAR in table.key
    under_years = figures[0] if has_years and len(figures) == 1 else None
    return Meanings(words, UnitWords(ontology), has_years, under_years)


def figure_named(texts: Iterable[str], table: Table) -> Column | None:
    """Return the column of figures that the first text about any names, if it names only one."""
    names = (table.label.zh, table.label.en, *table.aliases)
    words = {
        fold(word): column
        for column in table.columns
        if column.unit in FIGURES
        for word in (column.name, column.label.zh, column.label.en, *column.aliases)
        if not is_whole(word)
    }
    for text in texts:
        remaining = fold(text)
        for name in sorted(map(fold, names), key=len, reverse=True):
            remaining = remaining.replace(name, " ")
        named = set()
        for word in sorted(words, key=len, reverse=True):
            if word in remaining:
                remaining = remaining.replace(word, " ")
                named.add(words[word].name)
        if named:
            return table.by_name[named.pop()] if len(named) == 1 else None
    return None


def match(cell: str, meanings: Meanings) -> Column | None:
    """Return the column that one cell means as a heading."""
    meaning = meanings.of(cell)
    return meaning.column if meaning else None
