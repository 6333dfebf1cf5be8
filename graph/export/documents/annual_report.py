"""The yearly report on supply of and demand for skilled people, from one build."""

from __future__ import annotations

from dataclasses import replace

from graph.draw.answers import courses_of
from graph.draw.panels import panels
from graph.draw.pictures import stamp
from graph.export.documents.beside import beside_blocks
from graph.export.documents.data_sections import (
    absent_parts,
    assumptions,
    data_blocks,
    grades_table,
    missing_blocks,
    other_bases,
    sources_table,
    sure_points,
    variants_table,
)
from graph.export.documents.first_page import first_page
from graph.export.documents.gap import SHOWN, shortage_blocks
from graph.export.documents.gap_sections import (
    RIBBON_HEIGHT_LONG,
    apart_blocks,
    parts_frame,
    ribbon_picture,
    scope_line,
    thin_notes,
    trend_picture,
    trend_sentence,
    worst_part,
    years_frame,
    years_grade,
    years_tag,
)
from graph.export.documents.lists import (
    chances_note,
    colleges_frame,
    colleges_tag,
    glossary,
    levels_blocks,
    majors_blocks,
    occupations_tables,
)
from graph.export.documents.material import Material
from graph.export.documents.model import MOST_ROWS, Block, Document, Picture, Table
from graph.export.documents.new_majors import new_majors_blocks
from graph.export.documents.outlook_sections import outlook_point, outlook_section
from graph.export.documents.rule_sections import clauses_blocks, failing_several_tests
from graph.gap.apart import largest
from graph.gap.parts import By
from graph.telling.sentences import choices

TERMS = (
    "demand", "supply", "matched", "shortage", "quantity", "composition", "surplus", "fair",
    "block", "scarce", "room",
)  # fmt: skip
TABLES = ("chains", "segments", "occupations", "majors", "colleges", "crosswalk")
STEPS = ("question", "supply", "demand", "match", "proof", "share", "classes", "limits")


def annual_report(m: Material) -> Document:
    """Report by chain, area, occupation, major, college and level, with trend and method.

    Raises:
        NoAnswer, WrongInput: there is no gap to report on.
    """
    ahead = outlook_section(m)
    grade = m.grade(m.report.grade, m.grades(m.verdicts), m.grade_ahead, m.grade_listed)
    sections = (
        first_page(m, largest(m.report, SHOWN), ahead=outlook_point(m, whole=True)),
        m.section("annual_report.trend", *_trend(m)),
        ahead,
        m.section("annual_report.chains", *parts_blocks(m, "chain")),
        m.section("annual_report.areas", *parts_blocks(m, "area")),
        m.section("document.beside_heading", *beside_blocks(m)),
        m.section("annual_report.levels", *levels_blocks(m)),
        m.section("annual_report.summary", ribbon_picture(m, RIBBON_HEIGHT_LONG), *apart_blocks(m)),
        m.section("annual_report.occupations", *occupations_tables(m), *chances_note(m)),
        m.section("annual_report.blocks", *shortage_blocks(m)),
        m.section("annual_report.majors", *majors_blocks(m)),
        m.section("document.new_majors_heading", *new_majors_blocks(m)),
        m.section("annual_report.colleges", *_colleges(m)),
        m.section(
            "annual_report.clauses", *clauses_blocks(m, short=False), *failing_several_tests(m)
        ),
        m.section(
            "annual_report.method",
            *(m.text(f"annual_report.method_step.{step}") for step in STEPS),
        ),
        m.section("annual_report.definitions", glossary(m, TERMS, TABLES)),
        m.section("annual_report.assumptions", *assumptions(m), variants_table(m), *sure_points(m)),
        m.section("annual_report.missing", *missing_blocks(m), *other_bases(m)),
        m.section(
            "annual_report.sources",
            *data_blocks(m, grade),
            *absent_parts(m),
            grades_table(m),
            sources_table(m),
        ),
    )
    title = m.say("annual_report.title", place=m.place, year=m.report.year)
    return m.document("annual-report", title, grade, sections, contents=True, scope=scope_line(m))


def _trend(m: Material) -> tuple[Block, ...]:
    frame = years_frame(m)
    table = Table(frame, m.say("document.table.years"), years_tag(m))
    if len(frame.rows) < 2:
        return ()
    note = m.note("annual_report.trend_note")
    return (trend_sentence(m, frame), trend_picture(m), table, *thin_notes(m), note)


def parts_blocks(m: Material, by: By) -> tuple[Block, ...]:
    """Tabulate areas or chains; nothing where nothing is divided."""
    parts = m.parts(by)
    if not any(part.thing is not None and part.demand is not None for part in parts.parts):
        return ()  # nothing is divided
    if len(parts.parts) > MOST_ROWS:  # what is left out then is what lacks least
        order = sorted(parts.parts, key=lambda part: -(part.shortage or 0))
        parts = replace(parts, parts=tuple(order))
    frame = parts_frame(m, parts, by)
    table = Table(frame, m.say(f"document.table.{by}"), m.gap_tag)
    notes = [m.note(f"gap.part_note.{by}")]
    if any(figure is None for row in frame.rows for figure in row):
        notes.append(m.note("gap.parts.no_figure"))
    worst = worst_part(m, parts, frame, by)
    return (*([worst] if worst else []), table, *notes, *courses_picture(m, by))


def _colleges(m: Material) -> tuple[Block, ...]:
    frame = colleges_frame(m)
    if not frame.rows:
        return ()
    largest = {column.name: frame.cell(0, column.name) for column in frame.columns[1:]}
    return (
        m.paragraph("annual_report.college", largest, name=frame.cell(0, "college")),
        Table(frame, m.say("document.table.colleges"), colleges_tag(m)),
        m.note("annual_report.colleges_note"),
    )


def courses_picture(m: Material, by: By) -> tuple[Block, ...]:
    """Draw the parts over the comparable years; nothing where there are too few of either."""
    courses = courses_of(m.build, by, m.parameters, m.of_years)
    if courses is None:
        return ()
    origin = stamp(m.build, years_grade(m), choices(m.report, m.lang))
    scene = m.paper.drawn(
        lambda look: panels(courses, m.ontology, origin, look), m.paper.look(m.lang)
    )
    return (Picture(scene, scene.title, years_tag(m)),)
