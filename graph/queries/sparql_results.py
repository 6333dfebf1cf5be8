"""SPARQL for a server: the complete answer of a query as a file, in a form that clients read."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.errors import LimitReached, WrongInput
from graph.ontology import PREFIXES, XSD
from graph.processes import Emit
from graph.processes.walls import forbid_network, limit_file_size
from graph.queries.guards import guard_sparql
from graph.queries.sparql import misunderstood, opened

if TYPE_CHECKING:
    import pyoxigraph as ox

SD, FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
VOID = "http://rdfs.org/ns/void#"

# Media type → the engine's name of the form, and the W3C's; the first is the default.
RESULT_FORMS = {
    "application/sparql-results+json": ("JSON", "SPARQL_Results_JSON"),
    "application/sparql-results+xml": ("XML", "SPARQL_Results_XML"),
    "text/csv": ("CSV", "SPARQL_Results_CSV"),
    "text/tab-separated-values": ("TSV", "SPARQL_Results_TSV"),
}
GRAPH_FORMS = {
    "text/turtle": ("TURTLE", "Turtle"),
    "application/n-triples": ("N_TRIPLES", "N-Triples"),
    "application/rdf+xml": ("RDF_XML", "RDF_XML"),
    "application/ld+json": ("JSON_LD", "JSON-LD"),
}


def answer_to_file(request: dict[str, Any], emit: Emit) -> str:
    """Write the complete answer to a file, within the worker process, and return its media type.

    ``request``: ``folder``, ``query``, ``file``, ``most_bytes``; ``results`` and ``graph``, the
    media types for the two kinds of answers or None; ``default_graphs``, ``named_graphs``.

    Raises:
        WrongInput: the query is wrong or refused, or the client reads no form of its answer.
        LimitReached: the answer is too long.
    """
    import pyoxigraph as ox

    del emit
    store, graphs = opened(request["folder"])
    forbid_network()
    guard_sparql(request["query"], graphs)
    for name in (*request["default_graphs"], *request["named_graphs"]):
        if name not in graphs:
            graph_names = ", ".join(sorted(graphs)) or "–"
            raise WrongInput("error.sparql_from", graph=f"<{name}>", known=graph_names)
    limit_file_size(request["most_bytes"])
    try:
        result = store.query(request["query"], prefixes=PREFIXES, **_dataset(request))
        is_graph = isinstance(result, ox.QueryTriples)
        media_type: str | None = request["graph" if is_graph else "results"]
        if media_type is None:
            forms = GRAPH_FORMS if is_graph else RESULT_FORMS
            raise WrongInput("error.not_acceptable", known=", ".join(forms))
        _serialize(result, media_type, request["file"])
    except SyntaxError as error:
        raise misunderstood(str(error), request["query"]) from None
    except OSError as error:
        if f"os error {errno.EFBIG}" not in str(error) and error.errno != errno.EFBIG:
            raise
        raise LimitReached(
            "error.answer_size", megabytes=request["most_bytes"] // 1024**2
        ) from None
    except (ValueError, RuntimeError) as error:
        raise WrongInput("error.sparql_failed", problem=str(error)) from None
    return media_type


def _dataset(request: dict[str, Any]) -> dict[str, Any]:
    """Return the dataset that the protocol names; it overrides the one in the query."""
    import pyoxigraph as ox

    if not (request["default_graphs"] or request["named_graphs"]):
        return {}
    return {
        "default_graph": [ox.NamedNode(name) for name in request["default_graphs"]],
        "named_graphs": [ox.NamedNode(name) for name in request["named_graphs"]],
    }


def _serialize(result: Any, media_type: str, file: str) -> None:
    import pyoxigraph as ox

    if media_type in GRAPH_FORMS:
        form = getattr(ox.RdfFormat, GRAPH_FORMS[media_type][0])
        result.serialize(file, form)
    else:
        result.serialize(file, getattr(ox.QueryResultsFormat, RESULT_FORMS[media_type][0]))


def describe(request: dict[str, Any], emit: Emit) -> str:
    """Return the service description of an endpoint as text of a media type, within the worker.

    ``request``: ``folder``, ``endpoint`` (its address), ``media_type``.
    """
    import pyoxigraph as ox

    del emit
    store, graphs = opened(request["folder"])
    triples = _description(request["endpoint"], store, sorted(graphs))
    form = getattr(ox.RdfFormat, GRAPH_FORMS[request["media_type"]][0])
    written = ox.serialize(triples, format=form, prefixes={**PREFIXES, "sd": SD, "void": VOID})
    return (written or b"").decode()


def _description(endpoint: str, store: ox.Store, graphs: Sequence[str]) -> list[ox.Triple]:
    import pyoxigraph as ox

    service, dataset, default = (ox.BlankNode(name) for name in ("service", "dataset", "default"))
    statements: list[tuple[Any, str, Any]] = [
        (service, "endpoint", ox.NamedNode(endpoint)),
        (service, "supportedLanguage", ox.NamedNode(f"{SD}SPARQL11Query")),
        (service, "defaultDataset", dataset),
        (dataset, "defaultGraph", default),
    ]
    for _, name in (*RESULT_FORMS.values(), *GRAPH_FORMS.values()):
        statements.append((service, "resultFormat", ox.NamedNode(FORMATS + name)))
    kinds = [(service, "Service"), (dataset, "Dataset"), (default, "Graph")]
    for number, name in enumerate(graphs):
        named_graph, node = ox.BlankNode(f"named{number}"), ox.NamedNode(name)
        statements += [(dataset, "namedGraph", named_graph), (named_graph, "name", node)]
        kinds.append((named_graph, "NamedGraph"))
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    triples = [ox.Triple(node, kind, ox.NamedNode(SD + name)) for node, name in kinds]
    triples += [ox.Triple(node, ox.NamedNode(SD + name), value) for node, name, value in statements]
    size = sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    number_of = ox.Literal(str(size), datatype=ox.NamedNode(XSD + "integer"))
    return [*triples, ox.Triple(default, ox.NamedNode(f"{VOID}triples"), number_of)]
