"""The export menu: pictures and documents, each made when its button is pressed.

A page says what it offers; the menu stands at the same place on every page. A file has the state
of the page: its build, year, area, chain, language and selection.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.builds.letterhead import letterhead_of_bytes
from graph.builds.opened import Build
from graph.draw.pictures import Wish
from graph.errors import WrongInput
from graph.export import EVERYTHING, write_export
from graph.export import WRITERS as DATA_WRITERS
from graph.export.documents import Order, document, document_bytes, formats
from graph.export.documents.paper import OFFICIAL
from graph.export.glyphs import missing_glyphs_note, unshown_names
from graph.export.names import file_name
from graph.export.options import OF_CLAUSES, PAPER, SUFFIXES, TAKES, applying
from graph.export.pictures import picture_bytes
from graph.export.scenes import WRITERS
from graph.export.scenes import formats as picture_formats
from graph.gap.choices import choices
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.telling.scope import scope_phrases
from graph.telling.sentences import level_in_short
from graph.words import say
from views.parts import scope
from views.parts.mark import grade_mark
from views.parts.markup import as_html, plain
from views.parts.session import build, has_build, language, once, tell
from views.parts.take import Take, take

SLOT = "exports-slot"
PICTURE_SUFFIXES = (
    ".png", ".svg", ".pdf", ".pptx", ".docx", ".html", ".xlsx", ".drawio", ".graphml", ".gexf",
)  # fmt: skip
assert set(PICTURE_SUFFIXES) == set(WRITERS)


@dataclass(frozen=True)
class Offer:
    """A picture, document or data set that a page offers as a file.

    ``make``: suffix → the file, outside a run of the page. ``of``: its subject, beside the region,
    for the name of the file. ``order``: of a document. ``scope``: what it is made for, in words;
    ``idle``: the choices of the page that do not concern it.
    """

    what: str
    suffixes: tuple[str, ...]
    make: Callable[[str], bytes]
    of: tuple[str | None, ...] = ()
    order: Order | None = None
    scope: str = ""
    idle: str = ""

    @property
    def label(self) -> str:
        """Return the label of the offer in the language of the view."""
        return tell(f"exports.{self.what.replace('-', '_')}")


def reserve() -> None:
    """Reserve the place of the menu in the head of the page."""
    st.session_state[SLOT] = st.container(key="exports", width="content")


def slot() -> DeltaGenerator:
    """Return the reserved place of the menu."""
    container: DeltaGenerator = st.session_state[SLOT]
    return container


def picture(what: str, wish: Wish, of: tuple[str | None, ...] = ()) -> Offer:
    """Offer a picture as the page shows it, at the width of a sheet of paper."""
    parameters = applying(what, wish.parameters)
    sized = replace(wish, look=replace(wish.look, lang=language()), parameters=parameters)
    make = partial(picture_bytes, what, build(), load(), sized)
    subject = (*_scope(parameters), *of)
    words = _in_words(what, wish.parameters)
    return Offer(what, picture_suffixes(what), make, subject, None, *words)


def picture_suffixes(what: str) -> tuple[str, ...]:
    """Return the suffixes that a picture can have, in the order of the menu."""
    return tuple(suffix for suffix in PICTURE_SUFFIXES if suffix in picture_formats(what))


def paper(
    what: str,
    parameters: GapParameters,
    unit: str | None = None,
    of: tuple[str | None, ...] = (),
) -> Offer:
    """Offer a document for what the page asks for."""
    applied = applying(what, parameters)
    order = Order(language(), applied, unit, rules_year=scope.rules_year())
    make = partial(as_document, what, build(), order)
    subject = (*_scope(applied), *of)
    return Offer(what, formats(what), make, subject, order, *_in_words(what, parameters))


def _in_words(what: str, parameters: GapParameters) -> tuple[str, str]:
    """Word what the page chose, and what of it does not concern a picture or document."""
    if "--area" not in TAKES[what]:
        return "", ""
    applied = replace(applying(what, parameters), chain=parameters.chain)
    level = "taught_level" if what in OF_CLAUSES else "level"
    chosen, kept = (once(scope_phrases, gap, language(), level) for gap in (parameters, applied))
    separator = say("document.scope.separator", language())
    idle = separator.join(phrase for phrase in chosen if phrase not in kept)
    return separator.join(kept) or tell("exports.all"), idle


def everything() -> Offer:
    """Offer the whole build as data."""
    make = partial(as_data, build(), language())
    return Offer("all", tuple(DATA_WRITERS), make)


def as_document(what: str, of: Build, order: Order, suffix: str) -> bytes:
    """Return a document of a build as a file of a suffix.

    Raises:
        WrongInput: something asked for is not there, or the extra is not installed.
        NoAnswer: there is nothing to say.
    """
    return document_bytes(document(what, of, load(), order), suffix)


def as_data(of: Build, lang: str, suffix: str) -> bytes:
    """Return all tables of a build as a file of a suffix.

    Raises:
        WrongInput: the file cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"all{suffix}"
        write_export(EVERYTHING, file, of, load(), lang)
        return file.read_bytes()


def menu(offers: Sequence[Offer], grade: str | None) -> None:
    """Show the menu at the head of the page; ``grade``: of the exported figures."""
    with slot(), st.popover(tell("exports.label"), icon=":material/download:", key="exports-menu"):
        choice(offers, grade)


@st.fragment
def choice(offers: Sequence[Offer], grade: str | None) -> None:
    """Ask for one of the offers, then show a button for each of its formats."""
    st.html(as_html(grade_mark(grade)))
    labels = {offer.what: offer.label for offer in offers}
    chosen = offers[0].what
    if len(offers) > 1:
        chosen = st.radio(
            tell("exports.what"),
            list(labels),
            format_func=labels.__getitem__,
            key="exports-what",
            label_visibility="collapsed",
        )
    chosen_offer = next((offer for offer in offers if offer.what == chosen), offers[0])
    if chosen_offer.order is not None:
        order = _formed(chosen_offer.order)
        if order is None:
            return
        make = partial(as_document, chosen_offer.what, build(), order)
        suffixes = SUFFIXES[PAPER] if order.paper.is_official else chosen_offer.suffixes
        chosen_offer = replace(chosen_offer, suffixes=suffixes, make=make)
    if chosen_offer.scope:
        st.caption(plain(tell("exports.scope", scope=chosen_offer.scope)), width=366)
    if chosen_offer.idle:
        st.caption(plain(tell("exports.idle", idle=chosen_offer.idle)), width=366)
    st.caption(tell("exports.note"), width=366)
    if lacking := unshown_note():
        st.caption(lacking, width=366)
    stem = name(chosen_offer.label, *chosen_offer.of)
    take(
        "exports-formats",
        [_button(chosen_offer, stem, suffix) for suffix in chosen_offer.suffixes],
        True,
    )


def _formed(order: Order) -> Order | None:
    """Ask for the form of a document: official Chinese paper, a letterhead; None: it has a fault.

    The letterhead is used for what this session takes along, and kept nowhere.
    """
    if order.lang == "zh" and st.checkbox(tell("exports.official"), key="exports-official"):
        order = replace(order, paper=OFFICIAL)
    file = st.file_uploader(
        tell("exports.letterhead"), ".toml", key="exports-letterhead", max_upload_size=1, width=366
    )
    if file is None:
        return order
    try:
        return replace(order, letterhead=letterhead_of_bytes(file.getvalue(), file.name))
    except WrongInput as error:
        st.error(plain(error.text(language())), width=366)
        return None


def unshown_note() -> str:
    """Say which names of the build the font of pictures and documents lacks; else nothing."""
    try:
        characters = once(unshown_names)
    except WrongInput:  # the font is not installed: what needs it says so when it is asked for
        return ""
    return missing_glyphs_note(characters, language()) if characters else ""


def _button(offer: Offer, stem: str, suffix: str) -> Take:
    return Take(
        f"export-{offer.what}{suffix}",
        tell(f"exports.as_{suffix.removeprefix('.')}"),
        stem + suffix,
        partial(offer.make, suffix),
    )


def name(what: str, *of: str | None) -> str:
    """Return a file's name without suffix: region, subject, kind, and day of the data."""
    if not has_build():
        return file_name((*of, what))
    region, as_of = once(choices).region, build().manifest.as_of
    place = region.of(language()) if region else None
    return file_name((place, *of, what, str(as_of) if as_of else build().id))


def _scope(parameters: GapParameters) -> tuple[str | None, ...]:
    """Return the names of the chosen area, chain, level and year; None where not limited."""
    offered, lang = once(choices), language()
    areas = {area.key: area.of(lang) for area in offered.areas}
    chains = {chain.key: chain.of(lang) for chain in offered.chains}
    level = level_in_short(parameters.min_level, lang) if parameters.min_level else None
    year = str(parameters.year) if parameters.year else None
    return areas.get(parameters.area or ""), chains.get(parameters.chain or ""), level, year
