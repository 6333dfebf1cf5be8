"""To take along: pictures in ten formats and documents, each made when its button is pressed.

A page says what it offers; the menu stands at the same place on every page. What is made has the
state of the page: its build, year, area, chain, language, and what is looked at.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.builds.opened import Build
from graph.draw.pictures import Wish
from graph.errors import WrongInput
from graph.export import EVERYTHING, write_export
from graph.export import WRITERS as DATA_WRITERS
from graph.export.documents import Order, document, document_bytes, formats
from graph.export.glyphs import told, unshown_names
from graph.export.names import file_name
from graph.export.options import applying
from graph.export.scenes import WRITERS
from graph.export.scenes import formats as picture_formats
from graph.gap.choices import choices
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.telling.sentences import level_in_short
from views.parts import scope
from views.parts.mark import grade_mark
from views.parts.markup import as_html
from views.parts.session import build, language, once, tell
from views.parts.take import Take, take

SLOT = "exports-slot"
PICTURE_SUFFIXES = (
    ".png", ".svg", ".pdf", ".pptx", ".docx", ".html", ".xlsx", ".drawio", ".graphml", ".gexf",
)  # fmt: skip
assert set(PICTURE_SUFFIXES) == set(WRITERS)


@dataclass(frozen=True)
class Offer:
    """Something that may be taken along.

    ``make``: suffix → the file, outside a run of the page. ``of``: what it speaks of, beside the
    region, for the file's name.
    """

    what: str
    suffixes: tuple[str, ...]
    make: Callable[[str], bytes]
    of: tuple[str | None, ...] = ()

    @property
    def label(self) -> str:
        """As people call it."""
        return tell(f"exports.{self.what.replace('-', '_')}")


def reserve() -> None:
    """Keep the place of the menu, where the head of the page calls this."""
    st.session_state[SLOT] = st.container(key="exports", width="content")


def slot() -> DeltaGenerator:
    """The place kept."""
    kept: DeltaGenerator = st.session_state[SLOT]
    return kept


def picture(what: str, wish: Wish, of: tuple[str | None, ...] = ()) -> Offer:
    """The picture of a name as the page shows it, on a page of paper's width."""
    asked = applying(what, wish.parameters)
    sized = replace(wish, look=replace(wish.look, lang=language()), parameters=asked)
    make = partial(as_picture, what, build(), sized)
    suffixes = tuple(one for one in PICTURE_SUFFIXES if one in picture_formats(what))
    return Offer(what, suffixes, make, (*_scope(asked), *of))


def paper(
    what: str,
    parameters: GapParameters,
    unit: str | None = None,
    of: tuple[str | None, ...] = (),
) -> Offer:
    """The document of a name, for what the page asks for."""
    asked = applying(what, parameters)
    order = Order(language(), asked, unit, rules_year=scope.rules_year())
    make = partial(as_document, what, build(), order)
    return Offer(what, formats(what), make, (*_scope(asked), *of))


def everything() -> Offer:
    """The whole build as data."""
    make = partial(as_data, build(), language())
    return Offer("all", tuple(DATA_WRITERS), make)


def as_picture(what: str, of: Build, wish: Wish, suffix: str) -> bytes:
    """The picture of a build as a file of a suffix.

    Raises:
        WrongInput, NoAnswer: see ``picture_bytes``.
    """
    from graph.export.pictures import picture_bytes

    return picture_bytes(what, of, load(), wish, suffix)


def as_document(what: str, of: Build, order: Order, suffix: str) -> bytes:
    """The document of a build as a file of a suffix.

    Raises:
        WrongInput: something asked for is not there, or the extra is not installed.
        NoAnswer: there is nothing to say.
    """
    return document_bytes(document(what, of, load(), order), suffix)


def as_data(of: Build, lang: str, suffix: str) -> bytes:
    """All tables of a build as a file of a suffix.

    Raises:
        WrongInput: the file cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"all{suffix}"
        write_export(EVERYTHING, file, of, load(), lang)
        return file.read_bytes()


def menu(offers: Sequence[Offer], grade: str | None) -> None:
    """The menu at the head of the page; ``grade`` of what it gives."""
    with slot(), st.popover(tell("exports.label"), icon=":material/download:", key="exports-menu"):
        choice(offers, grade)


@st.fragment
def choice(offers: Sequence[Offer], grade: str | None) -> None:
    """One of the offers, then a button for each of its formats."""
    st.html(as_html(grade_mark(grade)))
    labels = {one.what: one.label for one in offers}
    chosen = offers[0].what
    if len(offers) > 1:
        chosen = st.radio(
            tell("exports.what"),
            list(labels),
            format_func=labels.__getitem__,
            key="exports-what",
            label_visibility="collapsed",
        )
    found = next((one for one in offers if one.what == chosen), offers[0])
    st.caption(tell("exports.note"), width=366)
    if lacking := unshown():
        st.caption(lacking, width=366)
    named = name(found.label, *found.of)
    take("exports-formats", [_button(found, named, suffix) for suffix in found.suffixes], True)


def unshown() -> str:
    """Which names of the build the font of pictures and documents cannot show; else empty."""
    try:
        found = once(unshown_names)
    except WrongInput:  # the font is not installed: what needs it says so when it is asked for
        return ""
    return told(found, language()) if found else ""


def _button(offer: Offer, named: str, suffix: str) -> Take:
    return Take(
        f"export-{offer.what}{suffix}",
        tell(f"exports.as_{suffix.removeprefix('.')}"),
        named + suffix,
        partial(offer.make, suffix),
    )


def name(what: str, *of: str | None) -> str:
    """Of a file without its suffix: region, what it speaks of, what it is, the day of the data."""
    region, as_of = once(choices).region, build().manifest.as_of
    place = region.of(language()) if region else None
    return file_name((place, *of, what, str(as_of) if as_of else build().id), "")


def _scope(asked: GapParameters) -> tuple[str | None, ...]:
    """Area, chain, level and year that are asked for, where they are not everything."""
    offered, lang = once(choices), language()
    area = next((one.of(lang) for one in offered.areas if one.key == asked.area), None)
    chain = next((one.of(lang) for one in offered.chains if one.key == asked.chain), None)
    level = level_in_short(asked.min_level, lang) if asked.min_level else None
    return (area, chain, level, str(asked.year) if asked.year else None)
