"""Components whose files are served once and kept by the browser, from folders of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from graph.export.vis import vis_folder

PROJECT = "twinchain"
ASSETS = "assets"
RIBBON = "ribbon"
SHARED = "shared"  # what all components begin with
VIS = "vis"  # under this name the drawing library is served, from its own package
SERVED = f"_stcore/bidi-components/{PROJECT}."  # where Streamlit serves files of components
FIRST_ASKED = (f"{SERVED}{RIBBON}/{RIBBON}.js", f"{SERVED}{SHARED}/parts.js")


def component(name: str) -> Any:
    """The component whose folder ``views/parts/<name>/assets`` holds ``<name>.js`` and ``.css``.

    Streamlit looks for such folders in installed distributions that have a package of their own
    name. A checkout is none, so they are declared here.
    """
    for one in (name, SHARED):
        _declare(one, Path(__file__).parent / one / ASSETS)
    return st.components.v2.component(f"{PROJECT}.{name}", js=f"{name}.js", css=f"{name}.css")


def declare_first() -> None:
    """Serve what the first page asks for before it has run: see :data:`FIRST_ASKED`."""
    for name in (RIBBON, SHARED):
        _declare(name, Path(__file__).parent / name / ASSETS)


def declare_vis() -> None:
    """Serve vis-network from where its package has it."""
    _declare(VIS, vis_folder())


def _declare(name: str, folder: Path) -> None:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{PROJECT}.{name}") is None:
        manifest = ComponentManifest(PROJECT, "1", [ComponentConfig(name, folder.name)])
        manager.register_from_manifest(manifest, folder.parent)
