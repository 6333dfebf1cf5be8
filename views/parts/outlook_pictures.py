"""The pictures of the outlook page: the shortage by year, and small multiples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.builds.opened import Build
from graph.draw.outlook import outlook
from graph.draw.outlook_panels import Panel, panels_ahead
from graph.draw.page import Look
from graph.draw.pictures import stamp
from graph.draw.scene import Scene, Stamp
from graph.export.scenes import scene_bytes
from graph.gap.figures import worst
from graph.gap.report import GapReport
from graph.ontology import load
from graph.outlook.report import Outlook
from views.parts.exports import Offer, picture_suffixes
from views.parts.ribbon import canvas, words
from views.parts.session import build, language, tell

NARROWEST = 320  # a phone
Draw = Callable[[Look], Scene]


def drawing(outlooks: Sequence[Outlook], measured: Sequence[GapReport]) -> Draw:
    """Return what draws the shortage by year."""
    origin = stamp_of(build(), outlooks[0], measured)
    return lambda look: outlook(measured, outlooks[0], load(), origin, look, outlooks[1:])


def drawing_of_panels(panels: Callable[[str], Sequence[Panel]], title: str, origin: Stamp) -> Draw:
    """Return what draws small multiples; ``panels``: language → panels."""
    return lambda look: panels_ahead(panels(look.lang), title, load(), origin, look)


def stamp_of(of: Build, report: Outlook, measured: Sequence[GapReport]) -> Stamp:
    """Return the origin of an outlook's figures."""
    return stamp(of, worst([report.grade, *(past.grade for past in measured)]))


def show(
    key: str, draw: Draw, links: Mapping[str, str], drawn: object, page: str = "outlook"
) -> None:
    """Show a picture of a page; ``links``: of its points; ``drawn``: what identifies it."""

    def data(wide: float) -> dict[str, Any]:
        scene = draw(Look(language(), wide))
        return {
            "drawn": repr((build().folder.name, language(), wide, drawn)),
            "scene": scene.as_json(),
            "links": dict(links),
            "words": words(hint=tell(f"{page}.hint"), follow=tell(f"{page}.follow"))
            | {"file": tell(f"page.{page}")},
        }

    canvas(key, data, NARROWEST)


def offer(draw: Draw, page: str = "outlook") -> Offer:
    """Offer the picture of a page as a file."""
    lang = language()

    def make(suffix: str) -> bytes:
        return scene_bytes(draw(Look(lang)), suffix)

    return Offer(page, picture_suffixes(page), make)
