"""Areas, chains, years or builds side by side: the same figures of the gap, on one scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from xml.etree.ElementTree import Element

import streamlit as st

from graph.builds.home import Home
from graph.errors import TwinChainError
from graph.gap.choices import choices
from graph.gap.figures import worst
from graph.gap.flows.rounding import percent_said
from graph.gap.gap import gap
from graph.gap.parts import split
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters
from graph.telling.outlook import course_name
from graph.telling.outlook_tables import compared_rows
from graph.telling.sentences import told_apart
from graph.telling.tabulated import occupations_listed
from graph.things import Thing
from views.parts import address, advice, scope
from views.parts.address import choose, choose_several
from views.parts.draws import say_draws
from views.parts.mark import grade_mark, mark
from views.parts.markup import Child, anchor, bullets, node, rank_bar, show, way
from views.parts.session import build, computed_on, home, language, once, open_build, tell
from views.parts.table import heads, table

MOST, EMPTIEST, SCENARIO = 4, 3, "scenario"
EMPTIEST_FIRST = ("area", "chain")  # where nothing is chosen, the two with most empty places
FIGURES = ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus")


@dataclass(frozen=True)
class Side:
    """One of what is compared: a report, or why there is none; ``link``: to its page."""

    name: str
    link: str | None
    report: GapReport | None
    why: str = ""


def show_compared() -> None:
    """Offer what to compare, and show it; all choices stand in the address."""
    kinds = [name for name, offer in OFFERS.items() if len(offer()) > (name != SCENARIO)]
    if not kinds:
        st.info(tell("compare.nothing"), icon=":material/info:")
        return
    by = choose(
        st.segmented_control,
        "by",
        kinds,
        label=tell("compare.by"),
        format_func=lambda name: tell(f"compare.by_{name}"),
    )
    options = OFFERS[by]()
    chosen = choose_several(
        f"with-{by}",
        list(options),
        MOST,
        options.__getitem__,
        label=tell("compare.with", most=MOST),
        placeholder=tell("compare.emptiest_two" if by in EMPTIEST_FIRST else "compare.last"),
    )
    keys = chosen or _usual_pair(by, options)
    if not keys:
        st.info(tell("compare.no_figures"), icon=":material/info:")
        return
    if by == SCENARIO:
        _scenarios(keys)
        return
    sides = [_side(by, key, options[key]) for key in keys]
    reports = [side.report for side in sides if side.report]
    mark(worst([report.grade for report in reports]) if reports else "official")
    show(_table(sides))
    notes = [tell(f"compare.note_{by}")]
    if len({report.is_part for report in reports}) > 1:
        notes.append(tell("compare.note_part"))
    if len({(report.basis, report.year) for report in reports}) > 1 and by != "year":
        notes.append(tell("compare.note_years"))
    if len({report.basis for report in reports}) > 1:
        notes.append(tell("compare.note_basis"))
    show(bullets(notes))


# What can be compared -----------------------------------------------------------------------------


def _things(things: Sequence[Thing]) -> dict[str, str]:
    return {thing.key: thing.of(language()) for thing in things}


def _years() -> dict[str, str]:
    return {str(year): str(year) for year in sorted(once(choices).years)}


def _builds() -> dict[str, str]:
    store = Home(home())
    names = {}
    for name in store.names():
        manifest = open_build(str(store.builds / name)).manifest
        names[name] = tell("compare.build", build=name, day=manifest.as_of or "–")
    return names


OFFERS: Mapping[str, Callable[[], dict[str, str]]] = {
    "area": lambda: _things(once(choices).areas),
    "chain": lambda: _things(once(choices).chains),
    "year": _years,
    "build": _builds,
    SCENARIO: lambda: dict(build().tables["scenarios"].select("id", "name").iter_rows()),
}


def _usual_pair(by: str, options: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is compared where nothing is chosen: of years and builds, the last two.

    Nothing where no part has a figure of demand.
    """
    last = tuple(options)[-2:]
    if by not in EMPTIEST_FIRST:
        return last
    try:
        parts = once(split, by, replace(scope.parameters(), **{by: None})).parts
    except TwinChainError:  # each side says why
        return last
    short = {
        part.thing.key: part.shortage
        for part in parts
        if part.thing and part.thing.key in options and part.shortage is not None
    }
    if not short:
        return ()
    emptiest = sorted(options, key=lambda key: -short.get(key, 0))[:2]
    return tuple(emptiest) if any(short.values()) else last


def _scenarios(keys: Sequence[str]) -> None:
    """Show the years ahead without a scenario, and in each of some."""
    parameters = replace(scope.parameters(), year=None)
    outlooks = [advice.both_sides(parameters, own) for own in ((), *((key,) for key in keys))]
    say_draws()
    mark(worst([report.grade for report in outlooks]))
    names = {str(k): course_name(report, language()) for k, report in enumerate(outlooks)}
    title, grade = tell("compare.scenarios"), outlooks[-1].grade
    st.header(title)
    table("scenarios", title, compared_rows(outlooks), heads("year") | names, grade)
    show(way(address.to("outlook", scenario=list(keys)), tell("outlook.next")))


def _side(by: str, key: str, name: str) -> Side:
    """Compute one side as the gap page would; what cannot be computed says why."""
    parameters = scope.parameters()
    try:
        if by == "build":
            return Side(name, None, computed_on(Home(home()).builds / key, gap, parameters))
        own: GapParameters = replace(parameters, **{by: int(key) if by == "year" else key})
        return Side(name, address.to("gap", **{by: key}), once(gap, own))
    except TwinChainError as error:
        return Side(name, None, None, error.text(language()))


# The table ----------------------------------------------------------------------------------------


def _table(sides: Sequence[Side]) -> Element:
    """Build the table: a row a figure, a column a side, bars on the scale of the largest figure."""
    reports = [side.report for side in sides if side.report]
    most = max([getattr(report, name) for report in reports for name in FIGURES] + [1])
    heads = [
        node("th", "", anchor(side.link, side.name), scope="col")
        if side.link
        else node("th", "", side.name, scope="col")
        for side in sides
    ]
    cells = {name: [_bar(side, name, most) for side in sides] for name in FIGURES}
    for name, of in CELLS.items():
        cells[name] = [node("td", "", of(side.report) if side.report else "–") for side in sides]
    for side, *column in zip(sides, *cells.values(), strict=True):
        for cell in column:
            cell.set("data-of", side.name)  # beside it where the window is narrow
    rows = [_row(tell(f"compare.{name}"), row) for name, row in cells.items()]
    head = node(
        "thead", "", node("tr", "", node("th", "", tell("compare.figure"), scope="col"), *heads)
    )
    return node("div", "tc-scroll", node("table", "tc-compare", head, node("tbody", "", *rows)))


def _row(name: str, cells: Sequence[Element]) -> Element:
    return node("tr", "", node("th", "", name, scope="row"), *cells)


def _bar(side: Side, name: str, most: int) -> Element:
    if side.report is None:
        return node("td", "tc-soft", side.why if name == FIGURES[0] else "–")
    figure = getattr(side.report, name)
    return node("td", "", node("strong", "", f"{figure:,}"), rank_bar(figure / most))


def _starved(report: GapReport) -> str:
    return f"{len(occupations_listed(report, 'starved')):,}"


def _filled(report: GapReport) -> str:
    return percent_said(Fraction(report.matched, report.demand)) if report.demand else "–"


def _emptiest(report: GapReport) -> Child:
    name_of = told_apart(report.occupations, language())
    items = [
        node("li", "", tell("compare.one", name=name_of(entry), short=entry.empty))
        for entry in occupations_listed(report, "starved")[:EMPTIEST]
    ]
    return node("ul", "", *items) if items else "–"


CELLS: Mapping[str, Callable[[GapReport], Child]] = {
    "filled": _filled,
    "short": _starved,
    "emptiest": _emptiest,
    "grade": lambda report: grade_mark(report.grade),
}
