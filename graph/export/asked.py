"""A table, a picture or a document of a build, from what somebody asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.builds.opened import Build
from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.errors import WrongInput
from graph.export import EVERYTHING, write_export
from graph.export.options import TAKES, Asked, check_options
from graph.ontology import load
from graph.settings import DOCUMENT_NAMES, PICTURE_NAMES
from graph.words import LANGUAGES

if TYPE_CHECKING:
    from graph.export.documents.model import Document
    from graph.export.glyphs import NoGlyph


def wish_of(what: str, asked: Asked, lang: str) -> Wish:
    """What of a picture is asked for."""
    parameters, chain = asked.parameters(), asked.one
    if what == "ribbon":  # the part of the region's one solution that the chain has
        parameters, chain = replace(parameters, chain=None), asked.chain
    return Wish(Look(lang), parameters, chain, asked.college, asked.block, asked.around)


def write(what: str, to: Path, asked: Asked, build: Build, lang: str) -> tuple[NoGlyph, ...]:
    """Write the build, a table of it, a picture or a document, by the suffix of the file.

    Returns: the labels that the fonts here cannot show whole.

    Raises:
        WrongInput: there is no such thing to write, form or option.
        NoAnswer: there is nothing to draw or to say.
    """
    if what in TAKES or what == EVERYTHING or what in load().tables:
        check_options(what, asked.given(), to)
    if what in PICTURE_NAMES:
        return _write_picture(what, to, asked, build, lang)
    if what in DOCUMENT_NAMES:
        from graph.export.documents import known_suffix, write_document

        known_suffix(what, to)
        return write_document(_document(what, asked, build, lang), to)
    write_export(what, to, build, load(), lang)
    return ()


def _write_picture(
    what: str, to: Path, asked: Asked, build: Build, lang: str
) -> tuple[NoGlyph, ...]:
    from graph.draw.pictures import picture
    from graph.export.pictures import fitting
    from graph.export.scenes import known_suffix, write_scene

    known_suffix(to)
    wish = wish_of(what, asked, lang)
    scene, translated = picture(what, build, load(), fitting(what, wish, to.suffix)), None
    if to.suffix.lower() == ".html":
        other = next(each for each in LANGUAGES if each != lang)
        translated = picture(what, build, load(), replace(wish, look=Look(other)))
    return write_scene(scene, to, asked.theme or "light", translated)


def _document(what: str, asked: Asked, build: Build, lang: str) -> Document:
    from graph.export.documents import Order, document

    order = Order(lang, asked.parameters(), asked.unit, rules_year=asked.year)
    return document(what, build, load(), order)


def exported(what: str, suffix: str, asked: Asked, build: Build, lang: str) -> bytes:
    """The file.

    Raises:
        WrongInput: there is no such picture, document, form or option, or what is asked for.
        NoAnswer: there is nothing to draw or to say.
    """
    if what in PICTURE_NAMES:
        from graph.export.pictures import picture_bytes
        from graph.export.scenes import known_suffix

        known_suffix(Path(f"{what}{suffix}"))
        check_options(what, asked.given(), Path(f"{what}{suffix}"))
        wish = wish_of(what, asked, lang)
        return picture_bytes(what, build, load(), wish, suffix, asked.theme or "light")
    if what in DOCUMENT_NAMES:
        from graph.export.documents import document_bytes
        from graph.export.documents import known_suffix as known_form

        known_form(what, Path(f"{what}{suffix}"))
        check_options(what, asked.given())
        return document_bytes(_document(what, asked, build, lang), suffix)
    raise WrongInput(
        "error.nothing_to_export",
        what=what,
        pictures=" ".join(PICTURE_NAMES),
        documents=" ".join(DOCUMENT_NAMES),
        tables="–",
    )
