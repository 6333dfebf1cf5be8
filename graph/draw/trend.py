"""The trend: demand, supply and matches, year by year, each year solved by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from graph.draw.axes import HEADROOM, Axes, grid, raised, rounded_up
from graph.draw.courses import most
from graph.draw.measure import LINE, width
from graph.draw.page import (
    DEFAULT_LOOK,
    FOOT,
    MARGIN,
    TOP,
    Caption,
    Elements,
    Look,
    captioned,
    framed,
)
from graph.draw.scene import Bar, Box, Edge, Rows, Scene, Stamp, Text
from graph.errors import NoAnswer
from graph.gap.parts import Parts
from graph.gap.report import GapReport
from graph.ontology import Ontology
from graph.outlook.report import Outlook, YearAhead
from graph.telling.outlook import band, basis_ahead
from graph.telling.sentences import region, word
from graph.words import heading, say

DEFAULT_HEIGHT = 720.0
SHORT, SURPLUS = "occupation_class-starved", "major_class-surplus"
MATCHED = "occupation_class-balanced"
AXIS = 56.0
BELOW, BELOW_AHEAD = 44.0, 58.0
COLUMN = 0.42  # of the space between two years
ENDS = ("low", "high")
THIN = 1.6  # pixels of the line of a band


def trend(
    parts: Parts,
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
    outlook: Outlook | None = None,
) -> Scene:
    """Draw the years of ``split(tables, "year")``: demand beside supply.

    A year may rest on another basis than its neighbour; its basis stands below it. The years of an
    outlook follow in pale: their outline is dashed where most graduates are in class already, else
    dotted.

    Raises:
        NoAnswer: there is but one year.
    """
    height = look.height or DEFAULT_HEIGHT
    reports = [part.report for part in parts.parts if part.report is not None]
    ahead = outlook.years if outlook else ()
    if len(reports) + len(ahead) < 2:
        raise NoAnswer("error.draw_one_year", year=reports[0].year)
    tops = [max(report.demand, report.supply) for report in reports]
    tops += [max(most(year.demand), most(year.supply)) for year in ahead]
    axes = Axes(
        MARGIN + AXIS,
        look.width - MARGIN,
        TOP + HEADROOM,
        height - FOOT - (BELOW_AHEAD if ahead else BELOW),
        rounded_up(max(tops)),
        (*(report.year for report in reports), *(year.year for year in ahead)),
    )
    inside = Elements()
    grid(inside, axes, say("draw.axis.persons", look.lang))
    figures: list[Text] = []
    for report in reports:
        basis = word("basis", report.basis, look.lang)
        _below(inside, axes, report.year, (basis,))
        figures += _measured(inside, axes, report, look.lang)
    for year in ahead:
        assert outlook is not None
        basis = basis_ahead(outlook, look.lang)
        share = _in_class(outlook, year)
        _below(inside, axes, year.year, (basis, *([share] if share else [])))
        figures += _ahead(inside, axes, year, look.lang)
    _put_apart(inside, figures)
    sized = Look(look.lang, look.width, height)
    caption = _caption(parts, reports, outlook, look.lang)
    rows = _rows(reports, outlook, look.lang)
    words = ("matched", "empty", reports[-1].spare_word)
    kinds = tuple(
        (key, say(f"draw.trend.{name}", look.lang))
        for key, name in zip((MATCHED, SHORT, SURPLUS), words, strict=True)
    )
    legend = [("", kinds)]
    return framed("trend", ontology, sized, stamp, caption, inside, 0, legend, rows)


def _below(inside: Elements, axes: Axes, year: int, notes: tuple[str, ...]) -> None:
    """Write the year, its demand basis, and of a year ahead the share who are in class."""
    for k, line in enumerate((str(year), *notes)):
        y, size = axes.bottom + (22, 39, 54)[k], 11.0 if k else 14.0
        if k == 0 or width(line, size) <= axes.step:
            text = Text(f"years/{year}", axes.x(year), y, line, size, "muted")
            key = "muted" if k else "ink"
            inside.texts.append(replace(text, key=key, bold=k == 0, anchor="middle"))


def _put_apart(inside: Elements, figures: Sequence[Text]) -> None:
    """Raise figures above columns until none touches another, the lower ones first.

    Left out is what would stand on another column, or more than a line above its own.
    """
    placed: list[Text] = []
    for figure in sorted(figures, key=lambda text: -text.y):
        y = round(raised(figure, placed), 2)
        if figure.y - y <= figure.size * LINE and not _is_on_another(figure, y, inside.boxes):
            placed.append(replace(figure, y=y))
    inside.texts += placed


def _is_on_another(figure: Text, y: float, columns: Sequence[Box]) -> bool:
    left, right = figure.span
    return any(
        column.id != figure.id and column.x < right and left < column.x + column.w and column.y < y
        for column in columns
    )


def _measured(inside: Elements, axes: Axes, report: GapReport, lang: str) -> Iterator[Text]:
    """Draw two columns with the same lower part; yield the figures above them."""
    names = ("year", "demand", "supply", "matched", "shortage")
    tip = say("draw.trend.year", lang, **{name: getattr(report, name) for name in names})
    for side, whole, key, direction in (
        ("demand", report.demand, SHORT, -1),
        ("supply", report.supply, SURPLUS, 1),
    ):
        parts = (report.matched, whole - report.matched)
        column = _Column(axes, report.year, direction, parts, key, side)
        inside.boxes.append(column.box(tip, 0.28, 0.8))
        inside.texts += column.texts(say(f"draw.trend.{side}", lang), with_matched=True)
        yield column.figure(column.top)


def _ahead(inside: Elements, axes: Axes, year: YearAhead, lang: str) -> Iterator[Text]:
    """Draw two pale columns with an outline and their bands; yield the figures above them."""
    tip = say(
        "draw.trend.year_ahead",
        lang,
        year=year.year,
        **{name: band(getattr(year, name)) for name in ("demand", "supply", "shortage")},
    )
    for side, whole, rest, key, direction in (
        ("demand", year.demand, year.shortage, SHORT, -1),
        ("supply", year.supply, year.surplus, SURPLUS, 1),
    ):
        parts = (max(whole.median - rest.median, 0), rest.median)
        column = _Column(axes, year.year, direction, parts, key, side)
        box = column.box(tip, 0.14, 0.35)
        top = column.top
        if whole.low is not None and whole.high is not None and whole.low < whole.high:
            top = axes.y(whole.high)
            line = Bar("ink", column.edge, top, THIN, round(axes.y(whole.low) - top, 2))
            box = replace(box, bars=(*box.bars, line))
        inside.boxes.append(box)
        inside.edges += column.outline(year.is_known)
        inside.texts += column.texts(say(f"draw.trend.{side}", lang), with_matched=False)
        yield column.figure(min(top, column.top), whole.median)


@dataclass(frozen=True)
class _Column:
    """A column of the persons of a side in a year: below those matched, above the others."""

    axes: Axes
    year: int
    direction: int
    parts: tuple[int, int]
    key: str
    side: str

    @property
    def id(self) -> str:
        return f"years/{self.year}/{self.side}"

    @property
    def wide(self) -> float:
        return round(self.axes.step * COLUMN, 2)

    @property
    def left(self) -> float:
        middle = self.axes.x(self.year)
        return round(middle + (self.direction - 1) / 2 * self.wide + self.direction * 2, 2)

    @property
    def centre(self) -> float:
        return round(self.left + self.wide / 2, 2)

    @property
    def edge(self) -> float:
        """Return where a band stands: at the right, beside the figures."""
        return round(self.left + self.wide - 3 * THIN, 2)

    @property
    def top(self) -> float:
        return self.axes.y(sum(self.parts))

    def box(self, tip: str, lower: float, upper: float) -> Box:
        """Return the column with the tints of its parts."""
        x, line = self.left, self.axes.y(self.parts[0])
        bars = (
            Bar(MATCHED, x, line, self.wide, round(self.axes.bottom - line, 2), lower),
            Bar(self.key, x, self.top, self.wide, round(line - self.top, 2), upper),
        )
        high = round(self.axes.bottom - self.top, 2)
        return Box(
            self.id, self.key, x, self.top, self.wide, high, self.id, (),
            tooltip=tip, tint=0.0, bars=bars, persons=float(sum(self.parts)),
        )  # fmt: skip

    def outline(self, is_known: bool) -> Iterator[Edge]:
        """Yield the sides and the top."""
        left, right = self.left, round(self.left + self.wide, 2)
        corners = [(left, self.axes.bottom), (left, self.top)]
        corners += [(right, self.top), (right, self.axes.bottom)]
        for k, ends in enumerate(pairwise(corners)):
            yield Edge(
                f"{self.id}/{k}", self.key, "", "", ends,
                w=1.8, dashed=is_known, dotted=not is_known,
            )  # fmt: skip

    def texts(self, side: str, *, with_matched: bool) -> Iterator[Text]:
        """Yield the figures inside, and at the foot the name of the side, where they fit."""
        matched, others = self.parts
        line = self.axes.y(matched)
        inside = [Text(self.id, self.centre, self.axes.bottom - 8, side, 11.0, "muted")]
        if with_matched:
            figure = f"{matched:,}"
            inside.append(Text(self.id, self.centre, line + 18, figure, 12.0, "muted"))
        if line - self.top >= 18:
            middle = (line + self.top) / 2 + 4.5
            key = "paper" if with_matched else "ink"
            inside.append(Text(self.id, self.centre, middle, f"{others:,}", 12.0, key, True))
        for text in inside:
            if width(text.text, text.size, text.bold) < self.wide:
                yield replace(text, anchor="middle")

    def figure(self, above: float, persons: int | None = None) -> Text:
        """Return the figure of the whole, above the column and its band."""
        whole = sum(self.parts) if persons is None else persons
        return Text(self.id, self.centre, above - 8, f"{whole:,}", 12.5, "ink", True, "middle")


def _caption(parts: Parts, reports: list[GapReport], outlook: Outlook | None, lang: str) -> Caption:
    first, last = reports[0], reports[-1]
    until = outlook.until if outlook else last.year
    place = region(parts.place, lang)
    title = say("draw.trend.title", lang, place=place, first=first.year, last=until)
    totals = say(
        "draw.trend.totals",
        lang,
        first=first.year,
        last=last.year,
        demand_first=first.demand,
        demand_last=last.demand,
        supply_first=first.supply,
        supply_last=last.supply,
        short_first=first.shortage,
        short_last=last.shortage,
    )
    note = say("draw.trend.note", lang)
    if outlook:
        note += say("draw.trend.note_ahead", lang, first=outlook.newest + 1)
        if outlook.draws:
            values = {"cover": 100 * outlook.cover, "draws": outlook.draws}
            note += say("draw.trend.note_bands", lang, **values)
    return captioned(title, totals, note, lang)


def _rows(reports: list[GapReport], outlook: Outlook | None, lang: str) -> Rows:
    names = ("year", "needed", "supplied", "matched", "short")
    spare = f"draw.trend.{reports[-1].spare_word}"
    columns = [
        *(heading(name, "draw", lang) for name in names),
        say(spare, lang),
        heading("basis", "draw", lang),
    ]
    rows: list[tuple[object, ...]] = [
        (
            report.year,
            report.demand,
            report.supply,
            report.matched,
            report.shortage,
            report.surplus,
            word("basis", report.basis, lang),
        )
        for report in reports
    ]
    if outlook:
        sides = ("demand", "supply", "shortage")
        columns += [heading(f"{side}_{end}", "draw", lang) for side in sides for end in ENDS]
        columns.append(heading("in_class", "draw", lang))
        rows = [(*row, *[None] * (len(columns) - len(row))) for row in rows]
        rows += [_row_ahead(year, outlook, lang) for year in outlook.years]
    return Rows(tuple(columns), tuple(rows))


def _row_ahead(year: YearAhead, outlook: Outlook, lang: str) -> tuple[object, ...]:
    """Return the medians of a year, then the ends of its bands; no match adds up to medians."""
    figures = (year.demand, year.supply, year.shortage)
    ends = [getattr(figure, end) for figure in figures for end in ENDS]
    return (
        year.year,
        year.demand.median,
        year.supply.median,
        None,
        year.shortage.median,
        year.surplus.median,
        basis_ahead(outlook, lang),
        *ends,
        _in_class(outlook, year),
    )


def _in_class(outlook: Outlook, year: YearAhead) -> str | None:
    share = outlook.in_class(year)
    return None if share is None else f"{100 * share:.0f}%"
