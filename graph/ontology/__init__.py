"""The only reader of ``ontology.ttl``: the declaration as plain frozen objects.

Everything else (frames, checks, RDF, property graph, sheets, legends, pages) derives from what this
package returns.
"""

from graph.ontology.model import (
    Code,
    CodeList,
    Column,
    CompositeReference,
    Constraint,
    DirectLink,
    Ontology,
    Property,
    Table,
    Text,
)
from graph.ontology.names import (
    LABEL_PROPERTY,
    OWL,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SH,
    SKOS,
    TC,
    TCL,
    TCS,
    XSD,
    local_name,
    upper_snake,
)
from graph.ontology.reader import load

__all__ = [
    "LABEL_PROPERTY",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SH",
    "SKOS",
    "TC",
    "TCL",
    "TCS",
    "XSD",
    "Code",
    "CodeList",
    "Column",
    "CompositeReference",
    "Constraint",
    "DirectLink",
    "Ontology",
    "Property",
    "Table",
    "Text",
    "load",
    "local_name",
    "upper_snake",
]
