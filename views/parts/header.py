"""The header of every page: region, date and grade of the data, choices and switches."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import streamlit as st

from graph.builds.opened import Build
from graph.gap import declared
from graph.gap.choices import choices
from graph.words import LANGUAGES, join
from views.parts import exports, registry, roles, scope, shell
from views.parts.address import choose, parameter_value, reserve_notices, unknown
from views.parts.mark import grade_mark, grade_word
from views.parts.markup import node, show
from views.parts.session import (
    default_language,
    gone_build,
    language,
    look_at_newest,
    newer_build,
    once,
    tell,
)
from views.parts.tour import tour


def full(build: Build, page: str) -> None:
    """Show the header of a page of a build."""
    with st.container(key="head", horizontal=True, vertical_alignment="center"):
        show(_place(build, page))
        _switches(with_tour=True)
    if removed := gone_build():
        _notice(tell("head.gone", gone=removed, build=build.id), tell("head.understood"))
    elif published := newer_build():
        _notice(tell("head.newer", build=published), tell("head.look"))
    choices_shown = registry.SCOPED.get(page, ())
    with st.container(key="bar", horizontal=True, vertical_alignment="bottom"):
        with st.container(key="scope" if choices_shown else "scope-hidden"):
            scope.bar(choices_shown)
        exports.reserve()
    reserve_notices()
    requested = parameter_value("lang")
    if requested is not None and requested not in LANGUAGES:
        shown = tell(f"language.{language()}")
        unknown(tell("language.label"), requested, shown)


def bare() -> None:
    """Show the header where there is no build yet."""
    with st.container(key="head", horizontal=True, vertical_alignment="center"):
        show(node("div", "tc-place", node("h1", "tc-region", tell("title"))))
        _switches()


def _switches(with_tour: bool = False) -> None:
    with st.container(key="switches", horizontal=True, width="content"):
        if with_tour:
            tour()
        choose(
            st.segmented_control,
            "lang",
            LANGUAGES,
            default=default_language(),
            says_unknown=False,  # the place for notices is below; the switch shows the language
            label=tell("language.label"),
            label_visibility="collapsed",
            format_func=lambda lang: tell(f"language.{lang}"),
        )
        shell.theme_switch()
        roles.show_user()


def title(page: str) -> str:
    """Return the title of a page: its name, the region, the product."""
    return " · ".join((tell(f"page.{page}"), _region(), tell("title")))


def _region() -> str:
    region = once(choices).region
    return region.of(language()) if region else tell("head.everywhere")


def _place(build: Build, page: str) -> Element:
    lang = language()
    manifest = build.manifest
    facts = [tell("head.build", build=build.id)]
    if manifest.as_of:
        facts.insert(0, tell("head.as_of", day=manifest.as_of))
    row_counts = [
        tell("head.rows", grade=grade_word(grade), rows=manifest.graded[grade])
        for grade in declared.grades()
        if grade in manifest.graded
    ]
    return node(
        "div",
        "tc-place",
        node("h1", "tc-region", tell(f"page.{page}"), node("span", "tc-of", _region())),
        node("span", "tc-facts", tell("head.separator").join(facts)),
        grade_mark(manifest.grade, join(row_counts, lang)),
    )


def _notice(sentence: str, answer: str) -> None:
    """Show what happened to the builds meanwhile, until the person answers."""
    with st.container(key="newer", horizontal=True, vertical_alignment="center"):
        st.markdown(sentence)
        st.button(answer, on_click=look_at_newest, type="primary")
