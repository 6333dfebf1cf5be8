"""The controls of the gap's computation: level, tier, market, basis and λ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from graph.gap.choices import choices
from graph.gap.scope import DERIVED, GapParameters, share_of_entrants
from graph.telling.sentences import word
from views.parts import scope
from views.parts.address import choose, parameter_value, put
from views.parts.session import language, once, tell

OWN = ("level", "tier", "market", "basis", "supply", "entrants", "lambda")
SHARES = ("", "75", "50", "25", DERIVED)
LAMBDAS = ("", "1", "1.5", "2", "3", "5")


def parameters() -> GapParameters:
    """Return the parameters chosen in the header and in the controls of this page."""
    offered, lang = once(choices), language()
    if parameter_value("level") == "0":
        put("level", None)
    is_changed = any(parameter_value(name) for name in OWN)
    with (
        st.expander(tell("gap.controls"), expanded=is_changed, icon=":material/tune:"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        levels = [
            str(level_code) for level_code in offered.levels if level_code
        ]  # no level at all is no limit
        level = _control("level", ["", *levels], lambda code: word("level", code, lang))
        tier = _control("tier", ["1", "2"], lambda code: tell(f"gap.tier_{code}"))
        market = _control("market", ["pooled", "own"], lambda code: tell(f"gap.market_{code}"))
        basis = _control("basis", ["", *offered.bases], lambda code: word("basis", code, lang))
        supply = _control("supply", ["graduates", "plan"], lambda code: tell(f"gap.supply_{code}"))
        entrants = _control("entrants", SHARES, _share)
        persistence = _control("lambda", LAMBDAS, lambda code: f"λ = {code}")
    return replace(
        scope.parameters(),
        min_level=int(level) if level else None,
        tier=int(tier),
        market=market,
        basis=basis or None,
        persistence=float(persistence) if persistence else None,
        entrants=share_of_entrants(entrants or None),
        supply=supply,
    )


def _share(code: str) -> str:
    return tell("gap.entrants_derived") if code == DERIVED else f"{code}%"


def _control(name: str, options: Sequence[str], label_of: Callable[[str], str]) -> str:
    """Show one control; its first option is the default."""
    return choose(
        st.selectbox,
        name,
        options,
        label=tell(f"gap.control_{name}"),
        help=tell(f"gap.control_{name}_help"),
        format_func=lambda option: label_of(option) if option else tell(f"gap.any_{name}"),
        width=210,
    )
