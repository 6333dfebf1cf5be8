"""The Chinese font, for browsers that have none of their own."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from views.parts.theme import FONT_ADDRESS

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

PACKAGE, PLACE = "justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
FOR_A_YEAR = {"cache-control": "public, max-age=31536000, immutable"}


def font_file() -> Path | None:
    """Noto Sans SC of the installed font package, if that is there."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    file = Path(next(iter(found.submodule_search_locations))) / PLACE
    return file if file.is_file() else None


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
