"""The briefing for a leader with five minutes, on two pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.export.documents.beside import beside_blocks
from graph.export.documents.data_sections import (
    absent_parts,
    choices_table,
    left_out_blocks,
    limit_of_records,
)
from graph.export.documents.first_page import first_page
from graph.export.documents.gap_sections import (
    RIBBON_HEIGHT_BRIEF,
    apart_blocks,
    blocks_frame,
    blocks_table,
    ribbon_picture,
    scope_line,
)
from graph.export.documents.material import Material
from graph.export.documents.messages import blocks_message, ribbon_message
from graph.export.documents.model import Document, Section
from graph.export.documents.outlook_sections import outlook_in_brief, outlook_point, plan_note
from graph.export.documents.rule_sections import clauses_blocks, duty_blocks, failing_several_tests
from graph.gap.apart import largest
from graph.gap.ranges import CORE
from graph.gap.report import Block as Certificate

BLOCKS = 3


def briefing(m: Material) -> Document:
    """Report the gap, what to do, the largest blocks, the ribbon, the years ahead, warnings.

    Leading units take the place of the years ahead where there is no outlook.

    Raises:
        NoAnswer, WrongInput: there is no gap to report on.
    """
    blocks = largest(m.report, BLOCKS)
    ahead = outlook_in_brief(m)
    leading = () if ahead.blocks else duty_blocks(m)
    apart = apart_blocks(m, brief=True) if m.is_set_apart else ()
    grade = m.grade(m.report.grade, m.grades(m.verdicts), m.grade_ahead, m.grade_listed)
    first = first_page(m, blocks, choices_table(m), outlook_point(m))
    sections = (
        replace(first, blocks=(*limit_of_records(m), *first.blocks, *absent_parts(m))),
        blocks_section(m, blocks),
        m.section(
            "briefing.gap",
            ribbon_picture(m, RIBBON_HEIGHT_BRIEF),
            *apart,
            message=ribbon_message(m),
        ),
        replace(ahead, blocks=(*ahead.blocks, *(plan_note(m) if ahead.blocks else ()))),
        m.section("document.beside_heading", *beside_blocks(m)),
        m.section("briefing.warnings", *clauses_blocks(m, short=True), *failing_several_tests(m)),
        m.section("briefing.duties", *leading),
        m.section("briefing.data", *left_out_blocks(m)),
    )
    title = m.say("briefing.title", place=m.place, year=m.report.year)
    return m.document("briefing", title, grade, sections, scope=scope_line(m))


def blocks_section(m: Material, blocks: Sequence[Certificate]) -> Section:
    """Tabulate the blocks with the most empty places."""
    title = m.say("briefing.blocks", n=len(blocks))
    if not blocks:
        return Section(title, (m.text("briefing.no_blocks"),))
    frame = blocks_frame(m, blocks, has_cores=False)
    content = (blocks_table(m, frame), m.note("briefing.proof", sure=_sure(m)))
    return Section(title, content, message=blocks_message(m, frame))


def _sure(m: Material) -> str:
    """Say how many occupations noise leaves among the ten emptiest; empty without draws."""
    if m.report.ranges is None:
        return ""
    return m.say("briefing.sure", count=sum(share >= CORE for share in m.report.ranges.top_ten))
