"""A picture of a build in one format, in one call, for the downloads of a page."""

from __future__ import annotations

from dataclasses import replace

from graph.builds.opened import Build
from graph.draw.palette import Theme
from graph.draw.pictures import Wish, picture
from graph.export.scenes import scene_bytes
from graph.ontology import Ontology
from graph.words import LANGUAGES

PAPER = 940.0  # width in pixels at which texts on a page are readable
WIDER = {"duties": 1_180.0}  # pictures that need more room for their texts


def fitting(name: str, wish: Wish, suffix: str) -> Wish:
    """Narrow a picture to the page that holds it, where it would be wider."""
    most = WIDER.get(name, PAPER)
    if suffix.lower() != ".docx" or wish.look.width <= most:
        return wish
    return replace(wish, look=replace(wish.look, width=most))


def picture_bytes(
    name: str, build: Build, ontology: Ontology, wish: Wish, suffix: str, theme: Theme = "light"
) -> bytes:
    """Return the picture called ``name`` as a file; a web page holds it in every language.

    Raises:
        WrongInput: something asked for is not there, or the extra is not installed.
        NoAnswer: there is nothing to draw.
    """
    scene = picture(name, build, ontology, fitting(name, wish, suffix))
    if suffix.lower() != ".html":
        return scene_bytes(scene, suffix, theme)
    from graph.export.html import html

    looks = [replace(wish.look, lang=lang) for lang in LANGUAGES if lang != wish.look.lang]
    translations = [picture(name, build, ontology, replace(wish, look=look)) for look in looks]
    return html(scene, *translations).encode()
