"""Named questions: recurrent questions of planners, each in SPARQL and in Cypher.

A question is a pair of files in ``questions/``, ``<name>.rq`` and ``<name>.cypher``, with one and
the same heading (TOML within comments): the question in both languages, its parameters, its
columns. ``any_of`` names properties; ``tc:ANY_OF`` and ``:ANY_OF`` in the texts stand for any of
them, in SPARQL in either direction. The texts then run in any store once the parameters are filled
in.
"""

from __future__ import annotations

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
from graph.queries.guards import replace_variables

FOLDER = Path(__file__).with_name("questions")
COMMENTS = {"sparql": (".rq", "#"), "cypher": (".cypher", "//")}
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
    """A named question. ``order``: columns by which equal answers stand in equal order."""

    name: str
    title: Text
    parameters: tuple[QuestionParameter, ...]
    columns: dict[str, Text]
    order: tuple[str, ...]
    descending: frozenset[str]
    texts: dict[str, str]

    def filled(self, language: str, values: Mapping[str, Any]) -> str:
        """Return the query: in SPARQL with the values in it, in Cypher with ``$name`` to be filled.

        Raises:
            WrongInput: a value that must be an IRI is not valid.
        """
        if language != "sparql":
            return self.texts[language]
        return replace_variables(
            self.texts[language], {name: _term(value) for name, value in values.items()}
        )

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
    return {file.stem: read(file) for file in sorted(FOLDER.glob("*.rq"))}


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
    """Read a question from its pair of files."""
    texts = {
        language: file.with_suffix(suffix).read_text(encoding="utf-8")
        for language, (suffix, _) in COMMENTS.items()
    }
    head = tomllib.loads(heading(texts["sparql"], COMMENTS["sparql"][1]))
    any_of = head.get("any_of", [])
    either = "|".join(f"tc:{name}|^tc:{name}" for name in any_of)
    texts = {
        "sparql": texts["sparql"].replace("tc:ANY_OF", f"({either})"),
        "cypher": texts["cypher"].replace(":ANY_OF", ":" + "|".join(map(upper_snake, any_of))),
    }
    return NamedQuestion(
        name=file.stem,
        title=Text(head["zh"], head["en"]),
        parameters=tuple(
            _parameter(name, declaration)
            for name, declaration in head.get("parameters", {}).items()
        ),
        columns={name: Text(*labels) for name, labels in head["columns"].items()},
        order=tuple(head.get("order", ())),
        descending=frozenset(head.get("descending", ())),
        texts=texts,
    )


def heading(text: str, comment: str) -> str:
    r"""Return the comment at the beginning of a file, without its marks.

    >>> heading("# a = 1\n\nASK {} # b", "#")
    'a = 1'
    """
    lines = []
    for line in text.splitlines():
        if not line.startswith(comment):
            break
        lines.append(line.removeprefix(comment).removeprefix(" "))
    return "\n".join(lines)


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


def _as_integer(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
