"""The warnings as a document: verdicts by clause, and the programmes of each exit test."""

from __future__ import annotations

from graph.errors import NoAnswer
from graph.export.documents.data_sections import origin_block
from graph.export.documents.material import Material
from graph.export.documents.model import Document, Section
from graph.export.documents.rule_sections import (
    clauses_blocks,
    failing_several_tests,
    policies_of_rules,
    warning_sections,
)


def warnings(m: Material) -> Document:
    """Report the findings of the rules by clause, and every programme to look at.

    Raises:
        NoAnswer: no document of the data has a clause that can be computed.
    """
    if not m.verdicts:
        raise NoAnswer("error.document_no_clauses")
    grade = m.grades(m.verdicts)
    repeated = failing_several_tests(m)
    sections = (
        Section(m.say("warnings_document.clauses"), clauses_blocks(m, short=False)),
        Section(m.say("warnings_document.programmes"), (repeated,) if repeated else ()),
        *warning_sections(m, level=1),
        Section(m.say("document.origin"), (origin_block(m, grade),)),
    )
    title = m.say("warnings_document.title", place=policies_of_rules(m))
    return m.document("warnings", title, grade, sections)
