"""Long tables: occupations, majors, colleges, levels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import polars as pl

from graph.export.documents.frames import Column, Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Paragraph, Table, Tag
from graph.gap.figures import grade_over
from graph.gap.flows.rounding import added_up
from graph.gap.report import Major, Occupation
from graph.telling.ranges import noise_phrase
from graph.telling.sentences import level_inside, word
from graph.things import things_by_key
from graph.words import tight

Class = TypeVar("Class", Major, Occupation)
NOT_OF_PART = "not_of_part"  # stands for majors outside the part, beside the classes


def occupations_tables(m: Material) -> tuple[Table, ...]:
    """Tabulate every demand class, most empty places first; jobs set apart last."""
    order = sorted(
        m.report.occupations,
        key=lambda occupation: (
            m.below.has(occupation),
            -occupation.empty,
            -occupation.demand,
            occupation.thing.key,
        ),
    )
    whole, first = _occupations(m, order), sum(not m.below.has(occupation) for occupation in order)
    level = level_inside(m.below.level, m.lang)
    tables = []
    for key, rows in (
        ("occupations", whole.figures[:first]),
        ("occupations_apart", whole.figures[first:]),
    ):
        if rows:
            frame = Frame(whole.columns, rows).summed(m.say("gap.parts.whole"))
            caption = m.say(f"document.table.{key}", level=level)
            tables.append(Table(frame, caption, m.gap_tag))
    return tuple(tables)


def _occupations(m: Material, occupations: Sequence[Occupation]) -> Frame:
    block_of = {
        occupation: block.id for block in m.report.blocks for occupation in block.occupations
    }
    frame = Frame.of(
        occupations,
        (m.column("code", share=1.3), lambda o: o.thing.key),
        (m.column("occupation", share=2.6), lambda o: o.thing.of(m.lang)),
        (m.column("required", share=1.5), lambda o: word("level", o.level, m.lang)),
        (m.column("area", share=1.2), lambda o: o.area and o.area.of(m.lang)),
        (m.column("demand", "persons", 0.9), lambda o: o.demand),
        (m.column("short", "persons", 0.8), lambda o: o.empty),
        (
            m.column("fill_rate", "rate", 0.8, of=("short", "demand")),
            lambda o: o.fill_rate,
        ),
        (m.column("class", share=1.6), lambda o: _class(m, o)),
        _chance(m, "top_ten", m.report.occupations),
        _chance(m, "starved", m.report.occupations),
        (m.column("block", share=0.7), block_of.get),
    )
    return _where_drawn(m, frame).without_empty("area")


def _class(m: Material, occupation: Occupation) -> str:
    """Return the class of an occupation, or why no graduate may enter it."""
    if occupation.unreached is not None:
        return m.say(f"document.unreached.{occupation.unreached}")
    return word("occupation_class", occupation.group, m.lang)


def _chance(
    m: Material, name: str, classes: Sequence[Class]
) -> tuple[Column, Callable[[Class], float | None]]:
    """Return the column of how often draws of noise show each class to be what the name says."""
    shares = getattr(m.report.ranges, name, None)
    drawn = dict(zip(classes, shares, strict=True)) if shares else {}
    return m.column(f"chance_{name}", "chance", 0.8), drawn.get


def _where_drawn(m: Material, frame: Frame) -> Frame:
    """Leave out the columns of chances where nothing is drawn."""
    chances = [column.name for column in frame.columns if column.form == "chance"]
    return frame if m.report.ranges else frame.without(*chances)


def chances_note(m: Material) -> tuple[Paragraph, ...]:
    """Say what the columns of chances count; nothing without draws."""
    if m.report.ranges is None:
        return ()
    drawing = m.report.ranges.drawing
    noise = noise_phrase(drawing.noise, m.lang)
    return (m.note("document.chances_note", draws=drawing.draws, noise=tight(noise, m.lang)),)


def majors_table(m: Material) -> Table:
    """Tabulate every supply class: scarce ones first, then by room and slack."""
    order = {"scarce": 0, "surplus": 1, "balanced": 2, "unknown": 3}
    ordered = sorted(
        (major for major in m.report.majors if major.enters),
        key=lambda major: (
            order[major.group],
            -(major.room or 0) - (major.slack or 0),
            -major.supply,
            major.thing.key,
        ),
    )
    frame = Frame.of(
        ordered,
        (m.column("code", share=1.1), lambda major: major.thing.key),
        (m.column("major", share=2.6), lambda major: major.thing.of(m.lang)),
        (m.column("level", share=1.5), lambda major: word("level", major.level, m.lang)),
        (m.column("area", share=1.2), lambda major: major.area and major.area.of(m.lang)),
        (m.column("supply", "persons", 0.8), lambda major: major.supply),
        (m.figure("without"), lambda major: major.unplaced),
        (m.column("class", share=0.8), lambda major: word("major_class", major.group, m.lang)),
        _chance(m, "scarce", m.report.majors),
        _chance(m, "surplus", m.report.majors),
        (m.column("room", "persons", adds=False), lambda major: major.room),
        (m.column("slack", "persons", adds=False), lambda major: major.slack),
    )
    outside = [major for major in m.report.majors if not major.enters]
    if outside:
        sums: dict[str, Any] = {"major": m.say("document.not_of_part")}
        sums["supply"] = sum(major.supply for major in outside)
        sums["without"] = sum(major.unplaced for major in outside)
        frame = replace(
            frame, rows=(*frame.rows, tuple(sums.get(column.name) for column in frame.columns))
        )
    frame = _where_drawn(m, frame).without_empty("area")
    if m.report.is_part:
        frame = frame.without("chance_surplus")
    return Table(frame.summed(m.say("gap.parts.whole")), m.say("document.table.majors"), m.gap_tag)


def majors_blocks(m: Material) -> tuple[Block, ...]:
    """Tabulate the majors, and say how to read their figures."""
    return (m.text("document.alone_note"), majors_table(m), *chances_note(m))


def levels_blocks(m: Material) -> tuple[Block, ...]:
    """Tabulate places and graduates by level."""
    table = Table(_levels_frame(m), m.say("document.table.levels"), m.gap_tag)
    return (table, m.note("annual_report.levels_note"))


def _levels_frame(m: Material) -> Frame:
    """Tabulate places by the level they require beside graduates by the level they have."""
    columns = (
        m.column("level", share=2.0),
        *(m.column(name, "persons") for name in ("demand", "short", "supply")),
        m.figure("without"),
    )
    figures = [(o.level, o.demand, o.empty, 0, 0) for o in m.report.occupations]
    figures += [(major.level, 0, 0, major.supply, major.unplaced) for major in m.report.majors]
    rows = [
        (word("level", level, m.lang), *_added(row for row in figures if row[0] == level))
        for level in sorted({level for level, *_ in figures})
    ]
    return Frame(columns, (*rows, (m.say("gap.parts.whole"), *_added(figures))), True)


def _added(figures: Iterable[tuple[int, ...]]) -> list[int]:
    """Add up the figures behind the level, column by column."""
    return [sum(column) for column in zip(*figures, strict=True)][1:]


def colleges_frame(m: Material) -> Frame:
    """Tabulate colleges of the year: programmes, enrolled, graduates, and their supply."""
    columns = (
        m.column("college", share=2.8),
        m.column("programmes", "persons", 0.8),
        *(m.column(name, "persons") for name in ("enrolled", "graduates", "supply")),
        *(m.column(name, "persons", 1.2) for name in ("of_scarce", "of_surplus")),
    )
    supplied = _supplied(m)
    things = things_by_key(m.build.tables["colleges"])
    rows = []
    for key, programmes, enrolled, graduates in _enrolled(m).iter_rows():
        by_class = supplied.get(key, {})
        if not by_class and m.report.area is not None:
            continue
        thing = things.get(key)
        figures = [by_class.get(group, 0) for group in ("scarce", "surplus")]
        name = thing.of(m.lang) if thing else key
        rows.append((name, programmes, enrolled, graduates, sum(by_class.values()), *figures))
    rows.sort(key=lambda row: (-row[4], row[0]))
    return Frame(columns, tuple(rows)).summed(m.say("gap.parts.whole"))


def colleges_tag(m: Material) -> Tag:
    """Return the worst grade of the gap and of the colleges' reports."""
    return m.tag(m.grade(m.report.grade, grade_over(m.build.tables, ("enrolment",))))


def _supplied(m: Material) -> dict[str, dict[str, int]]:
    """Round the persons of each college by the class of their major, keeping the sums."""
    groups = [major.group if major.enters else NOT_OF_PART for major in m.report.majors]
    exact: dict[str, dict[str, float]] = {}
    for seat, college, persons in m.paths.taught.select("seat", "college", "persons").iter_rows():
        if college is not None:
            by_college = exact.setdefault(groups[seat], {})
            by_college[college] = by_college.get(college, 0.0) + persons
    rounded: dict[str, dict[str, int]] = {}
    for group, exact_persons in exact.items():
        for college, whole in zip(
            exact_persons, added_up(list(exact_persons.values())).tolist(), strict=True
        ):
            rounded.setdefault(college, {})[group] = whole
    return rounded


def _enrolled(m: Material) -> pl.DataFrame:
    """Return ``college, programmes, enrolled, graduates``; null where no row has a figure."""
    rows = m.build.tables["enrolment"].filter(pl.col("year") == m.report.year)

    def sum_if_any(name: str) -> pl.Expr:
        figures = pl.col(name)
        return pl.when(figures.is_not_null().any()).then(figures.sum()).alias(name)

    return (
        rows.filter(pl.col("college").is_not_null())
        .group_by("college")
        .agg(pl.col("major").n_unique().alias("n"), sum_if_any("enrolled"), sum_if_any("graduates"))
        .sort("college")
    )


def glossary(m: Material, terms: tuple[str, ...], tables: tuple[str, ...]) -> Table:
    """Explain words: those of the method, and those of the declaration."""
    columns = m.column("term", share=1.3), m.column("meaning", share=5.0)
    rows = [(m.say(f"document.term.{term}"), m.say(f"document.meaning.{term}")) for term in terms]
    declared = [m.ontology.tables[name] for name in tables]
    rows += [(table.label.of(m.lang), table.definition.of(m.lang)) for table in declared]
    return Table(Frame(columns, tuple(rows)), m.say("document.table.terms"), most=len(rows))
