"""Long tables: occupations, majors, colleges, levels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import polars as pl

from graph.export.documents.frames import Column, Frame
from graph.export.documents.gap_sections import figure_heading, heading
from graph.export.documents.material import Material
from graph.export.documents.model import Paragraph, Table, Tag
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
    areas = any(occupation.area for occupation in m.report.occupations)
    block_of = {
        occupation: block.id for block in m.report.blocks for occupation in block.occupations
    }
    columns = (
        heading(m, "code", share=1.3),
        heading(m, "occupation", share=2.6),
        heading(m, "required", share=1.5),
        *((heading(m, "area", share=1.2),) if areas else ()),
        heading(m, "demand", "persons", 0.9),
        heading(m, "short", "persons", 0.8),
        replace(heading(m, "fill_rate", "rate", 0.8), of=("short", "demand")),
        heading(m, "class", share=1.6),
        *_chances(m, "top_ten", "starved"),
        heading(m, "block", share=0.7),
    )

    drawn = _drawn(m.report.occupations, m, "top_ten", "starved")

    def row(occupation: Occupation) -> tuple[object, ...]:
        return (
            occupation.thing.key,
            occupation.thing.of(m.lang),
            word("level", occupation.level, m.lang),
            *((occupation.area.of(m.lang) if occupation.area else None,) if areas else ()),
            occupation.demand,
            occupation.empty,
            occupation.fill_rate,
            _class(m, occupation),
            *drawn.get(occupation, ()),
            block_of.get(occupation),
        )

    return Frame(columns, tuple(map(row, occupations)))


def _class(m: Material, occupation: Occupation) -> str:
    """Return the class of an occupation, or why no graduate may enter it."""
    if occupation.unreached is not None:
        return m.say(f"document.unreached.{occupation.unreached}")
    return word("occupation_class", occupation.group, m.lang)


def _chances(m: Material, *names: str) -> tuple[Column, ...]:
    """Return the columns of what draws of noise show; none without draws."""
    return tuple(heading(m, f"chance_{name}", "chance", 0.8) for name in names if m.report.ranges)


def chances_note(m: Material) -> tuple[Paragraph, ...]:
    """Say what the columns of chances count; nothing without draws."""
    if m.report.ranges is None:
        return ()
    drawing = m.report.ranges.drawing
    noise = noise_phrase(drawing.noise, m.lang)
    return (m.note("document.chances_note", draws=drawing.draws, noise=tight(noise, m.lang)),)


def _drawn(classes: Sequence[Class], m: Material, *names: str) -> dict[Class, tuple[Any, ...]]:
    """Return how often draws of noise show each class to be what the names say."""
    shares = [getattr(m.report.ranges, name) for name in names if m.report.ranges]
    return dict(zip(classes, zip(*shares, strict=True), strict=bool(shares)))


def majors_table(m: Material) -> Table:
    """Tabulate every supply class: scarce ones first, then by room and slack."""
    chances = ("scarce",) if m.report.is_part else ("scarce", "surplus")
    areas = any(major.area for major in m.report.majors)
    columns = (
        heading(m, "code", share=1.1),
        heading(m, "major", share=2.6),
        heading(m, "level", share=1.5),
        *((heading(m, "area", share=1.2),) if areas else ()),
        heading(m, "supply", "persons", 0.8),
        figure_heading(m, "without"),
        heading(m, "class", share=0.8),
        *_chances(m, *chances),
        replace(heading(m, "room", "persons", 1.0), adds=False),
        replace(heading(m, "slack", "persons", 1.0), adds=False),
    )

    drawn = _drawn(m.report.majors, m, *chances)

    def row(major: Major) -> tuple[object, ...]:
        return (
            major.thing.key,
            major.thing.of(m.lang),
            word("level", major.level, m.lang),
            *((major.area.of(m.lang) if major.area else None,) if areas else ()),
            major.supply,
            major.unplaced,
            word("major_class", major.group, m.lang),
            *drawn.get(major, ()),
            major.room,
            major.slack,
        )

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
    rows = [row(major) for major in ordered]
    outside = [major for major in m.report.majors if not major.enters]
    if outside:
        sums = sum(major.supply for major in outside), sum(major.unplaced for major in outside)
        said = (None, m.say("document.not_of_part"), *(None,) * (2 if areas else 1), *sums)
        rows.append((*said, *(None,) * (len(columns) - len(said))))
    frame = Frame(columns, tuple(rows))
    return Table(frame.summed(m.say("gap.parts.whole")), m.say("document.table.majors"), m.gap_tag)


def levels_frame(m: Material) -> Frame:
    """Tabulate places by the level they require beside graduates by the level they have."""
    columns = (
        heading(m, "level", share=2.0),
        heading(m, "demand", "persons"),
        heading(m, "short", "persons"),
        heading(m, "supply", "persons"),
        figure_heading(m, "without"),
    )
    occupations, majors = m.report.occupations, m.report.majors
    figures: dict[int, list[int]] = {}
    for place in occupations:
        level_figures = figures.setdefault(place.level, [0] * 4)
        level_figures[0], level_figures[1] = (
            level_figures[0] + place.demand,
            level_figures[1] + place.empty,
        )
    for seat in majors:
        level_figures = figures.setdefault(seat.level, [0] * 4)
        level_figures[2] += seat.supply
        level_figures[3] += seat.unplaced
    rows = [(word("level", level, m.lang), *figures[level]) for level in sorted(figures)]
    sums = [sum(column) for column in zip(*figures.values(), strict=True)]
    return Frame(columns, (*rows, (m.say("gap.parts.whole"), *sums)), True)


def colleges_frame(m: Material) -> Frame:
    """Tabulate colleges of the year: programmes, enrolled, graduates, and their supply."""
    columns = (
        heading(m, "college", share=2.8),
        heading(m, "programmes", "persons", 0.8),
        heading(m, "enrolled", "persons"),
        heading(m, "graduates", "persons"),
        heading(m, "supply", "persons"),
        heading(m, "of_scarce", "persons", 1.2),
        heading(m, "of_surplus", "persons", 1.2),
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


def sentence_on_largest(
    m: Material, frame: Frame, key: str, name: str, figure: Callable[[int], float]
) -> Paragraph:
    """Word a sentence on the row with the largest figure."""
    candidates = range(len(frame.rows) - frame.total)
    best = max(candidates, key=lambda k: (figure(k), -k))
    cells = {
        column.name: frame.cell(best, column.name) for column in frame.columns if column.is_figure
    }
    return m.paragraph(key, cells, name=str(frame.cell(best, name)))


def glossary(m: Material, terms: tuple[str, ...], tables: tuple[str, ...]) -> Table:
    """Explain words: those of the method, and those of the declaration."""
    columns = heading(m, "term", share=1.3), heading(m, "meaning", share=5.0)
    rows = [(m.say(f"document.term.{term}"), m.say(f"document.meaning.{term}")) for term in terms]
    declared = [m.ontology.tables[name] for name in tables]
    rows += [(table.label.of(m.lang), table.definition.of(m.lang)) for table in declared]
    return Table(Frame(columns, tuple(rows)), m.say("document.table.terms"), most=len(rows))
