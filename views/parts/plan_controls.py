"""The choices of the plan page, all in the address: last year, scenarios, limits, fixes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from graph.gap.scope import GapParameters
from graph.outlook.parameters import newest_scope
from graph.plan.fixes import FIX, Open, open_programmes
from graph.plan.limits import source
from graph.plan.plan import MOST_PLACES, PlanParameters, in_force
from graph.plan.regret import ALL, MOST
from graph.telling.plan_page import programme_label
from graph.words import join, say
from views.parts import address, gap_controls, outlook_controls
from views.parts.address import choose, choose_several, parameter_value, put
from views.parts.session import build, language, once, tell

# Parameters of the address and the limits that they set for everything; one for the whole change.
LIMITS = {
    "ramp_pct": "change_pct_max",
    "ramp_places": "change_places_max",
    "class_min": "class_min",
    "places_max": "places_max",
}
NUMBER = re.compile("[0-9]{1,8}")
OTHERS = ("level", "tier", "market", "supply", "lambda")  # controls of the gap
BUDGET, FIXED, NEW, MOST_FIXES = "budget", "fix", "new", 20
REGRET = "regret"
NUMBERS = (*LIMITS, BUDGET)
OWN = ("until", "scenario", "basis", "entrants", NEW, FIXED, *NUMBERS)


def parameters() -> list[PlanParameters]:
    """Return what is asked for: the plan as given and, where something is supposed, with that.

    Raises:
        NoAnswer, WrongInput: there is no newest year, or nothing to decide.
    """
    own = st.container(horizontal=True, vertical_alignment="bottom", key="plan-controls")
    chosen = gap_controls.parameters(without=OTHERS, title="plan.controls")
    scope = GapParameters(basis=chosen.basis, entrants=chosen.entrants)
    with own:
        until = outlook_controls.last_year(newest_scope(build().tables, scope).year)
        opens = choose(
            st.selectbox, NEW, ["no", "yes"], "no", label=tell("plan.new"),
            format_func=lambda name: tell(f"plan.new_{name}"),
        ) == "yes"  # fmt: skip
        scenarios = outlook_controls.scenarios("plan.scenarios")
    plan = PlanParameters(scope=scope, until=until, scenarios=scenarios, opens=opens)
    programmes = once(open_programmes, plan.outlook, plan.opens)
    is_supposed = any(parameter_value(name) for name in (FIXED, *NUMBERS))
    with st.expander(tell("plan.suppose"), expanded=is_supposed, icon=":material/tune:"):
        st.caption(tell("plan.suppose_note"))
        left, right = st.columns(2, gap="large")
        with left:
            limits, budget = _limits()
        with right:
            fixes = _fixes(programmes)
    supposed = replace(plan, limits=limits, budget=budget, fixes=fixes)
    return [plan] if supposed == plan else [plan, supposed]


def weighed(held: Sequence[str]) -> tuple[str, ...]:
    """Ask for scenarios to weigh, each by itself beside those that hold anyway."""
    rows = build().tables["scenarios"].filter(~pl.col("id").is_in(held))
    names = dict(rows.select("id", "name").iter_rows())
    if not names:
        return ()
    names = {ALL: tell("plan.all_weighed")} | names
    return choose_several(
        REGRET, list(names), MOST, names.__getitem__, label=tell("plan.weighed"),
        placeholder=tell("plan.none_weighed"), width=640,
    )  # fmt: skip


def here(**changes: str | int | None) -> str:
    """Return the address of this page as it is chosen, with some changes."""
    kept = {name: st.query_params.get_all(name) for name in OWN}
    return address.to("plan", **kept | changes)  # type: ignore[arg-type]


def _limits() -> tuple[tuple[tuple[str, float], ...], int | None]:
    """Ask for limits in place of those for everything, and the most places to move.

    Empty ones stay as they are.
    """
    given = {name: _number(name) for name in NUMBERS}
    for name, value in given.items():
        st.session_state[f"limit-{name}"] = value
    with st.form("plan-limits", border=False):
        for name in NUMBERS:
            st.number_input(
                _with_source(name),
                min_value=0,
                max_value=MOST_PLACES,
                value=None,
                key=f"limit-{name}",
                placeholder=tell("plan.as_given"),
            )
        st.form_submit_button(tell("plan.apply"), key="plan-limits-apply", on_click=_write_limits)
    limits = ((LIMITS[name], value) for name, value in given.items() if name != BUDGET)
    return tuple((kind, float(value)) for kind, value in limits if value is not None), given[BUDGET]


def _with_source(name: str) -> str:
    """Label a limit with what holds for everything now, and where that is from."""
    label, lang = tell(f"plan.limit_{name}"), language()
    if name == BUDGET:
        return label
    now = [
        tell("plan.limit_source", value=limit.value, source=source(limit, lang))
        for limit in once(in_force)
        if limit.scope == "all" and limit.kind == LIMITS[name] and limit.value is not None
    ]
    if not now:
        return tell("plan.limit_none", label=label)
    return tell("plan.limit_now", label=label, now=join(now, lang))


def _number(name: str) -> int | None:
    """Return the number of a parameter of the address; of one that is none the page says so."""
    value = parameter_value(name)
    if value is None:
        return None
    if NUMBER.fullmatch(value) and int(value) <= MOST_PLACES:
        return int(value)
    address.unknown(tell(f"plan.limit_{name}"), value, tell("plan.as_given"))
    return None


def _write_limits() -> None:
    for name in NUMBERS:
        value = st.session_state[f"limit-{name}"]
        put(name, None if value is None else str(value))


def _fixes(programmes: Sequence[Open]) -> tuple[str, ...]:
    """Ask for decisions to fix; show those in the address, each of which can be taken out."""
    by_name = {programme.name: programme for programme in programmes}

    def label(name: str) -> str:
        entry, lang = by_name[name], language()
        major = entry.major.of(lang)
        major = say("plan.new_major", lang, major=major) if entry.is_new else major
        names = programme_label(entry.college.of(lang), major, entry.key[2], lang)
        return tell("plan.programme", name=names, places=entry.places)

    years = range(min(p.first for p in programmes), max(p.last for p in programmes) + 1)
    with st.form("plan-fix", border=False):
        st.selectbox(
            tell("plan.fix_programme"),
            list(by_name),
            index=None,
            key="fix-programme",
            format_func=address.distinct(list(by_name), label),
            placeholder=tell("plan.fix_which"),
        )
        st.number_input(
            tell("plan.fix_places"), min_value=0, max_value=MOST_PLACES, value=None,
            key="fix-places",
        )  # fmt: skip
        st.selectbox(
            tell("plan.fix_year"),
            ["", *map(str, years)],
            key="fix-year",
            format_func=lambda year: year or tell("plan.fix_every_year"),
        )
        st.form_submit_button(tell("plan.fix_add"), key="plan-fix-add", on_click=_write_fix)
    requested = st.query_params.get_all(FIXED)
    if not requested:
        return ()
    return choose_several(
        FIXED,
        [text for text in requested if _is_open(text, by_name)],
        MOST_FIXES,
        lambda text: _fix_label(text, label),
        label=tell("plan.fixed"),
    )


def _is_open(text: str, by_name: dict[str, Open]) -> bool:
    parts = FIX.fullmatch(text)
    if parts is None or parts[1] not in by_name:
        return False
    return not parts[3] or by_name[parts[1]].first <= int(parts[3]) <= by_name[parts[1]].last


def _fix_label(text: str, label: Callable[[str], str]) -> str:
    parts = FIX.fullmatch(text)
    assert parts is not None
    year = parts[3] or tell("plan.fix_every_year")
    return tell("plan.fix_label", name=label(parts[1]), places=int(parts[2]), year=year)


def _write_fix() -> None:
    """Add the decision of the form to the address, in place of any for its programme and year."""
    name, places = st.session_state["fix-programme"], st.session_state["fix-places"]
    year = st.session_state["fix-year"]
    if name is None or places is None:
        return
    kept = [text for text in st.query_params.get_all(FIXED) if not _overlaps(text, name, year)]
    st.query_params[FIXED] = [*kept, f"{name}={places}" + (f"@{year}" if year else "")]


def _overlaps(text: str, name: str, year: str) -> bool:
    parts = FIX.fullmatch(text)
    return bool(parts and parts[1] == name and (not year or not parts[3] or parts[3] == year))
