"""The briefing for a leader with five minutes, on two pages."""

from __future__ import annotations

from graph.export.documents.data_sections import (
    absent_parts,
    choices_table,
    left_out_blocks,
    origin_block,
)
from graph.export.documents.gap_sections import (
    apart_blocks,
    blocks_frame,
    blocks_table,
    certificates,
    headline,
    ribbon_picture,
    scope_line,
    totals_frame,
    totals_table,
)
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Document, Section
from graph.export.documents.rule_sections import clauses_blocks, duty_blocks, failing_several_tests
from graph.gap.apart import largest

BLOCKS = 3


def briefing(m: Material) -> Document:
    """Report the gap, the ribbon, the largest blocks, warnings, leading units, the data.

    Raises:
        NoAnswer, WrongInput: there is no gap to report on.
    """
    totals = totals_frame(m)
    grade = m.grade(m.report.grade, m.grades(m.verdicts))
    sections = (
        Section(
            m.say("briefing.gap"),
            (
                headline(m, totals),
                totals_table(m, totals),
                ribbon_picture(m),
                m.text(f"briefing.largest_assumption.{_openings_counted(m)}"),
                choices_table(m),
                *(apart_blocks(m) if m.is_set_apart else ()),
            ),
        ),
        Section(m.say("briefing.blocks", n=min(BLOCKS, len(m.report.blocks))), _blocks(m)),
        Section(m.say("briefing.warnings"), _warnings(m)),
        Section(m.say("briefing.duties"), duty_blocks(m, leading=True)),
        Section(
            m.say("briefing.data"), (origin_block(m, grade), *left_out_blocks(m), *absent_parts(m))
        ),
    )
    title = m.say("briefing.title", place=m.place, year=m.report.year)
    return m.document("briefing", title, grade, sections, scope=scope_line(m))


def _openings_counted(m: Material) -> str:
    """Tell whether all openings count as demand for new graduates, or a part of them."""
    shares = {note.key for note in m.report.assumptions if note.key.startswith("entrants")}
    return "whole" if shares == {"entrants"} else "part"


def _blocks(m: Material) -> tuple[Block, ...]:
    blocks = largest(m.report, BLOCKS)
    if not blocks:
        return (m.text("briefing.no_blocks"),)
    frame = blocks_frame(m, blocks)
    return (blocks_table(m, frame), *certificates(m, blocks, frame))


def _warnings(m: Material) -> tuple[Block, ...]:
    repeated = failing_several_tests(m)
    return (*clauses_blocks(m, short=True), *([repeated] if repeated else []))
