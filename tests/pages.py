"""Pages of the explorer, run without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from graph.settings import ROOT
from graph.words import LANGUAGES
from views.parts import registry

# Each page in one language, which differ in their words only.
IN_TURN = [(page, LANGUAGES[k % len(LANGUAGES)]) for k, page in enumerate(registry.names())]

# Every page opened would search all that is installed for components, a quarter of a second.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def opened(
    page: str = registry.FIRST, parameters: Mapping[str, str | list[str]] | None = None
) -> AppTest:
    """Open a page with parameters of its address; no other page is run before."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in (parameters or {}).items():
        test.query_params[name] = value
    if page != registry.FIRST:
        test.switch_page(str(registry.FOLDER / f"{page}.py"))  # an address is the file's name
    return test.run()
