"""Named questions as forms, with the values that the build has for their parameters."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from graph.builds.ask import ask_named, build_data
from graph.processes.background import Asking
from graph.queries.named import NamedQuestion, QuestionParameter, questions
from graph.queries.values import LATEST, latest, newer_sparse_years, possible_values, values_of
from graph.things import things
from views.parts import address, console, finder
from views.parts.address import choose, parameter_value, put
from views.parts.markup import node, plain, show
from views.parts.session import build, language, once, tell

ENGINE, NAME, PARAMETER = "questions", "ask", "p-{}"
WISH = "ask-wish"  # the question that runs, with its parameters
LISTED = 200  # things in a list to choose from; of more, one is found by typing
FIRST = "occupations-without-major"


def form() -> NamedQuestion:
    """Show the form of a question; run it as soon as all required parameters are chosen."""
    lang, catalogue = language(), questions()
    name = choose(
        st.selectbox,
        NAME,
        sorted(catalogue, key=lambda key: (key != FIRST, catalogue[key].title.of(lang))),
        label=tell("ask.question"),
        format_func=lambda key: catalogue[key].title.of(lang),
    )
    question = catalogue[name]
    values: dict[str, str] = {}
    missing: list[str] = []
    if question.parameters:
        with st.container(horizontal=True, vertical_alignment="bottom", key="ask-parameters"):
            for parameter in question.parameters:
                value = _parameter(parameter)
                if value is not None:
                    values[parameter.name] = value
                elif parameter.default is None:
                    missing.append(parameter.label.of(lang))
    for parameter in question.parameters:
        if (
            parameter.default == LATEST
            and parameter_value(PARAMETER.format(parameter.name)) is None
        ):
            for sentence in newer_sparse_years(parameter, build_data(build()), lang):
                st.info(plain(sentence))
    if missing:
        st.info(tell("ask.wanted", names=tell("head.separator").join(missing)))
        st.session_state.pop(f"{console.RUNNING}-{ENGINE}", None)
        st.session_state.pop(WISH, None)
    else:
        _begin(question, values)
    return question


def _begin(question: NamedQuestion, values: Mapping[str, str]) -> None:
    """Run a question, unless exactly this one has been run."""
    current, request = build(), (question.name, tuple(sorted(values.items())))
    if console.running(ENGINE) is not None and st.session_state.get(WISH) == request:
        return
    st.session_state[WISH] = request
    console.start(ENGINE, Asking(lambda: ask_named(current, question.name, values, console.LIMITS)))


def _parameter(parameter: QuestionParameter) -> str | None:
    """Offer the choice of a parameter's value; None where none is chosen."""
    name = PARAMETER.format(parameter.name)
    label = parameter.label.of(language())
    if parameter.kind == "integer":
        return _number(parameter, name, label)
    is_any = parameter.kind == "node" or (parameter.kind == "thing" and len(parameter.of) > 1)
    options = {} if is_any else once(_possible, parameter, language())
    if is_any or len(options) > LISTED:
        return _find_thing(parameter, name, label)
    if parameter.default == LATEST:
        newest, _ = latest(parameter, build_data(build()))
        first = None if newest is None else str(newest)
        if not options:
            return None
        return choose(st.selectbox, name, [*options], first, label=label, width=260)
    return (
        choose(
            st.selectbox,
            name,
            ["", *options],
            label=label,
            format_func=lambda value: options[value] if value else _nothing_chosen(parameter),
            width=260,
        )
        or None
    )


def _nothing_chosen(parameter: QuestionParameter) -> str:
    return tell("ask.choose") if parameter.default is None else tell("ask.every")


def _possible(_tables: object, parameter: QuestionParameter, lang: str) -> dict[str, str]:
    """Return the possible values with their labels; years newest first."""
    options = possible_values(parameter, build_data(build()), lang)
    if parameter.kind == "year":
        options.reverse()
    if parameter.kind != "thing":
        return {value: name or value for value, name in options}
    return {f"{parameter.of[0]}/{value}": name for value, name in options}


def _number(parameter: QuestionParameter, name: str, label: str) -> str:
    default = str(parameter.default or 0)
    typed = parameter_value(name) or default
    key = f"choose-{name}"
    is_number = typed.isascii() and typed.isdigit()
    st.session_state[key] = int(typed) if is_number else int(default)
    if not is_number:
        address.unknown(label, typed, default)

    def write_number() -> None:
        chosen = str(st.session_state[key])
        put(name, None if chosen == default else chosen)

    return str(
        st.number_input(label, key=key, step=1, min_value=0, on_change=write_number, width=150)
    )


def _find_thing(parameter: QuestionParameter, name: str, label: str) -> str | None:
    """Offer a search for a thing; the chosen one stands in the address as ``table/key``."""
    with st.container(key=f"ask-find-{parameter.name}", width=320):
        st.caption(label)
        if chosen := finder.find(f"ask-{name}", parameter.of):
            put(name, chosen)
        place = parameter_value(name)
        if place is None:
            return None
        if (thing_name := _name_of(place)) is None:
            address.unknown(label, place, tell("ask.choose"))
            return None
        with st.container(horizontal=True, vertical_alignment="center"):
            show(node("strong", "", thing_name))
            st.button(
                tell("ask.let_go"),
                key=f"let-go-{name}",
                type="tertiary",
                on_click=put,
                args=(name, None),
            )
    return place


def _name_of(place: str) -> str | None:
    """Return the name of the thing at a place; None where there is no such thing."""
    table, _, key = place.partition("/")
    keys = build().search_keys
    matches = keys.filter((keys["table"] == table) & (keys["node_key"] == key))
    if not matches.height:
        return None
    return things(matches)[0].of(language())


def texts(question: NamedQuestion) -> None:
    """Show the question's text in both query languages, with a link to edit it in a console."""
    st.caption(tell("ask.texts"))
    name, chosen = st.session_state.get(WISH, ("", ()))
    ready = name == question.name
    for engine, title in (("sparql", "SPARQL"), ("cypher", "Cypher")):
        text = question.texts[engine]
        if engine == "sparql" and ready:
            values = values_of(question, dict(chosen), build_data(build()))
            text = question.filled(engine, values)
            link = address.to("ask", **{"in": engine, console.ASKED: text})
            show(node("a", "", tell("ask.to_console"), href=link, target="_self"))
        with st.expander(title):
            st.code(text, language="sparql" if engine == "sparql" else "cypher")
