"""``twinchain export`` and ``twinchain template``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.builds.opened import open_build
from graph.errors import WrongInput
from graph.export import EVERYTHING, write_export
from graph.export.options import TAKES, Asked, check_options
from graph.ontology import load
from graph.settings import DOCUMENT_NAMES, PICTURE_NAMES
from graph.words import LANGUAGES, say
from views.commands.files import may_write
from views.terminal import output

if TYPE_CHECKING:
    from graph.export.glyphs import NoGlyph


def export(what: str, to: Path, asked: Asked, force: bool, home: Path, lang: str) -> int:
    """Write the build, one table of it, or a picture or a document, by the suffix of the file."""
    may_write(to, force)
    if what in TAKES or what == EVERYTHING or what in load().tables:
        check_options(what, asked.given(), to)
    if what in PICTURE_NAMES:
        return _picture(what, to, asked, home, lang)
    if what in DOCUMENT_NAMES:
        return _document(what, to, asked, home, lang)
    build = open_build(home)
    write_export(what, to, build, load(), lang)
    output.note(say("export.done", lang, file=to, build=build.id))
    return 0


def _picture(what: str, to: Path, asked: Asked, home: Path, lang: str) -> int:
    from graph.draw.page import Look
    from graph.draw.pictures import picture
    from graph.export.asked import wish_of
    from graph.export.pictures import fitting
    from graph.export.scenes import known_suffix, write_scene

    known_suffix(to)
    build = open_build(home)
    wish = wish_of(what, asked, lang)
    scene, translated = picture(what, build, load(), fitting(what, wish, to.suffix)), None
    if to.suffix.lower() == ".html":
        other = next(one for one in LANGUAGES if one != lang)
        translated = picture(what, build, load(), replace(wish, look=Look(other)))
    missing = write_scene(scene, to, asked.theme or "light", translated)
    output.note(say("export.done", lang, file=to, build=build.id))
    _tell(missing, lang)
    return 0


def _document(what: str, to: Path, asked: Asked, home: Path, lang: str) -> int:
    from graph.export.documents import Order, document, known_suffix, write_document

    known_suffix(what, to)
    build = open_build(home)
    order = Order(lang, asked.parameters(), asked.unit, rules_year=asked.year)
    missing = write_document(document(what, build, load(), order), to)
    output.note(say("export.done", lang, file=to, build=build.id))
    _tell(missing, lang)
    return 0


def _tell(missing: tuple[NoGlyph, ...], lang: str) -> None:
    """The labels that cannot be shown whole."""
    if missing:
        from graph.export.glyphs import told

        output.note(told(missing, lang))


def template(to: Path, force: bool, lang: str) -> int:
    """Write the empty workbook."""
    from graph.schema.template import write_template

    may_write(to, force)
    if to.suffix.lower() != ".xlsx":
        raise WrongInput("error.bad_suffix", file=str(to), suffixes=".xlsx")
    write_template(to, load(), lang)
    output.note(say("template.done", lang, file=to))
    return 0
