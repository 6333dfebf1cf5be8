"""A build into a SPARQL store by the Graph Store Protocol, verified by reading it back.

The graphs are those of the build's own store: the facts are the server's default graph, the
provenance of a dataset is a named graph of its own, so a query means the same on both. One more
graph, :data:`RECORD`, says what we wrote; without it nothing that stands there is replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import pyoxigraph as ox

from graph.errors import NoSuchBuild, ServerFault, WrongInput
from graph.ontology import RDF, TC, XSD
from graph.stores.sparql.graph_store import GraphStore
from graph.stores.targets import Progress, Receipt, Shipment, require_equal

CHUNK_TRIPLES = 50_000
FIRST_S = 10.0  # for the first answer
DEFAULT = "default"
RECORD = TC + "pushed"
_TERMS = "http://purl.org/dc/terms/"
_BUILD, _PART, _SIZE, _DONE = (
    ox.NamedNode(_TERMS + name) for name in ("identifier", "hasPart", "extent", "available")
)
_RECORD = ox.NamedNode(RECORD)
_INTEGER = ox.NamedNode(XSD + "integer")


def push(shipment: Shipment, url: str, database: str | None, progress: Progress) -> Receipt:
    """Send the build; see :func:`graph.stores.targets.push`.

    Raises:
        WrongInput: the server has no such thing as a ``database``, or holds statements of others.
        NoSuchBuild: the build was made without an RDF store.
    """
    if database is not None:
        raise WrongInput("error.no_database_here", url=url)
    if shipment.rdf_folder is None:
        raise NoSuchBuild("error.no_rdf", build=shipment.build)
    return _Push(GraphStore(url, first_s=FIRST_S), shipment, progress).run()


@dataclass(frozen=True)
class _Record:
    """The record that an earlier push left of itself."""

    build: str
    graphs: frozenset[str]
    size: int
    is_complete: bool


@dataclass(frozen=True)
class _Push:
    server: GraphStore
    shipment: Shipment
    progress: Progress

    @cached_property
    def store(self) -> ox.Store:
        return ox.Store.read_only(str(self.shipment.rdf_folder))

    @cached_property
    def graphs(self) -> dict[str, ox.NamedNode | ox.DefaultGraph]:
        graphs = [g for g in self.store.named_graphs() if isinstance(g, ox.NamedNode)]
        return {DEFAULT: ox.DefaultGraph(), **{g.value: g for g in graphs}}

    @cached_property
    def expected(self) -> dict[str, Counter[str]]:
        return {name: _count_by_property(self._triples(name)) for name in self.graphs}

    @cached_property
    def sizes(self) -> dict[str, int]:
        return {name: counts.total() for name, counts in self.expected.items()}

    def run(self) -> Receipt:
        self.progress("connect", self.server.url, 0.0)
        record = self._record()
        stored = {name: self._stored(name) for name in self.graphs}
        receipt = {"statements": self.sizes}
        claimed = record.build if record and record.is_complete else None
        if claimed == self.shipment.build and stored == self.expected:
            return Receipt(receipt, was_there=True)
        self._require_ours(record, stored)
        before = record.graphs if record else frozenset()
        self._write_record(before, record.size if record else 0, is_complete=False)
        self._write()
        for obsolete in sorted(before - set(self.graphs)):
            self.progress("remove", obsolete, 0.9)
            self.server.remove(obsolete)
        self._verify()
        self._write_record(frozenset(), 0, is_complete=True)
        replaced = [record.build] if record and record.build != self.shipment.build else []
        return Receipt(receipt, replaced=replaced)

    # What is there --------------------------------------------------------------------------------

    def _triples(self, name: str) -> Iterator[ox.Triple]:
        quads = self.store.quads_for_pattern(None, None, None, self.graphs[name])
        return (quad.triple for quad in quads)

    def _stored(self, name: str) -> Counter[str]:
        with self.server.reading(None if name == DEFAULT else name) as answer:
            if answer is None or answer.status == 204:
                return Counter()
            return _count_by_property(_parsed(self.server, answer))

    def _record(self) -> _Record | None:
        objects: dict[Any, list[Any]] = {}
        with self.server.reading(RECORD) as answer:
            if answer is not None and answer.status != 204:
                for triple in _parsed(self.server, answer):
                    objects.setdefault(triple.predicate, []).append(triple.object)
        if _BUILD not in objects or _SIZE not in objects:
            return None
        return _Record(
            build=objects[_BUILD][0].value,
            graphs=frozenset(graph.value for graph in objects.get(_PART, [])),
            size=int(objects[_SIZE][0].value),
            is_complete=_DONE in objects,
        )

    def _require_ours(self, record: _Record | None, stored: dict[str, Counter[str]]) -> None:
        """Make sure that nothing we would replace belongs to others.

        Raises:
            WrongInput: it is.
        """
        ours = {DEFAULT: record.size if record else 0}
        for name, counts in stored.items():
            is_ours = name != DEFAULT and record is not None and name in record.graphs
            if not is_ours and counts.total() > ours.get(name, 0):
                values = {"graph": name, "count": counts.total(), "url": self.server.url}
                raise WrongInput("error.push_graph_taken", **values)

    # Writing --------------------------------------------------------------------------------------

    def _write(self) -> None:
        written_triples, total = 0, max(1, sum(self.sizes.values()))
        for name in self.graphs:
            graph = None if name == DEFAULT else name
            triples = self._triples(name)
            write = self.server.replace
            while chunk := list(islice(triples, CHUNK_TRIPLES)):
                self.progress("statements", "", 0.9 * written_triples / total)
                write(graph, _lines(chunk))
                write = self.server.add
                written_triples += len(chunk)
            if not self.sizes[name]:
                self.server.replace(graph, b"")

    def _write_record(self, before: frozenset[str], size: int, *, is_complete: bool) -> None:
        """Write the record; ``before``, ``size``: what an earlier push wrote and may be left."""
        most = str(max(size, self.sizes[DEFAULT]))
        names = (set(self.graphs) | before) - {DEFAULT}
        facts = [
            (_BUILD, ox.Literal(self.shipment.build)),
            (_SIZE, ox.Literal(most, datatype=_INTEGER)),
        ]
        triples = [ox.Triple(_RECORD, predicate, value) for predicate, value in facts]
        triples += [ox.Triple(_RECORD, _PART, ox.NamedNode(name)) for name in sorted(names)]
        if is_complete:
            triples.append(ox.Triple(_RECORD, _DONE, ox.Literal("true")))
        self.server.replace(RECORD, _lines(triples))

    def _verify(self) -> None:
        self.progress("verify", "", 0.95)
        require_equal(
            {name: dict(counts) for name, counts in self.expected.items()},
            {name: dict(self._stored(name)) for name in self.graphs},
        )


def _lines(triples: list[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _parsed(server: GraphStore, answer: Any) -> Iterator[ox.Triple]:
    try:
        for quad in ox.parse(answer, format=ox.RdfFormat.N_TRIPLES, lenient=True):
            yield quad.triple
    except SyntaxError as error:
        raise ServerFault("error.server_says", url=server.url, problem=str(error)) from None


def _count_by_property(triples: Iterator[ox.Triple]) -> Counter[str]:
    """Count statements by property; those of types by class."""
    return Counter(
        str(triple.object) if triple.predicate.value == RDF + "type" else triple.predicate.value
        for triple in triples
    )
