"""The views of the plan page: years, moves by college, the front, limits, and what is assumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl
import streamlit as st

from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.gap.gap import gap
from graph.gap.noise import DRAWS
from graph.plan.plan import PlanParameters
from graph.plan.report import By, Move, Plan, Regret
from graph.telling import plan as sentences
from graph.telling import plan_page
from graph.telling.plan_regret import least, over_draws, regret_rows, state_name
from graph.telling.sentences import word
from graph.words import say
from views.parts import address, plan_controls, plan_pictures
from views.parts.address import choose, put
from views.parts.evidence import evidence
from views.parts.markup import bullets, node, plain, show
from views.parts.outlook_pictures import show as show_picture
from views.parts.plan_controls import here
from views.parts.plan_reports import plan_of
from views.parts.ribbon import ribbon
from views.parts.session import build, language, once, tell
from views.parts.table import More, heads, table
from views.parts.thing import link_to, show_links

POINTS, MOST_CUTS = 6, 20
ALONG: dict[By, str] = {"change": "point", "cost": "point_cost"}  # parameters of the address


@dataclass(frozen=True)
class Page:
    """What the page shows: the parameters, the plan as given (None: there is none), the plan."""

    parameters: PlanParameters
    planned: Plan | None
    report: Plan

    @property
    def as_given(self) -> Plan | None:
        """Return the plan with nothing supposed, None where that is the plan shown."""
        return None if self.planned is self.report else self.planned


def years(page: Page) -> None:
    """Show the shortage by year, of both plans where there are two, and where they differ."""
    report, given = page.report, page.as_given
    draw = plan_pictures.drawing(page.planned, report)
    links = {
        f"plan/{course}/{year}": here(view="moves")
        for course in ("unchanged", "planned", "supposed")
        for year in report.years
    }
    show_picture("plan-chart", draw, links, (page.parameters, links), "plan")
    st.subheader(tell("outlook.by_year"))
    rows = plan_page.year_rows(report) if given is None else plan_page.year_rows(given, report)
    names = ("year", "unchanged", "planned", "supposed", "fewer_empty")
    table("plan-years", tell("outlook.by_year"), rows, heads(*names), report.grade)
    st.caption(say("plan.known", language()))
    if given is not None:
        title = tell("plan.differences")
        st.subheader(title)
        columns = heads("college", "name", "track", "year", "places", "places_supposed")
        rows = plan_page.difference_rows(given, report, language())
        more = More(heads("code"), lambda row: put("move", rows["move"][row]))
        table("plan-differences", title, rows, columns | heads("difference"), report.grade, more)
        _picked([*report.moves, *given.moves], report)


def moves(page: Page) -> None:
    """Show the moves by college, each with its sentence, and the picked one with its two sums."""
    report = page.report
    show(node("p", "tc-facts", sentences.moves_in_all(report, language())))
    _moves(report.moves, report)


def front(page: Page) -> None:
    """Show how much change, or money, buys how much; the chosen point with its moves by college."""
    by: By = "change"
    if page.report.cost is not None:
        by = choose(
            st.segmented_control, "against", list(ALONG), by, label=tell("plan.against"),
            format_func=lambda name: say(f"plan.front.{name}", language()),
        )  # fmt: skip
    report = plan_of(replace(page.parameters, front=POINTS, front_by=by))
    if not report.front:
        st.info(tell("plan.no_front"))
        return
    at = {f"{point.along(by):.0f}": point for point in report.front}
    last = f"{report.front[-1].along(by):.0f}"
    name = ALONG[by]
    chosen = choose(
        st.segmented_control, name, list(at), last, label=tell(f"plan.{name}"),
        format_func=lambda place: f"{int(place):,}",
    )  # fmt: skip
    point = at[chosen]
    chosen_by = {"against": None if by == "change" else by}
    links = {f"front/{place}": here(view="front", **chosen_by, **{name: place}) for place in at}
    draw = plan_pictures.drawing_of_front(report, point)
    show_picture("plan-front", draw, links, (page.parameters, chosen, links), "plan")
    values = {"change": point.change, "shortage": round(point.shortage)}
    values |= {"unchanged": round(report.total("unchanged"))}
    cost = "" if point.cost is None else say("plan.moves.cost", language(), cost=point.cost)
    show(node("p", "tc-lead", tell("plan.at_point", **values), cost))
    _moves(point.moves, report)


def ribbons(page: Page) -> None:
    """Show who goes where in the newest year, and in the last year under the plan."""
    now = once(gap, page.parameters.scope)
    then = plan_pictures.planned_paths_of(page.parameters, page.report).report
    st.caption(tell("plan.ribbons_note"))
    if now.basis != then.basis:
        bases = {"now": word("basis", now.basis, language())}
        bases |= {"then": word("basis", then.basis, language())}
        st.caption(tell("plan.ribbons_basis", **bases))
    st.subheader(tell("plan.ribbon_now", year=now.year, short=now.shortage))
    ribbon(Wish(Look(language()), page.parameters.scope), "ribbon-now")
    unchanged, planned = (
        round(figures[-1]) for figures in (page.report.unchanged, page.report.planned)
    )
    values = {"year": then.year, "short": planned, "unchanged": unchanged}
    st.subheader(tell("plan.ribbon_planned", **values))
    if then.shortage != planned:
        st.caption(tell("plan.ribbon_rounded", short=then.shortage, planned=planned))
    plan_pictures.planned_ribbon(page.parameters, page.report)


def limits(page: Page) -> None:
    """Show what stands in the way, what no plan can fill, and the usual ways beside."""
    report, lang = page.report, language()
    st.subheader(tell("plan.in_the_way"))
    st.caption(tell("plan.in_the_way_note"))
    show(bullets([*sentences.in_the_way(report, lang), *plan_page.at_capacity(report, lang)]))
    st.subheader(tell("plan.unfilled"))
    show(bullets(sentences.unfilled(report, lang, MOST_CUTS)))
    _closing(page)
    title = tell("plan.usual_ways")
    st.subheader(title)
    st.caption(tell("plan.usual_ways_note"))
    table(
        "plan-naive",
        title,
        plan_page.naive_rows(report, lang),
        heads("way", "short", "moved"),
        report.grade,
    )


def _closing(page: Page) -> None:
    """Ask for a block of the last year, and show the smallest change that closes it."""
    lang = language()
    st.subheader(say("plan.closing.title", lang))
    blocks = [cut for cut in page.report.cuts if cut.of == "unchanged" and cut.short]
    names = {
        cut.occupations[0].key: sentences.block_name(cut, lang)
        for cut in blocks
        if cut.year == page.report.until
    }
    close = address.choose_one("close", names, tell("plan.block"), tell("plan.no_block"), 640)
    if not close:
        return
    report = plan_of(replace(page.parameters, close=close))
    show(bullets(sentences.closing(report, lang)))
    if report.closing and report.closing.moves:
        title = tell("plan.closing_moves")
        _short_table("plan-closing", title, report.closing.moves, report)


def _short_table(name: str, title: str, listed: Sequence[Move], report: Plan) -> None:
    """Show moves without their reasons."""
    columns = heads("college", "name", "track", "kind", "places_before", "places", "year")
    rows = plan_page.move_rows(listed, report, language())
    table(name, title, rows, columns, report.grade, More(heads("code")))


def sure(page: Page) -> None:
    """Show what the plan leaves if the figures miss, and what is assumed."""
    weighed = plan_controls.weighed(page.parameters.scenarios)
    report = plan_of(replace(page.parameters, draws=DRAWS, regret=weighed))
    st.subheader(say("plan.robust.title", language()))
    show(bullets(sentences.robust(report, language()) or [tell("plan.no_draws")]))
    if report.regret:
        _regret(report, report.regret)
    st.subheader(say("gap.terminal.assumptions", language()))
    show(bullets(sentences.notes(report, language())))


def _regret(report: Plan, weighed: Regret) -> None:
    """Show the plan of least regret, what each plan risks in each case, and its moves."""
    lang = language()
    title = say("plan.regret.title", lang)
    st.subheader(title)
    show(bullets([least(weighed, lang), *over_draws(weighed, lang)]))
    cases = {f"state_{n}": state_name(state, lang) for n, state in enumerate(weighed.states)}
    columns = heads("weighed", "moved", "largest") | cases
    table("plan-regret", title, regret_rows(weighed, lang), columns, report.grade)
    if weighed.moves:
        title = tell("plan.regret_moves")
        st.subheader(title)
        _short_table("plan-regret-moves", title, weighed.moves, report)


def _moves(listed: Sequence[Move], report: Plan) -> None:
    """Show moves by college, those of the chosen college, and the picked one."""
    _by_college(listed, report)
    _table_of(listed, report)
    _picked(listed, report)


def _by_college(listed: Sequence[Move], report: Plan) -> None:
    """Show what changes in each college; a click chooses it."""
    rows = plan_page.college_rows(listed, language())
    if rows.is_empty():
        return
    title = tell("plan.by_college")
    st.subheader(title)
    columns = heads("college", "more", "fewer", "opens", "closes")
    pick = More({}, lambda row: put("college", rows["key"][row]))
    table("plan-colleges", title, rows, columns, report.grade, pick)


def _table_of(listed: Sequence[Move], report: Plan) -> None:
    """Show the moves of the chosen college, or of all; a click picks one."""
    lang = language()
    colleges = {move.college.key: move.college.of(lang) for move in sentences.changed(listed)}
    if not colleges:
        st.success(tell("plan.no_moves"))
        return
    college = address.choose_one(
        "college", colleges, tell("plan.college"), tell("plan.every_college"), 320
    )
    own = [move for move in sentences.changed(listed) if college in ("", move.college.key)]
    if college:
        show_links([f"colleges/{college}"])
    title = tell("plan.moves_title")
    st.subheader(title)
    columns = heads(
        "college", "name", "track", "kind", "places_before", "places", "change", "year", "reason",
        "limit",
    )  # fmt: skip
    pick = More(heads("code"), lambda row: put("move", plan_page.code_of(own[row])))
    table("plan-moves", title, plan_page.move_rows(own, report, lang), columns, report.grade, pick)
    unmoved = sum(not move.change for move in listed)
    if unmoved:
        st.caption(tell("plan.unmoved", decisions=unmoved))


def _picked(listed: Sequence[Move], report: Plan) -> None:
    """Show the decision that the address names."""
    code = address.parameter_value("move")
    if code is None:
        st.caption(tell("plan.pick"))
        return
    move = next((move for move in listed if plan_page.code_of(move) == code), None)
    if move is None:
        address.unknown(tell("plan.move"), code, None)
    else:
        _detail(move, report)


def _detail(move: Move, report: Plan) -> None:
    """Show why a decision was made: two sums, the occupations behind them, and its rows."""
    lang = language()
    college, major, track = move.key
    name = plan_page.programme_label(
        move.college.of(lang), sentences.major_of(move, lang), track, lang
    )
    values = {"year": move.year, "before": move.before, "places": move.places}
    st.subheader(plain(tell("plan.move_title", name=name, **values)))
    show_links([f"colleges/{college}", f"majors/{major}"])
    texts, occupations = plan_page.sums(move, report, lang)
    if limit := sentences.limit_met(move, report, lang):
        texts.append(say("plan.met", lang, limit=limit).strip())
    show(bullets(texts))
    if occupations:
        with st.expander(tell("plan.occupations", occupations=len(occupations))):
            links = (link_to(f"occupations/{key}", name) for key, name in occupations.items())
            show(bullets(links))
    rows = build().tables["enrolment"].filter(college=college, major=major)
    rows = rows.filter(pl.col("track").eq_missing(track)).sort("year", descending=True)
    if not rows.is_empty():
        st.subheader(tell("outlook.rows"))
        evidence("plan-rows", [("enrolment", key) for key in rows["node_key"]])


VIEWS: Mapping[str, Callable[[Page], None]] = {
    "years": years,
    "moves": moves,
    "front": front,
    "ribbons": ribbons,
    "limits": limits,
    "sure": sure,
}
