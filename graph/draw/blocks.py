"""The block chart: one bar for each block, the most empty places first.

Blocks come last if no level taught here would qualify for any of their jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.draw.measure import shortened, width
from graph.draw.page import DEFAULT_LOOK, FOOT, MARGIN, TOP, Caption, Elements, Look, framed
from graph.draw.scene import Bar, Box, Point, Rows, Scene, Stamp, Text, Tie
from graph.errors import NoAnswer
from graph.gap.apart import largest
from graph.gap.flows.rounding import percent, percent_said
from graph.gap.report import Block, GapReport, Major, Occupation
from graph.ontology import Ontology
from graph.telling.sentences import (
    cause_word,
    identity,
    listed,
    named,
    persons_of,
    region,
    sentence,
)
from graph.words import first_few, say, tight

ROW, BAR = 44.0, 24.0
MOST = 20
LABELS = 0.38  # of the width, left of the bars
BESIDE, SMALL = 10.0, 11.0  # from a bar to its figures; their font size
EMPTY, FILLED = "occupation_class-starved", "occupation_class-saturated"
NOBODY = "reason-no_major"


def blocks(report: GapReport, ontology: Ontology, stamp: Stamp, look: Look = DEFAULT_LOOK) -> Scene:
    """Draw the blocks of a gap report; the last line counts those beyond the largest.

    Raises:
        NoAnswer: nothing is short.
    """
    if not report.blocks:
        raise NoAnswer("error.draw_no_shortage", year=report.year)
    order = largest(report)
    most = MOST if look.height is None else int((look.height - TOP - FOOT - 24) / ROW)
    visible_blocks, remaining_blocks = order[: max(most, 1)], order[max(most, 1) :]
    inside = Elements()
    scale = _scale(visible_blocks, look)
    for number, block in enumerate(visible_blocks):
        _row(inside, block, TOP + 8 + number * ROW, scale, look)
    bottom = TOP + 8 + len(visible_blocks) * ROW
    if remaining_blocks:
        remainder_text = say(
            "draw.blocks.rest",
            look.lang,
            n=len(remaining_blocks),
            short=sum(block.short for block in remaining_blocks),
        )
        inside.texts.append(Text("rest/blocks", MARGIN, bottom + 12, remainder_text, 12.0, "muted"))
        bottom += 24
    caption = _caption(report, order, look.lang)
    words = {key: say(f"draw.blocks.{key}", look.lang) for key in ("empty", "nobody", "filled")}
    kinds = ((EMPTY, words["empty"]), (NOBODY, words["nobody"]), (FILLED, words["filled"]))
    legend = [(say("draw.blocks.legend", look.lang), kinds)]
    rows = _rows(report, look.lang)
    scene = framed("blocks", ontology, look, stamp, caption, inside, bottom, legend, rows)
    points, ties = _network(report, look.lang)
    return replace(scene, points=points, ties=ties)


def _network(report: GapReport, lang: str) -> tuple[tuple[Point, ...], tuple[Tie, ...]]:
    """Return the blocks with the occupations in them and the majors that feed them."""
    points: dict[str, Point] = {}
    ties = []
    for block in report.blocks:
        block_place = f"blocks/{block.id}"
        points[block_place] = Point(
            block_place, EMPTY, block.id, _proof(block, lang), float(block.short)
        )
        members: tuple[Occupation | Major, ...] = (*block.occupations, *block.majors)
        for member in members:
            table = "occupations" if isinstance(member, Occupation) else "majors"
            code_list = "occupation_class" if isinstance(member, Occupation) else "major_class"
            label, persons = named(member, lang, level=True), float(persons_of(member))
            place = f"{table}/{identity(member)}"
            points[place] = Point(place, f"{code_list}-{member.group}", label, "", persons)
            ties.append(Tie(place, block_place, say(f"draw.tie.{table}_of_block", lang), persons))
    return tuple(points.values()), tuple(ties)


def _scale(visible_blocks: Sequence[Block], look: Look) -> float:
    """Return the pixels per person at which each bar leaves room for its figures."""
    room = look.inner_width * (1 - LABELS) - BESIDE
    return min(
        max(room - width(_figures(block, look.lang), SMALL), room / 4) / block.demand
        for block in visible_blocks
    )


def _figures(block: Block, lang: str) -> str:
    """Word demand, supply and fill rate."""
    return say(
        "draw.blocks.figures",
        lang,
        demand=block.demand,
        supply=block.supply,
        rate=percent_said(block.fill_rate),
    )


def _row(inside: Elements, block: Block, y: float, scale: float, look: Look) -> None:
    """Draw names at the left, the bar with its filled and empty part, figures at the right."""
    lang = look.lang
    name, fed = _names(block.occupations, lang), _fed(block, lang)
    room = look.inner_width * LABELS - 20
    size = 12.5
    inside.texts += [
        Text(f"blocks/{block.id}", MARGIN, y + 16, shortened(name, room, size), size, tooltip=name),
        Text(f"blocks/{block.id}", MARGIN, y + 32, shortened(fed, room, 11), 11.0, "muted"),
    ]
    x = round(MARGIN + look.inner_width * LABELS, 2)
    full, filled = round(block.demand * scale, 2), round(block.supply * scale, 2)
    empty = NOBODY if block.occupations[0].unreached else EMPTY
    bars = [Bar(FILLED, x, y + 8, filled, BAR, 0.42)] if filled else []
    bars.append(Bar(empty, round(x + filled, 2), y + 8, round(full - filled, 2), BAR, 0.85))
    inside.boxes.append(
        Box(
            id=f"blocks/{block.id}",
            key=empty,
            x=x,
            y=y + 8,
            w=full,
            h=BAR,
            label=name,
            lines=(),
            tooltip=_proof(block, lang),
            tint=0.1,
            bars=tuple(bars),
            persons=float(block.demand),
        )
    )
    short = say("draw.ribbon.short", lang, persons=block.short)
    figures, beside = _figures(block, lang), x + full + BESIDE
    inside.texts += [
        Text(f"blocks/{block.id}", beside, y + 18, short, 12.5, empty, True),
        Text(f"blocks/{block.id}", beside, y + 33, figures, SMALL, "muted"),
    ]
    inside.lines.append(Bar("rule", MARGIN, y + ROW - 2, look.inner_width, 0.8))


def _fed(block: Block, lang: str) -> str:
    """Word the block's id, its likeliest cause and the majors that feed it."""
    cause = cause_word(block, lang)
    majors = _names(block.majors, lang)
    key = "draw.blocks.fed" if majors else "draw.blocks.unfed"
    return say(key, lang, id=block.id, cause=cause, majors=majors)


def _names(members: Sequence[Occupation | Major], lang: str) -> str:
    """Join the names of classes, the largest first, each name once."""
    order = sorted(members, key=lambda member: (-persons_of(member), member.thing.key))
    return first_few(list(dict.fromkeys(member.thing.of(lang) for member in order)), lang)


def _proof(block: Block, lang: str) -> str:
    """Return the sentence that proves a block, set as in print."""
    return tight(sentence(block, lang), lang)


def _caption(report: GapReport, order: Sequence[Block], lang: str) -> Caption:
    title = say("draw.blocks.title", lang, place=region([report.place], lang), year=report.year)
    totals = say("draw.blocks.totals", lang, n=len(order), shortage=report.shortage)
    description = say(
        "draw.blocks.description", lang, title=title, totals=totals, first=_proof(order[0], lang)
    )
    return Caption(title, totals, say("draw.blocks.note", lang), description)


def _rows(report: GapReport, lang: str) -> Rows:
    return Rows.of(
        report.blocks,
        lang,
        block=lambda block: block.id,
        occupations=lambda block: listed(block.occupations, lang),
        majors=lambda block: listed(block.majors, lang),
        needed=lambda block: block.demand,
        supplied=lambda block: block.supply,
        short=lambda block: block.short,
        fill_pct=lambda block: percent(block.fill_rate, 1),
        cause=lambda block: cause_word(block, lang),
    )
