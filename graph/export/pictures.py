"""A picture of a build in a format, in one call: what a page offers to take along."""

from __future__ import annotations

from dataclasses import replace

from graph.builds.opened import Build
from graph.draw.palette import Theme
from graph.draw.pictures import Wish, picture
from graph.export.scenes import scene_bytes
from graph.ontology import Ontology
from graph.words import LANGUAGES


def picture_bytes(
    what: str, build: Build, ontology: Ontology, wish: Wish, suffix: str, theme: Theme = "light"
) -> bytes:
    """The picture called ``what`` as a file of a suffix; a web page holds it in every language.

    Raises:
        WrongInput: something asked for is not there, or the extra is not installed.
        NoAnswer: there is nothing to draw.
    """
    scene = picture(what, build, ontology, wish)
    if suffix.lower() != ".html":
        return scene_bytes(scene, suffix, theme)
    from graph.export.html import html

    looks = [replace(wish.look, lang=lang) for lang in LANGUAGES if lang != wish.look.lang]
    others = [picture(what, build, ontology, replace(wish, look=look)) for look in looks]
    return html([scene, *others]).encode()
