"""Legends: the colours and shapes of a picture with their words in the declaration."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import DeclarationFault
from graph.ontology import Ontology

# The code lists whose words have colours: how sure a figure is, what the gap report calls things.
LISTS = ("grade", "major_class", "occupation_class", "reason")
DOT = "dot"  # a word of a code list has a colour, no shape of its own


@dataclass(frozen=True)
class LegendEntry:
    """A line of a legend. ``key``: class name, or notation of a code. Colours: ``#RRGGBB``."""

    key: str
    label: str
    colour: str
    colour_dark: str
    shape: str


def class_legend(ontology: Ontology, lang: str) -> tuple[LegendEntry, ...]:
    """List every class whose rows are nodes, in the order of the tables."""
    return tuple(
        LegendEntry(
            key=table.class_name,
            label=table.label.of(lang),
            colour=_declared(table.colour, table.class_name, "colour"),
            colour_dark=_declared(table.colour_dark, table.class_name, "colourDark"),
            shape=_declared(table.shape, table.class_name, "shape"),
        )
        for table in ontology.tables.values()
        if table.is_node
    )


def list_legend(ontology: Ontology, list_name: str, lang: str) -> tuple[LegendEntry, ...]:
    """List the words of one of :data:`LISTS`.

    Raises:
        DeclarationFault: a word of the list has no colour.
    """
    return tuple(
        LegendEntry(
            key=code.notation,
            label=code.label.of(lang),
            colour=_declared(code.colour, f"{list_name}-{code.notation}", "colour"),
            colour_dark=_declared(code.colour_dark, f"{list_name}-{code.notation}", "colourDark"),
            shape=DOT,
        )
        for code in ontology.code_lists[list_name].codes
    )


def _declared(value: str | None, subject: str, attribute: str) -> str:
    if value is None:
        raise DeclarationFault("error.undeclared", subject=subject, what=attribute)
    return value
