"""The yearly report on supply of and demand for skilled people, from one build."""

from __future__ import annotations

from graph.export.documents.data_sections import (
    absent_parts,
    assumptions,
    data_blocks,
    grades_table,
    missing_blocks,
    other_bases,
    sources_table,
    variants_table,
)
from graph.export.documents.gap import shortage_blocks
from graph.export.documents.gap_sections import (
    RIBBON_HEIGHT_LONG,
    apart_blocks,
    headline,
    parts_frame,
    ribbon_picture,
    scope_line,
    thin_notes,
    totals_frame,
    totals_table,
    trend_picture,
    trend_sentence,
    worst_part,
    years_frame,
    years_tag,
)
from graph.export.documents.lists import (
    colleges_frame,
    colleges_tag,
    glossary,
    levels_frame,
    majors_table,
    occupations_tables,
    sentence_on_largest,
)
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Document, Section, Table
from graph.export.documents.rule_sections import clauses_blocks, failing_several_tests
from graph.gap.parts import By

TERMS = (
    "demand",
    "supply",
    "matched",
    "shortage",
    "quantity",
    "composition",
    "surplus",
    "fair",
    "block",
    "scarce",
    "room",
)
TABLES = ("chains", "segments", "occupations", "majors", "colleges", "crosswalk")
STEPS = ("question", "supply", "demand", "match", "proof", "share", "classes", "limits")


def annual_report(m: Material) -> Document:
    """Report by chain, area, occupation, major, college and level, with trend and method.

    Raises:
        NoAnswer, WrongInput: there is no gap to report on.
    """
    totals, grade = totals_frame(m), m.grade(m.report.grade, m.grades(m.verdicts))
    sections = (
        Section(
            m.say("annual_report.summary"),
            (
                headline(m, totals),
                totals_table(m, totals),
                *apart_blocks(m),
                ribbon_picture(m, RIBBON_HEIGHT_LONG),
            ),
        ),
        Section(m.say("annual_report.trend"), _trend(m)),
        Section(m.say("annual_report.chains"), _parts(m, "chain")),
        Section(m.say("annual_report.areas"), _parts(m, "area")),
        Section(m.say("annual_report.levels"), _levels(m)),
        Section(m.say("annual_report.occupations"), occupations_tables(m)),
        Section(m.say("annual_report.blocks"), shortage_blocks(m)),
        Section(m.say("annual_report.majors"), (m.text("document.alone_note"), majors_table(m))),
        Section(m.say("annual_report.colleges"), _colleges(m)),
        Section(m.say("annual_report.clauses"), _clauses(m)),
        Section(m.say("annual_report.method"), _method(m)),
        Section(m.say("annual_report.definitions"), (glossary(m, TERMS, TABLES),)),
        Section(m.say("annual_report.assumptions"), (*assumptions(m), variants_table(m))),
        Section(m.say("annual_report.missing"), (*missing_blocks(m), *other_bases(m))),
        Section(
            m.say("annual_report.sources"),
            (*data_blocks(m, grade), *absent_parts(m), grades_table(m), sources_table(m)),
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


def _parts(m: Material, by: By) -> tuple[Block, ...]:
    parts = m.parts(by)
    if not any(part.thing is not None and part.demand is not None for part in parts.parts):
        return ()  # nothing is divided
    frame = parts_frame(m, parts, by)
    table = Table(frame, m.say(f"document.table.{by}"), m.gap_tag)
    notes = [m.note(f"gap.part_note.{by}")]
    if any(figure is None for row in frame.rows for figure in row):
        notes.append(m.note("gap.parts.no_figure"))
    worst = worst_part(m, parts, frame, by)
    return (*([worst] if worst else []), table, *notes)


def _levels(m: Material) -> tuple[Block, ...]:
    table = Table(levels_frame(m), m.say("document.table.levels"), m.gap_tag)
    return (table, m.note("annual_report.levels_note"))


def _colleges(m: Material) -> tuple[Block, ...]:
    frame = colleges_frame(m)
    if not frame.rows:
        return ()
    supply = frame.column("supply")
    largest = sentence_on_largest(
        m, frame, "annual_report.college", "college", lambda k: frame.rows[k][supply]
    )
    return (
        largest,
        Table(frame, m.say("document.table.colleges"), colleges_tag(m)),
        m.note("annual_report.colleges_note"),
    )


def _clauses(m: Material) -> tuple[Block, ...]:
    repeated = failing_several_tests(m)
    return (*clauses_blocks(m, short=False), *([repeated] if repeated else []))


def _method(m: Material) -> tuple[Block, ...]:
    return tuple(m.text(f"annual_report.method_step.{step}") for step in STEPS)
