"""A question to a build, in any of its languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from graph.builds.manifest import TABLES
from graph.builds.opened import Build
from graph.builds.stores import property_graph_file
from graph.queries.answers import Answer
from graph.queries.cypher import ask_cypher
from graph.queries.sparql import ask_sparql
from graph.queries.sql import ask_sql
from graph.settings import QueryLimits


@dataclass(frozen=True)
class Question:
    """A query with its language (one of :data:`LANGUAGES`), parameters and Cypher's engine."""

    language: str
    text: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    store: str = "ladybug"


def ask(build: Build, question: Question, limits: QueryLimits = QueryLimits()) -> Answer:
    """The answer within the limits.

    Raises:
        WrongInput: the query is wrong or refused. NoAnswer: a limit was reached.
    """
    return _ENGINES[question.language](build, question, limits)


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
