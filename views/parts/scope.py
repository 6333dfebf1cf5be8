"""Year, area and chain: what the analysis pages speak of, chosen in the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from graph.gap.choices import Choices, choices
from graph.gap.scope import EVERYTHING, GapParameters
from graph.telling.sentences import assumption
from graph.things import Thing
from views.parts.address import asked, choose
from views.parts.markup import plain
from views.parts.session import language, once, tell

CHOSEN = "scope"


def bar(shown: Sequence[str]) -> None:
    """The three choices the data offer; those that are not ``shown`` only keep their value."""
    offered = once(choices)
    years = [str(year) for year in offered.years]
    offers = {
        "year": (years, {one: one for one in years}),
        "area": (["", *_keys(offered.areas)], _names(offered.areas, "area")),
        "chain": (["", *_keys(offered.chains)], _names(offered.chains, "chain")),
    }
    bar, rest = st.container(key="scope-shown", horizontal=True), st.container(key="scope-rest")
    chosen = {}
    for name, (options, names) in offers.items():
        with bar if name in shown else rest:
            default = str(offered.year) if name == "year" and offered.year else None
            chosen[name] = _one(name, options, names, default)
    if "year" in shown and chosen["year"] == str(offered.year):
        for one in offered.thin:
            st.info(plain(assumption(one.said(int(chosen["year"])), language())))
    year, area, chain = chosen["year"], chosen["area"], chosen["chain"]
    for name in shown:
        if (wanted := asked(name)) and wanted != chosen[name]:
            names = offers[name][1]
            _unknown(name, wanted, names.get(chosen[name], chosen[name]))
    parameters = replace(
        EVERYTHING, year=int(year) if year else None, area=area or None, chain=chain or None
    )
    st.session_state[CHOSEN] = parameters


def _unknown(name: str, wanted: str, instead: str) -> None:
    """Say that the address asks for what the data do not have, and what is shown in its place."""
    told = tell(f"scope.no_{name}", wanted=wanted, shown=instead or "–")
    st.warning(plain(told), icon=":material/event_busy:" if name == "year" else ":material/info:")


def first(offered: Choices) -> GapParameters:
    """What is asked for where nothing is chosen: the newest comparable year, everywhere."""
    return replace(EVERYTHING, year=offered.year)


def parameters() -> GapParameters:
    """What the header asks for."""
    asked: GapParameters = st.session_state.get(CHOSEN, EVERYTHING)
    return asked


def rules_year() -> int | None:
    """The year that rules answer for: None where nobody chose one, as for every other asker."""
    year = parameters().year
    return None if year == first(once(choices)).year else year


def _one(name: str, options: list[str], names: dict[str, str], default: str | None) -> str:
    if not options or options == [""]:
        return ""
    return choose(
        st.selectbox,
        name,
        options,
        default,
        says_unknown=False,  # the bar does, once for all three
        label=tell(f"scope.{name}"),
        format_func=lambda key: names.get(key, key),
        width=220 if name == "chain" else 150,
    )


def _keys(things: tuple[Thing, ...]) -> list[str]:
    return [thing.key for thing in things]


def _names(things: tuple[Thing, ...], name: str) -> dict[str, str]:
    return {"": tell(f"scope.every_{name}")} | {one.key: one.of(language()) for one in things}
