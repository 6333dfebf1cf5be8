"""Interfaces for programs: ``/sparql`` and ``/api``, alone or beside the web pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.routing import BaseRoute

    from graph.processes.pool import WorkerPool
    from views.http.settings import HttpSettings


def routes(
    home: Path, settings: HttpSettings | None = None, pool: WorkerPool | None = None
) -> list[BaseRoute]:
    """Return the routes; each request is answered from the home's build of that moment."""
    from starlette.middleware import Middleware
    from starlette.routing import Mount, Route

    from graph.processes.pool import WorkerPool
    from views.http.api import Api
    from views.http.guard import Guard
    from views.http.settings import HttpSettings
    from views.http.sparql import SparqlEndpoint

    settings = settings or HttpSettings.from_environment()
    pool = pool or WorkerPool(settings.workers)
    guard = [Middleware(Guard, settings=settings)]
    ask = SparqlEndpoint(home, settings, pool).answer
    return [
        Route("/sparql", ask, methods=["GET", "POST", "OPTIONS"], middleware=guard),
        Mount("/api", routes=Api(home, settings, pool).routes(), middleware=guard),
    ]


def app(home: Path, settings: HttpSettings | None = None) -> Starlette:
    """Return an application of these routes alone."""
    from starlette.applications import Starlette

    from graph.processes.pool import WorkerPool
    from views.http.settings import HttpSettings

    settings = settings or HttpSettings.from_environment()
    pool = WorkerPool(settings.workers)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        pool.close()

    return Starlette(routes=routes(home, settings, pool), lifespan=lifespan)
