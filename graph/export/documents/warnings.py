"""The warnings as a document: verdicts by clause, and the programmes of each exit test."""

from __future__ import annotations

from dataclasses import replace

from graph.errors import NoAnswer
from graph.export.documents.material import Material
from graph.export.documents.model import Document, Paragraph, Section
from graph.export.documents.rule_sections import (
    clauses_blocks,
    clauses_frame,
    failing_several_tests,
    most_met,
    policies_of_rules,
    warning_sections,
)
from graph.export.documents.rules_page import (
    actions_of_rules,
    change_blocks,
    grade_of_actions,
    programme_points,
    rests,
    scope_of_rules,
    standings_table,
)


def warnings(m: Material) -> Document:
    """Report the findings of the rules by clause, and every programme to look at.

    Raises:
        NoAnswer: no document of the data has a clause that can be computed, or none on the part.
    """
    if not m.judged:
        raise NoAnswer("error.document_no_clauses")
    if not m.verdicts:
        raise NoAnswer("error.document_none_of_part")
    grade = m.grade(m.grades(m.verdicts), grade_of_actions(m, m.verdicts))
    most = most_met(m, clauses_frame(m, m.verdicts))
    sections = (
        _first_page(m, grade, replace(most, style="point")),
        m.section(
            "warnings_document.clauses",
            *clauses_blocks(m, short=False, opened=True),
            message=most,
        ),
        m.section(
            "warnings_document.programmes",
            *failing_several_tests(m),
            message=m.text("slide.programmes"),
        ),
        *warning_sections(m),
    )
    title = m.say("warnings_document.title", place=policies_of_rules(m))
    return m.document("warnings", title, grade, sections, scope=scope_of_rules(m))


def _first_page(m: Material, grade: str | None, most: Paragraph) -> Section:
    standings = standings_table(m, m.verdicts)
    lead = m.lead("rules_page.lead", standings.frame.cells(0), policies=policies_of_rules(m))
    changed, *change_table = change_blocks(m, m.verdicts)
    content = (
        lead,
        *programme_points(m, standings.frame),
        most,
        changed,
        standings,
        *change_table,
        *actions_of_rules(m, m.verdicts),
        *rests(m, m.verdicts, grade),
    )
    message = m.paragraph("rules_page.message", standings.frame.cells(0))
    return m.section("first_page.heading", *content, message=message)
