"""Around every answer of the server: the Host is checked, and what a page may load is bounded."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from graph.settings import lang_from_environment
from graph.words import LANGUAGES, say
from views.hosts import Hosts
from views.http.requests import asked_language
from views.parts.packaged import SERVED, VIS
from views.parts.registry import names

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What the pages need is on this server; nothing else is ever asked for it.
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
# What else is served beside the pages: by us, by Streamlit, by a provider's way back.
OTHERS = ("sparql", "api", "take", "static", "media", "component", "auth", "oauth2callback")
HEADERS = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

# Streamlit gives files of components no age, so browsers ask for the half megabyte of the drawing
# library again on each page load. It changes only with its package.
LONGER = {f"/{SERVED}{VIS}/": "public, max-age=86400"}


class Guard:
    """Refuses a Host that is not this server's; adds the headers an answer lacks."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not self.hosts.has(Headers(scope=scope).get("host")):
            await self._refuse(scope, receive, send)
        elif _is_unknown_page(scope):
            await _no_page(scope)(scope, receive, _with_headers(send, None))
        else:
            await self.app(scope, receive, _with_headers(send, _age(scope["path"])))

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await PlainTextResponse("Misdirected Request", 421)(scope, receive, send)


def _is_unknown_page(scope: Scope) -> bool:
    """Whether a person asks for a page that is none; Streamlit would answer with its own dialog."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    first = scope["path"].strip("/").partition("/")[0]
    if not first or first in (*names(), *OTHERS) or first[0] == "_" or "." in scope["path"]:
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _no_page(scope: Scope) -> Response:
    asked = parse_qs(scope["query_string"].decode("ascii", "replace")).get("lang", [""])[0]
    header = Headers(scope=scope).get("accept-language")
    lang = asked if asked in LANGUAGES else asked_language(header, lang_from_environment())
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


def _age(path: str) -> str | None:
    """How long a browser may keep what is at a path, where we know better."""
    return next((age for start, age in LONGER.items() if path.startswith(start)), None)


def _with_headers(send: Send, age: str | None) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if age is not None and message["status"] == 200:
                headers["cache-control"] = age
        await send(message)

    return sending
