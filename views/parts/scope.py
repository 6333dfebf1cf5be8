"""Year, area and chain of the analysis pages, chosen in the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from graph.gap.choices import Choices, choices
from graph.gap.scope import EVERYTHING, GapParameters
from graph.rules.verdicts import RuleParameters
from graph.telling.sentences import assumption
from graph.things import Thing
from views.parts.address import choose, parameter_value
from views.parts.markup import plain
from views.parts.session import language, once, tell

CHOSEN = "scope"


def bar(visible: Sequence[str]) -> None:
    """Show the choices that the data offer; those not ``visible`` only keep their value."""
    offered = once(choices)
    years = [str(year) for year in offered.years]
    offers = {
        "year": (years, {year: year for year in years}),
        "area": (["", *_keys(offered.areas)], _names(offered.areas, "area")),
        "chain": (["", *_keys(offered.chains)], _names(offered.chains, "chain")),
    }
    bar, rest = st.container(key="scope-shown", horizontal=True), st.container(key="scope-rest")
    chosen = {}
    for name, (options, names) in offers.items():
        with bar if name in visible else rest:
            default = str(offered.year) if name == "year" and offered.year else None
            chosen[name] = _choice(name, options, names, default)
    if "year" in visible and chosen["year"] == str(offered.year):
        for caveat in offered.thin:
            st.info(plain(assumption(caveat.assumption(int(chosen["year"])), language())))
    year, area, chain = chosen["year"], chosen["area"], chosen["chain"]
    for name in visible:
        if (requested := parameter_value(name)) and requested != chosen[name]:
            names = offers[name][1]
            _unknown(name, requested, names.get(chosen[name], chosen[name]))
    parameters = replace(
        EVERYTHING, year=int(year) if year else None, area=area or None, chain=chain or None
    )
    st.session_state[CHOSEN] = parameters


def _unknown(name: str, requested: str, fallback: str) -> None:
    """Warn that the data lack what the address asks for, and say what is shown instead."""
    message = tell(f"scope.no_{name}", wanted=requested, shown=fallback or "–")
    st.warning(
        plain(message), icon=":material/event_busy:" if name == "year" else ":material/info:"
    )


def default_parameters(offered: Choices) -> GapParameters:
    """Return the parameters that hold without a choice: the newest comparable year, everywhere."""
    return replace(EVERYTHING, year=offered.year)


def parameters() -> GapParameters:
    """Return the parameters chosen in the header."""
    chosen: GapParameters = st.session_state.get(CHOSEN, EVERYTHING)
    return chosen


def rules_year() -> int | None:
    """Return the year that rules answer for; None (as elsewhere) where nobody chose one."""
    year = parameters().year
    return None if year == default_parameters(once(choices)).year else year


def rule_parameters() -> RuleParameters:
    """Return the parameters that rules are judged by."""
    return RuleParameters(year=rules_year())


def _choice(name: str, options: list[str], names: dict[str, str], default: str | None) -> str:
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
    return {"": tell(f"scope.every_{name}")} | {thing.key: thing.of(language()) for thing in things}
