"""The document that loads the explorer: Streamlit's own, told where its server is.

Without that it asks below the address of each page first and is refused, once a page load.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from views.parts.registry import FIRST, names

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

PLACE = "<script>"
HERE = (
    "<script>{ const here = `${location.origin}/`;"
    " window.__streamlit = { BACKEND_BASE_URL: here, MAIN_PAGE_BASE_URL: here } }</script>\n    "
)
# Streamlit's font is not used here; a browser warns of what is loaded for nothing.
UNUSED_FONT = re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*/>')


def document(title: str, lang: str) -> str:
    """Streamlit's document with our title and language."""
    import streamlit

    file = Path(streamlit.__file__).parent / "static" / "index.html"
    text = UNUSED_FONT.sub("", file.read_text(encoding="utf-8"))
    text = text.replace('lang="en"', f'lang="{lang}"', 1)
    text = re.sub(r"<title>.*?</title>", f"<title>{title}</title>", text, count=1)
    return text.replace(PLACE, HERE + PLACE, 1)


def routes(title: str, lang: str) -> list[BaseRoute]:
    """The document at the address of each page."""
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, RedirectResponse, Response
    from starlette.routing import Route

    text = document(title, lang)

    async def index(_request: Request) -> Response:
        return HTMLResponse(text, headers={"cache-control": "no-cache"})

    async def to_first(request: Request) -> Response:
        """The first page is at the root; Streamlit knows it by no other address."""
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{query}")

    others = [Route(f"/{name}", index) for name in names() if name != FIRST]
    return [Route("/", index), Route(f"/{FIRST}", to_first), *others]
