"""Components whose files are served from folders of their own and cached by the browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from graph.export.vis import vis_folder
from views.parts.streamlit_inside import COMPONENTS_AT, serve_assets

PROJECT = "twinchain"
ASSETS = "assets"
RIBBON = "ribbon"
SHARED = "shared"  # what all components begin with
VIS = "vis"  # under this name the drawing library is served, from its own package
SERVED = f"{COMPONENTS_AT}{PROJECT}."
FIRST_ASKED = (f"{SERVED}{RIBBON}/{RIBBON}.js", f"{SERVED}{SHARED}/parts.js")


def component(name: str) -> Any:
    """Return the component with ``<name>.js`` and ``.css`` in ``views/parts/<name>/assets``."""
    _serve(name, SHARED)
    return _declared(name)


@cache
def _declared(name: str) -> Any:
    return st.components.v2.component(f"{PROJECT}.{name}", js=f"{name}.js", css=f"{name}.css")


def nothing() -> None:
    """Do nothing when a component speaks: the run that follows does the work."""


def declare_first() -> None:
    """Serve the files that the first page requests before it has run: :data:`FIRST_ASKED`."""
    _serve(RIBBON, SHARED)


def declare_vis() -> None:
    """Serve vis-network from its package's folder."""
    serve_assets(PROJECT, VIS, vis_folder())


def _serve(*names: str) -> None:
    for name in names:
        serve_assets(PROJECT, name, Path(__file__).parent / name / ASSETS)
