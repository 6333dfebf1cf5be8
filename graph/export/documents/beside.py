"""The area beside the one of the data that is most like it."""

from __future__ import annotations

from fractions import Fraction

from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Table
from graph.gap.report import GapReport
from graph.regions.alike import most_alike

COMPARED = ("demand", "supply", "shortage", "quantity", "composition")


def beside_blocks(m: Material) -> tuple[Block, ...]:
    """Compare shortage, fill rate and composition with the most similar area; none: nothing."""
    alike = most_alike(m.build.tables, m.parameters, m.report)
    if alike is None or m.report.area is None:
        return ()
    columns = (
        m.column("area", share=2.0),
        m.column("likeness", "share", share=1.2),
        *(m.column(name, "persons", adds=False) for name in COMPARED),
        m.column("fill_rate", "rate"),
    )

    def row(name: str, likeness: float | None, report: GapReport) -> tuple[object, ...]:
        figures = (getattr(report, name) for name in COMPARED)
        return (name, likeness, *figures, Fraction(report.matched, report.demand))

    names = m.report.area.of(m.lang), alike.area.of(m.lang)
    frame = Frame(
        columns, (row(names[0], None, m.report), row(names[1], alike.likeness, alike.report))
    )
    cells = {name: frame.cell(0, name) for name in ("fill_rate", "shortage", "composition")}
    cells |= {f"other_{name}": frame.cell(1, name) for name in cells}
    cells["likeness"] = frame.cell(1, "likeness")
    words = {"area": names[0], "other": names[1]}
    tag = m.tag(m.grade(m.report.grade, alike.report.grade))
    return (
        m.paragraph("document.beside", cells, **words),
        Table(frame, m.say("document.table.beside", **words), tag),
        m.note("document.beside_note"),
    )
