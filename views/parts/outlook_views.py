"""The views of the outlook page: years, occupations, majors, cohorts, and how sure it all is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import polars as pl
import streamlit as st

from graph.draw.outlook_panels import Panel, identity, major_panel, occupation_panel
from graph.gap.report import GapReport
from graph.outlook.backtest import ALL
from graph.outlook.report import MajorAhead, OccupationAhead, OneSide, Outlook
from graph.telling.outlook import band, course_name, notes, probability
from graph.telling.outlook_lead import emptiest, headline_year
from graph.telling.outlook_tables import (
    cohort_rows,
    compared_rows,
    conservation_rows,
    major_rows,
    occupation_rows,
    record_rows,
    year_rows,
)
from graph.telling.sentences import level_in_short
from graph.words import say
from views.parts import address, outlook_pictures
from views.parts.address import choose, choose_several, put
from views.parts.evidence import evidence
from views.parts.markup import bullets, plain, show
from views.parts.outlook_controls import here
from views.parts.session import build, language, tell
from views.parts.table import More, heads, table
from views.parts.thing import show_links

MOST_PICKED, PICKED, PROGRAMME = 12, "of", "programme"
Class = OccupationAhead | MajorAhead
Entry = TypeVar("Entry", OccupationAhead, MajorAhead)


@dataclass(frozen=True)
class Page:
    """What the page shows: the outlooks to compare, the one that is chosen, the years before."""

    outlooks: Sequence[Outlook]
    report: Outlook
    measured: Sequence[GapReport]

    @property
    def grade(self) -> str | None:
        """Return the grade of the figures ahead."""
        return self.report.grade


View = Callable[[Page], None]


def years(page: Page) -> None:
    """Show the record of the bands, the shortage by year, and its figures."""
    _record(page.report)
    links = {f"outlook/0/{o.year}": address.to("gap", year=o.year) for o in page.measured}
    for number, report in enumerate(page.outlooks):
        for year in report.years:
            name = f"outlook/{number}/{year.year}"
            links[name] = here(view="cohorts", in_year=year.year)
    draw = outlook_pictures.drawing(page.outlooks, page.measured)
    courses = [(o.scenarios, o.until, o.cover, o.draws, o.chain, o.place) for o in page.outlooks]
    outlook_pictures.show("outlook-chart", draw, links, (courses, links))
    if len(page.outlooks) > 1:
        st.header(tell("outlook.compared"))
        names = {str(k): course_name(o, language()) for k, o in enumerate(page.outlooks)}
        rows = compared_rows(page.outlooks)
        table("compared", tell("outlook.compared"), rows, heads("year") | names, page.grade)
    st.header(tell("outlook.by_year"))
    columns = heads(
        "year", "demand", "supply", "shortage", "shortage_low", "shortage_high", "in_class_pct",
        "rests_on", in_class_pct="%.0f%%",
    )  # fmt: skip
    rows = year_rows([page.report], page.measured, language())
    table("years", tell("outlook.by_year"), rows, columns, page.grade)
    if page.report.draws and page.report.demand_is_given:
        st.caption(say("outlook.demand_as_given", language()))


def occupations(page: Page) -> None:
    """Show the occupations that matter most, or those picked, and all of them in a year."""
    report, lang = page.report, language()
    year = offer_year(report, headline_year(report).year)
    at = [of_year.year for of_year in report.years].index(year)

    def text(entry: OccupationAhead) -> str:
        moment = entry.years[at]
        likely = probability(moment.p_starved, lang)
        return _joined(tell("outlook.in_year", year=year, figure=band(moment.short)), likely)

    def panel(entry: OccupationAhead, lang: str) -> Panel:
        return occupation_panel(entry, report, page.measured, text(entry), lang)

    picked = _panels(page, "occupations", report.occupations, emptiest(report), panel)
    columns = heads("name", "level", "area", "demand", "short", "short_low", "short_high")
    rows = occupation_rows(report, lang, year)
    title = tell("outlook.occupations_in", year=year)
    st.header(title)
    more = More(heads("code"), lambda row: _pick(report.occupations[row]))
    table("ahead", title, rows, columns | heads("how_likely"), page.grade, more)
    _rows_of(picked, "demand", "occupation", report)


def majors(page: Page) -> None:
    """Show the majors to decide on first, or those picked, and all of them in a year."""
    report, lang = page.report, language()
    year = offer_year(report, headline_year(report).year)
    at = [of_year.year for of_year in report.years].index(year)

    def text(entry: MajorAhead) -> str:
        supply = tell("outlook.in_year", year=year, figure=band(entry.years[at].supply))
        warned = say(f"outlook.warned.{entry.warned}", lang) if entry.warned else None
        return _joined(supply, warned)

    def panel(entry: MajorAhead, lang: str) -> Panel:
        return major_panel(entry, page.measured, text(entry), lang)

    picked = _panels(page, "majors", report.majors, report.majors, panel)
    title = tell("outlook.majors_in", year=year)
    st.header(title)
    st.caption(tell("outlook.majors_note", newest=report.newest))
    columns = heads(
        "name", "level", "area", "supply", "rests_on", "scarce", "spare", "decide_by",
        "takes_effect",
        decide_by="%d", takes_effect="%d",
    )  # fmt: skip
    more = More(heads("code", "warned", "warned_since"), lambda row: _pick(report.majors[row]))
    table("ahead", title, major_rows(report, lang, year), columns, page.grade, more)
    _rows_of(picked, "enrolment", "major", report)


def cohorts(report: Outlook | OneSide) -> None:
    """Show every programme's cohort of a year, the rows of the picked one, and the account."""
    lang = language()
    year = offer_year(report, report.years[0].year)
    rows = cohort_rows(report, build().tables, lang, year)
    title = tell("outlook.cohorts_in", year=year)
    st.header(title)
    st.caption(tell("outlook.cohorts_note"))
    columns = heads(
        "college", "name", "track", "enrolled", "completion_pct", "graduates", "graduates_low",
        "graduates_high", "rests_on", "decide_by", completion_pct="%.0f%%", decide_by="%d",
    )  # fmt: skip

    def pick(row: int) -> None:
        put(PROGRAMME, "/".join(rows.select("college_key", "code").row(row)))

    table("cohorts", title, rows, columns, report.grade, More(heads("code"), pick))
    college, _, major = (address.parameter_value(PROGRAMME) or "").partition("/")
    if college:
        its = build().tables["enrolment"].filter(college=college, major=major)
        if its.is_empty():
            address.unknown(tell("outlook.rows"), f"{college}/{major}", None)
        else:
            show_links([f"colleges/{college}", f"majors/{major}"])
            _evidence("enrolment", its)
    with st.expander(tell("outlook.account"), icon=":material/balance:"):
        st.caption(tell("outlook.account_note"))
        names = ("year", "entrants", "to_work", "further_study", "dropped", "still_enrolled")
        account = conservation_rows(report)
        table("account", tell("outlook.account"), account, heads(*names), report.grade)


def sure(report: Outlook | OneSide) -> None:
    """Show how earlier bands fared, origin by origin, and what is assumed."""
    lang = language()
    st.header(say("outlook.record.title", lang))
    _record(report)
    columns = heads(
        "side", "origin", "horizon", "size", "n", "covered_pct", "nominal_pct", "held",
        origin="%d", covered_pct="%.0f%%", nominal_pct="%.0f%%",
    )  # fmt: skip
    if report.backtest:
        table("record", say("outlook.record.title", lang), record_rows(report, lang), columns)
        st.caption(tell("outlook.record_note"))
    st.header(say("gap.terminal.assumptions", lang))
    show(bullets(notes(report, lang)))


def _record(report: Outlook | OneSide) -> None:
    """Print the origins at which too few bands held, whatever all of them together did."""
    failed = [trial for trial in report.backtest if trial.has_failed and trial.size == ALL]
    for trial in failed:
        values = {"side": say(f"outlook.head.{trial.side}", language()), "origin": trial.origin}
        values |= {"covered": 100 * trial.covered, "nominal": 100 * trial.nominal}
        st.warning(plain(tell("outlook.failed", horizon=trial.horizon, n=trial.n, **values)))


def offer_year(report: Outlook | OneSide, default: int) -> int:
    """Offer the years ahead."""
    options = [str(year.year) for year in report.years]
    label = tell("scope.year")
    return int(choose(st.segmented_control, "in_year", options, str(default), label=label))


def _joined(*parts: str | None) -> str:
    return tell("head.separator").join(part for part in parts if part)


def _pick(entry: Class) -> None:
    st.query_params[PICKED] = [identity(entry)]


def _panels(
    page: Page,
    view: str,
    entries: Sequence[Entry],
    most: Sequence[Entry],
    panel: Callable[[Entry, str], Panel],
) -> list[Entry]:
    """Offer a search for any class; draw the picked ones, else those that matter most."""
    by_name = {identity(entry): entry for entry in entries}

    def label(name: str) -> str:
        entry = by_name[name]
        parts = [entry.thing.key, level_in_short(entry.level, language())]
        parts += [entry.area.of(language())] if entry.area else []
        return f"{entry.thing.of(language())} {' '.join(parts)}"

    _complete(by_name)
    picked = choose_several(
        PICKED,
        list(by_name),
        MOST_PICKED,
        label,
        label=tell(f"outlook.search_{view}"),
        placeholder=tell("outlook.most_important"),
    )
    drawn = [by_name[name] for name in picked] or list(most)
    if drawn:
        origin = outlook_pictures.stamp_of(build(), page.report, page.measured)
        title = tell(f"outlook.panels_{view}", first=page.measured[0].year, last=page.report.until)
        draw = outlook_pictures.drawing_of_panels(
            lambda lang: [named(panel(entry, lang), entry, drawn) for entry in drawn],
            title,
            origin,
        )
        links = {
            f"{identity(entry)}/{figure}/{year}": here(view=view, of=identity(entry))
            for entry in drawn[:MOST_PICKED]
            for figure in ("demand", "short", "supply")
            for year in range(page.measured[0].year, page.report.until + 1)
        }
        outlook_pictures.show(f"outlook-{view}", draw, links, (picked, links, here()))
    else:
        st.success(tell("outlook.none_short"))
    return [by_name[name] for name in picked]


def _complete(names: Iterable[str]) -> None:
    """Let a code in the address stand for all classes that bear it."""
    requested = st.query_params.get_all(PICKED)
    classes = [
        name
        for value in requested
        for name in [key for key in names if value in (key, key.partition("/")[0])] or [value]
    ]
    if classes != requested:
        st.query_params[PICKED] = classes


def named(panel: Panel, entry: Class, drawn: Sequence[Class]) -> Panel:
    """Add the level to the name of a class where another bears the same."""
    if sum(other.thing.name == entry.thing.name for other in drawn) < 2:
        return panel
    level = level_in_short(entry.level, language())
    return replace(panel, name=tell("outlook.name_level", name=panel.name, level=level))


def _rows_of(picked: Sequence[Class], name: str, column: str, report: Outlook) -> None:
    """Show the rows behind the picked classes: of the basis, or of the colleges, that count."""
    if not picked:
        st.caption(tell("outlook.pick"))
        return
    show_links(f"{column}s/{entry.thing.key}" for entry in picked)
    rows = build().tables[name].filter(pl.col(column).is_in([entry.thing.key for entry in picked]))
    if name == "demand":
        rows = rows.filter(pl.col("basis").fill_null("survey") == report.basis)
    else:
        rows = rows.filter(pl.col("college").is_in({row.college for row in report.cohorts}))
    _evidence(name, rows)


def _evidence(name: str, rows: pl.DataFrame) -> None:
    st.header(tell("outlook.rows"))
    ordered = rows.sort("year", descending=True, nulls_last=True)
    evidence("outlook-rows", [(name, key) for key in ordered["node_key"]])


VIEWS: Mapping[str, View] = {
    "years": years,
    "occupations": occupations,
    "majors": majors,
    "cohorts": lambda page: cohorts(page.report),
    "sure": lambda page: sure(page.report),
}
