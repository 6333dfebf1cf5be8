"""The gap report as a document: totals, every block with its proof, majors, doubts."""

from __future__ import annotations

from dataclasses import replace

from graph.export.documents.data_sections import (
    assumptions,
    data_blocks,
    missing_blocks,
    other_bases,
    sure_points,
    variants_table,
)
from graph.export.documents.first_page import first_page
from graph.export.documents.gap_sections import (
    RIBBON_HEIGHT_LONG,
    apart_blocks,
    blocks_frame,
    blocks_picture,
    blocks_table,
    certificates,
    ribbon_picture,
    scope_line,
)
from graph.export.documents.lists import chances_note, majors_blocks, occupations_tables
from graph.export.documents.material import Material
from graph.export.documents.messages import (
    blocks_message,
    majors_message,
    occupations_message,
    ribbon_message,
    sensitivity_message,
)
from graph.export.documents.model import Block, Document
from graph.export.documents.new_majors import new_majors_blocks
from graph.gap.apart import largest

SHOWN = 10


def gap(m: Material) -> Document:
    """Return the whole gap report.

    Raises:
        NoAnswer, WrongInput: there is no gap to report on.
    """
    blocks = largest(m.report, SHOWN)
    variants, occupations, majors = variants_table(m), occupations_tables(m), majors_blocks(m)
    largest_first = blocks_message(m, blocks_frame(m, blocks)) if blocks else None
    sections = (
        first_page(m, blocks),
        m.section(
            "gap_document.sensitivity",
            variants,
            *sure_points(m),
            message=sensitivity_message(m, variants),
        ),
        m.section(
            "briefing.gap",
            ribbon_picture(m, RIBBON_HEIGHT_LONG),
            *apart_blocks(m),
            message=ribbon_message(m),
        ),
        m.section("gap_document.blocks", *shortage_blocks(m), message=largest_first),
        m.section(
            "gap_document.occupations",
            *occupations,
            *chances_note(m),
            message=occupations_message(m, occupations),
        ),
        m.section("gap_document.majors", *majors, message=majors_message(m, majors)),
        m.section("document.new_majors_heading", *new_majors_blocks(m)),
        m.section("gap_document.missing", *missing_blocks(m), *other_bases(m)),
        m.section("gap_document.assumptions", *assumptions(m)),
        m.section("briefing.data", *data_blocks(m, m.report.grade)),
    )
    title = m.say("gap_document.title", place=m.place, year=m.report.year)
    grade = m.grade(m.report.grade, m.grades(m.verdicts), m.grade_listed)
    return m.document("gap", title, grade, sections, contents=True, scope=scope_line(m))


def shortage_blocks(m: Material) -> tuple[Block, ...]:
    """Tabulate every block, draw the largest, and add the certificates of the largest."""
    ordered = largest(m.report)
    if not ordered:
        return (m.text("briefing.no_blocks"),)
    first, further = ordered[:SHOWN], ordered[SHOWN:]
    frame = blocks_frame(m, first)
    blocks: list[Block] = [blocks_picture(m), blocks_table(m, frame)]
    blocks += certificates(m, first, frame)
    if further:
        blocks.append(m.text("document.other_blocks"))
        further_table = blocks_table(m, blocks_frame(m, further))
        blocks.append(
            replace(further_table, caption=m.say("document.table.other_blocks"), chart=None)
        )
    return tuple(blocks)
