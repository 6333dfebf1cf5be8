"""Named questions as forms, with the values that the build has for their parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

import streamlit as st

from graph.builds.ask import ask_named, build_data
from graph.processes.background import Asking
from graph.queries.named import SUFFIXES, NamedQuestion, QuestionParameter, questions
from graph.queries.values import (
    LATEST,
    USUAL,
    latest,
    possible_values,
    skipped_years,
    usual,
    values_of,
)
from graph.things import things
from graph.words import say, titled
from views.parts import address, console, finder
from views.parts.address import choose, parameter_value, put
from views.parts.markup import anchor, node, plain, show
from views.parts.session import build, language, once, tell

ENGINE, NAME, PARAMETER = "questions", "ask", "p-{}"
WISH = "ask-wish"  # the question that runs, with its parameters
LISTED = 200  # things in a list to choose from; of more, one is found by typing
THEMES = ("demand", "programmes", "graduates", "chains", "partners", "policy", "data")


def chosen() -> NamedQuestion | None:
    """Return the question of the address; None without one, or where there is no such question."""
    name = parameter_value(NAME)
    if name is not None and name not in questions():
        address.unknown(tell("ask.question"), name, tell("ask.all"))
        return None
    return questions()[name] if name else None


def cards() -> None:
    """Show all questions as links by theme, filtered by a word and a theme."""
    lang = language()
    of_theme: dict[str, list[NamedQuestion]] = {}
    for question in questions().values():
        of_theme.setdefault(question.theme, []).append(question)
    themes = {name: say(f"questions.theme.{name}", lang) for name in THEMES}
    with st.container(horizontal=True, vertical_alignment="bottom", key="ask-filters"):
        word = st.text_input(
            tell("ask.filter"), key="ask-filter", icon=":material/search:", width=320
        )
        theme = address.choose_one("theme", themes, tell("ask.theme"), tell("ask.every_theme"), 240)
    fitting = {
        name: [q for q in of_theme[name] if _fits(q, word)]
        for name in themes
        if theme in ("", name)
    }
    if not any(fitting.values()):
        st.info(tell("table.no_match"))
    show(*(_theme(themes[name], listed) for name, listed in fitting.items() if listed))


def _fits(question: NamedQuestion, word: str) -> bool:
    """Tell whether the question, its name or one of its columns has a word."""
    labels = (question.title, *question.columns.values())
    texts = [question.name, *(text for label in labels for text in (label.zh, label.en))]
    return word.strip().casefold() in "\n".join(texts).casefold()


def _theme(title: str, questions: Sequence[NamedQuestion]) -> Element:
    lang = language()
    links = (
        node(
            "li",
            "",
            anchor(
                address.to("ask", **{NAME: question.name}), question.title.of(lang), kind="tc-card"
            ),
        )
        for question in sorted(questions, key=lambda question: question.title.of(lang))
    )
    return node("section", "", node("h2", "tc-cards-title", title), node("ul", "tc-cards", *links))


def form(question: NamedQuestion) -> None:
    """Show the form of a question; run it as soon as all required parameters are chosen."""
    lang = language()
    back = anchor(address.to("ask"), tell("ask.back"))
    show(node("p", "tc-facts", back), node("h2", "tc-question", question.title.of(lang)))
    values: dict[str, str] = {}
    missing: list[str] = []
    if question.parameters:
        with st.container(horizontal=True, vertical_alignment="bottom", key="ask-parameters"):
            for parameter in question.parameters:
                value = _parameter(parameter, values)
                if value is not None:
                    values[parameter.name] = value
                elif parameter.default is None:
                    missing.append(parameter.label.of(lang))
    if missing:
        st.info(tell("ask.wanted", names=tell("head.separator").join(missing)))
        st.session_state.pop(f"{console.RUNNING}-{ENGINE}", None)
        st.session_state.pop(WISH, None)
        return
    for sentence in skipped_years(question, values, build_data(build()), lang):
        st.info(plain(sentence))
    _begin(question, values)


def _begin(question: NamedQuestion, values: Mapping[str, str]) -> None:
    """Run a question, unless exactly this one has been run."""
    current, request = build(), (question.name, tuple(sorted(values.items())))
    if console.running(ENGINE) is not None and st.session_state.get(WISH) == request:
        return
    st.session_state[WISH] = request
    console.start(ENGINE, Asking(lambda: ask_named(current, question.name, values, console.LIMITS)))


def _parameter(parameter: QuestionParameter, before: Mapping[str, str]) -> str | None:
    """Offer the choice of a parameter's value; None where none is chosen.

    ``before``: values of the parameters before it.
    """
    name = PARAMETER.format(parameter.name)
    label = titled(parameter.label.of(language()))
    if parameter.kind == "integer":
        return _number(parameter, name, label)
    is_any = parameter.kind == "node" or (parameter.kind == "thing" and len(parameter.of) > 1)
    options = {} if is_any else once(_possible, parameter, language())
    if is_any or len(options) > LISTED:
        return _find_thing(parameter, name, label)
    first, nothing = "", {"": tell("ask.choose" if parameter.default is None else "ask.every")}
    if parameter.default in (LATEST, USUAL):
        first, nothing = _usually(parameter, before), {}
        if not options or not first:
            return None
    names = nothing | options
    value = choose(
        st.selectbox, name, [*names], first, label=label, format_func=names.__getitem__, width=260
    )
    return value or None


def _usually(parameter: QuestionParameter, before: Mapping[str, str]) -> str:
    """Return what the data have: a basis with figures, its newest year; else nothing."""
    data = build_data(build())
    if parameter.default == USUAL:
        return usual(parameter, data)
    newest, _ = latest(parameter, data, before)
    return "" if newest is None else str(newest)


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
    """Show the query of the question in each language, with a link to edit it in a console."""
    name, chosen_values = st.session_state.get(WISH, ("", ()))
    if name != question.name:
        return
    values = values_of(question, dict(chosen_values), build_data(build()))
    st.subheader(tell("ask.texts"))
    titles = {engine: tell(f"ask.language_{engine}") for engine in SUFFIXES}
    for (engine, title), tab in zip(titles.items(), st.tabs([*titles.values()]), strict=True):
        text = question.standing_alone(engine, values)
        to = address.to("ask", **{"in": engine, NAME: question.name, console.ASKED: text})
        with tab:
            show(anchor(to, tell("ask.to_console", language=title)))
            st.code(text, language=engine, wrap_lines=True)
