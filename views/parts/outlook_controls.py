"""The choices of the outlook page, all of them in the address: last year, cover, scenarios."""

from __future__ import annotations

import streamlit as st

from graph.outlook.one_side import newest_known
from graph.outlook.parameters import AHEAD, COVER, MOST_AHEAD, OutlookParameters
from views.parts import address, gap_controls
from views.parts.address import choose, choose_several
from views.parts.draws import choose_draws, draws
from views.parts.session import build, tell

COVERS = ("50", "60", "70", "80", "90", "95")
MOST_SCENARIOS = 4
OWN = ("until", "cover", "scenario", "level", "tier", "market", "basis", "entrants")


def parameters() -> OutlookParameters:
    """Return what the header and the controls of this page ask for.

    Raises:
        NoAnswer, WrongInput: there is no newest year: see ``newest_known``.
    """
    tables = build().tables
    own = st.container(horizontal=True, vertical_alignment="bottom", key="outlook-controls")
    gap = gap_controls.parameters(without=("supply", "lambda"))
    newest = newest_known(tables, gap)
    with own:
        until = last_year(newest)
        cover = choose(
            st.selectbox,
            "cover",
            COVERS,
            f"{100 * COVER:.0f}",
            label=tell("outlook.cover"),
            help=tell("outlook.cover_help"),
            format_func=lambda share: f"{share}%",
            width=150,
        )
        choose_draws()
        chosen = scenarios()
    return OutlookParameters(gap, until, chosen, int(cover) / 100, draws())


def last_year(newest: int) -> int:
    """Offer the years ahead as the last one."""
    years = [str(newest + ahead) for ahead in range(1, MOST_AHEAD + 1)]
    usual = str(newest + AHEAD)
    return int(choose(st.selectbox, "until", years, usual, label=tell("outlook.until"), width=150))


def scenarios(label: str = "outlook.scenarios") -> tuple[str, ...]:
    """Offer the scenarios of the data; without any, say where they would stand."""
    rows = build().tables["scenarios"].unique("id", keep="first", maintain_order=True)
    if rows.is_empty():
        st.caption(tell("outlook.no_scenarios"))
        return ()
    names = dict(rows.select("id", "name").iter_rows())
    return choose_several(
        "scenario",
        list(names),
        MOST_SCENARIOS,
        names.__getitem__,
        label=tell(label),
        placeholder=tell("outlook.no_scenario"),
        width=420,
    )


def here(**changes: str | int | None) -> str:
    """Return the address of this page as it is chosen, with some changes."""
    kept = {name: st.query_params.get_all(name) for name in OWN}
    return address.to("outlook", **kept | changes)  # type: ignore[arg-type]
