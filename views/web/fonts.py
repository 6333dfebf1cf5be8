"""The Chinese font, for browsers that have none of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.export.fonts import font_file
from views.parts.theme import FONT_ADDRESS

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

FOR_A_YEAR = {"cache-control": "public, max-age=31536000, immutable"}


def routes() -> list[BaseRoute]:
    """The font's route, where there is a font."""
    from starlette.requests import Request
    from starlette.responses import FileResponse, Response
    from starlette.routing import Route

    file = font_file()
    if file is None:
        return []

    async def font(_request: Request) -> Response:
        return FileResponse(file, media_type="font/ttf", headers=FOR_A_YEAR)

    return [Route(FONT_ADDRESS, font)]
