"""The details of a thing: properties, figures by year, duties, warnings, relations, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import polars as pl
import streamlit as st

from graph.builds.cells import with_row_cells
from graph.gap.figures import worst
from graph.gap.flows.rounding import half_up
from graph.ontology import load
from graph.rules import judge
from graph.rules.duties import Duty, duties
from graph.rules.sentences import sentence
from graph.rules.subjects import verdicts_on
from graph.telling.profile import COUNTED, Profile, Series, profile
from graph.telling.sentences import word
from views.parts import address, scope, steps
from views.parts.mark import grade_mark
from views.parts.markup import anchor, between, bullets, node, show, thing_head, way
from views.parts.session import build, language, once, tell
from views.parts.table import heads, table

VERDICTS_SHOWN, DUTIES_SHOWN = 6, 12
AHEAD = ("occupations", "majors")  # the views of the outlook with such things


def details(uri: str) -> None:
    """Show all that the build knows about a thing."""
    atlas = steps.atlas()
    table_name, _, key = atlas.places[uri].partition("/")
    facts = facts_of(uri)
    show(head(facts, link_to(atlas.places[uri])), *_gap(uri), properties(facts))
    charts(facts)
    warnings_on(table_name, key)
    duties_of(table_name, key)
    _relations(uri)
    with st.expander(tell("thing.sources"), icon=":material/receipt_long:"):
        sources(facts)


def sources(facts: Profile) -> None:
    """Show the rows that a thing is made of."""
    columns = heads("what", "year", "cell", "file", "grade", "ref")
    rows = with_row_cells(facts.rows, build().columns)
    table("sources-of-thing", tell("thing.sources"), rows, columns)


def facts_of(uri: str) -> Profile:
    """Return the profile of a thing in the language of the view."""
    table_name, _, key = steps.atlas().places[uri].partition("/")
    return once(_profile, table_name, key, language())


def _profile(tables: Any, table_name: str, key: str, lang: str) -> Profile:
    return profile(tables, load(), table_name, key, lang)


def charts(facts: Profile) -> None:
    """Show the figures by year as bars."""
    if facts.series:
        bars = node("div", "tc-charts", *map(_chart, facts.series))
        show(node("h3", "tc-part", tell("thing.figures")), bars)
        if any(series.grade == "illustrative" for series in facts.series):
            st.caption(tell("thing.hatched"))


def head(facts: Profile, name: Element | str, kind: str = "tc-thing") -> Element:
    """Build the head: the thing's unambiguous name, and the grade of all that stands below."""
    class_name = load().tables[facts.table].class_name
    dot = node("span", "tc-dot", style=f"background: var(--tc-class-{class_name})")
    grade = worst([facts.grade, *(series.grade for series in facts.series)])
    others = tell("head.separator").join(facts.other_names)
    below = node("p", "tc-thing-others", others) if others else None
    return thing_head((dot, facts.kind, grade_mark(grade)), name, below, kind=kind)


def toned(tag: str, text: str, tone: str) -> Element:
    """Build a text with a dot of its colour: letters of that colour may be too pale to read."""
    dot = node("span", "tc-dot", aria_hidden="true", style=f"background: var(--tc-{tone})")
    return node(tag, "", dot, " ", text)


def _gap(uri: str) -> list[Element]:
    """Build the line on the thing's place in the gap; empty where it has none."""
    from views.parts.explorer import marks

    mark = marks(steps.atlas()).get(uri)
    if mark is None:
        return []
    text = toned("strong", mark.text, mark.key.replace("_", "-"))
    year = scope.parameters().year
    table_name, _, key = steps.atlas().places[uri].partition("/")
    link = address.to("outlook", view=table_name, of=key)
    line = node("p", "tc-thing-gap", text, tell("thing.gap", year=year) if year else None)
    return [line, way(link, tell("outlook.next"))] if table_name in AHEAD else [line]


def properties(facts: Profile) -> Element:
    """Build the list of what the row of a thing says."""
    lines: list[Element] = []
    for statement in facts.properties:
        pairs = zip(statement.values, statement.things, strict=True)
        values = (link_to("/".join(thing), value) if thing else value for value, thing in pairs)
        lines.append(node("dt", "", statement.label, title=statement.definition))
        lines.append(node("dd", "", *between(values, tell("thing.between"))))
    return node("dl", "tc-said", *lines)


def link_to(place: str, name: str | None = None) -> Element | str:
    """Return a name that leads to the page of a thing; the name alone where there is none.

    ``place``: ``table/key``; without a name, that of the thing.
    """
    atlas = steps.atlas()
    if place not in atlas.uris:
        return name or place
    name = name or atlas.web.vertices[atlas.uris[place]].of(language())
    return anchor(address.thing(place), name)


def show_links(places: Iterable[str]) -> None:
    """Show the names of things (``table/key``) as links to their pages."""
    links = [link_to(place) for place in dict.fromkeys(places)]
    if links:
        show(node("p", "tc-facts", *between(links)))


def _chart(series: Series) -> Element:
    """Build bars by year, from zero; each names its year and figure, persons as whole ones."""
    if series.unit in COUNTED:
        series = replace(series, points=tuple((y, half_up(amount)) for y, amount in series.points))
    most = max(amount for _, amount in series.points) or 1.0
    bars = []
    for year, amount in series.points:
        label, high = tell("thing.point", year=year, amount=amount), max(100 * amount / most, 2)
        bars.append(node("span", "tc-year", title=label, style=f"height: {high:.0f}%"))
    (first, _), (last, amount) = series.points[0], series.points[-1]
    unit = load().code_lists["unit"].by_notation.get(series.unit or "")
    measured = unit.label.of(language()).lower() if unit else ""
    value = tell("thing.amount", amount=amount, unit=measured)
    if series.unit in COUNTED:
        value = tell(f"thing.count.{series.unit}", amount=amount)
    years = f"{first}–{last}" if first != last else f"{last}"
    return node(
        "figure",
        "tc-chart tc-chart-illustrative" if series.grade == "illustrative" else "tc-chart",
        node(
            "figcaption",
            "",
            node("span", "", series.label, title=series.definition),
            node("small", "", series.of),  # what the rows are
            node("small", "", _spread(series)) if series.spread else None,
        ),
        node("div", "tc-years", *bars, role="img", aria_label=_description(series)),
        node("div", "tc-chart-foot", node("span", "", years), node("strong", "", value)),
    )


def _spread(series: Series) -> str:
    low, high = series.spread or (0, 0)
    return tell("thing.spread", low=low, high=high)


def _description(series: Series) -> str:
    points = [tell("thing.point", year=year, amount=amount) for year, amount in series.points]
    return tell("thing.between").join([series.label, *points])


def warnings_on(table_name: str, key: str) -> None:
    """Show what clauses say of a thing."""
    judged = once(judge, scope.rule_parameters())
    verdicts = verdicts_on(judged, build().tables, table_name, key)
    if not verdicts:
        return
    lang = language()
    show(
        node("h3", "tc-part", tell("thing.warnings", count=len(verdicts))),
        bullets(sentence(verdict, lang) for verdict in verdicts[:VERDICTS_SHOWN]),
    )


def duties_of(table_name: str, key: str) -> None:
    """Show the measures of a unit, or the units of a measure."""
    own_duties = [duty for duty in once(duties) if _is_of(duty, table_name, key)]
    if not own_duties:
        return
    show(
        node("h3", "tc-part", tell("thing.duties", count=len(own_duties))),
        bullets(_duty(duty, table_name) for duty in own_duties[:DUTIES_SHOWN]),
    )


def _is_of(duty: Duty, table_name: str, key: str) -> bool:
    if table_name == "units":
        return duty.unit.key == key
    return table_name == "measures" and f"{duty.measure.policy}/{duty.measure.path}" == key


def _duty(duty: Duty, table_name: str) -> str:
    lang = language()
    role = word("duty_role", duty.role, lang)
    other = duty.unit.of(lang) if table_name == "measures" else (duty.measure.heading or "")
    return tell("thing.duty", role=role, number=duty.measure.number, other=other)


def _relations(uri: str) -> None:
    """Count the neighbours by class and relation, shown or not."""
    web, lang = steps.atlas().web, language()
    labels = {table.class_name: table.label.of(lang) for table in load().tables.values()}
    ends = {(other, name) for other, name, _ in web.near[uri]}
    counted = Counter((web.vertices[other].class_name, name) for other, name in ends)
    if not counted:
        return
    rows = [
        {"class": labels[kind], "relation": relation_name(name), "things": count}
        for (kind, name), count in counted.most_common()
    ]
    with st.expander(tell("thing.relations", count=len({other for other, _ in ends}))):
        table(
            "relations",
            tell("thing.relations_title"),
            pl.DataFrame(rows),
            heads("class", "relation", "things"),
        )


def relation_name(name: str) -> str:
    """Return the label of a relation."""
    relation = load().properties.get(name)
    return relation.label.of(language()) if relation else name
