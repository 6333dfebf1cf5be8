"""Named questions: recurrent questions of planners, each in SPARQL, in Cypher and in SQL.

A question is four files in ``questions/``: ``<name>.toml`` with the question in both languages, its
parameters and its columns, and the query as ``.rq``, ``.cypher`` and ``.sql``. ``any_of`` names
properties; ``tc:ANY_OF``, ``:ANY_OF`` and ``(ANY_OF)`` in the queries stand for any of them, in
SPARQL in either direction. The queries then run in any store once the parameters are filled in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import WrongInput
from graph.ontology import Text, upper_snake
from graph.queries.answers import Answer
from graph.queries.examples import SUFFIXES
from graph.queries.guards import replace_variables
from graph.stores.property_graph import quoted

FOLDER = Path(__file__).with_name("questions")
_PLACEHOLDER = re.compile(r"\$(\w+)")
ALL = ""  # a parameter that asks for everything


class Iri(str):
    """The IRI of a node, as distinct from a text that only looks like an IRI."""

    __slots__ = ()


@dataclass(frozen=True)
class QuestionParameter:
    """A parameter of a named question.

    ``kind``: ``thing`` (of the tables ``of``), ``node`` (a row of any table), ``year`` (the
    column ``of``; of a figure, the years in which it is known), ``code`` (of the code list
    ``of``), ``label``, or ``integer``. ``default`` is None where a value must be given, ``latest``
    for the newest comparable year.
    """

    name: str
    kind: str
    of: tuple[str, ...]
    default: str | int | None
    label: Text


@dataclass(frozen=True)
class NamedQuestion:
    """A named question. ``order``: columns by which equal answers stand in equal order.

    ``theme``: what it is about; ``of``: the tables without whose rows there is no answer.
    ``kinds``: column → what its cells are: names of things (``thing:TABLE``), ``key:TABLE``,
    ``code:LIST``, ``label``, ``relation``, or ``word`` (one of ``words``). ``chart``: the column of
    names and the column of figures that sum it up.
    """

    name: str
    title: Text
    theme: str
    of: tuple[str, ...]
    parameters: tuple[QuestionParameter, ...]
    columns: dict[str, Text]
    kinds: dict[str, str]
    words: dict[str, Text]
    chart: tuple[str, str] | None
    order: tuple[str, ...]
    descending: frozenset[str]
    texts: dict[str, str]

    def filled(self, language: str, values: Mapping[str, Any]) -> str:
        """Return the query: in SPARQL with the values in it, else with ``$name`` to be filled.

        Raises:
            WrongInput: a value that must be an IRI is not valid.
        """
        if language != "sparql":
            return self.texts[language]
        return replace_variables(
            self.texts[language], {name: _term(value) for name, value in values.items()}
        )

    def standing_alone(self, language: str, values: Mapping[str, Any]) -> str:
        """Return the query with the values in it, to be read and changed by a person."""
        text = self.filled(language, values)
        if language == "sparql":
            return text
        return _PLACEHOLDER.sub(lambda match: _literal(language, values[match[1]]), text)

    def settled(self, answer: Answer) -> Answer:
        """Return an answer in the question's own order, with whole numbers as integers."""
        rows = [[_as_integer(cell) for cell in row] for row in answer.rows]
        for name in reversed(self.order):
            at, falling = answer.columns.index(name), name in self.descending
            rows_with_value = [row for row in rows if row[at] is not None]
            rows_with_value.sort(key=lambda row: row[at], reverse=falling)
            rows = rows_with_value + [row for row in rows if row[at] is None]
        return replace(answer, rows=rows)


@cache
def questions() -> dict[str, NamedQuestion]:
    """Return all named questions by name, in alphabetical order."""
    return {file.stem: read(file) for file in sorted(FOLDER.glob("*.toml"))}


def named_question(name: str) -> NamedQuestion:
    """Return the question of a name.

    Raises:
        WrongInput: there is none; the message lists similar names.
    """
    all_questions = questions()
    if name in all_questions:
        return all_questions[name]
    near = get_close_matches(name, all_questions, n=3, cutoff=0.5) or list(all_questions)
    raise WrongInput("error.no_such_question", name=name, near=", ".join(near))


def read(file: Path) -> NamedQuestion:
    """Read a question from its heading and the queries beside it."""
    head = tomllib.loads(file.read_text(encoding="utf-8"))
    any_of = head.get("any_of", [])
    types = list(map(upper_snake, any_of))
    placeholders = {
        "tc:ANY_OF": f"({'|'.join(f'tc:{name}|^tc:{name}' for name in any_of)})",
        ":ANY_OF": f":{'|'.join(types)}",
        "(ANY_OF)": f"({', '.join(map(repr, types))})",
    }
    texts = {}
    for language, suffix in SUFFIXES.items():
        text = file.with_suffix(suffix).read_text(encoding="utf-8")
        for placeholder, names in placeholders.items():
            text = text.replace(placeholder, names)
        texts[language] = text
    columns: dict[str, list[str]] = head["columns"]
    return NamedQuestion(
        name=file.stem,
        title=Text(head["zh"], head["en"]),
        theme=head["theme"],
        of=tuple(head.get("of", ())),
        parameters=tuple(
            _parameter(name, declaration)
            for name, declaration in head.get("parameters", {}).items()
        ),
        columns={name: Text(*labels[:2]) for name, labels in columns.items()},
        kinds={name: labels[2] for name, labels in columns.items() if len(labels) > 2},
        words={word: Text(*labels) for word, labels in head.get("words", {}).items()},
        chart=tuple(head["chart"]) if "chart" in head else None,
        order=tuple(head.get("order", ())),
        descending=frozenset(head.get("descending", ())),
        texts=texts,
    )


def _parameter(name: str, declaration: Mapping[str, Any]) -> QuestionParameter:
    kind, _, of = declaration["type"].partition(":")
    tables = tuple(of.split("|")) if of else ()
    return QuestionParameter(
        name, kind, tables, declaration.get("default"), Text(declaration["zh"], declaration["en"])
    )


def _term(value: Any) -> str:
    import pyoxigraph as ox

    if isinstance(value, int):
        return str(value)
    return str(ox.NamedNode(value) if isinstance(value, Iri) else ox.Literal(value))


def _literal(language: str, value: Any) -> str:
    """Write a value as a literal of Cypher or SQL."""
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if language == "sql":
        return quoted(text)
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _as_integer(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
