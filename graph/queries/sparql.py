"""SPARQL in a worker process: pyoxigraph has no time limit, so the process is the limit."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import WrongInput
from graph.ontology import PREFIXES, XSD
from graph.processes import Emit
from graph.processes.limits import QueryLimits
from graph.processes.walls import forbid_network
from graph.queries.answers import Answer, answer_of_worker, plain
from graph.queries.guards import (
    guard_sparql,
    replace_variables,
    require_variables,
    selected_variables,
)
from graph.queries.literals import exact_terms

if TYPE_CHECKING:
    import pyoxigraph as ox

_INTEGER, _DECIMAL = re.compile(r"[+-]?[0-9]+"), re.compile(r"[+-]?[0-9]*\.[0-9]+")
_STOPPED = re.compile(r"error at (?P<line>\d+):(?P<column>\d+)")
READ = 40  # characters before the place of a syntax error that are repeated
TRIPLE_COLUMNS = ["subject", "predicate", "object"]
_INTEGERS = {XSD + name for name in (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
    "negativeInteger", "nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort",
    "unsignedByte",
)}  # fmt: skip


def ask_sparql(
    store_folder: Path,
    query: str,
    parameters: dict[str, str] | None = None,
    limits: QueryLimits = QueryLimits(),
) -> Answer:
    """Return the answer of a read-only query within the limits.

    ``parameters`` stand for variables of the same name: an IRI if it begins with ``http``, a number
    if it is one, else a text; within double quotes it is a text in any case (codes are texts:
    ``"990101"``). Prefixes of the graph need no declaration.

    Raises:
        WrongInput: the query is wrong or refused. LimitReached: a limit was reached.
    """
    order = {"folder": str(store_folder), "query": query, "parameters": parameters or {}}
    return answer_of_worker("graph.queries.sparql:answer_in_child", order, limits)


def answer_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """Answer a request within the worker process."""
    del emit
    store, graphs = opened(request["folder"])
    forbid_network()
    guard_sparql(request["query"], graphs)
    query, values = filled(request["query"], request["parameters"])
    try:
        result = store.query(exact_terms(query), prefixes=PREFIXES, substitutions=values)
        answer = answer_of(result, request["rows"])
    except SyntaxError as error:
        raise misunderstood(str(error), query) from None
    except (ValueError, RuntimeError) as error:
        raise WrongInput("error.sparql_failed", problem=str(error)) from None
    return asdict(answer)


@lru_cache(maxsize=2)
def opened(folder: str) -> tuple[ox.Store, frozenset[str]]:
    """Open the store of a folder for reading; with the IRIs of its named graphs."""
    import pyoxigraph as ox

    store = ox.Store.read_only(folder)
    graph_iris = (graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
    return store, frozenset(graph_iris)


def misunderstood(problem: str, query: str) -> WrongInput:
    """Return a refusal with the place where the engine stopped, without the tokens it expected.

    >>> misunderstood("error at 1:7: expected one of a, b", "SELEC ?x {}").values["before"]
    'SELEC '
    """
    place = _STOPPED.match(problem)
    if place is None:
        return WrongInput("error.sparql_unreadable", problem=problem)
    line, column = int(place["line"]), int(place["column"])
    before = "".join(query.splitlines()[line - 1 : line])[: column - 1]
    if "Prefix not found" in problem:
        prefixes = " ".join(f"{prefix}:" for prefix in PREFIXES)
        word = (before.split() or [""])[-1]
        return WrongInput("error.sparql_prefix", line=line, before=word, known=prefixes)
    return WrongInput("error.sparql_syntax", line=line, column=column, before=before[-READ:])


def filled(query: str, parameters: dict[str, str]) -> tuple[str, dict[Any, Any]]:
    """Return the query with parameters in place, and those that the engine must fill in.

    The engine fills in only variables that a SELECT returns; terms replace the others.
    """
    import pyoxigraph as ox

    require_variables(query, parameters)
    terms = {name: _term(text) for name, text in parameters.items()}
    selected = selected_variables(query)
    values = {
        ox.Variable(name): term
        for name, term in terms.items()
        if selected is None or name in selected
    }
    replaced = {
        name: str(term)
        for name, term in terms.items()
        if selected is not None and name not in selected
    }
    return replace_variables(query, replaced), values


def _term(text: str) -> Any:
    import pyoxigraph as ox

    if text.startswith(("http://", "https://")):
        try:
            return ox.NamedNode(text)
        except ValueError:
            raise WrongInput("error.bad_iri", text=text) from None
    if len(text) > 1 and text[0] == text[-1] == '"':
        return ox.Literal(text[1:-1])
    if _INTEGER.fullmatch(text):
        return ox.Literal(str(int(text)), datatype=ox.NamedNode(XSD + "integer"))
    if _DECIMAL.fullmatch(text):
        plainly = format(Decimal(text).normalize(), "f")
        return ox.Literal(plainly, datatype=ox.NamedNode(XSD + "decimal"))
    return ox.Literal(text)


def answer_of(result: Any, limit: int) -> Answer:
    """Return at most ``limit`` rows of a result of the engine, or one it read from a server."""
    import pyoxigraph as ox

    if isinstance(result, ox.QueryBoolean):
        return Answer(["answer"], [[bool(result)]])
    if isinstance(result, ox.QueryTriples):
        return triples_of(result, limit)
    columns = [variable.value for variable in result.variables]
    rows, truncated = _first_rows(result, limit)
    return Answer(columns, [[_value(term) for term in row] for row in rows], truncated)


def triples_of(triples: Iterable[Any], limit: int) -> Answer:
    """Return at most ``limit`` statements as rows."""
    rows, truncated = _first_rows(triples, limit)
    return Answer(TRIPLE_COLUMNS, [[_value(term) for term in row] for row in rows], truncated)


def _first_rows(result: Any, limit: int) -> tuple[list[Any], bool]:
    """Return at most ``limit`` rows, and whether there were more."""
    rows: list[Any] = []
    for row in result:
        if len(rows) == limit:
            return rows, True
        rows.append(tuple(row))
    return rows, False


def _value(term: Any) -> Any:
    """Return a term as a plain value: numbers as numbers, IRIs and texts as text."""
    datatype = getattr(term, "datatype", None)
    if term is None or datatype is None:
        return None if term is None else getattr(term, "value", str(term))
    with contextlib.suppress(ValueError, ArithmeticError):
        if datatype.value in _INTEGERS:
            return int(term.value)
        if datatype.value == XSD + "decimal":
            return plain(Decimal(term.value))
        if datatype.value in (XSD + "double", XSD + "float"):
            return plain(float(term.value))
        if datatype.value == XSD + "boolean":
            return term.value in ("true", "1")
    return term.value
