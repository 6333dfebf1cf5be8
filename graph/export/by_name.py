"""The export of a table, a picture or a document of a build, by name and options."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.builds.opened import Build
from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.errors import require_suffix
from graph.export import EVERYTHING, nothing_called, write_export
from graph.export.options import TAKES, ExportOptions, check_options
from graph.ontology import load
from graph.settings import DOCUMENT_NAMES, PICTURE_NAMES

if TYPE_CHECKING:
    from graph.export.documents.model import Document
    from graph.export.glyphs import NoGlyph


def wish_of(name: str, options: ExportOptions, lang: str) -> Wish:
    """Return the picture that the options ask for."""
    parameters, chain = options.parameters(), options.id
    if name == "ribbon":  # draws the chain's part of the region's one solution
        parameters, chain = replace(parameters, chain=None), options.chain
    same = ("college", "block", "around", "until", "measure")
    chosen = {field: getattr(options, field) for field in same}
    return Wish(Look(lang), parameters, chain, **chosen)


def write(
    name: str, to: Path, options: ExportOptions, build: Build, lang: str
) -> tuple[NoGlyph, ...]:
    """Write the build, a table of it, a picture or a document, by the suffix of the file.

    Returns: the labels that the fonts here cannot show whole.

    Raises:
        WrongInput: there is no such thing to write, form or option.
        NoAnswer: there is nothing to draw or to say.
    """
    if name in TAKES or name == EVERYTHING or name in load().tables:
        check_options(name, options.option_names(), to)
    if name in PICTURE_NAMES:
        return _write_picture(name, to, options, build, lang)
    if name in DOCUMENT_NAMES:
        from graph.export.documents import formats, write_document

        require_suffix(to, formats(name))
        return write_document(_document(name, options, build, lang), to)
    write_export(name, to, build, load(), lang)
    return ()


def _write_picture(
    name: str, to: Path, options: ExportOptions, build: Build, lang: str
) -> tuple[NoGlyph, ...]:
    from graph.export.pictures import scenes_of
    from graph.export.scenes import formats, write_scene

    require_suffix(to, formats(name))
    wish = wish_of(name, options, lang)
    scene, *translations = scenes_of(name, build, load(), wish, to.suffix)
    return write_scene(scene, to, options.theme or "light", translations)


def _document(name: str, options: ExportOptions, build: Build, lang: str) -> Document:
    from graph.builds.letterhead import read_letterhead
    from graph.export.documents import Order, document
    from graph.export.documents.paper import NEUTRAL, PAPERS

    order = Order(
        lang,
        options.parameters(),
        options.unit,
        options.college,
        rules_year=options.year,
        paper=PAPERS[options.paper] if options.paper else NEUTRAL,
        letterhead=read_letterhead(options.letterhead) if options.letterhead else None,
        lists_before=options.before,
        is_planned=bool(options.plan),
    )
    return document(name, build, load(), order)


def export_bytes(name: str, suffix: str, options: ExportOptions, build: Build, lang: str) -> bytes:
    """Return the bytes of a picture or a document.

    Raises:
        WrongInput: there is no such picture, document, form or option, or what is asked for.
        NoAnswer: there is nothing to draw or to say.
    """
    file = Path(f"{name}{suffix}")
    if name in PICTURE_NAMES:
        from graph.export.pictures import picture_bytes
        from graph.export.scenes import formats as picture_formats

        require_suffix(file, picture_formats(name))
        check_options(name, options.option_names(), file)
        wish = wish_of(name, options, lang)
        return picture_bytes(name, build, load(), wish, suffix, options.theme or "light")
    if name in DOCUMENT_NAMES:
        from graph.export.documents import document_bytes, formats

        require_suffix(file, formats(name))
        check_options(name, options.option_names(), file)
        return document_bytes(_document(name, options, build, lang), suffix)
    raise nothing_called(name, "–")
