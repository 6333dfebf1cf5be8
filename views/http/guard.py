"""The guard of the interfaces for programs: it checks Host, origin and token."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response

from graph.words import say
from views.hosts import Hosts
from views.http.requests import asked_language
from views.http.settings import HttpSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
    "vary": "Accept, Accept-Language, Origin",
}


class Guard:
    """ASGI middleware that lets a request through to ``app``, or answers why not."""

    def __init__(self, app: ASGIApp, settings: HttpSettings) -> None:
        self.app = app
        self.settings = settings
        self.hosts = Hosts(settings.hosts, settings.any_address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        is_allowed = origin is not None and origin in self.settings.origins
        cors = {"access-control-allow-origin": origin} if is_allowed else {}
        sending = with_headers(send, HEADERS | cors)
        answer = self._refusal(scope, headers) or self._preflight(scope, headers)
        await (answer or self.app)(scope, receive, sending)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        lang = asked_language(headers.get("accept-language"), self.settings.lang)
        host = headers.get("host", "")
        if not self.hosts.has(host):
            return PlainTextResponse(say("http.host", lang), 421)
        if self._is_foreign(scope, headers, host):
            return PlainTextResponse(say("http.origin", lang), 403)
        if scope["method"] != "OPTIONS" and not self._knows_token(headers):
            challenge = {"WWW-Authenticate": 'Basic realm="TwinChain", charset="UTF-8"'}
            return PlainTextResponse(say("http.token", lang), 401, challenge)
        return None

    def _is_foreign(self, scope: Scope, headers: Headers, host: str) -> bool:
        """Tell whether a page of another site asks; following a link does not count."""
        origin = headers.get("origin")
        if origin is None:
            crosses = headers.get("sec-fetch-site") == "cross-site"
            return crosses and headers.get("sec-fetch-mode") != "navigate"
        return origin not in self.settings.origins and origin != f"{scope['scheme']}://{host}"

    def _knows_token(self, headers: Headers) -> bool:
        """Accept ``Bearer TOKEN``, or the token as the password of any user (Basic)."""
        token = self.settings.token
        if token is None:
            return True
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            try:
                secret = base64.b64decode(secret, validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return False
        elif kind.lower() != "bearer":
            return False
        return hmac.compare_digest(secret.strip().encode(), token.encode())

    def _preflight(self, scope: Scope, headers: Headers) -> Response | None:
        if scope["method"] != "OPTIONS":
            return None
        allowed = {"Allow": "GET, HEAD, POST, OPTIONS"}
        if headers.get("origin") in self.settings.origins:
            allowed["Access-Control-Allow-Methods"] = "GET, POST"
            allowed["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Accept"
        return Response(status_code=204, headers=allowed)


def with_headers(
    send: Send, defaults: Mapping[str, str], on_success: Mapping[str, str] | None = None
) -> Send:
    """Wrap ``send`` to add missing headers, and on status 200 to set those of ``on_success``."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in defaults.items():
                headers.setdefault(name, value)
            if message["status"] == 200:
                headers.update(on_success or {})
        await send(message)

    return sending
