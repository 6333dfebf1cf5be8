"""The details of one thing: properties, figures by year, duties, warnings, relations, sources."""

from __future__ import annotations

from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import polars as pl
import streamlit as st

from graph.builds.cells import with_row_cells
from graph.gap.figures import worst
from graph.ontology import load
from graph.rules import judge
from graph.rules.duties import Duty, duties
from graph.rules.sentences import sentence
from graph.rules.subjects import verdicts_on
from graph.rules.verdicts import RuleParameters, Verdict
from graph.telling.profile import Profile, Said, Series, profile
from views.parts import scope, steps
from views.parts.mark import grade_mark
from views.parts.markup import node, show
from views.parts.session import build, language, once, tell
from views.parts.table import heads, table

VERDICTS_SHOWN, DUTIES_SHOWN = 6, 12


def details(uri: str) -> None:
    """All that is known of a thing."""
    known, lang = steps.atlas(), language()
    where, _, key = known.places[uri].partition("/")
    found = once(_profile, where, key, lang)
    show(_head(found, known.web.vertices[uri].of(lang)), *_gap(uri), _properties(found))
    if found.series:
        show(node("h4", "tc-part", tell("thing.figures")), _charts(found.series))
        if any(one.grade == "illustrative" for one in found.series):
            st.caption(tell("thing.hatched"))
    _warnings(where, key)
    _duties(where, key)
    _relations(uri)
    with st.expander(tell("thing.sources"), icon=":material/receipt_long:"):
        table(
            "sources-of-thing",
            tell("thing.sources"),
            with_row_cells(found.rows, build().columns),
            heads("what", "year", "cell", "file", "grade", "ref"),
        )


def _profile(tables: Any, where: str, key: str, lang: str) -> Profile:
    return profile(tables, load(), where, key, lang)


def _head(found: Profile, name: str) -> Element:
    """The name, which tells it from others called so, and the grade of all that stands below."""
    kind = load().tables[found.table].class_name
    dot = node("span", "tc-dot")
    dot.set("style", f"background: var(--tc-class-{kind})")
    return node(
        "header",
        "tc-thing",
        node(
            "p",
            "tc-thing-kind",
            dot,
            found.kind,
            grade_mark(worst([found.grade, *(one.grade for one in found.series)])),
        ),
        node("h3", "tc-thing-name", name),
        node("p", "tc-thing-others", tell("head.separator").join(found.other_names))
        if found.other_names
        else None,
    )


def _gap(uri: str) -> list[Element]:
    """What the gap says of it, where it says anything."""
    from views.parts.explorer import marks

    mark = marks(steps.atlas()).get(uri)
    if mark is None:
        return []
    told = node("strong", "", mark.text)
    told.set("style", f"color: var(--tc-{mark.key.replace('_', '-')})")
    year = scope.parameters().year
    return [node("p", "tc-thing-gap", told, tell("thing.gap", year=year) if year else None)]


def _properties(found: Profile) -> Element:
    lines: list[Element] = []
    for one in found.said:
        lines.append(node("dt", "", one.label, title=one.definition))
        lines.append(node("dd", "", *_values(one)))
    return node("dl", "tc-said", *lines)


def _values(one: Said) -> list[Element | str]:
    told: list[Element | str] = []
    for value, thing in zip(one.values, one.things, strict=True):
        told += [tell("thing.between")] if told else []
        told.append(_link(value, f"{thing[0]}/{thing[1]}") if thing else value)
    return told


def _link(text: str, where: str) -> Element | str:
    if where not in steps.atlas().uris:
        return text
    return node("a", "", text, href=steps.link(where), target="_self")


def _charts(series: tuple[Series, ...]) -> Element:
    return node("div", "tc-charts", *(_chart(one) for one in series))


def _chart(one: Series) -> Element:
    """Bars by year, from nought; each says its year and figure."""
    most = max(amount for _, amount in one.points) or 1.0
    bars = []
    for year, amount in one.points:
        told = tell("thing.point", year=year, amount=amount)
        bar = node("span", "tc-year", title=told)
        bar.set("style", f"height: {max(100 * amount / most, 2):.0f}%")
        bars.append(bar)
    (first, _), (last, amount) = one.points[0], one.points[-1]
    unit = load().code_lists["unit"].by_notation.get(one.unit or "")
    measured = unit.label.of(language()).lower() if unit else ""
    value = tell("thing.amount", amount=amount, unit=measured)
    years = f"{first}–{last}" if first != last else f"{last}"
    return node(
        "figure",
        "tc-chart tc-chart-illustrative" if one.grade == "illustrative" else "tc-chart",
        node("figcaption", "", node("span", "", one.label, title=one.definition), one_of(one)),
        node("div", "tc-years", *bars, role="img", aria_label=_told(one)),
        node("div", "tc-chart-foot", node("span", "", years), node("strong", "", value)),
    )


def one_of(one: Series) -> Element:
    """What the rows of a figure are."""
    return node("small", "", one.of)


def _told(one: Series) -> str:
    points = [tell("thing.point", year=year, amount=amount) for year, amount in one.points]
    return tell("thing.between").join([one.label, *points])


def _judged(tables: Any, year: int | None) -> tuple[Verdict, ...]:
    return judge(tables, RuleParameters(year=year))


def _warnings(where: str, key: str) -> None:
    found = verdicts_on(once(_judged, scope.rules_year()), build().tables, where, key)
    if not found:
        return
    lang = language()
    show(
        node("h4", "tc-part", tell("thing.warnings", count=len(found))),
        node(
            "ul", "tc-points", *(node("li", "", sentence(v, lang)) for v in found[:VERDICTS_SHOWN])
        ),
    )


def _duties(where: str, key: str) -> None:
    found = [one for one in once(duties) if _is_of(one, where, key)]
    if not found:
        return
    show(
        node("h4", "tc-part", tell("thing.duties", count=len(found))),
        node(
            "ul", "tc-points", *(node("li", "", _duty(one, where)) for one in found[:DUTIES_SHOWN])
        ),
    )


def _is_of(one: Duty, where: str, key: str) -> bool:
    if where == "units":
        return one.unit.key == key
    return where == "measures" and f"{one.measure.policy}/{one.measure.path}" == key


def _duty(one: Duty, where: str) -> str:
    lang = language()
    role = load().code_lists["role"].by_notation[one.role].label.of(lang)
    other = one.unit.of(lang) if where == "measures" else (one.measure.heading or "")
    return tell("thing.duty", role=role, number=one.measure.number, other=other)


def _relations(uri: str) -> None:
    """How many neighbours of each class and relation there are, shown or not."""
    web, lang = steps.atlas().web, language()
    labels = {table.class_name: table.label.of(lang) for table in load().tables.values()}
    ends = {(other, name) for other, name, _ in web.near[uri]}
    counted = Counter((web.vertices[other].class_name, name) for other, name in ends)
    if not counted:
        return
    rows = [
        {"class": labels[kind], "relation": _relation(name), "things": count}
        for (kind, name), count in counted.most_common()
    ]
    with st.expander(tell("thing.relations", count=len({other for other, _ in ends}))):
        table(
            "relations",
            tell("thing.relations_title"),
            pl.DataFrame(rows),
            heads("class", "relation", "things"),
        )


def _relation(name: str) -> str:
    known = load().properties.get(name)
    return known.label.of(language()) if known else name
