"""How the gap is computed: level, tier, market, basis and λ, beside year, area and chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from graph.gap.choices import choices
from graph.gap.scope import GapParameters
from graph.telling.sentences import word
from views.parts import scope
from views.parts.address import asked, choose, put
from views.parts.session import language, once, tell

OWN = ("level", "tier", "market", "basis", "lambda")
LAMBDAS = ("", "1", "1.5", "2", "3", "5")


def parameters() -> GapParameters:
    """What the header and the controls of this page ask for."""
    offered, lang = once(choices), language()
    if asked("level") == "0":
        put("level", None)
    moved = any(asked(name) for name in OWN)
    with (
        st.expander(tell("gap.controls"), expanded=moved, icon=":material/tune:"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        levels = [str(one) for one in offered.levels if one]  # no level at all is no limit
        level = _one("level", ["", *levels], lambda one: word("level", one, lang))
        tier = _one("tier", ["1", "2"], lambda one: tell(f"gap.tier_{one}"))
        market = _one("market", ["pooled", "own"], lambda one: tell(f"gap.market_{one}"))
        basis = _one("basis", ["", *offered.bases], lambda one: word("basis", one, lang))
        persistence = _one("lambda", LAMBDAS, lambda one: f"λ = {one}")
    return replace(
        scope.parameters(),
        min_level=int(level) if level else None,
        tier=int(tier),
        market=market,
        basis=basis or None,
        persistence=float(persistence) if persistence else None,
    )


def _one(name: str, options: Sequence[str], told: Callable[[str], str]) -> str:
    """One control; its first option is what holds if nobody chooses."""
    return choose(
        st.selectbox,
        name,
        options,
        label=tell(f"gap.control_{name}"),
        help=tell(f"gap.control_{name}_help"),
        format_func=lambda one: told(one) if one else tell(f"gap.any_{name}"),
        width=210,
    )
