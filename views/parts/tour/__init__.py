"""A guided tour of the explorer: offered on the first visit, found again in the head of a page.

The browser remembers that it was offered. While the tour is open nothing of the page moves.
"""

from __future__ import annotations

from views.parts import packaged, registry
from views.parts.session import tell

# What each step points at: the first selector whose element is in sight.
STEPS = {
    "lead": (".tc-lead",),
    "figures": (".tc-figures",),
    "first": (".st-key-top-three",),
    "scope": (".st-key-scope",),
    "pages": ("[data-testid=stSidebarNav]", "[data-testid=stExpandSidebarButton]"),
    "exports": (".st-key-exports",),
}
WORDS = ("open", "refuse", "back", "next", "end", "close")


def tour() -> None:
    """Show the button that opens the tour; the browser adds the offer where it is due."""
    pages = {name: tell(f"page.{name}") for name in registry.names()}
    packaged.component("tour")(
        key="tour",
        width="content",
        data={
            "words": {name: tell(f"tour.{name}") for name in WORDS}
            | {"offer": tell("tour.offer", steps=len(STEPS))},
            "steps": [
                {
                    "at": at,
                    "title": tell(f"tour.{name}_title"),
                    "text": tell(f"tour.{name}_text", **pages),
                    "place": tell("tour.place", step=n, steps=len(STEPS)),
                }
                for n, (name, at) in enumerate(STEPS.items(), start=1)
            ],
        },
    )
