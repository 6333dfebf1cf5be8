"""A picture or a document of a build as bytes, from what somebody asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graph.builds.opened import Build
from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.errors import WrongInput
from graph.export.options import Asked, check_options
from graph.ontology import load
from graph.settings import DOCUMENT_NAMES, PICTURE_NAMES


def wish_of(what: str, asked: Asked, lang: str) -> Wish:
    """What of a picture is asked for."""
    parameters, chain = asked.parameters(), asked.one
    if what == "ribbon":  # the part of the region's one solution that the chain has
        parameters, chain = replace(parameters, chain=None), asked.chain
    return Wish(Look(lang), parameters, chain, asked.college, asked.block, asked.around)


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
        from graph.export.documents import Order, document, document_bytes
        from graph.export.documents import known_suffix as known_form

        known_form(what, Path(f"{what}{suffix}"))
        check_options(what, asked.given())
        order = Order(lang, asked.parameters(), asked.unit, rules_year=asked.year)
        return document_bytes(document(what, build, load(), order), suffix)
    raise WrongInput(
        "error.nothing_to_export",
        what=what,
        pictures=" ".join(PICTURE_NAMES),
        documents=" ".join(DOCUMENT_NAMES),
        tables="–",
    )
