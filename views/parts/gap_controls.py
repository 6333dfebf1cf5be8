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

SHARES = ("", "75", "50", "25", DERIVED)
LAMBDAS = ("", "1", "1.5", "2", "3", "5")


def parameters(without: Sequence[str] = (), title: str = "gap.controls") -> GapParameters:
    """Return the parameters chosen in the header and in the controls of this page.

    ``without``: controls that the page does not offer; the usual value holds.
    """
    offered, lang = once(choices), language()
    if parameter_value("level") == "0":
        put("level", None)
    levels = [str(code) for code in offered.levels if code]  # no level at all is no limit
    offers: dict[str, tuple[Sequence[str], Callable[[str], str]]] = {
        "level": (["", *levels], lambda code: word("level", code, lang)),
        "tier": (["1", "2"], lambda code: tell(f"gap.tier_{code}")),
        "market": (["pooled", "own"], lambda code: tell(f"gap.market_{code}")),
        "basis": (["", *offered.bases], lambda code: word("basis", code, lang)),
        "supply": (["graduates", "plan"], lambda code: tell(f"gap.supply_{code}")),
        "entrants": (SHARES, _share),
        "lambda": (LAMBDAS, lambda code: f"λ = {code}"),
    }
    chosen = {name: options[0] for name, (options, _) in offers.items()}
    is_changed = any(parameter_value(name) for name in offers if name not in without)
    with (
        st.expander(tell(title), expanded=is_changed, icon=":material/tune:"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        for name, offer in offers.items():
            if name not in without:
                chosen[name] = _control(name, *offer)
    return replace(
        scope.parameters(),
        min_level=int(chosen["level"]) if chosen["level"] else None,
        tier=int(chosen["tier"]),
        market=chosen["market"],
        basis=chosen["basis"] or None,
        persistence=float(chosen["lambda"]) if chosen["lambda"] else None,
        entrants=share_of_entrants(chosen["entrants"] or None),
        supply=chosen["supply"],
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
