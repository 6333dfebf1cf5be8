"""The findings of sections in a sentence, as titles of their slides."""

from __future__ import annotations

from collections.abc import Sequence

from graph.export.documents.first_page import totals_frame
from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Paragraph, Table


def blocks_message(m: Material, frame: Frame) -> Paragraph:
    """Name the block with the most empty places."""
    names = str(frame.cell(0, "occupations"))
    return m.paragraph("slide.blocks", {"short": frame.cell(0, "short")}, names=names)


def ribbon_message(m: Material) -> Paragraph:
    """Set empty places beside graduates without one."""
    cells = {name: totals_frame(m).cell(0, name) for name in ("shortage", "surplus")}
    spare = m.say(f"document.spare.{m.report.spare_word}", **cells)
    return m.paragraph("slide.ribbon", cells, spare=spare)


def occupations_message(m: Material, tables: Sequence[Table]) -> Paragraph | None:
    """Name the occupation with the most empty places."""
    if not tables:
        return None
    frame = tables[0].frame
    cells = {name: frame.cell(0, name) for name in ("demand", "short")}
    return m.paragraph("slide.occupation", cells, name=str(frame.cell(0, "occupation")))


def majors_message(m: Material, blocks: Sequence[Block]) -> Paragraph | None:
    """Name the scarce major that could grow most, the first of the table."""
    table = next(block for block in blocks if isinstance(block, Table))
    if not any(major.group == "scarce" and major.enters for major in m.report.majors):
        return m.text("slide.no_scarce_major")
    cell = table.frame.cell(0, "room")
    if cell.value is None:
        return None
    return m.paragraph("slide.major", {"room": cell}, name=str(table.frame.cell(0, "major")))


def sensitivity_message(m: Material, table: Table) -> Paragraph:
    """Say between which figures single choices move the shortage."""
    place = table.frame.column("shortage")
    order = sorted(range(len(table.frame.rows)), key=lambda k: table.frame.rows[k][place])
    ends = {"low": order[0], "high": order[-1]}
    cells = {name: table.frame.cell(row, "shortage") for name, row in ends.items()}
    return m.paragraph("slide.sensitivity", cells)


def verdicts_message(m: Material, counts: Frame, test: str) -> Paragraph:
    """Count the verdicts of a test, as the table of all rules does."""
    row = next(k for k in range(len(counts.rows)) if str(counts.cell(k, "rule")) == test)
    cells = {name: counts.cell(row, name) for name in ("fail", "explain", "early")}
    return m.paragraph("slide.test", cells, test=test)
