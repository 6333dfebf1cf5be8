"""``twinchain serve``: the explorer in a browser, or programs alone, until Ctrl-C."""

from __future__ import annotations

import contextlib

from graph.words import say
from views import interrupts
from views.terminal import output
from views.web import server
from views.web.settings import ServeOptions


def serve(options: ServeOptions, with_web: bool = True) -> int:
    """Serve until interrupted, and print the address."""
    run, message_key = (server.serve, "ready") if with_web else (server.serve_programs, "programs")

    def ready(address: str) -> None:
        output.note(say(f"serve.{message_key}", options.lang, address=address))

    with contextlib.suppress(KeyboardInterrupt):
        interrupts.watch()
        run(options, ready)
    return 0
