"""Around every answer of the server: the Host is checked, and what a page may load is bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from views.hosts import Hosts
from views.parts.packaged import SERVED, VIS

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
        else:
            await self.app(scope, receive, _with_headers(send, _age(scope["path"])))

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await PlainTextResponse("Misdirected Request", 421)(scope, receive, send)


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
