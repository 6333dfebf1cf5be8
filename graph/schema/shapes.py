"""The whole SHACL shapes graph: the shapes of ontology.ttl, and code lists as ``sh:in``."""

from __future__ import annotations

from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH, SKOS, XSD
from rdflib.term import BNode, Node

from graph.ontology import TC, Ontology


def shapes_graph(ontology: Ontology) -> Graph:
    """Build the declaration as an rdflib graph in which every code list stands as ``sh:in``.

    SHACL engines other than ours can check exported data with it.
    """
    graph = parsed(ontology.file)
    code_list = URIRef(TC + "codeList")
    for shape, scheme in list(graph.subject_objects(code_list)):
        datatype = graph.value(shape, SH.datatype)
        concepts = sorted(
            graph.subjects(SKOS.inScheme, scheme),
            key=lambda concept: int(str(graph.value(concept, URIRef(TC + "order")))),
        )
        notations = [str(graph.value(concept, SKOS.notation)) for concept in concepts]
        typed: list[Node] = [
            Literal(n) if datatype == XSD.string else Literal(n, datatype=str(datatype))
            for n in notations
        ]
        head = BNode()
        Collection(graph, head, typed)
        graph.add((shape, SH["in"], head))
    return graph


def parsed(file: Path) -> Graph:
    """Parse ontology.ttl into an rdflib graph."""
    return Graph().parse(file, format="turtle")
