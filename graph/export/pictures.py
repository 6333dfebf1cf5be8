"""A picture of a build in one format, in one call, for the downloads of a page."""

from __future__ import annotations

from dataclasses import replace

from graph.builds.opened import Build
from graph.draw.palette import Theme
from graph.draw.pictures import Wish, picture
from graph.draw.scene import Scene
from graph.export.scenes import scene_bytes
from graph.ontology import Ontology
from graph.words import LANGUAGES

PAPER = 940.0  # width in pixels at which texts on a page are readable
WIDER = {"duties": 1_180.0}  # pictures that need more room for their texts


def scenes_of(
    name: str, build: Build, ontology: Ontology, wish: Wish, suffix: str
) -> tuple[Scene, ...]:
    """Draw a picture for a kind of file: no wider than a page; for the web in all languages.

    Raises:
        WrongInput: something asked for is not there.
        NoAnswer: there is nothing to draw.
    """
    looks, most = [wish.look], WIDER.get(name, PAPER)
    if suffix.lower() == ".docx":
        looks = [replace(wish.look, width=min(wish.look.width, most))]
    if suffix.lower() == ".html":
        looks += [replace(wish.look, lang=lang) for lang in LANGUAGES if lang != wish.look.lang]
    return tuple(picture(name, build, ontology, replace(wish, look=look)) for look in looks)


def picture_bytes(
    name: str, build: Build, ontology: Ontology, wish: Wish, suffix: str, theme: Theme = "light"
) -> bytes:
    """Return the picture called ``name`` as a file; a web page holds it in every language.

    Raises:
        WrongInput: something asked for is not there, or the extra is not installed.
        NoAnswer: there is nothing to draw.
    """
    scene, *translations = scenes_of(name, build, ontology, wish, suffix)
    return scene_bytes(scene, suffix, theme, translations)
