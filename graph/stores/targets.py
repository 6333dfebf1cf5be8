"""Servers that a build is pushed to: the shipment, the receipt, and the module for an address.

A server may hold what others wrote. A push marks what it writes with the id of the build, replaces
what earlier builds of the same datasets left there, and touches nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph.errors import ServerFault, WrongInput
from graph.lazy import imported
from graph.ontology import Ontology
from graph.tables import Tables

# Step (a word of the catalogue), its object, share of the whole work done.
Progress = Callable[[str, str, float], None]

# Scheme of an address → "module:function" that pushes to it.
_NEO4J, _SPARQL = "graph.stores.neo4j_push:push", "graph.stores.sparql.push:push"
TARGETS: dict[str, str] = {
    **dict.fromkeys(("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"), _NEO4J),
    **dict.fromkeys(("http", "https"), _SPARQL),
}


@dataclass(frozen=True)
class Shipment:
    """A build on its way. ``datasets``: their names; ``rdf_folder``: its RDF store."""

    build: str
    datasets: tuple[str, ...]
    tables: Tables
    ontology: Ontology
    rdf_folder: Path | None


@dataclass(frozen=True)
class Receipt:
    """The contents of a server now, counted there.

    ``counts``: kind (``nodes``, ``relationships``, or ``statements``) → name → number.
    ``was_there``: nothing had to be written. ``kept``: nodes of earlier builds that stay because
    relationships of others hang on them.
    """

    counts: dict[str, dict[str, int]]
    was_there: bool = False
    kept: int = 0
    replaced: list[str] = field(default_factory=list)


def push(
    shipment: Shipment,
    url: str,
    database: str | None = None,
    progress: Progress = lambda _step, _what, _share: None,
) -> Receipt:
    """Send a build to a server and prove that it arrived.

    Raises:
        WrongInput: the address cannot be used, or is refused. ServerFault: the server cannot be
            reached, went away, or does not hold what was sent.
    """
    scheme = urlsplit(url).scheme.lower()
    if scheme not in TARGETS:
        schemes = " ".join(f"{name}://" for name in TARGETS)
        raise WrongInput("error.push_scheme", url=without_password(url), known=schemes)
    require_address(url)
    send: Callable[..., Receipt] = imported(TARGETS[scheme])
    return send(shipment, url, database, progress)


def require_address(url: str) -> None:
    """Require an address with a host and no password, which would end in histories and logs.

    Raises:
        WrongInput: it names a user, or no host, or a port that is none.
    """
    parts = urlsplit(url)
    if parts.username is not None:
        raise WrongInput("error.password_in_url", url=without_password(url))
    try:
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:  # not a number, or too large
        usable = False
    if not usable:
        raise WrongInput("error.no_host", url=url)


def without_password(url: str) -> str:
    """Return an address that may be shown.

    >>> without_password("bolt://neo4j:secret@localhost:7687")
    'bolt://localhost:7687'
    """
    before, separator, host = url.partition("@")
    return f"{before.partition('://')[0]}://{host}" if separator else url


def credentials(user_variable: str, password_variable: str) -> tuple[str, str] | None:
    """Read user and password from the environment; None where neither is set."""
    user, password = os.environ.get(user_variable), os.environ.get(password_variable)
    return None if user is None and password is None else (user or "", password or "")


def require_equal(
    expected: dict[str, dict[str, int]], server_counts: dict[str, dict[str, int]]
) -> None:
    """Require that the server counts what was sent.

    Raises:
        ServerFault: it is not; the first difference is named.
    """
    for kind, numbers in expected.items():
        for name in sorted(set(numbers) | set(server_counts[kind])):
            sent, stored = numbers.get(name, 0), server_counts[kind].get(name, 0)
            if sent != stored:
                raise ServerFault("error.push_counts", what=name, expected=sent, found=stored)


def total(counts: dict[str, dict[str, int]], kind: str) -> Any:
    """Sum the numbers of one kind."""
    return sum(counts[kind].values())
