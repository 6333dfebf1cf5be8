"""A picture of a build in a format, in one call: what a page offers to take along."""

from __future__ import annotations

from dataclasses import replace

from graph.builds.opened import Build
from graph.draw.palette import Theme
from graph.draw.pictures import Wish, picture
from graph.export.scenes import scene_bytes
from graph.ontology import Ontology
from graph.words import LANGUAGES

PAPER = 940.0  # pixels across a page, at which texts can be read
WIDER = {"duties": 1_180.0}  # what has no room for its texts there


def fitting(what: str, wish: Wish, suffix: str) -> Wish:
    """A picture as wide as the page that holds it, where that is narrower than was asked for."""
    most = WIDER.get(what, PAPER)
    if suffix.lower() != ".docx" or wish.look.width <= most:
        return wish
    return replace(wish, look=replace(wish.look, width=most))


def picture_bytes(
    what: str, build: Build, ontology: Ontology, wish: Wish, suffix: str, theme: Theme = "light"
) -> bytes:
    """The picture called ``what`` as a file of a suffix; a web page holds it in every language.

    Raises:
        WrongInput: something asked for is not there, or the extra is not installed.
        NoAnswer: there is nothing to draw.
    """
    scene = picture(what, build, ontology, fitting(what, wish, suffix))
    if suffix.lower() != ".html":
        return scene_bytes(scene, suffix, theme)
    from graph.export.html import html

    looks = [replace(wish.look, lang=lang) for lang in LANGUAGES if lang != wish.look.lang]
    others = [picture(what, build, ontology, replace(wish, look=look)) for look in looks]
    return html(scene, *others).encode()
