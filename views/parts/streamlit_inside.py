"""The undocumented parts of Streamlit that the explorer uses, all in one place.

Each part may change with a version of Streamlit; ``tests/test_streamlit_inside.py`` names the one
that did. Stylesheets and scripts hold on to marks of its pages (``data-testid``); the same test
looks for each of them in its front end.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import streamlit
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

STATIC = Path(streamlit.__file__).parent / "static"

# Where the files of components are served, below the root of the application.
COMPONENTS_AT = "_stcore/bidi-components/"
# The front end reads its server's address from here before it asks below the address of a page.
ADDRESS_SETTING = (
    "window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/`,"
    " MAIN_PAGE_BASE_URL: `${location.origin}/` };"
)
# Under this key of the local storage the front end keeps the theme of a page; shell.js writes it.
THEME_KEY = "stActiveTheme-${path}-v2"

# Modules that every page needs and that Streamlit would otherwise request one after the other.
_NEEDED = ("Html", "BidiComponent", "ButtonGroup", "Selectbox")
# Streamlit's font is not used here; browsers warn of files that are preloaded but not used.
_UNUSED_FONT = re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*/>')


def document() -> str:
    """Read Streamlit's own page, without the font that is not used here."""
    return _UNUSED_FONT.sub("", (STATIC / "index.html").read_text(encoding="utf-8"))


def needed_modules() -> list[str]:
    """List the files of what every page needs, with all that they import."""
    chunks = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    files: dict[str, None] = {}
    front = [key for key, chunk in chunks.items() if chunk.get("name") in _NEEDED]
    while front:
        chunk = chunks[front.pop()]
        if chunk["file"] not in files:
            files[chunk["file"]] = None
            front += chunk.get("imports", ())
    return sorted(files)


def serve_assets(project: str, name: str, folder: Path) -> None:
    """Serve the files of a component from a folder.

    Streamlit looks for such folders in installed distributions that have a package of their own
    name. A checkout is none, so they are declared here.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{project}.{name}") is None:
        manifest = ComponentManifest(project, "1", [ComponentConfig(name, folder.name)])
        manager.register_from_manifest(manifest, folder.parent)
