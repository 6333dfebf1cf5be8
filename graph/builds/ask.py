"""A question to a build: in any of its languages, or one that has a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.builds.manifest import TABLES
from graph.builds.opened import Build
from graph.builds.stores import property_graph_file
from graph.ontology import load
from graph.queries.answers import Answer
from graph.queries.cypher import ask_cypher
from graph.queries.named import named_question
from graph.queries.sparql import ask_sparql
from graph.queries.sql import ask_sql
from graph.queries.values import Known, values_of
from graph.settings import QueryLimits


@dataclass(frozen=True)
class Question:
    """A query with its language (one of :data:`LANGUAGES`), parameters and Cypher's engine."""

    language: str
    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    store: str = "ladybug"


def ask(build: Build, question: Question, limits: QueryLimits = QueryLimits()) -> Answer:
    """The answer within the limits.

    Raises:
        WrongInput: the query is wrong or refused. NoAnswer: a limit was reached.
    """
    return _ENGINES[question.language](build, question, limits)


def ask_named(
    build: Build,
    name: str,
    given: Mapping[str, str],
    limits: QueryLimits = QueryLimits(),
    store: str | None = None,
) -> Answer:
    """The answer to a named question; in Cypher where an engine for it is named, else in SPARQL.

    Raises:
        WrongInput: there is no such question, or a parameter is missing or means nothing here.
        NoAnswer: a limit was reached.
    """
    asked = named_question(name)
    values = values_of(asked, given, known_values(build))
    if store is None:
        question = Question("sparql", asked.filled("sparql", values))
    else:
        question = Question("cypher", asked.texts["cypher"], values, store)
    return asked.settled(ask(build, question, limits))


def known_values(build: Build) -> Known:
    """What a build knows of the values of parameters."""
    return Known(build.tables, build.search_keys, load())


def _sparql(build: Build, question: Question, limits: QueryLimits) -> Answer:
    return ask_sparql(build.rdf_folder, question.text, dict(question.parameters), limits)


def _cypher(build: Build, question: Question, limits: QueryLimits) -> Answer:
    file = property_graph_file(build, question.store)
    return ask_cypher(file, question.text, question.parameters, limits, question.store)


def _sql(build: Build, question: Question, limits: QueryLimits) -> Answer:
    return ask_sql(build.folder / TABLES, question.text, dict(question.parameters), limits)


_ENGINES: dict[str, Callable[[Build, Question, QueryLimits], Answer]] = {
    "sparql": _sparql,
    "cypher": _cypher,
    "sql": _sql,
}
LANGUAGES = tuple(_ENGINES)
