"""Computation of the first pages' results at the server's start, so that nobody waits for them."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from graph.errors import TwinChainError


def warm(home: Path) -> threading.Thread:
    """Compute in a thread what the first pages show of the current build."""
    thread = threading.Thread(target=_prepare, args=(home,), name="warm", daemon=True)
    thread.start()
    return thread


def _prepare(home: Path) -> None:
    """Compute the results; errors are suppressed here and shown on the page that needs them."""
    from graph.builds.home import Home
    from graph.gap.choices import choices
    from graph.gap.gap import gap
    from graph.regions.coverage import coverage
    from views.parts.scope import default_parameters
    from views.parts.session import computed_on, open_build
    from views.parts.steps import make_atlas
    from views.web import fonts

    with suppress(TwinChainError, OSError):
        if fonts.are_there():
            fonts.Parts(home).stylesheet()
        folder = Home(home).folder()
        parameters = default_parameters(computed_on(folder, choices))
        computed_on(folder, coverage, parameters.chain)
        _ = open_build(str(folder)).search_keys
        _ = computed_on(folder, make_atlas).web.ways
        computed_on(folder, gap, parameters)
