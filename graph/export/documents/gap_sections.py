"""Sections on the gap: totals, ribbon, blocks with their certificates, parts and years."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from graph.analysis.listings import parts_said
from graph.analysis.parts import By, Parts
from graph.analysis.report import Block
from graph.analysis.sentences import listed, sentence, shortened
from graph.draw.blocks import blocks as draw_blocks
from graph.draw.page import Look
from graph.draw.palette import entries
from graph.draw.pictures import stamp
from graph.draw.ribbon import ribbon
from graph.draw.trend import trend
from graph.export.documents.material import Material
from graph.export.documents.model import (
    Chart,
    Column,
    Form,
    Frame,
    Paragraph,
    Picture,
    Table,
    Tag,
)
from graph.words import say

WIDTH, TREND_HEIGHT = 940.0, 470.0
RIBBON_HEIGHT, RIBBON_HEIGHT_LONG = 680.0, 1_080.0  # where pages are few, and where they are not
SLIDE = (1_240.0, 640.0)  # as large as its place on a slide, so that its texts can be read there
EMPTY, FILLED = "occupation_class-starved", "occupation_class-saturated"
FEW = "occupation_class-balanced"
TOTALS = ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus")
YEARS = ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus")


def heading(m: Material, name: str, form: Form = "text", share: float = 1.0) -> Column:
    """A column with its words."""
    return Column(name, m.say(f"document.column.{name}"), form, share)


def totals_frame(m: Material) -> Frame:
    """The one row of totals."""
    columns = tuple(heading(m, name, "persons") for name in TOTALS)
    return Frame(columns, (tuple(getattr(m.report, name) for name in TOTALS),))


def headline(m: Material, frame: Frame) -> Paragraph:
    """What the gap is, in one sentence."""
    key = "document.headline" if m.report.shortage else "document.headline_met"
    cells = {name: frame.cell(0, name) for name in TOTALS}
    return m.lead(key, cells, place=m.place, year=m.report.year)


def totals_table(m: Material, frame: Frame) -> Table:
    """The totals as a table."""
    known = entries(m.ontology, m.lang)
    colours = (known[FILLED].colour, known[FEW].colour, known[EMPTY].colour)
    chart = Chart(frame, "", ("matched", "quantity", "composition"), colours, m.place)
    caption = m.say("document.table.totals", place=m.place, year=m.report.year)
    return Table(frame, caption, m.gap_tag, chart=chart)


def ribbon_picture(m: Material, height: float = RIBBON_HEIGHT) -> Picture:
    """The twin-chain ribbon, laid out for pages and for slides."""
    origin = stamp(m.build, m.report.grade)
    looks = Look(m.lang, WIDTH, height), Look(m.lang, *SLIDE)
    page, slide = (ribbon(m.paths, m.build.tables, m.ontology, origin, look) for look in looks)
    return Picture(page, page.title, m.gap_tag, slide)


def largest(several: Sequence[Block], most: int) -> tuple[Block, ...]:
    """The blocks with the most empty places."""
    return tuple(sorted(several, key=lambda one: (-one.short, one.fill_rate, one.id))[:most])


def blocks_frame(m: Material, several: Sequence[Block]) -> Frame:
    """Blocks with their two sums."""
    columns = (
        heading(m, "block", share=0.8),
        heading(m, "occupations", share=4.3),
        heading(m, "demand", "persons", 1.0),
        heading(m, "supply", "persons", 0.9),
        heading(m, "short", "persons", 0.9),
        heading(m, "fill_rate", "rate", 0.9),
        heading(m, "cause", share=1.5),
    )
    rows = tuple(
        (
            one.id,
            listed(one.occupations, m.lang, codes=False),
            one.demand,
            one.supply,
            one.short,
            one.fill_rate,
            say(f"gap.cause.{one.cause}", m.lang),
        )
        for one in several
    )
    return Frame(columns, rows)


def certificates(m: Material, several: Sequence[Block], frame: Frame) -> tuple[Paragraph, ...]:
    """The sentence of each block, its figures those of the frame."""
    found = []
    for row, one in enumerate(several):
        cells = [frame.cell(row, name) for name in ("demand", "supply", "short")]
        members = (one.occupations, one.majors)
        words = [*(listed(each, m.lang, codes=False) for each in members), one.id]
        words.append(shortened(list(one.lower), m.lang))
        text = m.say("document.certificate", id=one.id, sentence=sentence(one, m.lang, codes=False))
        found.append(Paragraph(text, "point", tuple(cells), tuple(words)))
    return tuple(found)


def blocks_table(m: Material, frame: Frame) -> Table:
    """Blocks as a table, and as bars of filled and empty places."""
    known = entries(m.ontology, m.lang)
    colours = tuple(known[key].colour for key in (FILLED, EMPTY))
    chart = Chart(frame, "occupations", ("supply", "short"), colours)
    return Table(frame, m.say("document.table.blocks"), m.gap_tag, chart=chart)


def blocks_picture(m: Material) -> Picture:
    """Blocks as a picture."""
    origin = stamp(m.build, m.report.grade)
    scene = draw_blocks(m.report, m.ontology, origin, Look(m.lang, WIDTH))
    return Picture(scene, scene.title, m.gap_tag)


def parts_frame(m: Material, parts: Parts, by: By) -> Frame:
    """Areas or chains with their sums; the last row is all of them together."""
    names = ["demand", "matched", "shortage"]
    if by != "chain":  # chains share the supply
        names = ["demand", "supply", "matched", "shortage", "surplus"]
    columns = [Column("name", m.say(f"gap.parts.name.{by}"), share=2.6)]
    columns += [heading(m, name, "persons") for name in names]
    columns.append(heading(m, "fill_rate", "rate"))

    rows = [
        (name, *(getattr(one, figure) for figure in names), rate)
        for name, one, rate in parts_said(parts, m.lang)
    ]
    return Frame(tuple(columns), tuple(rows))


def worst_part(m: Material, frame: Frame, by: By) -> Paragraph:
    """Which part lacks most people, and which share of its places is filled least."""
    own = range(len(frame.rows) - 1)
    told = [k for k in own if frame.cell(k, "shortage").value is not None]
    most = max(told, key=lambda k: Fraction(frame.cell(k, "shortage").value))
    rated = [k for k in own if frame.cell(k, "fill_rate").value is not None]
    least = min(rated, key=lambda k: Fraction(frame.cell(k, "fill_rate").value), default=most)
    cells = {
        "shortage": frame.cell(most, "shortage"),
        "rate": frame.cell(most, "fill_rate"),
        "least_rate": frame.cell(least, "fill_rate"),
    }
    names = {"name": frame.cell(most, "name"), "least": frame.cell(least, "name")}
    key = "document.worst_part.same" if most == least else "document.worst_part.two"
    if most == least:
        del cells["least_rate"], names["least"]
    words = {key: str(one) for key, one in names.items()}
    return m.told(key, cells, what=m.say(f"gap.parts.name.{by}"), **words)


def years_frame(m: Material) -> Frame:
    """Every year with both sides."""
    columns = (
        heading(m, "year", "plain"),
        *(heading(m, name, "persons") for name in YEARS),
        heading(m, "basis", share=1.2),
    )
    basis = m.ontology.code_lists["basis"].by_notation
    rows = [
        (
            one.report.year,
            *(getattr(one.report, name) for name in YEARS),
            basis[one.report.basis].label.of(m.lang),
        )
        for one in m.years.parts
        if one.report is not None
    ]
    return Frame(columns, tuple(rows))


def trend_picture(m: Material) -> Picture:
    """Supply and demand year by year."""
    origin = stamp(m.build, years_grade(m))
    scene = trend(m.years, m.ontology, origin, Look(m.lang, WIDTH, TREND_HEIGHT))
    return Picture(scene, scene.title, years_tag(m))


def years_grade(m: Material) -> str | None:
    """The worst grade of the years."""
    return m.grade(*(one.report.grade for one in m.years.parts if one.report is not None))


def years_tag(m: Material) -> Tag:
    """The same, as it stands beside a caption."""
    return m.tag(years_grade(m))


def trend_sentence(m: Material, frame: Frame) -> Paragraph:
    """From the first year to the last."""
    last = len(frame.rows) - 1
    cells = {
        f"{name}_{end}": frame.cell(row, name)
        for name in ("demand", "supply", "shortage")
        for end, row in (("first", 0), ("last", last))
    }
    years = {"first": frame.cell(0, "year"), "last": frame.cell(last, "year")}
    return m.told("document.trend", cells | years)
