"""A question to a build: in any of its languages, or a named one; here or on a server."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.builds.manifest import TABLES
from graph.builds.opened import Build
from graph.errors import WrongInput
from graph.ontology import load
from graph.processes.limits import QueryLimits
from graph.queries.answers import Answer
from graph.queries.cypher import ask_cypher
from graph.queries.named import named_question
from graph.queries.neo4j import ask_neo4j
from graph.queries.sparql import ask_sparql
from graph.queries.sparql_remote import ask_sparql_server
from graph.queries.sql import ask_sql, mentions_links
from graph.queries.values import BuildData, values_of
from graph.stores import DEFAULT_STORES, GONE, store_class, usable


@dataclass(frozen=True)
class Place:
    """A place to ask. ``store``: by its name; None: the build's own.

    ``url``: of a server; None: that of the environment. ``database``: None: the user's own.
    """

    store: str | None = None
    url: str | None = None
    database: str | None = None

    @property
    def language(self) -> str | None:
        """The query language of the store; None where any store will do.

        Raises:
            WrongInput: there is no such store here.
        """
        if self.store is None:
            return None
        if self.store in GONE:
            values = {"store": self.store, "use": DEFAULT_STORES["cypher"]}
            raise WrongInput("error.store_gone", **values)
        if self.store not in usable():
            raise WrongInput("error.no_such_store", store=self.store, known=", ".join(usable()))
        language: str = store_class(self.store).LANGUAGE
        return language

    @property
    def variable(self) -> str | None:
        """The variable of the environment for the address of a server; None for what is none."""
        variable: str | None = (
            getattr(store_class(self.store), "ADDRESS", None) if self.store else None
        )
        return variable

    @property
    def address(self) -> str:
        """The address of the server.

        Raises:
            WrongInput: nobody says where.
        """
        address = self.url or os.environ.get(self.variable or "")
        if not address:
            raise WrongInput("error.no_server_address", name=self.variable)
        return address


@dataclass(frozen=True)
class Question:
    """A query with its language (one of :data:`LANGUAGES`), its parameters, and where to ask."""

    language: str
    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    place: Place = Place()


def ask(build: Build, question: Question, limits: QueryLimits = QueryLimits()) -> Answer:
    """Answer a question within the limits.

    Raises:
        WrongInput: the query is wrong or refused, or the store is not asked in its language.
        NoAnswer: a limit was reached. ServerFault: a server does not answer.
    """
    place = question.place
    if place.language not in (None, question.language):
        values = {"store": place.store, "language": place.language, "asked": question.language}
        raise WrongInput("error.store_language", **values)
    if place.variable is None and (place.url or place.database):
        raise WrongInput("error.no_server_named")
    return _ASKERS[question.language, place.variable is not None](build, question, limits)


def ask_named(
    build: Build,
    name: str,
    arguments: Mapping[str, str],
    limits: QueryLimits = QueryLimits(),
    place: Place = Place(),
    language: str | None = None,
) -> Answer:
    """Answer a named question in the language of the place; where any will do, in SPARQL.

    A build without an RDF store is asked in Cypher. ``language``: another one, for the same answer.

    Raises:
        WrongInput: there is no such question, or a parameter is missing or means nothing here.
        NoAnswer: a limit was reached. ServerFault: a server does not answer.
    """
    template = named_question(name)
    language = language or place.language or ("sparql" if build.has_rdf else "cypher")
    values = values_of(template, arguments, build_data(build))
    parameters = {} if language == "sparql" else values
    question = Question(language, template.filled(language, values), parameters, place)
    return template.settled(ask(build, question, limits))


def build_data(build: Build) -> BuildData:
    """Return the data of a build that parameters of questions refer to."""
    return BuildData(build.tables, build.search_keys, load())


def _sparql(build: Build, question: Question, limits: QueryLimits) -> Answer:
    return ask_sparql(build.rdf_folder, question.text, dict(question.parameters), limits)


def _sparql_server(_build: Build, question: Question, limits: QueryLimits) -> Answer:
    place, parameters = question.place, dict(question.parameters)
    if place.database:
        raise WrongInput("error.no_database_here", url=place.address)
    return ask_sparql_server(place.address, question.text, parameters, limits)


def _cypher(build: Build, question: Question, limits: QueryLimits) -> Answer:
    return ask_cypher(build.cypher_file, question.text, question.parameters, limits)


def _neo4j(_build: Build, question: Question, limits: QueryLimits) -> Answer:
    place, parameters = question.place, dict(question.parameters)
    return ask_neo4j(place.address, question.text, parameters, limits, place.database)


def _sql(build: Build, question: Question, limits: QueryLimits) -> Answer:
    graph = build.cypher_file if mentions_links(question.text) else None
    return ask_sql(build.folder / TABLES, question.text, dict(question.parameters), limits, graph)


# (Language, whether a server is asked) → the function that asks.
_ASKERS: dict[tuple[str, bool], Callable[[Build, Question, QueryLimits], Answer]] = {
    ("sparql", False): _sparql,
    ("sparql", True): _sparql_server,
    ("cypher", False): _cypher,
    ("cypher", True): _neo4j,
    ("sql", False): _sql,
}
LANGUAGES = tuple(dict.fromkeys(language for language, _ in _ASKERS))
