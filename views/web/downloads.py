"""The route from which the buttons of a page download their files."""

from __future__ import annotations

import logging
import mimetypes
from typing import TYPE_CHECKING
from urllib.parse import quote

from graph.errors import TwinChainError
from graph.words import say
from views.parts.take.shelf import PATH, File, file_at

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.routing import BaseRoute

UNKNOWN_TYPE = "application/octet-stream"
NO_FILE, NOT_MADE, FAULT = 410, 422, 500
KEEP_NONE = {"cache-control": "no-store"}


def routes(lang: str) -> list[BaseRoute]:
    """Return the route of the files. ``lang``: of the message that a file is gone."""
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    def download(request: Request) -> Response:
        file = file_at(request.path_params["secret"], request.path_params["file"])
        if file is None:
            return PlainTextResponse(say("web.take.gone", lang), NO_FILE, KEEP_NONE)
        return file_response(file)

    return [Route(PATH + "/{secret}/{file}", download, methods=["GET"])]


def file_response(file: File) -> Response:
    """Return the file, or the sentence that says why there is none."""
    from starlette.responses import PlainTextResponse, Response

    try:
        content = file.make()
    except TwinChainError as error:
        return PlainTextResponse(error.text(file.lang), NOT_MADE, KEEP_NONE)
    except Exception:  # a fault of the program: the person sees a sentence, the log the traceback
        logging.getLogger(__name__).exception("%s could not be made", file.name)
        return PlainTextResponse(say("web.take.fault", file.lang), FAULT, KEEP_NONE)
    disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    kind = mimetypes.guess_type(file.name)[0] or UNKNOWN_TYPE
    return Response(
        content, headers={**KEEP_NONE, "content-disposition": disposition}, media_type=kind
    )
