"""What a request asks for, and how a fault is answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from graph.errors import BuildFailed, LimitReached, NoAnswer, NoSuchBuild, TwinChainError
from graph.words import LANGUAGES, say

if TYPE_CHECKING:
    from starlette.requests import Request

LONGEST_BODY = 1024**2
NOT_ACCEPTABLE = "error.not_acceptable"
# Errors that speak of the command line, and what those say who have none.
ELSEWHERE_WORDED = {
    "error.time_limit": "http.time_limit",
    "error.question_wants": "http.question_wants",
    "error.no_rdf": "http.no_rdf",
}
RETRY = {"Retry-After": "5"}  # seconds; a question takes no longer unless it reaches its limit
_OPTION = re.compile(r"(?<!\S)--([a-z]+(?:-[a-z]+)*)")  # of a command: here a parameter
# The first that fits; of the rest the request is to blame.
STATUS: dict[type[TwinChainError], int] = {
    NoSuchBuild: 404,
    LimitReached: 503,
    NoAnswer: 422,
    BuildFailed: 500,
}


class BadRequest(Exception):
    """A request that is not what the protocol asks for. ``key``: the sentence."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status, self.key, self.values = status, key, values


def asked_language(header: str | None, default: str) -> str:
    """The first language of an Accept-Language header that we speak.

    >>> asked_language("fr, en-GB;q=0.8, zh;q=0.5", "zh"), asked_language(None, "zh")
    ('en', 'zh')
    """
    for tag, _ in _weighted(header or ""):
        if (language := tag.partition("-")[0]) in LANGUAGES:
            return language
    return default


def accepted(header: str | None, offered: Iterable[str]) -> str | None:
    """The media type that a client likes best of those offered; None if it reads none.

    >>> accepted("text/html, */*;q=0.1", ["text/csv", "text/turtle"])
    'text/csv'
    >>> accepted("text/html", ["text/csv"]), accepted("text/turtle", ["text/csv", "text/turtle"])
    (None, 'text/turtle')
    """
    offered = list(offered)
    for wanted, _ in _weighted(header or "*/*"):
        for media_type in offered:
            family = media_type.partition("/")[0]
            if wanted in (media_type, f"{family}/*", "*/*"):
                return media_type
    return None


def _weighted(header: str) -> list[tuple[str, float]]:
    """Values of a header with their weights, the liked first; those of weight 0 left out."""
    found = []
    for part in header.split(","):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            found.append((value, float(weight)))
        except ValueError:
            continue
    return sorted((pair for pair in found if pair[0] and pair[1] > 0), key=lambda pair: -pair[1])


def asked_form(request: Request, formats: Mapping[str, str]) -> str:
    """The form of an answer: that of ``format=``, else of Accept, else the first of the formats.

    ``formats``: name → media type.

    Raises:
        BadRequest: ``format=`` names none of them.
    """
    asked = request.query_params.get("format")
    if asked is None:
        media_type = accepted(request.headers.get("accept"), formats.values())
        return next((n for n, kind in formats.items() if kind == media_type), next(iter(formats)))
    if asked not in formats:
        raise BadRequest(400, "http.format", value=asked, known=", ".join(formats))
    return asked


async def body_of(request: Request) -> bytes:
    """The body of a request.

    Raises:
        BadRequest: it is longer than a question is, or never came whole.
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


def fault(error: TwinChainError | BadRequest, lang: str) -> Response:
    """An error as readable text with its status."""
    if isinstance(error, BadRequest):
        return PlainTextResponse(say(error.key, lang, **error.values) + "\n", error.status)
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)
    if error.key == NOT_ACCEPTABLE:
        status = 406
    # What went wrong inside is not for strangers.
    key = "http.failed" if status == 500 else ELSEWHERE_WORDED.get(error.key, error.key)
    text = _OPTION.sub(lambda found: found[1].replace("-", "_"), say(key, lang, **error.values))
    return PlainTextResponse(text + "\n", status, RETRY if status == 503 else None)
