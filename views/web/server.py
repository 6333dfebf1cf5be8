"""One process that serves the explorer and the interfaces for programs, or these alone."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from graph.processes.pool import WorkerPool
from graph.settings import ROOT, home_from_environment
from graph.words import say
from views import http
from views.language import asked_language
from views.parts import packaged
from views.web import downloads, fonts, index
from views.web.guards import Guard
from views.web.settings import (
    ServeOptions,
    free_port,
    hosts,
    http_settings,
    programs_may_ask,
    require_safe,
    require_token,
    streamlit_configuration,
)
from views.web.warm import warm

if TYPE_CHECKING:
    from socket import socket

    from streamlit.starlette import App

SCRIPT = ROOT / "app.py"


def serve(options: ServeOptions, on_start: Callable[[str], None]) -> None:
    """Serve until interrupted; ``on_start`` is told the address once the server answers.

    Raises:
        WrongInput: the address is not safe to answer on, or the port is taken.
    """
    from streamlit import config

    port = free_port(options)
    configuration = streamlit_configuration(options, port)
    # Before anything asks Streamlit for secrets; set later, it would report a change.
    config.get_config_options(force_reparse=True, options_from_flags=configuration)
    require_safe(options)
    os.environ["TWINCHAIN_HOME"] = str(options.home.resolve())
    os.environ["TWINCHAIN_LANG"] = options.lang
    app = application(options, lambda: on_start(_address(options, port)))
    app.run(config=configuration)


def options_of_streamlit() -> ServeOptions:
    """Return the options of ``streamlit run`` from Streamlit's configuration.

    Raises:
        WrongInput: the address is not safe to answer on.
    """
    from streamlit import config

    host = str(config.get_option("server.address") or "")
    options = ServeOptions(home_from_environment(), host, lang=asked_language(()))
    require_safe(options)
    return options


def serve_programs(options: ServeOptions, on_start: Callable[[str], None]) -> None:
    """Serve ``/sparql`` and ``/api`` alone until interrupted.

    Raises:
        WrongInput: the address is not safe to answer on, or the port is taken.
    """
    import uvicorn

    from views.http.patience import PatientProtocol

    settings = http_settings(options)
    require_token(options, settings.token)
    port = free_port(options)
    config = uvicorn.Config(
        http.app(options.home, settings),
        host=options.host,
        port=port,
        log_level="warning",
        http=PatientProtocol,
        ws="none",
    )

    class ReportingServer(uvicorn.Server):
        """A server that reports its address once it answers."""

        async def startup(self, sockets: list[socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                on_start(_address(options, port))

    ReportingServer(config).run()


def _address(options: ServeOptions, port: int) -> str:
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"http://{host}:{port}"


def application(options: ServeOptions, on_start: Callable[[], None]) -> App:
    """Return the explorer with its guards and its own routes."""
    from streamlit.starlette import App

    return App(SCRIPT, **equipment(options, on_start))


def equipment(options: ServeOptions, on_start: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Return what the application needs beside its script: routes, guard and lifespan."""
    from starlette.middleware import Middleware

    from views.http.patience import be_patient

    be_patient()
    settings = http_settings(options)
    stylesheet = fonts.STYLESHEET if fonts.are_there() else None
    pool = WorkerPool(settings.workers)
    for_programs = (
        http.routes(options.home, settings, pool)
        if programs_may_ask(options, settings.token)
        else []
    )

    @asynccontextmanager
    async def lifespan(_app: App) -> AsyncIterator[None]:
        packaged.declare_first()
        on_start()
        warm(options.home)
        yield
        pool.close()

    return {
        "routes": [
            *for_programs,
            *fonts.routes(options.home),
            *downloads.routes(options.lang),
            *index.routes(say("web.title", options.lang), options.lang, stylesheet),
        ],
        "middleware": [Middleware(Guard, hosts=hosts(options))],
        "lifespan": lifespan,
    }
