"""The briefing: what a leader with five minutes reads, on two pages."""

from __future__ import annotations

from graph.export.documents.data_sections import data_blocks
from graph.export.documents.gap_sections import (
    blocks_frame,
    blocks_table,
    certificates,
    headline,
    largest,
    ribbon_picture,
    totals_frame,
    totals_table,
)
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Document, Section
from graph.export.documents.rule_sections import clauses_blocks, duty_blocks, several_tests

BLOCKS = 3


def briefing(m: Material) -> Document:
    """The gap, the ribbon, the blocks that lack most, warnings, who leads, the data.

    Raises:
        NoAnswer, WrongInput: there is no gap to report on.
    """
    totals = totals_frame(m)
    grade = m.grade(m.report.grade, m.grades(m.verdicts))
    sections = (
        Section(
            m.say("briefing.gap"),
            (headline(m, totals), totals_table(m, totals), ribbon_picture(m)),
        ),
        Section(m.say("briefing.blocks", n=BLOCKS), _blocks(m)),
        Section(m.say("briefing.warnings"), _warnings(m)),
        Section(m.say("briefing.duties"), duty_blocks(m, leading=True)),
        Section(m.say("briefing.data"), data_blocks(m, grade)),
    )
    title = m.say("briefing.title", place=m.place, year=m.report.year)
    return m.document("briefing", title, grade, sections)


def _blocks(m: Material) -> tuple[Block, ...]:
    several = largest(m.report.blocks, BLOCKS)
    if not several:
        return (m.text("briefing.no_blocks"),)
    frame = blocks_frame(m, several)
    return (blocks_table(m, frame), *certificates(m, several, frame))


def _warnings(m: Material) -> tuple[Block, ...]:
    several = several_tests(m)
    return (*clauses_blocks(m, short=True), *([several] if several else []))
