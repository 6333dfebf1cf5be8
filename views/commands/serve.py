"""``twinchain serve``: the explorer in a browser, until Ctrl-C."""

from __future__ import annotations

import contextlib

from graph.words import say
from views.terminal import output
from views.web.server import serve as run
from views.web.settings import ServeOptions


def serve(options: ServeOptions) -> int:
    """Serve, say where, end quietly."""
    with contextlib.suppress(KeyboardInterrupt):
        run(options, lambda address: output.note(say("serve.ready", options.lang, address=address)))
    return 0
