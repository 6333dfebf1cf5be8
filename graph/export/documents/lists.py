"""Long tables: occupations, majors, colleges, levels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from graph.export.documents.gap_sections import figure_heading, heading, level_said
from graph.export.documents.material import Material
from graph.export.documents.model import Frame, Paragraph, Table, Tag
from graph.gap.figures import grade_over
from graph.gap.flows.rounding import added_up
from graph.gap.report import Major, Occupation
from graph.telling.sentences import word
from graph.things import things_by_key

NOT_OF_PART = "not_of_part"  # beside the classes of majors


def occupations_tables(m: Material) -> tuple[Table, ...]:
    """Every demand class, the most empty places first; what asks for no level taught here apart."""
    order = sorted(
        m.report.occupations,
        key=lambda one: (m.below.has(one), -one.empty, -one.demand, one.thing.key),
    )
    whole, first = _occupations(m, order), sum(not m.below.has(one) for one in order)
    level = level_said(m, m.below.level)
    found = []
    for key, rows in (
        ("occupations", whole.figures[:first]),
        ("occupations_apart", whole.figures[first:]),
    ):
        if rows:
            frame = Frame(whole.columns, rows).summed(m.say("gap.parts.whole"))
            caption = m.say(f"document.table.{key}", level=level)
            found.append(Table(frame, caption, m.gap_tag))
    return tuple(found)


def _occupations(m: Material, several: Sequence[Occupation]) -> Frame:
    areas = any(one.area for one in m.report.occupations)
    block_of = {one: block.id for block in m.report.blocks for one in block.occupations}
    columns = (
        heading(m, "code", share=1.3),
        heading(m, "occupation", share=2.6),
        heading(m, "required", share=1.5),
        *((heading(m, "area", share=1.2),) if areas else ()),
        heading(m, "demand", "persons", 0.9),
        heading(m, "short", "persons", 0.8),
        replace(heading(m, "fill_rate", "rate", 0.8), of=("short", "demand")),
        heading(m, "class", share=1.6),
        heading(m, "block", share=0.7),
    )

    def row(one: Occupation) -> tuple[object, ...]:
        return (
            one.thing.key,
            one.thing.of(m.lang),
            word("level", one.level, m.lang),
            *((one.area.of(m.lang) if one.area else None,) if areas else ()),
            one.demand,
            one.empty,
            one.fill_rate,
            _class(m, one),
            block_of.get(one),
        )

    return Frame(columns, tuple(map(row, several)))


def _class(m: Material, one: Occupation) -> str:
    """What the gap says of an occupation; why nobody may enter it, where nobody may."""
    if one.unreached is not None:
        return m.say(f"document.unreached.{one.unreached}")
    return word("occupation_class", one.group, m.lang)


def majors_table(m: Material) -> Table:
    """Every supply class: scarce ones first, then by what each alone could add or spare."""
    areas = any(one.area for one in m.report.majors)
    columns = (
        heading(m, "code", share=1.1),
        heading(m, "major", share=2.6),
        heading(m, "level", share=1.5),
        *((heading(m, "area", share=1.2),) if areas else ()),
        heading(m, "supply", "persons", 0.8),
        figure_heading(m, "without"),
        heading(m, "class", share=0.8),
        replace(heading(m, "room", "persons", 1.0), adds=False),
        replace(heading(m, "slack", "persons", 1.0), adds=False),
    )

    def row(one: Major) -> tuple[object, ...]:
        return (
            one.thing.key,
            one.thing.of(m.lang),
            word("level", one.level, m.lang),
            *((one.area.of(m.lang) if one.area else None,) if areas else ()),
            one.supply,
            one.unplaced,
            word("major_class", one.group, m.lang),
            one.room,
            one.slack,
        )

    order = {"scarce": 0, "surplus": 1, "balanced": 2, "unknown": 3}
    ordered = sorted(
        (one for one in m.report.majors if one.enters),
        key=lambda one: (
            order[one.group],
            -(one.room or 0) - (one.slack or 0),
            -one.supply,
            one.thing.key,
        ),
    )
    rows = [row(one) for one in ordered]
    outside = [one for one in m.report.majors if not one.enters]
    if outside:
        sums = sum(one.supply for one in outside), sum(one.unplaced for one in outside)
        blank = (None,) * (2 if areas else 1)
        rows.append((None, m.say("document.not_of_part"), *blank, *sums, None, None, None))
    frame = Frame(columns, tuple(rows))
    return Table(frame.summed(m.say("gap.parts.whole")), m.say("document.table.majors"), m.gap_tag)


def levels_frame(m: Material) -> Frame:
    """Places by the level they require beside graduates by the level they have."""
    columns = (
        heading(m, "level", share=2.0),
        heading(m, "demand", "persons"),
        heading(m, "short", "persons"),
        heading(m, "supply", "persons"),
        figure_heading(m, "without"),
    )
    occupations, majors = m.report.occupations, m.report.majors
    found: dict[int, list[int]] = {}
    for place in occupations:
        own = found.setdefault(place.level, [0] * 4)
        own[0], own[1] = own[0] + place.demand, own[1] + place.empty
    for seat in majors:
        own = found.setdefault(seat.level, [0] * 4)
        own[2] += seat.supply
        own[3] += seat.unplaced
    rows = [(word("level", level, m.lang), *found[level]) for level in sorted(found)]
    sums = [sum(column) for column in zip(*found.values(), strict=True)]
    return Frame(columns, (*rows, (m.say("gap.parts.whole"), *sums)), True)


def colleges_frame(m: Material) -> Frame:
    """Colleges with a figure in the year: programmes, enrolled, graduates, and whom they supply."""
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
        own = supplied.get(key, {})
        if not own and m.report.area is not None:
            continue
        thing = things.get(key)
        figures = [own.get(group, 0) for group in ("scarce", "surplus")]
        name = thing.of(m.lang) if thing else key
        rows.append((name, programmes, enrolled, graduates, sum(own.values()), *figures))
    rows.sort(key=lambda row: (-row[4], row[0]))
    return Frame(columns, tuple(rows)).summed(m.say("gap.parts.whole"))


def colleges_tag(m: Material) -> Tag:
    """The grade of what is said of colleges: of the gap, and of what they reported."""
    return m.tag(m.grade(m.report.grade, grade_over(m.build.tables, ("enrolment",))))


def _supplied(m: Material) -> dict[str, dict[str, int]]:
    """Persons of each college by the class of their major: whole, with the sums of the classes."""
    groups = [one.group if one.enters else NOT_OF_PART for one in m.report.majors]
    exact: dict[str, dict[str, float]] = {}
    for seat, college, persons in m.paths.taught.select("seat", "college", "persons").iter_rows():
        if college is not None:
            own = exact.setdefault(groups[seat], {})
            own[college] = own.get(college, 0.0) + persons
    found: dict[str, dict[str, int]] = {}
    for group, several in exact.items():
        for college, whole in zip(several, added_up(list(several.values())).tolist(), strict=True):
            found.setdefault(college, {})[group] = whole
    return found


def _enrolled(m: Material) -> pl.DataFrame:
    """``college, programmes, enrolled, graduates``; unknown where no row has a figure."""
    rows = m.build.tables["enrolment"].filter(pl.col("year") == m.report.year)

    def known(name: str) -> pl.Expr:
        figures = pl.col(name)
        return pl.when(figures.is_not_null().any()).then(figures.sum()).alias(name)

    return (
        rows.filter(pl.col("college").is_not_null())
        .group_by("college")
        .agg(pl.col("major").n_unique().alias("n"), known("enrolled"), known("graduates"))
        .sort("college")
    )


def first_of(
    m: Material, frame: Frame, key: str, name: str, figure: Callable[[int], float]
) -> Paragraph:
    """A sentence on the row with the largest figure."""
    own = range(len(frame.rows) - frame.total)
    best = max(own, key=lambda k: (figure(k), -k))
    cells = {one.name: frame.cell(best, one.name) for one in frame.columns if one.is_figure}
    return m.told(key, cells, name=str(frame.cell(best, name)))


def glossary(m: Material, terms: tuple[str, ...], tables: tuple[str, ...]) -> Table:
    """What words mean: those of the method, and those of the declaration."""
    columns = heading(m, "term", share=1.3), heading(m, "meaning", share=5.0)
    rows = [(m.say(f"document.term.{one}"), m.say(f"document.meaning.{one}")) for one in terms]
    declared = [m.ontology.tables[name] for name in tables]
    rows += [(one.label.of(m.lang), one.definition.of(m.lang)) for one in declared]
    return Table(Frame(columns, tuple(rows)), m.say("document.table.terms"))
