"""The gap report as a document: totals, every block with its proof, majors, doubts."""

from __future__ import annotations

from dataclasses import replace

from graph.export.documents.data_sections import (
    assumptions,
    data_blocks,
    missing_blocks,
    other_bases,
    variants_table,
)
from graph.export.documents.gap_sections import (
    RIBBON_HEIGHT_LONG,
    apart_blocks,
    blocks_frame,
    blocks_picture,
    blocks_table,
    certificates,
    headline,
    ribbon_picture,
    scope_line,
    totals_frame,
    totals_table,
)
from graph.export.documents.lists import majors_table, occupations_tables
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Document, Section
from graph.gap.apart import largest

SHOWN = 10


def gap(m: Material) -> Document:
    """Return the whole gap report.

    Raises:
        NoAnswer, WrongInput: there is no gap to report on.
    """
    totals = totals_frame(m)
    sections = (
        Section(
            m.say("briefing.gap"),
            (
                headline(m, totals),
                totals_table(m, totals),
                *apart_blocks(m),
                ribbon_picture(m, RIBBON_HEIGHT_LONG),
            ),
        ),
        Section(m.say("gap_document.blocks"), shortage_blocks(m)),
        Section(m.say("gap_document.occupations"), occupations_tables(m)),
        Section(m.say("gap_document.majors"), (m.text("document.alone_note"), majors_table(m))),
        Section(m.say("gap_document.sensitivity"), (variants_table(m),)),
        Section(m.say("gap_document.missing"), (*missing_blocks(m), *other_bases(m))),
        Section(m.say("gap_document.assumptions"), assumptions(m)),
        Section(m.say("briefing.data"), data_blocks(m, m.report.grade)),
    )
    title = m.say("gap_document.title", place=m.place, year=m.report.year)
    return m.document("gap", title, m.report.grade, sections, contents=True, scope=scope_line(m))


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
