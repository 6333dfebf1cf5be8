"""The first page: three findings, the change on last year, what to do, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from graph.draw.palette import entries
from graph.export.documents.actions import actions_blocks
from graph.export.documents.data_sections import origin_words, variants_table
from graph.export.documents.frames import Cell, Column, Frame
from graph.export.documents.gap_sections import (
    EMPTY,
    FEW,
    FILLED,
    TOTALS,
    apart_sentence,
    blocks_frame,
    change_words,
    headline_words,
)
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Chart, Paragraph, Section, Table
from graph.gap.report import Block as Certificate
from graph.left_out import rows_left_out

EDGES = ("low", "high")
LACKS = ("demand", "supply", "occupations", "majors", "rows")
RESTS = {"crosswalk": LACKS[:2], "unknown": LACKS[2:4], "rows": LACKS[4:]}
RANGED = ("shortage", "quantity", "composition")


def first_page(
    m: Material,
    blocks: Sequence[Certificate],
    choices: Table | None = None,
    ahead: Sequence[Paragraph] = (),
    to_do: Sequence[Block] = (),
) -> Section:
    """Answer “so what?” on one page; the proofs follow.

    ``blocks``: those that the document tabulates, in its order. ``choices``: the shortage under
    other choices, where no later section tabulates it, nor the cores of blocks. ``ahead``: what the
    coming years bring. ``to_do``: instead of the usual actions.

    Raises:
        NoAnswer, WrongInput: there is no gap to report on.
    """
    frame, ranges = totals_frame(m), ranges_frame(m)
    cells = {name: frame.cell(0, name) for name in TOTALS}
    key = "" if m.report.shortage else "_met"
    within, edges = _within(m, ranges)
    headline = {name: cells[name] for name in ("demand", "supply", "shortage")} | edges
    points = [
        m.paragraph(f"first_page.why{key}", cells | edges, spare=_spare(m, cells), **within),
        *_emptiest(m, blocks, has_cores=choices is None),
        *([apart_sentence(m)] if m.is_set_apart else []),
    ]
    content = (
        m.lead(f"first_page.gap{key}", headline, **headline_words(m), **within),
        *(replace(point, style="point") for point in points),
        replace(_change(m, frame), style="point"),
        *ahead,
        _totals_table(m, frame),
        *([Table(ranges, m.say("document.table.ranges"), m.gap_tag, aside=True)] if edges else []),
        *(to_do or actions_blocks(m, m.verdicts)),
        *_rests(m),
        _assumption(m, choices),
        *((choices,) if choices else ()),
    )
    message = m.paragraph(f"first_page.message{key}", cells)
    return m.section("first_page.heading", *content, message=message)


def totals_frame(m: Material) -> Frame:
    """Tabulate the totals of the year, and of the comparable one before."""
    return Frame.of(
        [report for report in (m.report, m.before.report) if report],
        (m.column("of_year", share=1.2), lambda report: m.say("first_page.year", year=report.year)),
        *((m.figure(name), attrgetter(name)) for name in TOTALS),
    )


def ranges_frame(m: Material) -> Frame:
    """Tabulate how far noise moves the figures of the year; no rows without draws."""
    figures = tuple(m.figure(name, adds=False) for name in RANGED)
    ranges = m.report.ranges
    rows = tuple(
        (m.say(f"first_page.{edge}"), *(getattr(getattr(ranges, name), edge) for name in RANGED))
        for edge in (EDGES if ranges else ())
    )
    return Frame((Column("edge", m.say("first_page.edge"), share=1.2), *figures), rows)


def _within(m: Material, ranges: Frame) -> tuple[dict[str, str], dict[str, Cell]]:
    """Word the range of each figure that has one; return the cells it quotes, too."""
    words: dict[str, str] = {}
    cells: dict[str, Cell] = {}
    for name in RANGED:
        words[f"{name}_range"] = ""
        if m.report.ranges:
            ends = {edge: ranges.cell(row, name) for row, edge in enumerate(EDGES)}
            balanced = getattr(m.report.ranges, name).holds_zero and name != "shortage"
            words[f"{name}_range"] = m.say(
                f"first_page.{'about_balanced' if balanced else 'within'}", **ends
            )
            cells |= {f"{name}_{edge}": cell for edge, cell in ends.items()}
    return words, cells


def _totals_table(m: Material, frame: Frame) -> Table:
    """Return the totals as a table, and the years as bars."""
    legend = entries(m.ontology, m.lang)
    colours = tuple(legend[key].colour for key in (FILLED, FEW, EMPTY))
    chart = Chart(frame, "of_year", ("matched", "quantity", "composition"), colours)
    return Table(frame, m.say("first_page.totals", place=m.place), m.gap_tag, chart)


def _spare(m: Material, cells: dict[str, Cell]) -> str:
    return m.say(f"document.spare.{m.report.spare_word}", **cells)


def _emptiest(
    m: Material, blocks: Sequence[Certificate], *, has_cores: bool
) -> tuple[Paragraph, ...]:
    """Name the occupations with the most empty places that colleges can serve."""
    if not blocks or m.below.whole(blocks[0]):
        return ()
    frame = blocks_frame(m, blocks, has_cores=has_cores)
    cells = {name: frame.cell(0, name) for name in ("demand", "supply", "short")}
    words = {"names": str(frame.cell(0, "occupations")), "cause": str(frame.cell(0, "cause"))}
    return (m.paragraph("first_page.emptiest", cells, **words),)


def _change(m: Material, frame: Frame) -> Paragraph:
    """Word the change on the comparable year before, or say that there is none."""
    if m.before.report is None:
        return m.text(
            f"first_page.{'only_thin_years_before' if m.before.thin else 'no_year_before'}"
        )
    cells, changes = change_words(m, frame, 1, 0)
    paragraph = m.paragraph("first_page.change", {}, first=m.before.report.year, **changes)
    return replace(paragraph, cells=tuple(cells), words=(str(m.before.report.year),))


def _rests(m: Material) -> tuple[Block, ...]:
    """Say what the page rests on: date, grade, coverage, and the largest assumption."""
    coverage = m.report.coverage
    names = (
        "no_crosswalk_demand", "no_crosswalk_supply",
        "unknown_occupations", "unknown_majors", "rows_left_out",
    )  # fmt: skip
    row = (
        coverage.demand_without_crosswalk,
        coverage.supply_without_crosswalk,
        coverage.occupations_unknown + len(m.report.unreadable_occupations),
        coverage.majors_unknown + len(m.report.unreadable_majors),
        rows_left_out(m.report.left_out),
    )
    frame = Frame(tuple(m.column(name, "persons") for name in names), (row,))
    cells = {key: frame.cell(0, name) for key, name in zip(LACKS, names, strict=True)}
    lacking = {part: keys for part, keys in RESTS.items() if any(cells[key].value for key in keys)}
    parts = [m.say(f"first_page.rests.{part}", **cells) for part in lacking]
    if "rows" not in lacking:
        parts.append(m.say("first_page.rests.every_row"))
    said = {key: cells[key] for keys in lacking.values() for key in keys}
    words = origin_words(m, m.report.grade)
    rests = m.paragraph("first_page.rests", said, parts="".join(parts), **words)
    rests = replace(rests, words=tuple(words.values()))
    return (rests, Table(frame, m.say("document.table.rests"), m.gap_tag, aside=True))


def _assumption(m: Material, choices: Table | None) -> Paragraph:
    """Word the largest assumption, and the shortage without it."""
    keys = [variant.key for variant in m.report.sensitivity]
    key = "entrants_50" if "entrants_50" in keys else "entrants_100"
    if choices is not None:
        cell = choices.frame.cell(0, key)
    else:
        cell = variants_table(m).frame.cell(1 + keys.index(key), "shortage")
    share = "whole" if key == "entrants_50" else "part"
    return m.paragraph(f"first_page.assumption.{share}", {"shortage": cell})
