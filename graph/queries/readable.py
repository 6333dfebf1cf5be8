"""Answers of named questions as people read them: names for keys, words for codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph.ontology import Text
from graph.queries.answers import Answer
from graph.queries.named import NamedQuestion
from graph.queries.values import BuildData
from graph.things import in_language
from graph.words import titled

URI = "uri"
Reading = Callable[[Any], Any]


@dataclass(frozen=True)
class Readable:
    """An answer to read. ``heads``: visible column → its head; ``in_file``: others, for files only.

    ``untranslated``: whether the names of some things have no English form.
    """

    answer: Answer
    heads: dict[str, str]
    in_file: dict[str, str]
    untranslated: bool = False


def readable(question: NamedQuestion, answer: Answer, build: BuildData, lang: str) -> Readable:
    """Return an answer with its cells and heads in a language; keys and IRIs beside names hide."""
    readings = {name: _reading(question, name, build, lang) for name in question.columns}
    columns = [readings[name] for name in answer.columns]
    rows = [
        [
            cell if read is None or cell is None else read(cell)
            for read, cell in zip(columns, row, strict=True)
        ]
        for row in answer.rows
    ]
    hidden = [name for name in question.columns if _is_hidden(question, name)]
    if len(hidden) == len(question.columns):
        hidden = []
    heads = {name: titled(_head(question, name, build, lang)) for name in question.columns}
    return Readable(
        Answer(answer.columns, rows, answer.truncated),
        {name: head for name, head in heads.items() if name not in hidden},
        {name: head for name, head in heads.items() if name in hidden},
        lang == "en" and _has_untranslated(question, answer, rows),
    )


def is_uri(column: str) -> bool:
    """Tell whether a column holds identifiers of things in the graph."""
    return column == URI or column.endswith(f"_{URI}")


def _kind(question: NamedQuestion, column: str) -> tuple[str, str]:
    what, _, of = question.kinds.get(column, "").partition(":")
    return what, of


def _is_hidden(question: NamedQuestion, column: str) -> bool:
    what, of = _kind(question, column)
    return is_uri(column) or (what == "key" and f"thing:{of}" in question.kinds.values())


def _head(question: NamedQuestion, column: str, build: BuildData, lang: str) -> str:
    what, of = _kind(question, column)
    if what == "key" and not _is_hidden(question, column):
        return build.ontology.tables[of].label.of(lang)
    return question.columns[column].of(lang)


def _reading(question: NamedQuestion, column: str, build: BuildData, lang: str) -> Reading | None:
    """Return the function that words a cell of a column; None where it stands as it is."""
    what, of = _kind(question, column)
    ontology = build.ontology
    if what == "thing":
        return _looked_up(_english_names(build, of)) if lang == "en" else None
    if what == "key":
        return None if _is_hidden(question, column) else _looked_up(_names(build, of, lang))
    if what == "code":
        codes = ontology.code_lists[of].codes
        return _worded({code.notation: code.label for code in codes}, lang)
    if what == "label":
        return _worded({t.class_name: t.label for t in ontology.tables.values()}, lang)
    if what == "relation":
        properties = ontology.properties.values()
        return _worded({p.relationship: p.label for p in properties if p.is_object}, lang)
    return _worded(question.words, lang) if what == "word" else None


def _looked_up(names: Mapping[str, str]) -> Reading:
    return lambda cell: names.get(cell, cell)


def _worded(words: Mapping[str, Text], lang: str) -> Reading:
    """Word a value; code lists hold numbers as text, and truth values in small letters."""
    texts = {value: text.of(lang) for value, text in words.items()}
    return lambda cell: texts.get(str(cell).lower() if isinstance(cell, bool) else str(cell), cell)


def _names(build: BuildData, table: str, lang: str) -> dict[str, str]:
    rows = build.tables[table].select("node_key", "name", "name_en").iter_rows()
    return {key: in_language(name, name_en, lang) for key, name, name_en in rows}


def _english_names(build: BuildData, table: str) -> dict[str, str]:
    """Return name → English name, where all things of a name have the same one."""
    keys = build.keys.filter(pl.col("table") == table) if table else build.keys
    names = keys.select("name", "name_en").unique()
    single = names.filter(pl.len().over("name") == 1, pl.col("name_en").is_not_null())
    return dict(single.iter_rows())


def _has_untranslated(question: NamedQuestion, answer: Answer, rows: list[list[Any]]) -> bool:
    things = [at for at, name in enumerate(answer.columns) if _kind(question, name)[0] == "thing"]
    return any(isinstance(row[at], str) and not row[at].isascii() for row in rows for at in things)
