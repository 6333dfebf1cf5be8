"""``/sparql``: the SPARQL 1.1 Protocol over the current build, read-only.

An answer is computed completely within the limits, spooled to a file, and only then sent: a client
never receives half an answer.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from graph.door import open_build
from graph.errors import TwinChainError
from graph.queries.sparql_results import GRAPH_FORMS, RESULT_FORMS
from views.http.requests import BadRequest, accepted, answered, asked_language, body_of, fault

if TYPE_CHECKING:
    from starlette.requests import Request

    from graph.processes.pool import WorkerPool
    from views.http.settings import HttpSettings

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
INLINE_BYTES = 1024**2
# Media types that clients request → the ones they mean.
ALSO = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
}


class SparqlEndpoint:
    """The endpoint of one home."""

    def __init__(self, home: Path, settings: HttpSettings, pool: WorkerPool) -> None:
        self.home, self.settings, self.pool = home, settings, pool

    async def answer(self, request: Request) -> Response:
        lang = asked_language(request.headers.get("accept-language"), self.settings.lang)
        try:
            parameters = await _protocol_parameters(request)
            if parameters is None:
                return await answered(request, self._describe, request)
            accept = request.headers.get("accept")
            return await answered(request, self._answer, parameters, accept)
        except (TwinChainError, BadRequest) as error:
            return fault(error, lang)

    def _describe(self, request: Request) -> Response:
        media_type = accepted(request.headers.get("accept"), GRAPH_FORMS) or "text/turtle"
        order = {
            "folder": str(open_build(self.home).rdf_folder),
            "endpoint": str(request.url.replace(query="", fragment="")),
            "media_type": media_type,
        }
        text = self.pool.call("graph.queries.sparql_results:describe", order, self.settings.limits)
        return Response(text, media_type=media_type)

    def _answer(self, parameters: dict[str, list[str]], accept: str | None) -> Response:
        limits = self.settings.limits
        if "timeout" in parameters:
            limits = replace(
                limits, timeout_s=min(_seconds(parameters["timeout"]), limits.timeout_s)
            )
        results = accepted(accept, [*RESULT_FORMS, *ALSO])
        order: dict[str, Any] = {
            "folder": str(open_build(self.home).rdf_folder),
            "query": parameters["query"][0],
            "results": ALSO.get(results or "", results),
            "graph": accepted(accept, GRAPH_FORMS),
            "default_graphs": parameters.get("default-graph-uri", []),
            "named_graphs": parameters.get("named-graph-uri", []),
            "most_bytes": self.settings.spool_bytes,
        }
        with tempfile.NamedTemporaryFile(prefix="twinchain-answer-", delete=False) as spool:
            file = Path(spool.name)
        try:
            media_type = self.pool.call(
                "graph.queries.sparql_results:answer_to_file", order | {"file": str(file)}, limits
            )
            if file.stat().st_size > INLINE_BYTES:
                cleanup = BackgroundTask(file.unlink, missing_ok=True)
                return FileResponse(file, media_type=media_type, background=cleanup)
            content = file.read_bytes()
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        file.unlink()
        return Response(content, media_type=media_type)


async def _protocol_parameters(request: Request) -> dict[str, list[str]] | None:
    """Return the parameters of a request by the protocol; None for a request without any.

    Raises:
        BadRequest: the protocol does not allow the request.
    """
    parameters = _parameters(request.url.query)
    if request.method == "POST":
        kind = request.headers.get("content-type", "")
        media_type, _, rest = (part.strip().lower() for part in kind.partition(";"))
        if media_type not in (FORM, DIRECT):
            raise BadRequest(415, "http.media_type", known=f"{FORM}, {DIRECT}")
        charset = rest.partition("charset=")[2].strip('" ')
        if charset not in ("", "utf-8", "utf8"):
            raise BadRequest(415, "http.not_utf8")
        body = _text(await body_of(request))
        if media_type == DIRECT:
            parameters.setdefault("query", []).append(body)
        else:
            for name, values in _parameters(body).items():
                parameters.setdefault(name, []).extend(values)
    elif not parameters:
        return None
    if "update" in parameters:
        raise BadRequest(403, "http.read_only")
    if len(parameters.get("query", [])) != 1:
        raise BadRequest(400, "http.one_query", count=len(parameters.get("query", [])))
    return parameters


def _parameters(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError:
        raise BadRequest(400, "http.not_utf8") from None
    except ValueError:
        raise BadRequest(400, "http.too_long", limit=1000) from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise BadRequest(400, "http.not_utf8") from None


def _seconds(values: list[str]) -> float:
    try:
        seconds = float(values[0])
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise BadRequest(400, "http.timeout", value=values[0])
    return seconds
