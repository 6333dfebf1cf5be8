"""The console of a query language: the query's text, examples, vocabulary and history."""

from __future__ import annotations

import streamlit as st

from graph.builds.ask import Question, ask
from graph.ontology import load
from graph.processes.background import Asking
from graph.processes.limits import QueryLimits
from graph.queries.examples import examples
from graph.queries.named import questions
from graph.schema.vocabulary import vocabulary
from views.parts import address
from views.parts.markup import plain
from views.parts.session import build, language, tell
from views.parts.table import heads, table

RUNNING, HISTORY, REMEMBERED = "ask-running", "ask-history", 20
RUN_TEXT, NAME = "ask-run-text", "ask"
TEXT_PX = 260
LIMITS = QueryLimits(rows=5_000)
ASKED = "q"


def editor(engine: str) -> None:
    """Show the text of the query and its button; run a query of the address at once."""
    key = f"ask-text-{engine}"
    linked = address.parameter_value(ASKED)
    before = st.session_state.get("ask-linked")
    if linked and before and before[0] != engine and before[1] == linked:
        address.put(ASKED, None)  # the text of the language left behind
        linked = None
    if linked and before != (engine, linked):
        st.session_state[key] = linked
        st.session_state["ask-linked"] = (engine, linked)
        begin(engine, linked)
    st.session_state.setdefault(key, examples(engine)[0].text)
    text = st.text_area(
        tell("ask.text"), key=key, height=TEXT_PX, label_visibility="collapsed", max_chars=50_000
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            tell("ask.run"),
            type="primary",
            icon=":material/play_arrow:",
            key="ask-run",
            disabled=not text.strip(),
            on_click=lambda: run(engine, st.session_state[key]),
        )
        st.caption(tell("ask.limits", seconds=LIMITS.timeout_s, rows=LIMITS.rows))


def run(engine: str, text: str) -> None:
    """Run a query and put it into the address."""
    st.session_state["ask-linked"] = (engine, text)
    address.put(ASKED, text)
    begin(engine, text)


def begin(engine: str, text: str) -> None:
    """Start a query, and remember its text with the name of the question it comes from."""
    of, question = build(), Question(engine, text)
    start(engine, Asking(lambda: ask(of, question, LIMITS)))
    st.session_state[f"{RUN_TEXT}-{engine}"] = text
    past: dict[tuple[str, str], str] = st.session_state.setdefault(HISTORY, {})
    name = past.pop((engine, text), None) or address.parameter_value(NAME) or ""
    st.session_state[HISTORY] = {(engine, text): name, **dict([*past.items()][: REMEMBERED - 1])}


def is_edited(engine: str) -> bool:
    """Tell whether the text in the console is no longer the one whose answer is shown."""
    run_text = st.session_state.get(f"{RUN_TEXT}-{engine}")
    return run_text is not None and st.session_state.get(f"ask-text-{engine}") != run_text


def start(engine: str, work: Asking) -> None:  # type: ignore[type-arg]
    """Follow a query that has started; the one before it is stopped."""
    before = running(engine)
    if before is not None:
        before.stop()
    st.session_state[f"{RUNNING}-{engine}"] = (build().id, work)


def running(engine: str) -> Asking | None:  # type: ignore[type-arg]
    """Return the last query in a language on the build of this session, done or not."""
    of, work = st.session_state.get(f"{RUNNING}-{engine}", (None, None))
    return work if of == build().id else None


def aids(engine: str) -> None:
    """Show examples, the words of the declaration, and the queries of this session."""
    example_tab, word_tab, history_tab = st.tabs(
        [tell("ask.examples"), tell("ask.words"), tell("ask.history")]
    )
    with example_tab:
        for example in examples(engine):
            st.button(
                example.title.of(language()),
                key=f"ask-example-{engine}-{example.name}",
                type="tertiary",
                icon=":material/description:",
                on_click=_take,
                args=(engine, example.text),
            )
    with word_tab:
        st.caption(tell(f"ask.words_{engine}"))
        _words(engine)
    with history_tab:
        _history()


def _take(engine: str, text: str) -> None:
    address.put(NAME, None)
    st.session_state[f"ask-text-{engine}"] = text
    run(engine, text)


def _words(engine: str) -> None:
    rows = vocabulary(load(), engine, language())
    table(f"words-{engine}", tell("ask.words"), rows, heads("of", "word", "name", "meaning"))


def _history() -> None:
    past = st.session_state.get(HISTORY, {})
    if not past:
        st.caption(tell("ask.no_history"))
    for number, ((engine, text), name) in enumerate(past.items()):
        title = _title(engine, text, name)
        st.button(
            f"{tell(f'ask.language_{engine}')} · {plain(title)}",
            key=f"ask-again-{number}",
            type="tertiary",
            on_click=_again,
            args=(engine, text),
        )


def _title(engine: str, text: str, name: str) -> str:
    """Return the name of an example or question, else the first words behind declarations."""
    for example in examples(engine):
        if example.text == text:
            return example.title.of(language())
    if name in questions():
        return questions()[name].title.of(language())
    lines = [line for line in text.splitlines() if not line.upper().startswith("PREFIX ")]
    return " ".join(" ".join(lines).split())[:70]


def _again(engine: str, text: str) -> None:
    address.put("in", engine)
    _take(engine, text)
