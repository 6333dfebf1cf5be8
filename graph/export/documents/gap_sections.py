"""Sections on the gap: totals, ribbon, blocks with their certificates, parts and years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from operator import attrgetter
from typing import Any

from graph.draw.blocks import blocks as draw_blocks
from graph.draw.page import Look
from graph.draw.palette import entries
from graph.draw.pictures import stamp, stamp_of
from graph.draw.ribbon import ribbon
from graph.draw.scene import Scene
from graph.draw.trend import trend
from graph.export.documents.frames import Cell, Column, Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Chart, Paragraph, Picture, Table, Tag
from graph.export.documents.paper import SLIDE, SLIDE_HIGH, fitting
from graph.gap.parts import By, Parts
from graph.gap.report import Block as Certificate
from graph.telling.listings import part_lines
from graph.telling.ranges import core_sentence, is_core
from graph.telling.sentences import (
    assumption,
    cause_word,
    choices,
    level_in_short,
    level_inside,
    listed,
    plainly,
    sentence,
    supposed,
    word,
)
from graph.words import first_few, tight

TREND_HEIGHT = 420.0  # of pictures, in pixels
RIBBON_HEIGHT_BRIEF, RIBBON_HEIGHT_LONG = 300.0, 740.0  # in the briefing, in long documents
EMPTY, FILLED = "occupation_class-starved", "occupation_class-saturated"
FEW = "occupation_class-balanced"
TOTALS = ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus")


def headline_words(m: Material) -> dict[str, Any]:
    """Return place, year, jobs and rule of placement, as the headline names them."""
    return {
        "place": m.place,
        "year": m.report.year,
        "jobs": _jobs(m),
        "market": m.say(f"document.placed_by.{m.report.market}"),
    }


def _jobs(m: Material) -> str:
    """Word which jobs are counted; empty if all are."""
    if not m.report.min_level:
        return ""
    return m.say("document.jobs", level=level_inside(m.report.min_level, m.lang))


def scope_line(m: Material) -> str:
    """Word all options, chosen or by default."""
    report = m.report
    level = m.say("document.scope.every_level")
    if report.min_level:
        level = m.say("document.scope.level", level=level_inside(report.min_level, m.lang))
    parts = [
        m.say("document.scope.year", place=m.place, year=report.year),
        m.say("document.scope.basis", basis=word("basis", report.basis, m.lang)),
        level,
        m.say(f"document.scope.tier_{report.tier}"),
        m.say(f"document.scope.{report.market}"),
    ]
    parts += supposed(report.entrants, report.supplied_by, m.lang)
    if m.order.parameters.persistence is not None:
        parts.append(m.say("document.scope.lambda", value=f"{m.order.parameters.persistence:g}"))
    return m.say("document.scope.of", parts=m.say("document.scope.separator").join(parts))


def apart_blocks(m: Material, *, brief: bool = False) -> tuple[Block, ...]:
    """Report the jobs that ask for no level taught here, and the option to include them.

    Where they are most of the demand, the first page says so. ``brief``: without the option.
    """
    if m.order.parameters.min_level is not None or not m.below.occupations:
        return ()
    table = Table(_apart_frame(m), m.say("document.table.apart"), m.gap_tag)
    if not m.is_set_apart:
        return (apart_sentence(m), table)
    level = level_inside(m.below.level, m.lang)
    note = m.note("document.apart.led_note")
    options = m.note("document.apart.led_options", level=level, number=m.below.level)
    return (table, note) if brief else (table, note, options)


def apart_sentence(m: Material) -> Paragraph:
    """Word the jobs that ask for no level taught here."""
    frame = _apart_frame(m)
    order = sorted(
        m.below.occupations, key=lambda occupation: (-occupation.demand, occupation.thing.key)
    )
    cells = {name: frame.cell(1, name) for name in ("demand", "short")}
    words = {
        "level": level_inside(m.below.level, m.lang),
        "names": tight(first_few(plainly(order, m.lang), m.lang), m.lang),
    }
    if not m.is_set_apart:
        return m.paragraph("document.apart.within", cells, **words)
    cells |= {f"all_{name}": frame.cell(2, name) for name in ("demand", "short")}
    return m.paragraph("document.apart.led", cells, **words)


def _apart_frame(m: Material) -> Frame:
    """Tabulate jobs by whether they ask for a level taught here, and all of them."""
    columns = (
        m.column("jobs", share=3.2),
        *(m.column(name, "persons") for name in ("demand", "matched", "short")),
        m.column("fill_rate", "rate"),
    )
    whole, level = m.everything.report, level_in_short(m.below.level, m.lang).lower()
    demand = whole.demand - m.below.demand
    short = sum(occupation.empty for occupation in whole.occupations if not m.below.has(occupation))
    if m.is_set_apart:  # jobs above the level are filled first
        short = m.report.shortage
    rows = [
        (m.say("document.apart.above", level=level), demand, short),
        (m.say("document.apart.below", level=level), m.below.demand, whole.shortage - short),
        (m.say("gap.parts.whole"), whole.demand, whole.shortage),
    ]
    shares = tuple(
        (name, persons, persons - empty, empty, 1 - Fraction(empty, persons) if persons else None)
        for name, persons, empty in rows
    )
    return Frame(columns, shares, True)


def ribbon_picture(m: Material, height: float) -> Picture:
    """Return the twin-chain ribbon, laid out for pages and for slides."""
    origin = stamp_of(m.build, m.report, m.lang)
    return _picture(
        m, lambda look: ribbon(m.paths, m.build.tables, m.ontology, origin, look), height
    )


def _picture(m: Material, draw: Callable[[Look], Scene], height: float | None = None) -> Picture:
    """Return a picture of the gap, laid out for pages and for slides."""
    page = m.paper.drawn(draw, m.paper.look(m.lang, height))
    slide = fitting(draw, replace(SLIDE, lang=m.lang), SLIDE_HIGH)
    return Picture(page, page.title, m.gap_tag, slide)


def blocks_frame(m: Material, blocks: Sequence[Certificate], *, has_cores: bool = True) -> Frame:
    """Tabulate blocks with demand, supply and core; the last row adds them up.

    ``has_cores``: False where a page has no room for them.
    """
    ids = [block.id for block in m.report.blocks]
    ranges = m.report.ranges if has_cores else None
    cores = dict(zip(ids, ranges.cores, strict=True)) if ranges else {}
    frame = Frame.of(
        blocks,
        (m.column("block", share=0.8), lambda b: b.id),
        (
            m.column("occupations", share=5.0),
            lambda b: tight(listed(b.occupations, m.lang, codes=False), m.lang),
        ),
        (m.column("demand", "persons", 0.8), lambda b: b.demand),
        (m.column("supply", "persons", 0.8), lambda b: b.supply),
        (m.column("short", "persons", 0.8), lambda b: b.short),
        (m.column("fill_rate", "rate", 0.8, of=("short", "demand")), lambda b: b.fill_rate),
        (
            m.column("core", share=0.8),
            lambda b: f"{len(cores[b.id])}/{len(b.occupations)}" if cores else None,
        ),
        (m.column("cause", share=2.2), lambda b: cause_word(b, m.lang)),
    )
    return frame.without_empty("core").summed(m.say("document.these"))


def certificates(m: Material, blocks: Sequence[Certificate], frame: Frame) -> tuple[Paragraph, ...]:
    """Return the sentence of each block, with the figures of the frame."""
    paragraphs = []
    for row, block in enumerate(blocks):
        cells = [frame.cell(row, name) for name in ("demand", "supply", "short")]
        members = (block.occupations, block.majors)
        words = [*(listed(classes, m.lang, codes=False) for classes in members), block.id]
        words.append(first_few(list(block.lower), m.lang))
        statement = _certificate(m, block)
        text = tight(m.say("document.certificate", id=block.id, sentence=statement), m.lang)
        inside = tuple(tight(word, m.lang) for word in words)
        paragraphs.append(Paragraph(text, "point", tuple(cells), inside))
        if m.report.ranges and not is_core(m.report, block):
            paragraphs.append(m.quoted(core_sentence(m.report, block, m.lang), "note"))
    return tuple(paragraphs)


def _certificate(m: Material, block: Certificate) -> str:
    """Word the sentence of a block; checks of the data stand in another section."""
    is_unmapped = block.occupations[0].unreached == "no_crosswalk"
    if block.lower or (block.occupations[0].unreached and not is_unmapped):
        return sentence(block, m.lang, codes=False)
    occupations, majors = (
        listed(classes, m.lang, codes=False) for classes in (block.occupations, block.majors)
    )
    figures = {"demand": block.demand, "supply": block.supply, "short": block.short}
    key = "no_crosswalk" if is_unmapped else "block"
    return m.say(f"document.sentence.{key}", occupations=occupations, majors=majors, **figures)


def blocks_notes(m: Material) -> tuple[Paragraph, ...]:
    """Say how to read a table of blocks."""
    core = (m.text("document.core_note"),) if m.report.ranges else ()
    return tuple(replace(text, style="note") for text in (m.text("briefing.proof", sure=""), *core))


def blocks_table(m: Material, frame: Frame) -> Table:
    """Return blocks as a table, and as bars of filled and empty places."""
    legend = entries(m.ontology, m.lang)
    colours = tuple(legend[key].colour for key in (FILLED, EMPTY))
    chart = Chart(frame, "occupations", ("supply", "short"), colours)
    return Table(frame, m.say("document.table.blocks"), m.gap_tag, chart)


def blocks_picture(m: Material) -> Picture:
    """Return blocks as a picture."""
    origin = stamp_of(m.build, m.report, m.lang)
    return _picture(m, lambda look: draw_blocks(m.report, m.ontology, origin, look))


def parts_frame(m: Material, parts: Parts, by: By) -> Frame:
    """Tabulate areas or chains with their sums; the last row is all of them together."""
    names = ["demand", "matched", "shortage"]
    if by != "chain":  # chains share the supply
        names = ["demand", "supply", "matched", "shortage", "surplus"]
    columns = [Column("name", m.say(f"gap.parts.name.{by}"), share=2.6)]
    columns += [m.figure(name) for name in names]
    columns.append(m.column("fill_rate", "rate"))

    rows = [
        (name, *(getattr(part, figure) for figure in names), rate)
        for name, part, rate in part_lines(parts, m.lang)
    ]
    return Frame(tuple(columns), tuple(rows), True)


def worst_part(m: Material, parts: Parts, frame: Frame, by: By) -> Paragraph | None:
    """Name the part with the largest shortage, and the one with the lowest fill rate.

    None if fewer than two parts with a name of their own have a figure: nothing to compare.
    """
    named_parts = [
        k
        for k, part in enumerate(parts.parts)
        if part.thing is not None and part.thing != parts.area and part.shortage is not None
    ]
    if len(named_parts) < 2 or not any(parts.parts[k].shortage for k in named_parts):
        return None
    most = max(named_parts, key=lambda k: Fraction(parts.parts[k].shortage or 0))
    rated = [k for k in named_parts if parts.parts[k].fill_rate is not None]
    least = min(rated, key=lambda k: Fraction(parts.parts[k].fill_rate or 0), default=most)
    cells = {
        "shortage": frame.cell(most, "shortage"),
        "rate": frame.cell(most, "fill_rate"),
        "least_rate": frame.cell(least, "fill_rate"),
    }
    names = {"name": frame.cell(most, "name"), "least": frame.cell(least, "name")}
    key = "document.worst_part.same" if most == least else "document.worst_part.two"
    if most == least:
        del cells["least_rate"], names["least"]
    return m.paragraph(key, cells, what=m.say(f"gap.parts.name.{by}"), **names)


def years_frame(m: Material) -> Frame:
    """Tabulate every year that has demand and supply."""
    return Frame.of(
        [part.report for part in m.years.parts if part.report is not None],
        (m.column("year", "plain"), lambda report: report.year),
        *((m.figure(name), attrgetter(name)) for name in TOTALS),
        (m.column("basis", share=1.2), lambda report: word("basis", report.basis, m.lang)),
    )


def trend_picture(m: Material) -> Picture:
    """Draw supply and demand year by year."""
    origin = stamp(m.build, years_grade(m), choices(m.report, m.lang))
    scene = trend(m.years, m.ontology, origin, m.paper.look(m.lang, TREND_HEIGHT))
    return Picture(scene, scene.title, years_tag(m))


def years_grade(m: Material) -> str | None:
    """Return the worst grade of the years."""
    return m.grade(*(part.report.grade for part in m.years.parts if part.report is not None))


def years_tag(m: Material) -> Tag:
    """Return the worst grade of the years as a tag beside a caption."""
    return m.tag(years_grade(m))


def thin_notes(m: Material) -> tuple[Paragraph, ...]:
    """Note the years that cover too little to be compared."""
    texts = (tight(assumption(entry, m.lang), m.lang) for entry in m.years.assumptions)
    return tuple(Paragraph(text, "note") for text in texts)


def _ends(m: Material, frame: Frame) -> tuple[int, int]:
    """Return the rows of the first and last comparable year."""
    thin = {entry.values["year"] for entry in m.years.assumptions}
    rows = [k for k in range(len(frame.rows)) if frame.cell(k, "year").value not in thin]
    return rows[0], rows[-1]


def trend_sentence(m: Material, frame: Frame) -> Paragraph:
    """Word the change between the first and last comparable year, and a change of basis."""
    first, last = _ends(m, frame)
    years = {"first": frame.cell(first, "year"), "last": frame.cell(last, "year")}
    cells, changes = change_words(m, frame, first, last)
    text = m.say("document.trend", **years, **changes)
    if frame.cell(first, "basis").value != frame.cell(last, "basis").value:
        text += m.say("document.trend_bases")
    return Paragraph(text, cells=(*years.values(), *cells))


def change_words(
    m: Material, frame: Frame, first: int, last: int
) -> tuple[list[Cell], dict[str, str]]:
    """Word the change of demand, supply and shortage between two rows; return the cells, too."""
    cells: list[Cell] = []
    changes = {}
    for name in ("demand", "supply", "shortage"):
        ends = {"first": frame.cell(first, name), "last": frame.cell(last, name)}
        cells += ends.values()
        direction = "up" if ends["last"].value > ends["first"].value else "down"
        if ends["last"].value == ends["first"].value:
            direction = "same"
        changes[name] = m.say(f"document.change.{direction}", **ends)
    return cells, changes
