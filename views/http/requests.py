"""Reading of requests (language, format, body), and the answers to faults."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from graph.errors import BuildFailed, LimitReached, NoAnswer, NoSuchBuild, TwinChainError
from graph.processes.worker import stoppable
from graph.words import LANGUAGES, say

if TYPE_CHECKING:
    from starlette.requests import Request

LONGEST_BODY = 1024**2
NOT_ACCEPTABLE = "error.not_acceptable"
# Errors whose sentence speaks of the command line → the sentence for the web.
ELSEWHERE_WORDED = {
    "error.time_limit": "http.time_limit",
    "error.question_wants": "http.question_wants",
    "error.no_rdf": "http.no_rdf",
}
RETRY = {"Retry-After": "5"}  # seconds; most questions take less
_OPTION = re.compile(r"(?<!\S)--([a-z]+(?:-[a-z]+)*)")  # a command's option is a parameter here
# The first class that fits gives the status; any other error is the client's (400).
STATUS: dict[type[TwinChainError], int] = {
    NoSuchBuild: 404,
    LimitReached: 503,
    NoAnswer: 422,
    BuildFailed: 500,
}


class BadRequest(Exception):
    """A request that breaks the protocol. ``key``: of the sentence that says so."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status, self.key, self.values = status, key, values


def asked_language(header: str | None, default: str) -> str:
    """Return the preferred language of an Accept-Language header that the product speaks.

    >>> asked_language("fr, en-GB;q=0.8, zh;q=0.5", "zh"), asked_language(None, "zh")
    ('en', 'zh')
    """
    for tag, _ in _weighted(header or ""):
        if (language := tag.partition("-")[0]) in LANGUAGES:
            return language
    return default


def accepted(header: str | None, media_types: Iterable[str]) -> str | None:
    """Return the offered media type that a client prefers; None if it accepts none.

    >>> accepted("text/html, */*;q=0.1", ["text/csv", "text/turtle"])
    'text/csv'
    >>> accepted("text/html", ["text/csv"]), accepted("text/turtle", ["text/csv", "text/turtle"])
    (None, 'text/turtle')
    """
    media_types = list(media_types)
    for pattern, _ in _weighted(header or "*/*"):
        for media_type in media_types:
            family = media_type.partition("/")[0]
            if pattern in (media_type, f"{family}/*", "*/*"):
                return media_type
    return None


def _weighted(header: str) -> list[tuple[str, float]]:
    """Return a header's values with their weights, preferred first; weight 0 is left out."""
    weighted = []
    for part in header.split(","):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next(
            (parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1"
        )
        try:
            weighted.append((value, float(weight)))
        except ValueError:
            continue
    return sorted((pair for pair in weighted if pair[0] and pair[1] > 0), key=lambda pair: -pair[1])


def asked_form(request: Request, formats: Mapping[str, str]) -> str:
    """Return the format of an answer: of ``format=``, else of Accept, else the first one.

    ``formats``: name → media type.

    Raises:
        BadRequest: ``format=`` names none of them.
    """
    requested = request.query_params.get("format")
    if requested is None:
        media_type = accepted(request.headers.get("accept"), formats.values())
        return next(
            (name for name, kind in formats.items() if kind == media_type), next(iter(formats))
        )
    if requested not in formats:
        raise BadRequest(400, "http.format", value=requested, known=", ".join(formats))
    return requested


async def body_of(request: Request) -> bytes:
    """Read the body of a request.

    Raises:
        BadRequest: the body is too long, or ended early.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                raise BadRequest(413, "http.too_long", limit=LONGEST_BODY)
    except ClientDisconnect:
        raise BadRequest(408, "http.half_sent") from None
    return bytes(body)


async def answered(request: Request, work: Callable[..., Response], *arguments: Any) -> Response:
    """Do the work of a request in a thread; end it once nobody waits for the answer any more.

    The request's body has been read.

    Raises:
        TwinChainError, BadRequest: whatever the work raises; or the asker went away.
    """
    stop = threading.Event()
    watch = asyncio.create_task(_stop_when_gone(request, stop))
    try:
        with stoppable(stop):
            return await run_in_threadpool(work, *arguments)
    finally:
        watch.cancel()


async def _stop_when_gone(request: Request, stop: threading.Event) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    stop.set()


def fault(error: TwinChainError | BadRequest, lang: str) -> Response:
    """Answer with an error as readable text and its status."""
    if isinstance(error, BadRequest):
        return PlainTextResponse(say(error.key, lang, **error.values) + "\n", error.status)
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)
    if error.key == NOT_ACCEPTABLE:
        status = 406
    # Internal failures are not disclosed.
    key = "http.failed" if status == 500 else ELSEWHERE_WORDED.get(error.key, error.key)
    text = _OPTION.sub(lambda option: option[1].replace("-", "_"), say(key, lang, **error.values))
    return PlainTextResponse(text + "\n", status, RETRY if status == 503 else None)
