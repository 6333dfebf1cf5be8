"""One process that serves the explorer and the interfaces for programs."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from graph.settings import ROOT
from graph.words import say
from views.web import fonts, index
from views.web.guards import Guard
from views.web.settings import (
    ServeOptions,
    allowed_hosts,
    free_port,
    is_wildcard,
    require_safe,
    streamlit_configuration,
)

if TYPE_CHECKING:
    from streamlit.starlette import App

SCRIPT = ROOT / "app.py"


def serve(options: ServeOptions, on_start: Callable[[str], None]) -> None:
    """Serve until interrupted; ``on_start`` is told the address once the server answers.

    Raises:
        WrongInput: the address is not safe to answer on, or the port is taken.
    """
    require_safe(options)
    port = free_port(options)
    os.environ["TWINCHAIN_HOME"] = str(options.home.resolve())
    os.environ["TWINCHAIN_LANG"] = options.lang
    host = f"[{options.host}]" if ":" in options.host else options.host
    app = application(options, lambda: on_start(f"http://{host}:{port}"))
    has_font = fonts.font_file() is not None
    app.run(config=streamlit_configuration(options, port, has_font))


def application(options: ServeOptions, on_start: Callable[[], None]) -> App:
    """The explorer with its guards and its own routes."""
    from starlette.middleware import Middleware
    from streamlit.starlette import App

    @asynccontextmanager
    async def lifespan(_app: App) -> AsyncIterator[None]:
        on_start()
        yield

    return App(
        SCRIPT,
        routes=[*fonts.routes(), *index.routes(say("web.title", options.lang), options.lang)],
        middleware=[
            Middleware(Guard, hosts=allowed_hosts(options), any_address=is_wildcard(options.host))
        ],
        lifespan=lifespan,
    )
