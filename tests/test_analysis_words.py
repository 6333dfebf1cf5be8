"""The orders that the analysis relies on are those that the ontology declares."""

from __future__ import annotations

from graph.analysis.figures import GRADES
from graph.analysis.scope import BASES
from graph.ontology import Ontology


def declared(ontology: Ontology, name: str) -> tuple[str, ...]:
    return tuple(code.notation for code in ontology.code_lists[name].codes)


def test_grades_run_from_best_to_worst_as_declared(ontology: Ontology) -> None:
    assert tuple(grade for grade in GRADES if grade is not None) == declared(ontology, "grade")


def test_bases_are_preferred_in_the_declared_order(ontology: Ontology) -> None:
    assert declared(ontology, "basis") == BASES
