"""Namespaces of the declaration, and names taken from IRIs."""

from __future__ import annotations

TC = "https://w3id.org/twinchain/ontology#"
TCS = "https://w3id.org/twinchain/shape/"
TCL = "https://w3id.org/twinchain/list/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PROV = "http://www.w3.org/ns/prov#"

LABEL_PROPERTY = RDFS + "label"
PREFIXES = {
    "tc": TC,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "sh": SH,
    "prov": PROV,
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
}


def local_name(iri: str) -> str:
    """Return the part of an IRI behind its last ``#`` or ``/``.

    >>> local_name("http://www.w3.org/2001/XMLSchema#integer")
    'integer'
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def upper_snake(name: str) -> str:
    """Return a property's local name as a relationship type.

    >>> upper_snake("preparesFor")
    'PREPARES_FOR'
    """
    return "".join(f"_{c}" if c.isupper() else c for c in name).upper()
