"""The page of a thing: its figures and how they came about, years, relations, picture, rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from graph.draw.exploration import Exploration
from graph.draw.explored import Setting, picture_of
from graph.draw.outlook_panels import Panel, identity, major_panel, occupation_panel
from graph.draw.page import Look
from graph.draw.pictures import stamp
from graph.gap.figures import worst
from graph.gap.gap import gap
from graph.gap.report import Block, GapReport, Major, Occupation
from graph.gap.scope import GapParameters
from graph.lists.report import Entry
from graph.lists.sentences import action, list_name, major_name, reasons
from graph.ontology import load
from graph.outlook.report import MajorAhead, OccupationAhead
from graph.telling.evidence import supply_sum
from graph.telling.outlook import band
from graph.telling.outlook_lead import headline_year
from graph.telling.sentences import headline, level_in_short, word
from views.parts import (
    address,
    advice,
    explorer,
    exports,
    outlook_pictures,
    outlook_views,
    scope,
    steps,
    thing,
)
from views.parts.blocks import blocks
from views.parts.draws import draws
from views.parts.faults import showing_errors
from views.parts.figure import Figure, figures
from views.parts.gap_exports import gap_offers
from views.parts.mark import mark
from views.parts.markup import Child, anchor, between, node, show
from views.parts.neighbourhood import neighbourhood
from views.parts.session import build, language, once, tell
from views.parts.totals import total_figures

NAMES_SHOWN, BLOCKS_SHOWN = 12, 3
WIDTH, HEIGHT = 440.0, 520.0
Class = TypeVar("Class", Occupation, Major, OccupationAhead, MajorAhead)


def index() -> None:
    """List the things of a build by class, the first of each, for whoever seeks one."""
    atlas, lang = steps.atlas(), language()
    by_class: dict[str, list[str]] = defaultdict(list)
    for uri, vertex in atlas.web.vertices.items():
        by_class[vertex.class_name].append(uri)
    for declared in load().tables.values():
        if uris := by_class.get(declared.class_name):
            title = tell("thing.of_class", kind=declared.label.of(lang), n=len(uris))
            show(*_named(title, uris, tag="h2"))


def page(uri: str) -> None:
    """Show all that the build and its analyses know about a thing."""
    atlas = steps.atlas()
    table_name, _, key = atlas.places[uri].partition("/")
    facts = thing.facts_of(uri)
    above = st.container()
    name = atlas.web.vertices[uri].of(language())
    show(thing.head(facts, name, "tc-thing tc-thing-page"), _elsewhere(table_name, uri))
    steps_of = Exploration(start=uri)
    setting = replace(explorer.setting(atlas), look=Look(language(), WIDTH, HEIGHT))
    setting = replace(setting, stamp=stamp(build(), build().manifest.grade))
    grades = [facts.grade, *(series.grade for series in facts.series)]
    with showing_errors():
        grades.append(FIGURES.get(table_name, _nothing)(key))
    exports.menu(_offers(table_name, key, steps_of, setting), worst(grades))
    with above:
        mark(worst(grades))
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        thing.charts(facts)
        ahead = st.container()
        _related(uri)
        neighbourhood(picture_of(steps_of, setting, {}, {}).scene, atlas.places)
    with right:
        show(thing.properties(facts))
        advised = st.container()
        thing.warnings_on(table_name, key)
        thing.duties_of(table_name, key)
    st.subheader(tell("thing.sources"))
    thing.sources(facts)
    # What takes long the first time comes last; its place is above.
    with ahead, showing_errors():
        _years_ahead(table_name, key)
    with advised, showing_errors():
        _advice(table_name, key)


def _elsewhere(table_name: str, uri: str) -> Any:
    """Build the links to other views of the thing."""
    place = steps.atlas().places[uri]
    links = [anchor(steps.link(place), tell("thing.in_graph"))]
    if table_name in thing.AHEAD:
        to = address.to("outlook", view=table_name, of=place.partition("/")[2])
        links.append(anchor(to, tell("outlook.next")))
    if table_name == "colleges":
        to = address.to("candidates", college=place.partition("/")[2])
        links.append(anchor(to, tell("candidates.of_college")))
    return node("p", "tc-facts", *between(links))


def _offers(
    table_name: str, key: str, explored: Exploration, setting: Setting
) -> list[exports.Offer]:
    """Offer the picture around the thing; of a chain or area also its gap."""
    around = explorer.offer(explored, setting, lambda: picture_of(explored, setting, {}, {}).scene)
    part = {"chains": "chain", "areas": "area"}.get(table_name)
    own = gap_offers(replace(whole(), **{part: key}), "briefing", "gap") if part else []
    return [*own, around]


# The figures of a class, and how they came about --------------------------------------------------


def whole() -> GapParameters:
    """Return the header's choice for the whole region: a thing's page is not of a part of it."""
    return replace(scope.parameters(), area=None, chain=None)


def _occupation(key: str) -> str | None:
    """Show the classes of an occupation; each function here returns the grade of its figures."""
    report = once(gap, whole())
    for entry in _of(report.occupations, key):
        link = address.to("gap", view="occupations", of=identity(entry))  # type: ignore[arg-type]
        tone = f"occupation-class-{entry.group}"
        cards = [
            _figure("demand", entry.demand, link),
            _figure("filled", entry.demand - entry.empty, link),
            _figure("empty", entry.empty, link, tone if entry.empty else ""),
        ]
        _class(entry, word("occupation_class", entry.group, language()), tone, report, cards)
    _proof([b for b in report.blocks if any(o.thing.key == key for o in b.occupations)])
    return report.grade


def _major(key: str) -> str | None:
    report = once(gap, whole())
    for entry in _of(report.majors, key):
        link = address.to("gap", view="majors", of=identity(entry))  # type: ignore[arg-type]
        tone = f"major-class-{entry.group}"
        cards = [_figure("supply", entry.supply, link), _figure("unplaced", entry.unplaced, link)]
        if entry.room is not None and entry.slack is not None:
            cards += [_figure("room", entry.room, link), _figure("slack", entry.slack, link)]
        _class(entry, word("major_class", entry.group, language()), tone, report, cards)
        text = tell("gap.supply_sum", **asdict(once(supply_sum, whole(), entry)))
        show(node("p", "tc-warning-said", text))
    _proof([b for b in report.blocks if any(m.thing.key == key for m in b.majors)])
    return report.grade


def _part(name: str, key: str) -> str | None:
    """Show the gap of a chain or area: its totals, and where most places stay empty."""
    report = once(gap, replace(whole(), **{name: key}))
    show(node("p", "tc-warning-said", headline(report, language())))
    figures(total_figures(report, **{"area": None, "chain": None, name: key}))
    largest = sorted(report.blocks, key=lambda block: -block.short)[:BLOCKS_SHOWN]
    _proof([block for block in report.blocks if block in largest], **{name: key})
    return report.grade


def _nothing(_key: str) -> str:
    """Other classes have no figures beyond those of their rows."""
    return "official"


FIGURES: Mapping[str, Callable[[str], str | None]] = {
    "occupations": _occupation,
    "majors": _major,
    "chains": partial(_part, "chain"),
    "areas": partial(_part, "area"),
}


def _of(entries: Sequence[Class], key: str) -> list[Class]:
    """Return the classes of a thing, and say so where it has none."""
    own = [entry for entry in entries if entry.thing.key == key]
    if not own:
        st.caption(tell("thing.no_class"))
    return own


def _class(
    entry: Occupation | Major, group: str, tone: str, report: GapReport, cards: Sequence[Figure]
) -> None:
    """Show the class of a thing, at a level and in a year, and its figures."""
    parts = [level_in_short(entry.level, language())]
    parts += [entry.area.of(language())] if entry.area else []
    about = tell("thing.class_of", parts=tell("head.separator").join(parts), year=report.year)
    its_group = thing.toned("strong", group, tone)
    show(node("p", "tc-thing-gap", its_group, " ", node("span", "tc-facts", about)))
    figures(cards)


def _figure(name: str, value: int, link: str, tone: str = "") -> Figure:
    label, definition = tell(f"thing.figure.{name}"), tell(f"thing.define.{name}")
    return Figure(label, f"{value:,}", definition, link, "", tone)


def _proof(of: Sequence[Block], **part: str) -> None:
    if of:
        show(node("h3", "tc-part", tell("thing.proof")))
        blocks(of, **part)


# Years ahead, advice ------------------------------------------------------------------------------


def _years_ahead(table_name: str, key: str) -> None:
    """Draw what the coming years bring, with its band; the trend of the years before leads on."""
    if table_name not in thing.AHEAD:
        return
    report, measured = advice.ahead(whole())
    at = report.years.index(headline_year(report))
    year, lang = report.years[at].year, language()
    entries = [figures for figures in getattr(report, table_name) if figures.thing.key == key]
    own: list[Panel] = []
    for entry in entries:
        persons = getattr(entry.years[at], "short" if table_name == "occupations" else "supply")
        text = tell("outlook.in_year", year=year, figure=band(persons))
        panel = (
            occupation_panel(entry, report, measured, text, lang)
            if table_name == "occupations"
            else major_panel(entry, measured, text, lang)
        )
        own.append(outlook_views.named(panel, entry, entries))
    if own:
        title = tell(f"outlook.panels_{table_name}", first=measured[0].year, last=report.until)
        show(node("h3", "tc-part", title))
        origin = outlook_pictures.stamp_of(build(), report, measured)
        draw = outlook_pictures.drawing_of_panels(lambda _lang: own, title, origin)
        outlook_pictures.show("thing-ahead", draw, {}, (table_name, key, whole(), draws()))


def _advice(table_name: str, key: str) -> None:
    """Say what the three lists say of a major, or of the majors of a college."""
    if table_name == "majors":
        entries = [entry for entry in advice.lists_now().entries if entry.major.key == key]
    elif table_name == "colleges":
        taught = (entry for entry in advice.lists_now().entries if not entry.is_new)
        entries = [entry for entry in taught if key in (college.key for college in entry.colleges)]
    else:
        return
    if entries:
        lang = language()
        show(
            node("h3", "tc-part", tell("thing.advice", n=len(entries))),
            node("ul", "tc-points", *(advised(entry, lang) for entry in entries)),
        )


def advised(entry: Entry, lang: str) -> Any:
    """Build a line on an entry of the lists: the major, what to do, at which colleges, and why."""
    return node(
        "li",
        "",
        thing.link_to(f"majors/{entry.major.key}", major_name(entry, lang)),
        " ",
        node(
            "strong",
            "",
            tell("thing.action", list=list_name(entry.place, lang), action=action(entry, lang)),
        ),
        node("span", "tc-soft", " ", reasons(entry, lang)),
    )


# Relations ----------------------------------------------------------------------------------------


def _related(uri: str) -> None:
    """Name the neighbours by relation and class, those with a mark of the gap first."""
    web, lang = steps.atlas().web, language()
    labels = {declared.class_name: declared.label.of(lang) for declared in load().tables.values()}
    groups: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for other, name, _ in web.near[uri]:
        groups[name, web.vertices[other].class_name][other] = None
    for (name, kind), uris in groups.items():
        relation = thing.relation_name(name)
        title = tell("thing.related", kind=labels[kind], relation=relation, n=len(uris))
        show(*_named(title, list(uris), steps.link(steps.atlas().places[uri])))


def _named(
    title: str, uris: Sequence[str], rest_at: str | None = None, tag: str = "h3"
) -> Iterator[Any]:
    """Yield a heading and the names of things, each with its mark and a link to its page."""
    atlas, marks = steps.atlas(), explorer.marks(steps.atlas())
    ordered = sorted(uris, key=lambda uri: uri not in marks)
    items: list[Child] = []
    for uri in ordered[:NAMES_SHOWN]:
        link = thing.link_to(atlas.places[uri])
        shown_mark = None
        if uri in marks:
            shown_mark = thing.toned("small", marks[uri].text, marks[uri].key.replace("_", "-"))
        items.append(node("li", "", link, shown_mark))
    if (rest := len(ordered) - NAMES_SHOWN) > 0:
        more = tell("thing.more", rest=rest)
        items.append(node("li", "", anchor(rest_at, more) if rest_at else more))
    yield node(tag, "tc-part", title)
    yield node("ul", "tc-names", *items)
