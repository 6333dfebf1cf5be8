"""The HTML document that loads the explorer: Streamlit's own, with the server's address set.

Without the address, each page load begins with a refused request below the page's path. The
document also tells the server the window's width, for the layout of the first picture.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from views.parts import streamlit_inside
from views.parts.packaged import FIRST_ASKED
from views.parts.registry import FIRST, kinds, names
from views.parts.ribbon import WINDOW

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

PLACE = "<script>"
HERE = (
    f"<script>{{ {streamlit_inside.ADDRESS_SETTING}"
    f" document.cookie = `{WINDOW}=${{innerWidth}}; path=/; samesite=strict` }}</script>\n    "
)


def document(title: str, lang: str, stylesheet: str | None = None) -> str:
    """Return Streamlit's document with our title, language and the stylesheet of our font."""
    text = streamlit_inside.document().replace('lang="en"', f'lang="{lang}"', 1)
    text = re.sub(r"<title>.*?</title>", f"<title>{title}</title>", text, count=1)
    hints = "".join(
        f'<link rel="modulepreload" crossorigin href="./{file}">\n    '
        for file in (*streamlit_inside.needed_modules(), *FIRST_ASKED)
        if file not in text
    )
    if stylesheet:
        hints += f'<link rel="stylesheet" href="{stylesheet}">\n    '
    return text.replace(PLACE, HERE + PLACE, 1).replace("</head>", f"{hints}</head>", 1)


def routes(title: str, lang: str, stylesheet: str | None = None) -> list[BaseRoute]:
    """Return routes that serve the document at the address of each page."""
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, RedirectResponse, Response
    from starlette.routing import Route

    text = document(title, lang, stylesheet)

    async def index(_request: Request) -> Response:
        return HTMLResponse(text, headers={"cache-control": "no-cache"})

    async def to_first(request: Request) -> Response:
        """Redirect to the root, the only address at which Streamlit knows the first page."""
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{query}")

    async def to_thing(request: Request) -> Response:
        """Redirect the short address of a thing, as ``/major/520201``, to its page."""
        table = kinds()[request.url.path.split("/")[1]]
        of = [("of", f"{table}/{request.path_params['key']}")]
        query = urlencode([*request.query_params.multi_items(), *of])
        return RedirectResponse(f"/thing?{query}")

    others = [Route(f"/{name}", index) for name in names() if name != FIRST]
    things = [Route(f"/{kind}/{{key:path}}", to_thing) for kind in kinds()]
    return [Route("/", index), Route(f"/{FIRST}", to_first), *others, *things]
