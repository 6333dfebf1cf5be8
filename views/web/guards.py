"""The guard around every answer: it checks the Host and limits what a page may load."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from graph.settings import lang_from_environment
from graph.words import LANGUAGES, say
from views.hosts import Hosts
from views.http.guard import with_headers
from views.http.requests import asked_language
from views.parts.packaged import SERVED, VIS
from views.parts.registry import kinds, names

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

# Everything that the pages need is on this server; they load nothing from elsewhere.
PAGE_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",  # Streamlit's
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
# First parts of paths served beside the pages: ours, Streamlit's, and the login's return.
OTHERS = ("sparql", "api", "take", "static", "media", "component", "auth", "oauth2callback")
HEADERS = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

# Streamlit sets no cache age for component files, so browsers would load the drawing library (half
# a megabyte) again with each page. It changes only with its package.
LONGER = {f"/{SERVED}{VIS}/": "public, max-age=86400"}


class Guard:
    """ASGI middleware that refuses unknown Host headers and adds missing response headers."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not self.hosts.has(Headers(scope=scope).get("host")):
            await self._refuse(scope, receive, send)
        elif _is_unknown_page(scope):
            await _no_page(scope)(scope, receive, with_headers(send, HEADERS))
        else:
            await self.app(
                scope, receive, with_headers(send, HEADERS, _cache_headers(scope["path"]))
            )

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await PlainTextResponse("Misdirected Request", 421)(scope, receive, send)


def _is_unknown_page(scope: Scope) -> bool:
    """Tell whether a browser requests a page that does not exist.

    Streamlit would answer with a dialog of its own.
    """
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    first_part, _, key = scope["path"].strip("/").partition("/")
    if (
        not first_part
        or first_part in (*names(), *OTHERS)
        or (key and first_part in kinds())
        or first_part[0] == "_"
        or "." in scope["path"]
    ):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _no_page(scope: Scope) -> Response:
    requested = parse_qs(scope["query_string"].decode("ascii", "replace")).get("lang", [""])[0]
    header = Headers(scope=scope).get("accept-language")
    lang = requested if requested in LANGUAGES else asked_language(header, lang_from_environment())
    title, note, link = (
        escape(say(f"web.address.{key}", lang)) for key in ("no_page", "no_page_note", "to_first")
    )
    return HTMLResponse(
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
        f"<title>{title} · TwinChain</title>"
        '<meta name="viewport" content="width=device-width"><style>:root{color-scheme:light dark}'
        "body{font:16px/1.6 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1em}"
        f'</style><h1>{title}</h1><p>{note}</p><p><a href="/?lang={lang}">{link}</a></p></html>',
        404,
    )


def _cache_headers(path: str) -> dict[str, str]:
    """Return how long browsers may cache a path, where Streamlit does not say so."""
    age = next((age for start, age in LONGER.items() if path.startswith(start)), None)
    return {} if age is None else {"cache-control": age}
